using System.Text;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Conversations;

/// <summary>Makes the reply that a conversation is asked to accept, out of an agent's answer or of a rule.</summary>
internal static class ReplyComposer
{
    /// <summary>The reply of an agent's answer.</summary>
    internal static TurnReply Compose(AgentTask task, AgentAnswer answer, string runId, int milliseconds)
    {
        var o = answer.Output;
        var handOver = o.Escalation;
        if (handOver is null && answer.Band == "escalate")
            handOver = new HandOverRequest("low_confidence", "sales", Summary(task, "low_confidence"));
        return new TurnReply(
            runId, answer.AgentId, answer.Engine, answer.Model, answer.FallbackReason, o.Language, answer.Messages, o.IntentDetected, o.Sentiment,
            o.Confidence, handOver, answer.Memory, [.. AllowedAmounts(task, answer.Facts).Union(answer.Read.SelectMany(p => ReplyGuards.Numbers(p.Text)))],
            answer.InputTokens, answer.OutputTokens, milliseconds)
        {
            Hold = handOver is null ? answer.Hold : null,
            Trace = answer.Trace with { Escalation = handOver?.Reason, Target = handOver?.Target },
        };
    }

    /// <summary>The reply that passes the talk to a person, by rule.</summary>
    internal static TurnReply HandOver(AgentTask task, string reason) => new(
        $"{task.Turn.ConversationId}:{task.Turn.Turn}", "rules", "offline", null, null, task.Turn.Language,
        [OutboundContent.OfText(ConversationTexts.HandingOver(task.Turn.Language))], "human_request", 50, 1,
        new HandOverRequest(reason, "sales", Summary(task, reason)), new Dictionary<string, string>(), [], 0, 0, 0);

    /// <summary>What a person should know before writing, in the talk's language.</summary>
    internal static string Summary(AgentTask task, string reason)
    {
        var language = task.Turn.Language;
        var text = new StringBuilder();
        text.Append(ConversationTexts.Summary(language, "Asked")).Append(": ").AppendLine(ConversationTexts.Reason(language, reason));
        if (task.Lead is { } lead)
        {
            if (lead.Facts.Count > 0)
                text.Append(ConversationTexts.Summary(language, "Known")).Append(": ")
                    .AppendLine(string.Join(language == "en" ? "; " : "؛ ", lead.Facts.Select(f => $"{ConversationTexts.Fact(language, f.Key)}: {f.Value}")));
            text.Append(ConversationTexts.Summary(language, "Score")).Append(": ").Append(lead.Score).AppendLine();
        }
        if (task.Turn.Pending.Count > 0)
            text.Append(ConversationTexts.Summary(language, "Last")).Append(": ").Append(task.Turn.Pending[^1].Text);
        return text.Length <= MaxSummary ? text.ToString() : text.ToString(0, MaxSummary);
    }

    /// <summary>
    /// The amounts that an answer may name: the tenant's prices by month and year, what its facts say, and the customer's budget. Other amounts
    /// that a customer names are not among them: "give it to me for 100" must not become a price.
    /// </summary>
    internal static IReadOnlyList<decimal> AllowedAmounts(AgentTask task, IReadOnlyDictionary<string, string> learnt)
    {
        var allowed = new HashSet<decimal>();
        foreach (var price in task.Tenant.PriceList)
        {
            allowed.Add(price.Price.Amount);
            if (price.Period == "month") allowed.Add(price.Price.Amount * 12);
            foreach (var feature in price.FeaturesAr.Concat(price.FeaturesEn)) allowed.UnionWith(ReplyGuards.Numbers(feature));
        }
        foreach (KnowledgeItem fact in task.Tenant.Knowledge) allowed.UnionWith(ReplyGuards.Numbers(fact.TextAr).Concat(ReplyGuards.Numbers(fact.TextEn)));
        if (task.Lead?.Facts.GetValueOrDefault(LeadFacts.Budget) is { } known) allowed.UnionWith(ReplyGuards.Numbers(known));
        if (learnt.GetValueOrDefault(LeadFacts.Budget) is { } said) allowed.UnionWith(ReplyGuards.Numbers(said));
        return [.. allowed];
    }

    private const int MaxSummary = 1500;
}
