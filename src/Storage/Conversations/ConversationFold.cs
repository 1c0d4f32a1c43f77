using SalesFlow.Common;
using SalesFlow.Conversations;
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
                ContactId = s.ContactId, LeadId = s.LeadId, PhoneNumberId = s.PhoneNumberId, CustomerName = s.CustomerName, Phone = Phone(s.To),
                Bsuid = s.Bsuid, Channel = s.Channel, CreatedAt = s.At.Micro(), LastAt = s.At.Micro(),
            },
            (null, _) => null,
            (_, AddressChanged a) => row with
            {
                Phone = Phone(a.To) ?? row.Phone, Bsuid = a.Bsuid ?? row.Bsuid, CustomerName = a.CustomerName ?? row.CustomerName,
            },
            (_, MessageReceived m) => Received(row, m),
            (_, MessageEdited m) => (row.LastMessageId == m.MessageId ? row with { LastText = Preview(m.Text) } : row) with
            {
                Unanswered = row.Unanswered == 0 && m.Turn is not null ? 1 : row.Unanswered,
            },
            (_, MessageRevoked m) when row.LastMessageId == m.MessageId => row with { LastText = null },
            (_, ReplyQueued r) => Queued(row with { Language = r.Language, Sentiment = r.Sentiment, Unanswered = 0 }, r.Messages, r.At),
            (_, MessageQueued m) => Queued(m.By is null ? row : row with { Unanswered = 0 }, [m.Message], m.At),
            (_, HandedOver o) => row with
            {
                Handler = o.UserId is null ? Handler.HumanQueue : Handler.Human, HeldBy = o.UserId, HandOverReason = o.Reason,
                HandOverTarget = o.Target, HandOverSummary = o.Summary,
            },
            (_, GivenBack) => row with
            {
                Handler = Handler.Agent, HeldBy = null, HandOverReason = null, HandOverTarget = null, HandOverSummary = null,
            },
            (_, OptedOut) => row with { OptedOut = true },
            (_, OptedIn) => row with { OptedOut = false },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }

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
            LastMessageId = m.MessageId, LastText = Preview(m.Text), LastFromCustomer = fromCustomer,
            LastAt = Instants.Later(m.At.Micro(), row.LastAt), Language = m.Language, Unanswered = echo ? 0 : m.Turn is null ? row.Unanswered : row.Unanswered + 1,
        };
        // Only what the customer sent opens the window: not an echo of the business, a notice of the channel, or an opened chat.
        if (!fromCustomer || m.Kind == InboundKind.Welcome) return next;
        var closes = m.SentAt.Micro() + Window;
        return next with { WindowClosesAt = row.WindowClosesAt is { } open ? Instants.Later(open, closes) : closes };
    }

    private static ConversationRow Queued(ConversationRow row, IReadOnlyList<QueuedMessage> messages, DateTimeOffset at)
    {
        if (messages.Count == 0) return row;
        var last = messages[^1];
        return row with
        {
            LastMessageId = last.MessageId, LastText = Preview(MessageFold.Words(last.Content)), LastFromCustomer = false,
            LastAt = Instants.Later(at.Micro(), row.LastAt),
        };
    }

    private static string? Phone(string? digits) => digits is null ? null : PhoneNumber.Normalise("+" + digits.TrimStart('+')) ?? digits;
}
