using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace SalesFlow.WebApi.Channels;

/// <summary>A request's body in a pooled buffer, which goes back on disposal.</summary>
internal sealed class WebhookBody : IDisposable
{
    /// <summary>The largest body that Meta sends, and that is read.</summary>
    public const int Largest = 3 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads the whole body; false where it is too large. The buffer grows with what comes, never with what is only announced.</summary>
    public async Task<bool> Read(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Largest) return false;
        while (true)
        {
            if (_length == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, Largest + 1));
                _buffer.AsSpan(0, _length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
            var read = await request.Body.ReadAsync(_buffer.AsMemory(_length), ct);
            if (read == 0) return true;
            _length += read;
            if (_length > Largest) return false;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }
}
