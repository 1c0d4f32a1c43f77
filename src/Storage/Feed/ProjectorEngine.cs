using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>What one step of a projector did.</summary>
/// <param name="Events">How many events were projected.</param>
/// <param name="Full">Whether the batch was full, so that more surely waits.</param>
/// <param name="Feed">The items that came to be, by tenant.</param>
/// <param name="Oldest">When the oldest of them happened, or null.</param>
internal sealed record ProjectedStep(int Events, bool Full, IReadOnlyList<FeedHint> Feed, DateTimeOffset? Oldest)
{
    public static readonly ProjectedStep Nothing = new(0, false, [], null);
}

/// <summary>
/// Projects one shard, batch by batch: reads events, loads the rows that they touch, folds, and writes rows, feed numbers and checkpoint in one
/// transaction. Whatever goes wrong, it forgets what it knew and starts again from what is written. Not thread-safe.
/// </summary>
internal sealed class ProjectorEngine(short shard, IProjectionStore store, ReadModelTables tables, ProjectionOptions options, TimeProvider clock)
{
    private Ownership? _owner;

    /// <summary>Why the shard stopped in front of an event, or null.</summary>
    public string? Stopped { get; private set; }

    /// <summary>The last position projected, as far as this engine knows.</summary>
    public long Position { get; private set; }

    /// <summary>Called with the name of each point passed, so that tests can break off there.</summary>
    internal Action<string>? Passing { get; init; }

    /// <summary>Projects the next events, if there are any.</summary>
    /// <exception cref="FencedException">Somebody else owns the shard now: this engine must not be used again.</exception>
    public async Task<ProjectedStep> Step(CancellationToken ct)
    {
        if (Stopped is not null) return ProjectedStep.Nothing;
        try
        {
            var owner = _owner ?? await store.TakeOver(shard, ct);
            (_owner, Position) = (owner, owner.Place.Position);
            var events = await store.Read(shard, owner.Place, options.BatchSize, ct);
            Passing?.Invoke("read");
            return events.Count == 0 ? ProjectedStep.Nothing : await Project(owner, events, ct);
        }
        catch (Exception e) when (e is not FencedException)
        {
            // Whether a write took effect may be unknown now; the next step asks.
            _owner = null;
            throw;
        }
    }

    private async Task<ProjectedStep> Project(Ownership owner, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var batch = new ReadModelBatch(tables);
        var dead = new Dictionary<int, string>();
        var parsed = new IDomainEvent?[events.Count];
        for (var i = 0; i < parsed.Length; i++)
        {
            try
            {
                parsed[i] = StoredEvents.Parse(events[i]);
                if (parsed[i] is { } e) batch.Ask(e, events[i].Header);
            }
            catch (Exception e)
            {
                dead.Add(i, Describe(e));
            }
        }
        var numbers = await store.Load(batch, [.. events.Select(e => e.Header.Tenant).Distinct(StringComparer.Ordinal)], ct);
        while (batch.AskMore()) await store.Load(batch, [], ct);
        Passing?.Invoke("loaded");

        var count = Fold(batch, events, parsed, dead);
        if (count == 0)
        {
            Stopped = $"{events[0].Type} of {events[0].Header.Entity}/{events[0].Header.EntityId}:{events[0].Header.Version}: {dead[0]}";
            return ProjectedStep.Nothing;
        }
        Passing?.Invoke("folded");

        var (feed, heads) = Number(events, count, numbers);
        var to = events[count - 1].Place;
        var buried = dead.Where(d => d.Key < count).Select(d => new DeadEvent(events[d.Key], d.Value)).ToList();
        await store.Write(new ProjectionWrite(shard, owner, to, batch, feed, heads, buried, clock.GetUtcNow()), ct);
        Passing?.Invoke("written");
        _owner = owner with { Place = to };
        Position = to.Position;
        return new ProjectedStep(count, events.Count == options.BatchSize || count < events.Count, Hints(feed), events[0].Header.At);
    }

    /// <summary>Folds what the policy allows and answers how many events that is: all, or those in front of one that cannot be folded.</summary>
    private int Fold(ReadModelBatch batch, IReadOnlyList<StoredEvent> events, IDomainEvent?[] parsed, Dictionary<int, string> dead)
    {
        var count = events.Count;
        for (var again = true; again;)
        {
            again = false;
            if (options.PoisonPolicy == PoisonPolicy.Stop && dead.Count > 0) count = Math.Min(count, dead.Keys.Min());
            for (var i = 0; i < count; i++)
            {
                if (parsed[i] is not { } e || dead.ContainsKey(i)) continue;
                try
                {
                    batch.Fold(e, events[i].Header);
                }
                catch (Exception error)
                {
                    // It may have changed a part of its rows: fold all over again without it.
                    dead.Add(i, Describe(error));
                    batch.Reset();
                    again = true;
                    break;
                }
            }
        }
        batch.Complete();
        return count;
    }

    private static (List<FeedRow> Feed, Dictionary<string, long> Heads) Number(
        IReadOnlyList<StoredEvent> events, int count, IReadOnlyDictionary<string, long> numbers)
    {
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        var feed = new List<FeedRow>(count);
        for (var i = 0; i < count; i++)
        {
            var (e, h) = (events[i], events[i].Header);
            var seq = (heads.TryGetValue(h.Tenant, out var head) ? head : numbers.GetValueOrDefault(h.Tenant)) + 1;
            heads[h.Tenant] = seq;
            feed.Add(new FeedRow
            {
                Tenant = h.Tenant, Seq = seq, Id = $"{h.Entity}/{h.EntityId}:{h.Version}", Type = e.Type, Entity = h.Entity, EntityId = h.EntityId,
                Version = h.Version, At = h.At, Data = e.Body, Position = e.Place.Position,
            });
        }
        return (feed, heads);
    }

    private List<FeedHint> Hints(List<FeedRow> feed)
    {
        var hints = new List<FeedHint>();
        foreach (var tenant in feed.GroupBy(f => f.Tenant, StringComparer.Ordinal))
        {
            var rows = tenant.ToList();
            // The last item's number alone tells a listener how much it has to read.
            var told = rows.Count <= options.HintLimit ? rows : rows[^1..];
            hints.Add(new FeedHint(tenant.Key, [.. told.Select(FeedReader.Item)]));
        }
        return hints;
    }

    private static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message}";
}
