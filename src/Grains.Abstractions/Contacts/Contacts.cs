using SalesFlow.Access;
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

    /// <summary>Gives the name up, where it is this contact's: nobody has it then.</summary>
    [Alias("Release")]
    Task<Outcome> Release(string commandId, string contactId);

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

    /// <summary>
    /// Another contact turned out to be the same person; its names now lead here, and a consent that it took back is taken back here. Recorded, so that it
    /// can be undone.
    /// </summary>
    [Alias("Absorb")]
    Task<Outcome> Absorb(string commandId, string otherContactId);

    /// <summary>Creates a contact by hand. Whoever does so has claimed its phone and e-mail first.</summary>
    [Alias("Create")]
    [Requires(Permission.ContactsWrite)]
    Task<Outcome> Create(string commandId, ContactDetails details);

    /// <summary>Changes people's own fields. Null leaves a field as it is, an empty text clears it.</summary>
    [Alias("Update")]
    [Requires(Permission.ContactsWrite)]
    Task<Outcome> Update(string commandId, ContactDetails changes, long? expectedVersion);

    /// <summary>Takes the contact out of lists. It comes back by <see cref="Restore"/>, or by itself when the person writes.</summary>
    [Alias("Delete")]
    [Requires(Permission.ContactsDelete)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Brings a deleted contact back.</summary>
    [Alias("Restore")]
    [Requires(Permission.ContactsDelete)]
    Task<Outcome> Restore(string commandId);

    /// <summary>Records that consent was given or taken back, with its proof. Always kept, also where nothing changes by it.</summary>
    [Alias("RecordConsent")]
    [Requires(Permission.ContactsWrite)]
    Task<Outcome> RecordConsent(string commandId, ConsentRecord consent);

    /// <summary>
    /// This contact is the same person as another, who stays: its names lead there from now on, and the other takes over what it lacks. Recorded
    /// on both; <see cref="Unmerge"/> undoes it exactly. A crash in between is finished by a timer.
    /// </summary>
    [Alias("MergeInto")]
    [Requires(Permission.LeadsMerge)]
    Task<Outcome> MergeInto(string commandId, string survivorId);

    /// <summary>
    /// They were two after all: what the survivor took over and still has unchanged goes back, and so do the names that were moved.
    /// </summary>
    [Alias("Unmerge")]
    [Requires(Permission.LeadsMerge)]
    Task<Outcome> Unmerge(string commandId, string survivorId);

    /// <summary>Part of a merge, called by the contact that goes: takes over what this one lacks. Refused where this one was merged away itself.</summary>
    [Alias("TakeOver")]
    Task<Outcome> TakeOver(string commandId, ContactView other);

    /// <summary>Part of undoing a merge, called by the contact that comes back.</summary>
    [Alias("GiveBack")]
    Task<Outcome> GiveBack(string commandId, string otherContactId);

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
    IReadOnlyDictionary<string, ConsentStatus> Consents, long Version)
{
    /// <summary>People's own fields; the phone and the language are those above.</summary>
    [Id(0)]
    public ContactDetails Details { get; init; } = ContactDetails.None;

    /// <summary>Whether it was taken out of lists.</summary>
    [Id(1)]
    public bool Deleted { get; init; }

    /// <summary>The contact that it was merged into, or null.</summary>
    [Id(2)]
    public string? MergedInto { get; init; }

    /// <summary>Contacts that were merged into this one.</summary>
    [Id(3)]
    public IReadOnlyList<string> Absorbed { get; init; } = [];

    /// <summary>The names that lead or led here, as <see cref="AliasNames"/> writes them.</summary>
    [Id(4)]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether a channel has ever seen the person.</summary>
    [Id(5)]
    public bool Seen { get; init; }

    /// <summary>When it came into being, UTC; null where that was before this is kept.</summary>
    [Id(6)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(7)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Whether a merge of this contact into another goes on, or the undoing of one.</summary>
    [Id(8)]
    public MergeStep MergeStep { get; init; }

    /// <summary>What the person is called: as people wrote it, else as the channel tells.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? DisplayName => Details.FullName ?? Name;
}

/// <summary>What goes on between a contact and the one that it is merged into.</summary>
[GenerateSerializer]
public enum MergeStep
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>It is being merged into the other.</summary>
    Merging = 1,
    /// <summary>It is being parted from the other.</summary>
    Parting = 2,
}

