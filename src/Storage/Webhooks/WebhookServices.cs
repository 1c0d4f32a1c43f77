using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Webhooks;

namespace SalesFlow.Storage.Webhooks;

/// <summary>Registers what keeps and sends webhooks.</summary>
public static class WebhookServices
{
    /// <summary>
    /// Lets a silo send webhooks. Needs the projections and an <see cref="IWebhookSender"/> among its services. Options: <c>SalesFlow:Webhooks</c>.
    /// </summary>
    public static ISiloBuilder AddSalesFlowWebhooks(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<WebhookDispatchOptions>().BindConfiguration(WebhookDispatchOptions.Section)
            .Validate(o => o.Problem() is null, $"{WebhookDispatchOptions.Section}: PollInterval, Parallel, PerWebhook or Keep is out of its limits.")
            .ValidateOnStart();
        silo.Services.AddSingleton<WebhookDispatcher>();
        silo.Services.AddHostedService(s => s.GetRequiredService<WebhookDispatcher>());
        return silo;
    }

    internal static void AddWebhookStorage(this IServiceCollection services)
    {
        services.AddSingleton<WebhookSql>();
        services.AddSingleton<WebhookStore>();
        services.AddSingleton<IWebhookDeliveries, WebhookDeliveryLists>();
    }
}
