using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using SalesFlow.Channels;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Sign-in by an OpenID Connect provider. Section <c>SalesFlow:Auth:Oidc</c>. Off while no authority is set.</summary>
public sealed class OidcOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = AuthOptions.Section + ":Oidc";

    /// <summary>The provider's issuer address (https; http on this host only), under which its discovery document lies.</summary>
    public string? Authority { get; set; }

    /// <summary>What the provider calls this installation.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that goes with it; none for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Domains of addresses that may come in this way, with commas between; at least one.</summary>
    public string? AllowedDomains { get; set; }

    /// <summary>What the button says, <c>SSO</c> unless set.</summary>
    public string Name { get; set; } = "SSO";

    /// <summary>Whether sign-in this way is on.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority);

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        !IsConfigured ? null
        : !Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? $"{Section}:{nameof(Authority)} must be an https address."
        : string.IsNullOrWhiteSpace(ClientId) ? $"{Section}:{nameof(ClientId)} is required where {Section}:{nameof(Authority)} is set."
        : Domains().Length == 0 ? $"{Section}:{nameof(AllowedDomains)} is required where {Section}:{nameof(Authority)} is set."
        : null;

    /// <summary>Whether an address belongs to one of the domains.</summary>
    public bool Allows(string email) => email[(email.LastIndexOf('@') + 1)..] is var domain && Domains().Contains(domain, StringComparer.OrdinalIgnoreCase);

    private string[] Domains() => (AllowedDomains ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

internal sealed class OidcOptionsValidator : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options) =>
        options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}

/// <summary>What a browser carries through a sign-in elsewhere: protected, and good for ten minutes.</summary>
/// <param name="State">Comes back with the answer.</param>
/// <param name="Nonce">Stands in the identity token.</param>
/// <param name="Verifier">Proves to the provider that the answer is ours (PKCE).</param>
/// <param name="ReturnUrl">Where to go then: a path of this site.</param>
/// <param name="RedirectUri">Where the provider sends the browser.</param>
/// <param name="Until">When it ends.</param>
internal sealed record OidcPassage(string State, string Nonce, string Verifier, string ReturnUrl, string RedirectUri, DateTimeOffset Until);

/// <summary>Talks to the provider: discovery, the address of its page, the exchange of a code, the check of the identity token.</summary>
internal sealed partial class OidcClient : IDisposable
{
    /// <summary>The name of its HTTP client.</summary>
    public const string HttpClient = "oidc";

    private const int LongestAnswer = 256 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PassageLife = TimeSpan.FromMinutes(10);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly HttpClient _http;
    private readonly OidcOptions _options;
    private readonly ISecretProtector _secrets;
    private readonly TimeProvider _clock;
    private readonly ILogger<OidcClient> _log;
    private readonly Lazy<ConfigurationManager<OpenIdConnectConfiguration>> _provider;

