using System.Text.Json;
using static SalesFlow.Simulator.Graph.SendRequests;

namespace SalesFlow.Simulator.Graph;

/// <summary>Reads the interactive kinds: reply buttons, lists, a link, a flow, asking for a place.</summary>
internal static class InteractiveRequests
{
    public static SendRequest Read(SendRequest request, JsonElement interactive)
    {
        var type = Text(interactive, "type", "interactive['type']", 1, 40);
        var isList = type == "list";
        var text = Text(Part(interactive, "body"), "text", "interactive['body']['text']", 1, isList ? 4096 : 1024);
        if (interactive.TryGetProperty("footer", out _)) Text(Part(interactive, "footer"), "text", "interactive['footer']['text']", 1, 60);
        if (interactive.TryGetProperty("header", out _))
        {
            var header = Part(interactive, "header");
            if (Text(header, "type", "interactive['header']['type']", 1, 20) == "text") Text(header, "text", "interactive['header']['text']", 1, 60);
        }

        var action = Part(interactive, "action");
        var choices = type switch
        {
            "button" => Buttons(action),
            "list" => Rows(action),
            "cta_url" => Link(action),
            "flow" => Flow(action),
            "location_request_message" => Text(action, "name", "action['name']", 1, 40) == "send_location"
                ? []
                : throw new Refused(GraphError.Parameter("Param action['name'] must be send_location.")),
            _ => throw new Refused(GraphError.Parameter(
                "Param interactive['type'] must be one of {button, list, cta_url, flow, location_request_message}.")),
        };
        return request with { Kind = type, Text = text, Choices = choices };
    }

    private static List<MessageChoice> Buttons(JsonElement action)
    {
        var choices = Items(action, "buttons", 1, 3).Select(button =>
        {
            if (Optional(button, "type") != "reply") throw new Refused(GraphError.Parameter("Param button['type'] must be reply."));
            var reply = Part(button, "reply");
            return new MessageChoice(Text(reply, "id", "button['reply']['id']", 1, 256), Text(reply, "title", "button['reply']['title']", 1, 20));
        }).ToList();
        Distinct(choices, titles: true);
        return choices;
    }

    private static List<MessageChoice> Rows(JsonElement action)
    {
        Text(action, "button", "action['button']", 1, 20);
        var sections = Items(action, "sections", 1, 10).ToList();
        List<MessageChoice> choices = [];
        foreach (var section in sections)
        {
            if (sections.Count > 1 || section.TryGetProperty("title", out _))
                Text(section, "title", "section['title']", sections.Count > 1 ? 1 : 0, 24);
            choices.AddRange(Items(section, "rows", 1, 10).Select(row => new MessageChoice(
                Text(row, "id", "row['id']", 1, 200), Text(row, "title", "row['title']", 1, 24),
                row.TryGetProperty("description", out _) ? Text(row, "description", "row['description']", 0, 72) : null, true)));
        }

        if (choices.Count > 10) throw new Refused(GraphError.Parameter("Total row count exceeds the limit of 10."));
        Distinct(choices, titles: false);
        return choices;
    }

    private static List<MessageChoice> Link(JsonElement action)
    {
        var parameters = Part(action, "parameters");
        Text(parameters, "display_text", "parameters['display_text']", 1, 20);
        if (!IsWebAddress(Text(parameters, "url", "parameters['url']", 1, 2000)))
            throw new Refused(GraphError.Parameter("Param url is not a web address."));
        return [];
    }

    private static List<MessageChoice> Flow(JsonElement action)
    {
        var parameters = Part(action, "parameters");
        if (Text(parameters, "flow_message_version", "flow_message_version", 1, 5) != "3")
            throw new Refused(GraphError.Parameter("Param flow_message_version must be 3."));
        if (Optional(parameters, "flow_id") is null == Optional(parameters, "flow_name") is null)
            throw new Refused(GraphError.Parameter("A flow needs exactly one of flow_id and flow_name."));
        Text(parameters, "flow_cta", "flow_cta", 1, 30);
        return [];
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name, int fewest, int most)
    {
        if (!parent.TryGetProperty(name, out var items) || items.ValueKind != JsonValueKind.Array) throw new Refused(GraphError.Missing(name));
        var count = items.GetArrayLength();
        if (count < fewest || count > most) throw new Refused(GraphError.Invalid($"Invalid {name} count. Min allowed {name}: {fewest}, max allowed {name}: {most}."));
        return items.EnumerateArray();
    }

    private static void Distinct(List<MessageChoice> choices, bool titles)
    {
        if (choices.DistinctBy(c => c.Id).Count() != choices.Count) throw new Refused(GraphError.Invalid("Ids are not unique."));
        if (titles && choices.DistinctBy(c => c.Title).Count() != choices.Count)
            throw new Refused(GraphError.Invalid("Button titles are not unique."));
    }
}
