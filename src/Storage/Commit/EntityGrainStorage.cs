using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Storage.Commit;

/// <summary>
/// The provider <c>entities</c>: a write stores the state, its events, its timers and its command ids together.
/// The ETag is the stored version as text; none before the first write.
/// </summary>
internal sealed partial class EntityGrainStorage(
    IEntityStore store, StateJson json, TimeProvider time, ILogger<EntityGrainStorage> log) : IGrainStorage
{
    /// <summary>Above this a state is a design to be reconsidered; it is stored all the same.</summary>
    public const int LargeState = 32 * 1024;

    /// <summary>Above this a state is refused.</summary>
    public const int MaxState = 256 * 1024;

    private long _warned = long.MinValue;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await store.Read(KeyOf(stateName, grainId), cancellationToken);
        if (stored is not { } entity)
        {
            Reset(grainState);
            return;
        }
        var state = JsonSerializer.Deserialize<T>(entity.State, json.Options)
            ?? throw new InvalidOperationException($"The stored {stateName} is null.");
        RecordOf(state).Version = entity.Version;
        grainState.State = state;
        grainState.ETag = EtagOf(entity.Version);
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    // A commit that has begun cannot be taken back, so the token is not looked at: a cancelled caller would not know the outcome.
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = KeyOf(stateName, grainId);
        var record = RecordOf(grainState.State);
        var pending = record.Pending ?? new PendingCommit([], [], [], [], time.GetUtcNow());
        var expected = VersionOf(grainState.ETag);
        if (record.Version != expected + Math.Max(1, pending.Events.Count))
            throw new InvalidOperationException(
                $"A {stateName} at version {expected} with {pending.Events.Count} new events cannot become version {record.Version}.");
        var result = await store.Commit(new EntityCommit(key, expected, record.Version, record.Schema, Serialise(stateName, grainState.State), pending));
        switch (result.Outcome)
        {
            case CommitOutcome.Committed:
                record.Pending = null;
                grainState.ETag = EtagOf(record.Version);
                grainState.RecordExists = true;
                return;
            case CommitOutcome.Duplicate:
                throw new DuplicateCommandException(result.Duplicates);
            default:
                throw Stale(stateName, expected);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var expected = VersionOf(grainState.ETag);
        if (!await store.Erase(KeyOf(stateName, grainId), expected, cancellationToken)) throw Stale(stateName, expected);
        Reset(grainState);
    }

    private static EntityKey KeyOf(string stateName, GrainId grainId)
    {
        var key = TenantKey.Parse(grainId.Key.ToString()!);
        return new EntityKey(key.Tenant, stateName, key.Id);
    }

    private static IEntityRecord RecordOf<T>(T state) => state as IEntityRecord
        ?? throw new InvalidOperationException($"The storage '{EntityStorage.Provider}' keeps EntityRecord<T> only, not {typeof(T).Name}.");

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null!;
        grainState.RecordExists = false;
    }

    private static string EtagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long VersionOf(string? etag) => string.IsNullOrEmpty(etag) ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);

    private static InconsistentStateException Stale(string stateName, long expected) =>
        new($"The {stateName} was written by another activation since version {expected}.", "unknown", EtagOf(expected));

    private byte[] Serialise<T>(string stateName, T state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, json.Options);
        if (bytes.Length > MaxState)
            throw new InvalidOperationException(
                $"The state of a {stateName} is {bytes.Length} bytes; at most {MaxState} are stored. Keep history in tables.");
        if (bytes.Length > LargeState) WarnLarge(stateName, bytes.Length);
        return bytes;
    }

    private void WarnLarge(string kind, int bytes)
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _warned);
        if (last != long.MinValue && time.GetElapsedTime(last, now) < TimeSpan.FromMinutes(1)) return;
        if (Interlocked.CompareExchange(ref _warned, now, last) == last) LogLarge(kind, bytes, LargeState);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of a {Kind} is {Bytes} bytes, above the {Limit} that a state should stay under")]
    private partial void LogLarge(string kind, int bytes, int limit);
}
