using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.FileProviders;

namespace SalesFlow.Silo.Hosting;

/// <summary>The dashboard's files: public, since what they show comes through the API.</summary>
internal static class Pages
{
    /// <summary>Addresses that are never the dashboard's own pages.</summary>
    private static readonly string[] Machines = ["/api", "/hubs", "/webhooks", "/openapi", "/orleans", "/health", "/alive"];

    /// <summary>
    /// Finds the files whatever the folder and the environment are: a published program has them beside itself, a built one has a list of where
    /// they lie.
    /// </summary>
    public static void Find(WebApplicationBuilder builder)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published)) builder.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "SalesFlow.Silo.staticwebassets.runtime.json")))
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
    }

    public static void Map(WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        // One page serves every address of the single-page app.
        app.MapFallbackToFile("index.html").AllowAnonymous().Add(endpoint =>
        {
            var page = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                if (!Machines.Any(m => http.Request.Path.StartsWithSegments(m, StringComparison.OrdinalIgnoreCase))) return page(http);
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
        });
    }
}
