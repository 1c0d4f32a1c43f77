using SalesFlow.Leads;

namespace SalesFlow.WebApi.Leads;

/// <summary>A lead as it stands: the fields of the list's rows under the same names, and the reasons of the score.</summary>
internal sealed record LeadResponse(
    string Id, string? Name, string? Phone, string? Email, string? CompanyName, string? Sector, string? City, string Source, LeadStatus Status,
    int Score, Temperature Temperature, IReadOnlyList<ScoreReason> Reasons, IReadOnlyDictionary<string, string> Facts, string? ContactId,
    string? ConversationId, string Language, string? DealId, int FollowUpsSent, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>Free notes, or null.</summary>
    public string? Notes { get; init; }

    /// <summary>Tags, in the order given.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What an integration keeps here.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The owner, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Why they have it, or why nobody has.</summary>
    public string? AssignmentReason { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>Who was passed over by the rules, and why.</summary>
    public IReadOnlyList<SkippedPerson> Skipped { get; init; } = [];

    /// <summary>When it was qualified first.</summary>
    public DateTimeOffset? QualifiedAt { get; init; }

    /// <summary>When it became a customer.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }

    /// <summary>When it was deleted, or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The lead that this one was merged into, or null: work goes on there.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The leads that were merged into this one.</summary>
    public IReadOnlyList<string> Merged { get; init; } = [];

    /// <summary>Its conversations and those of the merged leads.</summary>
    public IReadOnlyList<string> Conversations { get; init; } = [];

    /// <summary>Its deals and those of the merged leads.</summary>
    public IReadOnlyList<string> Deals { get; init; } = [];

    /// <summary>Whether a merge, or the undoing of one, still goes on.</summary>
    public bool Merging { get; init; }

    /// <summary>When it changed last; null where nothing has changed since this is kept.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>On creation only: leads that look similar, as a hint.</summary>
    public IReadOnlyList<string>? Similar { get; init; }

    public static LeadResponse Of(LeadView lead) => new(
        lead.LeadId, lead.Name, lead.Phone, lead.Facts.GetValueOrDefault(LeadFacts.Email), lead.Facts.GetValueOrDefault(LeadFacts.CompanyName),
        lead.Facts.GetValueOrDefault(LeadFacts.Sector), lead.Facts.GetValueOrDefault(LeadFacts.City), lead.Source, lead.Status,
        lead.Score, lead.Temperature, lead.Reasons, lead.Facts, lead.ContactId, lead.ConversationId, lead.Language, lead.DealId,
        lead.FollowUpsSent, lead.CreatedAt, lead.Version)
    {
        Notes = lead.Notes, Tags = lead.Tags, Metadata = lead.Metadata, AssignedTo = lead.AssignedTo, AssignmentReason = lead.AssignmentReason,
        AssignedAt = lead.AssignedAt, Skipped = lead.Skipped, QualifiedAt = lead.QualifiedAt, ConvertedAt = lead.ConvertedAt, DeletedAt = lead.DeletedAt,
        MergedInto = lead.MergedInto, Merged = lead.Merged, Conversations = lead.Conversations, Deals = lead.Deals, Merging = lead.Merging,
        UpdatedAt = lead.UpdatedAt,
    };
}
