using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Formatting.Compact;

namespace SalesFlow.Silo.Hosting;

/// <summary>Logs, traces and figures. Logs are lines for people at a terminal and compact JSON everywhere else.</summary>
internal static class Observability
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSerilog(logs =>
        {
            logs.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
            if (Console.IsOutputRedirected || builder.Environment.IsProduction()) logs.WriteTo.Console(new CompactJsonFormatter());
            else logs.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        });
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("salesflow", serviceInstanceId: Environment.MachineName + ":" + Environment.ProcessId))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Microsoft.Orleans", "SalesFlow.*"))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddSource("Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "SalesFlow.*"))
            .UseOtlpExporter();
    }
}
