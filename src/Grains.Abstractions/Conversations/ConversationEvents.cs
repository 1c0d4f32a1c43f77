using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.Conversations;

/// <summary>A customer's first message opened the conversation.</summary>
[EventName("conversation.started")]
public sealed record ConversationStarted(
    string ContactId, string LeadId, string PhoneNumberId, string BusinessAccountId, string? To, string? Bsuid, string? CustomerName, string Channel, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer's address or name changed.</summary>
[EventName("conversation.address_changed")]
public sealed record AddressChanged(string? To, string? Bsuid, string? CustomerName) : IDomainEvent;

/// <summary>A message came in. Turn is the turn that it opened or joined, or null where it asks for no answer.</summary>
[EventName("conversation.message_received")]
public sealed record MessageReceived(
    string MessageId, InboundKind Kind, string? Text, DateTimeOffset SentAt, string? MediaId, string? MediaType, string? ReplyTo,
    string? Payload, string? Referral, string Language, long? Turn, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer corrected a message; the earlier text stays in its own event.</summary>
[EventName("conversation.message_edited")]
public sealed record MessageEdited(string MessageId, string? Text, long? Turn, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer took a message back.</summary>
[EventName("conversation.message_revoked")]
public sealed record MessageRevoked(string MessageId, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer reacted to a message, or took the reaction away.</summary>
[EventName("conversation.reaction_changed")]
public sealed record ReactionChanged(string MessageId, string? Emoji, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// An agent's answer was accepted and is in the outbox. Where it says so, the first attempt to send its first message begins with it: the common
/// case, told in one event instead of two.
/// </summary>
[EventName("conversation.reply_queued")]
public sealed record ReplyQueued(
    long Turn, string RunId, string AgentId, string Engine, string? Model, string? FallbackReason, string Language, string Intent, int Sentiment,
    double Confidence, IReadOnlyList<QueuedMessage> Messages, IReadOnlyDictionary<string, string> Memory, int InputTokens, int OutputTokens,
    int ThinkMilliseconds, DateTimeOffset At, bool Sending = false) : IDomainEvent
{
    /// <summary>What the run knew and did; null where no agent ran, or where it was before this is kept.</summary>
    public Agents.RunTrace? Trace { get; init; }

    /// <summary>The conversation's version with which the answer had begun to wait; null where it did not wait.</summary>
    public long? HeldVersion { get; init; }

    /// <summary>The person who let it go, or null.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>Whether that person changed its words.</summary>
    public bool Edited { get; init; }
}

/// <summary>A message that answers no turn is in the outbox: a person's, a confirmation, a follow-up.</summary>
[EventName("conversation.message_queued")]
public sealed record MessageQueued(QueuedMessage Message, string Purpose, string? By, DateTimeOffset At) : IDomainEvent;

/// <summary>A message in the outbox.</summary>
/// <param name="MessageId">Our id.</param>
/// <param name="Content">What is sent.</param>
public sealed record QueuedMessage(string MessageId, OutboundContent Content);

/// <summary>An attempt to send began; its outcome is unknown until another event tells.</summary>
[EventName("conversation.send_started")]
public sealed record SendStarted(string MessageId, int Attempt, DateTimeOffset At) : IDomainEvent;

/// <summary>A message's status moved forward.</summary>
[EventName("conversation.message_status")]
public sealed record MessageStatusChanged(
    string MessageId, string? Wamid, MessageStatus Status, int? ErrorCode, string? Reason, bool? Billable, string? Category, DateTimeOffset At) : IDomainEvent;

/// <summary>An attempt failed in a way that another may cure; the message waits until the instant named.</summary>
[EventName("conversation.send_delayed")]
public sealed record SendDelayed(string MessageId, int Attempt, int? ErrorCode, string Reason, DateTimeOffset NotBefore, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// A person is needed, or has taken over. Who takes over holds the conversation until an instant; where somebody else held it, From says who.
/// </summary>
[EventName("conversation.handed_over")]
public sealed record HandedOver(
    string Reason, string Target, string Summary, string? UserId, DateTimeOffset At, DateTimeOffset? Until = null, string? From = null) : IDomainEvent;

/// <summary>
/// The agents answer again. Turn is the turn that the customer's unanswered messages open, if there are any; WroteBy the person who wrote last since the
/// conversation was opened, if one did.
/// </summary>
[EventName("conversation.given_back")]
public sealed record GivenBack(string UserId, DateTimeOffset At, long? Turn = null, string? WroteBy = null) : IDomainEvent;

/// <summary>Silence: the customer asked for it here, or their consent was taken back elsewhere. Answering is allowed, unasked messages are not.</summary>
/// <param name="MessageId">The message that says so; empty where none of this conversation does.</param>
/// <param name="Certain">Whether it was said plainly, or understood from other words.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Null for the customer's own word here, <c>consent</c> where the contact's consent says it.</param>
[EventName("conversation.opted_out")]
public sealed record OptedOut(string MessageId, bool Certain, DateTimeOffset At, string? Reason = null) : IDomainEvent;

/// <summary>Unasked messages are allowed again: the customer asked for them here, or consent was given elsewhere.</summary>
/// <param name="MessageId">The message that says so; empty where none of this conversation does.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Null for the customer's own word here, <c>consent</c> where the contact's consent says it.</param>
[EventName("conversation.opted_in")]
public sealed record OptedIn(string MessageId, DateTimeOffset At, string? Reason = null) : IDomainEvent;
