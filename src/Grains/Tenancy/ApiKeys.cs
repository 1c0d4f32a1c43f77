using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A company's keys.</summary>
[GrainType("api-keys")]
internal sealed class ApiKeysGrain(
    [PersistentState("api-keys", EntityStorage.Provider)] IPersistentState<EntityRecord<ApiKeysState>> storage, TimeProvider clock)
    : EntityGrain<ApiKeysState>(storage, clock), IApiKeysGrain
{
    public Task<Outcome> Make(string commandId, MakeApiKey command) =>
        Execute(commandId, (s, now) => ApiKeyDecisions.Make(s, command, TenantScope.Actor, now));

    public Task<Outcome> Revoke(string commandId, string keyId) => Execute(commandId, (s, now) => ApiKeyDecisions.Revoke(s, keyId, now));

    public Task<Outcome> Used(string keyId) => Execute($"used:{keyId}:{Now.UtcTicks}", (s, now) => ApiKeyDecisions.Used(s, keyId, now));

    public Task<IReadOnlyList<ApiKeyView>> List() =>
        Task.FromResult<IReadOnlyList<ApiKeyView>>(State.Keys.Reverse().Select(k => k.View()).ToArray());

    public Task<ApiKeyView?> Find(string keyId, string hash) => Task.FromResult(State.Find(keyId, Now) is { } key && key.Hash == hash ? key.View() : null);

    public Task<bool> Stands(string keyId) => Task.FromResult(State.Find(keyId, Now) is not null);
}

/// <summary>The keys, oldest first.</summary>
internal sealed record ApiKeysState : IFold<ApiKeysState>
{
    /// <summary>How many revoked keys are remembered.</summary>
    public const int RevokedKept = 20;

    public ImmutableArray<ApiKey> Keys { get; init; } = [];

    /// <summary>The key that stands under an id.</summary>
    public ApiKey? Find(string id, DateTimeOffset now) => Keys.FirstOrDefault(k => k.Id == id && k.Stands(now));

    public ApiKeysState Apply(IDomainEvent e) => e switch
    {
        ApiKeyMade m => this with { Keys = [.. Remembered(), new ApiKey(m.Id, m.Name, m.Hash, [.. m.Scopes], m.At, m.ExpiresAt, MadeBy: m.MadeBy)] },
        ApiKeyUsed u => With(u.Id, k => k with { LastUsedAt = u.At }),
        ApiKeyRevoked r => With(r.Id, k => k with { RevokedAt = r.At }),
        _ => this,
    };

    private ApiKeysState With(string id, Func<ApiKey, ApiKey> change) => this with { Keys = [.. Keys.Select(k => k.Id == id ? change(k) : k)] };

    private IEnumerable<ApiKey> Remembered()
    {
        var forgotten = Keys.Where(k => k.RevokedAt is not null).OrderByDescending(k => k.RevokedAt).Skip(RevokedKept - 1).Select(k => k.Id).ToHashSet();
        return Keys.Where(k => !forgotten.Contains(k.Id));
    }
}

/// <summary>A key as it is stored.</summary>
internal sealed record ApiKey(
    string Id, string Name, string Hash, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt = null, DateTimeOffset? RevokedAt = null, string? MadeBy = null)
{
    public bool Stands(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    public ApiKeyView View() => new(Id, Name, Scopes, CreatedAt, ExpiresAt, LastUsedAt, RevokedAt, MadeBy);
}

/// <summary>What commands to the keys come to.</summary>
internal static class ApiKeyDecisions
{
    /// <summary>How many keys stand at most.</summary>
    public const int MostKeys = 50;

    private const int MaxName = 100;
    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(15);

    public static Decision Make(ApiKeysState state, MakeApiKey command, Actor actor, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Trim().Length > MaxName) return Decision.Refuse(Refusal.Invalid, "name");
        var scopes = command.Scopes.Select(Permissions.Find).ToList();
        if (scopes.Count == 0 || scopes.Contains(null) || scopes.Contains(Permission.Platform)) return Decision.Refuse(Refusal.Invalid, "scopes");
        var wanted = PermissionSet.Of(scopes.OfType<Permission>());
        if (!actor.Permissions.Covers(wanted)) return Decision.Refuse(Refusal.Forbidden, "scopes");
        if (command.ExpiresAt <= now) return Decision.Refuse(Refusal.Invalid, "expiresAt");
        if (state.Keys.Any(k => k.Id == command.Id)) return Decision.Refuse(Refusal.AlreadyExists);
        if (state.Keys.Count(k => k.RevokedAt is null) >= MostKeys) return Decision.Refuse(Refusal.LimitReached, "api_keys");
        return Decision.Accept(new ApiKeyMade(
            command.Id, command.Name.Trim(), command.Hash, [.. wanted.List().Select(p => p.Word())], command.ExpiresAt, now, Answers(state, actor)));
    }

    /// <summary>Who answers for a key that this actor makes: a key is nobody who could leave.</summary>
    private static string? Answers(ApiKeysState state, Actor actor) => actor.Kind switch
    {
        ActorKind.User => actor.Id,
        ActorKind.ApiKey => state.Keys.FirstOrDefault(k => k.Id == actor.Id)?.MadeBy,
        _ => null,
    };

    public static Decision Revoke(ApiKeysState state, string keyId, DateTimeOffset now) =>
        state.Keys.FirstOrDefault(k => k.Id == keyId) is not { } key ? Decision.Refuse(Refusal.NotFound)
        : key.RevokedAt is not null ? Decision.Nothing
        : Decision.Accept(new ApiKeyRevoked(keyId, now));

    public static Decision Used(ApiKeysState state, string keyId, DateTimeOffset now) =>
        state.Find(keyId, now) is not { } key || now - key.LastUsedAt < BetweenUses ? Decision.Nothing : Decision.Accept(new ApiKeyUsed(keyId, now));
}

/// <summary>The stored JSON of keys, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ApiKeysState>))]
internal sealed partial class ApiKeysJson : JsonSerializerContext;
