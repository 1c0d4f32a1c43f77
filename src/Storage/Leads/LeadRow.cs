using SalesFlow.Leads;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>A lead in lists.</summary>
internal sealed record LeadRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? CompanyName { get; init; }
    public string? Sector { get; init; }
    public string? City { get; init; }
    public string Source { get; init; } = "";
    public string Language { get; init; } = "";
    public string? Referral { get; init; }
    public LeadStatus Status { get; init; }
    public string? StatusReason { get; init; }
    public int Score { get; init; }
    public Temperature Temperature { get; init; }
    public string? DealId { get; init; }
    public string? ContactId { get; init; }
    public string? ConversationId { get; init; }
    public FollowUpPhase FollowUp { get; init; }
    public int FollowUpsSent { get; init; }
    public DateTimeOffset? NextFollowUpAt { get; init; }
    public string? AssignedTo { get; init; }
    public string? AssignmentReason { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public string? Notes { get; init; }

    /// <summary>Each tag between strokes: <c>|vip|riyadh|</c>; null without tags.</summary>
    public string? Tags { get; init; }
    public DateTimeOffset? QualifiedAt { get; init; }
    public DateTimeOffset? ConvertedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public string? MergedInto { get; init; }

    /// <summary>Deleted or merged: lists do not show it, and their indexes do not hold it.</summary>
    public bool Hidden { get; init; }

    /// <summary>The name in its normal form, cut: what lists are sorted by.</summary>
    public string NameKey { get; init; } = "";

    /// <summary>Sector and city in their normal forms: what lists are filtered by.</summary>
    public string? SectorKey { get; init; }
    public string? CityKey { get; init; }

    /// <summary>The first letters of the company's name without the words that many companies share: similar names have the same.</summary>
    public string? CompanyKey { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>That a lead has a tag, with what the tag's list needs. Kept when the tag or the lead goes, so that no row is ever deleted.</summary>
internal sealed record LeadTagRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string LeadId { get; init; }
    public required string Tag { get; init; }

    /// <summary>The lead has the tag no more, or no list shows the lead.</summary>
    public bool Removed { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public RowKey Key => new(Tenant, LeadId, Tag);
}

/// <summary>A reason of a lead's score. Written once, never changed.</summary>
internal sealed record ScoreReasonRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string LeadId { get; init; }

    /// <summary>The lead's version that added it times 256, plus its place among the reasons added together.</summary>
    public long Place { get; init; }
    public string Factor { get; init; } = "";
    public string Signal { get; init; } = "";
    public int Points { get; init; }
    public string MessageId { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, LeadId, Number: Place);
}

/// <summary>How many leads there are of a kind. Kept by differences, equal to the count over the leads' rows.</summary>
internal sealed record LeadTotalRow : IReadRow
{
    /// <summary>All listed leads, by their status.</summary>
    public const string OfStatus = "status";

    /// <summary>Open leads, by whose they are; of nobody under an empty value.</summary>
    public const string OfOwner = "open";

    public required string Tenant { get; init; }
    public required string Kind { get; init; }
    public required string Value { get; init; }
    public long Count { get; init; }
    public RowKey Key => new(Tenant, Kind, Value);
}
