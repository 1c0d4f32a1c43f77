using System.Globalization;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
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
            (_, DealOpened o) => Detailed((row ?? new DealRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                Title = o.Title,
                Value = o.Value.Amount,
                Currency = o.Value.Currency,
                Stage = o.Stage,
                Probability = o.Probability,
                LeadId = o.LeadId,
                ContactId = o.ContactId,
                ConversationId = o.ConversationId,
                StageSince = o.At.Micro(),
                CreatedAt = o.At.Micro(),
                PipelineId = o.PipelineId ?? IPipelineGrain.DefaultId,
                Rank = o.Rank ?? BoardRank.Top(o.At, h.EntityId),
                ExpectedClose = o.ExpectedClose,
                CloseOrder = o.ExpectedClose ?? DealRow.NoDay,
            }, o.Details, []),
            (null, _) => null,
            (_, DealStageChanged s) => row with
            {
                Stage = s.To,
                StageKind = s.Kind,
                Probability = s.Probability,
                LostReason = s.LostReason,
                LostReasonCode = s.LostReasonCode,
                StageSince = s.At.Micro(),
                ClosedAt = s.Kind == StageKind.Open ? null : s.At.Micro(),
                PipelineId = s.PipelineId ?? row.PipelineId,
                Rank = s.Rank ?? BoardRank.Top(s.At, h.EntityId),
                StaleSince = null,
            },
            (_, DealUpdated u) => Updated(row, u),
            (_, DealRanked r) => row with { Rank = r.Rank },
            (_, DealTouched) => row with { StaleSince = null },
            (_, DealWentStale s) => row with { StaleSince = s.At.Micro() },
            (_, DealDeleted d) => row with { DeletedAt = d.At.Micro() },
            (_, DealRestored) => row with { DeletedAt = null, StaleSince = null },
            _ => row,
        };
        return next is null ? null : next with
        {
            ValueOrder = Hundredths(next.Value),
            UpdatedAt = Instants.Later(h.At, next.UpdatedAt),
            Version = h.Version,
        };
    }

    /// <summary>What a value is in the order of values.</summary>
    public static long Hundredths(decimal value) => (long)decimal.Round(value * 100m);

    /// <summary>The step that an event is, or null.</summary>
    public static DealStageRow? Step(DealRow? after, IDomainEvent e, EventHeader h) => e switch
    {
        DealOpened o => new DealStageRow
        {
            Tenant = h.Tenant, DealId = h.EntityId, Version = h.Version, ToStage = o.Stage, Probability = o.Probability, By = o.By, At = o.At.Micro(),
            PipelineId = o.PipelineId ?? IPipelineGrain.DefaultId,
        },
        DealStageChanged s => new DealStageRow
        {
            Tenant = h.Tenant, DealId = h.EntityId, Version = h.Version, FromStage = s.From, ToStage = s.To, Probability = s.Probability,
            LostReason = s.LostReason ?? s.LostReasonCode, By = s.By, At = s.At.Micro(), PipelineId = after?.PipelineId ?? IPipelineGrain.DefaultId,
        },
        _ => null,
    };

    /// <summary>How long a deal had stayed in the stage that an event takes it out of, or null.</summary>
    public static StageTimeRow? Stayed(DealRow? before, IDomainEvent e) => before is not null && e is DealStageChanged s
        ? new StageTimeRow
        {
            Tenant = before.Tenant, PipelineId = before.PipelineId, Stage = before.Stage, Visits = 1,
            Seconds = Math.Max(0, (long)(s.At.Micro() - before.StageSince).TotalSeconds),
        }
        : null;

    /// <summary>What a change of a deal's row changes in its stages' totals: out of the old one, into the new one.</summary>
    public static IEnumerable<StageTotalRow> Differences(DealRow? before, DealRow? after) => Moved(before, after, StageTotals);

    /// <summary>What it changes in what is expected to close.</summary>
    public static IEnumerable<ExpectedTotalRow> ExpectedDifferences(DealRow? before, DealRow? after) => Moved(before, after, ExpectedTotals);

    /// <summary>What it changes in what was closed.</summary>
    public static IEnumerable<ClosedTotalRow> ClosedDifferences(DealRow? before, DealRow? after) => Moved(before, after, ClosedTotals);

    /// <summary>The words under which a deal is found.</summary>
    public static string SearchText(DealRow row) => SearchTerms.Index(row.Title, row.Tags);

    private static DealRow Updated(DealRow row, DealUpdated u)
    {
        IReadOnlyList<string> cleared = u.Cleared ?? [];
        var close = cleared.Contains("expectedClose") ? null : u.ExpectedClose ?? row.ExpectedClose;
        return Detailed(row with
        {
            Title = u.Title ?? row.Title,
            Value = u.Value?.Amount ?? row.Value,
            Currency = u.Value?.Currency ?? row.Currency,
            ExpectedClose = close,
            CloseOrder = close ?? DealRow.NoDay,
            LeadId = cleared.Contains("leadId") ? null : u.LeadId ?? row.LeadId,
            ContactId = cleared.Contains("contactId") ? null : u.ContactId ?? row.ContactId,
            Probability = u.Probability ?? row.Probability,
            StaleSince = null,
        }, u.Details, cleared);
    }

    private static DealRow Detailed(DealRow row, DealDetails? details, IReadOnlyList<string> cleared)
    {
        details ??= DealDetails.None;
        return row with
        {
            CompanyId = cleared.Contains("companyId") ? null : details.CompanyId ?? row.CompanyId,
            OwnerId = cleared.Contains("ownerId") ? null : details.OwnerId ?? row.OwnerId,
            Tags = details.Tags is null ? row.Tags : details.Tags.Count == 0 ? "" : $"|{string.Join('|', details.Tags)}|",
            NextStep = cleared.Contains("nextStep") ? null : details.NextStep ?? row.NextStep,
            NextStepOn = cleared.Contains("nextStepOn") ? null : details.NextStepOn ?? row.NextStepOn,
        };
    }

    private static IEnumerable<TTotal> Moved<TTotal>(DealRow? before, DealRow? after, Func<DealRow, int, IEnumerable<TTotal>> totals)
    {
        List<TTotal> old = before is null ? [] : [.. totals(before, 1)], now = after is null ? [] : [.. totals(after, 1)];
        return old.SequenceEqual(now) ? [] : before is null ? now : totals(before, -1).Concat(now);
    }

    private static IEnumerable<StageTotalRow> StageTotals(DealRow r, int sign)
    {
        if (r.DeletedAt is not null) yield break;
        yield return new StageTotalRow
        {
            Tenant = r.Tenant, Place = $"{r.PipelineId}/{r.Stage}", Currency = r.Currency, PipelineId = r.PipelineId, Stage = r.Stage, StageKind = r.StageKind,
            Count = sign, Value = sign * r.Value, Weight = sign * r.Value * r.Probability,
        };
    }

    private static IEnumerable<ExpectedTotalRow> ExpectedTotals(DealRow r, int sign)
    {
        if (r.DeletedAt is not null || r.StageKind != StageKind.Open) yield break;
        var slot = $"{r.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "none"}/{r.Currency}";
        var total = new ExpectedTotalRow
        {
            Tenant = r.Tenant, Scope = ExpectedTotalRow.All, Slot = slot, Day = r.ExpectedClose, Currency = r.Currency, Count = sign,
            Value = sign * r.Value, Weight = sign * r.Value * r.Probability,
        };
        yield return total;
        if (r.OwnerId is { } owner) yield return total with { Scope = "owner:" + owner };
    }

    private static IEnumerable<ClosedTotalRow> ClosedTotals(DealRow r, int sign)
    {
        if (r.DeletedAt is not null || r.StageKind == StageKind.Open || r.ClosedAt is not { } closed) yield break;
        var total = new ClosedTotalRow
        {
            Tenant = r.Tenant, Hour = closed.UtcDateTime.ToString(ClosedTotalRow.HourFormat, CultureInfo.InvariantCulture), Currency = r.Currency,
        };
        yield return r.StageKind == StageKind.Won
            ? total with { Won = sign, WonValue = sign * r.Value, CycleSeconds = sign * Math.Max(0, (long)(closed - r.CreatedAt).TotalSeconds) }
            : total with { Lost = sign, LostValue = sign * r.Value };
    }
}
