using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Metadata;
using SalesFlow.Storage.Audit;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The tables that the projector writes, with their statements, each made at its first use. One for the process.</summary>
internal sealed class ReadModelTables(IModel model, bool postgres, AuditSeals seals)
{
    private readonly ConcurrentDictionary<Type, object> _tables = new();

    /// <summary>Seals the audit log.</summary>
    public AuditSeals Seals => seals;

    /// <summary>A row's table.</summary>
    /// <param name="sums">Properties to which a written value is added, instead of taking its place. The same for every use of a row.</param>
    public RowTable<TRow> Of<TRow>(params string[] sums) where TRow : class, IReadRow =>
        (RowTable<TRow>)_tables.GetOrAdd(typeof(TRow), _ => new RowTable<TRow>(model, postgres, sums));

    /// <summary>The tables of a PostgreSQL database.</summary>
    public static ReadModelTables Postgres(AuditSeals seals) => new(new PostgresContextDesign().CreateDbContext([]).Model, postgres: true, seals);

    /// <summary>The tables of a SQLite file.</summary>
    public static ReadModelTables Sqlite(AuditSeals seals) => new(new SqliteContextDesign().CreateDbContext([]).Model, postgres: false, seals);
}
