using System.Globalization;
using System.Text.RegularExpressions;
using SalesFlow.Text;

namespace SalesFlow.Templates;

/// <summary>What a template must be like. Every fault names its field, so that all can be told at once.</summary>
public static partial class TemplateRules
{
    /// <summary>The most characters of a letter's subject, its examples filled in.</summary>
    public const int LongestSubject = 60;

    /// <summary>The most characters of a WhatsApp header or footer.</summary>
    public const int LongestHeader = 60;

    /// <summary>The most characters of a button's label.</summary>
    public const int LongestButton = 25;

    /// <summary>The most characters of a letter's body.</summary>
    public const int LongestLetter = 5000;

    /// <summary>The most characters that are spoken.</summary>
    public const int LongestSpoken = 2000;

    /// <summary>The most buttons.</summary>
    public const int MostButtons = 10;

    /// <summary>The most variables.</summary>
    public const int MostVariables = 20;

    private const int LongestUrl = 2000;
    private const int LongestName = 120;

    /// <summary>The names that say who writes: without one of them nobody knows whose message it is.</summary>
    private static readonly string[] Identities = ["company_name"];

    private static readonly string[] OptOutWordsAr = ["أوقف", "إيقاف", "إلغاء الاشتراك"];
    private static readonly string[] OptOutWordsEn = ["STOP", "unsubscribe", "opt out"];

    /// <summary>Whether some words can be a template's code, which is its name at Meta too: 1 to 64 of a-z, 0-9 and _, a letter first.</summary>
    public static bool IsCode(string? code) => code is { Length: > 0 and <= 64 } && Code().IsMatch(code);

    /// <summary>Everything that is wrong with a content; empty where it may be kept.</summary>
    public static IReadOnlyList<TemplateFault> Faults(TemplateContent c)
    {
        var faults = new List<TemplateFault>();
        if (string.IsNullOrWhiteSpace(c.NameAr)) Add("nameAr", "required");
        if (string.IsNullOrWhiteSpace(c.NameEn)) Add("nameEn", "required");
        if (c.NameAr.Length > LongestName) Add("nameAr", "too_long", LongestName);
        if (c.NameEn.Length > LongestName) Add("nameEn", "too_long", LongestName);
        if (c.BodyAr is null && c.BodyEn is null) Add("bodyAr", "required");
        var whatsapp = c.Channel == TemplateChannel.Whatsapp;
        if (whatsapp && c.WhatsappCategory is null) Add("whatsappCategory", "required");
        if (!whatsapp && c.WhatsappCategory is not null) Add("whatsappCategory", "whatsapp_only");
        foreach (var (name, text) in new[] { ("headerAr", c.HeaderAr), ("headerEn", c.HeaderEn), ("footerAr", c.FooterAr), ("footerEn", c.FooterEn) })
            if (!whatsapp && text is not null) Add(name, "whatsapp_only");
        if (!whatsapp && c.Buttons.Count > 0) Add("buttons", "whatsapp_only");
        foreach (var language in new[] { "ar", "en" }) Words(c, language, Add);
        Buttons(c, Add);
        Variables(c, Add);
        if (c is { BodyAr: not null, BodyEn: not null })
        {
            // Whoever translates must not lose a value on the way.
            var (ar, en) = (TemplateText.Used(c, "ar"), TemplateText.Used(c, "en"));
            foreach (var name in ar.Except(en, StringComparer.Ordinal)) Add("bodyEn", "languages_differ", name);
            foreach (var name in en.Except(ar, StringComparer.Ordinal)) Add("bodyAr", "languages_differ", name);
        }
        return faults;

        void Add(string field, string rule, object? argument = null)
        {
            var fault = new TemplateFault(field, rule, argument is null ? null : Convert.ToString(argument, CultureInfo.InvariantCulture));
            if (!faults.Contains(fault)) faults.Add(fault);
        }
    }

    private delegate void AddFault(string field, string rule, object? argument = null);

