using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Deals;

/// <summary>What a deal's row is: the fold of its events.</summary>
internal static class DealFold
{
    /// <summary>The row after an event of its deal; null where there is still none.</summary>
    public static DealRow? Apply(DealRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, DealOpened o) => (row ?? new DealRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                Title = o.Title, Value = o.Value.Amount, Currency = o.Value.Currency, Stage = o.Stage, Probability = o.Probability, LeadId = o.LeadId,
                ContactId = o.ContactId, ConversationId = o.ConversationId, StageSince = o.At.Micro(), CreatedAt = o.At.Micro(),
            },
            (null, _) => null,
            (_, DealStageChanged s) => row with
            {
                Stage = s.To, StageKind = s.Kind, Probability = s.Probability, LostReason = s.LostReason, StageSince = s.At.Micro(),
                ClosedAt = s.Kind == StageKind.Open ? null : s.At.Micro(),
            },
            (_, DealUpdated u) => row with
            {
                Title = u.Title ?? row.Title, Value = u.Value?.Amount ?? row.Value, Currency = u.Value?.Currency ?? row.Currency,
                ExpectedClose = u.ExpectedClose ?? row.ExpectedClose,
            },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The step that an event is, or null.</summary>
    public static DealStageRow? Step(IDomainEvent e, EventHeader h) => e switch
    {
        DealOpened o => new DealStageRow
        {
            Tenant = h.Tenant, DealId = h.EntityId, Version = h.Version, ToStage = o.Stage, Probability = o.Probability, By = o.By, At = o.At.Micro(),
        },
        DealStageChanged s => new DealStageRow
        {
            Tenant = h.Tenant, DealId = h.EntityId, Version = h.Version, FromStage = s.From, ToStage = s.To, Probability = s.Probability,
            LostReason = s.LostReason, By = s.By, At = s.At.Micro(),
        },
        _ => null,
    };

    /// <summary>What a change of a deal's row changes in its stages' totals: out of the old one, into the new one.</summary>
    public static IEnumerable<StageTotalRow> Differences(DealRow? before, DealRow? after)
    {
        if ((before?.Stage, before?.Currency, before?.Value) == (after?.Stage, after?.Currency, after?.Value)) yield break;
        if (before is { } b) yield return new StageTotalRow { Tenant = b.Tenant, Stage = b.Stage, Currency = b.Currency, Count = -1, Value = -b.Value };
        if (after is { } a) yield return new StageTotalRow { Tenant = a.Tenant, Stage = a.Stage, Currency = a.Currency, Count = 1, Value = a.Value };
    }
}
