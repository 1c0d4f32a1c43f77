using System.Collections.Concurrent;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>What one step did.</summary>
/// <param name="Passed">How many events of the log it went past.</param>
/// <param name="Reacted">To how many of them the reaction was given.</param>
/// <param name="Full">Whether the batch was full, so that more surely waits.</param>
internal readonly record struct ReactedStep(int Passed, int Reacted, bool Full);

/// <summary>
/// Follows one shard of the log for one reaction. The checkpoint moves only behind events whose reaction has ended, so a crash in between gives them
/// again. Not thread-safe.
/// </summary>
internal sealed class ReactionEngine(short shard, IReaction reaction, IReactionStore store, ReactionOptions options, TimeProvider clock)
{
    // A stretch of the log without anything of concern is passed in memory, and written down only now and then.
    private const int UnsavedLimit = 5000;

    private readonly string[] _types = [.. reaction.EventTypes];
    private Ownership? _owner;
    private Place _read;
    private int _unsaved;
    private (Place Place, int Times) _failed;

    /// <summary>The name of a reaction's checkpoint.</summary>
    public static string CheckpointOf(IReaction reaction) => "reaction:" + reaction.Name;

    /// <summary>The last position passed, as far as this engine knows.</summary>
    public long Position => _read.Position;

    /// <summary>Called with the name of each point passed, so that tests can break off there.</summary>
    internal Action<string>? Passing { get; init; }

    /// <summary>Reacts to the next events, if there are any.</summary>
    /// <exception cref="FencedException">Somebody else owns the shard now: this engine must not be used again.</exception>
    public async Task<ReactedStep> Step(CancellationToken ct)
    {
        try
        {
            if (_owner is null)
            {
                _owner = await store.TakeOver(CheckpointOf(reaction), shard, ct);
                (_read, _unsaved) = (_owner.Value.Place, 0);
            }
            var events = await store.Read(shard, _read, _types, options.BatchSize, ct);
            return events.Count == 0 ? default : await React(_owner.Value, events, ct);
        }
        catch (Exception e) when (e is not FencedException)
        {
            // Whether a write took effect may be unknown now; the next step asks.
            _owner = null;
            throw;
        }
    }

    private async Task<ReactedStep> React(Ownership owner, IReadOnlyList<PassedEvent> events, CancellationToken ct)
    {
        var dead = new SortedDictionary<int, string>();
        var work = new List<(int Index, CommittedEvent Event)>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Body is not { } body || !reaction.Concerns(events[i].Type, body)) continue;
            try
            {
                var h = events[i].Header;
                if (StoredEvents.Parse(new StoredEvent(events[i].Place, h, events[i].Type, body)) is { } e)
                    work.Add((i, new CommittedEvent(h.Tenant, h.Entity, h.EntityId, h.Version, h.At, h.By, e)));
            }
            catch (System.Text.Json.JsonException e)
            {
                // No attempt will ever read it.
                dead.Add(i, e.Message);
            }
        }

        var failures = await Give(work, ct);
        Passing?.Invoke("reacted");
        var done = events.Count;
        Exception? failure = null;
        if (!failures.IsEmpty)
        {
            var first = failures.Keys.Min();
            failure = failures[first];
            var place = events[first].Place;
            _failed = _failed.Place == place ? (place, _failed.Times + 1) : (place, 1);
            done = first;
            if (_failed.Times >= options.MaxAttempts)
            {
                dead[first] = $"{failure.GetType().Name}: {failure.Message}";
                done = first + 1;
                failure = null;
            }
        }
        if (done > 0)
        {
            var to = events[done - 1].Place;
            var buried = dead.Where(d => d.Key < done).Select(d => (events[d.Key], d.Value)).ToList();
            _unsaved += done;
            if (work.Count > 0 || buried.Count > 0 || _unsaved >= UnsavedLimit)
            {
                await store.Advance(CheckpointOf(reaction), shard, owner, to, buried, clock.GetUtcNow(), ct);
                _owner = owner with { Place = to };
                _unsaved = 0;
            }
            _read = to;
        }
        if (failure is not null)
            throw new InvalidOperationException($"The reaction {reaction.Name} failed at position {events[done].Place.Position}.", failure);
        return new ReactedStep(done, work.Count, done < events.Count || events.Count == options.BatchSize);
    }

    /// <summary>Gives the events to the reaction: those of one entity one after another, those of several at once. A failure holds back its own entity.</summary>
    private async Task<ConcurrentDictionary<int, Exception>> Give(List<(int Index, CommittedEvent Event)> work, CancellationToken ct)
    {
        var failures = new ConcurrentDictionary<int, Exception>();
        if (work.Count == 0) return failures;
        using var gate = new SemaphoreSlim(options.Parallelism);
        await Task.WhenAll(work.GroupBy(w => (w.Event.Tenant, w.Event.Entity, w.Event.EntityId)).Select(One));
        ct.ThrowIfCancellationRequested();
        return failures;

        async Task One(IEnumerable<(int Index, CommittedEvent Event)> entity)
        {
            await gate.WaitAsync(ct);
            try
            {
                foreach (var (index, e) in entity)
                {
                    try
                    {
                        TenantScope.Enter(e.Tenant);
                        await reaction.React(e, ct);
                    }
                    catch (Exception failure)
                    {
                        failures[index] = failure;
                        return;
                    }
                }
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
