using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Contacts;

/// <summary>What is known of a person.</summary>
public sealed record ContactState : IFold<ContactState>
{
    private const int NamesKept = 20;

    /// <summary>How many merges can be undone: the last ones.</summary>
    public const int MergesKept = 20;

    /// <summary>Profile name.</summary>
    public string? Name { get; init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; init; }

    /// <summary>Business-scoped user id.</summary>
    public string? Bsuid { get; init; }

    /// <summary>WhatsApp username.</summary>
    public string? Username { get; init; }

    /// <summary>Preferred language.</summary>
    public string Language { get; init; } = "ar";

    /// <summary>Consent by channel.</summary>
    public ImmutableDictionary<string, ConsentStatus> Consents { get; init; } = ImmutableDictionary<string, ConsentStatus>.Empty;

    /// <summary>Contacts that turned out to be this person; the last 20.</summary>
    public ImmutableArray<string> Absorbed { get; init; } = [];

    /// <summary>What each of them brought, so that it can go back.</summary>
    public ImmutableDictionary<string, MergeMemory> Memories { get; init; } = ImmutableDictionary<string, MergeMemory>.Empty;

    /// <summary>People's own fields; phone and language stand above.</summary>
    public ContactDetails Details { get; init; } = ContactDetails.None;

    /// <summary>Names by which channels and people found the person; the last 20.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Whether a channel has seen the person.</summary>
    public bool Seen { get; init; }

    /// <summary>Whether it is out of lists.</summary>
    public bool Deleted { get; init; }

    /// <summary>The contact that this one was merged into.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The survivor of the last merge, undone or not.</summary>
    public string? LastSurvivor { get; init; }

    /// <summary>The names that the last merge moved.</summary>
    public ImmutableArray<string> MovedAliases { get; init; } = [];

    /// <summary>How many times it was merged into another.</summary>
    public int Merges { get; init; }

    /// <inheritdoc/>
    public ContactState Apply(IDomainEvent e) => e switch
    {
        ContactObserved o => (this with
        {
            Name = o.Name ?? Name,
            Phone = o.Phone ?? Phone,
            Bsuid = o.Bsuid ?? Bsuid,
            Username = o.Username ?? Username,
            Language = o.Language ?? Language,
            Seen = true,
        }).Known(o.Phone, o.Bsuid, null),
        ConsentChanged c => this with { Consents = Consents.SetItem(c.Channel, c.Status) },
        ContactCreated c => Changed(c.Details).Known(c.Details.Phone, null, c.Details.Email).Known(c.Details.Whatsapp, null, null),
        ContactUpdated u => Changed(u.Changes).Known(u.Changes.Phone, null, u.Changes.Email).Known(u.Changes.Whatsapp, null, null),
        ContactDeleted => this with { Deleted = true },
        ContactRestored => this with { Deleted = false },
        ContactAbsorbed a => Remember(a).Exchanged(a.Took),
        ContactReleased r => Forget(r.OtherContactId).Exchanged(r.Gave),
        ContactMerged m => this with { MergedInto = m.SurvivorId, LastSurvivor = m.SurvivorId, MovedAliases = [.. m.Aliases], Merges = Merges + 1 },
        // A merge that was taken back before it moved a name has none to give back.
        ContactUnmerged u => this with { MergedInto = null, LastSurvivor = u.SurvivorId, MovedAliases = [.. u.Aliases] },
        _ => this,
    };

    /// <summary>All fields as one, the phone and the language among them.</summary>
    internal ContactDetails Card => Details with { Phone = Phone, Language = Language };

    internal ContactView View(string id, long version) => new(id, Name, Phone, Bsuid, Username, Language, Consents, version)
    {
        Details = Card, Deleted = Deleted, MergedInto = MergedInto, Absorbed = Absorbed, Aliases = ContactMerging.NamesOf(this), Seen = Seen,
    };

    private ContactState Changed(ContactDetails changes) => this with
    {
        Phone = Patch.Text(changes.Phone, Phone),
        Language = Patch.Text(changes.Language, Language) ?? Language,
        Details = Details.With(changes with { Phone = null, Language = null }),
    };

    private ContactState Exchanged(ContactExchange? x) => x is null ? this : Changed(x.Details) with
    {
        Name = Patch.Text(x.Name, Name),
        Bsuid = Patch.Text(x.Bsuid, Bsuid),
        Username = Patch.Text(x.Username, Username),
        Consents = (x.Consents ?? ImmutableDictionary<string, ConsentStatus>.Empty)
            .Aggregate(Consents, (all, c) => c.Value == ConsentStatus.Pending ? all.Remove(c.Key) : all.SetItem(c.Key, c.Value)),
    };

    private ContactState Remember(ContactAbsorbed a)
    {
        var kept = Absorbed.Remove(a.OtherContactId).TakeLast(MergesKept - 1).ToImmutableArray();
        return this with
        {
            Absorbed = kept.Add(a.OtherContactId),
            Memories = Memories.RemoveRange(Memories.Keys.Where(k => !kept.Contains(k))).SetItem(a.OtherContactId, new MergeMemory(
                a.Took ?? new ContactExchange(ContactDetails.None),
                new ContactExchange(new ContactDetails(Phone: Phone, Tags: Details.Tags), null, Bsuid, Username, Consents),
                a.Phone, a.Bsuid, a.Username)),
        };
    }

    private ContactState Forget(string other) => this with { Absorbed = Absorbed.Remove(other), Memories = Memories.Remove(other) };

    private ContactState Known(string? phone, string? bsuid, string? email)
    {
        if (string.IsNullOrEmpty(phone) && bsuid is null && string.IsNullOrEmpty(email)) return this;
        var names = Aliases;
        if (!string.IsNullOrEmpty(phone)) Add(AliasNames.OfPhone(phone));
        if (bsuid is not null) Add(AliasNames.OfBsuid(bsuid));
        if (!string.IsNullOrEmpty(email)) Add(AliasNames.OfEmail(email));
        return this with { Aliases = names.Length <= NamesKept ? names : [.. names.TakeLast(NamesKept)] };

        void Add(string name) => names = names.Remove(name).Add(name);
    }
}

/// <summary>What a merged contact brought.</summary>
/// <param name="Took">What was taken over from it.</param>
/// <param name="Before">What stood there before, of that which more than one can change: phone, ids, tags, consents.</param>
/// <param name="Phone">Its own phone.</param>
/// <param name="Bsuid">Its own user id.</param>
/// <param name="Username">Its own username.</param>
public sealed record MergeMemory(ContactExchange Took, ContactExchange Before, string? Phone, string? Bsuid, string? Username);
