using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Hashes and checks passwords: PBKDF2 with HMAC-SHA512, a salt each, slow on purpose.</summary>
internal sealed class Passwords
{
    public const int Shortest = 10;
    public const int Longest = 128;

    /// <summary>How often PBKDF2 with SHA-512 goes round.</summary>
    public const int Iterations = 210_000;

    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher;
    private readonly string _decoy;

    public Passwords()
        : this(Iterations)
    {
    }

    /// <summary>One that goes round less often, where many people come and nobody attacks: tests.</summary>
    internal Passwords(int iterations)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        // Made at start, so that the first unknown address takes no longer than the next.
        _decoy = _hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    }

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <summary>Whether the password is the account's. Without an account the same work is done, so that the time tells nothing.</summary>
    public bool Matches(string? hash, string password) =>
        _hasher.VerifyHashedPassword(Nobody, hash ?? _decoy, password) != PasswordVerificationResult.Failed && hash is not null;

    /// <summary>What a new password must be: 10 to 128 characters of any script, none of the common ones, neither the e-mail nor the name.</summary>
    public static void Validate(Check check, string field, string? password, string email, string name)
    {
        var text = password ?? "";
        if (text.Length == 0) check.Add(field, "field.required");
        else if (text.Length < Shortest) check.Add(field, "field.too_short", Shortest);
        else if (text.Length > Longest) check.Add(field, "field.too_long", Longest);
        else if (CommonPasswords.Repeats(text, email, name)) check.Add(field, "field.password_repeats");
        else if (CommonPasswords.Knows(text)) check.Add(field, "field.password_common");
    }

    /// <summary>The account's id: a hash of the normalised e-mail, so that no address stands in a key.</summary>
    public static string AccountId(string email) => Id.Named("account", email);
}