/// <summary>What people know of a contact. In a change, null means unchanged and an empty text cleared.</summary>
/// <param name="FullName">At most 255 characters.</param>
/// <param name="JobTitle">At most 100 characters.</param>
/// <param name="Email">Lower case; one contact's only.</param>
/// <param name="Phone">E.164; one contact's only.</param>
/// <param name="Whatsapp">E.164, where it differs from the phone; one contact's only.</param>
/// <param name="CompanyId">The company worked for.</param>
/// <param name="LeadId">The lead that it came from.</param>
/// <param name="IsDecisionMaker">Whether the person decides.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="PreferredChannel"><c>whatsapp</c>, <c>email</c>, <c>sms</c> or <c>phone</c>.</param>
/// <param name="Notes">At most 2,000 characters.</param>
/// <param name="OwnerId">The user who looks after the contact.</param>
/// <param name="Tags">At most 20 of 40 characters.</param>
[GenerateSerializer, Immutable, Alias("contact.details")]
public sealed record ContactDetails(
    string? FullName = null, string? JobTitle = null, string? Email = null, string? Phone = null, string? Whatsapp = null, string? CompanyId = null,
    string? LeadId = null, bool? IsDecisionMaker = null, string? Language = null, string? PreferredChannel = null, string? Notes = null,
    string? OwnerId = null, IReadOnlyList<string>? Tags = null)
{
    /// <summary>No change at all.</summary>
    public static ContactDetails None { get; } = new();

    /// <summary>These particulars after a change.</summary>
    public ContactDetails With(ContactDetails c) => new(
        Patch.Text(c.FullName, FullName), Patch.Text(c.JobTitle, JobTitle), Patch.Text(c.Email, Email), Patch.Text(c.Phone, Phone),
        Patch.Text(c.Whatsapp, Whatsapp), Patch.Text(c.CompanyId, CompanyId), Patch.Text(c.LeadId, LeadId), c.IsDecisionMaker ?? IsDecisionMaker,
        Patch.Text(c.Language, Language), Patch.Text(c.PreferredChannel, PreferredChannel), Patch.Text(c.Notes, Notes),
        Patch.Text(c.OwnerId, OwnerId), c.Tags ?? Tags);

    /// <summary>What is left of this change where these are the particulars; equal to <see cref="None"/> where nothing is.</summary>
    public ContactDetails Against(ContactDetails known) => new(
        Patch.Change(FullName, known.FullName), Patch.Change(JobTitle, known.JobTitle), Patch.Change(Email, known.Email),
        Patch.Change(Phone, known.Phone), Patch.Change(Whatsapp, known.Whatsapp), Patch.Change(CompanyId, known.CompanyId),
        Patch.Change(LeadId, known.LeadId), IsDecisionMaker == (known.IsDecisionMaker ?? false) ? null : IsDecisionMaker,
        Patch.Change(Language, known.Language), Patch.Change(PreferredChannel, known.PreferredChannel), Patch.Change(Notes, known.Notes),
        Patch.Change(OwnerId, known.OwnerId), Patch.Change(Tags, known.Tags));
}

/// <summary>A change to a contact that a merge or its undoing brings: null is unchanged, empty is cleared.</summary>
/// <param name="Details">People's own fields.</param>
/// <param name="Name">Profile name.</param>
/// <param name="Bsuid">Business-scoped user id.</param>
/// <param name="Username">WhatsApp username.</param>
/// <param name="Consents">Consents that change, by channel.</param>
[GenerateSerializer, Immutable, Alias("contact.exchange")]
public sealed record ContactExchange(
    ContactDetails Details, string? Name = null, string? Bsuid = null, string? Username = null,
    IReadOnlyDictionary<string, ConsentStatus>? Consents = null);

/// <summary>That consent was given or taken back.</summary>
/// <param name="Channel"><c>whatsapp</c>, <c>email</c>, <c>sms</c> or <c>phone</c>.</param>
/// <param name="Status">Granted or revoked.</param>
/// <param name="Source">How it was collected: a word of at most 50 characters.</param>
/// <param name="ProofMessageId">The message or form that proves it, or null.</param>
/// <param name="Address">The network address that the person used, or null.</param>
[GenerateSerializer, Immutable, Alias("contact.consent")]
public sealed record ConsentRecord(string Channel, ConsentStatus Status, string Source, string? ProofMessageId, string? Address);

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
