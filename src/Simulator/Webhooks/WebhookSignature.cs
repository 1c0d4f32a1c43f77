using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.Simulator.Webhooks;

/// <summary>The signature of webhooks.</summary>
public static class WebhookSignature
{
    /// <summary>The name of its header.</summary>
    public const string Header = "X-Hub-Signature-256";

    /// <summary>The header's value: <c>sha256=</c> and the HMAC-SHA256 of the raw bytes under the app secret, lower-case hex.</summary>
    /// <param name="secret">The app secret.</param>
    /// <param name="body">The raw bytes.</param>
    public static string Of(string secret, ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
