using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SalesFlow.Webhooks;

namespace SalesFlow.Channels.Webhooks;

/// <summary>
/// Which network addresses a customer's program may have. Everything that is not plainly a public one is refused, so that nobody reaches the
/// installation's own network, a cloud's metadata service or this machine through us.
/// </summary>
internal static class WebhookAddress
{
    private static readonly IPNetwork[] Forbidden =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The only part of IPv6 in which addresses are given to the public. Outside lie this machine, private networks, and IPv4 in other clothes.</summary>
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is public.</summary>
    public static bool IsPublic(IPAddress address)
    {
        // An IPv4 address in IPv6's clothes is judged as what it is.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || (plain.AddressFamily == AddressFamily.InterNetworkV6 && Global.Contains(plain)))
            && !Forbidden.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }
}

/// <summary>Judges addresses by what is written in them.</summary>
internal sealed class WebhookAddresses(IOptions<WebhookOptions> options) : IWebhookAddresses
{
    public string? Wrong(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) return "url";
        if (options.Value.AllowPrivateNetworks) return uri.Scheme is "https" or "http" ? null : "url";
        if (uri.Scheme != "https") return "url";
        var host = uri.IdnHost.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(host, out var address) ? (WebhookAddress.IsPublic(address) ? null : "public_host")
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? "public_host"
            : null;
    }
}

/// <summary>The address that a name stands for may not be reached.</summary>
internal sealed class ForbiddenAddressException() : IOException("The address is not a public one.");
