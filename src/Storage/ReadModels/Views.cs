using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Leads;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Rows as callers see them.</summary>
internal static class Views
{
    public static LeadRowView Lead(LeadRow r) => new(
        r.Id, r.Name, r.Phone, r.Email, r.CompanyName, r.Sector, r.City, r.Source, r.Status, r.Score, r.Temperature, r.DealId, r.ConversationId,
        r.CreatedAt, r.UpdatedAt, r.Version, r.AssignedTo, r.AssignmentReason, LeadFold.Apart(r.Tags), r.Notes, r.ContactId, r.Language, r.QualifiedAt,
        r.ConvertedAt, r.DeletedAt);

    public static AgentRunRowView AgentRun(AgentRunRow r) => new(
        r.RunId, r.ConversationId, r.AgentId, r.Engine, r.Model, r.FallbackReason, r.Turn, r.Intent, r.Sentiment, r.Confidence, r.HandedOver,
        r.InputTokens, r.OutputTokens, r.ThinkMilliseconds, r.At);
}
