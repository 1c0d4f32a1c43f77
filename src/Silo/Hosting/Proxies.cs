using Microsoft.AspNetCore.HttpOverrides;

namespace SalesFlow.Silo.Hosting;

/// <summary>
/// Where a request came from, told by the proxies in front. Without it everybody behind a proxy would have the proxy's address: one limit of sign-ins for
/// all, and an audit log that names nobody.
/// </summary>
internal static class Proxies
{
    /// <summary>Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of the proxies that are named, and of nobody else. Call before everything.</summary>
    public static void Use(WebApplication app, HostSettings settings)
    {
        if (settings.TrustedProxies.Count == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the nearest on, as far as the proxies are ours: the first that is not is the client.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedProxies) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
