using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Leads.Forms;

/// <summary>How public forms are guarded: the section <c>SalesFlow:Forms</c>.</summary>
public sealed class FormOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Forms";

    /// <summary>How many submissions a minute one address may send to one form; on each node.</summary>
    public int PerAddressPerMinute { get; set; } = 10;

    /// <summary>How many submissions a minute one form takes; on each node.</summary>
    public int PerFormPerMinute { get; set; } = 300;

    /// <summary>Where answers to a challenge (Turnstile, hCaptcha, reCAPTCHA) are verified; unset: none is asked.</summary>
    public string? ChallengeUrl { get; set; }

    /// <summary>The secret for it.</summary>
    public string? ChallengeSecret { get; set; }

    /// <summary>The public key with which pages show the challenge.</summary>
    public string? ChallengeSiteKey { get; set; }
}

/// <summary>
/// Says when a form was given out, so that what comes back sooner than a person can write is known for a machine's. Signed, bound to the form, good for a day.
/// </summary>
internal sealed class FormTokens(IConfiguration configuration, TimeProvider clock)
{
    private const int SignatureBytes = 16;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(SigningKeys.Load(configuration)), 32, info: "salesflow form tokens"u8.ToArray());

    /// <summary>A token of now.</summary>
    public string Make(string formKey)
    {
        var token = new byte[8 + SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, clock.GetUtcNow().ToUnixTimeMilliseconds());
        Sign(formKey, token.AsSpan(0, 8), token.AsSpan(8));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>How long ago the token was made; null where it is none of ours for this form, or too old.</summary>
    public TimeSpan? Age(string formKey, string? token)
    {
        Span<byte> bytes = stackalloc byte[8 + SignatureBytes];
        Span<byte> signature = stackalloc byte[SignatureBytes];
        if (token is not { Length: > 0 and < 64 } || !Base64Url.IsValid(token, out var length) || length != bytes.Length) return null;
        Base64Url.DecodeFromChars(token, bytes);
        Sign(formKey, bytes[..8], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes[8..])) return null;
        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
        return age <= Life ? age : null;
    }

    private void Sign(string formKey, ReadOnlySpan<byte> at, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, [.. at, .. Encoding.UTF8.GetBytes(formKey)], hash);
        hash[..SignatureBytes].CopyTo(signature);
    }
}

/// <summary>How often an address and a form may. Each node counts for itself.</summary>
internal sealed class FormLimits(IOptions<FormOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<(string Key, string Address)> _addresses = PartitionedRateLimiter.Create<(string Key, string Address), (string, string)>(
        who => RateLimitPartition.GetFixedWindowLimiter(who, _ => Window(options.Value.PerAddressPerMinute)));

    private readonly PartitionedRateLimiter<string> _forms = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetFixedWindowLimiter(key, _ => Window(options.Value.PerFormPerMinute)));

    // Keys that nobody made cost a grain each: whoever tries many of them is stopped.
    private readonly PartitionedRateLimiter<string> _lookups = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => Window(options.Value.PerAddressPerMinute * 20)));

    // A form must not be a way to fill somebody's letter box.
    private readonly PartitionedRateLimiter<string> _letters = PartitionedRateLimiter.Create<string, string>(
        email => RateLimitPartition.GetFixedWindowLimiter(
            email, _ => new FixedWindowRateLimiterOptions { PermitLimit = 3, Window = TimeSpan.FromHours(1), QueueLimit = 0 }));

    /// <summary>Whether another letter may go to the e-mail now.</summary>
    public bool MayWrite(string email) => Take(_letters, email);

    /// <summary>Whether the address may look for a form now.</summary>
    public bool MayLook(string address) => Take(_lookups, address);

    /// <summary>Whether the address may send to the form now.</summary>
    public bool MaySend(string key, string address) => Take(_addresses, (key, address)) && Take(_forms, key);

    public void Dispose()
    {
        _addresses.Dispose();
        _forms.Dispose();
        _lookups.Dispose();
        _letters.Dispose();
    }

    private static bool Take<T>(PartitionedRateLimiter<T> limiter, T who)
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired;
    }

    private static FixedWindowRateLimiterOptions Window(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };
}

/// <summary>Asks a challenge's service whether a person answered it. All that are in use speak the same protocol.</summary>
internal sealed class FormChallenge(IHttpClientFactory clients, IOptions<FormOptions> options)
{
    /// <summary>The name of the client.</summary>
    public const string Client = "form-challenge";

    /// <summary>Whether answers are asked for.</summary>
    public bool IsOn => !string.IsNullOrEmpty(options.Value.ChallengeUrl);

    /// <summary>Whether the answer holds.</summary>
    /// <exception cref="TimeoutException">The service did not say.</exception>
    public async Task<bool> Holds(string? answer, string address, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(answer) || answer.Length > 4096) return false;
        try
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["secret"] = options.Value.ChallengeSecret ?? "", ["response"] = answer, ["remoteip"] = address,
            });
            using var client = clients.CreateClient(Client);
            using var said = await client.PostAsync(options.Value.ChallengeUrl, form, ct);
            said.EnsureSuccessStatusCode();
            return (await said.Content.ReadFromJsonAsync<Verdict>(ct))?.Success == true;
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw new TimeoutException("The challenge's service did not answer.", e);
        }
    }

    private sealed record Verdict(bool Success);
}

/// <summary>Addresses that are thrown away after use: nobody will read what is sent there.</summary>
internal static class DisposableMail
{
    private static readonly FrozenSet<string> Domains = FrozenSet.ToFrozenSet(
    [
        "0-mail.com", "10minutemail.com", "10minutemail.net", "20minutemail.com", "33mail.com", "anonbox.net", "burnermail.io", "byom.de", "discard.email",
        "dispostable.com", "dropmail.me", "emailfake.com", "emailondeck.com", "emailtemporanea.com", "fakeinbox.com", "fakemail.net", "fakemailgenerator.com",
        "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com", "guerrillamail.de", "guerrillamail.info", "guerrillamail.net",
        "guerrillamail.org", "guerrillamailblock.com", "harakirimail.com", "inboxbear.com", "inboxkitten.com", "incognitomail.org", "jetable.org", "mail-temp.com",
        "mail.tm", "mailcatch.com", "maildrop.cc", "mailexpire.com", "mailinator.com", "mailinator.net", "mailnesia.com", "mailnull.com", "mailpoof.com",
        "mailsac.com", "mailtemp.info", "meltmail.com", "minuteinbox.com", "mintemail.com", "moakt.com", "mohmal.com", "mytemp.email", "mytrashmail.com", "nada.email",
        "nowmymail.com", "one-time.email", "pokemail.net", "sharklasers.com", "smailpro.com", "spam4.me", "spamgourmet.com", "spambox.us", "temp-mail.io",
        "temp-mail.org", "tempail.com", "tempinbox.com", "tempmail.com", "tempmail.dev", "tempmail.net", "tempmailo.com", "tempr.email", "throwawaymail.com",
        "tmail.ws", "tmpmail.net", "tmpmail.org", "trash-mail.com", "trashmail.com", "trashmail.de", "trashmail.net", "trbvm.com", "wegwerfmail.de", "yopmail.com",
        "yopmail.fr", "yopmail.net",
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an address is one of them, or of a part of their domains.</summary>
    public static bool Is(string email)
    {
        var domain = email[(email.LastIndexOf('@') + 1)..];
        for (var dot = -1; ; dot = domain.IndexOf('.', dot + 1))
        {
            var part = domain[(dot + 1)..];
            if (Domains.Contains(part)) return true;
            if (domain.IndexOf('.', dot + 1) < 0) return false;
        }
    }
}
