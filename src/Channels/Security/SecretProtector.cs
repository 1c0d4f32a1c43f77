using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.Channels.Security;

/// <summary>
/// Protects secrets with AES-256-GCM under a key derived (HKDF-SHA256) from <c>SalesFlow:Auth:SigningKey</c>. The text is
/// <c>v1.</c> and base64url of nonce (12 bytes), tag (16 bytes) and ciphertext; another way of protecting gets another version.
/// </summary>
internal sealed class SecretProtector : ISecretProtector
{
    private const string Version = "v1.";
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key, _derivation;

    /// <param name="signingKey">At least 16 bytes of UTF-8.</param>
    /// <exception cref="InvalidOperationException">The key is missing or too short to protect anything.</exception>
    public SecretProtector(string? signingKey)
    {
        var input = Encoding.UTF8.GetBytes(signingKey ?? string.Empty);
        if (input.Length < 16) throw new InvalidOperationException("SalesFlow:Auth:SigningKey must be set, with at least 16 bytes.");
        _derivation = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 32, salt: null, info: "salesflow/derived/v1"u8.ToArray());
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 32, salt: null, info: "salesflow/secrets/v1"u8.ToArray());
    }

    /// <inheritdoc/>
    public string Protect(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        // A cipher of its own for each call: one instance may not be shared between threads.
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), "v1"u8);
        CryptographicOperations.ZeroMemory(plain);
        return Version + Base64Url.EncodeToString(box);
    }

    /// <inheritdoc/>
    public byte[] Derive(string name, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _derivation, length, salt: null, info: Encoding.UTF8.GetBytes(name));

    /// <inheritdoc/>
    public string Unprotect(string protectedSecret)
    {
        if (!protectedSecret.StartsWith(Version, StringComparison.Ordinal)) throw new CryptographicException("The secret has no known version.");
        byte[] box;
        try
        {
            box = Base64Url.DecodeFromChars(protectedSecret.AsSpan(Version.Length));
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The protected secret was altered.", e);
        }
        if (box.Length < NonceSize + TagSize) throw new CryptographicException("The protected secret was cut.");
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plain, "v1"u8);
        return Encoding.UTF8.GetString(plain);
    }
}
