using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using SalesFlow.Channels.Webhooks;
using SalesFlow.Knowledge;
using SalesFlow.Text;
using SalesFlow.Webhooks;

namespace SalesFlow.Channels.Documents;

/// <summary>
/// Reads files and sites as Markdown. What a file is, its content says and not its name. Two are read at once in a process and four may wait; each has twenty
/// seconds.
/// </summary>
internal sealed class DocumentReader : IDocumentReader, IDisposable
{
    private const int AtOnce = 2, Waiting = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _turn = new(AtOnce, AtOnce);
    private readonly HttpClient _client;
    private readonly IWebhookAddresses _addresses;
    private readonly TimeProvider _clock;
    private int _present;

    public DocumentReader(IWebhookAddresses addresses, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_addresses, _clock) = (addresses, clock);
        var allowPrivate = options.Value.AllowPrivateNetworks;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 32,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = (context, ct) => PublicConnection.Open(context, allowPrivate, ct),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"{SiteReader.Agent}/1");
    }

    public async Task<ReadDocument> File(string name, byte[] content, CancellationToken ct)
    {
        var (title, text) = await Parsed(name, content, ct);
        text = Clean(text);
        if (text.Length == 0) throw new DocumentException("no_text");
        return new ReadDocument(Title(title, text, Path.GetFileNameWithoutExtension(name)), text, LanguageOf(text), name);
    }

    public async Task<ReadSite> Site(Uri address, CancellationToken ct)
    {
        if (_addresses.Wrong(address.AbsoluteUri) is not null) throw new DocumentException("forbidden_address");
        return await InTurn(() => new SiteReader(_client, _clock).Read(address, ct), ct);
    }

    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    /// <summary>What a file says, by what it is.</summary>
    internal static (string? Title, string Markdown) Text(string name, byte[] content, CancellationToken stop)
    {
        if (content.AsSpan().StartsWith("%PDF-"u8)) return PdfText.Read(content, stop);
        if (content.AsSpan().StartsWith("PK\u0003\u0004"u8)) return DocxText.Read(content, stop);
        if (content.AsSpan(0, Math.Min(content.Length, 4096)).Contains((byte)0)) throw new DocumentException("format");
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException e)
        {
            throw new DocumentException("format", e);
        }
        return name.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".htm", StringComparison.OrdinalIgnoreCase)
            ? HtmlText.Read(text)
            : (null, text);
    }

    /// <summary><c>ar</c> or <c>en</c>.</summary>
    internal static string LanguageOf(string text) => ArabicText.IsArabic(text) == false ? "en" : "ar";

    /// <summary>The title that a document gives itself, its first heading or line, or what it is called.</summary>
    internal static string Title(string? title, string text, string otherwise)
    {
        var first = title ?? text.Split('\n').Select(l => l.TrimStart('#', ' ').Trim()).FirstOrDefault(l => l.Length is > 2 and <= 150) ?? otherwise;
        first = new string([.. first.Where(c => !char.IsControl(c) && c is not ('\u202D' or '\u202E'))]).Trim();
        return first.Length == 0 ? otherwise : first.Length > ArticleLimits.Title ? first[..ArticleLimits.Title] : first;
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
            if (c is '\n' or '\t' || !char.IsControl(c)) clean.Append(c);
        return string.Concat(clean.ToString().EnumerateRunes()).Trim();
    }

    private Task<(string? Title, string Markdown)> Parsed(string name, byte[] content, CancellationToken ct) => InTurn(async () =>
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            return await Task.Run(() => Text(name, content, limit.Token), ct);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new DocumentException("too_slow", e);
        }
        catch (Exception e) when (e is not (DocumentException or OperationCanceledException))
        {
            // A parser's own exceptions are as many as there are ways to be broken.
            throw new DocumentException("broken", e);
        }
    }, ct);

    private async Task<T> InTurn<T>(Func<Task<T>> read, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _present) > AtOnce + Waiting)
        {
            Interlocked.Decrement(ref _present);
            throw new DocumentException("busy");
        }
        try
        {
            await _turn.WaitAsync(ct);
            try
            {
                return await read();
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }
}
