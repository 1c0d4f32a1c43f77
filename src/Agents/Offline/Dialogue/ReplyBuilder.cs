using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Channels;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>Puts a reply together: statements first, then one question at most, then buttons.</summary>
internal sealed class ReplyBuilder(TextCatalogue texts, string language, int exchange, IReadOnlyList<string> lately)
{
    private const int MaxWords = 240;
    private readonly List<string> _parts = [];
    private readonly List<ReplyButton> _buttons = [];
    private string? _question;

    public string Language => language;

    public bool HasQuestion => _question is not null;

    public bool IsEmpty => _parts.Count == 0 && _question is null;

    /// <summary>Adds a statement.</summary>
    public ReplyBuilder Say(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        _parts.Add(TextCatalogue.Fill(Pick(key), values));
        return this;
    }

    /// <summary>Adds words of the tenant. Where they ask something themselves, nothing else is asked.</summary>
    public ReplyBuilder Quote(string text)
    {
        text = text.Trim();
        if (text.Length == 0) return this;
        if (text.AsSpan().IndexOfAny('?', '؟') >= 0) _question ??= string.Empty;
        _parts.Add(text.Length > 700 ? text[..700] : text);
        return this;
    }

    /// <summary>Adds a list on lines of its own.</summary>
    public ReplyBuilder List(IEnumerable<string> lines)
    {
        _parts.Add("\n" + string.Join('\n', lines) + "\n");
        return this;
    }

    /// <summary>Asks, unless something was asked already.</summary>
    public ReplyBuilder Ask(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        _question ??= TextCatalogue.Fill(Pick(key), values);
        return this;
    }

    /// <summary>Adds a reply button, three at most.</summary>
    public ReplyBuilder Button(string id, string title)
    {
        if (_buttons.Count < 3 && title.Length <= 20 && !_buttons.Exists(b => b.Title == title)) _buttons.Add(new ReplyButton(id, title));
        return this;
    }

    /// <summary>The reply's text.</summary>
    public string Text()
    {
        var text = string.Join(' ', _parts.Select(Ended)).Replace(" \n", "\n", StringComparison.Ordinal)
            .Replace("\n ", "\n", StringComparison.Ordinal).Trim();
        var words = text.Split(' ');
        if (words.Length > MaxWords) text = string.Join(' ', words[..MaxWords]) + "…";
        if (!string.IsNullOrEmpty(_question)) text = text.Length == 0 ? _question : text + "\n" + _question;
        return text.Length > 3500 ? text[..3500] : text;
    }

    /// <summary>The message to send.</summary>
    public OutboundContent Content()
    {
        var text = Text();
        return _buttons.Count > 0 && text.Length <= 1024
            ? new OutboundContent(OutboundKind.Buttons, text, Buttons: [.. _buttons])
            : OutboundContent.OfText(text);
    }

    private static string Ended(string part) => char.IsLetter(part[^1]) ? part + "." : part;

    /// <summary>A variant that was not said lately: the turn decides where to begin, so the same talk gives the same words.</summary>
    private string Pick(string key)
    {
        var variants = texts.Variants(language, key);
        var start = exchange + key.Length;
        for (var i = 0; i < variants.Length; i++)
        {
            var variant = variants[(start + i) % variants.Length];
            var fixedPart = variant.Split('{')[0];
            if (fixedPart.Length < 6 || !lately.Any(l => l.Contains(fixedPart, StringComparison.Ordinal))) return variant;
        }
        return variants[start % variants.Length];
    }
}
