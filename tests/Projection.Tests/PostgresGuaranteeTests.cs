using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Entities;
using SalesFlow.Leads;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Projection.Tests;

/// <summary>What only PostgreSQL can get wrong: the order of concurrent commits, and who sees whose rows.</summary>
public sealed class PostgresGuaranteeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_later_commit_waits_for_a_transaction_that_began_earlier_and_the_order_holds()
    {
        await using var db = await PostgresTestDatabase.Create();
        var engine = db.Engine(EntityStorage.ShardOf("t1"));
        await using var connection = await db.Database.DataSource.OpenConnectionAsync();
        await using var early = await connection.BeginTransactionAsync();
        await PostgresTestDatabase.Write(connection, Lead("t1", "early"));
        await db.Commit(Lead("t1", "late"));

        // The later event is committed, and yet must not be numbered: the earlier transaction may still put an event in front of it.
        Assert.Equal(1, await db.Scalar("SELECT count(*) FROM events"));
        Assert.Equal(0, (await engine.Step(CancellationToken.None)).Events);
        Assert.Equal(0, await db.Feed().Head("t1", CancellationToken.None));

        await early.CommitAsync();
        await Eventually(async () => await TestDatabase.ProjectShard(engine) + await db.Feed().Head("t1", CancellationToken.None) >= 2);

        Assert.Equal(["lead/early:1", "lead/late:1"], (await db.Feed().Read("t1", 0, 10, CancellationToken.None)).Items.Select(i => i.Id));
    }

    [Fact]
    public async Task An_event_of_a_transaction_that_is_rolled_back_leaves_no_gap()
    {
        await using var db = await PostgresTestDatabase.Create();
        var engine = db.Engine(EntityStorage.ShardOf("t1"));
        await using (var connection = await db.Database.DataSource.OpenConnectionAsync())
        {
            await using var early = await connection.BeginTransactionAsync();
            await PostgresTestDatabase.Write(connection, Lead("t1", "never"));
            await db.Commit(Lead("t1", "late"));
            await early.RollbackAsync();
        }

        await Eventually(async () => await TestDatabase.ProjectShard(engine) > 0);

        Assert.Equal([(1L, "lead/late:1")], (await db.Feed().Read("t1", 0, 10, CancellationToken.None)).Items.Select(i => (i.Seq, i.Id)));
    }

    [Fact]
    public async Task Under_the_reading_role_nobody_sees_rows_without_a_tenant_or_of_another_and_nobody_writes()
    {
        await using var db = await PostgresTestDatabase.Create();
        foreach (var tenant in new[] { "a", "b" }) await db.Append([.. new History(tenant, 3).Take(400)]);
        await Eventually(async () =>
        {
            await db.ProjectAll();
            return await db.Feed().Head("a", CancellationToken.None) == 400 && await db.Feed().Head("b", CancellationToken.None) == 400;
        });
        // Every table of the model, and the feed: a new one is among them without anybody's doing.
        var tables = Tables(db).Append("tenant_feed").Distinct().Order().ToList();
        Assert.InRange(tables.Count, 40, 500);
        foreach (var table in tables)
            if (await db.Scalar($"SELECT count(DISTINCT tenant) FROM {table} WHERE tenant IN ('a', 'b')") < 2)
                foreach (var tenant in new[] { "a", "b" }) await Put(db, table, tenant);
        foreach (var table in tables)
        {
            Assert.True(await db.Scalar($"SELECT count(DISTINCT tenant) FROM {table} WHERE tenant IN ('a', 'b')") == 2, $"{table} lacks rows of one of them.");
            Assert.Equal([], await Seen(db, table, null));
            Assert.Equal([], await Seen(db, table, ""));
            Assert.Equal(["a"], await Seen(db, table, "a"));
            Assert.Equal(["b"], await Seen(db, table, "b"));
            foreach (var write in new[] { $"DELETE FROM {table}", $"UPDATE {table} SET tenant = 'b'", $"INSERT INTO {table} (tenant) SELECT tenant FROM {table} LIMIT 1" })
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => Under(db, "a", write));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }
        foreach (var table in new[] { "events", "entities", "checkpoints", "feed_heads", "raw_updates", "dead_events" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Under(db, "a", $"SELECT 1 FROM {table}"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        Assert.Equal(
            (long)tables.Count, await db.Scalar(
            """
            SELECT count(*) FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege('salesflow_app', oid, 'SELECT')
            """));
    }

    [Fact]
    public async Task A_read_leaves_neither_role_nor_tenant_on_its_pooled_connection_even_when_it_fails()
    {
        await using var db = await PostgresTestDatabase.Create(pool: 1);
        await db.Append(Lead("a", "l1"));
        await db.Append(Lead("b", "l2"));
        await Eventually(async () =>
        {
            await db.ProjectAll();
            return await db.Feed().Head("b", CancellationToken.None) == 1 && await db.Feed().Head("a", CancellationToken.None) == 1;
        });
        var leads = db.LeadLists();

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("l1", Assert.Single((await leads.Leads("a", new LeadFilter(), null, 10, CancellationToken.None)).Items).Id);
            Assert.Equal("l2", Assert.Single((await leads.Leads("b", new LeadFilter(), null, 10, CancellationToken.None)).Items).Id);
            Assert.Equal(2, await db.Scalar("SELECT count(*) FROM leads WHERE current_user = session_user AND coalesce(current_setting('salesflow.tenant', true), '') = ''"));
        }
        await Assert.ThrowsAsync<PostgresException>(() => leads.Leads("a\0", new LeadFilter(), null, 10, CancellationToken.None));
        Assert.Equal(2, await db.Scalar("SELECT count(*) FROM leads WHERE current_user = session_user"));
    }

    [Fact]
    public async Task An_owner_who_is_no_superuser_can_migrate_and_read()
    {
        var server = await PostgresServer.NewDatabase();
        var database = new NpgsqlConnectionStringBuilder(server).Database!;
        var owner = database + "_owner";
        await using var admin = NpgsqlDataSource.Create(server);
        await Run($"CREATE ROLE {owner} LOGIN CREATEROLE");
        await Run($"ALTER DATABASE {database} OWNER TO {owner}");
        await Run($"ALTER SCHEMA public OWNER TO {owner}");
        try
        {
            var options = new StorageOptions
            {
                Provider = StorageProvider.Postgres,
                ConnectionString = new NpgsqlConnectionStringBuilder(server) { Username = owner }.ConnectionString,
            };
            await using var plain = new PostgresDatabase(Options.Create(options), NullLoggerFactory.Instance);
            await new Migrator(plain, NullLogger<Migrator>.Instance).Migrate(CancellationToken.None);
            await Task.WhenAll(ReadModelMigrator.Migrate(plain, CancellationToken.None), ReadModelMigrator.Migrate(plain, CancellationToken.None));

            var leads = new SalesFlow.Storage.Leads.LeadListQueries(new ReadModelContexts(plain), TimeProvider.System);
            Assert.Empty((await leads.Leads("a", new LeadFilter { Search = "سارة" }, null, 10, CancellationToken.None)).Items);
        }
        finally
        {
            await PostgresServer.Drop(server);
            await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ConnectionString);
            await using var drop = other.CreateCommand($"DROP ROLE {owner}");
            await drop.ExecuteNonQueryAsync();
        }

        async Task Run(string sql)
        {
            await using var command = admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static Logged Lead(string tenant, string id) =>
        Logged.Of(tenant, "lead/" + id, 1, new LeadCreated("سارة", null, "web", null, null, "ar", null, Now), Now);

    private static List<string> Tables(PostgresTestDatabase db)
    {
        using var context = db.Contexts.Open("a");
        // What comes in before anybody knows whose it is has no tenant in its key, and no reader.
        return [.. context.Model.GetEntityTypes().Where(e => e.FindPrimaryKey()?.Properties[0].Name == "Tenant").Select(e => e.GetTableName()!)];
    }

    /// <summary>A row of a tenant in a table whose events the history does not hold: each column that must be there gets some value.</summary>
    private static async Task Put(PostgresTestDatabase db, string table, string tenant)
    {
        var columns = new List<(string Name, string Type)>();
        await using (var command = db.Database.DataSource.CreateCommand(
            """
            SELECT column_name, data_type FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND is_identity = 'NO'
            """))
        {
            command.Parameters.AddWithValue(table);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1)));
        }
        var values = columns.Select(c => c.Name == "tenant" ? $"'{tenant}'" : c.Type switch
        {
            "boolean" => "false",
            "bytea" => "'\\x00'",
            "jsonb" or "json" => "'{}'",
            "uuid" => "gen_random_uuid()",
            "date" => "current_date",
            "ARRAY" => "'{}'",
            _ when c.Type.StartsWith("timestamp", StringComparison.Ordinal) => "now()",
            _ when c.Type.StartsWith("time", StringComparison.Ordinal) => "'09:00'",
            _ when c.Type.StartsWith("char", StringComparison.Ordinal) || c.Type == "text" => "'x'",
            _ => "1",
        });
        await using var insert = db.Database.DataSource.CreateCommand(
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", values)}) ON CONFLICT DO NOTHING");
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> Seen(PostgresTestDatabase db, string table, string? tenant)
    {
        await using var connection = await db.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Enter(connection, tenant);
        await using var command = new NpgsqlCommand($"SELECT DISTINCT tenant FROM {table} ORDER BY 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var seen = new List<string>();
        while (await reader.ReadAsync()) seen.Add(reader.GetString(0));
        return seen;
    }

    private static async Task Under(PostgresTestDatabase db, string tenant, string sql)
    {
        await using var connection = await db.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Enter(connection, tenant);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Enter(NpgsqlConnection connection, string? tenant)
    {
        await using var command = new NpgsqlCommand("SET LOCAL ROLE salesflow_app", connection);
        await command.ExecuteNonQueryAsync();
        if (tenant is null) return;
        command.CommandText = "SELECT set_config('salesflow.tenant', $1, true)";
        command.Parameters.Add(new NpgsqlParameter { Value = tenant });
        await command.ExecuteNonQueryAsync();
    }
}
