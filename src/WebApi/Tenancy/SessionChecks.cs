using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>
/// Whether sessions stand and what role their users have now. Each process keeps its answers for five seconds, so that a request costs no call of its
/// own and an ended session, a deactivated user or another role is felt within that time.
/// </summary>
internal sealed class SessionChecks(IGrainFactory grains, Suspensions suspensions, TimeProvider clock) : ISessionChecks
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private const int MaxCopies = 50_000;
    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    /// <summary>The role of the session's user; null where the session does not stand or the user is not active.</summary>
    public Task<Role?> RoleOf(string tenant, string userId, string accountId, string sessionId)
    {
        var now = clock.GetUtcNow();
        if (_copies.TryGetValue(sessionId, out var copy) && now < copy.Until && !copy.Role.IsFaulted && copy.UserId == userId) return copy.Role;
        if (_copies.Count >= MaxCopies) _copies.Clear();
        var role = Ask(tenant, userId, accountId, sessionId);
        _copies[sessionId] = new Copy(userId, role, now + Life);
        return role;
    }

    /// <summary>Forgets a session at once, where it ends in this process.</summary>
    public void Forget(string sessionId) => _copies.TryRemove(sessionId, out _);

    /// <inheritdoc/>
    public async ValueTask<bool> Holds(ClaimsPrincipal principal)
    {
        if (await CurrentRole(principal) is not { } role || principal.FindFirstValue(AuthClaims.Role) != role.Word()) return false;
        if (role == Role.Superadmin || principal.FindFirstValue(AuthClaims.Tenant) is not { } tenant) return true;
        TenantScope.Enter(tenant);
        return await suspensions.Reason(tenant) is null;
    }

    /// <summary>Lets a validated token in only while its session stands, with its user's present role.</summary>
    public async Task Validate(TokenValidatedContext context)
    {
        if (context.Principal is not { } principal || await CurrentRole(principal) is not { } role)
        {
            context.Fail("The session has ended.");
            return;
        }
        if (principal.Identity is ClaimsIdentity identity && identity.FindFirst(AuthClaims.Role) is { } claim && claim.Value != role.Word())
        {
            identity.RemoveClaim(claim);
            identity.AddClaim(new Claim(AuthClaims.Role, role.Word()));
        }
    }

    private async Task<Role?> CurrentRole(ClaimsPrincipal principal) =>
        principal.FindFirstValue(AuthClaims.Tenant) is { } tenant && principal.FindFirstValue(AuthClaims.Subject) is { } user
        && principal.FindFirstValue(AuthClaims.Account) is { } account && principal.FindFirstValue(AuthClaims.Session) is { } session
            ? await RoleOf(tenant, user, account, session)
            : null;

    private async Task<Role?> Ask(string tenant, string userId, string accountId, string sessionId)
    {
        if (!await grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, accountId)).IsLive(sessionId)) return null;
        TenantScope.Enter(tenant);
        return await grains.GetGrain<IUserGrain>(TenantKey.Format(tenant, userId)).Get() is { IsActive: true } user ? user.Role : null;
    }

    private sealed record Copy(string UserId, Task<Role?> Role, DateTimeOffset Until);
}
