using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.Common;

/// <summary>Ids: random ones made at the edge, and named ones that are the same wherever they are computed.</summary>
public static class Id
{
    /// <summary>A new random id that sorts by the time it was made: 26 characters, lower-case base 32.</summary>
    public static string New(TimeProvider clock) => Encode(Guid.CreateVersion7(clock.GetUtcNow()).ToByteArray(bigEndian: true));

    /// <summary>The id that belongs to these parts: equal parts give equal ids on every node, for ever.</summary>
    public static string Named(params ReadOnlySpan<string> parts)
    {
        var text = string.Join('\n', parts!);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Encode(hash[..16]);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        const string alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        Span<char> chars = stackalloc char[26];
        var bits = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        for (var i = 25; i >= 0; i--)
        {
            chars[i] = alphabet[(int)(bits & 31)];
            bits >>= 5;
        }
        return new string(chars);
    }
}
