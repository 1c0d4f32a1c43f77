using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>Whoever joins, gets another role or may come in again may be the one for whom leads wait.</summary>
internal sealed class AssignmentReaction(IGrainFactory grains) : IReaction
{
    public string Name => "assignment";

    public IReadOnlySet<string> EventTypes { get; } =
        FrozenSet.Create(StringComparer.Ordinal, "user.added", "user.role_changed", "user.activation_changed");

    // Whoever goes takes nothing on; false is written out.
    public bool Concerns(string type, string body) =>
        type != "user.activation_changed" || body.Contains("\"isActive\":true", StringComparison.Ordinal);

    public Task React(CommittedEvent e, CancellationToken ct) =>
        grains.GetGrain<IAssignmentGrain>(TenantKey.Format(e.Tenant, AssignmentGrain.KeyId)).PeopleChanged(e.CommandId);
}
