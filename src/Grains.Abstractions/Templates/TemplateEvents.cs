using SalesFlow.Common;

namespace SalesFlow.Templates;

/// <summary>A template was written, or anew: each is a version.</summary>
/// <param name="Code">Its code: unique in the company, and its name at Meta.</param>
/// <param name="Number">The version's number, from 1.</param>
/// <param name="Content">All that it says.</param>
/// <param name="External">Whether it was made elsewhere and only found in an account.</param>
/// <param name="At">When, UTC.</param>
[EventName("template.written")]
[GenerateSerializer, Immutable, Alias("event.template.written")]
public sealed record TemplateWritten(string Code, int Number, TemplateContent Content, bool External, DateTimeOffset At) : IDomainEvent;

/// <summary>A template was taken into use or out of it.</summary>
[EventName("template.switched")]
[GenerateSerializer, Immutable, Alias("event.template.switched")]
public sealed record TemplateSwitched(bool IsActive, DateTimeOffset At) : IDomainEvent;

/// <summary>A template was deleted. Its versions stay, and its code may be used again.</summary>
[EventName("template.deleted")]
[GenerateSerializer, Immutable, Alias("event.template.deleted")]
public sealed record TemplateDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A template's standing at Meta changed, or what is to be done there.</summary>
[EventName("template.listing_changed")]
[GenerateSerializer, Immutable, Alias("event.template.listing-changed")]
public sealed record TemplateListingChanged(TemplateListing Listing, DateTimeOffset At) : IDomainEvent;

/// <summary>Somebody asked for what an account's templates are.</summary>
[EventName("template-account.sync_asked")]
[GenerateSerializer, Immutable, Alias("event.template-account.sync-asked")]
public sealed record TemplateSyncAsked(DateTimeOffset At) : IDomainEvent;

/// <summary>An account's templates were read.</summary>
/// <param name="Found">How many there are, each language by itself.</param>
/// <param name="Gone">How many of those that were known are there no longer.</param>
/// <param name="Failure">Why they could not be read, a stable word; null where they were.</param>
/// <param name="At">When, UTC.</param>
[EventName("template-account.synced")]
[GenerateSerializer, Immutable, Alias("event.template-account.synced")]
public sealed record TemplatesSynced(int Found, int Gone, string? Failure, DateTimeOffset At) : IDomainEvent;
