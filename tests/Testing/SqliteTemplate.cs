using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Testing;

/// <summary>A SQLite file with this build's schema in it, migrated once in this process.</summary>
public static class SqliteTemplate
{
    private static readonly Lazy<Task<byte[]>> Content = new(Make);

    /// <summary>Writes a copy of the file, before anybody opens it.</summary>
    public static async Task CopyTo(string path) => await File.WriteAllBytesAsync(path, await Content.Value);

    private static async Task<byte[]> Make()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-template-");
        try
        {
            var path = Path.Combine(folder.FullName, "template.db");
            using (var database = new SqliteDatabase(Options.Create(new StorageOptions { ConnectionString = $"Data Source={path}" })))
            {
                await new Migrator(database, NullLogger<Migrator>.Instance).Migrate(CancellationToken.None);
                await ReadModelMigrator.Migrate(database, CancellationToken.None);
            }
            // The last connection that closes puts the log into the file. What stood beside it would not be copied.
            return File.Exists(path + "-wal") ? throw new InvalidOperationException("Somebody holds the template open.") : await File.ReadAllBytesAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
