using SalesFlow.Grains.Hosting;
using SalesFlow.Realtime;
using SalesFlow.Silo.Hosting;
using SalesFlow.WebApi;
using SalesFlow.WebApi.Http;

namespace SalesFlow.Silo;

/// <summary>The one place that knows all modules: what each role is made of.</summary>
internal static class Composition
{
    /// <summary>Services of every role: storage with its read side, channels, agents; and of the web role the API and the hubs.</summary>
    public static void AddServices(IServiceCollection services, IConfiguration configuration, HostSettings settings)
    {
        if (settings.IsWeb) services.AddSalesFlowRealtime(configuration);
        services.AddSalesFlowWebApi(configuration);
    }

    /// <summary>What a silo holds: grains, their storage, the dispatcher of timers, the projectors.</summary>
    public static void AddSilo(ISiloBuilder silo, IConfiguration configuration) => silo.AddSalesFlowGrains(configuration);

    /// <summary>Routes of the role.</summary>
    public static void Map(WebApplication app, HostSettings settings)
    {
        if (!settings.IsWeb)
        {
            app.MapSalesFlowHealth();
            return;
        }
        app.MapSalesFlowWebApi();
        app.MapSalesFlowHubs();
        if (settings.IsSilo) app.MapOrleansDashboard("/orleans").RequireAuthorization(Policies.Platform);
        Pages.Map(app);
    }
}
