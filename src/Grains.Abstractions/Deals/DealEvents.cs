using SalesFlow.Common;

namespace SalesFlow.Deals;

/// <summary>A deal was opened.</summary>
[EventName("deal.opened")]
public sealed record DealOpened(
    string Title, Money Value, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId, string By, DateTimeOffset At,
    string? PipelineId = null, string? Rank = null, DateOnly? ExpectedClose = null, DealDetails? Details = null) : IDomainEvent;

/// <summary>A deal moved to another stage, perhaps of another pipeline.</summary>
[EventName("deal.stage_changed")]
public sealed record DealStageChanged(
    string From, string To, int Probability, Tenancy.StageKind Kind, string? LostReason, string By, DateTimeOffset At,
    string? LostReasonCode = null, string? Rank = null, string? PipelineId = null) : IDomainEvent;

/// <summary>Particulars of a deal changed; null fields did not.</summary>
/// <param name="Title">The title.</param>
/// <param name="Value">The value.</param>
/// <param name="ExpectedClose">The day.</param>
/// <param name="At">When, UTC.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="Details">The rest.</param>
/// <param name="Cleared">Names of fields that hold nothing from now on.</param>
/// <param name="Probability">The chance that holds from now on, where it changed.</param>
[EventName("deal.updated")]
public sealed record DealUpdated(
    string? Title, Money? Value, DateOnly? ExpectedClose, DateTimeOffset At, string? LeadId = null, string? ContactId = null, DealDetails? Details = null,
    IReadOnlyList<string>? Cleared = null, int? Probability = null) : IDomainEvent;

/// <summary>A card was put elsewhere in its column.</summary>
[EventName("deal.ranked")]
public sealed record DealRanked(string Rank, DateTimeOffset At) : IDomainEvent;

/// <summary>Somebody worked on a deal without changing it: a call, a note, a meeting.</summary>
[EventName("deal.touched")]
public sealed record DealTouched(string What, DateTimeOffset At) : IDomainEvent;

/// <summary>Nobody has worked on an open deal for as long as its stage allows.</summary>
/// <param name="UntouchedSince">When it was last worked on, UTC.</param>
/// <param name="At">When, UTC.</param>
[EventName("deal.went_stale")]
public sealed record DealWentStale(DateTimeOffset UntouchedSince, DateTimeOffset At) : IDomainEvent;

/// <summary>A deal was deleted; it can be restored.</summary>
[EventName("deal.deleted")]
public sealed record DealDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A deleted deal is there again.</summary>
[EventName("deal.restored")]
public sealed record DealRestored(DateTimeOffset At) : IDomainEvent;
