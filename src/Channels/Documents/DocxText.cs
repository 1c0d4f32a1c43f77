using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using SalesFlow.Knowledge;

namespace SalesFlow.Channels.Documents;

/// <summary>The text of a Word document: headings, paragraphs, lists and tables.</summary>
internal static class DocxText
{
    /// <summary>The most that it may be unpacked, in bytes.</summary>
    private const long LongestContent = 60L * 1024 * 1024;

    public static (string? Title, string Markdown) Read(byte[] content, CancellationToken stop)
    {
        using var stream = new MemoryStream(content, writable: false);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (zip.GetEntry("word/document.xml") is null) throw new DocumentException("format");
            if (zip.Entries.Count > 5000 || zip.Entries.Sum(e => e.Length) > LongestContent) throw new DocumentException("too_large");
        }
        stream.Position = 0;
        using var document = WordprocessingDocument.Open(stream, isEditable: false, new OpenSettings { MaxCharactersInPart = LongestContent });
        var styles = document.MainDocumentPart?.StyleDefinitionsPart?.Styles?.Elements<Style>()
            .Where(s => s.StyleId?.Value is not null).ToDictionary(s => s.StyleId!.Value!, s => s.StyleName?.Val?.Value ?? "", StringComparer.Ordinal) ?? [];
        var text = new StringBuilder();
        string? title = null;
        foreach (var element in document.MainDocumentPart?.Document?.Body?.ChildElements ?? default)
        {
            stop.ThrowIfCancellationRequested();
            switch (element)
            {
                case Paragraph p: Write(p); break;
                case Table t: WriteTable(t); break;
                case SdtBlock block:
                    foreach (var p in block.Descendants<Paragraph>()) Write(p);
                    break;
            }
        }
        return (title ?? (document.PackageProperties.Title is { Length: > 2 } named ? named : null), text.ToString());

        void Write(Paragraph p)
        {
            var line = Line(p);
            if (line.Length == 0) return;
            var id = p.ParagraphProperties?.ParagraphStyleId?.Val?.Value;
            var style = id is null ? "" : (styles.GetValueOrDefault(id) is { Length: > 0 } name ? name : id).ToLowerInvariant();
            if (style is "title")
            {
                title ??= line;
                return;
            }
            var level = style.StartsWith("heading", StringComparison.Ordinal) && int.TryParse(style.AsSpan("heading".Length).Trim(), out var n)
                ? n
                : p.ParagraphProperties?.OutlineLevel?.Val?.Value is { } outline ? outline + 1 : 0;
            if (level is >= 1 and <= 6) text.Append('#', level).Append(' ').Append(line).Append("\n\n");
            else if (p.ParagraphProperties?.NumberingProperties is not null || style.Contains("list", StringComparison.Ordinal)) text.Append("- ").Append(line).Append('\n');
            else text.Append(line).Append("\n\n");
        }

        void WriteTable(Table table)
        {
            foreach (var row in table.Elements<TableRow>())
                text.Append("| ").AppendJoin(" | ", row.Elements<TableCell>().Select(c => string.Join(' ', c.Descendants<Paragraph>().Select(Line)))).Append(" |\n");
            text.Append('\n');
        }
    }

    /// <summary>A paragraph's text as it is read when changes are accepted: what was deleted is left out.</summary>
    private static string Line(Paragraph p)
    {
        var line = new StringBuilder();
        foreach (var part in p.Descendants())
        {
            switch (part)
            {
                case DocumentFormat.OpenXml.Wordprocessing.Text t: line.Append(t.Text); break;
                case TabChar or Break or CarriageReturn: line.Append(' '); break;
            }
        }
        return string.Join(' ', line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
