using System.Collections.Concurrent;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.Grains.Channels;

/// <summary>
/// This silo's share of the numbers' pace: leases sends from a number's grain in blocks, so that the grain is not asked for each message, and
/// keeps credentials for a short while.
/// </summary>
public sealed class NumberPacer(IGrainFactory grains, TimeProvider clock)
{
    private const int Block = 16;
    private static readonly TimeSpan BlockLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CredentialsLife = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string Tenant, string Number), Share> _shares = new();

    /// <summary>The number's credentials, or null where it is stopped or not connected.</summary>
    public async ValueTask<NumberCredentials?> Credentials(string tenant, string number)
    {
        var share = Of(tenant, number);
        if (share.Credentials is { } known && clock.GetUtcNow() < share.CredentialsUntil) return known;
        var credentials = await Grain(tenant, number).GetCredentials();
        share.CredentialsUntil = clock.GetUtcNow() + CredentialsLife;
        return share.Credentials = credentials;
    }

    /// <summary>Waits until one more message may go from the number.</summary>
    public async ValueTask Take(string tenant, string number)
    {
        var share = Of(tenant, number);
        while (true)
        {
            lock (share)
            {
                if (share.Left > 0 && clock.GetUtcNow() < share.Until)
                {
                    share.Left--;
                    return;
                }
            }
            var lease = await Grain(tenant, number).Lease(Block);
            lock (share)
            {
                if (lease.Granted > 0)
                {
                    share.Left = (clock.GetUtcNow() < share.Until ? share.Left : 0) + lease.Granted;
                    share.Until = clock.GetUtcNow() + BlockLife;
                }
            }
            if (lease.Granted == 0) await Task.Delay(lease.Wait, clock);
        }
    }

    /// <summary>Forgets what is known of a number: it was stopped or connected anew.</summary>
    public void Forget(string tenant, string number) => _shares.TryRemove((tenant, number), out _);

    private Share Of(string tenant, string number) => _shares.GetOrAdd((tenant, number), static _ => new Share());

    private IWhatsAppNumberGrain Grain(string tenant, string number) => grains.GetGrain<IWhatsAppNumberGrain>(TenantKey.Format(tenant, number));

    private sealed class Share
    {
        public NumberCredentials? Credentials;
        public DateTimeOffset CredentialsUntil;
        public int Left;
        public DateTimeOffset Until;
    }
}
