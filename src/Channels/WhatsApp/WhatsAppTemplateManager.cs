using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SalesFlow.Templates;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Creates, changes, deletes and lists templates through the Graph API.</summary>
internal sealed class WhatsAppTemplateManager(HttpClient http, ISecretProtector secrets, TimeProvider clock, IOptions<WhatsAppOptions> options) : ITemplateChannel
{
    private const int LargestAnswer = 2 * 1024 * 1024;
    private const int PageSize = 100;
    private const string Fields = "id,name,language,status,category,components,quality_score,rejected_reason";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TokenCache _tokens = new(secrets, clock);
    private readonly string _root = $"{options.Value.GraphBaseUrl.TrimEnd('/')}/{options.Value.ApiVersion}/";

    /// <inheritdoc/>
    public async Task<TemplateResult> Do(TemplateOrder order, NumberCredentials credentials, CancellationToken ct)
    {
        if (!IsId(order.BusinessAccountId) || (order.MetaId is { } id && !IsId(id))) return new(TemplateResultKind.Refused, Reason: "account_unknown");
        // A repeated creation may have been taken before its answer was lost. The API knows no key of ours; the name and the language are one.
        if (order is { Task: TemplateTask.Create, Attempt: > 1 } && await TakenBefore(order, credentials, ct) is { } taken) return taken;
        var (answer, failure) = order.Task switch
        {
            TemplateTask.Create => await Call(HttpMethod.Post, $"{order.BusinessAccountId}/message_templates", WhatsAppTemplatePayload.Create(order), credentials, ct),
            TemplateTask.Edit => await Call(HttpMethod.Post, order.MetaId!, WhatsAppTemplatePayload.Edit(order), credentials, ct),
            _ => await Call(HttpMethod.Delete, DeletionOf(order), null, credentials, ct),
        };
        using (answer)
        {
            if (failure is { Kind: var kind, Reason: var reason })
            {
                if (order.Task == TemplateTask.Create && reason == WhatsAppTemplateErrors.Exists && await TakenBefore(order, credentials, ct) is { } there) return there;
                // Gone already is as good as deleted.
                return order.Task == TemplateTask.Delete && kind == TemplateResultKind.Refused && reason == WhatsAppTemplateErrors.Unknown
                    ? new(TemplateResultKind.Done)
                    : failure;
            }
            var root = answer!.RootElement;
            return order.Task switch
            {
                TemplateTask.Create when WhatsAppTemplateReader.Text(root, "id") is { } made => new(
                    TemplateResultKind.Done, made, WhatsAppTemplateReader.Status(WhatsAppTemplateReader.Text(root, "status")) ?? TemplateStatus.Pending,
                    WhatsAppTemplateReader.Category(WhatsAppTemplateReader.Text(root, "category"))),
                // Somewhere on the way the answer was changed: whether it was taken is looked up by the next attempt.
                TemplateTask.Create => new(TemplateResultKind.Later, Reason: "answer_unreadable"),
                TemplateTask.Edit => new(TemplateResultKind.Done, order.MetaId, TemplateStatus.Pending),
                _ => new(TemplateResultKind.Done),
            };
        }
    }

    /// <inheritdoc/>
    public async Task<TemplatePage> List(string businessAccountId, NumberCredentials credentials, string? cursor, DateTimeOffset at, CancellationToken ct)
    {
        if (!IsId(businessAccountId)) return new TemplatePage([], null, "account_unknown");
        var after = cursor is null ? "" : "&after=" + Uri.EscapeDataString(cursor);
        var (answer, failure) = await Call(
            HttpMethod.Get, $"{businessAccountId}/message_templates?fields={Fields}&limit={PageSize}{after}", null, credentials, ct);
        using (answer)
        {
            return failure is not null
                ? new TemplatePage([], null, failure.Reason)
                : WhatsAppTemplateReader.Page(answer!.RootElement, businessAccountId, at) ?? new TemplatePage([], null, "answer_unreadable");
        }
    }

