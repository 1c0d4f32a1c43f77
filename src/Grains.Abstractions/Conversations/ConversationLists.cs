using SalesFlow.Channels;
using SalesFlow.Feed;

namespace SalesFlow.Conversations;

/// <summary>Lists of conversations and what belongs to them. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IConversationLists
{
    /// <summary>Conversations, newest message first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ConversationRowView>> Conversations(string tenant, ConversationFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>How many conversations stand in each folder, from counters.</summary>
    Task<FolderCounts> Counts(string tenant, string userId, CancellationToken ct);

    /// <summary>Messages and notes of a conversation, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<MessageRowView>> Messages(string tenant, string conversationId, string? cursor, int limit, CancellationToken ct);

    /// <summary>One message by our id or its wamid, with what would be sent if it were sent again; null where there is none.</summary>
    Task<(MessageRowView Message, OutboundContent? Content)?> Message(string tenant, string conversationId, string messageId, CancellationToken ct);

    /// <summary>Messages that hold every word of a search, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<MessageHitView>> SearchMessages(string tenant, MessageSearch search, string? cursor, int limit, CancellationToken ct);

    /// <summary>The ready answers that a user may use, by their words.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<CannedReplyView>> CannedReplies(string tenant, string userId, string? search, string? cursor, int limit, CancellationToken ct);
}

/// <summary>The inbox's folders.</summary>
public enum ConversationFolder
{
    /// <summary>Assigned to the caller, open or pending.</summary>
    Mine = 0,
    /// <summary>For people, open or pending, and nobody's.</summary>
    Unassigned = 1,
    /// <summary>With messages that no person has seen.</summary>
    Unread = 2,
    /// <summary>Open or pending, in the queue for a person.</summary>
    Waiting = 3,
    /// <summary>Snoozed.</summary>
    Snoozed = 4,
    /// <summary>Resolved.</summary>
    Resolved = 5,
}

/// <summary>Which conversations to show; null means all.</summary>
/// <param name="Folder">A folder; <see cref="ConversationFolder.Mine"/> needs <paramref name="UserId"/>.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="Status">Only this status.</param>
/// <param name="AssignedTo">Only this user's; an empty text asks for nobody's.</param>
/// <param name="Label">Only with this label.</param>
/// <param name="Handler">Only those that this kind answers.</param>
/// <param name="Unread">Whether there are messages that no person has seen.</param>
/// <param name="Channel">Only of this channel.</param>
/// <param name="Search">Words of the customer's name or phone.</param>
public sealed record ConversationFilter(
    ConversationFolder? Folder = null, string? UserId = null, ConversationStatus? Status = null, string? AssignedTo = null, string? Label = null,
    Handler? Handler = null, bool? Unread = null, string? Channel = null, string? Search = null);

/// <summary>How many conversations stand in each folder.</summary>
public sealed record FolderCounts(
    long All, long Mine, long Unassigned, long Unread, long Waiting, long Open, long Pending, long Snoozed, long Resolved);

/// <summary>What to look for among messages.</summary>
/// <param name="Words">Words in any Arabic spelling; each may be the beginning of a longer one.</param>
/// <param name="ConversationId">Only in this conversation, or null.</param>
/// <param name="From">Not before this instant, or null.</param>
/// <param name="To">Before this instant, or null.</param>
/// <param name="Outbound">Only ours, only the customers', or null for both.</param>
public sealed record MessageSearch(
    string Words, string? ConversationId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Outbound = null);

/// <summary>A message that was found.</summary>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="MessageId">Its id.</param>
/// <param name="Direction"><c>inbound</c>, <c>outbound</c> or <c>internal</c>.</param>
/// <param name="CustomerName">Whose talk it is, or null.</param>
/// <param name="Snippet">Up to 160 characters around the first word found.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Order">Its place in the thread.</param>
public sealed record MessageHitView(
    string ConversationId, string MessageId, string Direction, string? CustomerName, string Snippet, DateTimeOffset At, long Order);

