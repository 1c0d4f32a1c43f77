namespace SalesFlow.WebApi.Tenancy;

/// <summary>Sign-in. Section <c>SalesFlow:Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Auth";

    /// <summary>The shortest signing key, in bytes of UTF-8.</summary>
    public const int ShortestKey = 32;

    /// <summary>
    /// Signs tokens: at least 32 bytes of UTF-8. Required with PostgreSQL, since every node must share it; made and kept in the data
    /// folder otherwise.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>How long an access token holds; 30 minutes unless set, 1 minute to 1 day.</summary>
    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a refresh token holds; 7 days unless set, 1 hour to 90 days.</summary>
    public TimeSpan RefreshLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Requests a minute that one address may send to sign-in, registration and refresh together; 60 unless set, at least 1.</summary>
    public int RequestsPerMinute { get; set; } = 60;

    /// <summary>Attempts a minute to sign in to one account, whatever address they come from; 10 unless set, at least 1.</summary>
    public int AttemptsPerAccount { get; set; } = 10;

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        SigningKey is { Length: > 0 } && System.Text.Encoding.UTF8.GetByteCount(SigningKey) < ShortestKey
            ? $"{Section}:{nameof(SigningKey)} must have at least {ShortestKey} bytes."
        : AccessLifetime < TimeSpan.FromMinutes(1) || AccessLifetime > TimeSpan.FromDays(1)
            ? $"{Section}:{nameof(AccessLifetime)} must be from 00:01:00 to 1.00:00:00."
        : RefreshLifetime < TimeSpan.FromHours(1) || RefreshLifetime > TimeSpan.FromDays(90)
            ? $"{Section}:{nameof(RefreshLifetime)} must be from 01:00:00 to 90.00:00:00."
        : RequestsPerMinute < 1 ? $"{Section}:{nameof(RequestsPerMinute)} must be at least 1."
        : AttemptsPerAccount < 1 ? $"{Section}:{nameof(AttemptsPerAccount)} must be at least 1."
        : null;
}
