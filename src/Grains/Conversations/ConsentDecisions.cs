using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>What a contact's consent, said elsewhere or with another number, means for a conversation. Pure.</summary>
internal static class ConsentDecisions
{
    /// <summary>The channel whose consent counts here.</summary>
    internal const string Channel = "whatsapp";

    /// <summary>Why a conversation is silent, or is so no more, where its own customer's word is not the reason.</summary>
    internal const string Reason = "consent";

    /// <summary>What several contacts that are one person say together: a consent that one of them took back is taken back.</summary>
    internal static ConsentStatus Of(IEnumerable<ContactView> contacts) =>
        contacts.Select(c => c.Consents.GetValueOrDefault(Channel)).DefaultIfEmpty(ConsentStatus.Pending).Max();

    /// <summary>
    /// The conversation does what the consent says. While the customer's own word here is still on its way to the contact it counts: what the contact
    /// says then is older, or will be said again when the word has arrived.
    /// </summary>
    internal static Decision Heed(ConversationState state, ConsentStatus consent, bool ownWordUnderWay, DateTimeOffset now) =>
        state.Address is null ? Decision.Refuse(Refusal.NotFound)
        : ownWordUnderWay ? Decision.Nothing
        : Decision.Accept(Follow(state, consent, now));

    /// <summary>The event by which a conversation follows a consent; none where it does so already.</summary>
    internal static IDomainEvent[] Follow(ConversationState state, ConsentStatus consent, DateTimeOffset now) => (consent, state.OptedOut) switch
    {
        (ConsentStatus.Revoked, false) => [new OptedOut(string.Empty, true, now, Reason)],
        (ConsentStatus.Granted, true) => [new OptedIn(string.Empty, now, Reason)],
        // Neither given nor taken back, as after a merge was undone: what the customer said here stands.
        (ConsentStatus.Pending, true) when state.OptOutReason == Reason => [new OptedIn(string.Empty, now, Reason)],
        _ => [],
    };
}
