using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace SalesFlow.Client;

/// <summary>What every request goes through: token, key, language; one refresh after 401; repeats after 429 and 503.</summary>
internal sealed class SalesFlowHandler(HttpClient http, SalesFlowOptions options) : HttpMessageHandler
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile SessionTokens? _tokens;

    public SessionTokens? Tokens
    {
        get => _tokens;
        set => _tokens = value;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        if (options.Language is { } language && request.Headers.AcceptLanguage.Count == 0) request.Headers.AcceptLanguage.ParseAdd(language);
        // A file is sent as it is read, and so only once; JSON is small and may be sent again.
        var again = request.Content is null or ByteArrayContent or JsonContent;
        var body = again && request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : null;
        var (repeats, refreshed) = (0, false);
        while (true)
        {
            var tokens = _tokens;
            using var copy = Copy(request, body, tokens);
            var answer = await http.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!again) return answer;
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !refreshed && tokens?.Refresh is not null && copy.Headers.Authorization is not null)
            {
                refreshed = true;
                if (!await Refresh(tokens, cancellationToken).ConfigureAwait(false)) return answer;
            }
            else if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
                && repeats++ < options.Repeats && Wait(answer) is { } wait && wait <= options.LongestWait)
            {
                await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                return answer;
            }
            answer.Dispose();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _refreshing.Dispose();
        base.Dispose(disposing);
    }

    private TimeSpan Wait(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - options.Clock.GetUtcNow(),
            _ => UsualWait,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>New tokens for the ones that have ended; once, however many requests found them ended.</summary>
    private async Task<bool> Refresh(SessionTokens ended, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(_tokens, ended)) return _tokens is not null;
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/auth/refresh") { Content = JsonContent.Create(new { refreshToken = ended.Refresh }) };
            // An answer that was lost on the way is given again under the same key.
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
            using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return false;
            var given = await answer.Content.ReadFromJsonAsync<Renewed>(cancellationToken).ConfigureAwait(false);
            if (given is null) return false;
            _tokens = new SessionTokens(given.AccessToken, given.RefreshToken);
            return true;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[]? body, SessionTokens? tokens)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        if (tokens is not null && copy.Headers.Authorization is null) copy.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access);
        if (body is null)
        {
            copy.Content = request.Content;
            return copy;
        }
        copy.Content = new ByteArrayContent(body);
        foreach (var header in request.Content!.Headers) copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return copy;
    }

    private sealed record Renewed(string AccessToken, string RefreshToken);
}

/// <summary>What a session is known by.</summary>
/// <param name="Access">Goes with every request.</param>
/// <param name="Refresh">Buys new tokens; null for a key.</param>
internal sealed record SessionTokens(string Access, string? Refresh);
