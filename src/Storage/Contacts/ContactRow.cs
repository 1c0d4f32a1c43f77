using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Text;

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
    public string? FullName { get; init; }
    public string? JobTitle { get; init; }
    public string? Email { get; init; }
    public string? Whatsapp { get; init; }
    public string? CompanyId { get; init; }
    public string? LeadId { get; init; }
    public string? OwnerId { get; init; }
    public bool IsDecisionMaker { get; init; }
    public string? PreferredChannel { get; init; }

    /// <summary>One tag a line.</summary>
    public string? Tags { get; init; }

    /// <summary>The normalised name by which lists are sorted.</summary>
    public string SortName { get; init; } = "";

    /// <summary>The contact that this one was merged into; it then stands in no list.</summary>
    public string? MergedInto { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What was once said of a consent. Written once, never changed.</summary>
internal sealed record ConsentRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ContactId { get; init; }

    /// <summary>The contact's version that said it, and the channel.</summary>
    public required string Entry { get; init; }
    public string Channel { get; init; } = "";
    public ConsentStatus Status { get; init; }
    public string Source { get; init; } = "";
    public string? ProofMessageId { get; init; }
    public string? Address { get; init; }
    public string? By { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, ContactId, Entry);
}

/// <summary>That a conversation or a deal is a contact's. Written once, never changed.</summary>
internal sealed record ContactLinkRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ContactId { get; init; }

    /// <summary>Kind and id of what is linked: <c>deal/d1</c>.</summary>
    public required string Linked { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, ContactId, Linked);
}

/// <summary>What a contact's row is: the fold of its events, and of those that merged it into another.</summary>
internal static class ContactFold
{
    private const string WhatsApp = "whatsapp";

    /// <summary>The contacts that an event changes: its own, and one that was absorbed or released.</summary>
    public static IEnumerable<string> Ids(IDomainEvent e, EventHeader h)
    {
        var other = e switch { ContactAbsorbed a => a.OtherContactId, ContactReleased r => r.OtherContactId, _ => h.EntityId };
        return other == h.EntityId ? [h.EntityId] : [h.EntityId, other];
    }

    /// <summary>The row of one of the event's contacts after it; null where there is still none.</summary>
    public static ContactRow? Apply(ContactRow? row, string contactId, IDomainEvent e, EventHeader h)
    {
        if (contactId != h.EntityId)
        {
            if (row is null || (e is ContactReleased && row.MergedInto != h.EntityId)) return row;
            return row with { MergedInto = e is ContactReleased ? null : h.EntityId, UpdatedAt = Instants.Later(h.At, row.UpdatedAt) };
        }
        var known = row ?? new ContactRow { Tenant = h.Tenant, Id = h.EntityId, CreatedAt = h.At };
        var next = e switch
        {
            ContactObserved o => known with
            {
                Name = o.Name ?? known.Name,
                Phone = o.Phone ?? known.Phone,
                Bsuid = o.Bsuid ?? known.Bsuid,
                Username = o.Username ?? known.Username,
                Language = o.Language ?? known.Language,
            },
            ConsentChanged c when c.Channel == WhatsApp => known with { WhatsAppConsent = c.Status },
            ContactCreated c => Changed(known, c.Details) with { Language = c.Details.Language ?? "ar" },
            ContactUpdated u => Changed(known, u.Changes),
            ContactAbsorbed { Took: { } took } => Exchanged(known, took),
            ContactReleased r => Exchanged(known, r.Gave),
            ContactDeleted => known with { Deleted = true },
            ContactRestored => known with { Deleted = false },
            ContactMerged m => known with { MergedInto = m.SurvivorId },
            ContactUnmerged => known with { MergedInto = null },
            _ => known,
        };
        if (e is not ConsentChanged) next = next with { SortName = SearchTerms.Cut(ArabicText.Normalise(next.FullName ?? next.Name), SearchTerms.SortLength) };
        return next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>What an event says of consents: recorded ones, and those that a merge changed.</summary>
    public static IEnumerable<ConsentRow> Consents(IDomainEvent e, EventHeader h)
    {
        var address = h.By is { } by && by.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? by[(at + 1)..] : null;
        return e switch
        {
            ConsentChanged c => [Row(c.Channel, c.Status, c.Source, c.ProofMessageId, c.Address ?? address)],
            ContactAbsorbed { Took.Consents: { } took } => took.Select(c => Row(c.Key, c.Value, "merge", null, null)),
            ContactReleased { Gave.Consents: { } gave } => gave.Select(c => Row(c.Key, c.Value, "unmerge", null, null)),
            _ => [],
        };

        ConsentRow Row(string channel, ConsentStatus status, string source, string? proof, string? from) => new()
        {
            Tenant = h.Tenant, ContactId = h.EntityId, Entry = $"{h.Version:D10}:{channel}", Channel = channel, Status = status, Source = source,
            ProofMessageId = proof, Address = from, By = Signatures.Who(h.By), At = h.At,
        };
    }

    /// <summary>The words under which a contact is found; none once it was merged or deleted.</summary>
    public static string SearchText(ContactRow row) => row is { MergedInto: null, Deleted: false }
        ? SearchTerms.Index(row.FullName, row.Name, row.Username, row.Phone, row.Whatsapp, row.Email, row.JobTitle)
        : "";

    private static ContactRow Changed(ContactRow r, ContactDetails d) => r with
    {
        FullName = Patch.Text(d.FullName, r.FullName),
        JobTitle = Patch.Text(d.JobTitle, r.JobTitle),
        Email = Patch.Text(d.Email, r.Email),
        Phone = Patch.Text(d.Phone, r.Phone),
        Whatsapp = Patch.Text(d.Whatsapp, r.Whatsapp),
        CompanyId = Patch.Text(d.CompanyId, r.CompanyId),
        LeadId = Patch.Text(d.LeadId, r.LeadId),
        OwnerId = Patch.Text(d.OwnerId, r.OwnerId),
        IsDecisionMaker = d.IsDecisionMaker ?? r.IsDecisionMaker,
        Language = Patch.Text(d.Language, r.Language) ?? r.Language,
        PreferredChannel = Patch.Text(d.PreferredChannel, r.PreferredChannel),
        Tags = d.Tags is null ? r.Tags : FieldValues.Lines(d.Tags),
    };

    private static ContactRow Exchanged(ContactRow r, ContactExchange x) => Changed(r, x.Details) with
    {
        Name = Patch.Text(x.Name, r.Name),
        Bsuid = Patch.Text(x.Bsuid, r.Bsuid),
        Username = Patch.Text(x.Username, r.Username),
        WhatsAppConsent = x.Consents is { } consents && consents.TryGetValue(WhatsApp, out var status) ? status : r.WhatsAppConsent,
    };
}
