using SalesFlow.Common;

namespace SalesFlow.Channels;

/// <summary>What is sent to a customer.</summary>
/// <param name="Kind">What it is; decides which of the other fields count.</param>
/// <param name="Text">Body: at most 4,096 characters of text, 1,024 of an interactive body or a caption.</param>
/// <param name="Buttons">At most 3 reply buttons.</param>
/// <param name="Rows">At most 10 list rows.</param>
/// <param name="ListButton">The label that opens the list, at most 20 characters.</param>
/// <param name="Template">A template, or null.</param>
/// <param name="MediaId">Media id, or null.</param>
/// <param name="FileName">A document's name, or null.</param>
/// <param name="Emoji">A reaction; empty takes it away.</param>
/// <param name="ReplyTo">The wamid that this answers or reacts to, or null.</param>
/// <param name="Voice">Whether audio is shown as a voice note.</param>
/// <param name="FileId">Our id of the file behind <paramref name="MediaId"/>, or null.</param>
[GenerateSerializer, Immutable, Alias("content.outbound")]
public sealed record OutboundContent(
    OutboundKind Kind, string? Text = null, IReadOnlyList<ReplyButton>? Buttons = null, IReadOnlyList<ListRow>? Rows = null, string? ListButton = null,
    TemplateMessage? Template = null, string? MediaId = null, string? FileName = null, string? Emoji = null, string? ReplyTo = null,
    bool Voice = false, string? FileId = null)
{
    /// <summary>Plain text.</summary>
    public static OutboundContent OfText(string text, string? replyTo = null) => new(OutboundKind.Text, text, ReplyTo: replyTo);
}

/// <summary>Kinds of outbound messages.</summary>
[GenerateSerializer]
public enum OutboundKind
{
    /// <summary>Text.</summary>
    Text = 0,
    /// <summary>An approved template: the only kind outside the window.</summary>
    Template = 1,
    /// <summary>Text with reply buttons.</summary>
    Buttons = 2,
    /// <summary>Text with a list.</summary>
    List = 3,
    /// <summary>Picture by media id.</summary>
    Image = 4,
    /// <summary>Document by media id.</summary>
    Document = 5,
    /// <summary>Audio by media id.</summary>
    Audio = 6,
    /// <summary>Film by media id.</summary>
    Video = 7,
    /// <summary>Reaction.</summary>
    Reaction = 8,
}

/// <summary>A reply button.</summary>
/// <param name="Id">At most 256 characters.</param>
/// <param name="Title">At most 20 characters.</param>
[GenerateSerializer, Immutable, Alias("content.button")]
public sealed record ReplyButton(string Id, string Title);

/// <summary>A row of a list.</summary>
/// <param name="Id">At most 200 characters.</param>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Description">At most 72 characters, or null.</param>
[GenerateSerializer, Immutable, Alias("content.row")]
public sealed record ListRow(string Id, string Title, string? Description);

/// <summary>A template with its values.</summary>
/// <param name="Name">The approved name.</param>
/// <param name="Language">Language code, such as <c>ar</c>.</param>
/// <param name="BodyValues">Values of the body's positional parameters, in order.</param>
/// <param name="Category"><c>marketing</c>, <c>utility</c> or <c>authentication</c>.</param>
[GenerateSerializer, Immutable, Alias("content.template")]
public sealed record TemplateMessage(string Name, string Language, IReadOnlyList<string> BodyValues, string Category = "utility")
{
    /// <summary>The value of the header's parameter, or null.</summary>
    [Id(0)]
    public string? HeaderValue { get; init; }

    /// <summary>The ends of pages' addresses, by their buttons' places from 0; null where there are none.</summary>
    [Id(1)]
    public IReadOnlyDictionary<int, string>? ButtonValues { get; init; }
}

/// <summary>One attempt to send.</summary>
/// <param name="MessageId">Our id.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="PhoneNumberId">The number that sends.</param>
/// <param name="BusinessAccountId">Its business account.</param>
/// <param name="To">Digits of the customer's phone, or null.</param>
/// <param name="Bsuid">Business-scoped user id, used where there is no phone.</param>
/// <param name="Content">What to send.</param>
/// <param name="OutsideWindow">Whether it opens a talk outside the customer-service window and so counts against the portfolio's limit.</param>
/// <param name="PossibleDuplicate">An earlier attempt ended unknown and no status told: this one may be the second.</param>
[GenerateSerializer, Immutable, Alias("send.order")]
public sealed record SendOrder(
    string MessageId, int Attempt, string ConversationId, string PhoneNumberId, string BusinessAccountId, string? To, string? Bsuid,
    OutboundContent Content, bool OutsideWindow, bool PossibleDuplicate)
{
    /// <summary>What the channel gives back on every status of this message: how a status finds its way home. At most 512 characters.</summary>
    public string CallbackData => $"sf1:{ConversationId}:{MessageId}";
}

