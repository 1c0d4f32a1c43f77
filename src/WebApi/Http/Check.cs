using System.Globalization;
using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.Text;

namespace SalesFlow.WebApi.Http;

/// <summary>Gathers what is wrong with a request, field by field, in the caller's language.</summary>
internal sealed class Check(HttpContext http)
{
    private const int LongestLocalPart = 64;
    private readonly Dictionary<string, List<string>> _errors = [];

    /// <summary>Whether anything was wrong.</summary>
    public bool Failed => _errors.Count > 0;

    /// <summary>What was wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => _errors.ToDictionary(e => e.Key, e => e.Value.ToArray());

    /// <summary>A text, trimmed; empty where nothing of it can be seen, null where there is none.</summary>
    public static string? Shown(string? value) => value is null ? null : VisibleText.IsBlank(value) ? "" : value.Trim();

    /// <summary>Text that must be there and can be seen, trimmed, within limits.</summary>
    public string Required(string field, string? value, int longest, int shortest = 1)
    {
        var text = Shown(value) ?? "";
        if (text.Length == 0) Add(field, "field.required");
        else if (text.Length < shortest) Add(field, "field.too_short", shortest);
        else if (text.Length > longest) Add(field, "field.too_long", longest);
        if (text.Contains('\0', StringComparison.Ordinal)) Add(field, "field.control");
        return text;
    }

    /// <summary>
    /// What something or somebody is called: one line that can be seen and says what it seems to say. No control characters, no marks that turn the
    /// direction of what follows, and not invisible characters only.
    /// </summary>
    public string Name(string field, string? value, int longest)
    {
        var text = Required(field, value, longest);
        if (text.Any(c => char.IsControl(c) || Turns(c))) Add(field, "field.control");
        return text;
    }

    /// <summary>A name in a change: null where none was given, which leaves it; an empty one is refused.</summary>
    public string? NameChange(string field, string? value, int longest) => value is null ? null : Name(field, value, longest);

    /// <summary>Text that may be absent, trimmed; empty means absent, and so does what nobody can see.</summary>
    public string? Optional(string field, string? value, int longest)
    {
        var text = Shown(value);
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length > longest) Add(field, "field.too_long", longest);
        // No text holds it, and one database cannot keep it.
        if (text.Contains('\0', StringComparison.Ordinal)) Add(field, "field.control");
        return text;
    }

    /// <summary>An e-mail address, lower-cased.</summary>
    public string Email(string field, string? value)
    {
        var text = Required(field, value, 254).ToLowerInvariant();
        if (text.Length is > 0 and <= 254 && !IsEmail(text)) Add(field, "field.email");
        return text;
    }

    /// <summary>A phone in E.164, or null where none was given.</summary>
    public string? Phone(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return null;
        var phone = PhoneNumber.Normalise(value);
        if (phone is null) Add(field, "field.phone");
        return phone;
    }

    /// <summary>One of some words.</summary>
    public string OneOf(string field, string? value, string fallback, params string[] allowed)
    {
        if (string.IsNullOrWhiteSpace(value)) return fallback;
        var word = value.Trim();
        if (!allowed.Contains(word, StringComparer.Ordinal)) Add(field, "field.one_of", string.Join(", ", allowed));
        return word;
    }

    /// <summary>Says that a field is wrong.</summary>
    public void Add(string field, string key, params object[] arguments)
    {
        if (!_errors.TryGetValue(field, out var list)) _errors[field] = list = [];
        var text = Problems.Text(http, key, arguments);
        if (!list.Contains(text)) list.Add(text);
    }

    /// <summary>The answer: 422 with all the fields.</summary>
    public ProblemHttpResult Problem() => Problems.Of(
        http, StatusCodes.Status422UnprocessableEntity, "validation", errors: _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

    /// <summary>The answer for what stands in the address: 400.</summary>
    public ProblemHttpResult BadRequest() => Problems.Of(
        http, StatusCodes.Status400BadRequest, "bad_request", errors: _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

    // Two addresses that look the same must be the same: what is invisible would make them differ.
    private static bool IsEmail(string text) =>
        MailAddress.TryCreate(text, out var address) && address.Address == text && address.User.Length <= LongestLocalPart
        && address.Host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(address.Host) == UriHostNameType.Dns
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    private static bool Turns(char c) => c is '\u202D' or '\u202E';
}
