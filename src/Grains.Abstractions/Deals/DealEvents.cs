using SalesFlow.Common;

namespace SalesFlow.Deals;

/// <summary>A deal was opened.</summary>
[EventName("deal.opened")]
public sealed record DealOpened(
    string Title, Money Value, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId, string By, DateTimeOffset At) : IDomainEvent;

/// <summary>A deal moved to another stage.</summary>
[EventName("deal.stage_changed")]
public sealed record DealStageChanged(
    string From, string To, int Probability, Tenancy.StageKind Kind, string? LostReason, string By, DateTimeOffset At) : IDomainEvent;

/// <summary>Particulars of a deal changed; null fields did not.</summary>
[EventName("deal.updated")]
public sealed record DealUpdated(string? Title, Money? Value, DateOnly? ExpectedClose, DateTimeOffset At) : IDomainEvent;
