using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SalesFlow.Testing;

/// <summary>The whole product in this process: real grains, SQLite in a folder of its own, ports that are free. No demo.</summary>
public class ProductFactory : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-product-");

    /// <summary>Settings besides the usual ones.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; init; } = [];

    /// <summary>What a test changes in the composition.</summary>
    public Action<IServiceCollection>? Change { get; init; }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        // Where the data lies elsewhere, this copy is opened by nobody.
        SqliteTemplate.CopyTo(Path.Combine(_folder.FullName, "salesflow.db")).GetAwaiter().GetResult();
        return base.CreateHost(builder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        builder.UseSetting("SalesFlow:DataDirectory", _folder.FullName);
        builder.UseSetting("SalesFlow:Demo", "false");
        builder.UseSetting("Logging:LogLevel:Default", "Error");
        builder.UseSetting("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Error");
        builder.UseSetting("SalesFlow:SiloPort", FreePort());
        builder.UseSetting("SalesFlow:GatewayPort", FreePort());
        // Other tests use the same two cores: what is slow is not broken.
        builder.UseSetting("SalesFlow:ResponseTimeout", "00:00:30");
        builder.UseSetting("SalesFlow:Auth:RequestsPerMinute", "100000");
        foreach (var (key, value) in Settings) builder.UseSetting(key, value);
        if (Change is not null) builder.ConfigureTestServices(Change);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _folder.Exists) _folder.Delete(recursive: true);
    }

    private static string FreePort() => Ports.Free().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
