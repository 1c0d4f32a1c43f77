using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Asks the Graph API for templates, seldom: management calls are counted by the hour.</summary>
internal sealed class WhatsAppTemplates(HttpClient http, ISecretProtector secrets, TimeProvider clock, IOptions<WhatsAppOptions> options) : IMessageTemplates
{
    private const int LargestAnswer = 1024 * 1024;
    private const int MaxCopies = 1000;
    private const int MaxTemplates = 100;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private readonly TokenCache _tokens = new(secrets, clock);
    private readonly string _root = $"{options.Value.GraphBaseUrl.TrimEnd('/')}/{options.Value.ApiVersion}/";
    private readonly ConcurrentDictionary<(string Account, string Token), (IReadOnlyList<ApprovedTemplate> Templates, DateTimeOffset Until)> _copies = new();

    public async Task<IReadOnlyList<ApprovedTemplate>?> Approved(string businessAccountId, NumberCredentials credentials, CancellationToken ct)
    {
        // The token stands in the key: an account is whose token opens it.
        var key = (businessAccountId, credentials.ProtectedToken);
        if (_copies.TryGetValue(key, out var copy) && clock.GetUtcNow() < copy.Until) return copy.Templates;
        if (businessAccountId.Length == 0 || !businessAccountId.All(char.IsAsciiLetterOrDigit)) return null;
        if (await Ask(businessAccountId, credentials, ct) is not { } templates) return null;
        if (_copies.Count >= MaxCopies) _copies.Clear();
        _copies[key] = (templates, clock.GetUtcNow() + Life);
        return templates;
    }

    private async Task<IReadOnlyList<ApprovedTemplate>?> Ask(string account, NumberCredentials credentials, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri($"{_root}{account}/message_templates?status=APPROVED&fields=name,language,status,category,components&limit={MaxTemplates}"));
            request.Headers.Authorization = _tokens.Bearer(credentials);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode) return null;
            await response.Content.LoadIntoBufferAsync(LargestAnswer, either.Token);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or CryptographicException or FormatException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The list is an offer beside a refusal: without it the refusal stands all the same.
            return null;
        }
    }

    private static List<ApprovedTemplate>? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return null;
        var found = new List<ApprovedTemplate>();
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "status") != "APPROVED" || Text(item, "name") is not { } name || Text(item, "language") is not { } language)
                continue;
            string? body = null;
            if (item.TryGetProperty("components", out var components) && components.ValueKind == JsonValueKind.Array)
            {
                foreach (var component in components.EnumerateArray())
                    if (component.ValueKind == JsonValueKind.Object && Text(component, "type") == "BODY") body = Text(component, "text");
            }
            found.Add(new ApprovedTemplate(name, language, Text(item, "category")?.ToLowerInvariant() ?? "utility", body));
            if (found.Count == MaxTemplates) break;
        }
        return [.. found.OrderBy(t => t.Name, StringComparer.Ordinal).ThenBy(t => t.Language, StringComparer.Ordinal)];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
