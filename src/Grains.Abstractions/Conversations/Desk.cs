namespace SalesFlow.Conversations;

/// <summary>How far people are with a conversation.</summary>
[GenerateSerializer]
public enum ConversationStatus
{
    /// <summary>Being worked on, by agents or people. Every conversation begins so, and a customer's message brings it back here.</summary>
    Open = 0,
    /// <summary>The next word is the customer's.</summary>
    Pending = 1,
    /// <summary>Out of sight until an instant, or until the customer writes.</summary>
    Snoozed = 2,
    /// <summary>Done.</summary>
    Resolved = 3,
}

/// <summary>How much a conversation presses.</summary>
[GenerateSerializer]
public enum ConversationPriority
{
    /// <summary>Nobody said.</summary>
    None = 0,
    /// <summary>Can wait.</summary>
    Low = 1,
    /// <summary>Sooner than others.</summary>
    High = 2,
    /// <summary>At once.</summary>
    Urgent = 3,
}

/// <summary>A change of a conversation's order in the inbox; null leaves a part as it is.</summary>
/// <param name="Status">The status. Snoozed needs <paramref name="SnoozedUntil"/>. Resolved gives a held conversation back to the agents.</param>
/// <param name="SnoozedUntil">When it comes back, UTC: later than now, within 366 days.</param>
/// <param name="Priority">The priority.</param>
/// <param name="AddLabels">Ids of labels to put on; at most 20 stand on one conversation.</param>
/// <param name="RemoveLabels">Ids of labels to take off.</param>
[GenerateSerializer, Immutable, Alias("conversation.change")]
public sealed record ConversationChange(
    ConversationStatus? Status = null, DateTimeOffset? SnoozedUntil = null, ConversationPriority? Priority = null,
    IReadOnlyList<string>? AddLabels = null, IReadOnlyList<string>? RemoveLabels = null);

/// <summary>What people did with a conversation, as far as it is not the talk itself.</summary>
/// <param name="Status">Open unless somebody changed it.</param>
/// <param name="SnoozedUntil">When it wakes, UTC; only while snoozed.</param>
/// <param name="Priority">The priority.</param>
/// <param name="AssignedTo">The user whose conversation it is, or null. Holding it is another matter: that is the right to write now.</param>
/// <param name="Labels">Ids of labels.</param>
/// <param name="Unread">How many messages came in for people that none of them has seen.</param>
/// <param name="WaitsFor">The desk that it waits for, or null where it does not wait for a person.</param>
/// <param name="WaitsBecause">Why it waits, or null.</param>
/// <param name="Summary">What the agents wrote for whoever takes it over; null once they have it back.</param>
[GenerateSerializer, Immutable, Alias("conversation.desk")]
public sealed record DeskView(
    ConversationStatus Status, DateTimeOffset? SnoozedUntil, ConversationPriority Priority, string? AssignedTo, IReadOnlyList<string> Labels,
    int Unread, string? WaitsFor = null, string? WaitsBecause = null, string? Summary = null);
