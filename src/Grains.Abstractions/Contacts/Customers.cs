using SalesFlow.Feed;

namespace SalesFlow.Contacts;

/// <summary>
/// Reads customers: whoever a deal was won with. They are no records of their own but what the deals say of leads and contacts. Every method gives one
/// tenant's rows only.
/// </summary>
public interface ICustomerLists
{
    /// <summary>Customers, the newest or the most valuable first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<CustomerView>> Customers(string tenant, CustomerFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>One customer, or null. The id of a lead or contact that was merged into another leads to that one's.</summary>
    Task<CustomerView?> Customer(string tenant, string id, CancellationToken ct);
}

/// <summary>The orders of the list of customers, each from the largest on.</summary>
public enum CustomerSort
{
    /// <summary>By when they became customers.</summary>
    Newest = 0,
    /// <summary>By what was won with them.</summary>
    LifetimeValue = 1,
}

/// <summary>What to show of the customers.</summary>
/// <param name="Search">Words to be found in name, e-mail, phone or company, in any Arabic spelling; or null.</param>
/// <param name="Sort">The order.</param>
public sealed record CustomerFilter(string? Search = null, CustomerSort Sort = CustomerSort.Newest);

/// <summary>Somebody with whom a deal was won.</summary>
/// <param name="Id">That of their lead; of their contact where the deals name no lead.</param>
/// <param name="LeadId">The lead, or null.</param>
/// <param name="ContactId">The contact of the first deal won, or null.</param>
/// <param name="DealId">The first deal won.</param>
/// <param name="FullName">As the lead or contact has it now.</param>
/// <param name="Email">As the lead or contact has it now.</param>
/// <param name="Phone">E.164, as the lead or contact has it now.</param>
/// <param name="CompanyName">The lead's company, else that of the first deal.</param>
/// <param name="LifetimeValue">What the deals that are won now are worth, those in <paramref name="Currency"/>; nothing is converted.</param>
/// <param name="Currency">The currency of that sum.</param>
/// <param name="WonDeals">How many deals are won now, in whatever currency.</param>
/// <param name="CreatedAt">When the first deal was won, UTC.</param>
/// <param name="UpdatedAt">When something of this changed last, UTC.</param>
public sealed record CustomerView(
    string Id, string? LeadId, string? ContactId, string DealId, string? FullName, string? Email, string? Phone, string? CompanyName,
    decimal LifetimeValue, string Currency, int WonDeals, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
