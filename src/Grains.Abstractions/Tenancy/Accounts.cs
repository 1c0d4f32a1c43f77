using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>
/// What lets a person in: the password, the sessions, the links sent by mail. Key: <c>platform/{hash of the e-mail}</c>, since an address may be used
/// once in the whole installation. Of every secret only a hash comes here: hashing a password is slow by design and stays out of a grain's turn.
/// </summary>
[Alias("account")]
public interface IAccountGrain : IPlatformScoped
{
    /// <summary>Opens the account.</summary>
    [Alias("Open")]
    Task<Outcome> Open(string commandId, OpenAccount command);

    /// <summary>The account, or null.</summary>
    [Alias("Get")]
    Task<AccountView?> Get();

    /// <summary>
    /// Begins a sign-in: counts it as failed until a session starts, so that guesses made at once are all counted. After ten failures each further
    /// one is admitted only after a wait that doubles, from 30 seconds to an hour. An address without an account is counted too, in memory only.
    /// </summary>
    [Alias("Attempt")]
    Task<SignInAttempt> Attempt();

    /// <summary>A sign-in is complete: starts a session and forgets the failures. At most 30 sessions; the one unused for longest goes.</summary>
    [Alias("Start")]
    Task<Outcome> Start(NewSession session);

    /// <summary>Exchanges a session's refresh token for the next one. A token that was exchanged before ends the session.</summary>
    [Alias("Rotate")]
    Task<Rotation> Rotate(RotateSession rotate);

    /// <summary>Whether a session stands and the account is open.</summary>
    [Alias("IsLive")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> IsLive(string sessionId);

    /// <summary>The sessions that stand, the one used last first.</summary>
    [Alias("Sessions")]
    Task<IReadOnlyList<SessionView>> Sessions();

    /// <summary>Ends a session; refused as not found where it does not stand.</summary>
    [Alias("End")]
    Task<Outcome> End(string sessionId);

    /// <summary>Ends all sessions, but perhaps one.</summary>
    [Alias("EndAll")]
    Task<Outcome> EndAll(string? but);

    /// <summary>Sets another password and ends all sessions but perhaps one. Links to reset it are worth nothing any more.</summary>
    [Alias("SetPassword")]
    Task<Outcome> SetPassword(string passwordHash, string? keepSession);

    /// <summary>Whether another letter may go to this address now: one in 60 seconds and five an hour. Counts it if so.</summary>
    [Alias("AdmitLetter")]
    Task<Outcome> AdmitLetter();

    /// <summary>Keeps the hash of a link's secret. The three newest of a kind are good.</summary>
    [Alias("Issue")]
    Task<Outcome> Issue(TicketKind kind, string hash, TimeSpan life);

    /// <summary>Uses a link once: sets the password, ends all sessions, lifts the lock. Refused as bad credentials where the link is not good.</summary>
    [Alias("Redeem")]
    Task<Outcome> Redeem(TicketKind kind, string hash, string passwordHash);

    /// <summary>Uses a ticket of <see cref="TicketKind.Exchange"/> once; the account, or null where it is not good.</summary>
    [Alias("Exchange")]
    Task<AccountView?> Exchange(string hash);

    /// <summary>
    /// Asks for a code. Of those that are sent at most one in 60 seconds and five an hour are admitted; the answer says how long to wait, or null.
    /// One for a sign-in says that the password was right: the attempt itself is then no failure.
    /// </summary>
    [Alias("Challenge")]
    Task<TimeSpan?> Challenge(NewChallenge challenge);

    /// <summary>
    /// Asks again for a code that is sent, under the same question, whose tries stay counted. Refused as not found where the question does not stand,
    /// and as reached limit, with the seconds to wait, where it is too soon.
    /// </summary>
    [Alias("AskAgain")]
    Task<Outcome> AskAgain(string challengeId, CodeWay way);

    /// <summary>Keeps the hash of the code that is about to be sent; where to, or null where the question does not stand any more.</summary>
    [Alias("IssueCode")]
    Task<string?> IssueCode(string challengeId, string codeHash);

    /// <summary>A question that stands, or null.</summary>
    [Alias("Challenged")]
    Task<ChallengeView?> Challenged(string challengeId);

    /// <summary>Answers a question. A wrong answer counts as a failed sign-in; the fifth ends the question.</summary>
    [Alias("Answer")]
    Task<ChallengeResult> Answer(string challengeId, ChallengeAnswer answer);

    /// <summary>The authenticator app.</summary>
    [Alias("Totp")]
    Task<TotpView> Totp();

    /// <summary>
    /// Begins with an authenticator app, whose first code must come within a quarter of an hour. Refused as wrong status where one is in use. Whoever asks has
    /// proved who they are: failures are forgotten.
    /// </summary>
    [Alias("EnrolTotp")]
    Task<Outcome> EnrolTotp(string protectedSecret);

    /// <summary>Takes the app's first code: from now on sign-in asks for one.</summary>
    /// <param name="step">The time step whose code it was, or null where it was none's.</param>
    /// <param name="recoveryHashes">The keyed hashes of the recovery codes.</param>
    [Alias("ConfirmTotp")]
    Task<ChallengeResult> ConfirmTotp(long? step, IReadOnlyList<string> recoveryHashes);

    /// <summary>Takes the app away, and the recovery codes with it. The password was right: failures are forgotten.</summary>
    [Alias("RemoveTotp")]
    Task<Outcome> RemoveTotp();
}

/// <summary>A new account.</summary>
/// <param name="UserId">The user.</param>
/// <param name="TenantId">The user's company.</param>
/// <param name="Email">Lower case.</param>
/// <param name="FullName">The name at that time; the user's own is the one that holds.</param>
/// <param name="Role">The role at that time; the user's own is the one that holds.</param>
/// <param name="PasswordHash">The hashed password, or null until an invitation is accepted.</param>
/// <param name="Language">Of the screens at that time.</param>
[GenerateSerializer, Immutable, Alias("account.open")]
public sealed record OpenAccount(string UserId, string TenantId, string Email, string FullName, string Role, string? PasswordHash, string Language);

/// <summary>An account.</summary>
[GenerateSerializer, Immutable, Alias("account.view")]
public sealed record AccountView(string UserId, string TenantId, string Email, string FullName, string Role, string? PasswordHash, string Language, bool IsActive)
{
    /// <summary>Whether sign-in asks for the code of an authenticator app.</summary>
    [Id(0)]
    public bool HasTotp { get; init; }

