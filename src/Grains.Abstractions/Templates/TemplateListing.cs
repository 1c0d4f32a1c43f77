namespace SalesFlow.Templates;

/// <summary>Where a template stands at Meta, in one account and one language.</summary>
[GenerateSerializer]
public enum TemplateStatus
{
    /// <summary>Meta has never been asked.</summary>
    NotSubmitted = 0,
    /// <summary>Somebody asked; Meta has not taken it yet.</summary>
    Submitting = 1,
    /// <summary>In review, up to 24 hours.</summary>
    Pending = 2,
    /// <summary>May be sent.</summary>
    Approved = 3,
    /// <summary>Refused in review; the reason says why.</summary>
    Rejected = 4,
    /// <summary>Not to be sent for some hours, because customers did not like it.</summary>
    Paused = 5,
    /// <summary>Not to be sent any more.</summary>
    Disabled = 6,
    /// <summary>May be sent, and will be paused or disabled unless customers like it better.</summary>
    Flagged = 7,
    /// <summary>Somebody has objected to the refusal.</summary>
    InAppeal = 8,
    /// <summary>The account has as many templates as it may.</summary>
    LimitExceeded = 9,
    /// <summary>Put away by Meta after a year without use.</summary>
    Archived = 10,
    /// <summary>Meta lets nobody change or send it.</summary>
    Locked = 11,
    /// <summary>Being deleted.</summary>
    PendingDeletion = 12,
    /// <summary>Deleted there. Its name is free after 30 days.</summary>
    Deleted = 13,
    /// <summary>Meta did not take it; the reason says why.</summary>
    Failed = 14,
}

/// <summary>What is still to be done at Meta.</summary>
[GenerateSerializer]
public enum TemplateTask
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Create it.</summary>
    Create = 1,
    /// <summary>Change it.</summary>
    Edit = 2,
    /// <summary>Delete it.</summary>
    Delete = 3,
}

/// <summary>The names behind Meta's numbers, in their order; a name that stands twice has two numbers.</summary>
/// <param name="Header">Of the header: none or one.</param>
/// <param name="Body">Of the body.</param>
/// <param name="Buttons">Of pages' addresses.</param>
[GenerateSerializer, Immutable, Alias("template.parameters")]
public sealed record TemplateParameters(IReadOnlyList<string> Header, IReadOnlyList<string> Body, IReadOnlyList<TemplateButtonParameter> Buttons)
{
    /// <summary>No parameter at all.</summary>
    public static TemplateParameters None { get; } = new([], [], []);

    /// <summary>Whether another one names the same.</summary>
    public bool Same(TemplateParameters? other) => other is not null
        && Header.SequenceEqual(other.Header) && Body.SequenceEqual(other.Body) && Buttons.SequenceEqual(other.Buttons);
}

/// <summary>The value at the end of a page's address.</summary>
/// <param name="Index">The button's place, from 0.</param>
/// <param name="Name">The variable.</param>
[GenerateSerializer, Immutable, Alias("template.button-parameter")]
public sealed record TemplateButtonParameter(int Index, string Name);

/// <summary>A template in one account and one language, as Meta has it.</summary>
/// <param name="BusinessAccountId">The WhatsApp business account.</param>
/// <param name="Language">Meta's language code, such as <c>ar</c> or <c>en_US</c>.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="MetaId">Meta's id, once it has one.</param>
/// <param name="Reason">Of a refusal, a pause or a failed attempt: Meta's word or ours.</param>
/// <param name="Quality"><c>green</c>, <c>yellow</c>, <c>red</c> or null where nobody knows yet.</param>
/// <param name="Category">The category that Meta counts it in: it may differ from the one asked for.</param>
/// <param name="Number">The version that Meta has; 0 where it was made elsewhere.</param>
/// <param name="Parameters">What its numbers stand for; null where it was made elsewhere.</param>
/// <param name="Task">What is still to be done.</param>
/// <param name="Attempts">How often that was tried.</param>
/// <param name="NextAt">When it is tried next, UTC; null where nothing is to be done.</param>
/// <param name="SeenAt">The channel's own time of what is known of it, UTC; null before the first word.</param>
/// <param name="Sightings">How often the channel has told something of it.</param>
[GenerateSerializer, Immutable, Alias("template.listing")]
public sealed record TemplateListing(
    string BusinessAccountId,
    string Language,
    TemplateStatus Status,
    string? MetaId = null,
    string? Reason = null,
    string? Quality = null,
    WhatsappCategory? Category = null,
    int Number = 0,
    TemplateParameters? Parameters = null,
    TemplateTask Task = TemplateTask.None,
    int Attempts = 0,
    DateTimeOffset? NextAt = null,
    DateTimeOffset? SeenAt = null,
    int Sightings = 0)
{
    /// <summary>Whether Meta lets it be sent.</summary>
    public bool Sendable => IsSendable(Status);

    /// <summary>Whether Meta lets a template of this status be sent.</summary>
    public static bool IsSendable(TemplateStatus status) => status is TemplateStatus.Approved or TemplateStatus.Flagged;

    /// <summary>Whether nothing has changed but how often and when it was looked at.</summary>
    public bool SameAs(TemplateListing other) =>
        this with { SeenAt = other.SeenAt, Sightings = other.Sightings, Parameters = other.Parameters } == other
        && (Parameters?.Same(other.Parameters) ?? other.Parameters is null);
}

/// <summary>What the channel says of a template: a webhook's word, or a line of its list. Null parts were not said.</summary>
/// <param name="BusinessAccountId">The account.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Language">Its language code there.</param>
/// <param name="At">When it was so, by the channel's own clock, UTC.</param>
/// <param name="MetaId">Meta's id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why; empty takes an older reason away.</param>
/// <param name="Quality">What customers think.</param>
/// <param name="Category">What Meta counts it as.</param>
/// <param name="Text">Its words.</param>
[GenerateSerializer, Immutable, Alias("template.sighting")]
public sealed record TemplateSighting(
    string BusinessAccountId,
    string Name,
    string Language,
    DateTimeOffset At,
    string? MetaId = null,
    TemplateStatus? Status = null,
    string? Reason = null,
    string? Quality = null,
    WhatsappCategory? Category = null,
    WhatsappText? Text = null);
