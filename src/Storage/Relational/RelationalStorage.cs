using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using SalesFlow.Entities;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Relational;

/// <summary>
/// Orleans' own relational storage, on the same database, for what is no entity. On SQLite its writes block a pool thread each, so it is for
/// low rates only. It tells grains apart by the state's name and the key: every grain class names its state differently.
/// </summary>
internal static class RelationalStorage
{
    /// <summary>The name under which Orleans looks for the storage of its streams' subscriptions.</summary>
    public const string PubSubStore = "PubSubStore";

    public static ISiloBuilder AddRelationalStorage(this ISiloBuilder silo)
    {
        silo.AddAdoNetGrainStorage(EntityStorage.Relational, options => options.Configure<IServiceProvider>((o, services) =>
        {
            o.GrainStorageSerializer = new JsonStateSerializer(services.GetRequiredService<StateJson>());
            Connect(o, services);
        }));
        // The subscriptions' state is Orleans' own and keeps Orleans' serializer.
        return silo.AddAdoNetGrainStorage(PubSubStore, options => options.Configure<IServiceProvider>(Connect));
    }

    private static void Connect(AdoNetGrainStorageOptions options, IServiceProvider services)
    {
        options.DeleteStateOnClear = true;
        if (services.GetService<PostgresDatabase>() is { } postgres)
        {
            options.Invariant = "Npgsql";
            options.DataSource = postgres.DataSource;
        }
        else
        {
            // Orleans' word for SQLite; the driver behind it is Microsoft.Data.Sqlite.
            options.Invariant = "System.Data.SQLite";
            options.ConnectionString = services.GetRequiredService<SqliteDatabase>().ConnectionString;
        }
    }
}
