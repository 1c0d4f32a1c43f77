using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Contacts;

/// <summary>A contact in lists.</summary>
internal sealed record ContactRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Bsuid { get; init; }
    public string? Username { get; init; }
    public string Language { get; init; } = "";
    public ConsentStatus WhatsAppConsent { get; init; }

    /// <summary>The contact that this one was merged into; it then stands in no list.</summary>
    public string? MergedInto { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a contact's row is: the fold of its events, and of those that merged it into another.</summary>
internal static class ContactFold
{
    private const string WhatsApp = "whatsapp";

    /// <summary>The contacts that an event changes: its own, and one that was absorbed.</summary>
    public static IEnumerable<string> Ids(IDomainEvent e, EventHeader h) =>
        e is ContactAbsorbed a && a.OtherContactId != h.EntityId ? [h.EntityId, a.OtherContactId] : [h.EntityId];

    /// <summary>The row of one of the event's contacts after it; null where there is still none.</summary>
    public static ContactRow? Apply(ContactRow? row, string contactId, IDomainEvent e, EventHeader h)
    {
        if (contactId != h.EntityId)
            return row is null ? null : row with { MergedInto = h.EntityId, UpdatedAt = Instants.Later(h.At, row.UpdatedAt) };
        var known = row ?? new ContactRow { Tenant = h.Tenant, Id = h.EntityId, CreatedAt = h.At };
        var next = e switch
        {
            ContactObserved o => known with
            {
                Name = o.Name ?? known.Name, Phone = o.Phone ?? known.Phone, Bsuid = o.Bsuid ?? known.Bsuid, Username = o.Username ?? known.Username,
                Language = o.Language ?? known.Language,
            },
            ConsentChanged c when c.Channel == WhatsApp => known with { WhatsAppConsent = c.Status },
            _ => known,
        };
        return next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The words under which a contact is found; none once it was merged.</summary>
    public static string SearchText(ContactRow row) => row.MergedInto is null ? SearchTerms.Index(row.Name, row.Username, row.Phone) : "";
}
