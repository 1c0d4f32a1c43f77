namespace SalesFlow.Knowledge;

/// <summary>Finds what a company's knowledge says about something: in its approved articles, its price list and its short facts.</summary>
public interface IKnowledgeSearch
{
    /// <summary>The best passages, best first. Never fails for want of a provider of embeddings.</summary>
    /// <param name="tenant">Whose knowledge.</param>
    /// <param name="query">What is looked for, in the asker's words: Arabic or English; Arabizi is for the caller to turn into Arabic.</param>
    /// <param name="language"><c>ar</c> or <c>en</c>: only passages in it, unless it has nothing that fits; null for both.</param>
    /// <param name="domain">Only articles of this category; null for all. Prices are <c>pricing</c>, facts <c>facts</c>.</param>
    /// <param name="sector">Articles for this sector besides those for all; null for those for all sectors and for each.</param>
    /// <param name="includeInternal">Whether articles for the team only may be among them; no where a customer asks.</param>
    /// <param name="limit">1 to 20.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<KnowledgePassage>> Search(
        string tenant, string query, string? language, string? domain, string? sector, bool includeInternal, int limit, CancellationToken ct);
}

/// <summary>What passages' scores mean.</summary>
public static class KnowledgeScore
{
    /// <summary>From here on the passage answers the question.</summary>
    public const double Answers = 0.7;

    /// <summary>Below it nothing relevant was found.</summary>
    public const double NotFound = 0.4;
}

/// <summary>A passage.</summary>
/// <param name="DocumentId">The article's id, <c>price-list</c>, or <c>fact:{code}</c>.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Section">The headings above the passage, with <c> › </c> between; empty where there are none.</param>
/// <param name="Text">The passage.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Score">0 to 1: .7 and more answers the question, less than .4 does not concern it.</param>
/// <param name="UpdatedAt">When the version was approved, UTC; null for facts and prices.</param>
/// <param name="Version">The article's version; 0 for facts and prices.</param>
/// <param name="Category">What the article is filed under.</param>
public sealed record KnowledgePassage(
    string DocumentId, string Title, string Section, string Text, string Language, double Score, DateTimeOffset? UpdatedAt, int Version, string Category);

/// <summary>Turns texts into vectors by their meaning. Registered only where a provider is set.</summary>
public interface IEmbedder
{
    /// <summary>The model's name: vectors of different models are never compared.</summary>
    string Model { get; }

    /// <summary>One vector a text, in order.</summary>
    /// <exception cref="EmbeddingException">The provider does not answer, or not with vectors.</exception>
    Task<IReadOnlyList<float[]>> Embed(IReadOnlyList<string> texts, CancellationToken ct);
}

/// <summary>No vectors could be had.</summary>
public sealed class EmbeddingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Keeps the vectors of passages.</summary>
public interface IKnowledgeVectors
{
    /// <summary>Passages of an article that have no vector of this model for their present text; at most so many.</summary>
    Task<IReadOnlyList<ChunkText>> Missing(string tenant, string articleId, string model, int limit, CancellationToken ct);

    /// <summary>Keeps vectors.</summary>
    Task Put(string tenant, string articleId, string model, IReadOnlyList<ChunkVector> vectors, CancellationToken ct);
}

/// <summary>A passage's text.</summary>
/// <param name="Place">Its place in the article.</param>
/// <param name="Hash">Names the text.</param>
/// <param name="Text">The text with its title and headings.</param>
public sealed record ChunkText(long Place, string Hash, string Text);

/// <summary>A passage's vector.</summary>
/// <param name="Place">Its place in the article.</param>
/// <param name="Hash">Names the text.</param>
/// <param name="Vector">The vector.</param>
public sealed record ChunkVector(long Place, string Hash, float[] Vector);

/// <summary>Reads documents that somebody gave us: files and pages. Bounded in size and time; nothing of them is carried out.</summary>
public interface IDocumentReader
{
    /// <summary>Reads a file as Markdown.</summary>
    /// <param name="name">Its name: tells Markdown from other text.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DocumentException">It cannot be read; the code says why.</exception>
    Task<ReadDocument> File(string name, byte[] content, CancellationToken ct);

    /// <summary>Reads a site's pages from an address on: same host, as its robots.txt allows, at most 50 pages.</summary>
    /// <exception cref="DocumentException">Nothing can be read; the code says why.</exception>
    Task<ReadSite> Site(Uri address, CancellationToken ct);
}

/// <summary>A document as text.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Markdown">Its text.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>, by its letters.</param>
/// <param name="Source">Its name or address.</param>
public sealed record ReadDocument(string Title, string Markdown, string Language, string Source);

/// <summary>What a site gave.</summary>
/// <param name="Pages">Its pages.</param>
/// <param name="Skipped">Addresses that were left out, and why: <c>robots</c>, <c>type</c>, <c>size</c>, <c>status</c>, <c>empty</c>, <c>forbidden_address</c>; at most 50.</param>
/// <param name="More">Whether there were more than were read.</param>
public sealed record ReadSite(IReadOnlyList<ReadDocument> Pages, IReadOnlyList<SkippedPage> Skipped, bool More);

/// <summary>A page that was left out.</summary>
/// <param name="Address">Where.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedPage(string Address, string Reason);

/// <summary>A document cannot be read.</summary>
/// <param name="code">
/// <c>format</c> (no kind that is read), <c>broken</c>, <c>protected</c> (by a password), <c>no_text</c> (pictures only), <c>too_large</c>, <c>too_slow</c>,
/// <c>busy</c> (too many at once), <c>forbidden_address</c>, <c>unreachable</c>, <c>robots</c>.
/// </param>
/// <param name="inner">What it came of.</param>
public sealed class DocumentException(string code, Exception? inner = null) : Exception(code, inner)
{
    /// <summary>Why, a stable word.</summary>
    public string Code { get; } = code;
}
