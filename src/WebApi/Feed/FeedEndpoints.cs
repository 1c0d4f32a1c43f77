using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Feed;

/// <summary>The company's numbered feed over HTTP: the way to fill a gap, and the fallback where no socket is possible.</summary>
internal static class FeedEndpoints
{
    private const int DefaultLimit = 100;
    private const int LongestLimit = 500;

    public static void Map(RouteGroupBuilder api) => api.MapGroup("/events").WithTags("Events").Requires(Permission.TenantRead)
        .MapGet("", Read).WithSummary("Events after a number, oldest first. An empty page below the head means: read the lists anew.");

    private static async Task<Results<Ok<FeedResponse>, ProblemHttpResult>> Read(
        ApiCall call, IFeedReader feed, long after = 0, int limit = DefaultLimit)
    {
        var check = new Check(call.Http);
        if (after < 0) check.Add("after", "field.range", 0, long.MaxValue);
        if (limit is < 1 or > LongestLimit) check.Add("limit", "field.range", 1, LongestLimit);
        if (check.Failed) return check.BadRequest();
        var page = await feed.Read(call.Tenant, after, limit, call.Aborted);
        return TypedResults.Ok(new FeedResponse([.. page.Items.Select(i => FeedEventResponse.Of(i, EventVisibility.Shows(call.Actor.Permissions, i.Entity)))], page.Head));
    }
}

/// <summary>A page of the feed.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Head">The newest number.</param>
internal sealed record FeedResponse(IReadOnlyList<FeedEventResponse> Items, long Head);

/// <summary>One event.</summary>
internal sealed record FeedEventResponse(
    long Seq, string Id, string Type, string Entity, string EntityId, long Version, DateTimeOffset At, JsonElement? Data)
{
    /// <summary>The event; where it may not be shown, its bare number, so that filtering never looks like a gap.</summary>
    public static FeedEventResponse Of(FeedItem item, bool shown)
    {
        if (!shown) return new FeedEventResponse(item.Seq, EventVisibility.HiddenId(item.Seq), EventVisibility.Hidden, "", "", 0, item.At, null);
        using var data = item.Data is null ? null : JsonDocument.Parse(item.Data);
        return new FeedEventResponse(item.Seq, item.Id, item.Type, item.Entity, item.EntityId, item.Version, item.At, data?.RootElement.Clone());
    }
}
