using SalesFlow.Feed;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Rows as callers see them.</summary>
internal static class Views
{
    public static LeadRowView Lead(LeadRow r) => new(
        r.Id, r.Name, r.Phone, r.Email, r.CompanyName, r.Sector, r.City, r.Source, r.Status, r.Score, r.Temperature, r.DealId, r.ConversationId,
        r.CreatedAt, r.UpdatedAt, r.Version);

    public static DealRowView Deal(DealRow r) => new(
        r.Id, r.Title, r.Value, r.Currency, r.Stage, r.Probability, r.LeadId, r.ContactId, r.ConversationId, r.LostReason, r.StageSince, r.CreatedAt,
        r.UpdatedAt, r.Version);

    public static AgentRunRowView AgentRun(AgentRunRow r) => new(
        r.RunId, r.ConversationId, r.AgentId, r.Engine, r.Model, r.FallbackReason, r.Turn, r.Intent, r.Sentiment, r.Confidence, r.HandedOver,
        r.InputTokens, r.OutputTokens, r.ThinkMilliseconds, r.At);

    public static ContactRowView Contact(ContactRow r) => new(
        r.Id, r.Name, r.Phone, r.Bsuid, r.Language, r.WhatsAppConsent, r.UpdatedAt, r.Version);
}
