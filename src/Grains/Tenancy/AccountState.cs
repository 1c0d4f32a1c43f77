using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What is stored of a sign-in, and what becomes of it. Every change is a pure function; secrets are here as hashes only.</summary>
public sealed partial record AccountState
{
    /// <summary>How many sessions stand at most.</summary>
    public const int MostSessions = 30;

    /// <summary>How many failures are free of waits.</summary>
    public const int FreeFailures = 10;

    private const int TicketsKept = 3;
    private const int LettersAnHour = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailuresForgotten = TimeSpan.FromHours(24);
    private static readonly TimeSpan BetweenLetters = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestFamily = TimeSpan.FromDays(90);

    /// <summary>For how long the very same exchange may be repeated.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

    /// <summary>The account as it was opened, or null.</summary>
    public OpenAccount? Account { get; init; }

    /// <summary>The command that opened it.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Whether it may sign in.</summary>
    public bool IsActive { get; init; }

    /// <summary>The password set last; null where it is still the first one.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Failed sign-ins since the last good one.</summary>
    public int Failures { get; init; }

    /// <summary>The last of them.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Until when no sign-in is admitted.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>The sessions.</summary>
    public IReadOnlyList<StoredSession> Sessions { get; init; } = [];

    /// <summary>The links that were sent.</summary>
    public IReadOnlyList<StoredTicket> Tickets { get; init; } = [];

    /// <summary>The letters of the last hour.</summary>
    public IReadOnlyList<DateTimeOffset> Letters { get; init; } = [];

    /// <summary>The account as others see it, or null.</summary>
    public AccountView? View() => Account is { } a
        ? new AccountView(a.UserId, a.TenantId, a.Email, a.FullName, a.Role, PasswordHash ?? a.PasswordHash, a.Language, IsActive)
        {
            HasTotp = TotpSecret is not null, ConfirmedPhone = ConfirmedPhone, EmailConfirmed = EmailConfirmed,
        }
        : null;

    /// <summary>A sign-in begins.</summary>
    public (AccountState Next, SignInAttempt Answer) Attempt(DateTimeOffset now)
    {
        if (LockedUntil is { } until && until > now) return (this, new SignInAttempt(null, until - now));
        var failed = Failed(now);
        return (failed, new SignInAttempt(View(), null, failed.LockedUntil - now));
    }

    private AccountState Failed(DateTimeOffset now)
    {
        var failures = (FailedAt is { } last && now - last < FailuresForgotten ? Failures : 0) + 1;
        // The tenth is still tried; it is the one after it that waits.
        var wait = failures < FreeFailures ? TimeSpan.Zero : FirstWait * Math.Pow(2, Math.Min(failures - FreeFailures, 7));
        return this with
        {
            Failures = failures,
            FailedAt = now,
            LockedUntil = wait == TimeSpan.Zero ? null : now + (wait < LongestWait ? wait : LongestWait),
        };
    }

    /// <summary>A session starts.</summary>
    public AccountState Start(NewSession session, DateTimeOffset now)
    {
        var standing = Standing(now).Where(s => s.Id != session.Id).OrderByDescending(s => s.LastUsedAt).Take(MostSessions - 1);
        return this with
        {
            Failures = 0,
            FailedAt = null,
            LockedUntil = null,
            Sessions = [.. standing, new StoredSession(session.Id, session.RefreshHash, now, now, now + session.Life, session.Device, session.Address)],
        };
    }

    /// <summary>A refresh token is exchanged.</summary>
    public (AccountState Next, Rotation Answer) Rotate(RotateSession rotate, DateTimeOffset now)
    {
        if (View() is not { IsActive: true } account || Find(rotate.SessionId, now) is not { } session) return (this, new Rotation(null));
        if (session.RefreshHash == rotate.PresentedHash)
        {
            var end = now + rotate.Life;
            var latest = session.CreatedAt + LongestFamily;
            var next = session with
            {
                RefreshHash = rotate.NextHash,
                PreviousHash = rotate.PresentedHash,
                RotatedUnder = rotate.RequestKey,
                RotatedAt = now,
                LastUsedAt = now,
                ExpiresAt = end < latest ? end : latest,
            };
            return (this with { Sessions = [.. Sessions.Select(s => s.Id == session.Id ? next : s)] }, new Rotation(account));
        }
        // The answer was lost on its way and the client asks again: it gets the same token, which is worth no more than before.
        if (session.PreviousHash == rotate.PresentedHash && session.RefreshHash == rotate.NextHash
            && rotate.RequestKey is not null && session.RotatedUnder == rotate.RequestKey && now - session.RotatedAt <= RepeatWindow)
            return (this, new Rotation(account));
        return (Without(session.Id), new Rotation(null, Reused: true, account.TenantId, account.UserId));
    }

