namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A contact with the customer before the deal.</summary>
/// <param name="Index">Its place in the input.</param>
/// <param name="At">When, UTC; null where nothing says so.</param>
/// <param name="EntityType"><c>affiliate</c>, <c>campaign</c>, <c>channel</c>, or <c>own</c> for one of the company's own that nobody is credited for.</param>
/// <param name="EntityId">Whose it is.</param>
/// <param name="Kind"><c>link</c>, <c>registration</c>, <c>named</c>, <c>direct</c>, <c>closing</c>, <c>nurture</c>, or <c>other</c>.</param>
/// <param name="Source">As a journey shows it: the channel, or the kind of touch.</param>
/// <param name="Documented">Whether evidence was given with it.</param>
internal sealed record Touch(int Index, DateTimeOffset? At, string EntityType, string EntityId, string Kind, string Source, bool Documented)
{
    public bool IsAffiliate => EntityType == "affiliate";

    /// <summary>Whether it is the affiliate's own way to the customer, which needs no check.</summary>
    public bool IsReferral => Kind is "link" or "registration" or "named";
}

/// <summary>Somebody who says that the customer is theirs.</summary>
/// <param name="Claimant">The affiliate.</param>
/// <param name="Open">Whether it was neither withdrawn nor refused.</param>
/// <param name="Documented">Whether evidence was given.</param>
/// <param name="ClaimedFirst">When they say that they were first, or null.</param>
internal sealed record AttributionClaim(string Claimant, bool Open, bool Documented, DateTimeOffset? ClaimedFirst);

/// <summary>An affiliate as the input describes them.</summary>
internal sealed record AffiliateOf(string Id, bool? Employee, decimal? Rate, string? Phone, string? Email, string? Company);

/// <summary>A deal with everything that is known of how it came about.</summary>
internal sealed record AttributionCase
{
    public required string DealId { get; init; }

    public required string LeadId { get; init; }

    /// <summary>What the customer pays, SAR; null where nothing says so.</summary>
    public decimal? Value { get; init; }

    /// <summary><c>confirmed</c>, <c>open</c>, <c>lost</c>, <c>trial</c> or <c>refunded</c>.</summary>
    public required string State { get; init; }

    public string? Plan { get; init; }

    /// <summary>The deal's own rate, 0 to 1, or null.</summary>
    public decimal? Rate { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public required string Model { get; init; }

    /// <summary>Whether a model was asked for that does not exist.</summary>
    public bool ModelUnknown { get; init; }

    /// <summary>Whether another model was asked for after the deal had been attributed by this one.</summary>
    public bool ModelLocked { get; init; }

    /// <summary>Days before the close in which a touch counts, 1 to 365.</summary>
    public int Lookback { get; init; } = 90;

    public bool Negotiating { get; init; }

    /// <summary>Days after which a touch weighs half with <c>time_decay</c>.</summary>
    public decimal HalfLife { get; init; } = 7;

    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>Whether the input speaks of touches at all.</summary>
    public bool TouchesGiven { get; init; }

    public IReadOnlyList<AttributionClaim> Claims { get; init; } = [];

    /// <summary>Whether the input says that claims compete, without naming them.</summary>
    public bool SaidToCompete { get; init; }

    /// <summary>Whether affiliates of whom nothing else is said are employees.</summary>
    public bool Employed { get; init; }

    public bool Disputed { get; init; }

    public IReadOnlyList<string> Disputants { get; init; } = [];

    /// <summary>The commission's status so far, or null.</summary>
    public string? Status { get; init; }

    public IReadOnlyDictionary<string, AffiliateOf> Affiliates { get; init; } = new Dictionary<string, AffiliateOf>();

    /// <summary>An affiliate whose customer came back within six months, or null.</summary>
    public string? Returning { get; init; }

    public bool SelfReferral { get; init; }

    public bool InCrm { get; init; }

    public bool Contradiction { get; init; }

    /// <summary>Other commissions of the affiliate this month, SAR.</summary>
    public decimal MonthSoFar { get; init; }

    /// <summary>The person or day of the close as a business day; null where it is unknown.</summary>
    public DateOnly? CloseDay => ClosedAt is { } at ? CaseText.Day(at) : null;
}
