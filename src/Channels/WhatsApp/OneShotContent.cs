using System.Net;
using System.Net.Http.Headers;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>
/// A request body that is written once. A connection pool may repeat a request by itself where a kept connection turns out to be closed; a
/// second copy of a message would reach the customer, so a second writing is refused whatever the pool's rules are. It also tells
/// whether the body was ever begun, which is the line between "nothing was sent" and "nobody knows".
/// </summary>
internal sealed class OneShotContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly ReadOnlyMemory<byte> _body;
    private int _begun;

    public OneShotContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = Json;
    }

    /// <summary>Whether any of the body may have left.</summary>
    public bool Begun => Volatile.Read(ref _begun) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0) throw new HttpRequestException("The body was sent before and is not sent twice.");
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
