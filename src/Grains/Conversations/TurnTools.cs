using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Grains.Conversations;

/// <summary>The tools of a conversation agent: reading prices and facts of the tenant, and learning about the lead.</summary>
internal sealed class TurnTools(AgentTask task, ILeadGrain lead) : IAgentTools
{
    private const int MaxFacts = 12;
    private const int MaxFactLength = 200;

    public async Task<string> Call(string callId, string tool, string argumentsJson, CancellationToken ct)
    {
        JsonObject? arguments;
        try
        {
            arguments = JsonNode.Parse(argumentsJson) as JsonObject;
        }
        catch (JsonException)
        {
            arguments = null;
        }
        if (arguments is null) return Error("arguments_must_be_an_object");
        return tool switch
        {
            "lookup_price" => Prices(Word(arguments, "plan")),
            "lookup_knowledge" => Knowledge(Word(arguments, "query")),
            "remember_facts" => await Remember(callId, arguments),
            "request_hand_over" => new JsonObject { ["accepted"] = true }.ToJsonString(),
            _ => Error("unknown_tool"),
        };
    }

    private string Prices(string? plan)
    {
        var wanted = ArabicText.Normalise(plan);
        var items = task.Tenant.PriceList.Where(p => wanted.Length == 0 || p.Code == wanted || p.Aliases.Contains(wanted)
            || ArabicText.Normalise(p.NameAr) == wanted || ArabicText.Normalise(p.NameEn) == wanted);
        return new JsonObject
        {
            ["prices"] = new JsonArray([.. items.Select(p => (JsonNode)new JsonObject
            {
                ["code"] = p.Code, ["name_ar"] = p.NameAr, ["name_en"] = p.NameEn, ["amount"] = p.Price.Amount, ["currency"] = p.Price.Currency,
                ["period"] = p.Period, ["vat_included"] = p.VatIncluded,
            })]),
        }.ToJsonString();
    }

    private string Knowledge(string? query)
    {
        var words = ArabicText.Normalise(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = task.Tenant.Knowledge
            .Select(k => (Item: k, Score: k.Keywords.Count(w => words.Contains(w))))
            .Where(x => x.Score > 0).OrderByDescending(x => x.Score).Take(3);
        return new JsonObject
        {
            ["facts"] = new JsonArray([.. found.Select(x => (JsonNode)new JsonObject { ["text_ar"] = x.Item.TextAr, ["text_en"] = x.Item.TextEn })]),
        }.ToJsonString();
    }

    private async Task<string> Remember(string callId, JsonObject arguments)
    {
        if (arguments.Count > MaxFacts) return Error("too_many_facts");
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in arguments)
        {
            if (!LeadFacts.All.Contains(name)) return Error($"unknown_fact:{name}");
            var value = node is JsonValue ? node.ToString() : null;
            if (string.IsNullOrWhiteSpace(value) || value.Length > MaxFactLength) return Error($"invalid_value:{name}");
            facts[name] = value;
        }
        var outcome = await lead.Learn($"call:{task.Turn.ConversationId}:{callId}",
            new LeadInsight(task.Turn.Pending[^1].MessageId, facts, [], task.Now));
        return new JsonObject { ["accepted"] = outcome.Accepted }.ToJsonString();
    }

    private static string? Word(JsonObject arguments, string name) =>
        arguments.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Error(string code) => new JsonObject { ["error"] = code }.ToJsonString();
}
