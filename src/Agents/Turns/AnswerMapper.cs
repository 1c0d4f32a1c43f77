using System.Text.Json;
using SalesFlow.Agents.Definitions;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Turns;

/// <summary>Makes the typed answer from a model's reply and from what the rules saw in the same turn. Pure.</summary>
internal static class AnswerMapper
{
    /// <summary>The confidence of prose, whose author states none.</summary>
    public const double ProseConfidence = 0.7;

    /// <summary>Reasons that only say that the rules did not understand; a model that did overrules them.</summary>
    private static readonly HashSet<string> RulesOwn = new(StringComparer.Ordinal) { "low_confidence", "out_of_knowledge", "no_progress",
        "unknown_intent" };

    /// <summary>Maps a reply.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="task">The turn.</param>
    /// <param name="reply">The loop's reply.</param>
    /// <param name="rules">What the rules would have answered: they hold for opt-out and hand-over, and fill in facts and signals.</param>
    /// <param name="model">The model's name.</param>
    public static AgentAnswer Map(AgentDefinition agent, AgentTask task, LoopResult.Answered reply, AgentAnswer rules, string model)
    {
        var output = reply.Output is { } json ? Structured(agent, task, reply, rules, json) : Prose(reply, rules);
        var facts = new Dictionary<string, string>(rules.Facts, StringComparer.Ordinal);
        foreach (var (name, value) in output.Entities) facts[name] = value;
        foreach (var (name, value) in reply.Gathered.Facts) facts[name] = value;
        return new AgentAnswer(
            agent.Id, "model", model, null, output with { Language = agent.Language }, [OutboundContent.OfText(reply.Text)], Memory(rules, task),
                facts,
            Signals(rules.Signals, output, task), reply.InputTokens, reply.OutputTokens)
        {
            Read = reply.Read,
            Question = rules.Question,
            IsGap = rules.IsGap && reply.Read.Count == 0,
        };
    }

    /// <summary>The offline answer that stands in for a model.</summary>
    public static AgentAnswer StandIn(AgentAnswer rules, LoopResult.Failed failure) =>
        rules with { FallbackReason = failure.Reason, InputTokens = failure.InputTokens, OutputTokens = failure.OutputTokens };

    private static Dictionary<string, string> Memory(AgentAnswer rules, AgentTask task)
    {
        var memory = new Dictionary<string, string>(rules.Memory, StringComparer.Ordinal);
        if (memory.Remove(TalkMemory.Asked) | task.Turn.Memory.ContainsKey(TalkMemory.Asked)) memory[TalkMemory.Asked] = string.Empty;
        return memory;
    }

    private static ConversationOutput Prose(LoopResult.Answered reply, AgentAnswer rules)
    {
        var handOver = reply.Gathered.HandOver ?? FromRules(rules);
        var action = handOver is not null ? "escalated" : rules.Output.ActionTaken is "opted_out" ? "opted_out" : "responded";
        return rules.Output with { Response = reply.Text, ActionTaken = action, Escalation = handOver, Confidence = ProseConfidence };
    }

    private static ConversationOutput Structured(AgentDefinition agent, AgentTask task, LoopResult.Answered reply, AgentAnswer rules,
        JsonElement json)
    {
        var optedOut = rules.Output.IntentDetected == "opt_out";
        var intent = optedOut ? "opt_out" : json.GetProperty("intent_detected").GetString()!;
        var confidence = json.GetProperty("confidence").GetDouble();
        var handOver = Asked(agent, task, json.GetProperty("escalation"), rules) ?? reply.Gathered.HandOver ?? FromRules(rules)
            ?? Unsure(agent, task, intent, confidence);
        var action = optedOut ? "opted_out" : handOver is not null ? "escalated" : json.GetProperty("action_taken").GetString()!;
        var update = json.GetProperty("qualification_update");
        var change = update.TryGetProperty("score_change", out var score) && score.ValueKind == JsonValueKind.Number ? score.GetInt32() : (int?)null;
        var entities = CustomerFacts.Read(json.GetProperty("entities"), task).ToDictionary(StringComparer.Ordinal);
        return new ConversationOutput(
            agent.Language, reply.Text, intent, json.GetProperty("sentiment").GetInt32(), entities, action, handOver, change, confidence);
    }

    private static HandOverRequest? Asked(AgentDefinition agent, AgentTask task, JsonElement escalation, AgentAnswer rules)
    {
        if (!escalation.GetProperty("needed").GetBoolean()) return null;
        var reason = Word(escalation, "reason") is { } given && agent.Escalations.ContainsKey(given) ? given : rules.Output.Escalation?.Reason
            ?? "requested";
        return HandOver(agent, task, reason, Word(escalation, "target"), Word(escalation, "summary"));
    }

    private static HandOverRequest? FromRules(AgentAnswer rules) =>
        rules.Output.Escalation is { } asked && !RulesOwn.Contains(asked.Reason) ? asked : null;

    private static HandOverRequest? Unsure(AgentDefinition agent, AgentTask task, string intent, double confidence)
    {
        var least = agent.Thresholds.TryGetValue(intent, out var threshold) ? Math.Max(threshold, agent.Bands.Hold) : agent.Bands.Hold;
        return confidence < least ? HandOver(agent, task, "low_confidence", null, null) : null;
    }

    private static HandOverRequest HandOver(AgentDefinition agent, AgentTask task, string reason, string? target, string? summary) =>
        new(reason, agent.Escalations.TryGetValue(reason, out var known) ? known : target ?? "sales", summary ?? Summary(agent, task));

    private static string Summary(AgentDefinition agent, AgentTask task)
    {
        var text = PromptBuilder.Pending(task.Turn).ReplaceLineEndings(" ");
        if (text.Length > 300) text = text[..(char.IsHighSurrogate(text[299]) ? 299 : 300)] + "…";
        return (agent.Language == "ar" ? "آخر ما كتبه العميل: " : "The customer's last words: ") + text;
    }

    private static List<string> Signals(IReadOnlyList<string> seen, ConversationOutput output, AgentTask task)
    {
        var signals = new List<string>(seen);
        void Add(string signal)
        {
            if (!signals.Contains(signal)) signals.Add(signal);
        }
        // The first message of a talk answers nobody.
        if (task.Turn.History.Any(l => !l.FromCustomer)) Add(LeadSignals.Replied);
        if (task.Turn.Pending.Any(l => l.Text.AsSpan().IndexOfAny('?', '؟') >= 0)) Add(LeadSignals.AskedQuestion);
        if (output.IntentDetected == "booking_request") Add(LeadSignals.RequestedDemo);
        if (output.Entities.ContainsKey(LeadFacts.Budget)) Add(LeadSignals.MentionedBudget);
        switch (output.Entities.GetValueOrDefault(LeadFacts.Timeline))
        {
            case "now" or "this_week": Add(LeadSignals.Urgent); break;
            case "this_month": Add(LeadSignals.Deciding); break;
            case "this_quarter": Add(LeadSignals.Evaluating); break;
            case "later": Add(LeadSignals.Exploring); break;
        }
        return signals;
    }

    private static string? Word(JsonElement value, string name) =>
        value.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String && word.GetString() is { Length: > 0 } text ? text : null;
}
