using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>The form of keys: <c>sf_live_{company}_{id}_{secret}</c>.</summary>
internal static class ApiKeys
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "api-key";

    /// <summary>How every key begins.</summary>
    public const string Prefix = "sf_live_";

    private const int LongestKey = 200;
    // Two of them still make a grain's key.
    private const int LongestPart = 64;

    /// <summary>The key of its parts.</summary>
    public static string Make(string tenant, string id, string secret) => $"{Prefix}{tenant}_{id}_{secret}";

    /// <summary>The parts of a key, or null where it is none.</summary>
    public static (string Tenant, string Id, string Secret)? Read(string key)
    {
        if (key.Length > LongestKey || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = key[Prefix.Length..].Split('_', 3);
        return parts.Length == 3 && parts[..2].All(p => p.Length is > 0 and <= LongestPart && p.All(char.IsAsciiLetterOrDigit)) && parts[2].Length > 0
            ? (parts[0], parts[1], parts[2])
            : null;
    }

    /// <summary>The key that a request carries, or null.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer " + Prefix, StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
}

/// <summary>
/// Which keys stand, and what they allow now: no more than whoever made them may do, and nothing once that person is deactivated, so that nobody
/// keeps by a key what was taken from them. Each process keeps its answers for five seconds.
/// </summary>
internal sealed class ApiKeyChecks(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private const int MaxCopies = 10_000;
    private readonly ConcurrentDictionary<string, (Task<ApiKeyView?> Key, DateTimeOffset Until)> _copies = new(StringComparer.Ordinal);

    /// <summary>The key that stands for what was presented, or null.</summary>
    public Task<ApiKeyView?> Find(string tenant, string id, string secret)
    {
        var now = clock.GetUtcNow();
        var hash = Tokens.Hash(secret);
        var name = $"{tenant}/{id}/{hash}";
        if (_copies.TryGetValue(name, out var copy) && now < copy.Until && !copy.Key.IsFaulted) return copy.Key;
        if (_copies.Count >= MaxCopies) _copies.Clear();
        var key = Ask(tenant, id, hash);
        _copies[name] = (key, now + Life);
        return key;
    }

    private async Task<ApiKeyView?> Ask(string tenant, string id, string hash)
    {
        TenantScope.Enter(tenant);
        var keys = grains.GetGrain<IApiKeysGrain>(TenantKey.Format(tenant, "api-keys"));
        var found = await keys.Find(id, hash);
        if (found is { MadeBy: { } maker })
        {
            if (await grains.GetGrain<IUserGrain>(TenantKey.Format(tenant, maker)).Get() is not { IsActive: true } user) return null;
            var held = Roles.PermissionsOf(user.Role);
            found = found with { Scopes = [.. found.Scopes.Where(s => Permissions.Find(s) is { } permission && held.Has(permission))] };
        }
        if (found is not null) await keys.Used(id);
        return found;
    }
}

/// <summary>Lets integrations in by their key.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyChecks checks)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return base.HandleChallengeAsync(properties);
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ApiKeys.Of(Request) is not { } text) return AuthenticateResult.NoResult();
        if (ApiKeys.Read(text) is not { } read || await checks.Find(read.Tenant, read.Id, read.Secret) is not { } key)
            return AuthenticateResult.Fail("The key is not good.");
        var identity = new ClaimsIdentity(
        [
            new Claim(AuthClaims.Subject, key.Id),
            new Claim(AuthClaims.Tenant, read.Tenant),
            new Claim(AuthClaims.Scopes, string.Join(' ', key.Scopes)),
            new Claim(AuthClaims.Name, key.Name),
            new Claim(AuthClaims.Type, "key"),
        ], ApiKeys.Scheme, AuthClaims.Subject, AuthClaims.Role);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), ApiKeys.Scheme));
    }
}
