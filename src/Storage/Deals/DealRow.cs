using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Deals;

/// <summary>A deal in lists and on the board.</summary>
internal sealed record DealRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Title { get; init; } = "";
    public decimal Value { get; init; }
    public string Currency { get; init; } = "";
    public string Stage { get; init; } = "";
    public StageKind StageKind { get; init; }
    public int Probability { get; init; }
    public string? LeadId { get; init; }
    public string? ContactId { get; init; }
    public string? ConversationId { get; init; }
    public string? LostReason { get; init; }
    public DateOnly? ExpectedClose { get; init; }
    public DateTimeOffset StageSince { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>One step of a deal's way. Written once, never changed.</summary>
internal sealed record DealStageRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string DealId { get; init; }

    /// <summary>The deal's version with the step.</summary>
    public long Version { get; init; }
    public string? FromStage { get; init; }
    public string ToStage { get; init; } = "";
    public int Probability { get; init; }
    public string? LostReason { get; init; }
    public string By { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, DealId, Number: Version);
}

/// <summary>How many deals stand in a stage and what they are worth. Kept by differences, equal to the sum over the deals' rows.</summary>
internal sealed record StageTotalRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Stage { get; init; }
    public required string Currency { get; init; }
    public long Count { get; init; }
    public decimal Value { get; init; }
    public RowKey Key => new(Tenant, Stage, Currency);
}