/// <summary>A conversation in a list.</summary>
public sealed record ConversationRowView(
    string Id, string ContactId, string LeadId, string? CustomerName, string? Phone, string Language, Handler Handler, string? HandOverReason, string? HeldBy,
    bool OptedOut, string? LastText, bool LastFromCustomer, DateTimeOffset LastAt, int Unanswered, DateTimeOffset? WindowClosesAt, int Sentiment, long Version,
    DateTimeOffset? HeldUntil = null, ConversationStatus Status = ConversationStatus.Open, DateTimeOffset? SnoozedUntil = null,
    ConversationPriority Priority = ConversationPriority.None, string? AssignedTo = null, IReadOnlyList<string>? Labels = null, int Unread = 0,
    string Channel = "whatsapp");

/// <summary>A message or a note in a thread.</summary>
/// <param name="Id">Our id, or the wamid of an inbound one.</param>
/// <param name="Direction"><c>inbound</c>, <c>outbound</c>, or <c>internal</c> for a note among colleagues.</param>
/// <param name="Kind">The kind, in lower case; <c>note</c> for a note.</param>
/// <param name="Text">The words, or null.</param>
/// <param name="Status">Status of an outbound one.</param>
/// <param name="Reason">Why it failed, a stable word, or null.</param>
/// <param name="ErrorCode">The channel's code, or null.</param>
/// <param name="Emoji">The customer's reaction, or null.</param>
/// <param name="Edited">Whether it was corrected.</param>
/// <param name="Revoked">Whether it was taken back.</param>
/// <param name="By"><c>customer</c>, <c>agent</c>, <c>system</c> or a user's id.</param>
/// <param name="RunId">The agent's run, or null.</param>
/// <param name="Turn">The turn, or null.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Order">Its place in the thread.</param>
/// <param name="NextStep">What helps after a failure: <c>retry</c>, <c>template</c>, <c>other_channel</c>, <c>fix_content</c>, <c>ask_admin</c>; null otherwise.</param>
/// <param name="MediaId">The file, for <c>/media/{id}</c>, or null.</param>
/// <param name="MediaType">Its MIME type, or null.</param>
/// <param name="FileName">A document's name, or null.</param>
/// <param name="ReplyTo">The message that it answers, or null.</param>
/// <param name="Mentions">Users named in a note.</param>
public sealed record MessageRowView(
    string Id, string Direction, string Kind, string? Text, MessageStatus? Status, string? Reason, int? ErrorCode, string? Emoji, bool Edited, bool Revoked,
    string By, string? RunId, long? Turn, DateTimeOffset At, long Order, string? NextStep = null, string? MediaId = null, string? MediaType = null,
    string? FileName = null, string? ReplyTo = null, IReadOnlyList<string>? Mentions = null);

/// <summary>What a person can do about a message that was not sent.</summary>
public static class FailedSends
{
    /// <summary>The next step, a stable word, or null where there is none.</summary>
    /// <param name="reason">Why it failed.</param>
    /// <param name="errorCode">The channel's code, or null.</param>
    public static string? NextStep(string? reason, int? errorCode) => (reason, errorCode) switch
    {
        // An agent's answer that a person's hand came before: they say it themselves, or do not. Or a newer one did, which says it better.
        ("taken_over" or "superseded", _) => null,
        (_, 131047 or 470) or ("window_closed", _) => "template",
        // Known here not to be let through: another one may be.
        ("template_paused" or "template_disabled" or "template_missing" or "template_not_approved", null) => "template",
        (_, 131026 or 131050 or 130472 or 131062) or ("no_consent", _) => "other_channel",
        (_, 131051 or 131052 or 131053 or 131008 or 131009 or 100 or (>= 132000 and < 133000)) or ("media_rejected" or "media_missing", _) => "fix_content",
        (_, 0 or 190 or 3 or 10 or (>= 200 and <= 299) or 368 or 131031 or 131037 or 131042 or 131045 or 130497) => "ask_admin",
        _ => "retry",
    };
}
