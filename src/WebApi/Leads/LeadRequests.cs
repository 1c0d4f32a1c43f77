using System.Globalization;
using SalesFlow.Leads;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads;

/// <summary>What may be told of a lead; an absent field leaves what is known.</summary>
internal record LeadFactsRequest
{
    /// <summary>Company's name.</summary>
    public string? CompanyName { get; init; }

    /// <summary>Sector code, such as <c>healthcare</c>.</summary>
    public string? Sector { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Number of employees, 1 to 10,000,000.</summary>
    public int? Employees { get; init; }

    /// <summary>Monthly budget in SAR, from 0.</summary>
    public decimal? Budget { get; init; }

    /// <summary>The facts that were given, under the names that agents use.</summary>
    public IReadOnlyDictionary<string, string> Facts(Check check)
    {
        var facts = new Dictionary<string, string>();
        Add(LeadFacts.CompanyName, check.Optional("companyName", CompanyName, 255));
        Add(LeadFacts.Sector, check.Optional("sector", Sector, 100));
        Add(LeadFacts.City, check.Optional("city", City, 100));
        if (!string.IsNullOrWhiteSpace(Email)) Add(LeadFacts.Email, check.Email("email", Email));
        if (Employees is { } employees)
        {
            if (employees is < 1 or > 10_000_000) check.Add("employees", "field.range", 1, 10_000_000);
            Add(LeadFacts.Employees, employees.ToString(CultureInfo.InvariantCulture));
        }
        if (Budget is { } budget)
        {
            if (budget is < 0 or > 1_000_000_000) check.Add("budget", "field.range", 0, 1_000_000_000);
            Add(LeadFacts.Budget, budget.ToString(CultureInfo.InvariantCulture));
        }
        return facts;

        void Add(string key, string? value)
        {
            if (value is not null) facts[key] = value;
        }
    }
}

/// <summary>A new lead: at least a name, a phone or an e-mail.</summary>
internal sealed record LeadRequest : LeadFactsRequest
{
    /// <summary>The person's name.</summary>
    public string? Name { get; init; }

    /// <summary>Another word for <see cref="Name"/>.</summary>
    public string? FullName { get; init; }

    /// <summary>Phone in any usual form.</summary>
    public string? Phone { get; init; }

    /// <summary><c>web</c> (default), <c>whatsapp</c>, <c>referral</c>, <c>import</c>, <c>affiliate</c>.</summary>
    public string? Source { get; init; }

    /// <summary><c>ar</c> (default) or <c>en</c>.</summary>
    public string? Language { get; init; }
}

/// <summary>Moves a lead.</summary>
/// <param name="Status">The new status.</param>
/// <param name="Reason">Required for <c>lost</c>; at most 500 characters.</param>
internal sealed record LeadStatusRequest(LeadStatus? Status, string? Reason);
