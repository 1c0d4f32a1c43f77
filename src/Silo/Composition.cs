using Orleans.Dashboard;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Grains.Hosting;
using SalesFlow.Grains.Leads.Transfer;
using SalesFlow.Realtime;
using SalesFlow.Silo.Hosting;
using SalesFlow.Storage;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Webhooks;
using SalesFlow.WebApi;
using SalesFlow.WebApi.Channels;
using SalesFlow.WebApi.Http;

namespace SalesFlow.Silo;

/// <summary>The one place that knows all modules: what each role is made of.</summary>
internal static class Composition
{
    /// <summary>Services of every role: storage with its read side, channels, agents; and of the web role the API and the hubs.</summary>
    public static void AddServices(IServiceCollection services, IConfiguration configuration, HostSettings settings)
    {
        services.AddSalesFlowStorage(configuration);
        services.AddSalesFlowProjections();
        services.AddSalesFlowChannels(configuration);
        services.AddSalesFlowAgents(configuration);
        services.AddSalesFlowWebApi(configuration);
        if (!settings.IsWeb) return;
        services.AddSalesFlowRealtime(configuration);
        services.AddWhatsAppWebhook(configuration);
    }

    /// <summary>What a silo holds: grains, their storage, the dispatcher of timers, the projectors.</summary>
    public static void AddSilo(ISiloBuilder silo, IConfiguration configuration)
    {
        silo.AddSalesFlowGrains(configuration);
        silo.AddSalesFlowStorage(configuration);
        silo.AddSalesFlowProjectors();
        silo.AddSalesFlowWebhooks();
        silo.AddSalesFlowImports(configuration);
    }

    /// <summary>Routes of the role.</summary>
    public static void Map(WebApplication app, HostSettings settings)
    {
        if (!settings.IsWeb)
        {
            app.MapSalesFlowHealth();
            return;
        }
        app.MapSalesFlowWebApi();
        app.MapWhatsAppWebhook();
        app.MapSalesFlowHubs();
        if (settings is { IsSilo: true, OrleansDashboard: true }) app.MapOrleansDashboard("/orleans").RequireAuthorization(Policies.Platform);
        Pages.Map(app);
    }
}
