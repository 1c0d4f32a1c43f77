using System.Globalization;
using SalesFlow.Text;

namespace SalesFlow.Fields;

/// <summary>What custom fields and their values must keep to; the same for those who write and those who look for.</summary>
public static class FieldRules
{
    /// <summary>How many fields a kind may have, archived ones too; how many options one may have, and all of a kind together.</summary>
    public const int MaxFields = 50, MaxOptions = 30, MaxAllOptions = 150;

    /// <summary>The longest label, key, text and address, and the most characters of all values of a record together.</summary>
    public const int MaxLabel = 60, MaxKey = 40, MaxText = 500, MaxAll = 10_000;

    private const int MaxNumberScale = 6;
    private const decimal LargestNumber = 999_999_999_999m;

    /// <summary>The part of a new field that is wrong, in the words of the API; null where none is.</summary>
    public static string? Problem(FieldDefinition d) =>
        !IsKey(d.Key) ? "key"
        : !Enum.IsDefined(d.Type) ? "type"
        : LabelProblem(d.LabelAr, "labelAr") ?? LabelProblem(d.LabelEn, "labelEn") ?? OptionsProblem(d.Type, d.Options)
            ?? (d.Order is < 0 or > 1000 ? "order" : null);

    /// <summary>Whether a text can be a field's key.</summary>
    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= MaxKey } && char.IsAsciiLetterLower(key[0]) && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>What is wrong with a label: its name, or null.</summary>
    public static string? LabelProblem(string? label, string name) =>
        string.IsNullOrWhiteSpace(label) || label.Length > MaxLabel || label.Any(char.IsControl) ? name : null;

    /// <summary>What is wrong with options: <c>options</c>, or null.</summary>
    public static string? OptionsProblem(FieldType type, IReadOnlyList<FieldOption> options)
    {
        if (type is not (FieldType.Select or FieldType.MultiSelect)) return options.Count == 0 ? null : "options";
        var fit = options.Count is > 0 and <= MaxOptions
            && options.All(o => IsOption(o.Value) && LabelProblem(o.LabelAr, "") is null && LabelProblem(o.LabelEn, "") is null)
            && options.Select(o => o.Value).Distinct(StringComparer.Ordinal).Count() == options.Count;
        return fit ? null : "options";
    }

    /// <summary>The written form of a value: equal values are written equally. Null where it is not one of the field's.</summary>
    public static string? Written(FieldDefinition field, string? value)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxText || text.Any(c => c == '\0' || (char.IsControl(c) && c is not ('\n' or '\t' or '\r')))) return null;
        switch (field.Type)
        {
            case FieldType.Text: return text;
            case FieldType.Number:
                const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
                return decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var number)
                    && Math.Abs(number) <= LargestNumber && decimal.Round(number, MaxNumberScale) == number
                    ? number.ToString("0.######", CultureInfo.InvariantCulture)
                    : null;
            case FieldType.Date:
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : null;
            case FieldType.Boolean: return text is "true" or "false" ? text : null;
            case FieldType.Select or FieldType.MultiSelect: return field.Options.Any(o => o.Value == text) ? text : null;
            case FieldType.Url: return IsWebAddress(text) ? text : null;
            case FieldType.Phone: return PhoneNumber.Normalise(text);
            case FieldType.Email:
                return System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text && !text.Any(char.IsWhiteSpace)
                    ? text.ToLowerInvariant()
                    : null;
            default: return null;
        }
    }

    /// <summary>Whether a text is an http or https address.</summary>
    public static bool IsWebAddress(string text, bool secureOnly = false) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (!secureOnly && uri.Scheme == Uri.UriSchemeHttp))
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0;

    private static bool IsOption(string? value) =>
        value is { Length: > 0 and <= MaxKey } && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');
}
