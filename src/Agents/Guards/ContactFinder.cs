using System.Text.RegularExpressions;
using SalesFlow.Text;

namespace SalesFlow.Agents.Guards;

/// <summary>A person's or a company's own data in a text.</summary>
/// <param name="Kind"><c>phone</c>, <c>email</c>, <c>iban</c> or <c>national_id</c>.</param>
/// <param name="Value">In one form: E.164, lower case, without spaces.</param>
/// <param name="Masked">What may stand in a report.</param>
internal readonly record struct ContactData(string Kind, string Value, string Masked);

/// <summary>Finds phone numbers, e-mail addresses, bank accounts and national ids. Pure.</summary>
internal static partial class ContactFinder
{
    /// <summary>All of them, in order of kinds; none twice.</summary>
    public static List<ContactData> Find(string text)
    {
        var found = new List<ContactData>();
        if (text.Contains('@', StringComparison.Ordinal))
            foreach (Match match in Email().Matches(text)) Add(found, "email", match.Value.ToLowerInvariant());
        var digits = 0;
        foreach (var c in text)
            if (char.IsDigit(c)) digits++;
        if (digits < 9) return found;
        var plain = ArabicText.AsciiDigits(text);
        foreach (Match match in Iban().Matches(plain)) Add(found, "iban", match.Value.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant());
        foreach (Match match in Phone().Matches(plain))
        {
            var only = new string([.. match.Value.Where(char.IsAsciiDigit)]);
            if (found.Exists(f => f.Kind == "iban" && f.Value.Contains(only, StringComparison.Ordinal))) continue;
            if (only.Length == 10 && only[0] is '1' or '2' && match.Value.Length == 10) Add(found, "national_id", only);
            else if (PhoneNumber.Normalise(match.Value) is { } number && (match.Value[0] is '+' or '0' || only.Length >= 9)) Add(found, "phone",
                number);
        }
        return found;
    }

    /// <summary>The same form as <see cref="ContactData.Value"/> for a value that is known; as it is where it is none of them.</summary>
    public static string Form(string value) =>
        Find(value) is [var one, ..] ? one.Value : PhoneNumber.Normalise(value) ?? value.Trim().ToLowerInvariant();

    private static void Add(List<ContactData> found, string kind, string value)
    {
        if (found.Exists(f => f.Value == value)) return;
        var masked = kind == "email" ? value[..1] + "•••" + value[value.IndexOf('@', StringComparison.Ordinal)..]
            : value[..Math.Min(4, value.Length)] + "•••" + value[^2..];
        found.Add(new ContactData(kind, value, masked));
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<![\d\w.,])(?:\+|00)?\d(?:[ \-]?\d){7,14}(?![\d\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();
}
