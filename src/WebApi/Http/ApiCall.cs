using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.WebApi.Http;

/// <summary>What every handler needs of a request: who asks, for which tenant, under which command id, and what version was seen.</summary>
internal sealed class ApiCall
{
    private const int LongestWaitSeconds = 5;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(50);

    private ApiCall(HttpContext http)
    {
        Http = http;
        Grains = http.RequestServices.GetRequiredService<IGrainFactory>();
        Clock = http.RequestServices.GetRequiredService<TimeProvider>();
    }

    public HttpContext Http { get; }

    public IGrainFactory Grains { get; }

    public TimeProvider Clock { get; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The caller's tenant: from the validated token, never from the request.</summary>
    public string Tenant => Claim(AuthClaims.Tenant);

    public string UserId => Claim(AuthClaims.Subject);

    /// <summary>Who asks, with what they may do.</summary>
    public Actor Actor { get; } = TenantScope.Actor;

    /// <summary>The version named by <c>If-Match</c>, or null where none or <c>*</c> was given.</summary>
    public long? ExpectedVersion { get; private init; }

    /// <summary>The caller's <c>Idempotency-Key</c>, or null.</summary>
    public string? IdempotencyKey { get; private init; }

    /// <summary>Found by the framework: binds the whole call, refusing headers that make no sense.</summary>
    /// <exception cref="BadHeaderException">A header is malformed.</exception>
    public static ValueTask<ApiCall?> BindAsync(HttpContext http)
    {
        return ValueTask.FromResult<ApiCall?>(new ApiCall(http)
        {
            IdempotencyKey = RepeatKey.Read(http),
            ExpectedVersion = ReadIfMatch(http.Request.Headers.IfMatch.ToString()),
        });
    }

    /// <summary>The grain of the caller's tenant. An id that cannot be a key is nobody's.</summary>
    public TGrain Grain<TGrain>(string id) where TGrain : ITenantScoped => Grains.GetGrain<TGrain>(TenantKey.Format(Tenant, id));

    /// <summary>
    /// The same, for commands that change it: where the caller named a version in <c>If-Match</c>, they are refused unless it still has that.
    /// </summary>
    public TGrain Guarded<TGrain>(string id) where TGrain : ITenantScoped
    {
        var grain = Grain<TGrain>(id);
        if (ExpectedVersion is { } seen) SeenVersion.Expect(grain, seen);
        return grain;
    }

    /// <summary>
    /// The command's id. With an <c>Idempotency-Key</c> it is the same for the same user, action and key, so that a repeat changes nothing;
    /// without one it is new.
    /// </summary>
    public string CommandId(string action) => IdempotencyKey is null
        ? Id.New(Clock)
        : Id.Named("http", Tenant, UserId, action, IdempotencyKey);

    /// <summary>Puts the version on the answer, so that the caller can name it in <c>If-Match</c>.</summary>
    public void Tag(long version) =>
        Http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// Waits until lists show this version where the caller asked for it (<c>Prefer: wait=2</c>, seconds, at most 5). Says so in
    /// <c>Preference-Applied</c>; a list that still lags is no error.
    /// </summary>
    public async Task Settle(string entity, string id, long version)
    {
        var wait = Wanted(Http.Request.Headers["Prefer"].ToString());
        if (wait is not { } time) return;
        var models = Http.RequestServices.GetRequiredService<IReadModels>();
        if (await models.WaitFor(Tenant, entity, id, version, time, Aborted))
            Http.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={(int)time.TotalSeconds}");
    }

    /// <summary>Waits until what was begun in several steps has ended, a few seconds at most; a timer ends what lasts longer.</summary>
    public async Task Ended(Func<Task<bool>> hasEnded)
    {
        var since = Clock.GetTimestamp();
        while (!await hasEnded() && Clock.GetElapsedTime(since) < LongestEnd) await Task.Delay(EndPause, Clock, Aborted);
    }

    private static TimeSpan? Wanted(string prefer)
    {
        foreach (var part in prefer.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(part.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
                return TimeSpan.FromSeconds(Math.Min(seconds, LongestWaitSeconds));
        }
        return null;
    }

    private static long? ReadIfMatch(string header)
    {
        if (header.Length == 0 || header == "*") return null;
        return EntityTagHeaderValue.TryParse(header, out var tag) && !tag.IsWeak
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new BadHeaderException(HeaderNames.IfMatch, "header.if_match");
    }

    private string Claim(string name) => Http.User.FindFirstValue(name)
        ?? throw new InvalidOperationException($"The route was reached without a token that carries {name}.");
}
