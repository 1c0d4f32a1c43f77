using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Database;

/// <summary>Registers the database that the configuration names.</summary>
internal static class DatabaseServices
{
    /// <summary>The provider that a configuration names. A word that is neither is left to the options' validation.</summary>
    public static StorageProvider ProviderOf(IConfiguration configuration) =>
        Enum.TryParse<StorageProvider>(configuration[$"{StorageOptions.Section}:Provider"], ignoreCase: true, out var provider)
            ? provider
            : StorageProvider.Sqlite;

    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .Configure(o => o.DataDirectory = configuration[StorageOptions.DataDirectoryKey] ?? o.DataDirectory)
            .ValidateOnStart();
        if (ProviderOf(configuration) is StorageProvider.Postgres)
        {
            services.AddSingleton<PostgresDatabase>();
            services.AddSingleton(s => ActivatorUtilities.CreateInstance<Migrator>(s, s.GetRequiredService<PostgresDatabase>()));
        }
        else
        {
            services.AddSingleton<SqliteDatabase>();
            services.AddSingleton(s => ActivatorUtilities.CreateInstance<Migrator>(s, s.GetRequiredService<SqliteDatabase>()));
        }
        services.AddHostedService<MigrationService>();
        return services;
    }
}

/// <summary>Migrates before any other hosted service starts, the silo among them.</summary>
internal sealed class MigrationService(Migrator migrator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => migrator.Migrate(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
