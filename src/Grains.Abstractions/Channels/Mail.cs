using SalesFlow.Common;

namespace SalesFlow.Channels;

/// <summary>Sends e-mail. Implementations do the I/O and never throw for an answer that the server gave.</summary>
public interface IMailChannel
{
    /// <summary>Whether a server is set. Without one nothing can be sent, and routes that need mail say so.</summary>
    bool IsConfigured { get; }

    /// <summary>Makes one attempt.</summary>
    Task<DispatchResult> Send(MailMessage message, CancellationToken ct);
}

/// <summary>Sends short messages to phones. Implementations do the I/O and never throw for an answer that the provider gave.</summary>
public interface ISmsChannel
{
    /// <summary>Whether a provider is set. Without one nothing can be sent, and routes that need it say so.</summary>
    bool IsConfigured { get; }

    /// <summary>Makes one attempt.</summary>
    /// <param name="to">E.164.</param>
    /// <param name="text">At most 670 characters, which is ten Arabic parts.</param>
    /// <param name="ct">Ends the attempt.</param>
    Task<DispatchResult> Send(string to, string text, CancellationToken ct);
}

/// <summary>An e-mail in plain text.</summary>
/// <param name="To">The address.</param>
/// <param name="ToName">The name, or empty.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
public sealed record MailMessage(string To, string ToName, string Subject, string Text, string Language);

/// <summary>What became of an attempt to send.</summary>
[GenerateSerializer]
public enum DispatchResult
{
    /// <summary>The server took it.</summary>
    Sent = 0,
    /// <summary>Not now; try again after a while.</summary>
    Later = 1,
    /// <summary>It will never be taken as it is.</summary>
    Refused = 2,
    /// <summary>The channel is not set up.</summary>
    NotConfigured = 3,
}

/// <summary>
/// A letter on its way to a user. Key: <c>tenant/{letter id}</c>. It survives a crash and is tried five times within a quarter of an hour. What it says
/// is made only when it is sent: no link and no code is kept anywhere.
/// </summary>
[Alias("letter")]
public interface ILetterGrain : ITenantScoped
{
    /// <summary>Puts the letter into the outbox.</summary>
    [Alias("Post")]
    Task<Outcome> Post(string commandId, Letter letter);

    /// <summary>Says what became of an attempt.</summary>
    [Alias("Record")]
    Task<Outcome> Record(int attempt, DispatchResult result);

    /// <summary>How far it is, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<LetterView?> Get();
}

/// <summary>Makes the attempts of one letter. Key: the letter's. Keeps nothing.</summary>
[Alias("letter-sender")]
public interface ILetterSenderGrain : ITenantScoped
{
    /// <summary>Writes the letter, sends it, and tells the letter what became of it.</summary>
    [Alias("Run")]
    [Orleans.Concurrency.OneWay]
    Task Run(Letter letter, int attempt);
}

/// <summary>A letter.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="AccountId">The account that it goes to.</param>
/// <param name="UserId">The account's user.</param>
/// <param name="About">
/// The conversation that an alarm is about, or the consent that a form's visitor is to confirm; else null. An alarm's account is empty: it goes to the
/// user's address. A visitor is neither: both are empty.
/// </param>
/// <param name="Challenge">The question that its code answers; null where it holds a link.</param>
[GenerateSerializer, Immutable, Alias("letter.letter")]
public sealed record Letter(LetterKind Kind, string AccountId, string UserId, string? About = null, string? Challenge = null);

/// <summary>What a letter says.</summary>
[GenerateSerializer]
public enum LetterKind
{
    /// <summary>A link that sets another password; good for 30 minutes.</summary>
    PasswordReset = 0,
    /// <summary>An invitation to join a company; good for 7 days.</summary>
    Invitation = 1,
    /// <summary>A conversation waits longer than the company promised. Names no customer and quotes nothing.</summary>
    Alarm = 2,
    /// <summary>A one-time code by e-mail.</summary>
    Code = 3,
    /// <summary>A one-time code by short message.</summary>
    CodeBySms = 4,
    /// <summary>A link with which a visitor of a form confirms a consent; good for 7 days. Quotes nothing that the visitor wrote.</summary>
    FormConfirmation = 5,
}

/// <summary>How far a letter is.</summary>
[GenerateSerializer, Immutable, Alias("letter.view")]
public sealed record LetterView(LetterKind Kind, LetterStatus Status, int Attempts);

/// <summary>Where a letter stands.</summary>
[GenerateSerializer]
public enum LetterStatus
{
    /// <summary>In the outbox.</summary>
    Queued = 0,
    /// <summary>The server took it.</summary>
    Sent = 1,
    /// <summary>Given up.</summary>
    Failed = 2,
}

/// <summary>The tokens of links in letters: which account, and a secret of which only a hash is kept.</summary>
public static class LetterLinks
{
    private const int LongestPart = 64;

    /// <summary>The token.</summary>
    public static string Make(string accountId, string secret) => $"{accountId}.{secret}";

    /// <summary>The parts of a token, or null where it is none.</summary>
    public static (string AccountId, string Secret)? Read(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 2 && parts.All(p => p.Length is > 0 and <= LongestPart && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? (parts[0], parts[1])
            : null;
    }
}