/// <summary>What became of an attempt.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="Wamid">The channel's id where it took the message.</param>
/// <param name="ErrorCode">The channel's error code, or null.</param>
/// <param name="Reason">A stable word for the error, such as <c>pair_rate</c>.</param>
/// <param name="RetryAfter">How long to wait at least, where the outcome is a delay.</param>
[GenerateSerializer, Immutable, Alias("send.result")]
public sealed record SendResult(SendResultKind Kind, string? Wamid = null, int? ErrorCode = null, string? Reason = null, TimeSpan? RetryAfter = null);

/// <summary>Outcomes of an attempt.</summary>
[GenerateSerializer]
public enum SendResultKind
{
    /// <summary>The channel took it.</summary>
    Sent = 0,
    /// <summary>Nothing was sent; try again after a while.</summary>
    Delay = 1,
    /// <summary>It will never be sent as it is.</summary>
    Failed = 2,
    /// <summary>Nobody knows whether it was sent.</summary>
    Unknown = 3,
    /// <summary>The window is closed: offer a template.</summary>
    WindowClosed = 4,
    /// <summary>The customer wants no such messages: consent ends.</summary>
    ConsentWithdrawn = 5,
    /// <summary>The number or account is stopped (token, policy, payment): keep the queue, tell an admin.</summary>
    NumberStopped = 6,
}

/// <summary>A channel that carries words. Implementations do the I/O, map the channel's errors, and never throw for an answer that the channel gave.</summary>
public interface IMessageChannel
{
    /// <summary>Makes one attempt. An attempt whose outcome cannot be known answers <see cref="SendResultKind.Unknown"/>.</summary>
    Task<SendResult> Send(SendOrder order, NumberCredentials credentials, CancellationToken ct);

    /// <summary>Marks the customer's message as read and shows that an answer is being written. Best effort: failures are only counted.</summary>
    Task ShowTyping(string phoneNumberId, string wamid, NumberCredentials credentials, CancellationToken ct);
}

/// <summary>What sending from a number needs.</summary>
/// <param name="ProtectedToken">The access token, protected; only a channel opens it.</param>
[GenerateSerializer, Immutable, Alias("number.credentials")]
public sealed record NumberCredentials(string ProtectedToken);

/// <summary>Protects secrets that are stored, with a key derived from configuration.</summary>
public interface ISecretProtector
{
    /// <summary>Protects a secret.</summary>
    string Protect(string secret);

    /// <summary>Opens a protected secret.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was protected under another key, or altered.</exception>
    string Unprotect(string protectedSecret);

    /// <summary>A secret that belongs to a name: the same at every call and on every node, and not to be guessed without the key.</summary>
    byte[] Derive(string name, int length);
}

/// <summary>A connected WhatsApp number: its secret, its pace, its health. Key: <c>tenant/{phone number id}</c>.</summary>
[Alias("whatsapp-number")]
public interface IWhatsAppNumberGrain : ITenantScoped
{
    /// <summary>Keeps the protected token and the portfolio.</summary>
    [Alias("Connect")]
    Task Connect(NumberCredentials credentials, string businessAccountId);

    /// <summary>The credentials, or null where the number is not connected or is stopped.</summary>
    [Alias("GetCredentials")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<NumberCredentials?> GetCredentials();

    /// <summary>Leases a block of sends against the number's messages per second (80 unless the channel raised it).</summary>
    [Alias("Lease")]
    Task<SendLease> Lease(int wanted);

    /// <summary>The channel said that the number is too fast: the pace halves and recovers slowly.</summary>
    [Alias("SlowDown")]
    Task SlowDown();

    /// <summary>The channel stopped the number; nothing is sent until it is connected again.</summary>
    [Alias("Stop")]
    Task Stop(string reason);
}

/// <summary>A block of sends.</summary>
/// <param name="Granted">How many may go.</param>
/// <param name="Wait">Where none may: when to ask again.</param>
[GenerateSerializer, Immutable, Alias("number.lease")]
public sealed record SendLease(int Granted, TimeSpan Wait);

/// <summary>A business account's limit of unique customers written to outside the window in moving 24 hours. Key: <c>tenant/{business account id}</c>.</summary>
[Alias("portfolio")]
public interface IPortfolioGrain : ITenantScoped
{
    /// <summary>Whether a customer may be written to first now; counts the customer if so.</summary>
    [Alias("Admit")]
    Task<bool> Admit(string contactId);

    /// <summary>The channel changed the limit; null means unlimited.</summary>
    [Alias("SetLimit")]
    Task SetLimit(int? uniqueCustomers);
}

/// <summary>Keeps updates whose shape is not known, so that nothing that a channel sends is lost. Bounded: at most 64 KB a body; rows older than 8 days go.</summary>
public interface IRawUpdateStore
{
    /// <summary>Keeps one update.</summary>
    /// <param name="tenant">The tenant, or null where the number is nobody's.</param>
    /// <param name="field">The channel's field.</param>
    /// <param name="reason">Why it was not understood, a stable word.</param>
    /// <param name="body">The raw JSON.</param>
    /// <param name="ct">Ends the wait.</param>
    Task Keep(string? tenant, string field, string reason, ReadOnlyMemory<byte> body, CancellationToken ct);
}
