using SalesFlow.Common;
using SalesFlow.Contacts;

namespace SalesFlow.Grains.Leads;

/// <summary>What forms and leads do with contacts. Every command has an id of its own, so that all of it may be repeated.</summary>
internal static class LeadContacts
{
    private const int LongestChain = 8;

    /// <summary>
    /// Grants consents to the contact, or to the one that it was merged into meanwhile. Whoever took consent back gives it again in their own voice, not
    /// through a form that anybody can fill in.
    /// </summary>
    /// <returns>The contact, and the channels that were granted.</returns>
    public static async Task<(string ContactId, IReadOnlyList<string> Granted)> Grant(
        IGrainFactory grains, string tenant, string contactId, IReadOnlyList<string> channels, string source, string proof)
    {
        var (contact, known) = (Of(grains, tenant, contactId), (ContactView?)null);
        for (var i = 0; i < LongestChain && (known = await contact.Get())?.MergedInto is { } survivor; i++)
            contact = Of(grains, tenant, contactId = survivor);
        var granted = new List<string>();
        foreach (var channel in channels)
        {
            if (known?.Consents.GetValueOrDefault(channel) == ConsentStatus.Revoked) continue;
            await contact.SetConsent($"{proof}:consent:{channel}", channel, ConsentStatus.Granted, source, proof);
            granted.Add(channel);
        }
        return (contactId, granted);
    }

    /// <summary>Gives a contact that has none its e-mail and the lead that it is, where the address is nobody else's.</summary>
    public static async Task Fill(IGrainFactory grains, string tenant, string contactId, string commandId, string? email, string leadId)
    {
        var contact = Of(grains, tenant, contactId);
        if (await contact.Get() is not { Deleted: false, MergedInto: null } known) return;
        if (email is not null && (known.Details.Email is not null || !await Owns(AliasNames.OfEmail(email)))) email = null;
        var lead = known.Details.LeadId is null ? leadId : null;
        if (email is not null || lead is not null) await contact.Update(commandId, new ContactDetails(Email: email, LeadId: lead), null);

        async Task<bool> Owns(string alias) => await Alias(grains, tenant, alias).Claim(contactId) == contactId;
    }

    public static IContactAliasGrain Alias(IGrainFactory grains, string tenant, string alias) =>
        grains.GetGrain<IContactAliasGrain>(TenantKey.Format(tenant, alias));

    private static IContactGrain Of(IGrainFactory grains, string tenant, string contactId) =>
        grains.GetGrain<IContactGrain>(TenantKey.Format(tenant, contactId));
}
