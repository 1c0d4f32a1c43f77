using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SalesFlow.Conversations;

/// <summary>Texts with places that are filled when they are used: <c>{{customer.name}}</c>.</summary>
public static partial class CannedText
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxText = 4096;

    private static readonly FrozenSet<string> Known =
        new[] { "customer.name", "customer.phone", "user.name", "company.name" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The names that a place may have.</summary>
    public static IReadOnlyCollection<string> Variables => Known;

    /// <summary>Whether a word can stand behind the slash: 1 to 40 letters of any script, digits, <c>-</c> or <c>_</c>.</summary>
    public static bool IsShortcut(string? word) => word is { Length: > 0 and <= 40 } && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');

    /// <summary>What is wrong with a text: <c>empty</c>, <c>too_long</c>, the name of a place that nobody fills; or null.</summary>
    public static string? Fault(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "empty";
        if (text.Length > MaxText) return "too_long";
        foreach (Match place in Place().Matches(text))
            if (!Known.Contains(place.Groups[1].Value)) return place.Groups[1].Value;
        return null;
    }

    /// <summary>The text with its places filled. A place without a value is left out, with the space before it.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string?> values)
    {
        var filled = Place().Replace(text, m => values.GetValueOrDefault(m.Groups[1].Value) is { Length: > 0 } value ? value : "\0");
        return Missing().Replace(filled, "");
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_.]+)\s*\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(" ?\0")]
    private static partial Regex Missing();
}
