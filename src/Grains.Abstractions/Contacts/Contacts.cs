using SalesFlow.Common;

namespace SalesFlow.Contacts;

/// <summary>
/// One name of a contact: <c>tenant/phone:#…</c> (a hash) or <c>tenant/bsuid:SA.…</c>. Says whose it is; the first to claim it wins.
/// </summary>
[Alias("contact-alias")]
public interface IContactAliasGrain : ITenantScoped
{
    /// <summary>Claims the name for a contact unless it is taken; answers whose it is now.</summary>
    [Alias("Claim")]
    Task<string> Claim(string contactId);

    /// <summary>Gives the name to another contact: part of a recorded merge or of a customer's change of number.</summary>
    [Alias("Move")]
    Task<Outcome> Move(string commandId, string contactId);

    /// <summary>Whose it is, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<string?> Get();
}

/// <summary>A person who writes. Key: <c>tenant/{contact id}</c>.</summary>
[Alias("contact")]
public interface IContactGrain : ITenantScoped
{
    /// <summary>Records what a channel says of the person: creates the contact, fills what was unknown, changes what differs. No change commits nothing.</summary>
    [Alias("Observe")]
    Task<Outcome> Observe(string commandId, ContactObservation observation);

    /// <summary>Sets consent for a channel, with the message or form that proves it.</summary>
    [Alias("SetConsent")]
    Task<Outcome> SetConsent(string commandId, string channel, ConsentStatus status, string source, string? proofMessageId);

    /// <summary>Another contact turned out to be the same person; its names now lead here. Recorded, so that it can be undone.</summary>
    [Alias("Absorb")]
    Task<Outcome> Absorb(string commandId, string otherContactId);

    /// <summary>The contact, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<ContactView?> Get();
}

/// <summary>What a channel says of a person.</summary>
/// <param name="Name">Profile name, or null.</param>
/// <param name="Phone">E.164, or null: people with a username may hide it.</param>
/// <param name="Bsuid">Business-scoped user id, or null.</param>
/// <param name="Username">WhatsApp username, or null.</param>
/// <param name="Language"><c>ar</c>, <c>en</c> or null.</param>
/// <param name="Channel">Where it was seen.</param>
[GenerateSerializer, Immutable, Alias("contact.observation")]
public sealed record ContactObservation(string? Name, string? Phone, string? Bsuid, string? Username, string? Language, string Channel);

/// <summary>A contact as it stands.</summary>
[GenerateSerializer, Immutable, Alias("contact.view")]
public sealed record ContactView(
    string ContactId, string? Name, string? Phone, string? Bsuid, string? Username, string Language,
    IReadOnlyDictionary<string, ConsentStatus> Consents, long Version);

/// <summary>Consent for one channel.</summary>
[GenerateSerializer]
public enum ConsentStatus
{
    /// <summary>Neither given nor taken back.</summary>
    Pending = 0,
    /// <summary>Given.</summary>
    Granted = 1,
    /// <summary>Taken back: nothing may be sent.</summary>
    Revoked = 2,
}
