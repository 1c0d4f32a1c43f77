using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Leads;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Tests;

public sealed class SchemaOnSqlite : SchemaConformance<SqliteFixture>;

public sealed class SchemaOnPostgres : SchemaConformance<PostgresFixture>;

/// <summary>Scripts are applied once, whoever starts at the same moment.</summary>
public abstract class SchemaConformance<TFixture> : IAsyncLifetime where TFixture : DatabaseFixture, new()
{
    private readonly TFixture _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Several_processes_that_start_at_once_apply_each_script_once()
    {
        foreach (var table in new[] { "entities", "events", "commands", "due_items" }) await _database.Execute($"DROP TABLE {table}");
        await _database.Execute("DELETE FROM schema_versions WHERE version = 1");
        var starts = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var process = _database.Build();
            await process.GetRequiredService<Migrator>().Migrate(CancellationToken.None);
        }));
        await Task.WhenAll(starts);
        Assert.Equal(0, await _database.Count("SELECT count(*) FROM entities"));
        Assert.Equal(Migrator.Scripts(_database.Provider).Count, await _database.Count("SELECT count(*) FROM schema_versions"));
    }

    [Fact]
    public async Task A_script_changed_after_it_was_applied_is_refused()
    {
        await _database.Execute("UPDATE schema_versions SET checksum = 'other' WHERE version = 1");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _database.Services.GetRequiredService<Migrator>().Migrate(CancellationToken.None));
        Assert.Contains("001_core", refused.Message, StringComparison.Ordinal);
    }
}

public sealed class ScriptTests
{
    [Fact]
    public void Both_databases_have_the_same_tables_or_say_why_not()
    {
        Assert.All(Migrator.Scripts("sqlite"), s => Assert.Contains(Migrator.Scripts("postgres"), p => p.Version == s.Version && p.Name == s.Name));
        Assert.True(Migrator.Scripts("sqlite").Count >= 2);
    }
}

public sealed class OptionsTests
{
    [Theory]
    [InlineData("SalesFlow:Storage:Provider", "postgres", "SalesFlow:Storage:ConnectionString")]
    [InlineData("SalesFlow:Storage:QueueLimit", "1", "SalesFlow:Storage:QueueLimit")]
    [InlineData("SalesFlow:Storage:Writers", "0", "SalesFlow:Storage:Writers")]
    [InlineData("SalesFlow:Storage:KeepCommands", "1.00:00:00", "SalesFlow:Storage:KeepCommands")]
    [InlineData("SalesFlow:DataDirectory", " ", "SalesFlow:DataDirectory")]
    public void A_setting_that_cannot_work_is_refused_by_its_name(string key, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
        using var services = new ServiceCollection().AddLogging().AddSalesFlowStorage(configuration).BuildServiceProvider();
        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_keeps_what_it_names_and_gets_a_small_prepared_pool()
    {
        var completed = new Npgsql.NpgsqlConnectionStringBuilder(PostgresDatabase.WithDefaults("Host=h;Maximum Pool Size=20"));
        Assert.Equal(20, completed.MaxPoolSize);
        Assert.Equal(100, completed.MaxAutoPrepare);
        Assert.True(completed.NoResetOnClose);
        Assert.Equal(8, new Npgsql.NpgsqlConnectionStringBuilder(PostgresDatabase.WithDefaults("Host=h")).MaxPoolSize);
    }
}

public sealed class EventJsonTests
{
    [Fact]
    public void Arabic_stands_in_event_bodies_as_itself_and_comes_back()
    {
        var e = new LeadDealEarned("صفقة \"<1>\"", TestEntity.Noon);
        var body = EventCatalog.Serialize(e);
        Assert.Contains("صفقة", System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.Equal(e, EventCatalog.Deserialize("lead.deal_earned", body));
    }
}
