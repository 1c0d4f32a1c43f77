using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.RateLimits;

/// <summary>
/// Holds callers with a token to their limits, and tells them on every answer how they stand: <c>RateLimit-Limit</c>, <c>RateLimit-Remaining</c> and
/// <c>RateLimit-Reset</c> (seconds), of whichever limit is nearer; <c>RateLimit-Policy</c> names it.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RequestWindows windows, IOptions<RateLimitOptions> options)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (TenantScope.Current is not { } tenant || TenantScope.Actor is not { Kind: not ActorKind.System } actor) return next(http);
        var (limit, count) = Nearest(tenant, actor);
        if (limit == 0) return next(http);

        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"{limit};w={(int)RequestWindows.Length.TotalSeconds}");
        headers["RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = count.Left.ToString(CultureInfo.InvariantCulture);
        var reset = Math.Max(1, (int)Math.Ceiling(count.Reset.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = reset;
        if (count.Admitted) return next(http);
        headers.RetryAfter = reset;
        return Problems.Of(http, StatusCodes.Status429TooManyRequests, "rate_limited").ExecuteAsync(http);
    }

    private (int Limit, Count Count) Nearest(string tenant, Actor actor)
    {
        var (own, all) = (options.Value.PerActor, options.Value.PerTenant);
        var mine = own == 0 ? default : windows.Take($"{tenant}/{actor.Id}", own);
        if (own > 0 && !mine.Admitted) return (own, mine);
        if (all == 0) return (own, mine);
        var ours = windows.Take(tenant, all);
        return own > 0 && ours.Admitted && mine.Left <= ours.Left ? (own, mine) : (all, ours);
    }
}
