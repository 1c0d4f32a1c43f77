using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Graph;

/// <summary>The templates of the accounts: created, changed, deleted and listed as at Meta, and reviewed a moment later by a few plain rules.</summary>
internal sealed partial class TemplateShelf : IDisposable
{
    private const int Capacity = 6000;
    private const int MostAnHour = 100;
    private const int MostTries = 120;
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<WebhookUpdate, bool> _post;
    private readonly DelayQueue<Verdict> _reviews;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShelfTemplate> _templates = [];
    private readonly Dictionary<string, Queue<DateTimeOffset>> _created = [];
    private long _made, _told;

    public TemplateShelf(GraphOptions options, TimeProvider time, Func<WebhookUpdate, bool> post, Action<Exception> failed)
    {
        _options = options;
        _time = time;
        _post = post;
        _reviews = new DelayQueue<Verdict>(time, Capacity, Review, failed);
        foreach (var account in options.Numbers.Select(n => n.BusinessAccountId).Distinct())
            foreach (var (name, language, category, body) in Samples)
                Put(new ShelfTemplate(NextId(account), account, name, language, category, "APPROVED", "NONE", BodyOnly(body)));
    }

    private static readonly (string Name, string Language, string Category, string Body)[] Samples =
    [
        ("follow_up", "ar", "UTILITY", "مرحباً {{1}}، هل ما زلت مهتماً بعرضنا؟ يسعدنا أن نكمل معك."),
        ("follow_up", "en", "UTILITY", "Hello {{1}}, are you still interested in our offer? We are glad to go on."),
        ("new_offer", "ar", "MARKETING", "مرحباً {{1}}، لدينا عرض جديد يناسبك."),
    ];

    /// <summary>The template of a name and a language, or null.</summary>
    public ShelfTemplate? Find(string account, string? name, string? language)
    {
        lock (_gate) return _templates.Values.FirstOrDefault(t => t.Account == account && t.Name == name && t.Language == language);
    }

    /// <summary>A page of an account's templates in the order in which they were made, and where the next one begins.</summary>
    public (IReadOnlyList<ShelfTemplate> Items, string? After) Page(string account, string? name, string? status, string? after, int limit)
    {
        lock (_gate)
        {
            var found = _templates.Values.Where(t => t.Account == account && (name is null || t.Name.StartsWith(name, StringComparison.Ordinal))
                && (status is null || t.Status == status) && (after is null || string.CompareOrdinal(t.Id, after) > 0))
                .OrderBy(t => t.Id, StringComparer.Ordinal).Take(limit + 1).ToList();
            var more = found.Count > limit;
            if (more) found.RemoveAt(limit);
            return (found, more ? found[^1].Id : null);
        }
    }

