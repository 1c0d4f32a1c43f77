using SalesFlow.Common;
using SalesFlow.Contacts;

namespace SalesFlow.WebApi.Channels;

/// <summary>
/// Finds the contact behind a phone and a user id, and makes one where there is none. The phone leads, then the user id; both are claimed.
/// Where they lead to two contacts, the phone's absorbs the other. What was found is remembered for ten minutes, so that a customer who
/// writes on costs no call here.
/// </summary>
internal sealed class ContactResolver(IGrainFactory grains, GrainCalls calls, WebhookMetrics metrics, TimeProvider clock)
{
    /// <summary>How many customers are remembered.</summary>
    public const int Capacity = 50_000;

    private const string Channel = "whatsapp";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly LruCache<(string Tenant, string? Phone, string? Bsuid), Known> _known = new(Capacity, clock);

    private sealed record Known(string ContactId, string? Name, string? Username);

    /// <summary>The contact of a customer; created, named and merged as needed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="who">The customer.</param>
    /// <param name="cause">The id of the message that asks: the command ids are made of it.</param>
    /// <param name="language"><c>ar</c>, <c>en</c> or null, for a first sight.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string> Resolve(string tenant, CustomerIdentity who, string cause, string? language, CancellationToken ct)
    {
        var key = (tenant, who.Phone, who.Bsuid);
        var seen = _known.TryGet(key, out var known, out var fresh);
        if (seen && fresh && !Differs(known!, who)) return known!.ContactId;
        var contactId = seen && fresh ? known!.ContactId : await Claimed(tenant, who, cause, ct);
        // An outdated memory still tells what was observed before: coming back after ten minutes is no news.
        if (!seen || known!.ContactId != contactId || Differs(known, who)) await Observe(tenant, contactId, who, cause, language, ct);
        _known.Set(key, new Known(contactId, who.Name ?? known?.Name, who.Username ?? known?.Username), Lifetime);
        return contactId;
    }

    /// <summary>The contact of a customer if there is one; nothing is claimed.</summary>
    public async Task<string?> Find(string tenant, CustomerIdentity who, CancellationToken ct)
    {
        if (_known.TryGet((tenant, who.Phone, who.Bsuid), out var known, out var fresh) && fresh) return known!.ContactId;
        var found = who.Phone is { } phone ? await calls.Call(() => Alias(tenant, AliasNames.OfPhone(phone)).Get(), ct) : null;
        return found ?? (who.Bsuid is { } bsuid ? await calls.Call(() => Alias(tenant, AliasNames.OfBsuid(bsuid)).Get(), ct) : null);
    }

    /// <summary>
    /// A customer has a new phone or user id: it leads to the same contact from now on, so the conversation goes on. The old one keeps leading
    /// there too, since the channel repeats old messages for a week. Null where the customer is not known under the old names.
    /// </summary>
    public async Task<string?> Rename(string tenant, CustomerIdentity who, IdentityChange change, string cause, CancellationToken ct)
    {
        if (await Find(tenant, who, ct) is not { } contactId) return null;
        var after = who with { Phone = change.Phone ?? who.Phone, Bsuid = change.Bsuid ?? who.Bsuid };
        // First what the person is called now: absorbing needs the contact to be there.
        await Observe(tenant, contactId, after, cause, null, ct);
        if (change.Phone is { } phone) await Lead(tenant, AliasNames.OfPhone(phone), contactId, after, cause, ct);
        if (change.Bsuid is { } bsuid) await Lead(tenant, AliasNames.OfBsuid(bsuid), contactId, after, cause, ct);
        Forget(tenant, who);
        Forget(tenant, after);
        metrics.Identity("renamed");
        return contactId;
    }

