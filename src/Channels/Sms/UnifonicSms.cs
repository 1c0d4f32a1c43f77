using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.Sms;

/// <summary>Short messages through Unifonic. Neither numbers nor texts are logged.</summary>
internal sealed partial class UnifonicSms(IHttpClientFactory clients, IOptions<SmsOptions> options, ILogger<UnifonicSms> logger) : ISmsChannel
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "unifonic";

    private const int LongestAnswer = 64 * 1024;

    /// <inheritdoc/>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.AppSid);

    /// <inheritdoc/>
    public async Task<DispatchResult> Send(string to, string text, CancellationToken ct)
    {
        if (!IsConfigured) return DispatchResult.NotConfigured;
        var settings = options.Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.Timeout);
        using var form = new FormUrlEncodedContent(
        [
            new("AppSid", settings.AppSid), new("SenderID", settings.SenderId), new("Recipient", to.TrimStart('+')), new("Body", text),
        ]);
        try
        {
            using var http = clients.CreateClient(Client);
            http.MaxResponseContentBufferSize = LongestAnswer;
            using var answer = await http.PostAsync(settings.Endpoint, form, limit.Token);
            if (answer.IsSuccessStatusCode && await Succeeded(answer, limit.Token)) return DispatchResult.Sent;
            LogRefused((int)answer.StatusCode);
            return (int)answer.StatusCode is >= 500 or 429 ? DispatchResult.Later : DispatchResult.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            LogFailed(e.GetType().Name);
            return DispatchResult.Later;
        }
    }

    private static async Task<bool> Succeeded(HttpResponseMessage answer, CancellationToken ct)
    {
        using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("success", out var success)) return false;
        return success.ValueKind == JsonValueKind.True
            || (success.ValueKind == JsonValueKind.String && string.Equals(success.GetString(), "true", StringComparison.OrdinalIgnoreCase));
    }

    [LoggerMessage(1, LogLevel.Warning, "The provider of short messages refused one with {Status}.")]
    private partial void LogRefused(int status);

    [LoggerMessage(2, LogLevel.Warning, "A short message did not reach its provider: {Kind}.")]
    private partial void LogFailed(string kind);
}
