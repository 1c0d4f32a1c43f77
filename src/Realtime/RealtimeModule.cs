using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SalesFlow.Realtime;

/// <summary>Live updates: two SignalR hubs over the tenants' feeds. The host supplies the feed's reader and the stream <c>live</c>.</summary>
public static class RealtimeModule
{
    /// <summary>Adds the hubs and this node's relay.</summary>
    public static IServiceCollection AddSalesFlowRealtime(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LiveOptions>().Bind(configuration.GetSection(LiveOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LiveOptions>, LiveOptionsValidator>();
        services.AddMetrics();
        services.AddSingleton<LiveMetrics>();
        services.TryAddSingleton<ILiveHints, StreamHints>();
        services.AddSingleton<LiveRelay>();
        services.AddSingleton<SessionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<LiveRelay>());
        services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 4 * 1024;
                options.EnableDetailedErrors = false;
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return services;
    }

    /// <summary>Maps <c>/hubs/pipeline</c> and <c>/hubs/inbox</c>. A connection ends with its token.</summary>
    public static IEndpointRouteBuilder MapSalesFlowHubs(this IEndpointRouteBuilder app)
    {
        app.MapHub<PipelineHub>("/hubs/pipeline", Configure).RequireAuthorization();
        app.MapHub<InboxHub>("/hubs/inbox", Configure).RequireAuthorization();
        return app;
    }

    private static void Configure(HttpConnectionDispatcherOptions options)
    {
        options.CloseOnAuthenticationExpiration = true;
        // What a slow client leaves unread is kept by the feed, not by the transport.
        options.TransportMaxBufferSize = 32 * 1024;
        options.ApplicationMaxBufferSize = 8 * 1024;
    }

    private sealed class LiveOptionsValidator : IValidateOptions<LiveOptions>
    {
        public ValidateOptionsResult Validate(string? name, LiveOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
