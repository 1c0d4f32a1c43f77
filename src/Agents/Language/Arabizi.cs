using System.Collections.Frozen;

namespace SalesFlow.Agents.Language;

/// <summary>Arabic written with Latin letters and digits, as in chats: recognised, and read as the Arabic it stands for.</summary>
internal static class Arabizi
{
    private static readonly FrozenDictionary<string, string> Words =
        Resources.Entries("arabizi").ToFrozenDictionary(e => e.Key, e => e.Values[0], StringComparer.Ordinal);

    /// <summary>Words of it that are no words of English: one of them is enough in a short message.</summary>
    private static readonly FrozenSet<string> Ambiguous =
        new[] { "al", "el", "la", "mo", "mu", "fi", "fe", "ana", "ee", "eh", "wish", "zain", "kif", "kam", "hala", "mara", "alf" }.ToFrozenSet(
            StringComparer.Ordinal);

    /// <summary>The Arabic reading of a Latin message, or null where it is no Arabizi.</summary>
    public static string? Read(string text, IReadOnlyList<Token> tokens)
    {
        int known = 0, telling = 0, latin = 0;
        foreach (var token in tokens)
        {
            if (token.Word[0] is >= '\u0600' and <= '\u06FF') return null;
            if (!token.Word.Any(char.IsAsciiLetter)) continue;
            latin++;
            if (!Words.ContainsKey(token.Word)) continue;
            known++;
            if (!Ambiguous.Contains(token.Word)) telling++;
        }
        if (latin == 0 || telling == 0 || known * 5 < latin * 2) return null;
        var read = new System.Text.StringBuilder(text.Length);
        foreach (var token in tokens)
        {
            if (read.Length > 0) read.Append(token.Word == "al" || token.Word == "el" ? " " : read[^1] == '‿' ? "" : " ");
            var word = Words.GetValueOrDefault(token.Word, token.Original);
            if (word == "ال") read.Append("ال‿");
            else read.Append(word);
        }
        return read.ToString().Replace("‿", "", StringComparison.Ordinal);
    }
}
