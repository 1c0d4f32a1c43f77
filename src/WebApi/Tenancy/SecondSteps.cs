using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OtpNet;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>The second step of a sign-in: whether it is needed, what is asked, and what an answer is worth.</summary>
internal sealed class SecondSteps(IMailChannel mail, ISmsChannel sms, ISecretProtector secrets, SignIns signIns, TimeProvider clock)
{
    /// <summary>How many recovery codes there are.</summary>
    public const int RecoveryCodes = 10;

    private const int TotpSecretBytes = 20;
    private const int RecoveryCharacters = 10;
    private const string RecoveryAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    /// <summary>Whether e-mail can be sent.</summary>
    public bool MailOn => mail.IsConfigured;

    /// <summary>Whether short messages can be sent.</summary>
    public bool SmsOn => sms.IsConfigured;

    /// <summary>What stands between a right password and the tokens: nothing, a question, or a reason why none can be asked.</summary>
    /// <param name="call">The request.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="account">As <see cref="SignIns.Enter"/> gave it.</param>
    public async Task<(SecondStep? Step, ProblemHttpResult? Problem)> Begin(ApiCall call, string accountId, AccountView account)
    {
        TenantScope.Enter(account.TenantId);
        if (!account.HasTotp)
        {
            var tenant = await call.Grains.GetGrain<ITenantGrain>(TenantKey.Format(account.TenantId, "tenant")).Get();
            if (tenant?.Profile.RequireSecondFactor != true) return default;
        }
        var bySms = await MaySend(account);
        if (!account.HasTotp && !mail.IsConfigured && !bySms) return (null, Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off"));
        var way = account.HasTotp ? CodeWay.Totp : mail.IsConfigured ? CodeWay.Email : CodeWay.Sms;
        var (challenge, problem) = await Ask(call, accountId, account, ChallengePurpose.SignIn, way, way == CodeWay.Sms ? account.ConfirmedPhone : null);
        if (challenge is null) return (null, problem);
        List<string> methods = account.HasTotp ? ["totp", "recovery_code"] : [];
        if (!account.HasTotp && mail.IsConfigured) methods.Add("email");
        if (!account.HasTotp && bySms) methods.Add("sms");
        return (new SecondStep(true, challenge, methods, Seconds), null);
    }

    /// <summary>Whether a second step may go to the account's phone: one that was confirmed and is still its user's.</summary>
    public async Task<bool> MaySend(AccountView account) =>
        sms.IsConfigured && account.ConfirmedPhone is { } confirmed && await signIns.User(account).Get() is { } user && user.Phone == confirmed;

    /// <summary>How long a question stands, in seconds.</summary>
    public static int Seconds => (int)OneTimeCodes.Life.TotalSeconds;

    /// <summary>Asks for a code, and sends it where it is one that is sent. The client's challenge, or why there is none.</summary>
    public async Task<(string? Challenge, ProblemHttpResult? Problem)> Ask(
        ApiCall call, string accountId, AccountView account, ChallengePurpose purpose, CodeWay way, string? target)
    {
        var secret = Tokens.NewSecret();
        var id = Tokens.Hash(secret);
        if (await signIns.Account(accountId).Challenge(new NewChallenge(id, purpose, way, target)) is { } wait) return (null, Problems.Later(call.Http, wait));
        await signIns.RecordUnproved(call.Http, account, "code_asked", ("purpose", Word(purpose)), ("way", Word(way)));
        if (way != CodeWay.Totp) await Send(accountId, account, id, way);
        return (LetterLinks.Make(accountId, secret), null);
    }

    /// <summary>Puts a letter with a code into the outbox.</summary>
    public Task Send(string accountId, AccountView account, string challengeId, CodeWay way)
    {
        TenantScope.Enter(account.TenantId);
        return signIns.Letter(account.TenantId, Id.New(clock))
            .Post("post", new Letter(way == CodeWay.Sms ? LetterKind.CodeBySms : LetterKind.Code, accountId, account.UserId, Challenge: challengeId));
    }

    /// <summary>What a typed code is, for the grain that knows whether it is right.</summary>
    public ChallengeAnswer Answer(string accountId, string challengeId, ChallengeView question, string typed)
    {
        var code = OneTimeCodes.Normalise(typed);
        return question.Way == CodeWay.Totp
            ? new ChallengeAnswer(OneTimeCodes.Hash(secrets, accountId, code), question.TotpSecret is { } secret ? StepOf(secret, code) : null)
            : new ChallengeAnswer(OneTimeCodes.Hash(secrets, challengeId, code));
    }

    /// <summary>The time step whose code this is, one before and one after the present one included; null where it is none's.</summary>
    public long? StepOf(string protectedSecret, string typed)
    {
        string secret;
        try
        {
            secret = secrets.Unprotect(protectedSecret);
        }
        catch (CryptographicException)
        {
            // Kept under a signing key that is no more: no code can be right.
            return null;
        }
        var totp = new Totp(Base32Encoding.ToBytes(secret));
        return totp.VerifyTotp(clock.GetUtcNow().UtcDateTime, OneTimeCodes.Normalise(typed), out var step, OneStep) ? step : null;
    }

    /// <summary>A new secret for an authenticator app: Base32, and as it is stored.</summary>
    public (string Secret, string Protected) NewTotpSecret()
    {
        var secret = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(TotpSecretBytes)).TrimEnd('=');
        return (secret, secrets.Protect(secret));
    }

    /// <summary>New recovery codes such as <c>k3m9x-p7w2q</c> (49 bits), and the keyed hashes that are kept of them.</summary>
    public (string[] Codes, string[] Hashes) NewRecoveryCodes(string accountId)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryAlphabet, RecoveryCharacters).Insert(RecoveryCharacters / 2, "-")).ToArray();
        return (codes, [.. codes.Select(c => OneTimeCodes.Hash(secrets, accountId, OneTimeCodes.Normalise(c)))]);
    }

    /// <summary>The address that an authenticator app reads from a picture.</summary>
    public static string OtpAuth(string secret, string email, string company) => string.Create(
        CultureInfo.InvariantCulture,
        $"otpauth://totp/{Uri.EscapeDataString(company)}:{Uri.EscapeDataString(email)}?secret={secret}&issuer={Uri.EscapeDataString(company)}&algorithm=SHA1&digits=6&period=30");

    /// <summary>The stable word of a value.</summary>
    public static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>The answer of a sign-in that needs a second step.</summary>
/// <param name="MfaRequired">True.</param>
/// <param name="Challenge">Goes into <c>POST /auth/verify-otp</c>.</param>
/// <param name="Methods"><c>totp</c> and <c>recovery_code</c>, or <c>email</c> (sent already) and <c>sms</c>.</param>
/// <param name="ExpiresIn">Seconds until the challenge ends.</param>
internal sealed record SecondStep(bool MfaRequired, string Challenge, IReadOnlyList<string> Methods, int ExpiresIn);
