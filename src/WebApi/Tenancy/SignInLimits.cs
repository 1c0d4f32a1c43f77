using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Slows guessing at one account's password from many addresses. Idle accounts cost no memory.</summary>
internal sealed class SignInLimits(IOptions<AuthOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(account =>
        RateLimitPartition.GetFixedWindowLimiter(account, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.AttemptsPerAccount,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        }));

    /// <summary>Whether another attempt may be made now.</summary>
    public bool Admit(string accountId)
    {
        using var lease = _limiter.AttemptAcquire(accountId);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
