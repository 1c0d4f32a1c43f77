using Microsoft.EntityFrameworkCore;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Conversations;

/// <summary>
/// Finds messages by their words, newest first. Words that many messages hold fill a page soon while messages are walked from the newest; rare
/// ones are looked up in the databases' full-text indexes.
/// </summary>
internal static class MessageHits
{
    /// <summary>Messages that hold every word.</summary>
    public static Task<Page<MessageTextRow>> Read(
        ReadModelContext db, IReadOnlyList<string> words, MessageSearch search, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "message-search";
        var rows = new Narrowed<MessageTextRow>(db.Set<MessageTextRow>(), Newest, r => Paging.At(r.At, r.Id), byWords: true);
        if (search.From is { } since) rows.Within(r => r.At >= since);
        if (search.To is { } until) rows.Within(r => r.At < until);
        if (search.Outbound is { } outbound) rows.Where(r => r.Outbound == outbound);
        if (search.ConversationId is { } conversation)
        {
            // The ids of a conversation's messages all begin with its own and a slash; 0 is the sign after the slash.
            var (first, end) = (conversation + "/", conversation + "0");
            rows.Where(
                r => r.ConversationId == conversation,
                db.Set<MessageTextRow>().Where(r => string.Compare(r.Id, first) >= 0 && string.Compare(r.Id, end) < 0)
                    .OrderBy(r => r.Id).Select(r => r.Id));
        }
        rows.Judged(r => MessageWords.Hold(r.Words, words), most => Ids(db, words, search, most));
        return rows.Page(null, Cursor.Decode(list, cursor), limit, list, r => r, ct);
    }

    private static IQueryable<MessageTextRow> Newest(IQueryable<MessageTextRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id);
    }

    /// <summary>At most so many ids of messages that hold every word, in no order.</summary>
    private static IQueryable<string> Ids(ReadModelContext db, IReadOnlyList<string> words, MessageSearch search, int most)
    {
        if (db is PostgresReadModelContext)
        {
            // Normalised words hold letters and digits only: nothing in them is an operator. Row security lets no full-text operator use its index,
            // therefore a function of the tables' owner asks, and it sees the tenant of the session only.
            var query = string.Join(" & ", words.Select(w => "(" + string.Join(" | ", MessageWords.Forms(w).Select(f => $"'{f}':*")) + ")"));
            return db.Database.SqlQuery<string>($"""
                SELECT id AS "Value" FROM find_messages({query}, {search.From}::timestamptz, {search.To}::timestamptz, {most}) AS id
                """);
        }
        var match = string.Join(" AND ", words.Select(w => "(" + string.Join(" OR ", MessageWords.Forms(w).Select(f => $"\"{f}\"*")) + ")"));
        var rows = db.Set<MessageTextRow>().FromSql($"""
            SELECT tenant, id, conversation_id, outbound, at, words FROM message_texts
            WHERE number IN (SELECT rowid FROM message_words WHERE message_words MATCH {match})
            """);
        if (search.From is { } from) rows = rows.Where(r => r.At >= from);
        if (search.To is { } to) rows = rows.Where(r => r.At < to);
        return rows.Select(r => r.Id).Take(most);
    }
}
