using Microsoft.EntityFrameworkCore;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Finds entities by words in any Arabic spelling. The databases' indexes answer for words of three letters and more.</summary>
internal static class Search
{
    private const int IndexedLength = 3;

    /// <summary>The entries of a kind that hold every word of a search; null where nothing is looked for.</summary>
    public static IQueryable<SearchEntryRow>? Of(ReadModelContext db, string kind, string? search)
    {
        var words = SearchTerms.Words(search);
        if (words.Count == 0) return null;
        var entries = db.Set<SearchEntryRow>().AsQueryable();
        if (db is SqliteReadModelContext && words.Where(w => w.Length >= IndexedLength).ToList() is { Count: > 0 } indexed)
        {
            // Normalised words hold letters and digits only, so nothing in them can end the quotes.
            var match = string.Join(" AND ", indexed.Select(w => $"\"{w}\""));
            entries = db.Set<SearchEntryRow>().FromSql($"""
                SELECT tenant, kind, id, text FROM search_entries WHERE number IN (SELECT rowid FROM search_words WHERE search_words MATCH {match})
                """);
            words = [.. words.Except(indexed)];
        }
        entries = entries.Where(e => e.Kind == kind);
        foreach (var pattern in words.Select(w => $"%{w}%")) entries = entries.Where(e => EF.Functions.Like(e.Text, pattern));
        return entries;
    }
}
