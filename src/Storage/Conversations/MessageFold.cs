using System.Text.Json;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Conversations;

/// <summary>What a message's row is: the fold of the events of its conversation that name it.</summary>
internal static class MessageFold
{
    /// <summary>Who wrote what no person wrote.</summary>
    public const string ByAgent = "agent", BySystem = "system";

    private const int MessagesAnEvent = 256;

    /// <summary>The messages that an event is about.</summary>
    public static IEnumerable<string> Ids(IDomainEvent e) => e switch
    {
        MessageReceived m => [m.MessageId],
        MessageEdited m => [m.MessageId],
        MessageRevoked m => [m.MessageId],
        ReactionChanged m => [m.MessageId],
        SendStarted m => [m.MessageId],
        SendDelayed m => [m.MessageId],
        MessageStatusChanged m => [m.MessageId],
        MessageQueued m => [m.Message.MessageId],
        NoteAdded n => [n.NoteId],
        NoteEdited n => [n.NoteId],
        NoteDeleted n => [n.NoteId],
        ReplyQueued r => r.Messages.Take(MessagesAnEvent).Select(m => m.MessageId),
        _ => [],
    };

    /// <summary>The row of one of the event's messages after it; null where there is still none.</summary>
    public static MessageRow? Apply(MessageRow? row, string messageId, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        // A row that stands is never begun anew: ids are unique within a conversation, and its status may have moved.
        (not null, MessageReceived or MessageQueued or ReplyQueued or NoteAdded) => row,
        (_, MessageReceived m) => Received(m, h),
        (_, MessageQueued m) => Queued(m.Message, 0, h, m.At) with { By = m.By ?? BySystem },
        (_, ReplyQueued r) => InReply(r, messageId, h),
        (_, NoteAdded n) => Note(n, h),
        (null, _) => null,
        (_, NoteEdited n) => row.Revoked ? row : row with { Text = n.Text, Mentions = n.Mentions is { } named ? ConversationFold.Join(named) : row.Mentions, Edited = true },
        (_, NoteDeleted) => row with { Text = null, Mentions = null, Revoked = true },
        (_, MessageEdited m) => row.Revoked ? row : row with { Text = m.Text, Edited = true },
        (_, MessageRevoked) => row with { Text = null, MediaId = null, Revoked = true },
        (_, ReactionChanged m) => row with { Emoji = string.IsNullOrEmpty(m.Emoji) ? null : m.Emoji },
        (_, SendStarted) => row with { Status = Forward(row.Status, MessageStatus.Sending) },
        (_, SendDelayed m) => row.Status >= MessageStatus.Sent ? row : row with { Reason = m.Reason, ErrorCode = m.ErrorCode },
        (_, MessageStatusChanged m) => Moved(row, m),
        _ => row,
    };

    /// <summary>What a message says in words, or null.</summary>
    public static string? Words(OutboundContent content) => content.Kind switch
    {
        OutboundKind.Reaction => content.Emoji,
        OutboundKind.Template when content.Text is null =>
            content.Template is { BodyValues.Count: > 0 } t ? string.Join(" · ", t.BodyValues) : content.Template?.Name,
        _ => content.Text,
    };

    /// <summary>Whether the channel took a message of ours, whatever became of it afterwards.</summary>
    public static bool IsSent(MessageRow? row) =>
        row is { Outbound: true, Status: { } s } && (row.Wamid is not null || s is MessageStatus.Sent or > MessageStatus.Failed);

    /// <summary>The later of two statuses: they only move forward.</summary>
    public static MessageStatus Forward(MessageStatus? from, MessageStatus to) => from is { } f && f > to ? f : to;

    private static MessageRow Moved(MessageRow row, MessageStatusChanged m)
    {
        // A price may come with a status that is older than what we know: it is news of its own.
        // The channel's id marks what it took; what fails at once may have one too, which is not kept.
        var wamid = row.Wamid ?? (m.Status == MessageStatus.Failed ? null : m.Wamid);
        var known = row with { Wamid = wamid, Billable = m.Billable ?? row.Billable, Category = m.Category ?? row.Category };
        return row.Status is { } old && old > m.Status ? known : known with { Status = m.Status, Reason = m.Reason, ErrorCode = m.ErrorCode };
    }

    private static MessageRow Note(NoteAdded n, EventHeader h) => new()
    {
        Tenant = h.Tenant, ConversationId = h.EntityId, Id = n.NoteId, Kind = NoteKind, Text = n.Text, By = n.By,
        Mentions = ConversationFold.Join(n.Mentions), At = n.At.Micro(), Place = h.Version * MessagesAnEvent,
    };

    /// <summary>The kind of a note among colleagues.</summary>
    public const string NoteKind = "note";

    private static MessageRow Received(MessageReceived m, EventHeader h) => new()
    {
        Tenant = h.Tenant, ConversationId = h.EntityId, Id = m.MessageId, Outbound = m.Kind == InboundKind.Echo, Kind = Word(m.Kind), Text = m.Text,
        Wamid = m.MessageId, By = m.Kind is InboundKind.Echo or InboundKind.System ? BySystem : "customer", Turn = m.Turn, MediaId = m.MediaId,
        MediaType = m.MediaType, FileName = MediaNames.InParticulars(m.Payload), ReplyTo = m.ReplyTo, At = m.SentAt.Micro(), Place = h.Version * MessagesAnEvent,
    };

    private static MessageRow? InReply(ReplyQueued r, string messageId, EventHeader h)
    {
        for (var i = 0; i < r.Messages.Count && i < MessagesAnEvent; i++)
        {
            if (r.Messages[i].MessageId == messageId)
                return Queued(r.Messages[i], i, h, r.At) with
                {
                    By = ByAgent,
                    RunId = r.RunId,
                    Turn = r.Turn,
                    Status = r.Sending && i == 0 ? MessageStatus.Sending : MessageStatus.Queued,
                };
        }
        return null;
    }

    private static MessageRow Queued(QueuedMessage m, int place, EventHeader h, DateTimeOffset at) => new()
    {
        Tenant = h.Tenant, ConversationId = h.EntityId, Id = m.MessageId, Outbound = true, Kind = Word(m.Content.Kind), Text = Words(m.Content),
        Status = MessageStatus.Queued, MediaId = m.Content.FileId ?? m.Content.MediaId, ReplyTo = m.Content.ReplyTo, FileName = m.Content.FileName,
        Template = m.Content.Template is { } t ? JsonSerializer.Serialize(t, JsonSerializerOptions.Web) : null, At = at.Micro(),
        Place = (h.Version * MessagesAnEvent) + place,
    };

    private static string Word<TEnum>(TEnum kind) where TEnum : struct, Enum => KindWords<TEnum>.Of[kind];

    private static class KindWords<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Of =
            Enum.GetValues<TEnum>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
    }
}