    private static void Words(TemplateContent c, string language, AddFault add)
    {
        var end = language == "ar" ? "Ar" : "En";
        var (subject, header, body, footer) = (c.Subject(language), c.Header(language), c.Body(language), c.Footer(language));
        if (body is null)
        {
            if (subject is not null) add("subject" + end, "without_body");
            if (header is not null) add("header" + end, "without_body");
            if (footer is not null) add("footer" + end, "without_body");
            return;
        }
        foreach (var (name, text) in new[] { ("subject" + end, subject), ("header" + end, header), ("body" + end, body), ("footer" + end, footer) })
            if (text is not null) One(name, text);
        var examples = WhatsappForm.Examples(c, language);
        switch (c.Channel)
        {
            case TemplateChannel.Whatsapp:
                if (body.Length > TemplateText.LongestWhatsappBody) add("body" + end, "too_long", TemplateText.LongestWhatsappBody);
                if (header?.Length > LongestHeader) add("header" + end, "too_long", LongestHeader);
                if (footer?.Length > LongestHeader) add("footer" + end, "too_long", LongestHeader);
                if (AtEdge().IsMatch(body)) add("body" + end, "placeholder_at_edge");
                if (Adjacent().IsMatch(body)) add("body" + end, "placeholders_adjacent");
                if (TemplateText.Names(header).Count > 1) add("header" + end, "one_placeholder");
                if (TemplateText.Names(footer).Count > 0) add("footer" + end, "no_placeholder");
                if (header?.Contains('\n', StringComparison.Ordinal) == true) add("header" + end, "one_line");
                if (footer?.Contains('\n', StringComparison.Ordinal) == true) add("footer" + end, "one_line");
                break;
            case TemplateChannel.Email:
                if (subject is null) add("subject" + end, "required");
                else if (TemplateText.Fill(subject, examples).Length > LongestSubject) add("subject" + end, "too_long", LongestSubject);
                if (subject?.AsSpan().IndexOfAny('\r', '\n') >= 0) add("subject" + end, "one_line");
                if (body.Length > LongestLetter) add("body" + end, "too_long", LongestLetter);
                break;
            case TemplateChannel.Sms:
                if (SmsLength.Of(TemplateText.Fill(body, examples)).Parts > TemplateText.MostSmsParts) add("body" + end, "sms_too_long");
                break;
            default:
                if (body.Length > LongestSpoken) add("body" + end, "too_long", LongestSpoken);
                break;
        }
        if (c.Channel != TemplateChannel.Email)
        {
            if (subject is not null) add("subject" + end, "email_only");
            if (TemplateText.Used(c, language).Contains(TemplateText.UnsubscribeLink)) add("body" + end, "email_only_link");
        }
        if (c.Category == TemplateCategory.Outreach) Outreach(c, language, end, add);

        void One(string name, string text)
        {
            if (string.IsNullOrWhiteSpace(text)) add(name, "required");
            if (TemplateText.Unprintable(text)) add(name, "control");
            if (StrayBrace().IsMatch(TemplateText.Place().Replace(text, ""))) add(name, "placeholder_style");
        }
    }

    /// <summary>The first word to somebody says whose it is and how to stop it.</summary>
    private static void Outreach(TemplateContent c, string language, string end, AddFault add)
    {
        var names = TemplateText.Used(c, language);
        if (!Identities.Any(names.Contains)) add("body" + end, "identity");
        if (c.Channel == TemplateChannel.Email)
        {
            if (!TemplateText.Names(c.Body(language)).Contains(TemplateText.UnsubscribeLink)) add("body" + end, "unsubscribe");
            return;
        }
        if (c.Channel == TemplateChannel.Voice) return;
        var said = new[] { c.Body(language), c.Footer(language) }
            .Concat(c.Buttons.Where(b => b.Kind == TemplateButtonKind.QuickReply).Select(b => language == "ar" ? b.TextAr : b.TextEn)).OfType<string>().ToList();
        var words = language == "ar" ? [.. OptOutWordsAr, .. OptOutWordsEn] : OptOutWordsEn;
        if (!said.Any(s => words.Any(w => s.Contains(w, StringComparison.OrdinalIgnoreCase)))) add("body" + end, "opt_out");
    }

