using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.FileProviders;

namespace SalesFlow.Silo.Hosting;

/// <summary>The dashboard's files: public, since what they show comes through the API.</summary>
internal static class Pages
{
    /// <summary>Addresses that are never the dashboard's own pages.</summary>
    private static readonly string[] Machines = ["/api", "/hubs", "/webhooks", "/openapi", "/scalar", "/orleans", "/health", "/alive"];

    private const string Page = "/index.html";

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
        // Reading changed files anew brings a route for every address there is, which would answer other methods with 405 where nothing is.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
    }

    /// <summary>
    /// One page serves every address of the single-page app. Addresses of the API are left alone, so that routing itself can say of them that there is
    /// nothing (404) or that the method is another one (405). Call before routing.
    /// </summary>
    public static void Use(WebApplication app) => app.Use((http, next) =>
    {
        var path = http.Request.Path;
        if ((HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && !Machines.Any(m => path.StartsWithSegments(m, StringComparison.OrdinalIgnoreCase))
            && !Path.HasExtension(path.Value))
            http.Request.Path = Page;
        return next(http);
    });

    public static void Map(WebApplication app) => app.MapStaticAssets().AllowAnonymous();
}