    /// <summary>Creates a template, which is in review then.</summary>
    public (ShelfTemplate? Template, GraphError? Error) Create(string account, JsonElement body)
    {
        if (Text(body, "name") is not { } name || !NamePattern().IsMatch(name)) return (null, Wrong("Param name must be lower-case letters, digits and underscores."));
        if (Text(body, "language") is not { Length: >= 2 and <= 10 } language) return (null, Wrong("Param language is required."));
        if (Text(body, "category") is not ("MARKETING" or "UTILITY" or "AUTHENTICATION") || Text(body, "category") is not { } category)
            return (null, Wrong("Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}."));
        if (Shape(body, out var components) is { } wrong) return (null, wrong);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (!_created.TryGetValue(account, out var created)) _created[account] = created = new Queue<DateTimeOffset>();
            while (created.TryPeek(out var first) && first <= now.AddHours(-1)) created.Dequeue();
            if (created.Count >= MostAnHour) return (null, new GraphError(400, 80008, "Too many calls", "There have been too many templates created in this account."));
            if (_templates.Values.Any(t => t.Account == account && t.Name == name && t.Language == language))
                return (null, new GraphError(400, 100, "Invalid parameter", "There is already content in this language for this template.", 2388024));
            if (_templates.Count >= Capacity) return (null, new GraphError(400, 100, "Invalid parameter", "The limit of message templates is reached.", 2388019));
            created.Enqueue(now);
            var template = new ShelfTemplate(NextId(account), account, name, language, category, "PENDING", "NONE", components);
            Put(template);
            _reviews.TryAdd(new Verdict(template.Id, 0), _options.ReviewAfter);
            return (template, null);
        }
    }

    /// <summary>Changes a template, which is in review again then.</summary>
    public GraphError? Edit(string id, JsonElement body)
    {
        if (Shape(body, out var components) is { } wrong) return wrong;
        lock (_gate)
        {
            if (!_templates.TryGetValue(id, out var known)) return GraphError.UnknownObject(id);
            if (known.Status is not ("APPROVED" or "REJECTED" or "PAUSED")) return Wrong("Only approved, rejected and paused templates can be edited.");
            var category = Text(body, "category") ?? known.Category;
            if (known.Status == "APPROVED" && category != known.Category) return Wrong("The category of an approved template cannot be changed.");
            Put(known with { Components = components, Category = category, Status = "PENDING", Reason = "NONE" });
            _reviews.TryAdd(new Verdict(id, 0), _options.ReviewAfter);
            return null;
        }
    }

    /// <summary>Whose a template is, or null.</summary>
    public string? AccountOf(string id)
    {
        lock (_gate) return _templates.GetValueOrDefault(id)?.Account;
    }

    /// <summary>Deletes one language of a template by its id, or all of a name.</summary>
    public GraphError? Delete(string account, string? name, string? id)
    {
        List<ShelfTemplate> gone;
        lock (_gate)
        {
            gone = [.. _templates.Values.Where(t => t.Account == account && (id is null ? t.Name == name : t.Id == id))];
            foreach (var t in gone) _templates.Remove(t.Id);
        }
        return gone.Count == 0 ? GraphError.UnknownObject(id ?? name ?? "") : null;
    }

    /// <summary>Gives a template another standing by hand, as Meta does when customers do not like it.</summary>
    public bool Judge(string account, string name, string language, string status, string reason)
    {
        ShelfTemplate next;
        lock (_gate)
        {
            if (_templates.Values.FirstOrDefault(t => t.Account == account && t.Name == name && t.Language == language) is not { } known) return false;
            Put(next = known with { Status = status, Reason = reason });
        }
        Tell(next, null);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reviews.Dispose();

    private void Review(Verdict verdict)
    {
        ShelfTemplate next;
        string? why;
        lock (_gate)
        {
            if (!_templates.TryGetValue(verdict.Id, out var known)) return;
            why = Objection(known.Body);
            if (verdict.Tries > 0 && known.Status is "APPROVED" or "REJECTED") next = known;
            else if (known.Status == "PENDING") Put(next = known with { Status = why is null ? "APPROVED" : "REJECTED", Reason = why is null ? "NONE" : "INVALID_FORMAT" });
            else return;
        }
        // Where nobody hears it yet, as before the world's customers start, it is told again for a while.
        if (!Tell(next, why) && verdict.Tries < MostTries) _reviews.TryAdd(verdict with { Tries = verdict.Tries + 1 }, TimeSpan.FromSeconds(1));
    }

    private readonly record struct Verdict(string Id, int Tries);

    /// <summary>What reviewers say of a body, or null where they agree.</summary>
    private static string? Objection(string body)
    {
        if (AtEdge().IsMatch(body)) return "Your template begins or ends with a parameter.";
        if (Adjacent().IsMatch(body)) return "Your template has parameters placed next to each other (like {{1}}{{2}}) without text or punctuation between them.";
        var numbers = Numbers(body);
        if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count))) return "Your template's parameters are not numbered in order.";
        return body.Count(char.IsWhiteSpace) < numbers.Count ? "Your template has too many parameters for its length." : null;
    }

    private bool Tell(ShelfTemplate t, string? why)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("event", t.Status);
            json.WriteNumber("message_template_id", long.Parse(t.Id, CultureInfo.InvariantCulture));
            json.WriteString("message_template_name", t.Name);
            json.WriteString("message_template_language", t.Language);
            json.WriteString("reason", t.Reason);
            json.WriteString("message_template_category", t.Category);
            if (why is not null)
            {
                json.WriteStartObject("rejection_info");
                json.WriteString("reason", why);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        var number = Interlocked.Increment(ref _told);
        return _post(new WebhookUpdate(
            string.Create(CultureInfo.InvariantCulture, $"template:{t.Id}:{number}"), t.Account, buffer.WrittenMemory.ToArray(), "template/" + t.Id,
            "message_template_status_update"));
    }

    /// <summary>Looks at the components as Meta's door does: what is there, how long, with examples for its parameters.</summary>
    private static GraphError? Shape(JsonElement body, out JsonElement components)
    {
        components = default;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("components", out var list) || list.ValueKind != JsonValueKind.Array)
            return Wrong("Param components is required.");
        var bodies = 0;
        foreach (var c in list.EnumerateArray())
        {
            switch (Text(c, "type"))
            {
                case "BODY":
                    bodies++;
                    if (Text(c, "text") is not { Length: > 0 } text) return Wrong("The body has no text.", 2388072);
                    if (text.Length > 1024) return Wrong("The body has more than 1024 characters.", 2388040);
                    if (Numbers(text).Distinct().Count() is > 0 and var wanted && Examples(c, "body_text") != wanted)
                        return Wrong("The body's parameters need one example each.", 2388043);
                    break;
                case "HEADER" when Text(c, "format") == "TEXT":
                    if (Text(c, "text") is not { Length: > 0 and <= 60 } header) return Wrong("The header has 1 to 60 characters.", 2388047);
                    if (Numbers(header).Count > 1) return Wrong("The header has more than one parameter.", 2388047);
                    break;
                case "FOOTER":
                    if (Text(c, "text") is not { Length: > 0 and <= 60 } footer || Numbers(footer).Count > 0) return Wrong("The footer has 1 to 60 characters and no parameter.", 2388073);
                    break;
                case "BUTTONS":
                    if (!c.TryGetProperty("buttons", out var buttons) || buttons.ValueKind != JsonValueKind.Array || buttons.GetArrayLength() is 0 or > 10)
                        return Wrong("There are 1 to 10 buttons.");
                    if (buttons.EnumerateArray().Any(b => Text(b, "text") is not { Length: > 0 and <= 25 })) return Wrong("A button's label has 1 to 25 characters.");
                    break;
                case "HEADER": break;
                default: return Wrong("The component's type is not known.");
            }
        }
        if (bodies != 1) return Wrong("There is one body.", 2388072);
        components = list.Clone();
        return null;
    }

    private static int Examples(JsonElement component, string name) =>
        component.TryGetProperty("example", out var example) && example.ValueKind == JsonValueKind.Object && example.TryGetProperty(name, out var values)
        && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0 && values[0].ValueKind == JsonValueKind.Array ? values[0].GetArrayLength() : 0;

    private static GraphError Wrong(string details, int? subcode = null) => new(400, 100, "Invalid parameter", details, subcode);

    private static JsonElement BodyOnly(string text) => JsonSerializer.SerializeToElement(new object[] { new { type = "BODY", text } });

    private void Put(ShelfTemplate template) => _templates[template.Id] = template;

    // Ids grow, so that pages are in the order of creation and hold still while templates come.
    private string NextId(string account) => string.Create(
        CultureInfo.InvariantCulture, $"{1_000_000_000_000L + (long)(Seeded.Hash((ulong)_options.Seed, "template/" + account) % 100_000UL * 1_000_000UL) + ++_made}");

    internal static List<int> Numbers(string text) => [.. Parameter().Matches(text).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    internal static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{\{(\d{1,3})\}\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\s*\{\{|\}\}\s*$")]
    private static partial Regex AtEdge();

    [GeneratedRegex(@"\}\}\s*\{\{")]
    private static partial Regex Adjacent();
}

/// <summary>A template of an account.</summary>
/// <param name="Id">Digits.</param>
/// <param name="Account">The business account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Language">Its language.</param>
/// <param name="Category">In upper case.</param>
/// <param name="Status">In upper case.</param>
/// <param name="Reason">Of a rejection; <c>NONE</c> otherwise.</param>
/// <param name="Components">As they were given.</param>
internal sealed record ShelfTemplate(
    string Id, string Account, string Name, string Language, string Category, string Status, string Reason, JsonElement Components)
{
    /// <summary>The body's text.</summary>
    public string Body => Components.EnumerateArray().Where(c => TemplateShelf.Text(c, "type") == "BODY").Select(c => TemplateShelf.Text(c, "text")).FirstOrDefault() ?? "";

    /// <summary>Writes it as lists show it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("name", Name);
        json.WriteString("language", Language);
        json.WriteString("status", Status);
        json.WriteString("category", Category);
        json.WriteString("rejected_reason", Reason);
        json.WriteStartObject("quality_score");
        json.WriteString("score", "UNKNOWN");
        json.WriteEndObject();
        json.WritePropertyName("components");
        Components.WriteTo(json);
        json.WriteEndObject();
    }
}
