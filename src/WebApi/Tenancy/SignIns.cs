using System.Globalization;
using Microsoft.AspNetCore.Http;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>What every way in has in common: the account's user, the session, the entry in the audit log.</summary>
internal sealed class SignIns(IGrainFactory grains, Tokens tokens, SessionChecks checks, TimeProvider clock)
{
    private const int LongestDevice = 200;

    /// <summary>The account of an id.</summary>
    public IAccountGrain Account(string accountId) => grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, accountId));

    /// <summary>The user of an account. The tenant must have been entered.</summary>
    public IUserGrain User(AccountView account) => grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId));

    /// <summary>A letter of a company's outbox.</summary>
    public ILetterGrain Letter(string tenant, string id) => grains.GetGrain<ILetterGrain>(TenantKey.Format(tenant, id));

    /// <summary>
    /// The account with its user's present name, role and language; null where the user may not come in. An account without a user is given one:
    /// what a registration that broke off left out is made up for.
    /// </summary>
    public async Task<AccountView?> Enter(AccountView account)
    {
        TenantScope.Enter(account.TenantId);
        var grain = grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId));
        if (await grain.Get() is not { } user)
        {
            var role = Roles.Find(account.Role) ?? throw new InvalidOperationException("An account names a role that does not exist.");
            await grain.Add("join", new AddUser(account.FullName, account.Email, null, role, account.Language));
            user = await grain.Get() ?? throw new InvalidOperationException("An added user has no view.");
        }
        return account.IsActive && user.IsActive ? account with { FullName = user.FullName, Role = user.Role.Word(), Language = user.Language } : null;
    }

    /// <summary>Starts a session and tells of it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="account">As <see cref="Enter"/> gave it.</param>
    /// <param name="way">How they came in: <c>password</c>, <c>registration</c>, …</param>
    public async Task<SignedIn> Begin(HttpContext http, string accountId, AccountView account, string way)
    {
        var (session, secret) = (Id.New(clock), Tokens.NewSecret());
        var address = http.Connection.RemoteIpAddress?.ToString();
        var device = http.Request.Headers.UserAgent.ToString();
        var started = await Account(accountId).Start(new NewSession(
            session, Tokens.Hash(secret), tokens.RefreshLife, device.Length == 0 ? null : device[..Math.Min(device.Length, LongestDevice)], address));
        if (!started.Accepted) throw new InvalidOperationException("An account that was just read is gone.");
        TenantScope.Enter(account.TenantId);
        await grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId)).SignedIn(session);
        await Record(http, account, "login", ("way", way));
        return tokens.Issue(accountId, account, session, secret);
    }

    /// <summary>Exchanges a refresh token; null where it is not good.</summary>
    public async Task<SignedIn?> Refresh(HttpContext http, string token, string? requestKey)
    {
        if (Tokens.ReadRefresh(token) is not { } read) return null;
        var next = tokens.NextSecret(read.SessionId, read.Secret);
        var rotation = await Account(read.AccountId)
            .Rotate(new RotateSession(read.SessionId, Tokens.Hash(read.Secret), Tokens.Hash(next), requestKey, tokens.RefreshLife));
        if (rotation is { Reused: true, TenantId: { } tenant, UserId: { } user })
        {
            checks.Forget(read.SessionId);
            await Record(http, tenant, user, null, "refresh_reused", []);
        }
        return rotation.Account is { } account && await Enter(account) is { } entered
            ? tokens.Issue(read.AccountId, entered, read.SessionId, next)
            : null;
    }

    /// <summary>Writes an entry about an account into its company's audit log, signed by its user where they have proved who they are.</summary>
    public Task Record(HttpContext http, AccountView account, string action, params (string Name, string Value)[] details) =>
        Record(http, account.TenantId, account.UserId, Roles.Find(account.Role), action, details);

    /// <summary>Writes an entry about an account of which the caller has proved nothing.</summary>
    public Task RecordUnproved(HttpContext http, AccountView account, string action, params (string Name, string Value)[] details) =>
        Record(http, account.TenantId, account.UserId, null, action, details);

    /// <summary>Tells of a wrong password, and of the wait that follows where there is one.</summary>
    public async Task RecordFailure(HttpContext http, SignInAttempt attempt, params (string Name, string Value)[] details)
    {
        if (attempt.Account is not { } account) return;
        await RecordUnproved(http, account, "login_failed", details);
        await RecordLock(http, account, attempt.Locks);
    }

    /// <summary>Tells of the wait that a failure brought, where there is one.</summary>
    public Task RecordLock(HttpContext http, AccountView account, TimeSpan? locks) => locks is not { } wait
        ? Task.CompletedTask
        : RecordUnproved(http, account, "locked_out", ("seconds", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));

    private async Task Record(HttpContext http, string tenant, string userId, Role? proved, string action, (string Name, string Value)[] details)
    {
        var address = http.Connection.RemoteIpAddress?.ToString();
        if (proved is { } role) TenantScope.Enter(tenant, Actor.User(userId, role, address));
        else TenantScope.Enter(tenant);
        var words = details.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal);
        if (address is not null) words["address"] = address;
        await grains.GetGrain<IAuditGrain>(TenantKey.Format(tenant, "audit")).Record(Id.New(clock), new AuditEntry(action, "user", userId, words));
    }
}
