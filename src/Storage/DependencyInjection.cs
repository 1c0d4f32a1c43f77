using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using SalesFlow.Entities;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Due;
using SalesFlow.Storage.Relational;

namespace SalesFlow.Storage;

/// <summary>Registers storage.</summary>
public static class StorageExtensions
{
    /// <summary>
    /// The database that <c>SalesFlow:Storage</c> names, migrated before any hosted service starts; and what commits entities to it.
    /// States' generated JSON is taken from every registered <c>IJsonTypeInfoResolver</c>. Calling it twice changes nothing.
    /// </summary>
    public static IServiceCollection AddSalesFlowStorage(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(s => s.ServiceType == typeof(IEntityStore))) return services;
        services.AddDatabase(configuration);
        services.AddMetrics();
        services.TryAddSingleton<StorageMetrics>();
        services.TryAddSingleton<StateJson>();
        services.TryAddSingleton<DueAlarm>();
        services.TryAddSingleton<AfterCommit>();
        if (DatabaseServices.ProviderOf(configuration) is StorageProvider.Postgres)
        {
            services.AddSingleton<IEntityStore, PostgresEntityStore>();
            services.AddSingleton<IDueStore, PostgresDueStore>();
        }
        else
        {
            services.AddSingleton<IEntityStore, SqliteEntityStore>();
            services.AddSingleton<IDueStore, SqliteDueStore>();
        }
        services.AddSingleton<IBulkEntityWriter, BulkEntityWriter>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SalesFlow.Channels.IMediaStore, Media.FileMediaStore>();
        services.TryAddSingleton<SalesFlow.Common.IReplyStore, ReplyStore>();
        services.AddHostedService<CommandCleanup>();
        return services;
    }

    /// <summary>
    /// Storage for a silo: the grain storages <see cref="EntityStorage.Provider"/>, <see cref="EntityStorage.Relational"/> and
    /// <c>PubSubStore</c>, and the dispatcher of timers, which delivers where an <see cref="IDueGrainResolver"/> is registered.
    /// </summary>
    public static ISiloBuilder AddSalesFlowStorage(this ISiloBuilder silo, IConfiguration configuration)
    {
        var services = silo.Services;
        services.AddSalesFlowStorage(configuration);
        services.AddKeyedSingleton<IGrainStorage>(EntityStorage.Provider, (s, _) => ActivatorUtilities.CreateInstance<EntityGrainStorage>(s));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DueOptions>, DueOptionsValidator>());
        services.AddOptions<DueOptions>().Bind(configuration.GetSection(DueOptions.Section)).ValidateOnStart();
        services.AddSingleton<DueDispatcher>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<DueDispatcher>());
        return silo.AddRelationalStorage();
    }
}
