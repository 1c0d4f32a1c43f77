using System.Collections.Frozen;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;

namespace SalesFlow.Grains.Deals;

/// <summary>What people do on a deal elsewhere (a note, a call, a task done) is work on it: it is not stale.</summary>
internal sealed class DealTouchReaction(IGrainFactory grains) : IReaction
{
    public string Name => "deal-touch";

    public IReadOnlySet<string> EventTypes { get; } =
        FrozenSet.Create(StringComparer.Ordinal, "activity.created", "activity.completed", "call.recorded");

    // Absent links are not written, and quotes in texts are escaped.
    public bool Concerns(string type, string body) => type == "activity.completed" || body.Contains("\"dealId\":", StringComparison.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        var (deal, what) = e.Event switch
        {
            ActivityCreated { Activity: { IsAutomated: false } a } => (a.Links.DealId, Word(a.Type)),
            CallRecorded c => (c.Call.Links.DealId, "call"),
            ActivityCompleted when await grains.GetGrain<IActivityGrain>(TenantKey.Format(e.Tenant, e.EntityId)).Get() is { } a => (a.Links.DealId, Word(a.Type)),
            _ => (null, ""),
        };
        if (deal is not null) await grains.GetGrain<IDealGrain>(TenantKey.Format(e.Tenant, deal)).Touch(e.CommandId, what);
    }

    private static string Word(ActivityType type) => type.ToString().ToLowerInvariant();
}
