using System.Text.RegularExpressions;
using SalesFlow.Leads.Forms;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads.Forms;

/// <summary>What a form is to be.</summary>
internal sealed partial record FormRequest
{
    private const int MostFields = 30, MostOrigins = 20;

    private static readonly string[] Channels = ["whatsapp", "email", "sms", "voice"];
    private static readonly string[] Reserved = ["consent", "_token", "_challenge", "_page", "referrer"];

    /// <summary>For the company's own lists; 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 30 fields, one of them for the name, the phone or the e-mail.</summary>
    public IReadOnlyList<FormFieldRequest?>? Fields { get; init; }

    /// <summary>What the visitor must agree to; at most 1,000 characters. Absent: no consent is asked.</summary>
    public string? ConsentText { get; init; }

    /// <summary>For which channels consent holds; <c>whatsapp</c> and <c>email</c> by default.</summary>
    public IReadOnlyList<string?>? ConsentChannels { get; init; }

    /// <summary>Origins of pages that may send, such as <c>https://example.com</c>; at most 20, none: all.</summary>
    public IReadOnlyList<string?>? AllowedOrigins { get; init; }

    /// <summary>Where the visitor goes after a plain form was sent: an https address.</summary>
    public string? Redirect { get; init; }

    /// <summary>The language of leads: <c>ar</c> (default) or <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The name of a field that people do not see; <c>website</c> by default.</summary>
    public string? Honeypot { get; init; }

    /// <summary>How long filling takes at least, 0 to 60 seconds; 3 by default, 0 asks for no token.</summary>
    public int? MinimumSeconds { get; init; }

    /// <summary>Whether it takes submissions; true by default.</summary>
    public bool? IsActive { get; init; }

    /// <summary>
    /// Whether a consent counts only once the visitor has opened a link that goes to their e-mail; false by default. Needs <c>consentText</c>, a required
    /// field for the e-mail, and a mail server.
    /// </summary>
    public bool? ConfirmByEmail { get; init; }

    /// <summary>The settings, where nothing was wrong.</summary>
    public FormSettings Settings(Check check)
    {
        var name = check.Required("name", Name, 100);
        var language = check.OneOf("language", Language, "ar", "ar", "en");
        var honeypot = check.Optional("honeypot", Honeypot, 40) ?? "website";
        if (!FieldName().IsMatch(honeypot)) check.Add("honeypot", "field.form");
        if (MinimumSeconds is < 0 or > 60) check.Add("minimumSeconds", "field.range", 0, 60);
        var redirect = check.Optional("redirect", Redirect, 500);
        if (redirect is not null && !(Uri.TryCreate(redirect, UriKind.Absolute, out var to) && to.Scheme == Uri.UriSchemeHttps)) check.Add("redirect", "field.https");
        var consent = check.Optional("consentText", ConsentText, 1000);
        var channels = ConsentChannels is null ? ["whatsapp", "email"] : ConsentChannels.Select(c => check.OneOf("consentChannels", c, "whatsapp", Channels)).Distinct().ToList();
        var fields = ReadFields(check, honeypot);
        if (ConfirmByEmail == true && (consent is null || !fields.Any(f => f is { Kind: FormFieldKind.Email, Required: true })))
            check.Add("confirmByEmail", "form.confirm");
        return new FormSettings(
            name, fields, consent, channels, Origins(check), redirect, language, honeypot, MinimumSeconds ?? 3, IsActive ?? true, ConfirmByEmail ?? false);
    }

    private List<FormField> ReadFields(Check check, string honeypot)
    {
        var fields = new List<FormField>();
        if (Fields is not { Count: > 0 })
        {
            check.Add("fields", "field.required");
            return fields;
        }
        if (Fields.Count > MostFields) check.Add("fields", "field.range", 1, MostFields);
        foreach (var (field, i) in Fields.Take(MostFields).Select((f, i) => (f, i)))
        {
            var at = $"fields[{i}]";
            var name = check.Required(at + ".name", field?.Name, 40);
            var label = check.Required(at + ".label", field?.Label ?? field?.Name, 200);
            if (name.Length > 0 && (!FieldName().IsMatch(name) || name == honeypot || Reserved.Contains(name) || fields.Any(f => f.Name == name))) check.Add(at + ".name", "field.form");
            if (field?.Kind is null) check.Add(at + ".kind", "field.required");
            fields.Add(new FormField(name, label, field?.Kind ?? FormFieldKind.Text, field?.Required ?? false));
        }
        if (!fields.Any(f => f.Kind is FormFieldKind.Name or FormFieldKind.Phone or FormFieldKind.Email)) check.Add("fields", "field.reachable");
        return fields;
    }

    private List<string> Origins(Check check)
    {
        var origins = new List<string>();
        if (AllowedOrigins?.Count > MostOrigins) check.Add("allowedOrigins", "field.range", 0, MostOrigins);
        foreach (var text in (AllowedOrigins ?? []).Take(MostOrigins))
        {
            if (Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var origin) && origin.Scheme is "https" or "http" && origin.AbsolutePath == "/" && origin.Query.Length == 0)
                origins.Add(origin.GetLeftPart(UriPartial.Authority).ToLowerInvariant());
            else
                check.Add("allowedOrigins", "field.origin");
        }
        return origins;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex FieldName();
}

/// <summary>A field of a form.</summary>
/// <param name="Name">The name that is sent: letters, digits, <c>_</c>, <c>-</c>; at most 40.</param>
/// <param name="Label">What stands beside it; the name by default.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Required">Whether it must be filled.</param>
internal sealed record FormFieldRequest(string? Name, string? Label, FormFieldKind? Kind, bool? Required);
