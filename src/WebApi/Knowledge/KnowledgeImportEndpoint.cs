using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Knowledge;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>Makes drafts of files and sites.</summary>
internal static class KnowledgeImportEndpoint
{
    /// <summary>The largest file, in bytes.</summary>
    private const int LongestFile = 10 * 1024 * 1024;

    private const int LongestForm = 64 * 1024;

    /// <summary>A document longer than an article is cut into parts, at most so many.</summary>
    private const int MostParts = 20;

    public static void Map(RouteGroupBuilder api) => api.MapGroup("/knowledge").WithTags("Knowledge").Requires(Permission.KnowledgeRead)
        .MapPost("/import", Import).Requires(Permission.KnowledgeWrite).Accepts<KnowledgeImportForm>("multipart/form-data", "application/json").WithMetadata(new FileRoute())
        .WithSummary("Makes drafts of a file, or of a site's pages.")
        .WithDescription(
            "A form with the part `file` (Markdown or other UTF-8 text, HTML, PDF, DOCX; at most 10 MB), or a JSON object with `url`: then the pages of that host are read from there "
            + "on, as its robots.txt allows, at most 50 of them and for at most 30 seconds. Both take `category`, `tags` (with commas between), `sector` and `isInternal`. What is longer "
            + "than an article may be becomes several. Nothing of it is in use before it is approved.");

    private static async Task<Results<Ok<KnowledgeImport>, KeptAnswer, ProblemHttpResult>> Import(
        ApiCall call, [FromServices] IDocumentReader reader, [FromServices] IArticleLists lists)
    {
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LongestFile + WebApiModule.LongestBody;
        var given = await Given.Read(call.Http.Request, call.Aborted);
        var check = new Check(call.Http);
        Uri? address = null;
        if (given.IsForm)
        {
            if (given.File is null || given.File.Length == 0) check.Add("file", "field.required");
        }
        else if (!Uri.TryCreate(check.Required("url", given.Field("url"), ArticleLimits.SourceName), UriKind.Absolute, out address) && !check.Failed) check.Add("url", "field.https");
        var category = check.Name("category", given.Field("category") ?? "imported", ArticleLimits.Category);
        var sector = check.Optional("sector", given.Field("sector"), ArticleLimits.Category);
        var isInternal = check.OneOf("isInternal", given.Field("isInternal"), "false", "false", "true") == "true";
        var tags = new ArticleRequest(Tags: given.Field("tags")?.Split(',')).Read(check).Tags ?? [];
        if (check.Failed) return check.Problem();
        switch (call.Http.Features.Get<RepeatableRequest>() is { } request ? await request.Claim(call.Http, given.Hash()) : null)
        {
            case KeptAnswer answer: return answer;
            case ProblemHttpResult reused: return reused;
        }

        ReadSite read;
        try
        {
            read = given.IsForm
                ? new ReadSite([await reader.File(given.FileName, given.File!, call.Aborted)], [], false)
                : await reader.Site(address!, call.Aborted);
        }
        catch (DocumentException e) when (e.Code == "busy")
        {
            return Problems.Later(call.Http, TimeSpan.FromSeconds(10));
        }
        catch (DocumentException e)
        {
            check.Add(given.IsForm ? "file" : "url", "document." + e.Code);
            return check.Problem();
        }
        var drafts = read.Pages.SelectMany(p => Parts(p).Select(part => (Page: p, part.Title, part.Text))).ToList();
        if (given.IsForm && drafts.Count > MostParts)
        {
            check.Add("file", "document.too_large");
            return check.Problem();
        }

        var command = call.CommandId("knowledge.import");
        var made = new List<KnowledgeImportItem>();
        var last = ("", 0L);
        foreach (var (page, title, text) in drafts)
        {
            var id = Id.Named("article", command, page.Source, title);
            var arabic = page.Language == "ar";
            var outcome = await call.Grain<IArticleGrain>(id).Create(Id.Named(command, id), new WriteArticle(
                arabic ? title : null, arabic ? null : title, arabic ? text : null, arabic ? null : text, category, tags, sector, isInternal, null,
                given.IsForm ? ArticleOrigin.File : ArticleOrigin.Site, page.Source.Length > ArticleLimits.SourceName ? page.Source[^ArticleLimits.SourceName..] : page.Source));
            if (!outcome.Accepted) return Problems.Refused(call, outcome);
            made.Add(new KnowledgeImportItem(id, title, page.Language, page.Source, text.Length));
            last = (id, outcome.Version);
        }
        await call.Settle("article", last.Item1, last.Item2);
        return TypedResults.Ok(new KnowledgeImport(made, read.Skipped, read.More));
    }

