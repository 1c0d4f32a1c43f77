using System.Net;
using System.Net.Sockets;

namespace SalesFlow.Testing;

/// <summary>
/// Ports for servers of tests. They lie below those that the system gives to outgoing connections, so that no connection takes one between the
/// question and its use; each process begins somewhere else and gives none twice.
/// </summary>
public static class Ports
{
    private const int First = 12_000, Count = 8_000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>A port of 127.0.0.1 that nobody listens on now.</summary>
    public static int Free()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + ((Interlocked.Increment(ref _next) & int.MaxValue) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: the next one.
            }
        }
        throw new InvalidOperationException($"All ports from {First} to {First + Count} are in use.");
    }
}
