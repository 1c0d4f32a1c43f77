using SalesFlow.Common;

namespace SalesFlow.Conversations;

/// <summary>The holder is still at work: the lease runs until a later instant.</summary>
[EventName("conversation.lease_renewed")]
public sealed record LeaseRenewed(string UserId, DateTimeOffset Until, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// The holder was idle until the lease ended. The conversation waits for a person again, or goes back to the agents where the tenant says so; then
/// Turn is the turn that the customer's unanswered messages open, if there are any. Answered says that the customer waited for no answer.
/// </summary>
[EventName("conversation.lease_expired")]
public sealed record LeaseExpired(string UserId, bool ToAgents, long? Turn, DateTimeOffset At, bool Answered = false) : IDomainEvent;

/// <summary>The conversation is somebody's, or nobody's where UserId is null.</summary>
[EventName("conversation.assigned")]
public sealed record ConversationAssigned(string? UserId, string By, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// The status changed. Reason is <c>person</c>, <c>taken_over</c> (with the work itself), <c>customer_wrote</c> or <c>time</c>. Where it was resolved, WroteBy
/// is the person who wrote last since it was opened and AgentId the agent that answered last; null where none did.
/// </summary>
[EventName("conversation.status_changed")]
public sealed record ConversationStatusChanged(
    ConversationStatus From, ConversationStatus To, DateTimeOffset? SnoozedUntil, string Reason, DateTimeOffset At, string? WroteBy = null,
    string? AgentId = null) : IDomainEvent;

/// <summary>The priority changed.</summary>
[EventName("conversation.priority_changed")]
public sealed record ConversationPriorityChanged(ConversationPriority From, ConversationPriority To, DateTimeOffset At) : IDomainEvent;

/// <summary>Labels were put on or taken off.</summary>
[EventName("conversation.labelled")]
public sealed record ConversationLabelled(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, DateTimeOffset At) : IDomainEvent;

/// <summary>A person has seen what the customer wrote.</summary>
[EventName("conversation.read")]
public sealed record ConversationRead(string UserId, DateTimeOffset At) : IDomainEvent;

/// <summary>A note among colleagues; never sent to the customer, never shown to agents.</summary>
[EventName("conversation.note_added")]
public sealed record NoteAdded(string NoteId, string By, string Text, IReadOnlyList<string> Mentions, DateTimeOffset At) : IDomainEvent;

/// <summary>The writer corrected a note; without mentions those that it had stay.</summary>
[EventName("conversation.note_edited")]
public sealed record NoteEdited(string NoteId, string Text, IReadOnlyList<string>? Mentions, DateTimeOffset At) : IDomainEvent;

/// <summary>The writer took a note back.</summary>
[EventName("conversation.note_deleted")]
public sealed record NoteDeleted(string NoteId, DateTimeOffset At) : IDomainEvent;