    /// <summary>A template of this name and language, if the account has one: ours where it says the same, and somebody else's otherwise.</summary>
    private async Task<TemplateResult?> TakenBefore(TemplateOrder order, NumberCredentials credentials, CancellationToken ct)
    {
        var (answer, failure) = await Call(
            HttpMethod.Get, $"{order.BusinessAccountId}/message_templates?name={order.Name}&fields={Fields}&limit={PageSize}", null, credentials, ct);
        using (answer)
        {
            if (failure is not null) return failure.Kind == TemplateResultKind.Later ? failure : null;
            var page = WhatsAppTemplateReader.Page(answer!.RootElement, order.BusinessAccountId, clock.GetUtcNow());
            // The filter finds names that only begin so, too.
            if (page?.Items.FirstOrDefault(t => t.Name == order.Name && t.Language == order.Language && t.Status is not TemplateStatus.Deleted) is not { } found) return null;
            var wanted = WhatsappForm.Of(order.Content, order.Language).Text;
            return found.Text is { } there && (there.Header, there.Body, there.Footer) == (wanted.Header, wanted.Body, wanted.Footer)
                ? new(TemplateResultKind.Done, found.MetaId, found.Status, found.Category, found.Reason)
                : new(TemplateResultKind.Refused, Reason: WhatsAppTemplateErrors.Exists);
        }
    }

    private static string DeletionOf(TemplateOrder order) => order.MetaId is { } id
        ? $"{order.BusinessAccountId}/message_templates?hsm_id={id}&name={order.Name}"
        : $"{order.BusinessAccountId}/message_templates?name={order.Name}";

    private async Task<(JsonDocument? Answer, TemplateResult? Failure)> Call(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, NumberCredentials credentials, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        using var request = new HttpRequestMessage(method, new Uri(_root + path));
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        try
        {
            request.Headers.Authorization = _tokens.Bearer(credentials);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (response.IsSuccessStatusCode) return (JsonDocument.Parse(bytes), null);
            return (null, WhatsAppTemplateErrors.Result(bytes, (int)response.StatusCode, response.Headers.RetryAfter?.Delta));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return (null, new TemplateResult(TemplateResultKind.Refused, Reason: "token_unreadable"));
        }
        catch (JsonException)
        {
            return (null, new TemplateResult(TemplateResultKind.Later, Reason: "answer_unreadable"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, new TemplateResult(TemplateResultKind.Later, Reason: e is OperationCanceledException ? "timeout" : "unreachable"));
        }
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);
}

/// <summary>Writes templates in Meta's JSON.</summary>
internal static class WhatsAppTemplatePayload
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a creation.</summary>
    public static ReadOnlyMemory<byte> Create(TemplateOrder order) => Written(json =>
    {
        json.WriteString("name"u8, order.Name);
        json.WriteString("language"u8, order.Language);
        json.WriteString("category"u8, Word(order.Content.WhatsappCategory));
        json.WriteString("parameter_format"u8, "POSITIONAL"u8);
        Components(json, WhatsappForm.Of(order.Content, order.Language));
    });

    /// <summary>The body of a change. Meta takes another category only as long as it has not approved one.</summary>
    public static ReadOnlyMemory<byte> Edit(TemplateOrder order) => Written(json =>
    {
        if (!order.CategoryFixed) json.WriteString("category"u8, Word(order.Content.WhatsappCategory));
        Components(json, WhatsappForm.Of(order.Content, order.Language));
    });

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static string Word(WhatsappCategory? category) => category == WhatsappCategory.Marketing ? "MARKETING" : "UTILITY";

