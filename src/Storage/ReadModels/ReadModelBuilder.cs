using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Describes the read tables to the model. Every table's rows belong to a tenant, and queries see the context's tenant only.</summary>
internal sealed class ReadModelBuilder(ModelBuilder model, ReadModelContext context)
{
    /// <summary>Whether the model is PostgreSQL's; SQLite's otherwise. For indexes that only one of them has.</summary>
    public bool Postgres => context is PostgresReadModelContext;

    /// <summary>A table of rows, its key (the tenant first), and its indexes (the tenant first in each).</summary>
    public void Table<TRow>(string name, Expression<Func<TRow, object?>> key, Action<EntityTypeBuilder<TRow>>? more = null) where TRow : class
    {
        var table = model.Entity<TRow>();
        table.ToTable(name);
        table.HasKey(key);
        // The projector gives every value: none may be generated, and a default must not be taken for "not set".
        foreach (var property in table.Metadata.GetProperties()) property.ValueGenerated = ValueGenerated.Never;
        context.OnlyOwnRows(table);
        more?.Invoke(table);
    }
}
