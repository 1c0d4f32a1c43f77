namespace SalesFlow.Common;

/// <summary>What became of a command. A refusal is an answer, not an exception; exceptions mean bugs and outages.</summary>
/// <param name="Refusal">Why nothing was done, or <see cref="Refusal.None"/>.</param>
/// <param name="Version">The entity's version after the command.</param>
/// <param name="Detail">A stable word that completes the refusal (a field's name, a limit), never prose.</param>
/// <param name="Repeated">The command's id had been seen before: its first outcome holds, nothing was done again.</param>
[GenerateSerializer, Immutable, Alias("outcome")]
public sealed record Outcome(Refusal Refusal, long Version, string? Detail = null, bool Repeated = false)
{
    /// <summary>Whether the command took effect, now or when it first came.</summary>
    public bool Accepted => Refusal == Refusal.None;

    /// <summary>Of an invalid value: the rule that it broke, a stable word, where the detail's field alone does not tell; or null.</summary>
    [Id(0)]
    public string? Rule { get; init; }
}

/// <summary>Every reason for which a command can be refused.</summary>
[GenerateSerializer]
public enum Refusal
{
    /// <summary>Not refused.</summary>
    None = 0,
    /// <summary>The entity does not exist.</summary>
    NotFound = 1,
    /// <summary>It exists already.</summary>
    AlreadyExists = 2,
    /// <summary>A value is missing or out of its limits; the detail names the field.</summary>
    Invalid = 3,
    /// <summary>The entity has moved on since the version that the caller saw.</summary>
    StaleVersion = 4,
    /// <summary>The entity's present status does not allow the command.</summary>
    WrongStatus = 5,
    /// <summary>The turn that an answer belongs to is no longer the conversation's current one.</summary>
    StaleTurn = 6,
    /// <summary>A person holds the conversation.</summary>
    HeldByHuman = 7,
    /// <summary>The contact has opted out, or never consented.</summary>
    NoConsent = 8,
    /// <summary>The customer-service window is closed: only a template may be sent.</summary>
    WindowClosed = 9,
    /// <summary>A limit of messages, follow-ups or attempts is reached; the detail names it.</summary>
    LimitReached = 10,
    /// <summary>The caller may not do this.</summary>
    Forbidden = 11,
    /// <summary>The name, address or number belongs to somebody else.</summary>
    Taken = 12,
    /// <summary>E-mail or password is wrong, or the account is closed.</summary>
    BadCredentials = 13,
    /// <summary>The stage or status named is not one of the pipeline's; the detail names the field.</summary>
    UnknownStage = 14,
    /// <summary>A reason is required for this step.</summary>
    ReasonRequired = 15,
    /// <summary>An answer failed a guard (price, language, length); the detail names it.</summary>
    GuardFailed = 16,
    /// <summary>The channel, number or model is not connected or not configured.</summary>
    NotConfigured = 17,
}
