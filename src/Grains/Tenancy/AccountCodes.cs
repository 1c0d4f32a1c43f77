using System.Globalization;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>The second step: questions for codes, the authenticator app, recovery codes.</summary>
public sealed partial record AccountState
{
    private const int ChallengesKept = 5;
    private const int CodesAnHour = 5;
    private static readonly TimeSpan BetweenCodes = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EnrolmentLife = TimeSpan.FromMinutes(15);

    /// <summary>The questions that stand.</summary>
    public IReadOnlyList<StoredChallenge> Challenges { get; init; } = [];

    /// <summary>When codes were sent in the last hour, whatever the way.</summary>
    public IReadOnlyList<DateTimeOffset> CodesSent { get; init; } = [];

    /// <summary>The phone that was confirmed.</summary>
    public string? ConfirmedPhone { get; init; }

    /// <summary>Whether the address was confirmed.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>The protected secret of the authenticator app in use.</summary>
    public string? TotpSecret { get; init; }

    /// <summary>The time step of the newest code that was taken: none up to it is taken again.</summary>
    public long TotpStep { get; init; }

    /// <summary>The protected secret that waits for its first code.</summary>
    public string? PendingTotp { get; init; }

    /// <summary>Until when it waits.</summary>
    public DateTimeOffset? PendingUntil { get; init; }

    /// <summary>The keyed hashes of unused recovery codes.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>A question is asked; how long to wait where that is too soon.</summary>
    public (AccountState Next, TimeSpan? Wait) Ask(NewChallenge challenge, DateTimeOffset now)
    {
        if (challenge.Way != CodeWay.Totp && WaitForCode(now) is { } wait) return (Proved(challenge.Purpose), wait);
        var standing = Challenges.Where(c => c.ExpiresAt > now).OrderByDescending(c => c.ExpiresAt).Take(ChallengesKept - 1);
        var asked = new StoredChallenge(challenge.Id, challenge.Purpose, challenge.Way, challenge.Target, now + OneTimeCodes.Life);
        return (Proved(challenge.Purpose) with { Challenges = [.. standing, asked], CodesSent = Sent(challenge.Way, now) }, null);
    }

