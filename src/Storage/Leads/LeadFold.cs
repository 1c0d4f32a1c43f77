using SalesFlow.Common;
using SalesFlow.Leads;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>What a lead's row is: the fold of its events.</summary>
internal static class LeadFold
{
    /// <summary>The row after an event of its lead; null where there is still none.</summary>
    public static LeadRow? Apply(LeadRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, LeadCreated c) => (row ?? new LeadRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                Name = c.Name, Phone = c.Phone, Source = c.Source, ContactId = c.ContactId, ConversationId = c.ConversationId,
                Language = c.Language, Referral = c.Referral, CreatedAt = c.At.Micro(),
            },
            (null, _) => null,
            (_, LeadFactsLearnt l) => Learn(row, l.Facts),
            (_, LeadScored s) => row with { Score = s.Score, Temperature = s.Temperature },
            (_, LeadStatusChanged s) => row with { Status = s.To, StatusReason = s.Reason },
            (_, LeadDealEarned d) => row with { DealId = d.DealId },
            (_, LeadFollowUpChanged f) => row with { FollowUp = f.Phase, FollowUpsSent = f.Sent, NextFollowUpAt = f.NextAt?.Micro() },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The reasons that an event added.</summary>
    public static IEnumerable<ScoreReasonRow> Reasons(IDomainEvent e, EventHeader h)
    {
        if (e is not LeadScored scored) yield break;
        for (var i = 0; i < scored.Added.Count && i < 256; i++)
        {
            var reason = scored.Added[i];
            yield return new ScoreReasonRow
            {
                Tenant = h.Tenant, LeadId = h.EntityId, Place = (h.Version * 256) + i, Factor = reason.Factor, Signal = reason.Signal,
                Points = reason.Points, MessageId = reason.MessageId, At = scored.At.Micro(),
            };
        }
    }

    /// <summary>The words under which a lead is found.</summary>
    public static string SearchText(LeadRow row) => SearchTerms.Index(row.Name, row.CompanyName, row.Phone, row.Email);

    private static LeadRow Learn(LeadRow row, IReadOnlyDictionary<string, string> facts) => row with
    {
        CompanyName = facts.GetValueOrDefault(LeadFacts.CompanyName) ?? row.CompanyName,
        Sector = facts.GetValueOrDefault(LeadFacts.Sector) ?? row.Sector,
        City = facts.GetValueOrDefault(LeadFacts.City) ?? row.City,
        Email = facts.GetValueOrDefault(LeadFacts.Email) ?? row.Email,
    };
}
