using SalesFlow.Common;

namespace SalesFlow.Access;

/// <summary>The keys with which a company's integrations come in. Key: <c>tenant/api-keys</c>. Of a key's secret only a hash is kept.</summary>
[Alias("api-keys")]
public interface IApiKeysGrain : ITenantScoped
{
    /// <summary>Makes a key. Refused as forbidden where it would allow more than its maker holds. At most 50 stand.</summary>
    [Alias("Make")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Make(string commandId, MakeApiKey command);

    /// <summary>Revokes a key for ever.</summary>
    [Alias("Revoke")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Revoke(string commandId, string keyId);

    /// <summary>Notes that a key was used; what is less than a quarter of an hour after the last time changes nothing.</summary>
    [Alias("Used")]
    Task<Outcome> Used(string keyId);

    /// <summary>The keys, newest first; the last revoked ones too.</summary>
    [Alias("List")]
    [Requires(Permission.IntegrationsManage)]
    Task<IReadOnlyList<ApiKeyView>> List();

    /// <summary>The key that stands with this id and this hash; null otherwise.</summary>
    [Alias("Find")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<ApiKeyView?> Find(string keyId, string hash);

    /// <summary>Whether a key stands.</summary>
    [Alias("Stands")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> Stands(string keyId);
}

/// <summary>A new key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Hash">SHA-256 of its secret, which has 256 bits.</param>
/// <param name="Scopes">Words of permissions, at least one.</param>
/// <param name="ExpiresAt">When it ends by itself, or null.</param>
[GenerateSerializer, Immutable, Alias("api-keys.make")]
public sealed record MakeApiKey(string Id, string Name, string Hash, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it was made for.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="ExpiresAt">When it ends by itself, UTC, or null.</param>
/// <param name="LastUsedAt">About when it was used last, UTC, or null.</param>
/// <param name="RevokedAt">When it was revoked, UTC, or null.</param>
/// <param name="MadeBy">
/// The user who answers for it: it allows no more than they may do at present, and nothing once they are deactivated. Null for the program.
/// </param>
[GenerateSerializer, Immutable, Alias("api-keys.view")]
public sealed record ApiKeyView(
    string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt, string? MadeBy = null);

/// <summary>A key was made. <c>MadeBy</c> is the user who answers for it: of a key that a key made, the one who answers for that.</summary>
[EventName("api-keys.made")]
public sealed record ApiKeyMade(
    string Id, string Name, string Hash, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset At, string? MadeBy = null) : IDomainEvent;

/// <summary>A key was used, for the first time in a quarter of an hour.</summary>
[EventName("api-keys.used")]
public sealed record ApiKeyUsed(string Id, DateTimeOffset At) : IDomainEvent;

/// <summary>A key was revoked.</summary>
[EventName("api-keys.revoked")]
public sealed record ApiKeyRevoked(string Id, DateTimeOffset At) : IDomainEvent;
