namespace SalesFlow.Agents.Guards;

/// <summary>What the gate must know of a text that is about to leave. What is not known is left at its default, which is never the laxer
/// one.</summary>
/// <param name="Published">The numbers that the company publishes.</param>
internal sealed record GateContext(PublishedNumbers Published)
{
    /// <summary>The channel: <c>whatsapp</c>, <c>email</c>, <c>sms</c>, <c>voice</c> or <c>webchat</c>.</summary>
    public string Channel { get; init; } = "whatsapp";

    /// <summary>Whether the recipient wrote first: an answer needs no consent to be given, and is no outreach.</summary>
    public bool Answers { get; init; }

    /// <summary>Whether consent to be contacted on this channel is on record.</summary>
    public bool Consented { get; init; }

    /// <summary>Whether the recipient asked for no more messages.</summary>
    public bool OptedOut { get; init; }

    /// <summary>Whether this text only confirms that.</summary>
    public bool ConfirmsOptOut { get; init; }

    /// <summary>Whether the recipient has refused what is offered, in this talk.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether free text may be sent: the recipient wrote within the last 24 hours, or the channel has no such rule.</summary>
    public bool WindowOpen { get; init; }

    /// <summary>Whether it is sent as a template that the channel's owner approved.</summary>
    public bool ApprovedTemplate { get; init; }

    /// <summary>Whether it is the company's first message to the recipient.</summary>
    public bool FirstOutreach { get; init; }

    /// <summary>The recipient's sector, or null.</summary>
    public string? RecipientSector { get; init; }

    /// <summary>The company's name in each language: a first message must say who writes. Empty where it is not known.</summary>
    public IReadOnlyList<string> CompanyNames { get; init; } = [];

    /// <summary>Phones, addresses and accounts that may stand in the text: the company's own and the recipient's.</summary>
    public IReadOnlyList<string> KnownContacts { get; init; } = [];

    /// <summary>Customers and partners that the company may name.</summary>
    public IReadOnlyList<string> NamedReferences { get; init; } = [];

    /// <summary>Deadlines and free offers that are real, as they are written ("30 November"); a text that repeats one is not stopped for
    /// it.</summary>
    public IReadOnlyList<string> ApprovedOffers { get; init; } = [];

    /// <summary>Numbers that the recipient named; asked for only where the text names an amount that is not published.</summary>
    public Func<HashSet<decimal>> CustomerNumbers { get; init; } = () => [];
}

/// <summary>What is done with a text.</summary>
internal enum GateDecision
{
    /// <summary>It may leave.</summary>
    Pass,
    /// <summary>Its writer is asked to mend it.</summary>
    Revise,
    /// <summary>It does not leave; a person is told.</summary>
    Block,
}

/// <summary>Why a text does not leave as it is.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Decision">What this alone asks for.</param>
/// <param name="Quote">Where it stands, shortened; other people's data masked.</param>
/// <param name="Advice">What the writer is told.</param>
internal sealed record GateReason(string Code, GateDecision Decision, string Quote, string Advice);

/// <summary>The gate's answer: the strictest of its reasons.</summary>
/// <param name="Decision">What is done.</param>
/// <param name="Reasons">In order of weight; empty where it passes.</param>
internal sealed record GateVerdict(GateDecision Decision, IReadOnlyList<GateReason> Reasons)
{
    /// <summary>It may leave.</summary>
    public static GateVerdict Passes { get; } = new(GateDecision.Pass, []);
}