    /// <summary>A document in parts that are no longer than an article, cut between its paragraphs.</summary>
    internal static IEnumerable<(string Title, string Text)> Parts(ReadDocument document)
    {
        if (document.Markdown.Length <= ArticleLimits.Body)
        {
            yield return (document.Title, document.Markdown);
            yield break;
        }
        var part = new StringBuilder();
        var number = 0;
        foreach (var paragraph in document.Markdown.Split("\n\n").SelectMany(Pieces))
        {
            if (part.Length > 0 && part.Length + paragraph.Length + 2 > ArticleLimits.Body)
            {
                yield return (Numbered(++number), part.ToString());
                part.Clear();
            }
            if (part.Length > 0) part.Append("\n\n");
            part.Append(paragraph);
        }
        if (part.Length > 0) yield return (Numbered(++number), part.ToString());

        string Numbered(int n)
        {
            var suffix = $" ({n})";
            var most = ArticleLimits.Title - suffix.Length;
            return (document.Title.Length > most ? document.Title[..most] : document.Title) + suffix;
        }

        static IEnumerable<string> Pieces(string paragraph)
        {
            for (var at = 0; at < paragraph.Length;)
            {
                var length = Math.Min(ArticleLimits.Body, paragraph.Length - at);
                if (at + length < paragraph.Length && char.IsHighSurrogate(paragraph[at + length - 1])) length--;
                yield return paragraph.Substring(at, length);
                at += length;
            }
        }
    }

    /// <summary>What was sent: a form with a file, or an object that names an address.</summary>
    private sealed class Given
    {
        private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

        public bool IsForm { get; private init; }

        public byte[]? File { get; private set; }

        public string FileName { get; private set; } = "";

        public string? Field(string name) => _fields.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        public byte[] Hash()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (name, value) in _fields.OrderBy(f => f.Key, StringComparer.OrdinalIgnoreCase)) hash.AppendData(Encoding.UTF8.GetBytes($"\n{name.ToLowerInvariant()}={value}"));
            hash.AppendData(Encoding.UTF8.GetBytes("\n" + FileName + "\n"));
            if (File is not null) hash.AppendData(File);
            return hash.GetHashAndReset();
        }

        /// <exception cref="BadHttpRequestException">It is neither, or too large.</exception>
        public static async Task<Given> Read(HttpRequest request, CancellationToken ct)
        {
            if (!request.HasFormContentType) return await ReadObject(request, ct);
            var given = new Given { IsForm = true };
            try
            {
                var form = await request.ReadFormAsync(new FormOptions
                {
                    MultipartBodyLengthLimit = LongestFile + LongestForm, ValueLengthLimit = LongestForm, ValueCountLimit = 20, MemoryBufferThreshold = 256 * 1024,
                }, ct);
                foreach (var (name, value) in form) given._fields[name] = value.ToString();
                if (form.Files.GetFile("file") is not { } file) return given;
                if (file.Length > LongestFile) throw TooLarge();
                var name_ = Path.GetFileName(file.FileName.Replace('\\', '/')).Replace("\0", "", StringComparison.Ordinal);
                given.FileName = name_.Length > 255 ? name_[^255..] : name_;
                given.File = new byte[file.Length];
                await using var stream = file.OpenReadStream();
                await stream.ReadExactlyAsync(given.File, ct);
                return given;
            }
            catch (InvalidDataException e)
            {
                throw e.Message.Contains("length limit", StringComparison.Ordinal) ? TooLarge() : new BadHttpRequestException("The form is broken.", e);
            }
        }

        private static async Task<Given> ReadObject(HttpRequest request, CancellationToken ct)
        {
            var given = new Given();
            try
            {
                using var json = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 4 }, ct);
                if (json.RootElement.ValueKind != JsonValueKind.Object) throw new BadHttpRequestException("A JSON object is needed.");
                foreach (var field in json.RootElement.EnumerateObject())
                {
                    given._fields[field.Name] = field.Value.ValueKind switch
                    {
                        JsonValueKind.String => field.Value.GetString()!,
                        JsonValueKind.True => "true",
                        JsonValueKind.False => "false",
                        JsonValueKind.Null => "",
                        JsonValueKind.Array => string.Join(',', field.Value.EnumerateArray().Select(v => v.ToString())),
                        _ => field.Value.GetRawText(),
                    };
                }
                return given;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new BadHttpRequestException("The body is no JSON.", e);
            }
        }

        private static BadHttpRequestException TooLarge() => new("The file is too large.", StatusCodes.Status413PayloadTooLarge);
    }
}

/// <summary>A file, or the address of a site.</summary>
internal sealed class KnowledgeImportForm
{
    /// <summary>The file: Markdown or other UTF-8 text, HTML, PDF or DOCX, at most 10 MB.</summary>
    public IFormFile? File { get; init; }

    /// <summary>A site's address, <c>https://</c>, in place of a file.</summary>
    public string? Url { get; init; }

    /// <summary>What the drafts are filed under; <c>imported</c> unless given.</summary>
    public string? Category { get; init; }

    /// <summary>Tags, with commas between.</summary>
    public string? Tags { get; init; }

    /// <summary>The sector that they are for.</summary>
    public string? Sector { get; init; }

    /// <summary>Whether they are for the team only.</summary>
    public bool? IsInternal { get; init; }
}

/// <summary>What came of an import.</summary>
/// <param name="Items">The drafts that were made.</param>
/// <param name="Skipped">Pages that were left out, and why; at most 50.</param>
/// <param name="More">Whether the site has more pages than were read.</param>
internal sealed record KnowledgeImport(IReadOnlyList<KnowledgeImportItem> Items, IReadOnlyList<SkippedPage> Skipped, bool More);

/// <summary>A draft that was made.</summary>
/// <param name="Id">The article's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>, by its letters.</param>
/// <param name="Source">The file's name, or the page's address.</param>
/// <param name="Characters">How long its text is.</param>
internal sealed record KnowledgeImportItem(string Id, string Title, string Language, string Source, int Characters);
