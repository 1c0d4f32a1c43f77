using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Contacts;

/// <summary>Somebody with whom a deal was won: a lead, or a contact where the deal names no lead.</summary>
internal sealed record CustomerRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>The lead's or the contact's id.</summary>
    public required string Id { get; init; }
    public string? LeadId { get; init; }
    public string? ContactId { get; init; }

    /// <summary>The company that the first deal names.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The first deal won.</summary>
    public string DealId { get; init; } = "";
    public string? FullName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? CompanyName { get; init; }

    /// <summary>How many deals are won now, with those of whoever was merged into this one.</summary>
    public int Won { get; init; }

    /// <summary>What they are worth, those in the currency of <see cref="CustomerFold.Currency"/>.</summary>
    public decimal LifetimeValue { get; init; }

    /// <summary>What the list is sorted by: hundredths.</summary>
    public long ValueOrder { get; init; }

    /// <summary>The customer that this one was merged into, whose sums hold this one's.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Whether it stands in no list: nothing is won with it now, or it was merged.</summary>
    public bool Hidden { get; init; }
    public DateTimeOffset BecameAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a customer's row is: the fold of what happened to the deals of a lead or contact, and to itself.</summary>
internal static class CustomerFold
{
    /// <summary>The currency that sums are in. Amounts in others are not converted: they count as deals, not as value.</summary>
    public const string Currency = "SAR";

    /// <summary>Under whom a deal counts as won, and with how much; null where it does not.</summary>
    public static (string Id, bool IsLead, decimal Value)? Won(DealRow? deal)
    {
        if (deal is not { StageKind: StageKind.Won, DeletedAt: null } || (deal.LeadId ?? deal.ContactId) is not { } id) return null;
        return (id, deal.LeadId is not null, deal.Currency == Currency ? deal.Value : 0);
    }

    /// <summary>The row with so many more deals that are worth so much more.</summary>
    public static CustomerRow Counted(CustomerRow row, int won, decimal value, EventHeader h)
    {
        var next = row with { Won = row.Won + won, LifetimeValue = row.LifetimeValue + value, UpdatedAt = Instants.Later(h.At, row.UpdatedAt) };
        return next with { ValueOrder = DealFold.Hundredths(next.LifetimeValue), Hidden = next.Won <= 0 || next.MergedInto is not null };
    }

    /// <summary>The row merged into another, or standing by itself again.</summary>
    public static CustomerRow Merged(CustomerRow row, string? into, EventHeader h) => row with
    {
        MergedInto = into,
        Hidden = row.Won <= 0 || into is not null,
        UpdatedAt = Instants.Later(h.At, row.UpdatedAt),
    };

    /// <summary>The row with what its lead is called now.</summary>
    public static CustomerRow Named(CustomerRow row, LeadRow? lead, EventHeader h) =>
        lead is null ? row : Named(row, lead.Name, lead.Email, lead.Phone, lead.CompanyName, h);

    /// <summary>The row with what its contact is called now.</summary>
    public static CustomerRow Named(CustomerRow row, ContactRow? contact, EventHeader h)
    {
        if (contact is null) return row;
        var next = Named(row, contact.FullName ?? contact.Name, contact.Email, contact.Phone, null, h);
        return contact.CompanyId is null || contact.CompanyId == next.CompanyId ? next : next with { CompanyId = contact.CompanyId };
    }

    /// <summary>The words under which a customer is found; none while it stands in no list.</summary>
    public static string SearchText(CustomerRow row) => row.Hidden ? "" : SearchTerms.Index(row.FullName, row.CompanyName, row.Phone, row.Email);

    private static CustomerRow Named(CustomerRow row, string? name, string? email, string? phone, string? company, EventHeader h) =>
        (row.FullName, row.Email, row.Phone, row.CompanyName) == (name, email, phone, company)
            ? row
            : row with { FullName = name, Email = email, Phone = phone, CompanyName = company, UpdatedAt = Instants.Later(h.At, row.UpdatedAt) };
}
