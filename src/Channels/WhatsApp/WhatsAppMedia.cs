using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Files through the Graph API. The access token is sent to Meta's own hosts only, whatever address an answer names.</summary>
internal sealed class WhatsAppMedia : IMediaChannel
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UploadLife = TimeSpan.FromDays(29);
    private static readonly string[] MetaHosts = [".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net"];

    private readonly HttpClient _http;
    private readonly TokenCache _tokens;
    private readonly TimeProvider _clock;
    private readonly Uri _base;
    private readonly string _root;

    public WhatsAppMedia(HttpClient http, ISecretProtector secrets, TimeProvider clock, IOptions<WhatsAppOptions> options)
    {
        _http = http;
        _tokens = new TokenCache(secrets, clock);
        _clock = clock;
        _base = new Uri(options.Value.GraphBaseUrl);
        _root = $"{options.Value.GraphBaseUrl.TrimEnd('/')}/{options.Value.ApiVersion}/";
    }

    /// <inheritdoc/>
    public async Task<MediaUpload> Upload(string phoneNumberId, StoredMedia media, Stream content, NumberCredentials credentials, CancellationToken ct)
    {
        if (phoneNumberId.Length == 0 || !phoneNumberId.All(char.IsAsciiLetterOrDigit)) return new MediaUpload(null, default, "number_invalid");
        if (Authorization(credentials) is not { } bearer) return new MediaUpload(null, default, "token_unreadable");
        using var limit = new CancellationTokenSource(Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("whatsapp"), "messaging_product");
        form.Add(new StringContent(media.MediaType), "type");
        using var file = new StreamContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(media.MediaType);
        form.Add(file, "file", "file");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{_root}{phoneNumberId}/media")) { Content = form };
        request.Headers.Authorization = bearer;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            using var answer = await Json(response, either.Token);
            if (response.IsSuccessStatusCode && Text(answer, "id") is { Length: > 0 and <= 128 } id)
                return new MediaUpload(id, _clock.GetUtcNow() + UploadLife);
            var code = ErrorCode(answer);
            return code is 131053 or 131051 or 100
                ? new MediaUpload(null, default, "media_rejected")
                : new MediaUpload(null, default, code is { } known ? $"code_{known}" : "upload_failed", Again: code is not (0 or 190));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new MediaUpload(null, default, "unreachable", Again: true);
        }
    }

    /// <inheritdoc/>
    public async Task<MediaDownload> Download(string mediaId, NumberCredentials credentials, Func<Stream, string?, string?, Task> keep, CancellationToken ct)
    {
        if (mediaId.Length == 0 || !mediaId.All(char.IsAsciiLetterOrDigit)) return new MediaDownload("id_invalid");
        if (Authorization(credentials) is not { } bearer) return new MediaDownload("token_unreadable", Again: true);
        using var limit = new CancellationTokenSource(Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            string address;
            string? type, hash;
            using (var request = Get(new Uri(_root + mediaId), bearer))
            using (var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token))
            using (var answer = await Json(response, either.Token))
            {
                if (!response.IsSuccessStatusCode) return Refused(response.StatusCode, answer);
                (address, type, hash) = (Text(answer, "url") ?? "", Text(answer, "mime_type"), Text(answer, "sha256"));
                if (answer?.RootElement.TryGetProperty("file_size", out var size) == true && size.TryGetInt64(out var bytes) && bytes > MediaTypes.Largest)
                    return new MediaDownload("too_large");
            }
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !Trusted(url)) return new MediaDownload("address");
            using var fetch = Get(url, bearer);
            using var file = await _http.SendAsync(fetch, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!file.IsSuccessStatusCode) return new MediaDownload("download_failed", Again: true);
            await using var content = await file.Content.ReadAsStreamAsync(either.Token);
            await keep(content, type, Hexadecimal(hash));
            return new MediaDownload();
        }
        catch (MediaRefusedException refused)
        {
            // A hash that does not fit is a file that was cut on its way.
            return new MediaDownload(refused.Reason, Again: refused.Reason == "hash");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new MediaDownload("unreachable", Again: true);
        }
    }

    private static MediaDownload Refused(HttpStatusCode status, JsonDocument? answer) => ErrorCode(answer) switch
    {
        100 or 131052 => new MediaDownload("gone"),
        _ when status == HttpStatusCode.NotFound => new MediaDownload("gone"),
        _ => new MediaDownload("refused", Again: true),
    };

    private bool Trusted(Uri url) =>
        (url.Scheme == _base.Scheme && url.Host == _base.Host && url.Port == _base.Port)
        || (url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && MetaHosts.Any(h => url.Host.EndsWith(h, StringComparison.OrdinalIgnoreCase)));

    private static HttpRequestMessage Get(Uri url, AuthenticationHeaderValue bearer)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = bearer;
        // Meta's file servers refuse callers that name no program.
        request.Headers.UserAgent.ParseAdd("SalesFlow/1.0");
        return request;
    }

    private static async Task<JsonDocument?> Json(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, ct);
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument? json, string name) =>
        json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int? ErrorCode(JsonDocument? json) =>
        json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : null;

    /// <summary>A hash in hexadecimal, however the channel writes it; null where it cannot be read.</summary>
    private static string? Hexadecimal(string? hash)
    {
        if (hash is { Length: 64 } && hash.All(char.IsAsciiHexDigit)) return hash;
        Span<byte> bytes = stackalloc byte[32];
        return hash is { Length: <= 48 } && Convert.TryFromBase64String(hash, bytes, out var length) && length == 32 ? Convert.ToHexStringLower(bytes) : null;
    }

    private AuthenticationHeaderValue? Authorization(NumberCredentials credentials)
    {
        try
        {
            return _tokens.Bearer(credentials);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
