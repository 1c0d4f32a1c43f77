using System.Globalization;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Reporting;

/// <summary>What the rows of cases and alerts are: the fold of their events.</summary>
internal static class ServiceFold
{
    /// <summary>A case's row after an event; null where there is still none.</summary>
    public static ServiceLevelRow? Case(ServiceLevelRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, ServiceStarted s) => new ServiceLevelRow
            {
                Tenant = h.Tenant, Id = h.EntityId, Case = s.Case, Level = s.Level, Priority = s.Priority, Reason = s.Reason, StartedAt = s.At.Micro(),
                FirstResponseDueAt = s.FirstResponseDueAt?.Micro(), ResolutionDueAt = s.ResolutionDueAt?.Micro(), Unanswered = true,
            },
            (null, _) => null,
            (_, ServiceRaised r) => row with
            {
                Level = r.Level,
                Priority = r.Priority,
                Reason = r.Reason,
                HeldBy = null,
                FirstResponseDueAt = r.FirstResponseDueAt?.Micro(),
                ResolutionDueAt = r.ResolutionDueAt?.Micro(),
                Waiting = false,
                Unanswered = true,
                AlarmLevel = null,
                AcknowledgeBy = null,
                AcknowledgedBy = null,
                FirstWarned = false,
                ResolutionWarned = false,
            },
            (_, ServiceReleased) => row with { HeldBy = null },
            (_, ServiceTaken t) => row with { HeldBy = t.UserId },
            (_, ServiceResponded r) => row with { FirstRespondedAt = row.FirstRespondedAt ?? r.At.Micro(), FirstResponseDueAt = null, Unanswered = false, FirstWarned = false },
            (_, ServicePaused) => row with { Waiting = true, ResolutionDueAt = null },
            (_, ServiceResumed r) => row with { Waiting = false, ResolutionDueAt = r.DueAt?.Micro() },
            (_, ServiceWarned { Clock: ServiceClock.FirstResponse }) => row with { FirstWarned = true },
            (_, ServiceWarned) => row with { ResolutionWarned = true },
            (_, ServiceBreached) => row with { State = ServiceState.Breached },
            (_, ServiceAlarmRaised a) => row with { AlarmLevel = a.Level, AcknowledgeBy = a.AcknowledgeBy?.Micro(), AcknowledgedBy = null },
            (_, ServiceAcknowledged a) => row with { AcknowledgedBy = a.UserId, AcknowledgeBy = null },
            (_, ServiceEnded x) => row with
            {
                State = ServiceState.Ended,
                EndedAt = x.At.Micro(),
                FirstResponseDueAt = null,
                ResolutionDueAt = null,
                Waiting = false,
                Unanswered = false,
                AcknowledgeBy = null,
            },
            _ => row,
        };
        return next is null ? null : next with { State = StateOf(next), Version = h.Version };
    }

    /// <summary>A miss and the end stay; a warning stands as long as the clock that warned does.</summary>
    private static ServiceState StateOf(ServiceLevelRow row) =>
        row.State is ServiceState.Breached or ServiceState.Ended ? row.State
        : row is { FirstWarned: true } or { ResolutionWarned: true } ? ServiceState.Warned : ServiceState.Running;

    /// <summary>The names of the counters that a case's row counts in.</summary>
    public static IEnumerable<string> Counters(ServiceLevelRow? row)
    {
        if (row is null || row.State == ServiceState.Ended) yield break;
        yield return CounterOf(row.State);
        if (row.Unanswered) yield return WaitingCounter;
    }

    /// <summary>The counter of conversations that wait for a person's first answer.</summary>
    public const string WaitingCounter = "waiting";

    /// <summary>The counter of cases in a state.</summary>
    public static string CounterOf(ServiceState state) => "case:" + state.ToString().ToLowerInvariant();

    /// <summary>The counter of conversations that a person holds.</summary>
    public static string HeldBy(string user) => HeldPrefix + user;

    /// <summary>What those counters' names begin with.</summary>
    public const string HeldPrefix = "held:";

    /// <summary>The alert that an event is about, or null.</summary>
    public static string? AlertId(IDomainEvent e, EventHeader h) => e switch
    {
        ServiceAlarmRaised or ServiceAcknowledged or ServiceEnded or ServiceRaised => "sla-" + h.EntityId,
        ChannelNoticed { Notice.Severity: not "info" } => string.Create(CultureInfo.InvariantCulture, $"notice-{h.Version}"),
        AlertAcknowledged => h.EntityId,
        AgentRunAlerted => "agent-" + h.EntityId,
        QuotaWarned q => $"quota-{q.Warning.Metric}-{q.Warning.Month}",
        _ when h.Entity == "deal" => "stale-" + h.EntityId,
        _ => null,
    };

    /// <summary>An alert's row after an event.</summary>
    public static AlertRow? Alert(AlertRow? row, string id, IDomainEvent e, EventHeader h, ServiceLevelRow? service, DealRow? deal) => (row, e) switch
    {
        (_, ServiceAlarmRaised a) => (row ?? new AlertRow { Tenant = h.Tenant, Id = id }) with
        {
            Kind = "sla_breach",
            Severity = "alarm",
            Entity = "conversation",
            EntityId = h.EntityId,
            Detail = service?.Reason ?? "",
            Level = a.Level,
            Open = true,
            At = a.At.Micro(),
            AcknowledgedBy = null,
            AcknowledgedAt = null,
        },
        (_, ChannelNoticed n) => new AlertRow
        {
            Tenant = h.Tenant, Id = id, Kind = "channel_notice", Severity = n.Notice.Severity, Entity = "tenant", EntityId = n.Notice.Subject,
            Detail = $"{n.Notice.Field}: {n.Notice.Change}", Open = true, At = n.At.Micro(),
        },
        // Told again at the full: then it is another matter, and wants notice anew.
        (_, QuotaWarned q) => new AlertRow
        {
            Tenant = h.Tenant, Id = id, Kind = "quota_warning", Severity = q.Warning.Used >= q.Warning.Limit ? "alarm" : "warning", Entity = "tenant",
            EntityId = q.Warning.Metric, Detail = string.Create(CultureInfo.InvariantCulture, $"{q.Warning.Used}/{q.Warning.Limit}"), Open = true, At = q.At.Micro(),
        },
        (_, AgentRunAlerted a) => new AlertRow
        {
            Tenant = h.Tenant, Id = id, Kind = "agent", Severity = "warning", Entity = a.SubjectKind ?? "tenant", EntityId = a.SubjectId ?? a.AgentId,
            Detail = a.Text, Open = true, At = a.At.Micro(),
        },
        (_, DealWentStale s) => new AlertRow
        {
            Tenant = h.Tenant, Id = id, Kind = "stale_deal", Severity = "warning", Entity = "deal", EntityId = h.EntityId, Detail = deal?.Title ?? "",
            Open = true, At = s.At.Micro(),
        },
        (null, _) => null,
        _ when h.Entity == "deal" => deal is { StaleSince: not null, DeletedAt: null } ? row : row with { Open = false },
        (_, ServiceAcknowledged a) => row with { Open = false, AcknowledgedBy = a.UserId, AcknowledgedAt = a.At.Micro() },
        // Whoever took notice first did; only an alert that was raised again wants another.
        (_, AlertAcknowledged) when row is { Open: false, AcknowledgedBy: not null } => row,
        (_, AlertAcknowledged a) => row with { Open = false, AcknowledgedBy = a.UserId, AcknowledgedAt = a.At.Micro() },
        (_, ServiceEnded or ServiceRaised) => row with { Open = false },
        _ => row,
    };
}
