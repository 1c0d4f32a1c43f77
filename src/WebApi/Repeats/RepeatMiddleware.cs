using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Common;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Repeats;

/// <summary>
/// Makes changes under an <c>Idempotency-Key</c> safe to repeat, on every route alike: one key of one caller on one address means one request. Its
/// repeat gets the first answer again; another content is refused (422); while the first is still being carried out by this process, its repeat waits
/// for it. Answers that refuse are not kept: nothing was done, and the corrected request may use the same key. What a command changes happens once
/// even where no answer was kept: its id is named after the key and committed with it.
/// </summary>
internal sealed class RepeatMiddleware(RequestDelegate next, RepeatedRequests requests)
{
    /// <summary>Larger answers are not kept; a repeat is carried out again and finds its commands done.</summary>
    private const int LongestAnswer = 512 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, Gate> _running = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Applies(http) || RepeatKey.Read(http) is not { } key || TenantScope.Current is not { } tenant)
        {
            await next(http);
            return;
        }
        var name = NameOf(http, TenantScope.Actor, key);
        using var gate = Gate.Enter(_running, $"{tenant}/{name}");
        if (!await gate.Wait(LongestWait, http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = "2";
            await Problems.Of(http, StatusCodes.Status409Conflict, "key_in_use").ExecuteAsync(http);
            return;
        }
        var request = new RepeatableRequest(requests, tenant, name);
        http.Features.Set(request);
        // What a file route was sent is known only once the file is read: it claims its name itself.
        if (http.GetEndpoint()?.Metadata.GetMetadata<FileRoute>() is null && await request.Claim(http, await Content(http)) is { } answer)
            await answer.ExecuteAsync(http);
        else await Run(http, request);
    }

    private async Task Run(HttpContext http, RepeatableRequest request)
    {
        var response = http.Response;
        var body = response.Body;
        using var written = new MemoryStream();
        response.Body = written;
        try
        {
            await next(http);
            await response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (ExceptionProblems.IsCallers(e))
        {
            await request.Release();
            throw;
        }
        finally
        {
            // Whatever else is thrown: whether anything was done is unknown then, and the name stays claimed for this content.
            response.Body = body;
        }
        var answer = new KeptAnswer(
            response.StatusCode, response.ContentType, response.Headers.ETag.ToString() is { Length: > 0 } tag ? tag : null,
            response.Headers.Location.ToString() is { Length: > 0 } place ? place : null, written.ToArray());
        if (answer.Status is >= 200 and < 300)
        {
            if (answer.Body.Length <= LongestAnswer && await request.Keep(answer) is { } stands && !Same(stands, answer))
            {
                // Two nodes carried it out at once and it took effect once: both say the same.
                await stands.ExecuteAsync(http);
                return;
            }
        }
        else if (answer.Status < 500)
        {
            await request.Release();
        }
        if (answer.Body.Length > 0) await body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static bool Same(KeptAnswer one, KeptAnswer other) => one.Status == other.Status && one.Body.AsSpan().SequenceEqual(other.Body);

    /// <summary>
    /// Changes by somebody who is known. Open routes hand out tokens, which are never kept, or have no caller to name; they look at repeats themselves.
    /// </summary>
    private static bool Applies(HttpContext http) =>
        (HttpMethods.IsPost(http.Request.Method) || HttpMethods.IsPut(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method))
        && http.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase) && http.GetEndpoint() is RouteEndpoint endpoint
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && http.User.Identity is { IsAuthenticated: true };

    /// <summary>The same for the same caller, address and key.</summary>
    private static string NameOf(HttpContext http, Access.Actor actor, string key) =>
        Id.Named("request", actor.Kind.ToString(), actor.Id, http.Request.Method, http.Request.Path.Value ?? "", key);

    private static async Task<byte[]> Content(HttpContext http)
    {
        // Bodies are at most WebApiModule.LongestBody long here: the server refuses longer ones while they are read.
        http.Request.EnableBuffering((int)WebApiModule.LongestBody);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(http.Request.QueryString.Value + "\n"));
        var buffer = new byte[8 * 1024];
        int count;
        while ((count = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0) hash.AppendData(buffer, 0, count);
        http.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>Lets one request of a name through at a time. As many gates stand as requests are under way.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);
        private int _users;

        public static Pass Enter(Dictionary<string, Gate> gates, string name)
        {
            lock (gates)
            {
                if (!gates.TryGetValue(name, out var gate)) gates[name] = gate = new Gate();
                gate._users++;
                return new Pass(gates, name, gate);
            }
        }

        public void Dispose() => _turn.Dispose();

        internal sealed class Pass(Dictionary<string, Gate> gates, string name, Gate gate) : IDisposable
        {
            private bool _holds;

            public async Task<bool> Wait(TimeSpan limit, CancellationToken ct) => _holds = await gate._turn.WaitAsync(limit, ct);

            public void Dispose()
            {
                if (_holds) gate._turn.Release();
                lock (gates)
                {
                    if (--gate._users > 0) return;
                    gates.Remove(name);
                }
                gate.Dispose();
            }
        }
    }
}

/// <summary>Marks a route that takes a file: it claims its name itself, by <see cref="RepeatableRequest"/>, once the file is read.</summary>
internal sealed class FileRoute;

/// <summary>A request that came under an <c>Idempotency-Key</c>: found among the features of its context.</summary>
internal sealed class RepeatableRequest(RepeatedRequests requests, string tenant, string name)
{
    private Claim? _claim;

    /// <summary>Claims the request's name for what it asks. Gives an answer where this is no first request: the first one's, or a refusal.</summary>
    /// <param name="http">The request.</param>
    /// <param name="content">A hash of what is asked.</param>
    public async Task<IResult?> Claim(HttpContext http, byte[] content)
    {
        var claim = await requests.Claim(tenant, name, content, http.RequestAborted);
        if (claim.IsReused) return Problems.Of(http, StatusCodes.Status422UnprocessableEntity, "key_reused");
        if (claim.Answer is { } answer) return answer;
        _claim = claim;
        return null;
    }

    /// <summary>Keeps the answer; null where nothing was claimed.</summary>
    public async Task<KeptAnswer?> Keep(KeptAnswer answer) => _claim is null ? null : await requests.Keep(_claim, answer);

    /// <summary>Nothing was done: the name may be claimed again.</summary>
    public Task Release() => _claim is null ? Task.CompletedTask : requests.Release(_claim);
}
