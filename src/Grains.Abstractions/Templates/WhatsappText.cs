using System.Globalization;

namespace SalesFlow.Templates;

/// <summary>A template's words in Meta's form: places are numbers, <c>{{1}}</c>.</summary>
/// <param name="Header">The header's text, or null; a header that is a picture or a file has none.</param>
/// <param name="Body">The body.</param>
/// <param name="Footer">The footer, or null.</param>
/// <param name="Buttons">The buttons.</param>
[GenerateSerializer, Immutable, Alias("whatsapp.text")]
public sealed record WhatsappText(string? Header, string? Body, string? Footer, IReadOnlyList<WhatsappButton> Buttons);

/// <summary>A button in Meta's form.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">Its label.</param>
/// <param name="Url">A page's address, with <c>{{1}}</c> at its end where a value follows; or null.</param>
/// <param name="Phone">A number, or null.</param>
[GenerateSerializer, Immutable, Alias("whatsapp.button")]
public sealed record WhatsappButton(TemplateButtonKind Kind, string Text, string? Url = null, string? Phone = null);

/// <summary>A template as it is submitted: the words, an example for each number, and the names behind the numbers.</summary>
/// <param name="Text">The words.</param>
/// <param name="HeaderExamples">None or one.</param>
/// <param name="BodyExamples">One for each number of the body, in order.</param>
/// <param name="ButtonExamples">A whole address for each page with a value, by the button's place.</param>
/// <param name="Parameters">The names.</param>
[GenerateSerializer, Immutable, Alias("whatsapp.form")]
public sealed record WhatsappForm(
    WhatsappText Text, IReadOnlyList<string> HeaderExamples, IReadOnlyList<string> BodyExamples, IReadOnlyDictionary<int, string> ButtonExamples,
    TemplateParameters Parameters)
{
    /// <summary>
    /// A content in Meta's form. Every place has a number of its own, in order: positional parameters are what every version of the API, its lists and
    /// its webhooks show, and what messages carry.
    /// </summary>
    /// <exception cref="ArgumentException">There are no words in the language.</exception>
    public static WhatsappForm Of(TemplateContent content, string language)
    {
        var written = content.Body(language) ?? throw new ArgumentException("There are no words in this language.", nameof(language));
        var header = Numbered(content.Header(language));
        var body = Numbered(written);
        var buttons = new List<WhatsappButton>();
        var examples = new Dictionary<int, string>();
        var named = new List<TemplateButtonParameter>();
        foreach (var (button, i) in content.Buttons.Select((b, i) => (b, i)))
        {
            var url = Numbered(button.Url);
            buttons.Add(new WhatsappButton(button.Kind, (language == "ar" ? button.TextAr : button.TextEn) ?? "", url.Text, button.Phone));
            foreach (var name in url.Names)
            {
                named.Add(new TemplateButtonParameter(i, name));
                examples[i] = TemplateText.Fill(button.Url!, Examples(content, language));
            }
        }
        var values = Examples(content, language);
        return new WhatsappForm(
            new WhatsappText(header.Text, body.Text!, content.Footer(language), buttons), [.. header.Names.Select(n => values[n] ?? "")],
            [.. body.Names.Select(n => values[n] ?? "")], examples, new TemplateParameters(header.Names, body.Names, named));
    }

    /// <summary>The examples of a language by their variables' names.</summary>
    public static IReadOnlyDictionary<string, string?> Examples(TemplateContent content, string language)
    {
        var examples = new Dictionary<string, string?>(StringComparer.Ordinal);
        // What is being checked may name one twice.
        foreach (var v in content.Variables) examples.TryAdd(v.Name, language == "ar" ? v.ExampleAr ?? v.ExampleEn : v.ExampleEn ?? v.ExampleAr);
        return examples;
    }

    private static (string? Text, List<string> Names) Numbered(string? text)
    {
        var names = new List<string>();
        return (text is null ? null : TemplateText.Replace(text, name =>
        {
            names.Add(name);
            return string.Create(CultureInfo.InvariantCulture, $"{{{{{names.Count}}}}}");
        }), names);
    }
}
