using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace SalesFlow.WebApi.Http;

/// <summary>Where a request comes from, as limits count it.</summary>
internal static class ClientNetwork
{
    private const int CustomersBytes = 8;

    /// <summary>The caller's IPv4 address; of an IPv6 address its first 64 bits, since a single customer has all addresses that begin with them.</summary>
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    /// <summary>The same of an address; <c>unknown</c> where there is none.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, CustomersBytes, bytes.Length - CustomersBytes);
        return new IPAddress(bytes) + "/64";
    }
}
