using System.Text;
using SalesFlow.Knowledge;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace SalesFlow.Channels.Documents;

/// <summary>
/// The text of a PDF. A PDF says where each letter stands and not in what order they are read: Arabic often comes from right to left, turned round, or in the
/// letters' drawn forms. Therefore lines are put together from where the letters stand.
/// </summary>
internal static class PdfText
{
    private const int MostPages = 500;
    private const int MostLetters = 2_000_000;

    public static (string? Title, string Markdown) Read(byte[] content, CancellationToken stop)
    {
        try
        {
            using var pdf = PdfDocument.Open(content, new ParsingOptions { ClipPaths = false, SkipMissingFonts = true, UseLenientParsing = true });
            if (pdf.NumberOfPages > MostPages) throw new DocumentException("too_large");
            var text = new StringBuilder();
            var letters = 0;
            for (var number = 1; number <= pdf.NumberOfPages; number++)
            {
                stop.ThrowIfCancellationRequested();
                var page = pdf.GetPage(number).Letters;
                letters += page.Count;
                if (letters > MostLetters) throw new DocumentException("too_large");
                foreach (var block in PdfLines.Of(page.Select(l => new Glyph(l.Value, l.BoundingBox.Left, l.StartBaseLine.Y, Math.Max(l.Width, l.BoundingBox.Width), l.PointSize))))
                    text.Append(block).Append("\n\n");
            }
            var title = pdf.Information.Title is { Length: > 2 } given && !given.Contains('\ufffd', StringComparison.Ordinal) ? PdfLines.Logical(given) : null;
            return (title, text.ToString());
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw new DocumentException("protected", e);
        }
    }
}

/// <summary>A letter on a page.</summary>
/// <param name="Value">What it stands for: one character, or those of a ligature.</param>
/// <param name="X">Its left side, in points from the left.</param>
/// <param name="Y">Its base line, in points from below.</param>
/// <param name="Width">Its width, in points.</param>
/// <param name="Size">The font's size, in points.</param>
internal readonly record struct Glyph(string Value, double X, double Y, double Width, double Size);

/// <summary>Puts letters together to lines, and lines to paragraphs.</summary>
internal static class PdfLines
{
    /// <summary>The paragraphs of a page, from above; lines much larger than the others are headings.</summary>
    public static IEnumerable<string> Of(IEnumerable<Glyph> glyphs)
    {
        var lines = Lines(glyphs);
        if (lines.Count == 0) yield break;
        var usual = Median([.. lines.Select(l => l.Size)]);
        var gap = lines.Count < 2 ? 0 : Median([.. lines.Zip(lines.Skip(1), (a, b) => a.Y - b.Y).Where(d => d > 0).DefaultIfEmpty(usual * 1.2)]);
        var block = new StringBuilder();
        double? above = null;
        foreach (var line in lines)
        {
            var heading = line.Size > usual * 1.25 && line.Text.Length <= 120;
            if (block.Length > 0 && (heading || (above - line.Y) > gap * 1.5))
            {
                yield return block.ToString();
                block.Clear();
            }
            if (heading)
            {
                yield return "## " + line.Text;
                above = line.Y;
                continue;
            }
            if (block.Length > 0) block.Append(' ');
            block.Append(line.Text);
            above = line.Y;
        }
        if (block.Length > 0) yield return block.ToString();
    }

    /// <summary>A text that is whole but in drawn forms, perhaps turned round, in the order in which it is read.</summary>
    public static string Logical(string text) =>
        text.Any(IsDrawn) ? Ordered([.. text.EnumerateRunes().Select(r => r.ToString())]) : text;

    private static List<(double Y, double Size, string Text)> Lines(IEnumerable<Glyph> glyphs)
    {
        var lines = new List<(double Y, double Size, List<Glyph> Glyphs)>();
        foreach (var glyph in glyphs.Where(g => g.Value.Length > 0).OrderByDescending(g => g.Y))
        {
            var size = Math.Max(glyph.Size, 1);
            if (lines.Count > 0 && Math.Abs(lines[^1].Y - glyph.Y) < size * 0.45) lines[^1].Glyphs.Add(glyph);
            else lines.Add((glyph.Y, size, [glyph]));
        }
        return [.. lines.Select(l => (l.Y, Size: l.Glyphs.Max(g => g.Size), Text: Line(l.Glyphs))).Where(l => l.Text.Length > 0)];
    }

