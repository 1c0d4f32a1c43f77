using System.Text;
using System.Text.RegularExpressions;

namespace SalesFlow.Storage.Knowledge;

/// <summary>A passage of an article.</summary>
/// <param name="Section">The headings above it, with <c> › </c> between.</param>
/// <param name="Text">Its text, without Markdown's signs.</param>
internal sealed record Chunk(string Section, string Text);

/// <summary>
/// Cuts a Markdown text into passages of about 120 to 220 words along its headings and paragraphs. A passage never spans two sections; where a section is
/// cut, the next passage begins with the last sentence of the one before.
/// </summary>
internal static partial class Chunker
{
    private const int Least = 120, Most = 220;
    private const int LongestOverlap = 30;

    /// <summary>The passages of a text, in order; at most five hundred.</summary>
    public static IReadOnlyList<Chunk> Cut(string markdown)
    {
        var chunks = new List<Chunk>();
        var headings = new List<(int Level, string Text)>();
        var blocks = new List<string>();
        var block = new StringBuilder();
        var code = false;
        foreach (var raw in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) { code = !code; continue; }
            if (!code && Heading().Match(line) is { Success: true } h)
            {
                End();
                Flush();
                var level = h.Groups[1].Length;
                headings.RemoveAll(x => x.Level >= level);
                headings.Add((level, Plain(h.Groups[2].Value)));
            }
            else if (line.Length == 0) End();
            else if (!code && Rule().IsMatch(line)) End();
            else
            {
                // Each point of a list can stand alone.
                if (!code && Point().IsMatch(line)) End();
                if (block.Length > 0) block.Append(code ? '\n' : ' ');
                block.Append(code ? line : Plain(line));
            }
        }
        End();
        Flush();
        return chunks.Count > 500 ? chunks[..500] : chunks;

        void End()
        {
            if (block.Length == 0) return;
            var text = block.ToString().Trim();
            block.Clear();
            if (text.Length == 0) return;
            // One paragraph longer than a passage is cut at its sentences.
            if (Count(text) <= Most) blocks.Add(text);
            else blocks.AddRange(Sentences(text));
        }

        void Flush()
        {
            var section = string.Join(" › ", headings.Select(x => x.Text));
            var text = new List<string>();
            var words = 0;
            string? overlap = null;
            foreach (var b in blocks)
            {
                var count = Count(b);
                if (words > 0 && (words + count > Most || words >= Least))
                {
                    chunks.Add(new Chunk(section, string.Join('\n', text)));
                    overlap = Tail(text[^1]);
                    text.Clear();
                    words = 0;
                    if (overlap is not null && Count(overlap) + count <= Most)
                    {
                        text.Add(overlap);
                        words = Count(overlap);
                    }
                }
                text.Add(b);
                words += count;
            }
            if (text.Count > 0) chunks.Add(new Chunk(section, string.Join('\n', text)));
            blocks.Clear();
        }
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var part = new StringBuilder();
        var words = 0;
        foreach (var sentence in Sentence().Split(text))
        {
            foreach (var piece in Pieces(sentence.Trim()))
            {
                var count = Count(piece);
                if (words > 0 && words + count > Least)
                {
                    yield return part.ToString();
                    part.Clear();
                    words = 0;
                }
                if (part.Length > 0) part.Append(' ');
                part.Append(piece);
                words += count;
            }
        }
        if (part.Length > 0) yield return part.ToString();
    }

    /// <summary>A sentence without an end is cut by its words.</summary>
    private static IEnumerable<string> Pieces(string sentence)
    {
        if (sentence.Length == 0) yield break;
        var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i += Least) yield return string.Join(' ', words.Skip(i).Take(Least));
    }

    private static string? Tail(string block)
    {
        var last = Sentence().Split(block).LastOrDefault(s => s.Trim().Length > 0)?.Trim();
        return last is null || Count(last) > LongestOverlap ? null : last;
    }

    private static int Count(string text)
    {
        var count = 0;
        var inside = false;
        foreach (var c in text)
        {
            var blank = char.IsWhiteSpace(c);
            if (!blank && !inside) count++;
            inside = !blank;
        }
        return count;
    }

    /// <summary>A line without the signs of emphasis, links, quotes and tables.</summary>
    private static string Plain(string line)
    {
        line = Link().Replace(line, "$1");
        line = Html().Replace(line, " ");
        line = line.TrimStart(' ', '\t', '>');
        line = line.Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal);
        if (line.StartsWith('|')) line = string.Join(" · ", line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));
        return line.Trim();
    }

    [GeneratedRegex(@"^\s{0,3}(#{1,6})\s+(.+?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*([-*_]\s*){3,}$|^\s*\|?\s*:?-{3,}.*$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*([-*+•]|\d+[.)])\s+|^\s*\|")]
    private static partial Regex Point();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"</?[a-zA-Z][^>]{0,200}>|<!--.*?-->")]
    private static partial Regex Html();

    [GeneratedRegex(@"(?<=[.!?؟؛])\s+")]
    private static partial Regex Sentence();
}
