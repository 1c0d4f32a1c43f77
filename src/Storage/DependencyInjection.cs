using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage;

/// <summary>Registers storage.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// The database that <c>SalesFlow:Storage</c> names, migrated before any hosted service starts.
    /// </summary>
    public static IServiceCollection AddSalesFlowStorage(this IServiceCollection services, IConfiguration configuration) =>
        services.AddDatabase(configuration);
}