    /// <summary>A line: its letters from left to right, blanks where there is room between them, then in the order in which it is read.</summary>
    private static string Line(List<Glyph> glyphs)
    {
        var sorted = glyphs.OrderBy(g => g.X).ToList();
        var visual = new List<string>();
        double? end = null;
        double last = 0;
        foreach (var glyph in sorted)
        {
            // The same letter twice at the same place is drawn bold.
            if (end is not null && visual.Count > 0 && visual[^1] == glyph.Value && Math.Abs(glyph.X - last) < glyph.Size * 0.05) continue;
            if (end is { } e && glyph.X - e > glyph.Size * 0.2 && visual[^1] != " " && !string.IsNullOrWhiteSpace(glyph.Value)) visual.Add(" ");
            visual.Add(string.IsNullOrWhiteSpace(glyph.Value) ? " " : glyph.Value);
            end = Math.Max(end ?? 0, glyph.X + glyph.Width);
            last = glyph.X;
        }
        var text = Ordered(visual);
        return string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Letters as they stand from left to right, in the order in which they are read: a line of Arabic is turned, and within it numbers and Latin words turned back.</summary>
    private static string Ordered(List<string> visual)
    {
        var plain = visual.ConvertAll(Plain);
        int right = plain.Count(IsRight), left = plain.Count(v => v.Length > 0 && char.IsAsciiLetter(v[0]));
        if (right == 0) return string.Concat(plain);
        // A line that begins and ends in Arabic is Arabic, however long the names within it are.
        var (first, last) = (plain.Find(IsStrong), plain.FindLast(IsStrong));
        if (right < left && !(IsRight(first!) && IsRight(last!))) return Turned(plain, ofRight: true);
        plain.Reverse();
        return Turned(plain, ofRight: false);
    }

    /// <summary>The line with its runs of the other direction turned.</summary>
    private static string Turned(List<string> line, bool ofRight)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Count;)
        {
            if (!Belongs(line[i], ofRight))
            {
                text.Append(ofRight ? line[i] : Mirrored(line[i]));
                i++;
                continue;
            }
            var end = i + 1;
            // Blanks and signs between two words of a direction belong to it; at its end they do not.
            for (var next = end; next < line.Count && (Belongs(line[next], ofRight) || Neutral(line[next], ofRight)); next++)
                if (Belongs(line[next], ofRight)) end = next + 1;
            for (var j = end - 1; j >= i; j--) text.Append(ofRight ? Mirrored(line[j]) : line[j]);
            i = end;
        }
        return text.ToString();
    }

    private static bool Belongs(string v, bool ofRight) => ofRight ? IsRight(v) : v.Length > 0 && (char.IsAsciiLetterOrDigit(v[0]) || v[0] is >= '\u0660' and <= '\u0669');

    /// <summary>Within a number its own signs; between words a blank and signs.</summary>
    private static bool Neutral(string v, bool ofRight) => ofRight ? v == " " : v is "." or "," or ":" or "/" or "-" or "@" or "_" or "%" or "+" or "'" or "&" or " ";

    private static bool IsRight(string v) => v.Length > 0 && v[0] is >= '\u0600' and <= '\u06FF' and not (>= '\u0660' and <= '\u0669') and not '،' and not '؛' and not '؟';

    private static bool IsStrong(string v) => IsRight(v) || (v.Length > 0 && char.IsAsciiLetter(v[0]));

    private static bool IsDrawn(char c) => c is >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    /// <summary>A drawn form as the letters that it stands for.</summary>
    private static string Plain(string value) => value.Any(IsDrawn) ? value.Normalize(NormalizationForm.FormKC).Trim() : value;

    private static string Mirrored(string v) => v switch { "(" => ")", ")" => "(", "[" => "]", "]" => "[", "«" => "»", "»" => "«", _ => v };

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
