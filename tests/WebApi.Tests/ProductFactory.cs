using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace SalesFlow.WebApi.Tests;

/// <summary>The whole product in this process: real grains, SQLite in a folder of its own, ports that are free. No demo.</summary>
public class ProductFactory : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-product-");

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

    private static string FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