    private static void Buttons(TemplateContent c, AddFault add)
    {
        if (c.Buttons.Count > MostButtons) add("buttons", "too_many", MostButtons);
        if (c.Buttons.Count(b => b.Kind == TemplateButtonKind.Phone) > 1) add("buttons", "one_phone");
        if (c.Buttons.Count(b => b.Kind == TemplateButtonKind.Url) > 2) add("buttons", "two_urls");
        // Meta takes quick replies in one row, not among others.
        var runs = c.Buttons.Select(b => b.Kind == TemplateButtonKind.QuickReply).Aggregate(
            (Runs: 0, Before: (bool?)null), (seen, quick) => (seen.Runs + (seen.Before == quick ? 0 : 1), quick)).Runs;
        if (runs > 2) add("buttons", "button_order");
        for (var i = 0; i < c.Buttons.Count; i++)
        {
            var (b, at) = (c.Buttons[i], string.Create(CultureInfo.InvariantCulture, $"buttons[{i}]"));
            foreach (var (name, text, needed) in new[] { ("textAr", b.TextAr, c.BodyAr is not null), ("textEn", b.TextEn, c.BodyEn is not null) })
            {
                if (needed && string.IsNullOrWhiteSpace(text)) add($"{at}.{name}", "required");
                if (text?.Length > LongestButton) add($"{at}.{name}", "too_long", LongestButton);
                if (text?.AsSpan().IndexOfAny('{', '}') >= 0) add($"{at}.{name}", "no_placeholder");
            }
            if (b.Kind == TemplateButtonKind.Url) Url(b.Url, at + ".url", add);
            else if (b.Url is not null) add(at + ".url", "not_of_kind");
            if (b.Kind == TemplateButtonKind.Phone)
            {
                if (b.Phone is null || PhoneNumber.Normalise(b.Phone) != b.Phone) add(at + ".phone", "phone");
            }
            else if (b.Phone is not null)
            {
                add(at + ".phone", "not_of_kind");
            }
        }
    }

    private static void Url(string? url, string at, AddFault add)
    {
        if (url is null || url.Length > LongestUrl
            || !Uri.TryCreate(TemplateText.Replace(url, _ => "x"), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")) add(at, "url");
        var names = TemplateText.Names(url);
        if (names.Count > 1 || (names.Count == 1 && !url!.EndsWith("}}", StringComparison.Ordinal))) add(at, "url_placeholder");
        if (url is not null && StrayBrace().IsMatch(TemplateText.Place().Replace(url, ""))) add(at, "placeholder_style");
    }

    private static void Variables(TemplateContent c, AddFault add)
    {
        if (c.Variables.Count > MostVariables) add("variables", "too_many", MostVariables);
        var used = c.Languages().SelectMany(l => TemplateText.Used(c, l)).ToHashSet(StringComparer.Ordinal);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < c.Variables.Count; i++)
        {
            var (v, at) = (c.Variables[i], string.Create(CultureInfo.InvariantCulture, $"variables[{i}]"));
            if (!VariableName().IsMatch(v.Name)) add(at + ".name", "variable_name");
            else if (v.Name == TemplateText.UnsubscribeLink) add(at + ".name", "built_in");
            else if (!declared.Add(v.Name)) add(at + ".name", "twice");
            else if (!used.Contains(v.Name)) add(at + ".name", "unused", v.Name);
            if (v.MaxLength is < 1 or > TemplateText.LongestValue) add(at + ".maxLength", "max_length");
            if (c.Channel == TemplateChannel.Whatsapp && !v.Required) add(at + ".required", "whatsapp_required");
            foreach (var (name, example, needed) in new[] { ("exampleAr", v.ExampleAr, c.BodyAr is not null), ("exampleEn", v.ExampleEn, c.BodyEn is not null) })
            {
                if (needed && string.IsNullOrWhiteSpace(example)) add($"{at}.{name}", "required");
                if (example?.Length > v.MaxLength) add($"{at}.{name}", "too_long", v.MaxLength);
            }
        }
        foreach (var language in c.Languages())
            foreach (var name in TemplateText.Used(c, language).Where(n => n != TemplateText.UnsubscribeLink && !declared.Contains(n)))
                add(language == "ar" ? "bodyAr" : "bodyEn", "undeclared", name);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex VariableName();

    // What is left of braces once every place is taken out is a place of another style: {name}, {{ Name }}, {{1}}.
    [GeneratedRegex(@"[{}]")]
    private static partial Regex StrayBrace();

    [GeneratedRegex(@"^\s*\{\{|\}\}\s*$")]
    private static partial Regex AtEdge();

    [GeneratedRegex(@"\}\}\s*\{\{")]
    private static partial Regex Adjacent();
}
