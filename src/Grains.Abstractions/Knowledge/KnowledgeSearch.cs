namespace SalesFlow.Knowledge;

/// <summary>Finds passages of what a tenant knows: its approved articles, its price list and its short facts.</summary>
public interface IKnowledgeSearch
{
    /// <summary>The passages nearest to a question, best first; none where nothing bears on it. Sees one tenant alone.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IReadOnlyList<KnowledgePassage>> Search(string tenant, KnowledgeQuery query, CancellationToken ct);
}

/// <summary>A question to the knowledge base.</summary>
/// <param name="Text">The question as it was asked, at most 500 characters; the rest is not read.</param>
/// <param name="Language">Passages of this language first, <c>ar</c> or <c>en</c>; null for both alike.</param>
/// <param name="Domain"><c>product</c>, <c>pricing</c>, <c>policy</c>, <c>sector</c>, <c>faq</c>, <c>procedure</c>, <c>legal</c> or <c>technical</c>; null for all.</param>
/// <param name="Sector">A sector's code; null for all.</param>
/// <param name="IncludeInternal">Whether articles for the team alone are read; never for what a customer sees.</param>
/// <param name="Limit">1 to 20.</param>
public sealed record KnowledgeQuery(string Text, string? Language = null, string? Domain = null, string? Sector = null, bool IncludeInternal = false, int Limit = 5);

/// <summary>A passage with its source.</summary>
/// <param name="DocumentId">The article's id, <c>price-list</c>, or <c>fact:{code}</c>.</param>
/// <param name="Title">The document's title in the passage's language.</param>
/// <param name="Section">The headings above it, outermost first, joined by <c> › </c>; empty at the top.</param>
/// <param name="Text">The passage.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Score">0 to 1, calibrated: an answer that is there has 0.7 and more, what does not bear on the question less than 0.4.</param>
/// <param name="UpdatedAt">When the document was last approved, UTC.</param>
/// <param name="Version">The document's version.</param>
[GenerateSerializer, Immutable, Alias("knowledge.passage")]
public sealed record KnowledgePassage(
    string DocumentId, string Title, string Section, string Text, string Language, double Score, DateTimeOffset UpdatedAt, long Version);

/// <summary>Keeps the questions that a tenant's knowledge did not answer.</summary>
public interface IKnowledgeGaps
{
    /// <summary>Records one; the same question asked again is counted. At most 1,000 are kept a tenant, those asked least go first.</summary>
    /// <param name="commandId">The same for a repeat, which then changes nothing.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="question">As it was asked, at most 500 characters.</param>
    /// <param name="language"><c>ar</c> or <c>en</c>.</param>
    /// <param name="askedBy">The agent, or <c>user:{id}</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    Task Report(string commandId, string tenant, string question, string language, string askedBy, CancellationToken ct);
}
