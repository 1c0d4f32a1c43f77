using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>What of a passage answers a question: its sentences as they stand, those that share most words with it.</summary>
internal static class Excerpt
{
    private const int MaxSentences = 2;
    private const int MaxCharacters = 450;
    private static readonly char[] Ends = ['.', '!', '?', '؟', '\n'];

    /// <summary>The sentences, in their order; null where the passage is in another language or has none.</summary>
    public static string? Of(KnowledgePassage passage, IReadOnlyList<Token> question, string language)
    {
        if (passage.Language != language) return null;
        var sentences = passage.Text.Split(Ends, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.TrimStart('#', '-', '*', '|', ' ')).Where(s => s.Length > 8).ToList();
        if (sentences.Count == 0) return null;
        var asked = question.SelectMany(t => t.Forms).Where(f => f.Length > 2).ToHashSet(StringComparer.Ordinal);
        var ranked = sentences.Select((text, at) => (Text: text, At: at, Shared: Tokeniser.Cut(text).Count(t => t.Forms.Any(asked.Contains))))
            .OrderByDescending(s => s.Shared).ThenBy(s => s.At).ToList();
        var chosen = new List<(string Text, int At)>();
        var length = 0;
        foreach (var (text, at, shared) in ranked)
        {
            if (chosen.Count == MaxSentences || length + text.Length > MaxCharacters || chosen.Count > 0 && shared == 0) break;
            chosen.Add((text, at));
            length += text.Length;
        }
        return chosen.Count == 0 ? null : string.Join(". ", chosen.OrderBy(s => s.At).Select(s => s.Text)) + ".";
    }
}
