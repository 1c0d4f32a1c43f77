using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Contacts;

/// <summary>A person who writes.</summary>
[GrainType("contact")]
public sealed class ContactGrain(
    [PersistentState("contact", EntityStorage.Provider)] IPersistentState<EntityRecord<ContactState>> storage, TimeProvider clock)
    : EntityGrain<ContactState>(storage, clock), IContactGrain
{
    /// <inheritdoc/>
    public Task<Outcome> Observe(string commandId, ContactObservation observation) => Execute(commandId, (s, _) => ContactDecisions.Observe(s, observation));

    /// <inheritdoc/>
    public Task<Outcome> SetConsent(string commandId, string channel, ConsentStatus status, string source, string? proofMessageId) =>
        Execute(commandId, (s, _) => ContactDecisions.SetConsent(s, channel, status, source, proofMessageId));

    /// <inheritdoc/>
    public Task<Outcome> Absorb(string commandId, string otherContactId) =>
        Execute(commandId, (s, _) => ContactDecisions.Absorb(s, Key.Id, otherContactId));

    /// <inheritdoc/>
    public Task<ContactView?> Get() => Task.FromResult(Version == 0
        ? null
        : new ContactView(Key.Id, State.Name, State.Phone, State.Bsuid, State.Username, State.Language, State.Consents, Version));
}

/// <summary>What is known of a person.</summary>
public sealed record ContactState : IFold<ContactState>
{
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

    /// <inheritdoc/>
    public ContactState Apply(IDomainEvent e) => e switch
    {
        ContactObserved o => this with
        {
            Name = o.Name ?? Name, Phone = o.Phone ?? Phone, Bsuid = o.Bsuid ?? Bsuid, Username = o.Username ?? Username, Language = o.Language ?? Language,
        },
        ConsentChanged c => this with { Consents = Consents.SetItem(c.Channel, c.Status) },
        ContactAbsorbed a => this with { Absorbed = [.. Absorbed.TakeLast(19), a.OtherContactId] },
        _ => this,
    };
}

/// <summary>What commands to a contact come to.</summary>
internal static class ContactDecisions
{
    internal static Decision Observe(ContactState s, ContactObservation o)
    {
        var changed = new ContactObserved(New(o.Name, s.Name), New(o.Phone, s.Phone), New(o.Bsuid, s.Bsuid), New(o.Username, s.Username),
            New(o.Language, s.Language), o.Channel);
        return changed is { Name: null, Phone: null, Bsuid: null, Username: null, Language: null } ? Decision.Nothing : Decision.Accept(changed);
    }

    internal static Decision SetConsent(ContactState s, string channel, ConsentStatus status, string source, string? proof) =>
        channel is not ("whatsapp" or "email" or "sms" or "voice") ? Decision.Refuse(Refusal.Invalid, "channel")
        : s.Consents.GetValueOrDefault(channel) == status ? Decision.Nothing
        : Decision.Accept(new ConsentChanged(channel, status, source, proof));

    internal static Decision Absorb(ContactState s, string self, string other) =>
        other == self ? Decision.Refuse(Refusal.Invalid, "otherContactId")
        : s.Absorbed.Contains(other) ? Decision.Nothing
        : Decision.Accept(new ContactAbsorbed(other));

    private static string? New(string? said, string? known) => said is not null && said != known ? said : null;
}
