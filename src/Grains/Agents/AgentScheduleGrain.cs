using System.Collections.Frozen;
using System.Globalization;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Agents;

/// <summary>Calls agents every morning: the management's summary of yesterday, of the week on Sundays, and of the month on its first day.</summary>
[GrainType("agent-schedule")]
internal sealed class AgentScheduleGrain(
    [PersistentState("agent-schedule", EntityStorage.Provider)] IPersistentState<EntityRecord<AgentScheduleState>> storage, AgentProfiles profiles,
    IAgentDefinitions agents, TenantViews tenants, TimeProvider clock) : EntityGrain<AgentScheduleState>(storage, clock), IAgentScheduleGrain
{
    /// <summary>The id part of every schedule's key.</summary>
    public const string KeyId = "agents";

    public async Task<Outcome> Begin(string commandId)
    {
        if (DueAt(AgentScheduleDecisions.Morning) is not null) return new Outcome(Refusal.None, Version, Repeated: true);
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        return await Execute(commandId, (_, now) => Decision.Nothing.DueAt(AgentScheduleDecisions.Morning, AgentScheduleDecisions.Next(calendar, now)));
    }

    protected override async Task<DueOutcome> Due(string name)
    {
        var tenant = await tenants.Get(Key.Tenant);
        var calendar = tenant.Calendar();
        var day = calendar.Day(Now);
        if (tenant is { Profile.Suspended: false } && agents.Find(AgentScheduleDecisions.Summary) is not null
            && await profiles.Get(Key.Tenant, AgentScheduleDecisions.Summary) is not { Content.Enabled: false })
        {
            foreach (var period in AgentScheduleDecisions.Periods(day))
            {
                var runId = Id.Named("agent-run", AgentScheduleDecisions.Summary, period, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                await GrainFactory.GetGrain<IAgentRunGrain>(TenantKey.Format(Key.Tenant, runId))
                    .Start(runId, new StartAgentRun(AgentScheduleDecisions.Summary, "schedule", "tenant", period, null, null));
            }
        }
        return await Fire(name, (_, now) => Decision.Nothing.DueAt(AgentScheduleDecisions.Morning, AgentScheduleDecisions.Next(calendar, now)));
    }
}

/// <summary>A schedule remembers nothing but its timer.</summary>
internal sealed record AgentScheduleState : IFold<AgentScheduleState>
{
    public AgentScheduleState Apply(IDomainEvent e) => this;
}

/// <summary>When agents are called by the clock.</summary>
internal static class AgentScheduleDecisions
{
    /// <summary>The timer.</summary>
    public const string Morning = "morning";

    /// <summary>The agent that sums a period up.</summary>
    public const string Summary = "management_summary";

    private static readonly TimeOnly At = new(8, 0);

    /// <summary>The next morning at eight, by the tenant's calendar.</summary>
    public static DateTimeOffset Next(BusinessCalendar calendar, DateTimeOffset now)
    {
        var today = calendar.Instant(calendar.Day(now), At);
        return today > now ? today : calendar.Instant(calendar.Day(now).AddDays(1), At);
    }

    /// <summary>The periods that end the day before.</summary>
    public static IEnumerable<string> Periods(DateOnly day)
    {
        yield return "daily";
        if (day.DayOfWeek == DayOfWeek.Sunday) yield return "weekly";
        if (day.Day == 1) yield return "monthly";
    }
}

/// <summary>A new company's agents are called by the clock from its first day on.</summary>
internal sealed class AgentScheduleReaction(IGrainFactory grains) : IReaction
{
    public string Name => "agent-schedule";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "tenant.registered");

    public async Task React(CommittedEvent e, CancellationToken ct) =>
        await grains.GetGrain<IAgentScheduleGrain>(TenantKey.Format(e.Tenant, AgentScheduleGrain.KeyId)).Begin(e.CommandId);
}
