using SalesFlow.Silo;
using SalesFlow.Silo.Hosting;
using SalesFlow.WebApi;
using SalesFlow.WebApi.Tenancy;

try
{
    await using var app = Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingsException or InvalidOperationException or Microsoft.Extensions.Options.OptionsValidationException)
{
    // A mistake in the settings is told in words, without a stack.
    await Console.Error.WriteLineAsync(e.Message);
    return 78;
}

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        // Settings stand beside the program unless it is started in a folder that has its own.
        ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
    });
    builder.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--role"] = "SalesFlow:Role" });
    var settings = HostSettings.Read(builder.Configuration);
    builder.Configuration.AddInMemoryCollection([new(SigningKeys.Setting, SigningKeys.Load(builder.Configuration))]);
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

    var app = builder.Build();
    app.UseSalesFlowWebApi();
    Composition.Map(app, settings);
    return app;
}

static bool HasAddress(IConfiguration configuration) =>
    new[] { "urls", "http_ports", "https_ports" }.Any(key => !string.IsNullOrEmpty(configuration[key]))
    || configuration.GetSection("Kestrel:Endpoints").Exists();

/// <summary>The program.</summary>
public partial class Program;
