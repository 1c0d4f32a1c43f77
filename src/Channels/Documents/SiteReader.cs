using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Parser;
using SalesFlow.Channels.Webhooks;
using SalesFlow.Knowledge;

namespace SalesFlow.Channels.Documents;

/// <summary>
/// Reads a site's pages from one on: breadth first, one after the other, the same host and scheme only, as its robots.txt allows. At most 50 pages, 2 MB each,
/// 20 MB and 30 seconds in all.
/// </summary>
internal sealed class SiteReader(HttpClient client, TimeProvider clock)
{
    /// <summary>What the reader calls itself.</summary>
    public const string Agent = "SalesFlow-Knowledge";

    private const int MostPages = 50, MostAddresses = 500, MostRedirects = 3, MostSkipped = 50;
    private const int LongestPage = 2 * 1024 * 1024, LongestRobots = 256 * 1024;
    private const long LongestAll = 20L * 1024 * 1024;
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(30), LongestAnswer = TimeSpan.FromSeconds(10), LongestPause = TimeSpan.FromSeconds(2);
    private readonly List<ReadDocument> _pages = [];
    private readonly List<SkippedPage> _skipped = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<Uri> _queue = new();
    private long _bytes;

    /// <summary>Reads them.</summary>
    /// <exception cref="DocumentException"><c>unreachable</c>, <c>forbidden_address</c>, <c>robots</c> or <c>no_text</c>.</exception>
    public async Task<ReadSite> Read(Uri start, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        start = Bare(start);
        var robots = await Robots(start, ct);
        if (!robots.Allows(start.PathAndQuery)) throw new DocumentException("robots");
        Add(start, start);
        var more = false;
        while (_queue.TryDequeue(out var address))
        {
            if (_pages.Count >= MostPages || _bytes > LongestAll || clock.GetElapsedTime(since) > LongestTime)
            {
                more = true;
                break;
            }
            if (!robots.Allows(address.PathAndQuery))
            {
                Skip(address, "robots");
                continue;
            }
            await Page(address, start, ct);
            if (robots.Delay > TimeSpan.Zero && _queue.Count > 0) await Task.Delay(robots.Delay < LongestPause ? robots.Delay : LongestPause, clock, ct);
        }
        if (_pages.Count > 0) return new ReadSite(_pages, _skipped, more);
        throw new DocumentException(_skipped.FirstOrDefault()?.Reason is "forbidden_address" ? "forbidden_address" : _skipped.Any(s => s.Reason is "empty" or "type") ? "no_text" : "unreachable");
    }

