using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>
/// Keeps opened tokens for a minute, ready as a header, since opening one costs more than the rest of a request. Bounded: a full cache is
/// emptied, which costs one opening a number. The key is the protected form, so that a token that was replaced is never used.
/// </summary>
internal sealed class TokenCache(ISecretProtector secrets, TimeProvider clock)
{
    private const int Capacity = 4096;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private sealed record Entry(AuthenticationHeaderValue Header, long Since);

    /// <summary>The header for a protected token.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The token cannot be opened.</exception>
    public AuthenticationHeaderValue Bearer(NumberCredentials credentials)
    {
        if (_entries.TryGetValue(credentials.ProtectedToken, out var entry) && clock.GetElapsedTime(entry.Since) < Lifetime) return entry.Header;
        var header = new AuthenticationHeaderValue("Bearer", secrets.Unprotect(credentials.ProtectedToken));
        if (_entries.Count >= Capacity) _entries.Clear();
        _entries[credentials.ProtectedToken] = new Entry(header, clock.GetTimestamp());
        return header;
    }
}
