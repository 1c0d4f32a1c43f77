using SalesFlow.Common;

namespace SalesFlow.Contacts;

/// <summary>A contact came into being or something new was learnt of it; a null field was not said.</summary>
[EventName("contact.observed")]
public sealed record ContactObserved(string? Name, string? Phone, string? Bsuid, string? Username, string? Language, string Channel) : IDomainEvent;

/// <summary>Consent for a channel changed.</summary>
[EventName("contact.consent_changed")]
public sealed record ConsentChanged(string Channel, ConsentStatus Status, string Source, string? ProofMessageId) : IDomainEvent;

/// <summary>Another contact was merged into this one.</summary>
[EventName("contact.absorbed")]
public sealed record ContactAbsorbed(string OtherContactId) : IDomainEvent;

/// <summary>A name was claimed for a contact, or moved to another.</summary>
[EventName("contact-alias.claimed")]
public sealed record AliasClaimed(string ContactId) : IDomainEvent;
