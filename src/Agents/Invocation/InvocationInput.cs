using System.Globalization;
using System.Text.Json;
using SalesFlow.Agents.Definitions;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Invocation;

/// <summary>Reads a valid input into the turn that it stands for.</summary>
internal static class InvocationInput
{
    private const int MaxHistory = 30;
    private static readonly string[] NotFacts = ["lead_id", "name", "phone", "score", "temperature"];

    /// <summary>Reads it.</summary>
    public static AgentTask Read(AgentDefinition agent, JsonElement input, TenantView tenant, string runId, DateTimeOffset now)
    {
        var at = Text(input, "now") is { } given ? DateTimeOffset.Parse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .ToUniversalTime() : now;
        var lead = Lead(input, tenant, agent.Language, at);
        var history = new List<TalkLine>();
        if (input.TryGetProperty("history", out var lines) && lines.ValueKind == JsonValueKind.Array)
        {
            foreach (var line in lines.EnumerateArray())
                history.Add(new TalkLine($"{runId}:{history.Count}", line.GetProperty("from").GetString() == "lead", line.GetProperty("text")
                    .GetString()!, at));
        }
        if (history.Count > MaxHistory) history.RemoveRange(0, history.Count - MaxHistory);
        var turn = new TurnSnapshot(
            history.Count(l => l.FromCustomer) + 1, 1, Text(input, "conversation_id") ?? runId, lead?.ContactId ?? runId, lead?.LeadId ?? runId,
                lead?.Name,
            agent.Language, [new TalkLine(runId, true, input.GetProperty("message").GetString()!, at)], history, Memory(input), at, null,
                "invocation");
        return new AgentTask(turn, tenant, lead, at);
    }

    private static LeadView? Lead(JsonElement input, TenantView tenant, string language, DateTimeOffset now)
    {
        if (!input.TryGetProperty("lead", out var lead) || lead.ValueKind != JsonValueKind.Object) return null;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in lead.EnumerateObject())
        {
            if (NotFacts.Contains(property.Name)) continue;
            if (property.Value.ValueKind is JsonValueKind.String) facts[property.Name] = property.Value.GetString()!;
            else if (property.Value.ValueKind is JsonValueKind.Number) facts[property.Name] = property.Value.GetRawText();
        }
        var score = lead.TryGetProperty("score", out var points) && points.ValueKind == JsonValueKind.Number ? (int)points.GetDecimal() : 0;
        var temperature = score >= tenant.Scoring.Hot ? Temperature.Hot : score >= tenant.Scoring.Warm ? Temperature.Warm : Temperature.Cold;
        var id = Text(lead, "lead_id") ?? "lead";
        return new LeadView(
            id, Text(lead, "name"), Text(lead, "phone"), "whatsapp", LeadStatus.New, score, temperature, [], facts, id, null, language, null, 0, now,
                1);
    }

    private static Dictionary<string, string> Memory(JsonElement input)
    {
        var memory = new Dictionary<string, string>(StringComparer.Ordinal);
        if (input.TryGetProperty("memory", out var words) && words.ValueKind == JsonValueKind.Object)
            foreach (var word in words.EnumerateObject()) memory[word.Name] = word.Value.GetString()!;
        return memory;
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } word ? word : null;
}
