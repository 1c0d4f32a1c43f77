using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SalesFlow.Webhooks;

namespace SalesFlow.Channels.Webhooks;

/// <summary>
/// Posts signed messages by the Standard Webhooks specification: <c>webhook-id</c>, <c>webhook-timestamp</c> (seconds, anew at each attempt) and
/// <c>webhook-signature</c> with one signature a secret. Follows no redirect, reads no answer's body, and connects to public addresses only: the
/// address is checked after the name was resolved, on the very connection that is used.
/// </summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);
    private readonly HttpClient _client;
    private readonly ISecretProtector _secrets;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    public WebhookSender(ISecretProtector secrets, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_secrets, _options, _clock) = (secrets, options.Value, clock);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = ConnectionLife,
            MaxConnectionsPerServer = 16,
            ConnectCallback = (context, ct) => PublicConnection.Open(context, _options.AllowPrivateNetworks, ct),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("SalesFlow-Webhooks/1");
    }

    public async Task<WebhookAnswer> Send(WebhookMessage message, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        WebhookAnswer Answer(int? status, string? error, TimeSpan? wait = null) =>
            new(status, error, wait, (int)Stopwatch.GetElapsedTime(since).TotalMilliseconds);

        if (!Uri.TryCreate(message.Url, UriKind.Absolute, out var url) || (url.Scheme != "https" && !_options.AllowPrivateNetworks))
            return Answer(null, "forbidden_address");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var request = Sign(message, url);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode
                ? Answer((int)answer.StatusCode, null)
                : Answer((int)answer.StatusCode, "status", Wait(answer));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Answer(null, "timeout");
        }
        catch (HttpRequestException e)
        {
            return Answer(null, e.InnerException is ForbiddenAddressException ? "forbidden_address" : "connection");
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Protected under another key: no signature can be made until the secret is rotated.
            return Answer(null, "secret");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The signature of one secret: <c>v1,</c> and the HMAC-SHA256 of <c>{id}.{timestamp}.{body}</c> in base 64.</summary>
    internal static string Signature(string secret, string id, string timestamp, string body)
    {
        var key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
    }

    private HttpRequestMessage Sign(WebhookMessage message, Uri url)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            string.Join(' ', message.ProtectedSecrets.Select(s => Signature(_secrets.Unprotect(s), message.Id, timestamp, message.Body))));
        return request;
    }

    private TimeSpan? Wait(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
        _ => null,
    };
}
