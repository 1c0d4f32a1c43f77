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
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
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