    /// <summary>Whether a session stands.</summary>
    public bool IsLive(string sessionId, DateTimeOffset now) => IsActive && Find(sessionId, now) is not null;

    /// <summary>The sessions that stand, the one used last first.</summary>
    public SessionView[] Live(DateTimeOffset now) =>
    [
        .. Standing(now).OrderByDescending(s => s.LastUsedAt).ThenBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => new SessionView(s.Id, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Device, s.Address)),
    ];

    /// <summary>A session ends.</summary>
    public AccountState Without(string sessionId) => this with { Sessions = [.. Sessions.Where(s => s.Id != sessionId)] };

    /// <summary>All sessions end, but perhaps one.</summary>
    public AccountState Only(string? sessionId) => this with { Sessions = [.. Sessions.Where(s => s.Id == sessionId)] };

    /// <summary>Another password.</summary>
    public AccountState WithPassword(string hash, string? keepSession) =>
        Only(keepSession) with { PasswordHash = hash, Failures = 0, FailedAt = null, LockedUntil = null, Tickets = [], Challenges = [] };

    /// <summary>Another letter; null where it would be too many.</summary>
    public AccountState? WithLetter(DateTimeOffset now)
    {
        var recent = Letters.Where(l => now - l < TimeSpan.FromHours(1)).ToList();
        if (recent.Count >= LettersAnHour || recent.Exists(l => now - l < BetweenLetters)) return null;
        return this with { Letters = [.. recent, now] };
    }

    /// <summary>Another link.</summary>
    public AccountState WithTicket(TicketKind kind, string hash, TimeSpan life, DateTimeOffset now)
    {
        var good = Tickets.Where(t => t.ExpiresAt > now).ToList();
        var same = good.Where(t => t.Kind == kind).OrderByDescending(t => t.ExpiresAt).Take(TicketsKept - 1);
        return this with { Tickets = [.. good.Where(t => t.Kind != kind), .. same, new StoredTicket(kind, hash, now + life)] };
    }

    /// <summary>A link is used; null where it is not good.</summary>
    public AccountState? Redeem(TicketKind kind, string hash, string passwordHash, DateTimeOffset now) =>
        IsActive && Tickets.Any(t => t.Kind == kind && t.Hash == hash && t.ExpiresAt > now)
            // The link came by mail: whoever follows it reads this address.
            ? WithPassword(passwordHash, null) with { EmailConfirmed = true }
            : null;

    private IEnumerable<StoredSession> Standing(DateTimeOffset now) => Sessions.Where(s => s.ExpiresAt > now);

    private StoredSession? Find(string id, DateTimeOffset now) => Sessions.FirstOrDefault(s => s.Id == id && s.ExpiresAt > now);
}

/// <summary>A session as it is stored: one family of refresh tokens, of which one is good.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RefreshHash">Of the good one.</param>
/// <param name="CreatedAt">When it started.</param>
/// <param name="LastUsedAt">When a token was exchanged last.</param>
/// <param name="ExpiresAt">When the good one ends.</param>
/// <param name="Device">What the client calls itself.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="PreviousHash">Of the one before.</param>
/// <param name="RotatedUnder">The key of the request that exchanged it.</param>
/// <param name="RotatedAt">When.</param>
public sealed record StoredSession(
    string Id, string RefreshHash, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Device, string? Address,
    string? PreviousHash = null, string? RotatedUnder = null, DateTimeOffset? RotatedAt = null);

/// <summary>A link as it is stored.</summary>
public sealed record StoredTicket(TicketKind Kind, string Hash, DateTimeOffset ExpiresAt);
