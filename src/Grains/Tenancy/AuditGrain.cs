using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>Takes entries in; the log itself is folded from the events. Nothing but a count is kept here.</summary>
[GrainType("audit")]
internal sealed class AuditGrain([PersistentState("audit", EntityStorage.Provider)] IPersistentState<EntityRecord<AuditState>> storage, TimeProvider clock)
    : EntityGrain<AuditState>(storage, clock), IAuditGrain
{
    public Task<Outcome> Record(string commandId, AuditEntry entry) => Execute(commandId, (_, now) => AuditDecisions.Record(entry, now));
}

/// <summary>How many entries were taken in.</summary>
internal sealed record AuditState : IFold<AuditState>
{
    public long Entries { get; init; }

    public AuditState Apply(IDomainEvent e) => e is AuditRecorded ? this with { Entries = Entries + 1 } : this;
}

/// <summary>What an entry comes to.</summary>
internal static class AuditDecisions
{
    private const int LongestWord = 50;
    private const int LongestId = 150;
    private const int MostDetails = 20;
    private const int LongestDetail = 200;

    public static Decision Record(AuditEntry entry, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(entry.Action) || entry.Action.Length > LongestWord) return Decision.Refuse(Refusal.Invalid, "action");
        if (string.IsNullOrEmpty(entry.EntityType) || entry.EntityType.Length > LongestWord) return Decision.Refuse(Refusal.Invalid, "entityType");
        if (entry.EntityId?.Length > LongestId) return Decision.Refuse(Refusal.Invalid, "entityId");
        // An entry is never lost over its details: what is too much of them is cut.
        var details = entry.Details is not { Count: > 0 } d
            ? null
            : d.OrderBy(p => p.Key, StringComparer.Ordinal).Take(MostDetails)
                .ToDictionary(p => Cut(p.Key, LongestWord), p => Cut(p.Value, LongestDetail), StringComparer.Ordinal);
        return Decision.Accept(new AuditRecorded(entry with { Details = details }, now));
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
