using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Makes the context for the migrations' tool; no database is opened.</summary>
internal sealed class PostgresContextDesign : IDesignTimeDbContextFactory<PostgresReadModelContext>
{
    public PostgresReadModelContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresReadModelContext>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Makes the context for the migrations' tool; no database is opened.</summary>
internal sealed class SqliteContextDesign : IDesignTimeDbContextFactory<SqliteReadModelContext>
{
    public SqliteReadModelContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteReadModelContext>().UseSqlite("Data Source=:memory:").Options);
}
