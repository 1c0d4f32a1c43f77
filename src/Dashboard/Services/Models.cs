namespace SalesFlow.Dashboard.Services;

/// <summary>A page of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The tenant's profile.</summary>
public sealed record TenantModel(string TenantId, string CompanyName, IReadOnlyList<StageModel> Pipeline);

/// <summary>A stage.</summary>
public sealed record StageModel(string Code, string NameAr, string NameEn, int Probability, string Kind);

/// <summary>The pipeline in numbers.</summary>
public sealed record PipelineModel(IReadOnlyList<StageTotalModel> Stages);

/// <summary>A stage's total in one currency.</summary>
public sealed record StageTotalModel(string Stage, long Count, decimal Value, string Currency);

/// <summary>A deal on the board.</summary>
public sealed record DealModel(
    string Id, string Title, decimal Value, string Currency, string Stage, int Probability, string? LeadId, string? ConversationId, DateTimeOffset StageSince, long Version);

/// <summary>A lead.</summary>
public sealed record LeadModel(
    string Id, string? Name, string? Phone, string? CompanyName, string? Sector, string? City, string Status, int Score, string Temperature,
    string? DealId, string? ConversationId, DateTimeOffset UpdatedAt, long Version);

/// <summary>A conversation in the list.</summary>
public sealed record ConversationModel(
    string Id, string? CustomerName, string? Phone, string Language, string Handler, string? HandOverReason, string? HeldBy, bool OptedOut, string? LastText,
    bool LastFromCustomer, DateTimeOffset LastAt, int Unanswered, DateTimeOffset? WindowClosesAt, int Sentiment, long Version);

/// <summary>A message in the thread.</summary>
public sealed record MessageModel(
    string Id, string Direction, string Kind, string? Text, string? Status, string? Reason, string? Emoji, bool Edited, bool Revoked, string By, DateTimeOffset At, long Order);

/// <summary>A conversation as people work on it.</summary>
public sealed record ConversationDetail(string Handler, DeskModel Desk);

/// <summary>What people did with a conversation, and what the agents wrote for them.</summary>
public sealed record DeskModel(string? Summary);

/// <summary>A case's clocks, as far as somebody must take notice.</summary>
public sealed record ServiceClockModel(int? AlarmLevel, string? AcknowledgedBy, DateTimeOffset? EndedAt);
