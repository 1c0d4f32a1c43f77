using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Text;

namespace SalesFlow.Storage.Conversations;

/// <summary>What a conversation's row is: the fold of its events.</summary>
internal static class ConversationFold
{
    private const int PreviewLength = 160;
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>The row after an event of its conversation; null where there is still none.</summary>
    public static ConversationRow? Apply(ConversationRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, ConversationStarted s) => (row ?? new ConversationRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                ContactId = s.ContactId,
                LeadId = s.LeadId,
                PhoneNumberId = s.PhoneNumberId,
                CustomerName = s.CustomerName,
                Phone = Phone(s.To),
                Bsuid = s.Bsuid,
                Channel = s.Channel,
                CreatedAt = s.At.Micro(),
                LastAt = s.At.Micro(),
            },
            (null, _) => null,
            (_, AddressChanged a) => row with
            {
                Phone = Phone(a.To) ?? row.Phone,
                Bsuid = a.Bsuid ?? row.Bsuid,
                CustomerName = a.CustomerName ?? row.CustomerName,
            },
            (_, MessageReceived m) => Received(row, m),
            (_, MessageEdited m) => (row.LastMessageId == m.MessageId ? row with { LastText = Preview(m.Text) } : row) with
            {
                Unanswered = row.Unanswered == 0 && m.Turn is not null ? 1 : row.Unanswered,
            },
            (_, MessageRevoked m) when row.LastMessageId == m.MessageId => row with { LastText = null },
            (_, ReplyHeld r) => Spent(row, r.Reply.InputTokens + r.Reply.OutputTokens, r.Reply.Trace) with { HeldRunId = r.Reply.RunId, HeldReplySince = r.At.Micro() },
            (_, ReplyDropped) => row with { HeldRunId = null, HeldReplySince = null },
            (_, ReplyQueued r) => Queued(
                (r.HeldVersion is null ? Spent(row, r.InputTokens + r.OutputTokens, r.Trace) : row) with
                {
                    Language = r.Language,
                    Sentiment = r.Sentiment,
                    Unanswered = 0,
                    HeldRunId = null,
                    HeldReplySince = null,
                }, r.Messages, r.At),
            (_, MessageQueued m) => Queued(m.By is null ? row : row with { Unanswered = 0, Unread = 0 }, [m.Message], m.At),
            (_, HandedOver o) => row with
            {
                Handler = o.UserId is null ? Handler.HumanQueue : Handler.Human,
                HeldBy = o.UserId,
                HandOverReason = o.Reason,
                HandOverTarget = o.Target,
                HandOverSummary = o.Summary,
                HeldUntil = o.UserId is null ? null : o.Until?.Micro(),
                Unread = o.UserId is null ? Math.Max(1, row.Unread) : 0,
                AssignedTo = Owner(row, o),
            },
            (_, GivenBack g) => ToAgents(row, g.Turn) with { Unread = 0 },
            (_, LeaseExpired { ToAgents: true } x) => ToAgents(row, x.Turn),
            (_, LeaseExpired) => row with { Handler = Handler.HumanQueue, HeldBy = null, HeldUntil = null, HandOverReason = "lease_expired" },
            (_, LeaseRenewed r) => row with { HeldUntil = r.Until.Micro() },
            (_, ConversationAssigned a) => row with { AssignedTo = a.UserId },
            (_, ConversationStatusChanged s) => row with { Status = s.To, SnoozedUntil = s.SnoozedUntil?.Micro() },
            (_, ConversationPriorityChanged p) => row with { Priority = p.To },
            (_, ConversationLabelled l) => row with { Labels = Join(Split(row.Labels).Except(l.Removed).Union(l.Added)) },
            (_, ConversationRead) => row with { Unread = 0 },
            (_, OptedOut) => row with { OptedOut = true },
            (_, OptedIn) => row with { OptedOut = false },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }

    private static ConversationRow Spent(ConversationRow row, int tokens, RunTrace? trace) =>
        row with { AgentTokens = row.AgentTokens + tokens, AgentCostMicros = row.AgentCostMicros + (AgentCost.Micros(trace) ?? 0) };

    /// <summary>The words under which a conversation is found.</summary>
    public static string SearchText(ConversationRow row) => SearchTerms.Index(row.CustomerName, row.Phone);

    /// <summary>A text cut to the length that lists show, never through the middle of a character.</summary>
    internal static string? Preview(string? text) => text is null ? null : SearchTerms.Cut(text, PreviewLength);

    private static ConversationRow Received(ConversationRow row, MessageReceived m)
    {
        var echo = m.Kind == InboundKind.Echo;
        var fromCustomer = m.Kind is not (InboundKind.Echo or InboundKind.System);
        var next = row with
        {
            LastMessageId = m.MessageId,
            LastText = Preview(m.Text),
            LastFromCustomer = fromCustomer,
            LastAt = Instants.Later(m.At.Micro(), row.LastAt),
            Language = m.Language,
            Unanswered = echo ? 0 : m.Turn is null ? row.Unanswered : row.Unanswered + 1,
            Unread = fromCustomer && row.Handler != Handler.Agent ? row.Unread + 1 : row.Unread,
        };
        // Only what the customer sent opens the window: not an echo of the business, a notice of the channel, or an opened chat.
        if (!fromCustomer || m.Kind == InboundKind.Welcome) return next;
        var closes = m.SentAt.Micro() + Window;
        return next with { WindowClosesAt = row.WindowClosesAt is { } open ? Instants.Later(open, closes) : closes };
    }

    /// <summary>The parts of a text with commas between.</summary>
    internal static IReadOnlyList<string> Split(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(',');

    /// <summary>The parts with commas between; null for none.</summary>
    internal static string? Join(IEnumerable<string> parts) => string.Join(',', parts) is { Length: > 0 } text ? text : null;

    /// <summary>The folders that a row counts in.</summary>
    internal static IEnumerable<string> Folders(ConversationRow? row)
    {
        if (row is null) yield break;
        yield return FolderOf(row.Status);
        if (row.Unread > 0) yield return "unread";
        if (row.Status is not (ConversationStatus.Open or ConversationStatus.Pending)) yield break;
        if (row.Handler == Handler.HumanQueue) yield return "waiting";
        if (row.Handler != Handler.Agent && row.AssignedTo is null) yield return "unassigned";
        if (row.AssignedTo is { } owner) yield return MineOf(owner);
    }

    internal static string FolderOf(ConversationStatus status) => status switch
    {
        ConversationStatus.Pending => "pending",
        ConversationStatus.Snoozed => "snoozed",
        ConversationStatus.Resolved => "resolved",
        _ => "open",
    };

    internal static string MineOf(string userId) => "mine:" + userId;

    private static string? Owner(ConversationRow row, HandedOver o) =>
        o.UserId is null or BusinessApp ? row.AssignedTo : o.From is null ? row.AssignedTo ?? o.UserId : o.UserId;

    private static ConversationRow ToAgents(ConversationRow row, long? turn) => row with
    {
        Handler = Handler.Agent,
        HeldBy = null,
        HeldUntil = null,
        AssignedTo = null,
        HandOverReason = null,
        HandOverTarget = null,
        HandOverSummary = null,
        Unanswered = turn is null ? row.Unanswered : Math.Max(1, row.Unanswered),
    };

    // Who holds a talk that the business answers from WhatsApp's own app.
    private const string BusinessApp = "business-app";

    private static ConversationRow Queued(ConversationRow row, IReadOnlyList<QueuedMessage> messages, DateTimeOffset at)
    {
        if (messages.Count == 0) return row;
        var last = messages[^1];
        return row with
        {
            LastMessageId = last.MessageId,
            LastText = Preview(MessageFold.Words(last.Content)),
            LastFromCustomer = false,
            LastAt = Instants.Later(at.Micro(), row.LastAt),
        };
    }

    private static string? Phone(string? digits) => digits is null ? null : PhoneNumber.Normalise("+" + digits.TrimStart('+')) ?? digits;
}