    public OidcClient(IHttpClientFactory clients, IOptions<OidcOptions> options, ISecretProtector secrets, TimeProvider clock, ILogger<OidcClient> log)
    {
        (_options, _secrets, _clock, _log) = (options.Value, secrets, clock, log);
        _http = clients.CreateClient(HttpClient);
        _http.MaxResponseContentBufferSize = LongestAnswer;
        _provider = new(() => new ConfigurationManager<OpenIdConnectConfiguration>(
            _options.Authority!.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = _options.Authority!.StartsWith(Uri.UriSchemeHttps + ":", StringComparison.OrdinalIgnoreCase) }));
    }

    /// <summary>Begins: the provider's page, and what the browser carries meanwhile. Null where the provider cannot be reached.</summary>
    public async Task<(string Page, string Carried)?> Start(string returnUrl, string redirectUri, CancellationToken ct)
    {
        if (await Provider(ct) is not { AuthorizationEndpoint: { Length: > 0 } page }) return null;
        var passage = new OidcPassage(Tokens.NewSecret(), Tokens.NewSecret(), Tokens.NewSecret(), returnUrl, redirectUri, _clock.GetUtcNow() + PassageLife);
        var address = QueryHelpers.AddQueryString(page, new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = _options.ClientId, ["redirect_uri"] = redirectUri, ["scope"] = "openid email profile",
            ["state"] = passage.State, ["nonce"] = passage.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(passage.Verifier))), ["code_challenge_method"] = "S256",
        });
        return (address, _secrets.Protect(JsonSerializer.Serialize(passage)));
    }

    /// <summary>What the browser carried; null where it is not ours, too old, or not the passage of this answer.</summary>
    public OidcPassage? Read(string? carried, string? state)
    {
        if (string.IsNullOrEmpty(carried) || string.IsNullOrEmpty(state)) return null;
        try
        {
            return JsonSerializer.Deserialize<OidcPassage>(_secrets.Unprotect(carried)) is { } passage && passage.Until > _clock.GetUtcNow()
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(passage.State), Encoding.UTF8.GetBytes(state))
                ? passage
                : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Exchanges the provider's code; the verified address in lower case, or null with the reason in the log.</summary>
    public async Task<string?> Email(OidcPassage passage, string code, CancellationToken ct)
    {
        if (await Provider(ct) is not { TokenEndpoint: { Length: > 0 } endpoint } provider) return null;
        if (await IdToken(endpoint, passage, code, ct) is not { } token) return null;
        var read = await _handler.ValidateTokenAsync(token, Rules(provider));
        if (!read.IsValid && read.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider has changed its keys since they were read.
            _provider.Value.RequestRefresh();
            if (await Provider(ct) is not { } renewed) return null;
            read = await _handler.ValidateTokenAsync(token, Rules(renewed));
        }
        if (!read.IsValid)
        {
            LogRefused(read.Exception?.GetType().Name ?? "invalid");
            return null;
        }
        var claims = read.ClaimsIdentity;
        var nonce = claims.FindFirst("nonce")?.Value ?? "";
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(passage.Nonce)))
        {
            LogRefused("nonce");
            return null;
        }
        if (claims.FindFirst("azp")?.Value is { } party && party != _options.ClientId)
        {
            LogRefused("azp");
            return null;
        }
        var verified = string.Equals(claims.FindFirst("email_verified")?.Value, "true", StringComparison.OrdinalIgnoreCase);
        if (verified && claims.FindFirst("email")?.Value is { Length: > 2 and <= 254 } email && email.Contains('@', StringComparison.Ordinal))
            return email.Trim().ToLowerInvariant();
        LogRefused("email_verified");
        return null;
    }

    public void Dispose() => _http.Dispose();

    private TokenValidationParameters Rules(OpenIdConnectConfiguration provider) => new()
    {
        ValidIssuer = provider.Issuer,
        ValidAudience = _options.ClientId,
        IssuerSigningKeys = provider.SigningKeys,
        // Signed by the provider's own keys only: neither "none" nor our shared secret.
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        ],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (from, until, _, _) => until is { } end && end + Skew > _clock.GetUtcNow().UtcDateTime
            && (from is not { } start || start - Skew <= _clock.GetUtcNow().UtcDateTime),
    };

    private async Task<OpenIdConnectConfiguration?> Provider(CancellationToken ct)
    {
        try
        {
            var provider = await _provider.Value.GetConfigurationAsync(ct);
            // RFC 8414: what lies under an issuer's address must say that it is that issuer's.
            if (provider.Issuer?.TrimEnd('/') == _options.Authority!.TrimEnd('/')) return provider;
            LogUnreachable("issuer");
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or ArgumentException)
        {
            LogUnreachable(e.GetType().Name);
        }
        return null;
    }

    private async Task<string?> IdToken(string endpoint, OidcPassage passage, string code, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = passage.RedirectUri, ["client_id"] = _options.ClientId!,
            ["code_verifier"] = passage.Verifier,
        };
        if (_options.ClientSecret is { Length: > 0 } secret) form["client_secret"] = secret;
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var answer = await _http.PostAsync(new Uri(endpoint), content, ct);
            if (answer.IsSuccessStatusCode)
            {
                using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
                if (body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String)
                    return token.GetString();
            }
            LogRefused("token_endpoint");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or UriFormatException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            LogUnreachable(e.GetType().Name);
        }
        return null;
    }

    [LoggerMessage(1, LogLevel.Warning, "A sign-in by the OpenID provider was refused: {Reason}.")]
    private partial void LogRefused(string reason);

    [LoggerMessage(2, LogLevel.Warning, "The OpenID provider could not be asked: {Reason}.")]
    private partial void LogUnreachable(string reason);
}
