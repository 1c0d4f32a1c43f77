using Microsoft.EntityFrameworkCore;
using SalesFlow.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Conversations;

/// <summary>Finds messages by their words through the databases' full-text indexes.</summary>
internal static class MessageHits
{
    /// <summary>Messages that hold every word, newest first.</summary>
    public static Task<List<MessageTextRow>> Read(
        ReadModelContext db, IReadOnlyList<string> words, MessageSearch search, Cursor? cursor, int limit, CancellationToken ct)
    {
        var after = cursor is { } c ? SqliteTime.FromMicroseconds(c.Number) : (DateTimeOffset?)null;
        var afterId = cursor?.Id;
        if (db is PostgresReadModelContext)
        {
            // Normalised words hold letters and digits only: nothing in them is an operator. Row security lets no full-text operator use its index,
            // therefore a function of the tables' owner asks, and it sees the tenant of the session only.
            var query = string.Join(" & ", words.Select(w => "(" + string.Join(" | ", MessageWords.Forms(w).Select(f => $"'{f}':*")) + ")"));
            var outbound = search.Outbound;
            return db.Set<MessageTextRow>().FromSql($"""
                SELECT * FROM find_messages(
                    {query}, {search.ConversationId}::text, {search.From}::timestamptz, {search.To}::timestamptz, {outbound}::boolean, {after}::timestamptz,
                    {afterId}::text, {limit})
                """).OrderByDescending(r => r.At).ThenByDescending(r => r.Id).ToListAsync(ct);
        }
        var match = string.Join(" AND ", words.Select(w => "(" + string.Join(" OR ", MessageWords.Forms(w).Select(f => $"\"{f}\"*")) + ")"));
        var rows = db.Set<MessageTextRow>().FromSql($"""
            SELECT tenant, id, conversation_id, outbound, at, words FROM message_texts
            WHERE number IN (SELECT rowid FROM message_words WHERE message_words MATCH {match})
            """);
        if (search.ConversationId is { } conversation) rows = rows.Where(r => r.ConversationId == conversation);
        if (search.Outbound is { } direction) rows = rows.Where(r => r.Outbound == direction);
        if (search.From is { } from) rows = rows.Where(r => r.At >= from);
        if (search.To is { } to) rows = rows.Where(r => r.At < to);
        if (after is { } at) rows = rows.Where(r => r.At <= at && (r.At < at || string.Compare(r.Id, afterId) < 0));
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Take(limit).ToListAsync(ct);
    }
}
