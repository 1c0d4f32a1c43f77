using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>A run of an agent that does a task.</summary>
internal sealed record TaskRunRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string AgentId { get; init; } = "";
    public string Trigger { get; init; } = "";
    public string? SubjectKind { get; init; }
    public string? SubjectId { get; init; }
    public string? By { get; init; }
    public string Status { get; init; } = "";
    public string? Band { get; init; }
    public double Confidence { get; init; }
    public string? EscalationReason { get; init; }
    public string? EscalationTarget { get; init; }
    public string Engine { get; init; } = "";
    public string? Model { get; init; }
    public string? FallbackReason { get; init; }
    public int InputTokens { get; init; }
    public int OutputTokens { get; init; }

    /// <summary>Millionths of a riyal; null where the price is not known.</summary>
    public long? CostMicros { get; init; }
    public int Milliseconds { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? Ended { get; init; }
    public string? EndedBy { get; init; }

    /// <summary>The recorded run that it is compared with, or null.</summary>
    public string? Reference { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a task's run saw and said, apart from its row: lists never read it.</summary>
internal sealed record TaskRunBodyRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string? Input { get; init; }
    public string? Output { get; init; }
    public string? Trace { get; init; }
    public string? Escalations { get; init; }
    public string? Actions { get; init; }
    public string? Outcomes { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A version of a tenant's own of an agent. Written once, never changed.</summary>
internal sealed record AgentVersionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string AgentId { get; init; }
    public long Number { get; init; }
    public string Content { get; init; } = "";
    public string? Note { get; init; }
    public int? RestoredFrom { get; init; }
    public string By { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, AgentId, Number: Number);
}

/// <summary>What a task run's rows are: the fold of its events.</summary>
internal static class TaskRunFold
{
    public static TaskRunRow? Apply(TaskRunRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (null, AgentRunStarted s) => new TaskRunRow
            {
                Tenant = h.Tenant, Id = h.EntityId, AgentId = s.AgentId, Trigger = s.Trigger, SubjectKind = s.SubjectKind, SubjectId = s.SubjectId,
                By = s.By, Status = "running", At = s.At.Micro(), Reference = s.Reference,
            },
            (null, _) => null,
            (_, AgentRunFinished f) => row with
            {
                Status = f.Status,
                Band = f.Result.Band,
                Confidence = f.Result.Confidence,
                EscalationReason = f.Result.Escalations is [var first, ..] ? first.Reason : null,
                EscalationTarget = f.Result.Escalations is [var who, ..] ? who.Target : null,
                Engine = f.Result.Engine,
                Model = f.Result.Model,
                FallbackReason = f.Result.FallbackReason,
                InputTokens = f.Result.InputTokens,
                OutputTokens = f.Result.OutputTokens,
                CostMicros = AgentCost.Micros(f.Result.Trace),
                Milliseconds = f.Result.Milliseconds,
                FinishedAt = f.At.Micro(),
            },
            (_, AgentRunFailed f) => row with { Status = "failed", Ended = f.Reason, FinishedAt = f.At.Micro() },
            (_, AgentRunReleased r) => row with { Status = "released", EndedBy = r.UserId },
            (_, AgentRunDiscarded d) => row with { Status = "discarded", Ended = d.Reason, EndedBy = d.UserId },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }

    public static TaskRunBodyRow? Body(TaskRunBodyRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (null, AgentRunStarted s) => new TaskRunBodyRow { Tenant = h.Tenant, Id = h.EntityId, Input = s.InputJson },
        (not null, AgentRunFinished f) => row with
        {
            Input = f.Result.InputJson,
            Output = f.Result.OutputJson,
            Trace = AgentRowJson.Write(f.Result.Trace),
            Escalations = AgentRowJson.Write(f.Result.Escalations),
            Actions = AgentRowJson.Write(f.Result.Actions),
        },
        (not null, AgentRunActed a) => row with { Outcomes = AgentRowJson.Write(a.Outcomes) },
        _ => row,
    };
}
