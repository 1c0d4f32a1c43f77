using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>A place between two cards, by their ranks.</summary>
/// <param name="Above">The rank above, or null at the top.</param>
/// <param name="Below">The rank below, or null at the bottom.</param>
internal readonly record struct Gap(string? Above, string? Below)
{
    public static Gap Top => default;
}

/// <summary>
/// Finds the place that somebody means who names a card's new neighbours. The neighbours' own ranks are asked of themselves; who stands next to them
/// is read from the list, which may be some moments old: the order is one for all either way, since it follows from the ranks alone.
/// </summary>
internal static class BoardOrder
{
    private const int Run = 24;

    /// <summary>The gap between two cards of a column. One that has left the column counts as not named.</summary>
    public static async Task<Gap> Find(ApiCall call, IDealLists lists, string dealId, string pipelineId, string stage, string? after, string? before) =>
        await Between(
            call, lists, dealId, pipelineId, stage, (await Stand(call, dealId, pipelineId, stage, after)).Place, (await Stand(call, dealId, pipelineId, stage, before)).Place);

    /// <summary>
    /// The gap in a card's own column. A neighbour that has left the column is passed over for the other one; one that is no other card and never stood there
    /// is named as wrong, as is a gap of which nothing is left.
    /// </summary>
    public static async Task<Gap> Find(ApiCall call, IDealLists lists, Check check, DealView deal, string? after, string? before)
    {
        var (id, pipeline, stage) = (deal.DealId, deal.PipelineId, deal.Stage);
        var (above, below) = (await Stand(call, id, pipeline, stage, after), await Stand(call, id, pipeline, stage, before));
        if (after is null && before is null) check.Add("after", "field.required");
        if (after is not null && above.Place is null && !(above.Left && below.Place is not null)) check.Add("after", "field.card");
        if (before is not null && below.Place is null && !(below.Left && above.Place is not null)) check.Add("before", "field.card");
        return check.Failed ? Gap.Top : await Between(call, lists, id, pipeline, stage, above.Place, below.Place);
    }

    private static async Task<Gap> Between(
        ApiCall call, IDealLists lists, string dealId, string pipelineId, string stage, CardPlace? above, CardPlace? below)
    {
        if (above is not null && below is null) below = await Next(call, lists, dealId, pipelineId, stage, above);
        else if (below is not null && above is null)
        {
            above = await lists.Above(call.Tenant, pipelineId, stage, below, call.Aborted);
            if (above?.Id == dealId) above = await lists.Above(call.Tenant, pipelineId, stage, above, call.Aborted);
        }
        if (above is not null && below is not null
            && BoardRank.Place(above.Rank, below.Rank, call.Clock.GetUtcNow(), dealId).Length > BoardRank.Long)
            below = await Spread(call, lists, dealId, pipelineId, stage, above) ?? below;
        return new Gap(above?.Rank, below?.Rank);
    }

    /// <summary>Where a neighbour stands, and whether it stood in the column and does no more.</summary>
    private static async Task<(CardPlace? Place, bool Left)> Stand(ApiCall call, string dealId, string pipelineId, string stage, string? neighbour)
    {
        if (neighbour is null || neighbour == dealId || await call.Grain<IDealGrain>(neighbour).Get() is not { } deal) return default;
        return !deal.Deleted && deal.PipelineId == pipelineId && deal.Stage == stage
            ? (new CardPlace(neighbour, deal.Rank), false)
            : (null, deal.History.Any(h => h.To == stage));
    }

    private static async Task<CardPlace?> Next(ApiCall call, IDealLists lists, string dealId, string pipelineId, string stage, CardPlace above) =>
        (await lists.Below(call.Tenant, pipelineId, stage, above, 2, call.Aborted)).FirstOrDefault(p => p.Id != dealId);

    /// <summary>
    /// Makes room where many cards were put into one place: the cards below it move down within their own gaps, the last one first, so that none passes
    /// another at any moment.
    /// </summary>
    private static async Task<CardPlace?> Spread(ApiCall call, IDealLists lists, string dealId, string pipelineId, string stage, CardPlace above)
    {
        var run = (await lists.Below(call.Tenant, pipelineId, stage, above, Run, call.Aborted)).Where(p => p.Id != dealId).ToList();
        for (var i = run.Count - 2; i >= 0; i--)
        {
            var deal = call.Grain<IDealGrain>(run[i].Id);
            await deal.Rank(Id.New(call.Clock), run[i].Rank, run[i + 1].Rank, null);
            if (await deal.Get() is { } moved && moved.PipelineId == pipelineId && moved.Stage == stage) run[i] = run[i] with { Rank = moved.Rank };
        }
        return run.Count > 0 ? run[0] : null;
    }
}
