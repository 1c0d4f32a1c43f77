using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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

    /// <summary>
    /// Maps <c>/hubs/pipeline</c> and <c>/hubs/inbox</c>. A connection ends with its token. Once the process is told to stop, whoever connects is
    /// answered 503 and comes back elsewhere, or when it runs again.
    /// </summary>
    public static IEndpointRouteBuilder MapSalesFlowHubs(this IEndpointRouteBuilder app)
    {
        var stopping = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.MapHub<PipelineHub>("/hubs/pipeline", Configure).RequireAuthorization().Add(e => CloseWhen(e, stopping));
        app.MapHub<InboxHub>("/hubs/inbox", Configure).RequireAuthorization().Add(e => CloseWhen(e, stopping));
        return app;
    }

    /// <summary>
    /// The connections that there are end when the process is told to stop, and a client whose connection ends connects again at once: while the
    /// listeners are still open it would get through, and its new connection would hold the stop up to its limit.
    /// </summary>
    private static void CloseWhen(EndpointBuilder endpoint, CancellationToken stopping)
    {
        if (endpoint.RequestDelegate is not { } connect) return;
        endpoint.RequestDelegate = context =>
        {
            if (!stopping.IsCancellationRequested) return connect(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        };
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
