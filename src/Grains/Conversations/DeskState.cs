using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Conversations;

namespace SalesFlow.Grains.Conversations;

/// <summary>
/// What people did with a conversation. A talk that only agents have touched has none, so that it costs nothing where there are no people.
/// </summary>
public sealed record DeskState
{
    /// <summary>How many notes stay open to correction.</summary>
    public const int NotesKept = 20;

    /// <summary>Nothing done yet.</summary>
    public static DeskState Untouched { get; } = new();

    /// <summary>The status.</summary>
    public ConversationStatus Status { get; init; }

    /// <summary>When it wakes, UTC; only while snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The priority.</summary>
    public ConversationPriority Priority { get; init; }

    /// <summary>Whose it is, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Ids of labels.</summary>
    public ImmutableList<string> Labels { get; init; } = [];

    /// <summary>Messages that came in for people and that none of them has seen.</summary>
    public int Unread { get; init; }

    /// <summary>Until when the holder holds, UTC; null while nobody does.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Why it waits for a person; null where it does not.</summary>
    public string? QueueReason { get; init; }

    /// <summary>Which desk it waits for; null where it does not wait.</summary>
    public string? QueueTarget { get; init; }

    /// <summary>The person who wrote last since the conversation was opened; null where none did.</summary>
    public string? WroteBy { get; init; }

    /// <summary>What the agents wrote for whoever takes it over, at most 1,500 characters; null where they wrote nothing, or have it back.</summary>
    public string? Summary { get; init; }

    /// <summary>The last notes, oldest first.</summary>
    public ImmutableList<NoteMark> Notes { get; init; } = [];

    internal static DeskState? Apply(DeskState? desk, Handler handler, IDomainEvent e)
    {
        switch (e)
        {
            case MessageReceived { Kind: not (InboundKind.Echo or InboundKind.System) } when handler != Handler.Agent:
                return (desk ?? Untouched) with { Unread = (desk?.Unread ?? 0) + 1 };
            case MessageReceived { Kind: InboundKind.Echo }:
                return (desk ?? Untouched) with { WroteBy = desk?.WroteBy ?? LeaseRules.BusinessApp };
            case MessageQueued { By: { } by }:
                return (desk ?? Untouched) with { Unread = 0, WroteBy = by };
            case HandedOver { UserId: null } q:
                return (desk ?? Untouched) with
                {
                    LeaseUntil = null,
                    Unread = Math.Max(1, desk?.Unread ?? 0),
                    QueueReason = q.Reason,
                    QueueTarget = q.Target,
                    Summary = q.Summary.Length > 0 ? q.Summary : desk?.Summary,
                };
            case HandedOver h:
                var before = desk ?? Untouched;
                var owner = h.UserId == LeaseRules.BusinessApp ? before.AssignedTo : h.From is null ? before.AssignedTo ?? h.UserId : h.UserId;
                return before with { LeaseUntil = h.Until, AssignedTo = owner, Unread = 0, QueueReason = null, QueueTarget = null };
            case LeaseRenewed r:
                return (desk ?? Untouched) with { LeaseUntil = r.Until };
            case LeaseExpired { ToAgents: true } when desk is not null:
                return desk with { LeaseUntil = null, AssignedTo = null, Summary = null };
            case LeaseExpired when desk is not null:
                return desk with { LeaseUntil = null, QueueReason = LeaseRules.Expired, QueueTarget = LeaseRules.Sales };
            case GivenBack when desk is not null:
                return desk with { LeaseUntil = null, AssignedTo = null, Unread = 0, QueueReason = null, QueueTarget = null, Summary = null };
            case ConversationAssigned a:
                return (desk ?? Untouched) with { AssignedTo = a.UserId };
            case ConversationStatusChanged s:
                var done = s.To == ConversationStatus.Resolved;
                return (desk ?? Untouched) with { Status = s.To, SnoozedUntil = s.SnoozedUntil, WroteBy = done ? null : desk?.WroteBy };
            case ConversationPriorityChanged p:
                return (desk ?? Untouched) with { Priority = p.To };
            case ConversationLabelled l:
                return (desk ?? Untouched) with { Labels = (desk ?? Untouched).Labels.RemoveRange(l.Removed).AddRange(l.Added) };
            case ConversationRead when desk is not null:
                return desk with { Unread = 0 };
            case NoteAdded n:
                var notes = (desk ?? Untouched).Notes.Add(new NoteMark(n.NoteId, n.By));
                return (desk ?? Untouched) with { Notes = notes.Count > NotesKept ? notes.RemoveAt(0) : notes };
            case NoteDeleted n when desk is not null:
                return desk with { Notes = desk.Notes.RemoveAll(x => x.Id == n.NoteId) };
            default:
                return desk;
        }
    }
}

/// <summary>A note and who wrote it.</summary>
public sealed record NoteMark(string Id, string By);
