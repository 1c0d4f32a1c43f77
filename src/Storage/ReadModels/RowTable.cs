using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Reads and writes many rows of one table with one statement each, made once from the model.</summary>
internal sealed class RowTable<TRow> where TRow : class, IReadRow
{
    private readonly RowColumn<TRow>[] _columns;
    private readonly int _keyParts;
    private readonly bool _numbered;
    private readonly string _load, _upsert;

    /// <param name="model">The model that holds the row.</param>
    /// <param name="postgres">Whether the statements are for PostgreSQL; for SQLite otherwise.</param>
    /// <param name="sums">Properties to which a written value is added, instead of taking its place.</param>
    public RowTable(IModel model, bool postgres, params string[] sums)
    {
        var entity = model.FindEntityType(typeof(TRow)) ?? throw new InvalidOperationException($"{typeof(TRow).Name} is not in the model.");
        var properties = entity.GetProperties().ToList();
        var keys = entity.FindPrimaryKey()!.Properties;
        _columns = [.. properties.Select(RowColumn<TRow>.Of)];
        _keyParts = keys.Count;
        _numbered = keys.Count == 3 && keys[2].ClrType == typeof(long);
        Materialise = RowColumn<TRow>.Materialiser(properties);

        var table = $"\"{entity.GetTableName()}\"";
        var names = string.Join(", ", _columns.Select(c => c.Name));
        var keyNames = keys.Select(k => $"\"{k.GetColumnName()}\"").ToList();
        var sets = properties.Where(p => !keys.Contains(p)).Select(p => (Name: $"\"{p.GetColumnName()}\"", Sum: sums.Contains(p.Name)))
            .Select(c => c.Sum ? $"{c.Name} = t.{c.Name} + excluded.{c.Name}" : $"{c.Name} = excluded.{c.Name}");
        var conflict = $"ON CONFLICT ({string.Join(", ", keyNames)}) DO UPDATE SET {string.Join(", ", sets)}";
        if (postgres)
        {
            var keyArrays = string.Join(", ", keys.Select((k, i) => $"${i + 1}::{k.GetColumnType()}[]"));
            var join = string.Join(" AND ", keyNames.Select((k, i) => $"t.{k} = k.k{i}"));
            var columns = string.Join(", ", _columns.Select(c => "t." + c.Name));
            _load = $"SELECT {columns} FROM unnest({keyArrays}) AS k({KeyAliases(keys.Count)}) JOIN {table} t ON {join}";
            var arrays = string.Join(", ", _columns.Select((c, i) => $"${i + 1}::{c.Type}[]"));
            _upsert = $"INSERT INTO {table} AS t ({names}) SELECT * FROM unnest({arrays}) {conflict}";
        }
        else
        {
            _load = $"SELECT {names} FROM {table} WHERE {string.Join(" AND ", keyNames.Select((k, i) => $"{k} = $k{i}"))}";
            _upsert = $"INSERT INTO {table} AS t ({names}) VALUES ({string.Join(", ", _columns.Select((_, i) => $"$p{i}"))}) {conflict}";
        }
    }

    /// <summary>Reads the row that a reader stands on.</summary>
    public Func<DbDataReader, TRow> Materialise { get; }

    /// <summary>The question for these rows.</summary>
    public NpgsqlBatchCommand Load(IReadOnlyList<RowKey> keys)
    {
        var command = new NpgsqlBatchCommand(_load);
        command.Parameters.Add(Array(keys, static k => k.Tenant));
        command.Parameters.Add(Array(keys, static k => k.Id));
        if (_keyParts == 3) command.Parameters.Add(_numbered ? Array(keys, static k => k.Number) : Array(keys, static k => k.Sub));
        return command;
    }

    /// <summary>The statement that writes these rows. No key may stand in them twice.</summary>
    public NpgsqlBatchCommand Upsert(IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlBatchCommand(_upsert);
        foreach (var column in _columns) command.Parameters.Add(column.Array(rows));
        return command;
    }

    /// <summary>Reads these rows; the ones that do not exist are left out.</summary>
    public IEnumerable<TRow> Load(SqliteConnection connection, IReadOnlyList<RowKey> keys)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _load;
        for (var i = 0; i < _keyParts; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"$k{i}" });
        foreach (var key in keys)
        {
            command.Parameters[0].Value = key.Tenant;
            command.Parameters[1].Value = key.Id;
            if (_keyParts == 3) command.Parameters[2].Value = _numbered ? key.Number : key.Sub;
            using var reader = command.ExecuteReader();
            if (reader.Read()) yield return Materialise(reader);
        }
    }

    /// <summary>Writes these rows.</summary>
    public void Upsert(SqliteConnection connection, IReadOnlyList<TRow> rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _upsert;
        for (var i = 0; i < _columns.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}" });
        foreach (var row in rows)
        {
            for (var i = 0; i < _columns.Length; i++) command.Parameters[i].Value = _columns[i].Value(row);
            command.ExecuteNonQuery();
        }
    }

    private static string KeyAliases(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"k{i}"));

    private static NpgsqlParameter<T[]> Array<T>(IReadOnlyList<RowKey> keys, Func<RowKey, T> part)
    {
        var values = new T[keys.Count];
        for (var i = 0; i < values.Length; i++) values[i] = part(keys[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values };
    }
}
