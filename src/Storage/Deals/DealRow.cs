using SalesFlow.Deals;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Deals;

/// <summary>A deal in lists and on the board.</summary>
internal sealed record DealRow : IReadRow
{
    /// <summary>Where a deal without a day stands among those that are sorted by it.</summary>
    public static readonly DateOnly NoDay = new(9999, 1, 1);

    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Title { get; init; } = "";
    public decimal Value { get; init; }

    /// <summary>The value in hundredths, by which lists are sorted: row security lets no index be asked by a decimal.</summary>
    public long ValueOrder { get; init; }
    public string Currency { get; init; } = "";
    public string PipelineId { get; init; } = IPipelineGrain.DefaultId;
    public string Stage { get; init; } = "";
    public StageKind StageKind { get; init; }
    public string Rank { get; init; } = "";
    public int Probability { get; init; }
    public string? LeadId { get; init; }
    public string? ContactId { get; init; }
    public string? ConversationId { get; init; }
    public string? CompanyId { get; init; }
    public string? OwnerId { get; init; }

    /// <summary>Each tag between bars: <c>|a|b|</c>; empty without any.</summary>
    public string Tags { get; init; } = "";
    public string? NextStep { get; init; }
    public DateOnly? NextStepOn { get; init; }
    public string? LostReason { get; init; }
    public string? LostReasonCode { get; init; }
    public DateOnly? ExpectedClose { get; init; }

    /// <summary>The expected close, or <see cref="NoDay"/>.</summary>
    public DateOnly CloseOrder { get; init; } = NoDay;
    public DateTimeOffset StageSince { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateTimeOffset? StaleSince { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
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
    public string PipelineId { get; init; } = IPipelineGrain.DefaultId;
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

    /// <summary>Pipeline and stage, with a slash between.</summary>
    public required string Place { get; init; }
    public required string Currency { get; init; }
    public string PipelineId { get; init; } = IPipelineGrain.DefaultId;
    public string Stage { get; init; } = "";
    public StageKind StageKind { get; init; }
    public long Count { get; init; }
    public decimal Value { get; init; }

    /// <summary>The sum of value × probability, a hundred times the weighted value: exact in two places.</summary>
    public decimal Weight { get; init; }
    public RowKey Key => new(Tenant, Place, Currency);
}

/// <summary>How long deals stayed in a stage that they left. Kept by differences.</summary>
internal sealed record StageTimeRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string PipelineId { get; init; }
    public required string Stage { get; init; }
    public long Visits { get; init; }
    public long Seconds { get; init; }
    public RowKey Key => new(Tenant, PipelineId, Stage);
}

/// <summary>What was closed in an hour. Kept by differences: a deal that opens again leaves its hour. Hours, so that every zone of whole hours can add up its own days.</summary>
internal sealed record ClosedTotalRow : IReadRow
{
    public const string HourFormat = "yyyy-MM-dd'T'HH";

    public required string Tenant { get; init; }

    /// <summary>The hour in UTC, as <see cref="HourFormat"/>.</summary>
    public required string Hour { get; init; }
    public required string Currency { get; init; }
    public long Won { get; init; }
    public decimal WonValue { get; init; }
    public long Lost { get; init; }
    public decimal LostValue { get; init; }
    public long CycleSeconds { get; init; }
    public RowKey Key => new(Tenant, Hour, Currency);
}

/// <summary>Open deals that are expected to close on a day, of all owners together and of each. Kept by differences.</summary>
internal sealed record ExpectedTotalRow : IReadRow
{
    /// <summary>The scope of all owners together.</summary>
    public const string All = "all";

    public required string Tenant { get; init; }

    /// <summary><see cref="All"/>, or <c>owner:</c> with a user's id.</summary>
    public required string Scope { get; init; }

    /// <summary>Day (or <c>none</c>) and currency, with a slash between.</summary>
    public required string Slot { get; init; }
    public DateOnly? Day { get; init; }
    public string Currency { get; init; } = "";
    public long Count { get; init; }
    public decimal Value { get; init; }

    /// <summary>The sum of value × probability, as in <see cref="StageTotalRow"/>.</summary>
    public decimal Weight { get; init; }
    public RowKey Key => new(Tenant, Scope, Slot);
}

/// <summary>A pipeline in the list of pipelines.</summary>
internal sealed record PipelineRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }

    /// <summary>The definition as JSON.</summary>
    public string Body { get; init; } = "";

    /// <summary>How many templates the tenant has applied; counted for the default pipeline only.</summary>
    public long Templates { get; init; }

    /// <summary>The version of the pipeline's own events.</summary>
    public long Defined { get; init; }

    /// <summary>What callers see: both together.</summary>
    public long Version { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public RowKey Key => new(Tenant, Id);
}
