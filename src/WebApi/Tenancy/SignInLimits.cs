using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Slows guessing at one account's password from many addresses. Idle accounts cost no memory.</summary>
internal sealed class SignInLimits(IOptions<AuthOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1), Least = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(account =>
        RateLimitPartition.GetFixedWindowLimiter(account, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.AttemptsPerAccount,
            Window = Window,
            QueueLimit = 0,
        }));

    /// <summary>Counts another attempt: null where it may be made now, otherwise how long to wait.</summary>
    public TimeSpan? Admit(string accountId)
    {
        using var lease = _limiter.AttemptAcquire(accountId);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > Least ? wait < Window ? wait : Window : Least;
    }

    public void Dispose() => _limiter.Dispose();
}
