using System.Globalization;
using System.Text.Json.Serialization;
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

    /// <summary>Monthly budget in SAR, from 0, with at most two decimal places.</summary>
    public decimal? Budget { get; init; }

    /// <summary>The person's name, at most 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Another word for <see cref="Name"/>.</summary>
    public string? FullName { get; init; }

    /// <summary>Phone in any usual form.</summary>
    public string? Phone { get; init; }

    /// <summary><c>web</c>, <c>whatsapp</c>, <c>referral</c>, <c>import</c>, <c>affiliate</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Free notes, at most 4,000 characters.</summary>
    public string? Notes { get; init; }

    /// <summary>At most 20 tags of 50 characters, without <c>|</c>.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>At most 20 values of 200 characters under names of 40.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>Whether another lead may have this phone or e-mail already.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>The facts that were given, under the names that agents use. An empty text takes one away where that is allowed.</summary>
    public IReadOnlyDictionary<string, string> Facts(Check check, bool mayClear)
    {
        var facts = new Dictionary<string, string>();
        Add("companyName", LeadFacts.CompanyName, CompanyName, check.Optional("companyName", CompanyName, LongestFact));
        Add("sector", LeadFacts.Sector, Sector, check.Optional("sector", Sector, 100));
        Add("city", LeadFacts.City, City, check.Optional("city", City, 100));
        Add("email", LeadFacts.Email, Email, string.IsNullOrWhiteSpace(Email) ? null : check.Email("email", Email));
        if (Employees is { } employees)
        {
            if (employees is < 1 or > 10_000_000) check.Add("employees", "field.range", 1, 10_000_000);
            facts[LeadFacts.Employees] = employees.ToString(CultureInfo.InvariantCulture);
        }
        if (Budget is { } budget)
        {
            if (budget is < 0 or > 1_000_000_000) check.Add("budget", "field.range", 0, 1_000_000_000);
            else if (decimal.Round(budget, 2) != budget) check.Add("budget", "field.two_places");
            facts[LeadFacts.Budget] = budget.ToString(CultureInfo.InvariantCulture);
        }
        return facts;

        void Add(string field, string key, string? given, string? value)
        {
            if (value is not null) facts[key] = Clean(check, field, value);
            else if (mayClear && given is not null) facts[key] = "";
        }
    }

    /// <summary>The tags, trimmed, each once; null where none were given.</summary>
    public IReadOnlyList<string>? CleanTags(Check check)
    {
        if (Tags is null) return null;
        var tags = Tags.Select(t => t?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (tags.Count > 20) check.Add("tags", "field.range", 0, 20);
        foreach (var tag in tags)
        {
            if (tag.Length == 0) check.Add("tags", "field.required");
            else if (tag.Length > 50) check.Add("tags", "field.too_long", 50);
            else if (tag.Contains('|') || tag.Any(char.IsControl)) check.Add("tags", "field.characters");
        }
        return tags;
    }

    /// <summary>The metadata; null where none were given.</summary>
    public IReadOnlyDictionary<string, string>? CleanMetadata(Check check)
    {
        if (Metadata is null) return null;
        if (Metadata.Count > 20) check.Add("metadata", "field.range", 0, 20);
        foreach (var (name, value) in Metadata)
        {
            if (name.Any(char.IsControl)) check.Add("metadata", "field.control");
            if (name.Length is 0 or > 40) check.Add("metadata", "field.too_long", 40);
            if (value is null) check.Add("metadata", "field.required");
            else if (value.Length > 200) check.Add("metadata", "field.too_long", 200);
            else Clean(check, "metadata", value);
        }
        return Metadata.ToDictionary(m => m.Key, m => m.Value ?? "");
    }

    /// <summary>A text without control characters; notes and metadata may have several lines.</summary>
    public static string Clean(Check check, string field, string value)
    {
        var lines = field is "notes" or "metadata";
        if (value.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))) check.Add(field, "field.control");
        return value;
    }

    private const int LongestFact = 255;
}

/// <summary>A new lead: at least a name, a phone or an e-mail.</summary>
internal sealed record LeadRequest : LeadFactsRequest
{
    /// <summary><c>ar</c> (default) or <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>A user who is to have it; the rules decide where it is absent.</summary>
    public string? AssignedTo { get; init; }
}

/// <summary>Moves a lead.</summary>
/// <param name="Status">The new status.</param>
/// <param name="Reason">Required for <c>lost</c>; at most 500 characters.</param>
internal sealed record LeadStatusRequest(LeadStatus? Status, string? Reason);

/// <summary>Gives a lead to somebody, to nobody, or to whom the rules choose: one of these must be said.</summary>
internal record LeadAssignRequest
{
    private readonly string? _user;

    /// <summary>The user; null for nobody.</summary>
    public string? UserId
    {
        get => _user;
        init => (_user, NamesUser) = (value, true);
    }

    /// <summary>Has the rules choose instead.</summary>
    public bool Auto { get; init; }

    /// <summary>Whether the request says whose they become, were it nobody's.</summary>
    [JsonIgnore]
    public bool NamesUser { get; private init; }

    /// <summary>The user, or null for nobody and for the rules.</summary>
    public string? User(Check check)
    {
        var user = check.Optional("userId", UserId, 100);
        // Of two wishes one would be lost without a word; and of none an owner would be.
        if (Auto && user is not null) check.Add("auto", "field.beside", "userId");
        else if (!Auto && !NamesUser) check.Add("userId", "field.required");
        return user;
    }
}

/// <summary>Gives many leads to somebody, to nobody, or to whom the rules choose: one of these must be said.</summary>
internal sealed record LeadsAssignRequest : LeadAssignRequest
{
    /// <summary>1 to 1,000 leads.</summary>
    public IReadOnlyList<string?>? Ids { get; init; }
}

/// <summary>What became of each lead, in the order asked.</summary>
internal sealed record LeadsAssignResponse(IReadOnlyList<LeadAssignResult> Items, int Assigned, int Refused);

/// <summary>What became of one.</summary>
/// <param name="Id">The lead.</param>
/// <param name="Outcome"><c>done</c>, or the code of the problem: <c>not_found</c>, <c>forbidden</c>, <c>wrong_status</c>, …</param>
/// <param name="AssignedTo">Whose it is now, or null.</param>
internal sealed record LeadAssignResult(string Id, string Outcome, string? AssignedTo);

/// <summary>Marks a lead as won.</summary>
/// <param name="DealId">The deal that was won, or null.</param>
/// <param name="OpenDeal">Opens a deal where the lead has none.</param>
internal sealed record LeadConvertRequest(string? DealId, bool OpenDeal = false);

/// <summary>Names the other lead of a merge.</summary>
/// <param name="OtherId">The lead.</param>
internal sealed record LeadMergeRequest(string? OtherId);
