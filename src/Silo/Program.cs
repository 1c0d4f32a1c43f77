using SalesFlow.Silo;
using SalesFlow.Silo.Demo;
using SalesFlow.Silo.Hosting;
using SalesFlow.Simulator.World;
using SalesFlow.WebApi;
using SalesFlow.WebApi.Tenancy;

if (ConsoleCommands.Usage(args) is { } usage)
{
    await Console.Error.WriteLineAsync(usage);
    return ExitCodes.Usage;
}

WebApplication app;
var change = ConsoleCommands.ChangeOf(args);
try
{
    if (args is [VerifyAudit.Word, .. var rest])
        return await VerifyAudit.Run(Builder(rest), rest is [var one, ..] && !one.StartsWith('-') ? one : null, Console.Out, Console.Error);
    app = Build(change is null ? args : ConsoleCommands.Settings(args));
}
catch (Exception e) when (e is SettingsException or InvalidOperationException)
{
    // A mistake in the settings is told in words, without a stack.
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Settings;
}
try
{
    await using (app)
    {
        if (change is not null) return await ConsoleCommands.Run(app, change);
        await app.RunAsync();
    }
    return 0;
}
catch (Microsoft.Extensions.Options.OptionsValidationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Settings;
}

static WebApplication Build(string[] args)
{
    var builder = Builder(args);
    Pages.Find(builder);
    builder.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--role"] = "SalesFlow:Role" });
    var settings = HostSettings.Read(builder.Configuration);
    string Key() => SigningKeys.Load(builder.Configuration);
    var demo = DemoPlan.Make(settings, Key);
    builder.Configuration.AddInMemoryCollection([new(SigningKeys.Setting, Key()), .. demo?.Settings() ?? []]);
    if (!HasAddress(builder.Configuration)) builder.WebHost.UseUrls("http://localhost:8080");

    Observability.Add(builder);
    builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
    Composition.AddServices(builder.Services, builder.Configuration, settings);
    if (settings.IsSilo)
    {
        builder.UseOrleans(silo =>
        {
            Cluster.Configure(silo, settings);
            Composition.AddSilo(silo, builder.Configuration);
        });
    }
    else
    {
        builder.UseOrleansClient(client => Cluster.Configure(client, settings));
    }

    if (demo is not null)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["Smtp:Host"])) builder.Services.AddSingleton<SalesFlow.Channels.IMailChannel, ConsoleMail>();
        // In this order: the company is filled before the first customer writes.
        builder.Services.AddSingleton(demo);
        builder.Services.AddHostedService<DemoSeed>();
        builder.Services.AddSalesFlowSimulator(demo.Configure);
    }

    var app = builder.Build();
    Proxies.Use(app, settings);
    if (settings.IsWeb) Pages.Use(app);
    app.UseSalesFlowWebApi();
    Composition.Map(app, settings);
    return app;
}

static WebApplicationBuilder Builder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    // Settings stand beside the program unless it is started in a folder that has its own.
    ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
});

static bool HasAddress(IConfiguration configuration) =>
    !string.IsNullOrEmpty(configuration["urls"])
    || !string.IsNullOrEmpty(configuration["http_ports"])
    || !string.IsNullOrEmpty(configuration["https_ports"])
    || configuration.GetSection("Kestrel:Endpoints").Exists();

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>The settings cannot work: sysexits' EX_CONFIG.</summary>
    public const int Settings = 78;

    /// <summary>The command line makes no sense: sysexits' EX_USAGE.</summary>
    public const int Usage = 64;
}

/// <summary>The program.</summary>
public partial class Program;
