using System.Globalization;
using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Database;

/// <summary>Which database keeps everything.</summary>
public enum StorageProvider
{
    /// <summary>One file in the data folder: nothing to install, one process.</summary>
    Sqlite = 0,
    /// <summary>A PostgreSQL server, shared by any number of silos.</summary>
    Postgres = 1,
}

/// <summary>Where and how data is kept: the section <c>SalesFlow:Storage</c>, and <c>SalesFlow:DataDirectory</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Storage";

    /// <summary>The key of <see cref="DataDirectory"/>.</summary>
    public const string DataDirectoryKey = "SalesFlow:DataDirectory";

    /// <summary><c>sqlite</c> (default) or <c>postgres</c>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>
    /// PostgreSQL: required, an Npgsql connection string; pool size and preparation have their own defaults where it does not name them.
    /// SQLite: optional; by default the file <c>salesflow.db</c> in <see cref="DataDirectory"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The folder of the SQLite file, media and keys. Relative paths start at the working directory. Created when missing.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>How many entity commits may wait for the database, 64 to 65,536. One more is refused at once with <see cref="StorageBusyException"/>.</summary>
    public int QueueLimit { get; set; } = 4096;

    /// <summary>How many connections commit entities on PostgreSQL, 1 to 4. SQLite always has one writer.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>How long a committed command id is kept, 7 to 90 days. WhatsApp repeats its webhooks for seven.</summary>
    public TimeSpan KeepCommands { get; set; } = TimeSpan.FromDays(8);
}

/// <summary>Refuses a configuration that cannot work, naming the key.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(options.Provider)) errors.Add($"{StorageOptions.Section}:Provider is 'sqlite' or 'postgres'.");
        if (options.Provider is StorageProvider.Postgres && string.IsNullOrWhiteSpace(options.ConnectionString))
            errors.Add($"{StorageOptions.Section}:ConnectionString is required with the provider 'postgres'.");
        if (string.IsNullOrWhiteSpace(options.DataDirectory)) errors.Add($"{StorageOptions.DataDirectoryKey} must not be empty.");
        if (options.QueueLimit is < 64 or > 65_536) errors.Add($"{StorageOptions.Section}:QueueLimit is between 64 and 65536.");
        if (options.Writers is < 1 or > 4) errors.Add($"{StorageOptions.Section}:Writers is between 1 and 4.");
        if (options.KeepCommands < TimeSpan.FromDays(7) || options.KeepCommands > TimeSpan.FromDays(90))
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{StorageOptions.Section}:KeepCommands is between 7 and 90 days."));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

/// <summary>Too much work already waits for the database. Nothing was written; try again later.</summary>
/// <param name="message">What is full.</param>
public sealed class StorageBusyException(string message) : Exception(message);
