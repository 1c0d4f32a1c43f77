using SalesFlow.Feed;

namespace SalesFlow.Templates;

/// <summary>Reads lists of templates. They may lag behind the templates by some hundred milliseconds.</summary>
public interface ITemplateLists
{
    /// <summary>Templates that are not deleted, by their codes.</summary>
    Task<Page<TemplateView>> Templates(string tenant, TemplateFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>The versions of a template, newest first.</summary>
    Task<Page<TemplateVersionView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct);

    /// <summary>What is known of the templates in an account, at most 10,000.</summary>
    Task<IReadOnlyList<KnownListing>> InAccount(string tenant, string businessAccountId, CancellationToken ct);
}

/// <summary>Which templates; null parts do not matter.</summary>
/// <param name="Channel">Of this channel.</param>
/// <param name="Category">For this.</param>
/// <param name="Language">With words in it: <c>ar</c> or <c>en</c>.</param>
/// <param name="Status">With this standing at Meta; in the language named, where one is.</param>
/// <param name="Active">In use or not.</param>
/// <param name="Search">Words.</param>
public sealed record TemplateFilter(
    TemplateChannel? Channel = null, TemplateCategory? Category = null, string? Language = null, TemplateStatus? Status = null, bool? Active = null,
    string? Search = null);

/// <summary>A version of a template.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Content">What it said.</param>
/// <param name="At">When it was written, UTC.</param>
[GenerateSerializer, Immutable, Alias("template.version-view")]
public sealed record TemplateVersionView(int Number, TemplateContent Content, DateTimeOffset At);

/// <summary>A template in an account.</summary>
/// <param name="TemplateId">The template.</param>
/// <param name="Name">Its name at Meta.</param>
/// <param name="Language">Its language there.</param>
/// <param name="Status">Its standing.</param>
/// <param name="MetaId">Meta's id, or null.</param>
/// <param name="At">When that was written down, UTC.</param>
public sealed record KnownListing(string TemplateId, string Name, string Language, TemplateStatus Status, string? MetaId, DateTimeOffset At);
