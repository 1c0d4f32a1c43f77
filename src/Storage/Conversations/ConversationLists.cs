using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Conversations;

/// <summary>Reads the inbox's lists from the rows that the projector keeps.</summary>
internal sealed class ConversationLists(ReadModelContexts contexts) : IConversationLists
{
    public async Task<Page<ConversationRowView>> Conversations(
        string tenant, ConversationFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "conversations";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<ConversationRow>(db.Set<ConversationRow>(), Ordered, r => Paging.At(r.LastAt, r.Id));
        Narrow(rows, filter);
        if (filter.Label is { } label)
        {
            rows.Along(
                Labelled, l => l.ConversationId, l => Paging.At(l.LastAt, l.ConversationId),
                r => r.Labels is { } labels && ConversationFold.Split(labels).Contains(label, StringComparer.Ordinal));
        }
        return await rows.Page(Search.Of(db, "conversation", filter.Search), from, limit, list, View, ct);

        // The label's own rows are in the order of the list, so that a page reads as many of them as it shows.
        IQueryable<ConversationLabelRow> Labelled(Cursor? behind)
        {
            var labelled = db.Set<ConversationLabelRow>().Where(l => l.Label == filter.Label && !l.Removed);
            if (behind is { } place)
            {
                var at = SqliteTime.FromMicroseconds(place.Number);
                labelled = labelled.Where(l => Keyset.Below(l.LastAt, l.ConversationId, at, place.Id));
            }
            return labelled.OrderByDescending(l => l.LastAt).ThenByDescending(l => l.ConversationId);
        }
    }

