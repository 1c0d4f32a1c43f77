using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>A run of an agent, in lists.</summary>
internal sealed record AgentRunRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ConversationId { get; init; }

    /// <summary>The conversation's version with the run's reply.</summary>
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
        ReplyQueued => h.Version,
        HandedOver { UserId: null } => h.Version - 1,
        _ => null,
    };

    /// <summary>The row after the event; null where there is none.</summary>
    public static AgentRunRow? Apply(AgentRunRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (null, ReplyQueued r) => new AgentRunRow
        {
            Tenant = h.Tenant, ConversationId = h.EntityId, Version = h.Version, RunId = r.RunId, AgentId = r.AgentId, Engine = r.Engine,
            Model = r.Model, FallbackReason = r.FallbackReason, Turn = r.Turn, Intent = r.Intent, Sentiment = r.Sentiment, Confidence = r.Confidence,
            InputTokens = r.InputTokens, OutputTokens = r.OutputTokens, ThinkMilliseconds = r.ThinkMilliseconds, At = r.At.Micro(),
        },
        (not null, HandedOver { UserId: null }) => row with { HandedOver = true },
        _ => row,
    };
}
