using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Makes and checks tokens: HS256, with an audience of its own for each of the two kinds, so that one never passes for the other.</summary>
internal sealed class Tokens
{
    private const string Issuer = "salesflow";
    private const string AccessAudience = "salesflow-api";
    private const string RefreshAudience = "salesflow-refresh";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key;
    private readonly AuthOptions _options;
    private readonly TimeProvider _clock;

    public Tokens(byte[] key, AuthOptions options, TimeProvider clock)
    {
        _key = new SymmetricSecurityKey(key);
        _options = options;
        _clock = clock;
    }

    /// <summary>What an access token must satisfy.</summary>
    public TokenValidationParameters AccessRules => Rules(AccessAudience);

    /// <summary>Both tokens for an account.</summary>
    public SignedIn Issue(string accountKey, AccountView account) => new(
        Sign(AccessAudience, "access", _options.AccessLifetime, accountKey, account),
        Sign(RefreshAudience, "refresh", _options.RefreshLifetime, accountKey, account),
        (int)_options.AccessLifetime.TotalSeconds,
        account.TenantId,
        account.UserId);

    /// <summary>The account's key and user of a valid refresh token, or null.</summary>
    public async Task<(string Account, string UserId)?> ReadRefresh(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Rules(RefreshAudience));
        return result.IsValid
            && result.Claims.TryGetValue(AuthClaims.Type, out var type) && type is "refresh"
            && result.Claims.TryGetValue(AuthClaims.Account, out var account) && account is string key
            && result.Claims.TryGetValue(AuthClaims.Subject, out var subject) && subject is string user
            ? (key, user)
            : null;
    }

    private string Sign(string audience, string type, TimeSpan lifetime, string accountKey, AccountView account)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            Subject = new ClaimsIdentity(
            [
                new Claim(AuthClaims.Subject, account.UserId),
                new Claim(AuthClaims.Tenant, account.TenantId),
                new Claim(AuthClaims.Role, account.Role),
                new Claim(AuthClaims.Name, account.FullName),
                new Claim(AuthClaims.Language, account.Language),
                new Claim(AuthClaims.Account, accountKey),
                new Claim(AuthClaims.Type, type),
            ]),
        });
    }

    private TokenValidationParameters Rules(string audience) => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = audience,
        IssuerSigningKey = _key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        NameClaimType = AuthClaims.Subject,
        RoleClaimType = AuthClaims.Role,
        LifetimeValidator = (from, until, _, _) =>
            until is { } end && end + Skew > _clock.GetUtcNow().UtcDateTime
            && (from is not { } start || start - Skew <= _clock.GetUtcNow().UtcDateTime),
    };
}

/// <summary>The answer of registration, sign-in and refresh.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Buys new tokens.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="TenantId">The company.</param>
/// <param name="UserId">The user.</param>
internal sealed record SignedIn(string AccessToken, string RefreshToken, int ExpiresIn, string TenantId, string UserId);