    /// <summary>A code is asked for again, perhaps by another way.</summary>
    public (AccountState Next, Outcome Outcome) AskAgain(string id, CodeWay way, DateTimeOffset now)
    {
        if (Find(Challenges, id, now) is not { } challenge || challenge.Way == CodeWay.Totp || way == CodeWay.Totp)
            return (this, new Outcome(Refusal.NotFound, 1));
        // A confirmation is of one address; only a sign-in may change its way, and to a confirmed phone only.
        var target = way == CodeWay.Sms ? challenge.Purpose == ChallengePurpose.SignIn ? ConfirmedPhone : challenge.Target : null;
        if ((way == CodeWay.Sms && target is null) || (challenge.Purpose == ChallengePurpose.Confirm && way != challenge.Way))
            return (this, new Outcome(Refusal.NotConfigured, 1));
        if (WaitForCode(now) is { } wait)
            return (this, new Outcome(Refusal.LimitReached, 1, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        var next = challenge with { Way = way, Target = target, CodeHash = null, ExpiresAt = now + OneTimeCodes.Life };
        return (Replaced(next) with { CodesSent = Sent(way, now) }, new Outcome(Refusal.None, 1));
    }

    /// <summary>A code is about to be sent.</summary>
    public (AccountState Next, string Target)? IssueCode(string id, string codeHash, DateTimeOffset now) =>
        IsActive && Account is { } account && Find(Challenges, id, now) is { } challenge && challenge.Way != CodeWay.Totp
            ? (Replaced(challenge with { CodeHash = codeHash }), challenge.Target ?? account.Email)
            : null;

    /// <summary>A question that stands.</summary>
    public ChallengeView? Challenged(string id, DateTimeOffset now) =>
        View() is { IsActive: true } account && Find(Challenges, id, now) is { } challenge
            ? new ChallengeView(account, challenge.Purpose, challenge.Way, challenge.Way == CodeWay.Totp ? TotpSecret : null)
            : null;

    /// <summary>A question is answered.</summary>
    public (AccountState Next, ChallengeResult Result) Answer(string id, ChallengeAnswer answer, DateTimeOffset now)
    {
        if (!IsActive || Find(Challenges, id, now) is not { } challenge) return (this, new ChallengeResult(ChallengeVerdict.Gone));
        if (LockedUntil is { } until && until > now) return (this, new ChallengeResult(ChallengeVerdict.Locked, Wait: until - now));
        var answered = this with { Challenges = [.. Challenges.Where(c => c.Id != id)] };
        switch (challenge.Way)
        {
            case CodeWay.Totp when TotpSecret is not null && answer.TotpStep is { } step && step > TotpStep:
                return (answered with { TotpStep = step }, new ChallengeResult(ChallengeVerdict.Passed));
            case CodeWay.Totp when TotpSecret is not null && RecoveryCodes.Contains(answer.CodeHash):
                return (answered with { RecoveryCodes = [.. RecoveryCodes.Where(r => r != answer.CodeHash)] }, new ChallengeResult(ChallengeVerdict.Passed, Recovery: true));
            case CodeWay.Email when challenge.CodeHash is { } hash && hash == answer.CodeHash:
                return (answered with { EmailConfirmed = true }, new ChallengeResult(ChallengeVerdict.Passed));
            case CodeWay.Sms when challenge.CodeHash is { } hash && hash == answer.CodeHash:
                return (answered with { ConfirmedPhone = challenge.Target }, new ChallengeResult(ChallengeVerdict.Passed));
        }
        var tried = challenge.Tries + 1 >= OneTimeCodes.MostTries ? answered : Replaced(challenge with { Tries = challenge.Tries + 1 });
        return tried.Wrong(now);
    }

    /// <summary>The authenticator app.</summary>
    public TotpView Totp(DateTimeOffset now) => new(TotpSecret is not null, PendingUntil > now ? PendingTotp : null, RecoveryCodes.Count);

    /// <summary>An authenticator app is to be used.</summary>
    public AccountState EnrolTotp(string protectedSecret, DateTimeOffset now) => this with
    {
        PendingTotp = protectedSecret,
        PendingUntil = now + EnrolmentLife,
        Failures = 0,
        FailedAt = null,
        LockedUntil = null,
    };

    /// <summary>Its first code came.</summary>
    public (AccountState Next, ChallengeResult Result) ConfirmTotp(long? step, IReadOnlyList<string> recoveryHashes, DateTimeOffset now)
    {
        if (!IsActive || TotpSecret is not null || PendingTotp is null || PendingUntil <= now) return (this, new ChallengeResult(ChallengeVerdict.Gone));
        if (LockedUntil is { } until && until > now) return (this, new ChallengeResult(ChallengeVerdict.Locked, Wait: until - now));
        if (step is not { } taken) return Wrong(now);
        return (this with { TotpSecret = PendingTotp, TotpStep = taken, RecoveryCodes = recoveryHashes, PendingTotp = null, PendingUntil = null },
            new ChallengeResult(ChallengeVerdict.Passed));
    }

    private (AccountState Next, ChallengeResult Result) Wrong(DateTimeOffset now) =>
        Failed(now) is var failed ? (failed, new ChallengeResult(ChallengeVerdict.Wrong, Locks: failed.LockedUntil - now)) : default;

    /// <summary>The authenticator app is taken away.</summary>
    public AccountState WithoutTotp() => this with
    {
        TotpSecret = null,
        TotpStep = 0,
        RecoveryCodes = [],
        PendingTotp = null,
        PendingUntil = null,
        Failures = 0,
        FailedAt = null,
        LockedUntil = null,
        Challenges = [.. Challenges.Where(c => c.Way != CodeWay.Totp)],
    };

    /// <summary>A ticket is exchanged for tokens; null where it is not good.</summary>
    public AccountState? Exchange(string hash, DateTimeOffset now) =>
        IsActive && Tickets.Any(t => t.Kind == TicketKind.Exchange && t.Hash == hash && t.ExpiresAt > now)
            // The provider vouched for the address.
            ? this with { Tickets = [.. Tickets.Where(t => t.Hash != hash)], EmailConfirmed = true }
            : null;

    // The attempt that led here was counted as a failure before its password was known to be right. Taken back, and its wait with it: otherwise whoever
    // was locked out once could never come to their second step. What wrong codes have counted stays.
    private AccountState Proved(ChallengePurpose purpose) =>
        purpose == ChallengePurpose.SignIn ? this with { Failures = Math.Max(0, Failures - 1), LockedUntil = null } : this;

    private TimeSpan? WaitForCode(DateTimeOffset now)
    {
        var recent = CodesSent.Where(s => now - s < TimeSpan.FromHours(1)).Order().ToList();
        if (recent.Count == 0) return null;
        var next = recent[^1] + BetweenCodes;
        if (recent.Count >= CodesAnHour && recent[^CodesAnHour] + TimeSpan.FromHours(1) is var later && later > next) next = later;
        return next > now ? next - now : null;
    }

    private IReadOnlyList<DateTimeOffset> Sent(CodeWay way, DateTimeOffset now) =>
        way == CodeWay.Totp ? CodesSent : [.. CodesSent.Where(s => now - s < TimeSpan.FromHours(1)), now];

    private AccountState Replaced(StoredChallenge challenge) => this with { Challenges = [.. Challenges.Select(c => c.Id == challenge.Id ? challenge : c)] };

    private static StoredChallenge? Find(IReadOnlyList<StoredChallenge> challenges, string id, DateTimeOffset now) =>
        challenges.FirstOrDefault(c => c.Id == id && c.ExpiresAt > now);
}

/// <summary>A question for a code as it is stored.</summary>
/// <param name="Id">The hash of the client's secret.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Way">Where the code comes from.</param>
/// <param name="Target">The phone that it goes to.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="CodeHash">The keyed hash of the code that was sent; null until it is.</param>
/// <param name="Tries">How many wrong answers came.</param>
public sealed record StoredChallenge(
    string Id, ChallengePurpose Purpose, CodeWay Way, string? Target, DateTimeOffset ExpiresAt, string? CodeHash = null, int Tries = 0);
