using System.Text;
using SalesFlow.Text;

namespace SalesFlow.Grains.Compliance;

/// <summary>A word of a message in its normal form, and the clause and sentence that it stands in.</summary>
internal readonly record struct Token(string Text, int Clause, int Sentence)
{
    /// <summary>How much of a message is read, in characters: what a conversation keeps.</summary>
    public const int MaxCharacters = 4096;

    /// <summary>
    /// The words of a message: normalised, stretched letters drawn together (<c>stoooop</c>), contractions and glued negations resolved
    /// (<c>don't</c>, <c>do not</c>, <c>لاترسلون</c>), Arabic in Latin letters turned into Arabic ones.
    /// </summary>
    public static IReadOnlyList<Token> Split(string? text, Func<string, bool> isKnown)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        if (text.Length > MaxCharacters) text = text[..MaxCharacters];
        // The normaliser folds line ends to spaces; here a new line is a new sentence.
        var normal = ArabicText.Normalise(text.Replace("\n", " . ", StringComparison.Ordinal), keepPunctuation: true);
        var tokens = new List<Token>();
        var word = new StringBuilder();
        int clause = 0, sentence = 0;
        for (var i = 0; i <= normal.Length; i++)
        {
            var c = i < normal.Length ? normal[i] : ' ';
            if (char.IsLetterOrDigit(c))
            {
                var run = word.Length >= 1 && word[^1] == c && i >= 2 && normal[i - 2] == c;
                if (!run || char.IsDigit(c)) word.Append(c);
                else if (word.Length >= 2 && word[^2] == c) word.Length--;
                continue;
            }
            if (c is '\'' or '\u2019' or '\u02BC' or '`' && word.Length > 0) continue;
            if (word.Length > 0)
            {
                tokens.Add(new Token(word.ToString(), clause, sentence));
                word.Clear();
            }
            if (c is '.' or '!' or '?' or '\u061F' or '\u2026')
            {
                sentence++;
                clause++;
            }
            else if (c is ',' or '\u060C' or ';' or '\u061B' or ':' or '(' or ')' or '\u2014' or '\u2013') clause++;
            else if (c == '-' && (i == 0 || normal[i - 1] == ' ')) clause++;
        }
        return Resolve(Arabizi.Translate(tokens), isKnown);
    }

    private static List<Token> Resolve(IReadOnlyList<Token> tokens, Func<string, bool> isKnown)
    {
        var resolved = new List<Token>(tokens.Count + 2);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Text is "do" or "did" or "does" && i + 1 < tokens.Count && tokens[i + 1].Text == "not" && tokens[i + 1].Clause == token.Clause)
            {
                resolved.Add(token with { Text = token.Text + "nt" });
                i++;
            }
            else if (Glued(token.Text, isKnown) is var (first, second))
            {
                resolved.Add(token with { Text = first });
                resolved.Add(token with { Text = second });
            }
            else resolved.Add(token);
        }
        return resolved;
    }

    private static (string First, string Second)? Glued(string word, Func<string, bool> isKnown)
    {
        if (word.Length < 4 || isKnown(word)) return null;
        if (word is "مابي" or "مابغي" or "مابغا" or "مبغي" or "مبي") return ("ما", "ابي");
        if (word.StartsWith("لا", StringComparison.Ordinal) && word.Length >= 5 && word[2] == 'ت' && isKnown(word[2..])) return ("لا", word[2..]);
        if (word.StartsWith("ما", StringComparison.Ordinal) && word.Length >= 5 && isKnown(word[2..])) return ("ما", word[2..]);
        return null;
    }
}
