using SalesFlow.Common;

namespace SalesFlow.Contacts;

/// <summary>A contact came into being or something new was learnt of it; a null field was not said.</summary>
[EventName("contact.observed")]
public sealed record ContactObserved(string? Name, string? Phone, string? Bsuid, string? Username, string? Language, string Channel) : IDomainEvent;

/// <summary>Consent for a channel changed.</summary>
[EventName("contact.consent_changed")]
public sealed record ConsentChanged(string Channel, ConsentStatus Status, string Source, string? ProofMessageId, string? Address = null) : IDomainEvent;

/// <summary>
/// Another contact was merged into this one, and this one took over what it lacked. Phone, user id and username of the other are told beside, since
/// the channel may bring them to this one later.
/// </summary>
[EventName("contact.absorbed")]
public sealed record ContactAbsorbed(
    string OtherContactId, ContactExchange? Took = null, string? Phone = null, string? Bsuid = null, string? Username = null) : IDomainEvent;

/// <summary>A contact that had been merged into this one is another person after all.</summary>
[EventName("contact.released")]
public sealed record ContactReleased(string OtherContactId, ContactExchange Gave) : IDomainEvent;

/// <summary>A contact was entered by hand.</summary>
[EventName("contact.created")]
public sealed record ContactCreated(ContactDetails Details, DateTimeOffset At) : IDomainEvent;

/// <summary>People's own fields changed: null ones did not, empty ones were cleared.</summary>
[EventName("contact.updated")]
public sealed record ContactUpdated(ContactDetails Changes, DateTimeOffset At) : IDomainEvent;

/// <summary>The contact was taken out of lists.</summary>
[EventName("contact.deleted")]
public sealed record ContactDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A deleted contact came back.</summary>
[EventName("contact.restored")]
public sealed record ContactRestored(DateTimeOffset At) : IDomainEvent;

/// <summary>The contact was merged into another; these names were its own until then.</summary>
[EventName("contact.merged")]
public sealed record ContactMerged(string SurvivorId, IReadOnlyList<string> Aliases, DateTimeOffset At) : IDomainEvent;

/// <summary>The merge was undone, or could not be finished.</summary>
[EventName("contact.unmerged")]
public sealed record ContactUnmerged(string SurvivorId, IReadOnlyList<string> Aliases, DateTimeOffset At) : IDomainEvent;

/// <summary>A name of a contact was given up.</summary>
[EventName("contact-alias.released")]
public sealed record AliasReleased(string ContactId) : IDomainEvent;

/// <summary>A name was claimed for a contact, or moved to another.</summary>
[EventName("contact-alias.claimed")]
public sealed record AliasClaimed(string ContactId) : IDomainEvent;
