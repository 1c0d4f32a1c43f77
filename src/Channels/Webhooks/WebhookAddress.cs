using System.Net;
using System.Net.Sockets;

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
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is public.</summary>
    public static bool IsPublic(IPAddress address)
    {
        // An IPv4 address in IPv6's clothes is judged as what it is.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Forbidden.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain))
            && plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
    }
}

/// <summary>The address that a name stands for may not be reached.</summary>
internal sealed class ForbiddenAddressException() : IOException("The address is not a public one.");
