using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Conversations;

/// <summary>
/// A consent that is given or taken back anywhere holds in all of the person's conversations: those of the contact, and of the contacts that were merged
/// into it. Whoever is one person after a merge, or two again after its undoing, is looked at anew.
/// </summary>
internal sealed class ConsentReaction(IGrainFactory grains) : IReaction
{
    private const int LongestChain = 5;
    private const string Changed = "contact.consent_changed";

    public string Name => "consent";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, Changed, "contact.absorbed", "contact.released");

    // Quotes in texts are escaped.
    public bool Concerns(string type, string body) =>
        type != Changed || body.Contains("\"channel\":\"" + ConsentDecisions.Channel + "\"", StringComparison.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (await grains.GetGrain<ITenantGrain>(TenantKey.Format(e.Tenant, TenantGrain.KeyId)).Get() is not { Numbers: { Count: > 0 } numbers }) return;
        await Tell(e, e.EntityId, numbers);
        if (e.Event is ContactReleased released) await Tell(e, released.OtherContactId, numbers);
    }

    /// <summary>Tells the conversations of a contact, and of those that were merged into it, to do what the contact says now.</summary>
    private async Task Tell(CommittedEvent e, string contactId, IReadOnlyList<ConnectedNumber> numbers)
    {
        foreach (var person in await Persons(e.Tenant, contactId))
        {
            // Found by their ids: a list may not show yet who wrote a moment ago.
            await Task.WhenAll(numbers.Select(n => grains
                .GetGrain<IConversationGrain>(TenantKey.Format(e.Tenant, ConversationAddress.IdOf(n.PhoneNumberId, person)))
                .HeedConsent(e.CommandId, contactId)));
        }
    }

    /// <summary>The contact and all that were merged into it, as far as a channel has seen them: nobody else has a conversation.</summary>
    private async Task<List<string>> Persons(string tenant, string contactId)
    {
        var seen = new List<string>();
        var all = new HashSet<string>(StringComparer.Ordinal) { contactId };
        IReadOnlyList<string> next = [contactId];
        for (var depth = 0; depth <= LongestChain && next.Count > 0; depth++)
        {
            var views = await Task.WhenAll(next.Select(id => grains.GetGrain<IContactGrain>(TenantKey.Format(tenant, id)).Get()));
            var known = views.OfType<ContactView>().ToList();
            seen.AddRange(known.Where(c => c.Seen).Select(c => c.ContactId));
            next = [.. known.SelectMany(c => c.Absorbed).Where(all.Add)];
        }
        return seen;
    }
}