    private async Task<string> Claimed(string tenant, CustomerIdentity who, string cause, CancellationToken ct)
    {
        var phone = who.Phone is null ? null : AliasNames.OfPhone(who.Phone);
        var bsuid = who.Bsuid is null ? null : AliasNames.OfBsuid(who.Bsuid);
        var (ofPhone, ofBsuid) = (Get(phone), Get(bsuid));
        await Task.WhenAll(ofPhone, ofBsuid);
        var (byPhone, byBsuid) = (await ofPhone, await ofBsuid);
        var contactId = byPhone ?? byBsuid ?? Id.Named("contact", tenant, phone ?? bsuid!);
        if (phone is not null) contactId = byPhone ??= await calls.Call(() => Alias(tenant, phone).Claim(contactId), ct);
        if (bsuid is not null) byBsuid ??= await calls.Call(() => Alias(tenant, bsuid).Claim(contactId), ct);
        if (byPhone is not null && byBsuid is not null && byPhone != byBsuid)
        {
            await Observe(tenant, byPhone, who, cause, null, ct);
            await Merge(tenant, byPhone, byBsuid, bsuid!, cause, ct);
        }
        return contactId;

        Task<string?> Get(string? alias) => alias is null ? Task.FromResult<string?>(null) : calls.Call(() => Alias(tenant, alias).Get(), ct);
    }

    /// <summary>Makes a name lead to a contact, whoever had it.</summary>
    private async Task Lead(string tenant, string alias, string contactId, CustomerIdentity after, string cause, CancellationToken ct)
    {
        var owner = await calls.Call(() => Alias(tenant, alias).Claim(contactId), ct);
        if (owner == contactId) return;
        var other = await calls.Call(() => Contact(tenant, owner).Get(), ct);
        // Usually the customer wrote under the new name before this notice came. Another user id there means another person,
        // whose number was given away: the name moves, the persons stay apart.
        if (other?.Bsuid is { } theirs && theirs != after.Bsuid) await Move(tenant, alias, contactId, cause, ct);
        else await Merge(tenant, contactId, owner, alias, cause, ct);
    }

    private async Task Merge(string tenant, string survivor, string other, string alias, string cause, CancellationToken ct)
    {
        var absorbed = await calls.Call(() => Contact(tenant, survivor).Absorb(Id.Named("absorb", survivor, other, cause), other), ct);
        if (!absorbed.Accepted)
        {
            // The two stay apart and the phone's contact answers; the next message tries again.
            metrics.Identity("merge_refused");
            return;
        }
        await Move(tenant, alias, survivor, cause, ct);
        var view = await calls.Call(() => Contact(tenant, other).Get(), ct);
        if (view?.Phone is { } phone) await MoveIfOf(AliasNames.OfPhone(phone));
        if (view?.Bsuid is { } bsuid) await MoveIfOf(AliasNames.OfBsuid(bsuid));
        if (view is not null) Forget(tenant, new CustomerIdentity(view.Phone, view.Bsuid));
        metrics.Identity("merged");

        async Task MoveIfOf(string name)
        {
            if (name != alias && await calls.Call(() => Alias(tenant, name).Get(), ct) == other) await Move(tenant, name, survivor, cause, ct);
        }
    }

    private async Task Move(string tenant, string alias, string contactId, string cause, CancellationToken ct)
    {
        var moved = await calls.Call(() => Alias(tenant, alias).Move(Id.Named("move", alias, contactId, cause), contactId), ct);
        if (!moved.Accepted) metrics.Identity("move_refused");
    }

    private async Task Observe(string tenant, string contactId, CustomerIdentity who, string cause, string? language, CancellationToken ct)
    {
        var seen = new ContactObservation(who.Name, who.Phone, who.Bsuid, who.Username, language, Channel);
        var outcome = await calls.Call(() => Contact(tenant, contactId).Observe(Id.Named("observe", contactId, cause), seen), ct);
        metrics.Identity(outcome.Accepted ? "observed" : "observe_refused");
    }

    private void Forget(string tenant, CustomerIdentity who)
    {
        _known.Remove((tenant, who.Phone, who.Bsuid));
        _known.Remove((tenant, who.Phone, null));
        _known.Remove((tenant, null, who.Bsuid));
    }

    private static bool Differs(Known known, CustomerIdentity who) =>
        (who.Name is not null && who.Name != known.Name) || (who.Username is not null && who.Username != known.Username);

    private IContactAliasGrain Alias(string tenant, string alias) => grains.GetGrain<IContactAliasGrain>(TenantKey.Format(tenant, alias));

    private IContactGrain Contact(string tenant, string contactId) => grains.GetGrain<IContactGrain>(TenantKey.Format(tenant, contactId));
}