    /// <summary>The phone that was confirmed with a code, E.164, or null.</summary>
    [Id(1)]
    public string? ConfirmedPhone { get; init; }

    /// <summary>Whether the address was confirmed with a code.</summary>
    [Id(2)]
    public bool EmailConfirmed { get; init; }
}

/// <summary>The beginning of a sign-in.</summary>
/// <param name="Account">The account, or null where there is none or the sign-in is not admitted.</param>
/// <param name="Wait">Where it is not admitted: how long to wait.</param>
/// <param name="Locks">How long the next one waits where this one fails; null where it need not.</param>
[GenerateSerializer, Immutable, Alias("account.attempt")]
public sealed record SignInAttempt(AccountView? Account, TimeSpan? Wait, TimeSpan? Locks = null);

/// <summary>A session to start.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RefreshHash">The hash of its first refresh token's secret.</param>
/// <param name="Life">How long the refresh token holds.</param>
/// <param name="Device">What the client calls itself, cut to 200 characters, or null.</param>
/// <param name="Address">The network address, or null.</param>
[GenerateSerializer, Immutable, Alias("account.new-session")]
public sealed record NewSession(string Id, string RefreshHash, TimeSpan Life, string? Device, string? Address);

/// <summary>An exchange of a refresh token.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="PresentedHash">The hash of the secret that was presented.</param>
/// <param name="NextHash">The hash of the one that takes its place: the same for every repeat of the same request.</param>
/// <param name="RequestKey">The caller's <c>Idempotency-Key</c>, or null. With it the same request may be repeated for a minute.</param>
/// <param name="Life">How long the next token holds.</param>
[GenerateSerializer, Immutable, Alias("account.rotate")]
public sealed record RotateSession(string SessionId, string PresentedHash, string NextHash, string? RequestKey, TimeSpan Life);

/// <summary>What became of an exchange.</summary>
/// <param name="Account">The account where it was made; null where it was refused.</param>
/// <param name="Reused">A token came that had been exchanged before: the session has ended.</param>
/// <param name="TenantId">The account's company where a token was reused, for the audit log.</param>
/// <param name="UserId">The account's user where a token was reused.</param>
[GenerateSerializer, Immutable, Alias("account.rotation")]
public sealed record Rotation(AccountView? Account, bool Reused = false, string? TenantId = null, string? UserId = null);

/// <summary>A session as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("account.session")]
public sealed record SessionView(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Device, string? Address);

/// <summary>What a link sent by mail is for.</summary>
[GenerateSerializer]
public enum TicketKind
{
    /// <summary>Set another password.</summary>
    Reset = 0,
    /// <summary>Accept an invitation and set the first password.</summary>
    Invitation = 1,
    /// <summary>Hands the tokens of a sign-in elsewhere to the page. Never sent by mail.</summary>
    Exchange = 2,
}
