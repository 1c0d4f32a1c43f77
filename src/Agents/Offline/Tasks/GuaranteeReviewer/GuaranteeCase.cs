namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>One of the six conditions of the guarantee.</summary>
/// <param name="Code">The output's field.</param>
/// <param name="Met">Null where nothing says so.</param>
/// <param name="Evidence">What was given, in figures.</param>
internal sealed record GuaranteeCondition(string Code, bool? Met, string Evidence);

/// <summary>A claim on the guarantee with what is known of the client.</summary>
internal sealed record GuaranteeCase
{
    public required string ClaimId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>When it was made, UTC; null where nothing says so.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Paid and account created, whichever was later, UTC.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Days from activation to claim as the input says, where it names no date; or null.</summary>
    public int? Elapsed { get; init; }

    public bool? Onboarded { get; init; }

    public decimal? OnboardingPercentage { get; init; }

    /// <summary>Leads entered, without fake and test ones.</summary>
    public decimal? Leads { get; init; }

    public decimal FakeLeads { get; init; }

    public decimal? Messages { get; init; }

    /// <summary>The longest run of days with use; where only a number of days is known, the run that it proves.</summary>
    public int? Streak { get; init; }

    /// <summary>Whether the run was stated or counted from dates, and not only proved by a number of days.</summary>
    public bool StreakIsExact { get; init; }

    /// <summary>Days with use, whether in a row or not.</summary>
    public int? ActiveDays { get; init; }

    /// <summary>Claims before this one that were not refused; null where nothing says so.</summary>
    public int? Beneficiary { get; init; }

    /// <summary>All claims before this one.</summary>
    public int Claims { get; init; }

    /// <summary>Signs of abuse; null where nothing says so.</summary>
    public IReadOnlyList<string>? Abuse { get; init; }

    public bool Trial { get; init; }

    public string? Plan { get; init; }

    public bool Yearly { get; init; }

    /// <summary>What may be paid back, SAR: the subscription with set-up, without extra services.</summary>
    public decimal? Paid { get; init; }

    public decimal Discount { get; init; }

    public string? AffiliateId { get; init; }

    public decimal? Commission { get; init; }

    public decimal? CommissionRate { get; init; }

    public bool AffiliateEmployed { get; init; }

    /// <summary>What the reason given is about: <c>legal</c>, <c>bug</c>, <c>price</c>, <c>feature</c>, <c>difficulty</c>, <c>exceptional</c>.</summary>
    public IReadOnlySet<string> Topics { get; init; } = new HashSet<string>();

    public bool Repeated { get; init; }

    public bool StrategicReferrer { get; init; }
}
