using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SalesFlow.Storage.Channels;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// The read rows. Queries see the rows of <see cref="Tenant"/> only, and none while it is not set. Nothing is written through this context:
/// the projector writes with statements made from its model.
/// </summary>
internal abstract class ReadModelContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Whose rows are read.</summary>
    public string? Tenant { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var model = new ReadModelBuilder(modelBuilder, this);
        ReadModules.Configure(model);
        Keyset.Configure(modelBuilder);
        model.Table<SearchEntryRow>("search_entries", r => new { r.Tenant, r.Kind, r.Id }, SearchIndex);
        model.Table<FeedRow>("tenant_feed", r => new { r.Tenant, r.Seq });
        modelBuilder.Entity<RawUpdateRow>(t =>
        {
            t.ToTable("raw_updates");
            t.HasKey(r => r.Id);
            t.Property(r => r.Id).ValueGeneratedOnAdd();
            t.HasIndex(r => r.At);
        });
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties()) property.SetColumnName(Snake(property.Name));
            foreach (var key in entity.GetKeys()) key.SetName("pk_" + entity.GetTableName());
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName($"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => Snake(p.Name)))}");
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Every enum of the contracts has fixed numbers.
        configurationBuilder.Properties<Enum>().HaveConversion<short>();
        configurationBuilder.Properties<decimal>().HavePrecision(18, 2);
    }

    /// <summary>The index behind searching, where the model can express it.</summary>
    protected virtual void SearchIndex(EntityTypeBuilder<SearchEntryRow> table)
    {
    }

    /// <summary>Queries of these rows see those of <see cref="Tenant"/> only.</summary>
    internal void OnlyOwnRows<TRow>(EntityTypeBuilder<TRow> table) where TRow : class =>
        table.HasQueryFilter(r => EF.Property<string>(r, nameof(Tenant)) == Tenant);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

/// <summary>The read rows in PostgreSQL.</summary>
internal sealed class PostgresReadModelContext(DbContextOptions<PostgresReadModelContext> options) : ReadModelContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasPostgresExtension("pg_trgm").HasPostgresExtension("btree_gin");
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            // Ids are compared byte by byte: no language's order is wanted, and it costs much more.
            var compared = entity.GetKeys().SelectMany(k => k.Properties).Concat(entity.GetIndexes().SelectMany(i => i.Properties));
            foreach (var property in compared.Where(p => p.ClrType == typeof(string)).Distinct())
                if (property.Name != nameof(SearchEntryRow.Text)) property.SetCollation("C");
        }
    }

    protected override void SearchIndex(EntityTypeBuilder<SearchEntryRow> table) =>
        table.HasIndex(r => new { r.Tenant, r.Text }).HasMethod("gin").HasOperators("text_ops", "gin_trgm_ops");
}

/// <summary>The read rows in SQLite: times as microseconds since 1970 (UTC), money as hundredths, so that both sort and add exactly.</summary>
internal sealed class SqliteReadModelContext(DbContextOptions<SqliteReadModelContext> options) : ReadModelContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Migrations make these tables by hand: their full-text indexes need a row number that never changes.
        modelBuilder.Entity<SearchEntryRow>().ToTable("search_entries", t => t.ExcludeFromMigrations());
        modelBuilder.Entity<Conversations.MessageTextRow>().ToTable("message_texts", t => t.ExcludeFromMigrations());
        modelBuilder.Entity<Knowledge.KnowledgeChunkRow>().ToTable("knowledge_chunks", t => t.ExcludeFromMigrations());
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();
        configurationBuilder.Properties<decimal>().HaveConversion<Hundredths>();
    }

    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        v => SqliteTime.ToMicroseconds(v), v => SqliteTime.FromMicroseconds(v));

    private sealed class Hundredths() : ValueConverter<decimal, long>(
        v => (long)decimal.Round(v * 100m), v => v / 100m);
}
