using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>Adds the workers of imports to a silo.</summary>
public static class ImportsRegistration
{
    /// <summary>
    /// Registers the importers. Needs storage, projections and quotas among the silo's services. Options: <c>SalesFlow:Imports</c>.
    /// </summary>
    public static ISiloBuilder AddSalesFlowImports(this ISiloBuilder silo, IConfiguration configuration)
    {
        var services = silo.Services;
        services.TryAddSingleton(new ImportFolder(ImportFolder.RootOf(configuration[ImportFolder.Setting], configuration["SalesFlow:DataDirectory"])));
        services.AddOptions<ImportTuning>().Bind(configuration.GetSection(ImportTuning.Section))
            .Validate(o => o.ChunkRows is >= 10 and <= 5000, "SalesFlow:Imports:ChunkRows must be from 10 to 5000.")
            .Validate(o => o.Parallel is >= 1 and <= 16, "SalesFlow:Imports:Parallel must be from 1 to 16.")
            .Validate(o => o.ChunksAhead is >= 1 and <= 100, "SalesFlow:Imports:ChunksAhead must be from 1 to 100.")
            .Validate(o => o.MaxRows is >= 1 and <= 10_000_000, "SalesFlow:Imports:MaxRows must be from 1 to 10000000.")
            .ValidateOnStart();
        services.AddSingleton<LeadImporter>();
        services.AddSingleton<ImportWorkers>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<ImportWorkers>());
        return silo;
    }
}
