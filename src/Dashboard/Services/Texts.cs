using System.Globalization;
using System.Text.Json;

namespace SalesFlow.Dashboard.Services;

/// <summary>The page's words in Arabic and English, with the plural forms of each.</summary>
public sealed class Texts
{
    private readonly Dictionary<string, Dictionary<string, string>> _all = new()
    {
        ["ar"] = Load("ar"),
        ["en"] = Load("en"),
    };

    /// <summary><c>ar</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = "ar";

    /// <summary>Whether the page runs from right to left.</summary>
    public bool RightToLeft => Language == "ar";

    /// <summary>Raised when the language has changed.</summary>
    public event Action? Changed;

    /// <summary>The text of a key; the key itself where there is none, so that a gap shows.</summary>
    public string this[string key] => _all[Language].GetValueOrDefault(key, key);

    /// <summary>The text of a code of the API's; a general one for a code that this page does not know yet.</summary>
    public string Code(string kind, string code) => _all[Language].TryGetValue($"{kind}.{code}", out var text) ? text : this[$"{kind}.other"];

    /// <summary>The text of a key with values in its places.</summary>
    public string Format(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>A counted thing in its right plural form: six in Arabic, two in English.</summary>
    public string Count(string key, long n) => string.Format(CultureInfo.InvariantCulture, this[$"{key}.{PluralForm(Language, n)}"], n);

    /// <summary>Changes the language.</summary>
    public void Use(string language)
    {
        Language = language is "en" ? "en" : "ar";
        Changed?.Invoke();
    }

    /// <summary>An instant as people of the language read it, in Riyadh's time.</summary>
    public string When(DateTimeOffset at)
    {
        var local = at.ToOffset(TimeSpan.FromHours(3));
        var today = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(3)).Date;
        return local.Date == today
            ? local.ToString("HH:mm", CultureInfo.InvariantCulture)
            : local.ToString("yyyy/MM/dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>An amount with its currency.</summary>
    public string Money(decimal amount, string currency) =>
        $"{amount.ToString("#,##0.##", CultureInfo.InvariantCulture)} {(currency == "SAR" ? this["currency.sar"] : currency)}";

    /// <summary>The plural form of a number: the rules of CLDR.</summary>
    public static string PluralForm(string language, long n)
    {
        if (language != "ar") return n == 1 ? "one" : "other";
        return n switch
        {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ => (n % 100) switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => "other" },
        };
    }

    private static Dictionary<string, string> Load(string language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"SalesFlow.Dashboard.Resources.{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }
}
