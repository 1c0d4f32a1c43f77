using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Channels;

/// <summary>
/// Whose a WhatsApp number or business account is. Owners are remembered for a minute and strangers for five seconds, so that a number
/// just connected is heard soon and a stranger's flood costs little.
/// </summary>
internal sealed class NumberDirectory(IGrainFactory grains, GrainCalls calls, TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StrangeFor = TimeSpan.FromSeconds(5);
    private readonly LruCache<string, string?> _owners = new(Capacity, clock);
    private readonly LruCache<string, bool> _learnt = new(Capacity, clock);

    /// <summary>The tenant of a number, or null.</summary>
    public Task<string?> OfNumber(string phoneNumberId, CancellationToken ct) => Owner(phoneNumberId, ct);

    /// <summary>The tenant of a business account, or null. Known once one of its numbers has been heard.</summary>
    public Task<string?> OfAccount(string businessAccountId, CancellationToken ct) => Owner(AliasNames.OfBusinessAccount(businessAccountId), ct);

    /// <summary>
    /// Remembers for good that an account is a tenant's, since notices of templates and limits name no number. Where tenants share an
    /// account, the first one heard gets its notices.
    /// </summary>
    public async Task Learn(string businessAccountId, string tenant, CancellationToken ct)
    {
        if (_learnt.TryGet(businessAccountId, out _, out var fresh) && fresh) return;
        var key = AliasNames.OfBusinessAccount(businessAccountId);
        await calls.Call(() => Grain(key).Claim(Id.Named("claim", key, tenant), tenant), ct);
        _learnt.Set(businessAccountId, true, TimeSpan.FromHours(1));
        _owners.Remove(key);
    }

    private async Task<string?> Owner(string id, CancellationToken ct)
    {
        if (_owners.TryGet(id, out var owner, out var fresh) && fresh) return owner;
        owner = await calls.Call(() => Grain(id).Get(), ct);
        _owners.Set(id, owner, owner is null ? StrangeFor : KnownFor);
        return owner;
    }

    private INumberOwnerGrain Grain(string id) => grains.GetGrain<INumberOwnerGrain>(TenantKey.Format(TenantKey.Platform, id));
}
