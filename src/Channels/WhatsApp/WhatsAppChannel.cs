using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>
/// Sends through the WhatsApp Cloud API. One attempt is one request: it is never repeated here, since the API knows no idempotency key and a
/// repeat would be a second message to the customer.
/// </summary>
internal sealed partial class WhatsAppChannel : IMessageChannel
{
    private const int LargestAnswer = 64 * 1024;

    private readonly HttpClient _http;
    private readonly TokenCache _tokens;
    private readonly WhatsAppMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<WhatsAppChannel> _log;
    private readonly string _root;
    private readonly TimeSpan _timeout;

    public WhatsAppChannel(
        HttpClient http, ISecretProtector secrets, WhatsAppMetrics metrics, TimeProvider clock, IOptions<WhatsAppOptions> options,
        ILogger<WhatsAppChannel> log)
    {
        _http = http;
        _tokens = new TokenCache(secrets, clock);
        _metrics = metrics;
        _clock = clock;
        _log = log;
        _root = $"{options.Value.GraphBaseUrl.TrimEnd('/')}/{options.Value.ApiVersion}/";
        _timeout = options.Value.Timeout;
    }

    /// <inheritdoc/>
    public async Task<SendResult> Send(SendOrder order, NumberCredentials credentials, CancellationToken ct)
    {
        SendResult result;
        TimeSpan? took = null;
        if (WhatsAppLimits.Broken(order) is { } broken)
        {
            result = new SendResult(SendResultKind.Failed, Reason: broken);
        }
        else if (Authorization(credentials) is not { } bearer)
        {
            result = new SendResult(SendResultKind.NumberStopped, Reason: "token_unreadable");
        }
        else
        {
            var started = _clock.GetTimestamp();
            var body = new ArrayBufferWriter<byte>(512);
            WhatsAppPayload.Write(body, order);
            result = await Attempt(order, bearer, body.WrittenMemory, ct);
            took = _clock.GetElapsedTime(started);
        }
        _metrics.Sent(result, took);
        if (result.Kind == SendResultKind.NumberStopped) LogStopped(order.PhoneNumberId, result.Reason, result.ErrorCode);
        return result;
    }

    /// <inheritdoc/>
    public async Task ShowTyping(string phoneNumberId, string wamid, NumberCredentials credentials, CancellationToken ct)
    {
        var ok = false;
        if (phoneNumberId.Length > 0 && phoneNumberId.All(char.IsAsciiLetterOrDigit) && Authorization(credentials) is { } bearer)
        {
            var body = new ArrayBufferWriter<byte>(256);
            WhatsAppPayload.WriteTyping(body, wamid);
            using var request = Request(phoneNumberId, bearer, new OneShotContent(body.WrittenMemory));
            using var limit = new CancellationTokenSource(_timeout, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            try
            {
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                ok = response.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // An indicator that nobody saw is no harm; the counter tells.
                ok = false;
            }
        }
        _metrics.Typed(ok);
    }

    private async Task<SendResult> Attempt(SendOrder order, AuthenticationHeaderValue bearer, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var content = new OneShotContent(body);
        using var request = Request(order.PhoneNumberId, bearer, content);
        using var limit = new CancellationTokenSource(_timeout, _clock);
        using var either = ct.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token) : null;
        var cancel = either?.Token ?? limit.Token;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            try
            {
                var length = 0;
                await using var stream = await response.Content.ReadAsStreamAsync(cancel);
                while (true)
                {
                    if (length == buffer.Length && length >= LargestAnswer) break;
                    if (length == buffer.Length) buffer = Grow(buffer, length);
                    var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
                    if (read == 0) break;
                    length += read;
                }
                return Judge(order, response, WhatsAppAnswer.Read(buffer.AsSpan(0, length)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (OperationCanceledException)
        {
            return Interrupted(order, content, ct.IsCancellationRequested ? "cancelled" : "timeout");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Interrupted(order, content, content.Begun ? "connection_lost" : "unreachable");
        }
    }

    /// <summary>No answer: where the body was never begun nothing can have been sent, and otherwise nobody knows.</summary>
    private static SendResult Interrupted(SendOrder order, OneShotContent content, string reason) => content.Begun
        ? new SendResult(SendResultKind.Unknown, Reason: reason)
        : new SendResult(SendResultKind.Delay, Reason: reason, RetryAfter: WhatsAppErrors.Delay(DelayRule.Backoff, order.Attempt, Jitter()));

    private SendResult Judge(SendOrder order, HttpResponseMessage response, WhatsAppAnswer answer)
    {
        var status = (int)response.StatusCode;
        if (answer.Error is { } error)
        {
            var marketing = order.Content is { Kind: OutboundKind.Template, Template.Category: "marketing" };
            return WhatsAppErrors.Result(error, status, RetryAfter(response), order.Attempt, marketing, Jitter());
        }
        if (response.IsSuccessStatusCode)
        {
            return answer.Wamid is { } wamid
                ? new SendResult(SendResultKind.Sent, wamid, Reason: answer.MessageStatus is null or "accepted" ? null : answer.MessageStatus)
                : new SendResult(SendResultKind.Unknown, Reason: "answer_unreadable");
        }
        if (status >= 500) return new SendResult(SendResultKind.Unknown, Reason: "server_error");
        // A refusal that is not the API's own comes from something on the way to it: nothing was sent, and the way may be mended.
        var wait = WhatsAppErrors.Delay(DelayRule.Pause, order.Attempt, Jitter());
        if (RetryAfter(response) is { } asked && asked > wait && asked < TimeSpan.FromHours(1)) wait = asked;
        return response.StatusCode == HttpStatusCode.Unauthorized
            ? new SendResult(SendResultKind.NumberStopped, Reason: "token")
            : new SendResult(SendResultKind.Delay, Reason: "refused_on_the_way", RetryAfter: wait);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private HttpRequestMessage Request(string phoneNumberId, AuthenticationHeaderValue bearer, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(string.Concat(_root, phoneNumberId, "/messages")))
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = bearer;
        return request;
    }

    private AuthenticationHeaderValue? Authorization(NumberCredentials credentials)
    {
        try
        {
            return _tokens.Bearer(credentials);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // A token of another key, or one that no header can carry: the same as none, and an admin must connect the number again.
            return null;
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // Jitter is no secret: it only spreads retries over time.
#pragma warning disable CA5394
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    [LoggerMessage(1, LogLevel.Warning, "Number {PhoneNumberId} was stopped by the channel: {Reason} (code {Code}).")]
    private partial void LogStopped(string phoneNumberId, string? reason, int? code);
}
