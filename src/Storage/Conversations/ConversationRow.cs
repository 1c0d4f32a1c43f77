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
    public DateTimeOffset? HeldUntil { get; init; }
    public ConversationStatus Status { get; init; }
    public DateTimeOffset? SnoozedUntil { get; init; }
    public ConversationPriority Priority { get; init; }
    public string? AssignedTo { get; init; }
    public int Unread { get; init; }

    /// <summary>Ids of labels with commas between; null for none.</summary>
    public string? Labels { get; init; }
    public bool OptedOut { get; init; }
    public string? LastMessageId { get; init; }
    public string? LastText { get; init; }
    public bool LastFromCustomer { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public int Unanswered { get; init; }
    public DateTimeOffset? WindowClosesAt { get; init; }
    public int Sentiment { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The run whose answer waits for a person or its time; null where none does.</summary>
    public string? HeldRunId { get; init; }

    /// <summary>Since when it waits; null where none does.</summary>
    public DateTimeOffset? HeldReplySince { get; init; }

    /// <summary>Tokens that agents have used in it.</summary>
    public long AgentTokens { get; init; }

    /// <summary>What its agents have cost, in millionths of a riyal, as far as prices are known.</summary>
    public long AgentCostMicros { get; init; }
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
    public string? FileName { get; init; }

    /// <summary>The template that was sent, as JSON; null for everything else.</summary>
    public string? Template { get; init; }

    /// <summary>Users named in a note, with commas between; null for none.</summary>
    public string? Mentions { get; init; }
    public string? ReplyTo { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The conversation's version that brought it times 256, plus its place among the messages that came together.</summary>
    public long Place { get; init; }
    public RowKey Key => new(Tenant, ConversationId, Id);
}

/// <summary>That a conversation has a label, with what a list of the label needs. Kept when the label goes, so that no row is ever deleted.</summary>
internal sealed record ConversationLabelRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ConversationId { get; init; }
    public required string Label { get; init; }
    public bool Removed { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public RowKey Key => new(Tenant, ConversationId, Label);
}

/// <summary>How many conversations stand in a folder. Kept by differences, equal to the sum over the conversations' rows.</summary>
internal sealed record FolderCountRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Folder { get; init; }
    public long Count { get; init; }
    public RowKey Key => new(Tenant, Folder);
}

/// <summary>A message's words as they are looked for, apart from its row: a row changes with every status, its words hardly ever.</summary>
internal sealed record MessageTextRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary><c>{conversation}/{message}</c>.</summary>
    public required string Id { get; init; }
    public string ConversationId { get; init; } = "";
    public bool Outbound { get; init; }
    public DateTimeOffset At { get; init; }
    public string Words { get; init; } = "";
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A ready answer in lists.</summary>
internal sealed record CannedReplyRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Shortcut { get; init; } = "";
    public string? TextAr { get; init; }
    public string? TextEn { get; init; }
    public string? Owner { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}
