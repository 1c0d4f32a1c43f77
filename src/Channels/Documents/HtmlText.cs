using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace SalesFlow.Channels.Documents;

/// <summary>The text of a page as Markdown, without what stands on every page of a site. Nothing of it is run or fetched.</summary>
internal static class HtmlText
{
    private const int Deepest = 200;

    public static (string? Title, string Markdown) Read(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        var (title, text, _) = Read(document);
        return (title, text);
    }

    /// <summary>Title, text, and the addresses that it names.</summary>
    public static (string? Title, string Markdown, IReadOnlyList<string> Links) Read(IDocument document)
    {
        var links = document.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!).Take(2000).ToList();
        foreach (var element in document.QuerySelectorAll("script, style, noscript, template, iframe, svg, nav, header, footer, aside, form, button, select, [hidden], [aria-hidden=true]").ToList())
            element.Remove();
        var main = document.QuerySelector("main") ?? document.QuerySelector("article") ?? document.Body;
        var text = new StringBuilder();
        if (main is not null) Write(main, text, 0);
        var title = document.QuerySelector("h1")?.TextContent is { Length: > 0 } heading ? heading : document.Title;
        return (string.IsNullOrWhiteSpace(title) ? null : Blanks(title), text.ToString(), links);
    }

    private static void Write(INode node, StringBuilder text, int depth)
    {
        if (depth > Deepest) return;
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText t:
                    var plain = Blanks(t.Data);
                    if (plain.Length == 0)
                    {
                        if (t.Data.Length > 0 && text.Length > 0 && !char.IsWhiteSpace(text[^1])) text.Append(' ');
                        break;
                    }
                    if (char.IsWhiteSpace(t.Data[0]) && text.Length > 0 && !char.IsWhiteSpace(text[^1])) text.Append(' ');
                    text.Append(plain);
                    if (char.IsWhiteSpace(t.Data[^1])) text.Append(' ');
                    break;
                case IElement { LocalName: "h1" or "h2" or "h3" or "h4" or "h5" or "h6" } h:
                    var heading = Blanks(h.TextContent);
                    if (heading.Length > 0) text.Append("\n\n").Append('#', h.LocalName[1] - '0').Append(' ').Append(heading).Append("\n\n");
                    break;
                case IElement { LocalName: "li" } li:
                    text.Append("\n- ");
                    Write(li, text, depth + 1);
                    break;
                case IElement { LocalName: "tr" } row:
                    text.Append("\n| ").AppendJoin(" | ", row.Children.Select(c => Blanks(c.TextContent))).Append(" |");
                    break;
                case IElement { LocalName: "br" }: text.Append('\n'); break;
                case IElement { LocalName: "p" or "div" or "section" or "article" or "ul" or "ol" or "table" or "blockquote" or "pre" or "dl" or "dd" or "dt" or "figure" } block:
                    text.Append("\n\n");
                    Write(block, text, depth + 1);
                    text.Append("\n\n");
                    break;
                case IElement element: Write(element, text, depth + 1); break;
            }
        }
        if (depth == 0) Squeeze(text);
    }

    /// <summary>Never more than one empty line.</summary>
    private static void Squeeze(StringBuilder text)
    {
        var lines = text.ToString().Split('\n').Select(l => l.Trim());
        text.Clear();
        var empty = true;
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                if (!empty) text.Append('\n');
                empty = true;
                continue;
            }
            text.Append(line).Append('\n');
            empty = false;
        }
    }

    private static string Blanks(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
