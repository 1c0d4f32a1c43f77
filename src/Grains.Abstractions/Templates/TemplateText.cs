using System.Text.RegularExpressions;

namespace SalesFlow.Templates;

/// <summary>Fills templates' places. Pure: the same content, language and values give the same words everywhere.</summary>
public static partial class TemplateText
{
    /// <summary>The name of the one place that is filled by the program for each letter: the address under which letters are stopped.</summary>
    public const string UnsubscribeLink = "unsubscribe_link";

    /// <summary>The most characters of a value.</summary>
    public const int LongestValue = 1024;

    /// <summary>The most characters of a filled WhatsApp body.</summary>
    public const int LongestWhatsappBody = 1024;

    /// <summary>The most parts of a short message.</summary>
    public const int MostSmsParts = 2;

    /// <summary>The names of a text's places in the order in which they stand, repeats included.</summary>
    public static IReadOnlyList<string> Names(string? text) => text is null ? [] : [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    /// <summary>The text with every place replaced by what is said of its name.</summary>
    public static string Replace(string text, Func<string, string> with) => Place().Replace(text, m => with(m.Groups[1].Value));

    /// <summary>The text with its places filled. A place without a value is left out, with the space before it.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string?> values) =>
        Missing().Replace(Replace(text, name => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : "\0"), "");

    /// <summary>A template with its places filled. What is wrong stands beside the words: such words must not be sent.</summary>
    /// <param name="content">The template.</param>
    /// <param name="language"><c>ar</c> or <c>en</c>.</param>
    /// <param name="values">The values by their names.</param>
    /// <param name="preview">Whether the words are only looked at: what the program fills itself for each letter stands as it is then.</param>
    /// <exception cref="ArgumentException">There are no words in the language.</exception>
    public static RenderedTemplate Render(TemplateContent content, string language, IReadOnlyDictionary<string, string?> values, bool preview = false)
    {
        var written = content.Body(language) ?? throw new ArgumentException("There are no words in this language.", nameof(language));
        var faults = new List<TemplateFault>();
        var used = Used(content, language);
        var known = content.Variables.ToDictionary(v => v.Name, StringComparer.Ordinal);
        var filled = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in used)
        {
            var value = values.GetValueOrDefault(name)?.Trim();
            if (name == UnsubscribeLink)
            {
                if (string.IsNullOrEmpty(value) && !preview) faults.Add(new TemplateFault("values." + name, "missing"));
                filled[name] = string.IsNullOrEmpty(value) ? $"{{{{{name}}}}}" : value;
                continue;
            }
            if (!known.TryGetValue(name, out var variable)) continue;
            if (string.IsNullOrEmpty(value))
            {
                if (variable.Required) faults.Add(new TemplateFault("values." + name, "missing"));
                // Whoever looks at it sees where the value belongs.
                filled[name] = variable.Required ? $"{{{{{name}}}}}" : null;
                continue;
            }
            if (value.Length > variable.MaxLength) faults.Add(new TemplateFault("values." + name, "too_long", variable.MaxLength.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (content.Channel == TemplateChannel.Whatsapp && (value.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0 || value.Contains("    ", StringComparison.Ordinal)))
                faults.Add(new TemplateFault("values." + name, "one_line"));
            if (Unprintable(value)) faults.Add(new TemplateFault("values." + name, "control"));
            filled[name] = value;
        }
        foreach (var name in values.Keys.Where(n => !known.ContainsKey(n) && n != UnsubscribeLink)) faults.Add(new TemplateFault("values." + name, "unknown_value"));
        var body = Fill(written, filled);
        var sms = content.Channel == TemplateChannel.Sms ? SmsLength.Of(body) : null;
        if (content.Channel == TemplateChannel.Whatsapp && body.Length > LongestWhatsappBody) faults.Add(new TemplateFault("body", "too_long", "1024"));
        if (sms?.Parts > MostSmsParts) faults.Add(new TemplateFault("body", "sms_too_long"));
        return new RenderedTemplate(
            language, Some(content.Subject(language)), Some(content.Header(language)), body, content.Footer(language),
            [
                .. content.Buttons.Select(b => new RenderedButton(
                    b.Kind, (language == "ar" ? b.TextAr : b.TextEn) ?? "", b.Url is null ? null : Fill(b.Url, filled), b.Phone)),
            ],
            body.Length, sms, faults);

        string? Some(string? text) => text is null ? null : Fill(text, filled);
    }

    /// <summary>The names that a language's words use, each once.</summary>
    public static IReadOnlyList<string> Used(TemplateContent content, string language) =>
    [
        .. new[] { content.Subject(language), content.Header(language), content.Body(language), content.Footer(language) }
            .Concat(content.Buttons.Select(b => b.Url)).SelectMany(Names).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a text holds what nobody can see: control characters other than line breaks, and marks that turn the direction of what follows.</summary>
    internal static bool Unprintable(string text) => text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || c is '\u202D' or '\u202E');

    /// <summary>A place: a name between double braces, spaces allowed.</summary>
    [GeneratedRegex(@"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")]
    internal static partial Regex Place();

    [GeneratedRegex(" ?\0")]
    private static partial Regex Missing();
}

/// <summary>Something that is wrong.</summary>
/// <param name="Field">Where: a field's name, such as <c>bodyAr</c> or <c>values.contact_name</c>.</param>
/// <param name="Rule">The rule that is broken, a stable word.</param>
/// <param name="Argument">What completes it, such as a name or a limit; or null.</param>
[GenerateSerializer, Immutable, Alias("template.fault")]
public sealed record TemplateFault(string Field, string Rule, string? Argument = null);

/// <summary>A template with its places filled.</summary>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Subject">A letter's subject, or null.</param>
/// <param name="Header">A WhatsApp header, or null.</param>
/// <param name="Body">The words.</param>
/// <param name="Footer">A WhatsApp footer, or null.</param>
/// <param name="Buttons">WhatsApp buttons.</param>
/// <param name="Characters">How many characters the body has.</param>
/// <param name="Sms">Of a short message: how long it is; null otherwise.</param>
/// <param name="Faults">What is wrong; empty where it may be sent.</param>
[GenerateSerializer, Immutable, Alias("template.rendered")]
public sealed record RenderedTemplate(
    string Language, string? Subject, string? Header, string Body, string? Footer, IReadOnlyList<RenderedButton> Buttons, int Characters,
    SmsLength? Sms, IReadOnlyList<TemplateFault> Faults);

/// <summary>A button as customers see it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">Its label.</param>
/// <param name="Url">A page's whole address, or null.</param>
/// <param name="Phone">A number, or null.</param>
[GenerateSerializer, Immutable, Alias("template.rendered-button")]
public sealed record RenderedButton(TemplateButtonKind Kind, string Text, string? Url, string? Phone);

/// <summary>How long a short message is.</summary>
/// <param name="Encoding"><c>gsm7</c>, or <c>ucs2</c> where a character is not in that alphabet, as with all Arabic.</param>
/// <param name="Units">Units of the encoding: in GSM-7 some characters, such as the euro sign and brackets, are two.</param>
/// <param name="Parts">Messages that are paid for: 160 units in one and 153 in each of several; in UCS-2 70 and 67.</param>
/// <param name="Left">Units that are free in the last part.</param>
[GenerateSerializer, Immutable, Alias("sms.length")]
public sealed record SmsLength(string Encoding, int Units, int Parts, int Left)
{
    private const string Alphabet =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extension = "\f^{}\\[~]|€";
    private static readonly System.Buffers.SearchValues<char> Single = System.Buffers.SearchValues.Create(Alphabet);
    private static readonly System.Buffers.SearchValues<char> Known = System.Buffers.SearchValues.Create(Alphabet + Extension);

    /// <summary>The length of a text. No character is cut in two by a part's end: one that does not fit begins the next part.</summary>
    public static SmsLength Of(string text)
    {
        var gsm = text.AsSpan().IndexOfAnyExcept(Known) < 0;
        var (alone, joined) = gsm ? (160, 153) : (70, 67);
        var sizes = gsm ? text.Select(c => Single.Contains(c) ? 1 : 2) : text.EnumerateRunes().Select(r => r.Utf16SequenceLength);
        int units = 0, parts = 1, within = 0;
        foreach (var size in sizes)
        {
            units += size;
            if (within + size > joined)
            {
                parts++;
                within = 0;
            }
            within += size;
        }
        return units <= alone ? new(gsm ? "gsm7" : "ucs2", units, 1, alone - units) : new(gsm ? "gsm7" : "ucs2", units, parts, joined - within);
    }
}
