using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace SalesFlow.Storage.Audit;

/// <summary>
/// Seals the audit log with keys derived (HKDF-SHA256) from <c>SalesFlow:Auth:SigningKey</c>. The chain of hashes needs no key, so that it comes out
/// the same whenever it is folded anew; the seals beside it do, so that nobody who has the database alone can make another chain. After a change of
/// the signing key the old one belongs into <c>SalesFlow:Auth:PreviousSigningKeys</c>: what it sealed is still checked with it, what is new is sealed
/// with the new one.
/// </summary>
internal sealed class AuditSeals
{
    private const string Setting = "SalesFlow:Auth:SigningKey";
    private const string PreviousSetting = "SalesFlow:Auth:PreviousSigningKeys";
    private readonly (string Name, byte[] Key) _current;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <param name="signingKey">At least 16 bytes of UTF-8.</param>
    /// <param name="previous">Signing keys of former days.</param>
    /// <exception cref="InvalidOperationException">A key is missing or too short to protect anything.</exception>
    public AuditSeals(string? signingKey, params IEnumerable<string?> previous)
    {
        _current = Derive(signingKey, Setting);
        _keys[_current.Name] = _current.Key;
        foreach (var old in previous)
        {
            var (name, key) = Derive(old, PreviousSetting);
            _keys[name] = key;
        }
    }

    /// <summary>The keys that the settings name.</summary>
    public static AuditSeals Of(IConfiguration configuration) =>
        new(configuration[Setting], configuration.GetSection(PreviousSetting).GetChildren().Select(c => c.Value));

    /// <summary>The seal of an entry.</summary>
    public string OfEntry(string tenant, long seq, string hash) => Seal("entry", tenant, seq, hash);

    /// <summary>The seal of a log's end: another than the last entry's, or a cut log could end with an entry's own.</summary>
    public string OfHead(string tenant, long seq, string hash) => Seal("head", tenant, seq, hash);

    /// <summary>What is wrong with an entry's seal: <c>seal</c>, <c>unknown_key</c>, or null.</summary>
    public string? CheckEntry(string tenant, long seq, string hash, string seal) => Check("entry", tenant, seq, hash, seal);

    /// <summary>What is wrong with a head's seal: <c>seal</c>, <c>unknown_key</c>, or null.</summary>
    public string? CheckHead(string tenant, long seq, string hash, string seal) => Check("head", tenant, seq, hash, seal);

    private string Seal(string what, string tenant, long seq, string hash) => $"{_current.Name}.{Mac(_current.Key, what, tenant, seq, hash)}";

    private string? Check(string what, string tenant, long seq, string hash, string seal)
    {
        var dot = seal.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return "seal";
        if (!_keys.TryGetValue(seal[..dot], out var key)) return "unknown_key";
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Mac(key, what, tenant, seq, hash)), Encoding.UTF8.GetBytes(seal[(dot + 1)..])) ? null : "seal";
    }

    private static string Mac(byte[] key, string what, string tenant, long seq, string hash) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what}\n{tenant}\n{seq}\n{hash}"))));

    private static (string Name, byte[] Key) Derive(string? signingKey, string setting)
    {
        var input = Encoding.UTF8.GetBytes(signingKey ?? "");
        if (input.Length < 16) throw new InvalidOperationException($"{setting} must be set, with at least 16 bytes.");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 32, salt: null, info: "salesflow/audit/v1"u8.ToArray());
        // A name that tells keys apart and nothing else of them.
        return (Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4)), key);
    }
}
