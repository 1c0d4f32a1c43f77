using SalesFlow.Leads;

namespace SalesFlow.WebApi.Leads;

/// <summary>A lead as it stands: the fields of the list's rows under the same names, and the reasons of the score.</summary>
internal sealed record LeadResponse(
    string Id, string? Name, string? Phone, string? Email, string? CompanyName, string? Sector, string? City, string Source, LeadStatus Status,
    int Score, Temperature Temperature, IReadOnlyList<ScoreReason> Reasons, IReadOnlyDictionary<string, string> Facts, string? ContactId,
    string? ConversationId, string Language, string? DealId, int FollowUpsSent, DateTimeOffset CreatedAt, long Version)
{
    public static LeadResponse Of(LeadView lead) => new(
        lead.LeadId, lead.Name, lead.Phone, lead.Facts.GetValueOrDefault(LeadFacts.Email), lead.Facts.GetValueOrDefault(LeadFacts.CompanyName),
        lead.Facts.GetValueOrDefault(LeadFacts.Sector), lead.Facts.GetValueOrDefault(LeadFacts.City), lead.Source, lead.Status,
        lead.Score, lead.Temperature, lead.Reasons, lead.Facts, lead.ContactId, lead.ConversationId, lead.Language, lead.DealId,
        lead.FollowUpsSent, lead.CreatedAt, lead.Version);
}
