using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.WebApi.Channels;

/// <summary>Checks that a POST is Meta's: an HMAC-SHA256 over the raw bytes, under the app's secret.</summary>
internal static class WebhookSignature
{
    /// <summary>The header that carries it: <c>sha256=</c> and 64 hexadecimal digits.</summary>
    public const string Header = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    /// <summary>Reads the header; false where it is missing or has another form.</summary>
    public static bool TryRead(string? header, Span<byte> signature) =>
        header is not null && header.Length == Prefix.Length + 64 && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), signature, out _, out var written) == OperationStatus.Done && written == 32;

    /// <summary>Whether the signature is the body's. Takes the same time wherever they differ.</summary>
    public static bool Matches(ReadOnlySpan<byte> body, string secret, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[32];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    /// <summary>Whether two secrets are the same. Takes the same time wherever, and however long, they differ.</summary>
    public static bool Same(string given, string expected)
    {
        Span<byte> a = stackalloc byte[32], b = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), a);
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), b);
        return CryptographicOperations.FixedTimeEquals(a, b);
    }
}
