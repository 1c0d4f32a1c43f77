using Microsoft.Data.Sqlite;
using Npgsql;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The rows of one table that a batch of events needs: asked for first, loaded at once, folded in memory, written at once.</summary>
internal abstract class RowSet
{
    /// <summary>Whether rows were asked for that have not been loaded yet.</summary>
    public abstract bool AsksRows { get; }

    /// <summary>The question for all rows asked for since the last one.</summary>
    public abstract NpgsqlBatchCommand LoadCommand();

    /// <summary>Takes the answer in.</summary>
    public abstract Task TakeIn(NpgsqlDataReader reader, CancellationToken ct);

    /// <summary>Asks and takes in.</summary>
    public abstract void Load(SqliteConnection connection);

    /// <summary>The statement that writes what changed, or null.</summary>
    public abstract NpgsqlBatchCommand? UpsertCommand();

    /// <summary>Writes what changed.</summary>
    public abstract void Upsert(SqliteConnection connection);

    /// <summary>Forgets what was folded: every row is again as it was loaded.</summary>
    public abstract void Reset();

    /// <summary>
    /// The row of an entity itself, not one below it, that was folded last since <see cref="Forget"/>; before is what it was before the first of these
    /// folds.
    /// </summary>
    public (RowKey Key, IReadRow? Before, IReadRow? After)? Touched { get; private protected set; }

    /// <summary>Forgets which row was folded last.</summary>
    public void Forget() => Touched = null;
}

/// <inheritdoc/>
internal sealed class RowSet<TRow>(RowTable<TRow> table) : RowSet where TRow : class, IReadRow
{
    private readonly Dictionary<RowKey, Slot> _slots = [];

    private sealed class Slot
    {
        public TRow? Loaded;
        public TRow? Row;
        public bool Asked, Fetched;
    }

    public override bool AsksRows => _slots.Values.Any(s => s is { Asked: true, Fetched: false });

    /// <summary>Asks for a row.</summary>
    public void Ask(RowKey key)
    {
        if (!_slots.TryGetValue(key, out var slot)) _slots.Add(key, slot = new Slot());
        slot.Asked = true;
    }

    /// <summary>The row as it stands after the events folded so far.</summary>
    public TRow? this[RowKey key] => _slots.TryGetValue(key, out var slot) ? slot.Row : null;

    /// <summary>Folds one row, and gives it as it was before and as it is now.</summary>
    public (TRow? Before, TRow? After) Fold(RowKey key, Func<TRow?, TRow?> fold)
    {
        var slot = _slots[key];
        var before = slot.Row;
        slot.Row = fold(before);
        if (key is { Sub: "", Number: 0 }) Touched = (key, Touched is { } t && t.Key == key ? t.Before : before, slot.Row);
        return (before, slot.Row);
    }

    /// <summary>Puts a row that needed no loading.</summary>
    public void Put(TRow row)
    {
        if (!_slots.TryGetValue(row.Key, out var slot)) _slots.Add(row.Key, slot = new Slot());
        slot.Row = row;
    }

    /// <summary>Forgets rows that were put and have come to nothing.</summary>
    public void Drop(Func<TRow, bool> nothing)
    {
        foreach (var key in _slots.Where(s => s.Value is { Asked: false, Row: { } row } && nothing(row)).Select(s => s.Key).ToList()) _slots.Remove(key);
    }

    /// <summary>The rows that changed, each as it was loaded and as it is now.</summary>
    public IEnumerable<(TRow? Loaded, TRow Row)> Changes()
    {
        foreach (var slot in _slots.Values)
            if (slot.Row is { } row && !ReferenceEquals(row, slot.Loaded)) yield return (slot.Loaded, row);
    }

    public override NpgsqlBatchCommand LoadCommand() => table.Load(Asked());

    public override async Task TakeIn(NpgsqlDataReader reader, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct)) TakeIn(table.Materialise(reader));
    }

    public override void Load(SqliteConnection connection)
    {
        foreach (var row in table.Load(connection, Asked())) TakeIn(row);
    }

    public override NpgsqlBatchCommand? UpsertCommand() => ChangedRows() is { Count: > 0 } rows ? table.Upsert(rows) : null;

    public override void Upsert(SqliteConnection connection)
    {
        if (ChangedRows() is { Count: > 0 } rows) table.Upsert(connection, rows);
    }

    public override void Reset()
    {
        foreach (var slot in _slots.Values) slot.Row = slot.Loaded;
    }

    private void TakeIn(TRow row)
    {
        var slot = _slots[row.Key];
        slot.Loaded = row;
        slot.Row = row;
    }

    private List<RowKey> Asked()
    {
        var keys = new List<RowKey>();
        foreach (var (key, slot) in _slots)
        {
            if (slot is not { Asked: true, Fetched: false }) continue;
            slot.Fetched = true;
            keys.Add(key);
        }
        return keys;
    }

    private List<TRow> ChangedRows() => [.. Changes().Select(c => c.Row)];
}