    private static IQueryable<ConversationRow> Ordered(IQueryable<ConversationRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.LastAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.LastAt).ThenByDescending(r => r.Id);
    }

    public async Task<FolderCounts> Counts(string tenant, string userId, CancellationToken ct)
    {
        var mine = ConversationFold.MineOf(userId);
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<FolderCountRow>().Where(r => r.Folder == mine || !r.Folder.StartsWith("mine:"))
            .ToDictionaryAsync(r => r.Folder, r => r.Count, StringComparer.Ordinal, ct);
        long Of(string folder) => rows.GetValueOrDefault(folder);
        var (open, pending, snoozed, resolved) = (Of("open"), Of("pending"), Of("snoozed"), Of("resolved"));
        return new FolderCounts(
            open + pending + snoozed + resolved, Of(mine), Of("unassigned"), Of("unread"), Of("waiting"), open, pending, snoozed, resolved);
    }

    public async Task<Page<MessageRowView>> Messages(string tenant, string conversationId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "messages/" + conversationId;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<MessageRow>().Where(r => r.ConversationId == conversationId);
        if (from is { } c) rows = rows.Where(r => r.Place < c.Number);
        return await rows.OrderByDescending(r => r.Place).Paged(limit, list, r => new Cursor(r.Place, ""), View, ct);
    }

    public async Task<(MessageRowView Message, OutboundContent? Content)?> Message(
        string tenant, string conversationId, string messageId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var row = await db.Set<MessageRow>().FirstOrDefaultAsync(r => r.ConversationId == conversationId && r.Id == messageId, ct)
            ?? await db.Set<MessageRow>().FirstOrDefaultAsync(r => r.ConversationId == conversationId && r.Wamid == messageId, ct);
        return row is null ? null : (View(row), Again(row));
    }

    public async Task<Page<MessageHitView>> SearchMessages(string tenant, MessageSearch search, string? cursor, int limit, CancellationToken ct)
    {
        var words = MessageWords.Query(search.Words);
        if (words.Count == 0) return new Page<MessageHitView>([], null);
        await using var db = contexts.Open(tenant);
        var hits = await MessageHits.Read(db, words, search, cursor, limit, ct);

        var conversations = hits.Items.Select(h => h.ConversationId).Distinct().ToList();
        var ids = hits.Items.Select(h => h.Id[(h.ConversationId.Length + 1)..]).ToList();
        var messages = (await db.Set<MessageRow>().Where(m => conversations.Contains(m.ConversationId) && ids.Contains(m.Id)).ToListAsync(ct))
            .ToDictionary(m => $"{m.ConversationId}/{m.Id}", StringComparer.Ordinal);
        var names = await db.Set<ConversationRow>().Where(r => conversations.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.CustomerName, ct);
        // A note came from nobody's side: a direction leaves it out.
        var items = hits.Items.Select(h => messages.GetValueOrDefault(h.Id)).OfType<MessageRow>()
            .Where(m => search.Outbound is null || m.Kind != MessageFold.NoteKind)
            .Select(m => Hit(m, names.GetValueOrDefault(m.ConversationId), words)).ToList();
        return new Page<MessageHitView>(items, hits.Next);
    }

    public async Task<Page<CannedReplyView>> CannedReplies(
        string tenant, string userId, string? search, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "canned-replies";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<CannedReplyRow>().Where(r => !r.Deleted && (r.Owner == null || r.Owner == userId));
        return await rows.Paged(
            Search.Of(db, "canned-reply", search), Alphabetic, from, limit, list, r => new Cursor(0, $"{r.Shortcut}\n{r.Id}"),
            r => new CannedReplyView(r.Id, r.Shortcut, r.TextAr, r.TextEn, r.Owner, r.UpdatedAt, r.Version), ct);

        static IQueryable<CannedReplyRow> Alphabetic(IQueryable<CannedReplyRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var parts = c.Id.Split('\n', 2);
                var (shortcut, id) = (parts[0], parts.Length > 1 ? parts[1] : "");
                rows = rows.Where(r => Keyset.Above(r.Shortcut, r.Id, shortcut, id));
            }
            return rows.OrderBy(r => r.Shortcut).ThenBy(r => r.Id);
        }
    }

    private static void Narrow(Narrowed<ConversationRow> rows, ConversationFilter filter)
    {
        // The conditions of partial indexes stand in the queries as they stand in the indexes: a parameter's value tells a planner nothing.
        switch (filter.Folder)
        {
            case ConversationFolder.Mine:
                var me = filter.UserId;
                rows.Along(r => (r.Status == ConversationStatus.Open || r.Status == ConversationStatus.Pending) && r.AssignedTo != null && r.AssignedTo == me);
                break;
            case ConversationFolder.Unassigned:
                rows.Along(r =>
                    (r.Status == ConversationStatus.Open || r.Status == ConversationStatus.Pending) && r.Handler != Handler.Agent && r.AssignedTo == null);
                break;
            case ConversationFolder.Waiting:
                rows.Along(r => (r.Status == ConversationStatus.Open || r.Status == ConversationStatus.Pending) && r.Handler == Handler.HumanQueue);
                break;
            case ConversationFolder.Unread: rows.Along(r => r.Unread > 0); break;
            case ConversationFolder.Snoozed: rows.Along(r => r.Status == ConversationStatus.Snoozed); break;
            case ConversationFolder.Resolved: rows.Along(r => r.Status == ConversationStatus.Resolved); break;
        }
        if (filter.Status is { } status) rows.Along(r => r.Status == status);
        if (filter.AssignedTo is { Length: 0 }) rows.Where(r => r.AssignedTo == null);
        else if (filter.AssignedTo is { } owner) rows.Along(r => r.AssignedTo != null && r.AssignedTo == owner);
        if (filter.Handler is Handler.Agent) rows.Where(r => r.Handler == Handler.Agent);
        else if (filter.Handler is { } handler) rows.Along(r => r.Handler != Handler.Agent && r.Handler == handler);
        if (filter.Unread == true) rows.Along(r => r.Unread > 0);
        else if (filter.Unread == false) rows.Where(r => r.Unread == 0);
        // Nearly all conversations are WhatsApp's; those of any other channel have an index.
        if (filter.Channel is "whatsapp") rows.Where(r => r.Channel == "whatsapp");
        else if (filter.Channel is { } channel) rows.Along(r => r.Channel != "whatsapp" && r.Channel == channel);
    }

    private static ConversationRowView View(ConversationRow r) => new(
        r.Id, r.ContactId, r.LeadId, r.CustomerName, r.Phone, r.Language, r.Handler, r.HandOverReason, r.HeldBy, r.OptedOut, r.LastText,
        r.LastFromCustomer, r.LastAt, r.Unanswered, r.WindowClosesAt, r.Sentiment, r.Version, r.HeldUntil, r.Status, r.SnoozedUntil, r.Priority,
        r.AssignedTo, ConversationFold.Split(r.Labels), r.Unread, r.Channel);

    internal static MessageRowView View(MessageRow r) => new(
        r.Id, Direction(r), r.Kind, r.Text, r.Status, r.Reason, r.ErrorCode, r.Emoji, r.Edited, r.Revoked, r.By, r.RunId, r.Turn, r.At, r.Place,
        r.Status == MessageStatus.Failed ? FailedSends.NextStep(r.Reason, r.ErrorCode) : null, r.MediaId, r.MediaType, r.FileName, r.ReplyTo,
        r.Mentions is null ? null : ConversationFold.Split(r.Mentions));

    private static string Direction(MessageRow r) => r.Kind == MessageFold.NoteKind ? "internal" : r.Outbound ? "outbound" : "inbound";

    private static MessageHitView Hit(MessageRow r, string? customer, IReadOnlyList<string> words) =>
        new(r.ConversationId, r.Id, Direction(r), customer, MessageWords.Snippet(r.Text ?? "", words), r.At, r.Place);

    /// <summary>What was sent, where the row holds all of it.</summary>
    private static OutboundContent? Again(MessageRow r)
    {
        if (!r.Outbound || !Enum.TryParse<OutboundKind>(r.Kind, ignoreCase: true, out var kind)) return null;
        return kind switch
        {
            OutboundKind.Text => OutboundContent.OfText(r.Text ?? "", r.ReplyTo),
            OutboundKind.Template when r.Template is { } json =>
                new OutboundContent(kind, ReplyTo: r.ReplyTo, Template: JsonSerializer.Deserialize<TemplateMessage>(json, JsonSerializerOptions.Web)),
            OutboundKind.Image or OutboundKind.Video or OutboundKind.Audio or OutboundKind.Document when r.MediaId is not null =>
                new OutboundContent(kind, r.Text, FileName: r.FileName, ReplyTo: r.ReplyTo, FileId: r.MediaId),
            _ => null,
        };
    }
}
