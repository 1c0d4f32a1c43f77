using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Guards;
using SalesFlow.Text;

namespace SalesFlow.Agents.Tasks;

/// <summary>What no text of a task's output may do that can reach somebody outside: the rules of a reply, text by text. Pure.</summary>
internal static class TaskGuards
{
    /// <summary>The first rule that is broken, or null.</summary>
    public static GuardViolation? Check(AgentTaskRequest request, JsonObject output)
    {
        var task = request.Agent.Task!;
        if (task.CustomerTexts.Count == 0) return null;
        var document = JsonQuery.Document(("input", request.Input), ("output", JsonSerializer.SerializeToElement(output)));
        var published = PublishedNumbers.Of(request.Tenant);
        HashSet<decimal>? given = null;
        foreach (var text in task.CustomerTexts.SelectMany(q => q.Texts(document)))
        {
            var plain = ArabicText.Normalise(text);
            if (ReplyGuard.Honest(text, plain, request.Agent.Limits.MaxWords) is { } violation) return violation;
            if (MoneyGuard.FirstForbidden(text, plain, published, () => given ??= Given(request.Input)) is { } amount)
                return new("price", $"'{amount}' is neither in the price list nor in the facts. Name only amounts and percentages that stand there, exactly, or none.");
            if (ReplyGate.Check(text, request.Tenant, () => given ??= Given(request.Input)) is { Reasons: [var reason, ..] }) return new(reason.Code, reason.Advice);
        }
        return null;
    }

    private static HashSet<decimal> Given(JsonElement input)
    {
        var numbers = new HashSet<decimal>();
        MoneyGuard.Collect(input.GetRawText(), numbers);
        return numbers;
    }
}
