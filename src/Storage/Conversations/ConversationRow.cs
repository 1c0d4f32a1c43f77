using SalesFlow.Conversations;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Conversations;

/// <summary>A conversation in lists.</summary>
internal sealed record ConversationRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string ContactId { get; init; } = "";
    public string LeadId { get; init; } = "";
    public string PhoneNumberId { get; init; } = "";
    public string? CustomerName { get; init; }
    public string? Phone { get; init; }
    public string? Bsuid { get; init; }
    public string Channel { get; init; } = "";
    public string Language { get; init; } = "";
    public Handler Handler { get; init; }
    public string? HandOverReason { get; init; }
    public string? HandOverTarget { get; init; }
    public string? HandOverSummary { get; init; }
    public string? HeldBy { get; init; }
    public bool OptedOut { get; init; }
    public string? LastMessageId { get; init; }
    public string? LastText { get; init; }
    public bool LastFromCustomer { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public int Unanswered { get; init; }
    public DateTimeOffset? WindowClosesAt { get; init; }
    public int Sentiment { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A message of a thread.</summary>
internal sealed record MessageRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ConversationId { get; init; }
    public required string Id { get; init; }
    public bool Outbound { get; init; }
    public string Kind { get; init; } = "";
    public string? Text { get; init; }
    public MessageStatus? Status { get; init; }
    public string? Wamid { get; init; }
    public string? Reason { get; init; }
    public int? ErrorCode { get; init; }
    public string? Category { get; init; }
    public bool? Billable { get; init; }
    public string? Emoji { get; init; }
    public bool Edited { get; init; }
    public bool Revoked { get; init; }
    public string By { get; init; } = "";
    public string? RunId { get; init; }
    public long? Turn { get; init; }
    public string? MediaId { get; init; }
    public string? MediaType { get; init; }
    public string? ReplyTo { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The conversation's version that brought it times 256, plus its place among the messages that came together.</summary>
    public long Place { get; init; }
    public RowKey Key => new(Tenant, ConversationId, Id);
}
