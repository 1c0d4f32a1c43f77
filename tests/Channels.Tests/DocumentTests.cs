using System.Net;
using System.Net.Sockets;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.Extensions.Options;
using SalesFlow.Channels.Documents;
using SalesFlow.Channels.Webhooks;
using SalesFlow.Knowledge;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace SalesFlow.Channels.Tests;

/// <summary>Files and sites as text.</summary>
public sealed class DocumentTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("مرحبا بالعالم")]
    [InlineData("سعر الباقة 299 ريالا شهريا")]
    [InlineData("نسخة 2.5 من SalesFlow Pro متاحة")]
    [InlineData("اتصل (من 9 إلى 6) يوميا")]
    public void Arabic_that_stands_from_right_to_left_is_read_in_its_order(string text) =>
        Assert.Equal([text], PdfLines.Of(Drawn(text)));

    [Fact]
    public void Drawn_forms_are_the_letters_that_they_stand_for()
    {
        // Meem, ra, ha, ba, alef as they are drawn, from left to right: turned round.
        string[] visual = ["\uFE8E", "\uFE92", "\uFEA3", "\uFEAE", "\uFEE3"];
        Assert.Equal(["مرحبا"], PdfLines.Of(visual.Select((v, i) => new Glyph(v, i * 6, 100, 6, 12))));
        Assert.Equal(["لا"], PdfLines.Of([new Glyph("\uFEFB", 0, 100, 6, 12)]));
        Assert.Equal("مرحبا", PdfLines.Logical(string.Concat(visual)));
        Assert.Equal("Plain", PdfLines.Logical("Plain"));
    }

    [Fact]
    public void Lines_become_paragraphs_and_large_ones_headings()
    {
        var page = Drawn("Large", 20, 700).Concat(Drawn("first line", 10, 670)).Concat(Drawn("second line", 10, 658)).Concat(Drawn("another", 10, 620))
            .Concat(Drawn("more of it", 10, 608)).Concat(Drawn("end", 10, 596));
        Assert.Equal(["## Large", "first line second line", "another more of it end"], PdfLines.Of(page));
    }

    [Fact]
    public async Task A_pdf_is_read_and_a_broken_one_is_told()
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var page = builder.AddPage(UglyToad.PdfPig.Content.PageSize.A4);
        page.AddText("Refunds are paid within seven business days.", 12, new PdfPoint(40, 700), font);
        using var reader = Reader();
        var read = await reader.File("refunds.pdf", builder.Build(), None);
        Assert.Equal(("Refunds are paid within seven business days.", "en"), (read.Markdown, read.Language));
        Assert.Equal("broken", (await Assert.ThrowsAsync<DocumentException>(() => reader.File("a.pdf", "%PDF-1.4 nothing"u8.ToArray(), None))).Code);
        Assert.Equal("no_text", (await Assert.ThrowsAsync<DocumentException>(() => reader.File("a.md", "  "u8.ToArray(), None))).Code);
        Assert.Equal("format", (await Assert.ThrowsAsync<DocumentException>(() => reader.File("a.txt", [1, 0, 2], None))).Code);
        Assert.Equal("format", (await Assert.ThrowsAsync<DocumentException>(() => reader.File("a.txt", [0xFF, 0xFE, 0x41], None))).Code);
    }

    [Fact]
    public async Task A_word_document_keeps_its_headings_lists_and_tables()
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.Document = new Document(new Body(
                Styled("Title", "دليل الضمان"), Styled("Heading1", "الشروط"), new Paragraph(new Run(new W.Text("أربعة شروط.")), new DeletedRun(new Run(new DeletedText("محذوف")))),
                Styled("ListBullet", "إدخال 20 عميلا"),
                new Table(new TableRow(new TableCell(new Paragraph(new Run(new W.Text("البند")))), new TableCell(new Paragraph(new Run(new W.Text("المدة"))))))));
        }
        using var reader = Reader();
        var read = await reader.File("guide.docx", stream.ToArray(), None);
        Assert.Equal("دليل الضمان", read.Title);
        Assert.Equal("# الشروط\n\nأربعة شروط.\n\n- إدخال 20 عميلا\n| البند | المدة |", read.Markdown);
    }

    [Fact]
    public async Task A_page_loses_what_stands_on_every_page_and_what_would_be_run()
    {
        using var reader = Reader();
        var read = await reader.File(
            "a.html", Encoding.UTF8.GetBytes("<html><head><title>t</title></head><body><nav>menu</nav><main><h1>Refunds</h1><p>Paid <b>soon</b>.</p><ul><li>one</li></ul><script>x()</script></main></body></html>"), None);
        Assert.Equal("Refunds", read.Title);
        Assert.Equal("# Refunds\n\nPaid soon.\n\n- one", read.Markdown);
    }

    [Fact]
    public async Task A_site_is_read_as_its_robots_allow_and_never_beyond_its_host()
    {
        await using var site = new Site(path => path switch
        {
            "/robots.txt" => ("text/plain", "User-agent: *\nDisallow: /secret\nAllow: /secret/open"),
            "/" => ("text/html", Page("Home", "/a", "/secret/x", "/secret/open", "https://elsewhere.example/", "/file.pdf", "/gone")),
            "/a" => ("text/html", Page("Page a", "/", "/a#again")),
            "/secret/open" => ("text/html", Page("Open")),
            "/file.pdf" => ("application/pdf", "x"),
            _ => null,
        });
        using var reader = Reader(allowPrivate: true);
        var read = await reader.Site(site.Address, None);
        Assert.Equal(["Home", "Page a", "Open"], read.Pages.Select(p => p.Title));
        Assert.Equal(["robots", "type", "status"], read.Skipped.Select(s => s.Reason));
        Assert.False(read.More);
        Assert.DoesNotContain("/secret/x", site.Asked);
    }

    [Fact]
    public async Task No_more_than_fifty_pages_are_read()
    {
        await using var site = new Site(path => path == "/robots.txt" ? null : ("text/html", Page("p" + path, [.. Enumerable.Range(0, 80).Select(i => $"/{i}")])));
        using var reader = Reader(allowPrivate: true);
        var read = await reader.Site(site.Address, None);
        Assert.Equal((50, true), (read.Pages.Count, read.More));
    }

    [Fact]
    public async Task A_site_that_may_not_be_read_or_reached_is_told()
    {
        await using var closed = new Site(path => path == "/robots.txt" ? ("text/plain", $"User-agent: {SiteReader.Agent}\nDisallow: /") : ("text/html", Page("x")));
        using var reader = Reader(allowPrivate: true);
        Assert.Equal("robots", (await Assert.ThrowsAsync<DocumentException>(() => reader.Site(closed.Address, None))).Code);
        using var strict = Reader();
        Assert.Equal("forbidden_address", (await Assert.ThrowsAsync<DocumentException>(() => strict.Site(closed.Address, None))).Code);
        Assert.Equal("forbidden_address", (await Assert.ThrowsAsync<DocumentException>(() => strict.Site(new Uri("https://10.0.0.1/"), None))).Code);
    }

    [Theory]
    [InlineData("User-agent: *\nDisallow: /a", "/a/b", false)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", true)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true)]
    [InlineData("User-agent: other\nDisallow: /", "/", true)]
    [InlineData("User-agent: *\nDisallow: /\n\nUser-agent: SalesFlow-Knowledge\nDisallow:", "/", true)]
    [InlineData("User-agent: a\nUser-agent: *\nDisallow: /x # why", "/x", false)]
    public void Robots_rules_hold_by_the_longest_that_fits(string robots, string path, bool allowed) =>
        Assert.Equal(allowed, RobotsRules.Parse(robots, SiteReader.Agent).Allows(path));

    /// <summary>A line as a PDF draws it: Arabic from right to left, numbers and Latin words within it from left to right.</summary>
    private static IEnumerable<Glyph> Drawn(string text, double size = 12, double y = 100)
    {
        var letters = text.Select(c => c.ToString()).ToList();
        if (text.Any(c => c is >= '\u0620' and <= '\u064A'))
        {
            var visual = new List<string>();
            foreach (var run in System.Text.RegularExpressions.Regex.Matches(text, @"[A-Za-z0-9]+(?:[ .][A-Za-z0-9]+)*|.").Select(m => m.Value).Reverse())
                visual.AddRange(run.Length > 1 ? run.Select(c => c.ToString()) : [run switch { "(" => ")", ")" => "(", _ => run }]);
            letters = visual;
        }
        return letters.Select((v, i) => new Glyph(v, i * size / 2, y, size / 2, size)).Reverse();
    }

    private static Paragraph Styled(string style, string text) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new W.Text(text)));

    private static string Page(string title, params string[] links) =>
        $"<html><body><h1>{title}</h1><p>This page says enough to be worth keeping, more than forty letters.</p>{string.Concat(links.Select(l => $"<a href=\"{l}\">{l}</a>"))}</body></html>";

    private static DocumentReader Reader(bool allowPrivate = false)
    {
        var options = Options.Create(new WebhookOptions { AllowPrivateNetworks = allowPrivate });
        return new DocumentReader(new WebhookAddresses(options), options, TimeProvider.System);
    }

    /// <summary>A small site on this machine.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public Site(Func<string, (string Type, string Text)?> answer)
        {
            int port;
            using (var free = new Socket(SocketType.Stream, ProtocolType.Tcp))
            {
                free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                port = ((IPEndPoint)free.LocalEndPoint!).Port;
            }
            Address = new Uri($"http://127.0.0.1:{port}/");
            _listener.Prefixes.Add(Address.AbsoluteUri);
            _listener.Start();
            _serving = Task.Run(async () =>
            {
                while (_listener.IsListening)
                {
                    HttpListenerContext context;
                    try
                    {
                        context = await _listener.GetContextAsync();
                    }
                    catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                    {
                        return;
                    }
                    var path = context.Request.Url!.AbsolutePath;
                    lock (Asked) Asked.Add(path);
                    var found = answer(path);
                    context.Response.StatusCode = found is null ? 404 : 200;
                    if (found is { } f)
                    {
                        context.Response.ContentType = f.Type;
                        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(f.Text));
                    }
                    context.Response.Close();
                }
            });
        }

        public Uri Address { get; }

        public List<string> Asked { get; } = [];

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }
    }
}
