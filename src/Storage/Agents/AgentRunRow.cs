using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>A run that answered a customer, in lists.</summary>
internal sealed record AgentRunRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ConversationId { get; init; }

    /// <summary>The conversation's version with the run's reply; where the reply waited, with which it began to wait.</summary>
    public long Version { get; init; }
    public string RunId { get; init; } = "";
    public string AgentId { get; init; } = "";
    public string Engine { get; init; } = "";
    public string? Model { get; init; }
    public string? FallbackReason { get; init; }
    public long Turn { get; init; }
    public string Intent { get; init; } = "";
    public int Sentiment { get; init; }
    public double Confidence { get; init; }
    public bool HandedOver { get; init; }
    public int InputTokens { get; init; }
    public int OutputTokens { get; init; }
    public int ThinkMilliseconds { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary><c>sent</c>, <c>held</c> or <c>dropped</c>; empty where it was before this is kept, which is sent.</summary>
    public string Status { get; init; } = "";

    /// <summary>The band for which it waited, or null.</summary>
    public string? Band { get; init; }
    public string? EscalationReason { get; init; }
    public string? EscalationTarget { get; init; }

    /// <summary>Millionths of a riyal; null where the price is not known.</summary>
    public long? CostMicros { get; init; }

    /// <summary>What it knew and did, as JSON; null where it was before this is kept.</summary>
    public string? Trace { get; init; }

    /// <summary>What would be sent, as JSON, while it waits.</summary>
    public string? HeldTexts { get; init; }
    public string? Ended { get; init; }
    public string? EndedBy { get; init; }
    public RowKey Key => new(Tenant, ConversationId, Number: Version);
}

/// <summary>What a run's row is.</summary>
internal static class AgentRunFold
{
    /// <summary>
    /// The run that an event is about, by the version of its reply; null where it is about none. A hand-over that the run itself asked for is
    /// the event that directly follows its reply.
    /// </summary>
    public static long? ReplyVersion(IDomainEvent e, EventHeader h) => e switch
    {
        ReplyHeld => h.Version,
        ReplyQueued q => q.HeldVersion ?? h.Version,
        ReplyDropped d => d.HeldVersion,
        HandedOver { UserId: null } => h.Version - 1,
        _ => null,
    };

    /// <summary>The row after the event; null where there is none.</summary>
    public static AgentRunRow? Apply(AgentRunRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (null, ReplyHeld held) => Begun(h, held.Reply.Trace) with
        {
            RunId = held.Reply.RunId,
            AgentId = held.Reply.AgentId,
            Engine = held.Reply.Engine,
            Model = held.Reply.Model,
            FallbackReason = held.Reply.FallbackReason,
            Turn = held.Turn,
            Intent = held.Reply.Intent,
            Sentiment = held.Reply.Sentiment,
            Confidence = held.Reply.Confidence,
            InputTokens = held.Reply.InputTokens,
            OutputTokens = held.Reply.OutputTokens,
            ThinkMilliseconds = held.Reply.ThinkMilliseconds,
            At = held.At.Micro(),
            Status = "held",
            Band = held.Band,
            HeldTexts = AgentRowJson.Write(held.Reply.Messages.Select(m => m.Text ?? "…").ToArray()),
        },
        (null, ReplyQueued { HeldVersion: null } r) => Begun(h, r.Trace) with
        {
            RunId = r.RunId,
            AgentId = r.AgentId,
            Engine = r.Engine,
            Model = r.Model,
            FallbackReason = r.FallbackReason,
            Turn = r.Turn,
            Intent = r.Intent,
            Sentiment = r.Sentiment,
            Confidence = r.Confidence,
            InputTokens = r.InputTokens,
            OutputTokens = r.OutputTokens,
            ThinkMilliseconds = r.ThinkMilliseconds,
            At = r.At.Micro(),
            Status = "sent",
        },
        (not null, ReplyQueued r) => row with { Status = "sent", EndedBy = r.ReleasedBy, Ended = r.Edited ? "edited" : null, HeldTexts = null },
        (not null, ReplyDropped d) => row with { Status = "dropped", Ended = d.Reason, EndedBy = d.UserId },
        // A held reply is followed by a hand-over only where something else has dropped it.
        (not null and { Status: not "held" }, HandedOver { UserId: null } o) => row with
        {
            HandedOver = true,
            EscalationReason = o.Reason,
            EscalationTarget = o.Target,
        },
        _ => row,
    };

    private static AgentRunRow Begun(EventHeader h, RunTrace? trace) => new()
    {
        Tenant = h.Tenant, ConversationId = h.EntityId, Version = h.Version, CostMicros = AgentCost.Micros(trace), EscalationReason = trace?.Escalation,
        EscalationTarget = trace?.Target, Trace = trace is null ? null : AgentRowJson.Write(trace),
    };
}
