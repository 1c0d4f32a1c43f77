using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Channels;

namespace SalesFlow.Tenancy;

/// <summary>What a code is asked for.</summary>
[GenerateSerializer]
public enum ChallengePurpose
{
    /// <summary>The second step of a sign-in: the password was right.</summary>
    SignIn = 0,
    /// <summary>Confirms that an address or a phone is the user's own.</summary>
    Confirm = 1,
}

/// <summary>Where a code comes from.</summary>
[GenerateSerializer]
public enum CodeWay
{
    /// <summary>An authenticator app, or a recovery code in its place.</summary>
    Totp = 0,
    /// <summary>E-mail.</summary>
    Email = 1,
    /// <summary>A short message.</summary>
    Sms = 2,
}

/// <summary>A question for a code, for five minutes and five tries.</summary>
/// <param name="Id">The hash of the secret that the client holds.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Way">Where the code comes from.</param>
/// <param name="Target">The phone that it goes to, E.164; null for every other way.</param>
[GenerateSerializer, Immutable, Alias("account.new-challenge")]
public sealed record NewChallenge(string Id, ChallengePurpose Purpose, CodeWay Way, string? Target = null);

/// <summary>A question that stands.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Way">Where the code comes from.</param>
/// <param name="TotpSecret">The protected secret of the authenticator app, where it is the way.</param>
[GenerateSerializer, Immutable, Alias("account.challenge")]
public sealed record ChallengeView(AccountView Account, ChallengePurpose Purpose, CodeWay Way, string? TotpSecret);

/// <summary>An answer to a question, of which each part is worked out where it came in.</summary>
/// <param name="CodeHash">The keyed hash of the code.</param>
/// <param name="TotpStep">The time step whose code it is, or null where it is none's.</param>
[GenerateSerializer, Immutable, Alias("account.challenge-answer")]
public sealed record ChallengeAnswer(string CodeHash, long? TotpStep = null);

/// <summary>What an answer was worth.</summary>
[GenerateSerializer]
public enum ChallengeVerdict
{
    /// <summary>There is no such question, or no more: it ran out, was answered, or took five tries.</summary>
    Gone = 0,
    /// <summary>Wrong; counted as a failed sign-in.</summary>
    Wrong = 1,
    /// <summary>Right. The question is gone, and the code is worth nothing any more.</summary>
    Passed = 2,
    /// <summary>Not looked at: too many failures; wait.</summary>
    Locked = 3,
}

/// <summary>The result of an answer.</summary>
/// <param name="Verdict">What it was worth.</param>
/// <param name="Recovery">Whether it was a recovery code.</param>
/// <param name="Wait">How long to wait, where it was not looked at.</param>
/// <param name="Locks">How long the next one waits, where a wrong answer makes it wait.</param>
[GenerateSerializer, Immutable, Alias("account.challenge-result")]
public sealed record ChallengeResult(ChallengeVerdict Verdict, bool Recovery = false, TimeSpan? Wait = null, TimeSpan? Locks = null);

/// <summary>The authenticator app of an account.</summary>
/// <param name="Enabled">Whether sign-in asks for its codes.</param>
/// <param name="PendingSecret">The protected secret that waits for its first code, or null.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes are unused.</param>
[GenerateSerializer, Immutable, Alias("account.totp")]
public sealed record TotpView(bool Enabled, string? PendingSecret, int RecoveryCodesLeft);

/// <summary>One-time codes: six digits of a cryptographic generator, kept as a keyed hash only, since a million codes are soon hashed by whoever has no key to miss.</summary>
public static class OneTimeCodes
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How often one question may be answered wrongly.</summary>
    public const int MostTries = 5;

    private const int Codes = 1_000_000;
    private const int KeyBytes = 32;

    /// <summary>A new code.</summary>
    public static string New() => RandomNumberGenerator.GetInt32(Codes).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>What is kept of a code: good for one question only.</summary>
    /// <param name="secrets">Gives the key.</param>
    /// <param name="scope">The question's or the account's id.</param>
    /// <param name="code">As <see cref="Normalise"/> gives it.</param>
    public static string Hash(ISecretProtector secrets, string scope, string code) => Convert.ToHexStringLower(
        HMACSHA256.HashData(secrets.Derive("one-time-codes", KeyBytes), Encoding.UTF8.GetBytes($"{scope}\n{code}")));

    /// <summary>A code as it is compared: without spaces and hyphens, lower case, Arabic and Persian digits as 0 to 9.</summary>
    public static string Normalise(string typed)
    {
        var code = new StringBuilder(typed.Length);
        foreach (var c in typed)
        {
            if (char.IsWhiteSpace(c) || c == '-' || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format) continue;
            code.Append(char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDigitValue(c)) : char.ToLowerInvariant(c));
        }
        return code.ToString();
    }
}
