using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Knowledge;

/// <summary>
/// The questions that a company's knowledge did not answer. Key: <c>tenant/knowledge-gaps</c>. One question asked in many spellings is one gap with a count.
/// At most a thousand are kept: the one that was asked longest ago gives way.
/// </summary>
[Alias("knowledge-gaps")]
public interface IKnowledgeGapsGrain : ITenantScoped
{
    /// <summary>The one key behind the tenant.</summary>
    public const string Id = "knowledge-gaps";

    /// <summary>Counts a question that found no answer. One that was dismissed stays dismissed.</summary>
    [Alias("Report")]
    Task<Outcome> Report(string commandId, string question, string language, string askedBy);

    /// <summary>Says that a question needs no answer.</summary>
    [Alias("Dismiss")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Dismiss(string commandId, string gapId);

    /// <summary>Says that an article is being written for a question.</summary>
    [Alias("Draft")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Draft(string commandId, string gapId, string articleId);
}

/// <summary>Where agents and people leave questions that found no answer.</summary>
public interface IKnowledgeGaps
{
    /// <summary>Records a question. Long runs of digits (phones, identity numbers) are not kept.</summary>
    /// <param name="tenant">Whose knowledge was asked.</param>
    /// <param name="question">The question as it was put; at most 300 characters are kept.</param>
    /// <param name="language"><c>ar</c> or <c>en</c>.</param>
    /// <param name="askedBy">Who asked: an agent's id, a user's id, or <c>customer</c>.</param>
    /// <param name="commandId">The same for a repeat of the same report, or null for one that is new.</param>
    Task Report(string tenant, string question, string language, string askedBy, string? commandId = null);
}

/// <inheritdoc/>
public sealed class KnowledgeGaps(IGrainFactory grains, TimeProvider clock) : IKnowledgeGaps
{
    /// <inheritdoc/>
    public async Task Report(string tenant, string question, string language, string askedBy, string? commandId = null)
    {
        if (TenantScope.Current != tenant) TenantScope.Enter(tenant);
        await grains.GetGrain<IKnowledgeGapsGrain>(TenantKey.Format(tenant, IKnowledgeGapsGrain.Id))
            .Report(commandId ?? Common.Id.New(clock), question, language, askedBy);
    }
}

/// <summary>What became of a gap.</summary>
[GenerateSerializer]
public enum GapStatus
{
    /// <summary>Nothing answers it.</summary>
    Open = 0,
    /// <summary>An article is being written.</summary>
    Drafted = 1,
    /// <summary>It needs no answer.</summary>
    Dismissed = 2,
    /// <summary>It gave way to newer ones.</summary>
    Dropped = 3,
}

/// <summary>A question found no answer.</summary>
[EventName("knowledge-gaps.reported")]
public sealed record GapReported(string GapId, string Question, string Language, string AskedBy, DateTimeOffset At) : IDomainEvent;

/// <summary>A question gave way to a newer one.</summary>
[EventName("knowledge-gaps.dropped")]
public sealed record GapDropped(string GapId, DateTimeOffset At) : IDomainEvent;

/// <summary>A question needs no answer.</summary>
[EventName("knowledge-gaps.dismissed")]
public sealed record GapDismissed(string GapId, DateTimeOffset At) : IDomainEvent;

/// <summary>An article is being written for a question.</summary>
[EventName("knowledge-gaps.drafted")]
public sealed record GapDrafted(string GapId, string ArticleId, DateTimeOffset At) : IDomainEvent;

/// <summary>Reads gaps.</summary>
public interface IGapLists
{
    /// <summary>Gaps, most asked first or latest asked first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<GapView>> Gaps(string tenant, GapStatus status, bool byCount, string? cursor, int limit, CancellationToken ct);

    /// <summary>One gap, or null.</summary>
    Task<GapView?> Gap(string tenant, string id, CancellationToken ct);
}

/// <summary>A question that found no answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Question">As it was put last.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="AskedBy">Who asked last.</param>
/// <param name="Count">How often it was asked.</param>
/// <param name="Status">What became of it.</param>
/// <param name="ArticleId">The article that is being written for it, or null.</param>
/// <param name="FirstAskedAt">When first, UTC.</param>
/// <param name="LastAskedAt">When last, UTC.</param>
public sealed record GapView(
    string Id, string Question, string Language, string AskedBy, long Count, GapStatus Status, string? ArticleId, DateTimeOffset FirstAskedAt,
    DateTimeOffset LastAskedAt);
