using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>
/// Makes and checks tokens. Access tokens are signed (HS256) and name their session. Refresh tokens are secrets of which only a hash is kept; the
/// next one is derived from the one presented, so that a repeated exchange gives the same answer without any secret being stored.
/// </summary>
internal sealed class Tokens
{
    private const string Issuer = "salesflow";
    private const string AccessAudience = "salesflow-api";
    private const string RefreshPrefix = "sfr_";
    private const int SecretBytes = 32;
    private const int LongestPart = 64;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key;
    private readonly byte[] _refreshKey;
    private readonly AuthOptions _options;
    private readonly TimeProvider _clock;

    public Tokens(byte[] key, AuthOptions options, TimeProvider clock)
    {
        _key = new SymmetricSecurityKey(key);
        _refreshKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, SecretBytes, salt: null, info: "salesflow/refresh/v1"u8.ToArray());
        _options = options;
        _clock = clock;
    }

    /// <summary>What an access token must satisfy.</summary>
    public TokenValidationParameters AccessRules => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = AccessAudience,
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

    /// <summary>How long a refresh token holds.</summary>
    public TimeSpan RefreshLife => _options.RefreshLifetime;

    /// <summary>The tokens of a session.</summary>
    public SignedIn Issue(string accountId, AccountView account, string sessionId, string refreshSecret) => new(
        Sign(accountId, account, sessionId),
        $"{RefreshPrefix}{accountId}.{sessionId}.{refreshSecret}",
        (int)_options.AccessLifetime.TotalSeconds,
        account.TenantId,
        account.UserId);

    /// <summary>The parts of a refresh token, or null where it is none.</summary>
    public static (string AccountId, string SessionId, string Secret)? ReadRefresh(string token)
    {
        if (!token.StartsWith(RefreshPrefix, StringComparison.Ordinal)) return null;
        var parts = token[RefreshPrefix.Length..].Split('.');
        return parts.Length == 3 && parts.All(p => p.Length is > 0 and <= LongestPart && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? (parts[0], parts[1], parts[2])
            : null;
    }

    /// <summary>A new secret of 256 bits.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What is kept of a secret of high entropy.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The secret that follows one. Only this installation can say which that is.</summary>
    public string NextSecret(string sessionId, string secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_refreshKey, Encoding.UTF8.GetBytes($"{sessionId}\n{secret}")));

    private string Sign(string accountId, AccountView account, string sessionId)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = AccessAudience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + _options.AccessLifetime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            Subject = new ClaimsIdentity(
            [
                new Claim(AuthClaims.Subject, account.UserId),
                new Claim(AuthClaims.Tenant, account.TenantId),
                new Claim(AuthClaims.Role, account.Role),
                new Claim(AuthClaims.Name, account.FullName),
                new Claim(AuthClaims.Language, account.Language),
                new Claim(AuthClaims.Account, accountId),
                new Claim(AuthClaims.Session, sessionId),
                new Claim(AuthClaims.Type, "access"),
            ]),
        });
    }
}

/// <summary>The answer of registration, sign-in and refresh.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Buys new tokens, once.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="TenantId">The company.</param>
/// <param name="UserId">The user.</param>
internal sealed record SignedIn(string AccessToken, string RefreshToken, int ExpiresIn, string TenantId, string UserId);
