using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;
using SalesFlow.Storage.Commit;

namespace SalesFlow.Storage.Tests;

public sealed class TestState
{
    public string Text { get; set; } = "";

    public FollowUpPhase Phase { get; set; }
}

/// <summary>A grain's side of storage: one activation of one entity, without the grain.</summary>
internal sealed class TestEntity(EntityGrainStorage storage, string tenant, string id, string kind = "lead")
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private readonly GrainId _grain = GrainId.Create(kind, TenantKey.Format(tenant, id));

    public GrainState<EntityRecord<TestState>> Grain { get; } = new() { State = new EntityRecord<TestState>() };

    public EntityRecord<TestState> Record => Grain.State!;

    public Task Read() => storage.ReadStateAsync(kind, _grain, Grain);

    public Task Clear() => storage.ClearStateAsync(kind, _grain, Grain);

    public Task Write(int events = 1, string[]? commands = null, DueSet[]? due = null, string[]? cleared = null, string? text = null)
    {
        var before = Record.Version;
        Record.Version = before + Math.Max(1, events);
        Record.State = new TestState { Text = text ?? $"v{Record.Version}", Phase = FollowUpPhase.CoolingDown };
        Record.Pending = new PendingCommit(
            commands ?? [], [.. Enumerable.Range(1, events).Select(n => (IDomainEvent)new LeadDealEarned($"{before + n}", Noon))],
            due ?? [], cleared ?? [], Noon);
        return storage.WriteStateAsync(kind, _grain, Grain);
    }
}
