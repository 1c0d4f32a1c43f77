using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SalesFlow.Simulator.World;

/// <summary>Puts the simulated world into a host.</summary>
public static class SimulatorHosting
{
    /// <summary>Adds a world that starts with the host: the Graph double at once, the customers when the host listens.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddSalesFlowSimulator(this IServiceCollection services, Action<SimulatorOptions> configure)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var options = new SimulatorOptions();
            configure(options);
            return new SimulatedWorld(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
        });
        return services.AddHostedService(provider =>
            new SimulatorService(provider.GetRequiredService<SimulatedWorld>(), provider, startsGraph: true));
    }

    /// <summary>Adds a world whose Graph double listens already, so that its address could be configured; its customers start when the host
    /// listens.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="world">The world. The host stops it.</param>
    public static IServiceCollection AddSalesFlowSimulator(this IServiceCollection services, SimulatedWorld world)
    {
        services.AddSingleton(world);
        return services.AddHostedService(provider => new SimulatorService(world, provider, startsGraph: false));
    }

    private sealed class SimulatorService(SimulatedWorld world, IServiceProvider services, bool startsGraph) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => startsGraph ? world.StartGraphAsync(cancellationToken) : Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            // The web server is a hosted service like this one, and all of them have started here.
            world.Options.WebhookUrl ??= OwnWebhook();
            world.StartCustomers();
            return Task.CompletedTask;
        }

        public async Task StoppingAsync(CancellationToken cancellationToken) => await world.DisposeAsync();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private Uri OwnWebhook()
        {
            var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            var own = addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal))
                ?? throw new InvalidOperationException("The host listens on no http address; set SimulatorOptions.WebhookUrl.");
            var address = new UriBuilder(own.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost",
                StringComparison.Ordinal));
            if (address.Host is "0.0.0.0" or "[::]") address.Host = "127.0.0.1";
            return new Uri(address.Uri, "/webhooks/whatsapp");
        }
    }
}