    private async Task Page(Uri address, Uri start, CancellationToken ct)
    {
        for (var hop = 0; ; hop++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(LongestAnswer);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } place && hop < MostRedirects)
                {
                    var next = Bare(new Uri(address, place));
                    if (!Same(next, start))
                    {
                        Skip(address, "status");
                        return;
                    }
                    if (!_seen.Add(next.AbsoluteUri)) return;
                    address = next;
                    continue;
                }
                if (!answer.IsSuccessStatusCode)
                {
                    Skip(address, "status");
                    return;
                }
                if (answer.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml"))
                {
                    Skip(address, "type");
                    return;
                }
                if (await Body(answer, LongestPage, limit.Token) is not { } html)
                {
                    Skip(address, "size");
                    return;
                }
                Take(address, start, html);
                return;
            }
            catch (HttpRequestException e)
            {
                Skip(address, e.InnerException is ForbiddenAddressException ? "forbidden_address" : "status");
                return;
            }
            catch (Exception e) when (e is IOException or InvalidDataException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                Skip(address, "status");
                return;
            }
        }
    }

    private void Take(Uri address, Uri start, string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        var (title, text, links) = HtmlText.Read(document);
        foreach (var link in links)
            if (Uri.TryCreate(address, link, out var next)) Add(Bare(next), start);
        if (text.Trim().Length < 40)
        {
            Skip(address, "empty");
            return;
        }
        _pages.Add(new ReadDocument(
            DocumentReader.Title(title, text, address.AbsolutePath), text.Trim(), DocumentReader.LanguageOf(text),
            address.AbsoluteUri.Length > ArticleLimits.SourceName ? address.AbsoluteUri[..ArticleLimits.SourceName] : address.AbsoluteUri));
    }

    private void Add(Uri address, Uri start)
    {
        if (!Same(address, start) || _seen.Count >= MostAddresses || !_seen.Add(address.AbsoluteUri)) return;
        _queue.Enqueue(address);
    }

    private void Skip(Uri address, string reason)
    {
        if (_skipped.Count < MostSkipped) _skipped.Add(new SkippedPage(address.AbsoluteUri.Length > 500 ? address.AbsoluteUri[..500] : address.AbsoluteUri, reason));
    }

    private async Task<RobotsRules> Robots(Uri start, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestAnswer);
        try
        {
            using var answer = await client.GetAsync(new Uri(start, "/robots.txt"), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            // A site that says nothing allows everything; one whose rules cannot be had just now allows nothing.
            if ((int)answer.StatusCode is >= 300 and < 500) return RobotsRules.None;
            if (!answer.IsSuccessStatusCode) throw new DocumentException("robots");
            return await Body(answer, LongestRobots, limit.Token) is { } text ? RobotsRules.Parse(text, Agent) : RobotsRules.None;
        }
        catch (HttpRequestException e)
        {
            throw new DocumentException(e.InnerException is ForbiddenAddressException ? "forbidden_address" : "unreachable", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DocumentException("unreachable", e);
        }
    }

    /// <summary>The body as text; null where it is longer than allowed, however small it came packed.</summary>
    private async Task<string?> Body(HttpResponseMessage answer, int longest, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[longest + 1];
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        _bytes += count;
        if (count > longest) return null;
        var name = answer.Content.Headers.ContentType?.CharSet?.Trim('"');
        Encoding encoding;
        try
        {
            encoding = name is null ? Encoding.UTF8 : Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            encoding = Encoding.UTF8;
        }
        return encoding.GetString(buffer, 0, count);
    }

    private static bool Same(Uri address, Uri start) => address.Scheme == start.Scheme && address.Authority == start.Authority;

    private static Uri Bare(Uri address) => new(address.GetLeftPart(UriPartial.Query));
}

/// <summary>What a site's robots.txt says (RFC 9309): the rules of the group that names us, or of the one for all; the longest rule that fits decides.</summary>
internal sealed class RobotsRules
{
    private readonly List<(bool Allow, string Path)> _rules = [];

    /// <summary>Everything is allowed.</summary>
    public static RobotsRules None { get; } = new();

    /// <summary>How long to wait between two pages.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Reads it.</summary>
    public static RobotsRules Parse(string text, string agent)
    {
        RobotsRules all = new(), own = new();
        var named = false;
        var (forAll, forUs, ruled) = (false, false, false);
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Split('#')[0].Trim();
            if (line.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon)) continue;
            var (key, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (key == "user-agent")
            {
                // Names that stand together share the rules behind them.
                if (ruled) (forAll, forUs, ruled) = (false, false, false);
                forAll |= value == "*";
                var us = value.Length > 1 && agent.StartsWith(value, StringComparison.OrdinalIgnoreCase);
                forUs |= us;
                named |= us;
                continue;
            }
            ruled = true;
            foreach (var (rules, ours) in new[] { (all, forAll), (own, forUs) })
            {
                if (!ours) continue;
                if (key is "allow" or "disallow" && value.Length > 0 && rules._rules.Count < 1000) rules._rules.Add((key == "allow", value));
                if (key == "crawl-delay" && double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var s) && s is > 0 and < 3600)
                    rules.Delay = TimeSpan.FromSeconds(s);
            }
        }
        return named ? own : all;
    }

    /// <summary>Whether a path with its query may be read.</summary>
    public bool Allows(string path)
    {
        var (allow, longest) = (true, -1);
        foreach (var (allows, rule) in _rules)
        {
            if (rule.Length < longest || !Fits(rule, path)) continue;
            allow = rule.Length == longest ? allow || allows : allows;
            longest = rule.Length;
        }
        return allow;
    }

    private static bool Fits(string rule, string path)
    {
        var ends = rule.EndsWith('$');
        var parts = (ends ? rule[..^1] : rule).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var at = parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].Length == 0) { if (i == parts.Length - 1) at = path.Length; continue; }
            var found = ends && i == parts.Length - 1 ? path.LastIndexOf(parts[i], StringComparison.Ordinal) : path.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < at) return false;
            at = found + parts[i].Length;
        }
        return !ends || at == path.Length;
    }
}
