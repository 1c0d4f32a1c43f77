using System.Net;
using System.Net.Sockets;

namespace SalesFlow.Channels.Webhooks;

/// <summary>Opens connections to public addresses only: an address is checked after its name was resolved, on the very connection that is used.</summary>
internal static class PublicConnection
{
    /// <summary>Opens one.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="allowPrivate">Whether addresses inside private networks are allowed.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ForbiddenAddressException">The name stands for an address that may not be reached.</exception>
    public static async ValueTask<Stream> Open(SocketsHttpConnectionContext context, bool allowPrivate, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(context.DnsEndPoint.Host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = allowPrivate ? addresses : addresses.Where(WebhookAddress.IsPublic).ToArray();
        // A name that stands for a public and for a private address is refused as a whole: it is made to slip through.
        if (allowed.Length == 0 || allowed.Length < addresses.Length) throw new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
