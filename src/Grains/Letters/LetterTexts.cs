using System.Globalization;
using System.Resources;
using SalesFlow.Channels;

namespace SalesFlow.Grains.Letters;

/// <summary>What letters say, in Arabic and English.</summary>
internal static class LetterTexts
{
    private static readonly ResourceManager Texts = new("SalesFlow.Grains.Letters.LetterTexts", typeof(LetterTexts).Assembly);

    /// <summary>Subject and text. A name or a company cannot add lines to the subject.</summary>
    public static (string Subject, string Text) Of(LetterKind kind, string language, string name, string company, string link)
    {
        var culture = language == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo("ar");
        return (string.Format(culture, Get($"{kind}.Subject"), OneLine(name), OneLine(company), link),
            string.Format(culture, Get($"{kind}.Text"), OneLine(name), OneLine(company), link));

        string Get(string key) => Texts.GetString(key, culture) ?? throw new InvalidOperationException($"LetterTexts.resx has no '{key}'.");
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
