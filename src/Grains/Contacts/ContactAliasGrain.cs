using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Contacts;

/// <summary>One name of a contact. The first to claim it wins; a merge or a change of number moves it.</summary>
[GrainType("contact-alias")]
public sealed class ContactAliasGrain(
    [PersistentState("contact-alias", EntityStorage.Provider)] IPersistentState<EntityRecord<ContactAliasState>> storage, TimeProvider clock)
    : EntityGrain<ContactAliasState>(storage, clock), IContactAliasGrain
{
    /// <inheritdoc/>
    public async Task<string> Claim(string contactId)
    {
        if (State.ContactId is null) await Commit(Decision.Accept(new AliasClaimed(contactId)), []);
        return State.ContactId!;
    }

    /// <inheritdoc/>
    public Task<Outcome> Move(string commandId, string contactId) =>
        Execute(commandId, (s, _) => s.ContactId == contactId ? Decision.Nothing : Decision.Accept(new AliasClaimed(contactId)));

    /// <inheritdoc/>
    public Task<Outcome> Release(string commandId, string contactId) =>
        Execute(commandId, (s, _) => s.ContactId == contactId ? Decision.Accept(new AliasReleased(contactId)) : Decision.Nothing);

    /// <inheritdoc/>
    public Task<string?> Get() => Task.FromResult(State.ContactId);
}

/// <summary>Whose a name is.</summary>
public sealed record ContactAliasState : IFold<ContactAliasState>
{
    /// <summary>The contact, or null.</summary>
    public string? ContactId { get; init; }

    /// <inheritdoc/>
    public ContactAliasState Apply(IDomainEvent e) => e switch
    {
        AliasClaimed c => this with { ContactId = c.ContactId },
        AliasReleased => this with { ContactId = null },
        _ => this,
    };
}