    private static void Components(Utf8JsonWriter json, WhatsappForm form)
    {
        json.WriteStartArray("components"u8);
        if (form.Text.Header is { } header)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "HEADER"u8);
            json.WriteString("format"u8, "TEXT"u8);
            json.WriteString("text"u8, header);
            if (form.HeaderExamples.Count > 0) Examples(json, "header_text", form.HeaderExamples, nested: false);
            json.WriteEndObject();
        }
        json.WriteStartObject();
        json.WriteString("type"u8, "BODY"u8);
        json.WriteString("text"u8, form.Text.Body);
        if (form.BodyExamples.Count > 0) Examples(json, "body_text", form.BodyExamples, nested: true);
        json.WriteEndObject();
        if (form.Text.Footer is { } footer)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "FOOTER"u8);
            json.WriteString("text"u8, footer);
            json.WriteEndObject();
        }
        if (form.Text.Buttons.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "BUTTONS"u8);
            json.WriteStartArray("buttons"u8);
            foreach (var (button, i) in form.Text.Buttons.Select((b, i) => (b, i))) Button(json, button, form.ButtonExamples.GetValueOrDefault(i));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Button(Utf8JsonWriter json, WhatsappButton button, string? example)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, button.Kind switch { TemplateButtonKind.Url => "URL", TemplateButtonKind.Phone => "PHONE_NUMBER", _ => "QUICK_REPLY" });
        json.WriteString("text"u8, button.Text);
        if (button.Kind == TemplateButtonKind.Url) json.WriteString("url"u8, button.Url);
        if (button.Kind == TemplateButtonKind.Phone) json.WriteString("phone_number"u8, button.Phone);
        if (example is not null)
        {
            json.WriteStartArray("example"u8);
            json.WriteStringValue(example);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Examples(Utf8JsonWriter json, string name, IReadOnlyList<string> values, bool nested)
    {
        json.WriteStartObject("example"u8);
        json.WriteStartArray(name);
        if (nested) json.WriteStartArray();
        foreach (var value in values) json.WriteStringValue(value);
        if (nested) json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>Reads templates of Meta's JSON. What is not known is left out, never guessed.</summary>
internal static class WhatsAppTemplateReader
{
    private const int LongestReason = 300;

    /// <summary>A page of a list; null where the answer is none.</summary>
    public static TemplatePage? Page(JsonElement root, string account, DateTimeOffset at)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return null;
        var items = new List<TemplateSighting>();
        foreach (var item in data.EnumerateArray())
            if (One(item, account, at) is { } sighting) items.Add(sighting);
        string? next = null;
        if (root.TryGetProperty("paging", out var paging) && paging.ValueKind == JsonValueKind.Object && paging.TryGetProperty("next", out _)
            && paging.TryGetProperty("cursors", out var cursors) && cursors.ValueKind == JsonValueKind.Object) next = Text(cursors, "after");
        return new TemplatePage(items, next);
    }

    /// <summary>A status by Meta's word; null for one that is not known.</summary>
    public static TemplateStatus? Status(string? word) => TemplateWords.Status(word);

    /// <summary>A category by Meta's word; null for one that is not known.</summary>
    public static WhatsappCategory? Category(string? word) => TemplateWords.Category(word);

    /// <summary>A text field, or null.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TemplateSighting? One(JsonElement item, string account, DateTimeOffset at)
    {
        if (Text(item, "name") is not { Length: > 0 and <= 512 } name || Text(item, "language") is not { Length: > 0 and <= 16 } language
            || Status(Text(item, "status")) is not { } status) return null;
        var quality = item.TryGetProperty("quality_score", out var score) ? Text(score, "score") : null;
        var reason = Text(item, "rejected_reason");
        return new TemplateSighting(
            account, name, language, at, Text(item, "id"), status, reason is null or "NONE" ? "" : reason[..Math.Min(reason.Length, LongestReason)],
            TemplateWords.Quality(quality), Category(Text(item, "category")), Words(item));
    }

    private static WhatsappText? Words(JsonElement item)
    {
        if (!item.TryGetProperty("components", out var components) || components.ValueKind != JsonValueKind.Array) return null;
        string? header = null, body = null, footer = null;
        var buttons = new List<WhatsappButton>();
        foreach (var c in components.EnumerateArray())
        {
            switch (Text(c, "type"))
            {
                case "HEADER": header = Text(c, "text"); break;
                case "BODY": body = Text(c, "text"); break;
                case "FOOTER": footer = Text(c, "text"); break;
                case "BUTTONS" when c.TryGetProperty("buttons", out var list) && list.ValueKind == JsonValueKind.Array:
                    foreach (var b in list.EnumerateArray())
                    {
                        var label = Text(b, "text") ?? "";
                        if (TemplateWords.Button(Text(b, "type")) is { } kind) buttons.Add(new WhatsappButton(kind, label, Text(b, "url"), Text(b, "phone_number")));
                    }
                    break;
            }
        }
        return new WhatsappText(header, body, footer, buttons);
    }
}
