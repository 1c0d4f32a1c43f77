using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Tests.Support;

/// <summary>The group-commit provider in memory: keeps JSON, refuses stale versions and known command ids, and holds the events and timers of every commit.</summary>
internal sealed class EntityStoreDouble(IEnumerable<IJsonTypeInfoResolver> resolvers) : IGrainStorage
{
    private readonly JsonSerializerOptions _json = new()
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers]),
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<GrainId, (string Json, long Version)> _rows = [];
    private readonly HashSet<(GrainId, string)> _commands = [];
    private readonly List<(GrainId Grain, IDomainEvent Event)> _events = [];
    private readonly Dictionary<(GrainId Grain, string Name), (DateTimeOffset At, long Token)> _due = [];

    /// <summary>Events of one grain, oldest first.</summary>
    public IReadOnlyList<IDomainEvent> Events(GrainId grain)
    {
        lock (_gate) return [.. _events.Where(e => e.Grain == grain).Select(e => e.Event)];
    }

    /// <summary>The number of commits, each of which is one transaction.</summary>
    public int Commits { get; private set; }

    /// <summary>Timers that stand, soonest first.</summary>
    public IReadOnlyList<(GrainId Grain, string Name, DateTimeOffset At, long Token)> Due
    {
        get
        {
            lock (_gate) return [.. _due.Select(d => (d.Key.Grain, d.Key.Name, d.Value.At, d.Value.Token)).OrderBy(d => d.At)];
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(grainId, out var row)) return Task.CompletedTask;
            grainState.State = (T)JsonSerializer.Deserialize(row.Json, _json.GetTypeInfo(typeof(T)))!;
            grainState.RecordExists = true;
            grainState.ETag = row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var record = (IEntityRecord)grainState.State!;
            var commit = record.Pending ?? throw new InvalidOperationException("A write without a commit.");
            var before = _rows.TryGetValue(grainId, out var row) ? row.Version : 0;
            if (before + Math.Max(1, commit.Events.Count) != record.Version) throw new InconsistentStateException("stale", $"{before}", $"{record.Version}");
            var known = commit.CommandIds.Where(c => _commands.Contains((grainId, c))).ToList();
            if (known.Count > 0) throw new DuplicateCommandException(known);
            foreach (var id in commit.CommandIds) _commands.Add((grainId, id));
            foreach (var e in commit.Events)
            {
                // What is stored is what can be read again.
                _events.Add((grainId, EventCatalog.Deserialize(EventCatalog.NameOf(e), EventCatalog.Serialize(e))!));
            }
            foreach (var name in commit.DueCleared) _due.Remove((grainId, name));
            foreach (var set in commit.DueSet) _due[(grainId, set.Name)] = (set.At, set.Token);
            _rows[grainId] = (JsonSerializer.Serialize(grainState.State, _json.GetTypeInfo(typeof(T))), record.Version);
            grainState.RecordExists = true;
            Commits++;
            return Task.CompletedTask;
        }
    }

    /// <summary>Creates an entity as bulk writing does; false where it exists.</summary>
    public bool Born(GrainId grainId, IEntityRecord record)
    {
        lock (_gate)
        {
            if (_rows.ContainsKey(grainId)) return false;
            var commit = record.Pending!;
            foreach (var id in commit.CommandIds) _commands.Add((grainId, id));
            foreach (var e in commit.Events) _events.Add((grainId, EventCatalog.Deserialize(EventCatalog.NameOf(e), EventCatalog.Serialize(e))!));
            foreach (var set in commit.DueSet) _due[(grainId, set.Name)] = (set.At, set.Token);
            _rows[grainId] = (JsonSerializer.Serialize(record, _json.GetTypeInfo(record.GetType())), record.Version);
            Commits++;
            return true;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
