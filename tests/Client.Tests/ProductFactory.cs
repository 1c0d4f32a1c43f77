using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace SalesFlow.Client.Tests;

/// <summary>The whole product in this process: real grains, SQLite in a folder of its own, ports that are free. No demo.</summary>
public sealed class ProductFactory : WebApplicationFactory<Program>
{
    public const string Password = "correct horse battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-client-");

    /// <summary>A client with a company of its own.</summary>
    public async Task<SalesFlowApi> Company()
    {
        var api = new SalesFlowApi(CreateClient());
        await api.RegisterAsync(new RegisterRequest { CompanyName = "عيادات النخبة", FullName = "سارة", Email = Email(), Password = Password });
        return api;
    }

    public static string Email() => $"{Guid.NewGuid():n}@example.com";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        builder.UseSetting("SalesFlow:DataDirectory", _folder.FullName);
        builder.UseSetting("SalesFlow:Demo", "false");
        builder.UseSetting("SalesFlow:SiloPort", FreePort());
        builder.UseSetting("SalesFlow:GatewayPort", FreePort());
        // Other tests use the same two cores: what is slow is not broken.
        builder.UseSetting("SalesFlow:ResponseTimeout", "00:00:30");
        builder.UseSetting("SalesFlow:Auth:RequestsPerMinute", "1000");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _folder.Exists) _folder.Delete(recursive: true);
    }

    private static string FreePort() => Ports.Free().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
