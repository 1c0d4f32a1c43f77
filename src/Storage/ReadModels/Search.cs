using Microsoft.EntityFrameworkCore;

namespace SalesFlow.Storage.ReadModels;

/// <summary>A stretch of a list: its rows in order, from a place on; where ids are given, only those rows.</summary>
internal delegate IQueryable<TRow> Stretch<TRow>(IReadOnlyList<string>? ids, Cursor? from);

/// <summary>
/// Finds entities by words in any Arabic spelling, without ever reading all of a tenant's. A common word fills a page soon while the list is walked
/// in its order; a rare one is looked up in the index of words, and its rows by their keys. Which of the two a word is, the walk itself tells: no
/// planner's estimate decides, which for words is often wrong a thousandfold.
/// </summary>
internal sealed class Search
{
    /// <summary>The most rows of a list that one page looks at. A page that ends there is short, or empty, and its cursor leads on.</summary>
    public const int MostLookedAt = 10_000;

    /// <summary>The most found by the index of words that are looked up by their keys.</summary>
    public const int MostFound = 4000;

    private const int IndexedLength = 3;
    private const int FirstLook = 256;
    private const int NextLook = 1024;

    /// <summary>A walk in which fewer than one row in so many is a hit is a poor one: the index of words is asked.</summary>
    private const int PoorWalk = 64;

    private readonly ReadModelContext _db;
    private readonly string _kind;
    private readonly IReadOnlyList<string> _words;

    private Search(ReadModelContext db, string kind, IReadOnlyList<string> words) => (_db, _kind, _words) = (db, kind, words);

    /// <summary>A search for the entries of a kind that hold every word of every text; null where nothing is looked for.</summary>
    public static Search? Of(ReadModelContext db, string kind, params ReadOnlySpan<string?> texts)
    {
        var words = new List<string>();
        foreach (var text in texts) words.AddRange(SearchTerms.Words(text).Except(words, StringComparer.Ordinal));
        return words.Count == 0 ? null : new Search(db, kind, words);
    }

    /// <summary>The ids of all that hold the words, in no order; null where they are more than so many, or no word is long enough for the index.</summary>
    public async Task<IReadOnlyList<string>?> Ids(int most, CancellationToken ct)
    {
        var indexed = _words.Where(w => w.Length >= IndexedLength).ToList();
        if (indexed.Count == 0) return null;
        List<string> ids;
        if (_db is PostgresReadModelContext)
        {
            // Row security lets no LIKE use the index: a function of the tables' owner asks, and it sees the tenant of the session only.
            var patterns = _words.Select(w => $"%{w}%").ToArray();
            ids = await _db.Database.SqlQuery<string>($"""SELECT id AS "Value" FROM find_entries({_kind}, {patterns}, {most + 1}) AS id""").ToListAsync(ct);
        }
        else
        {
            // Normalised words hold letters and digits only, so nothing in them can end the quotes.
            var match = string.Join(" AND ", indexed.Select(w => $"\"{w}\""));
            var entries = _db.Set<SearchEntryRow>().FromSql($"""
                SELECT tenant, kind, id, text FROM search_entries WHERE number IN (SELECT rowid FROM search_words WHERE search_words MATCH {match})
                """);
            ids = await Holding(entries, _words.Except(indexed)).Select(e => e.Id).Take(most + 1).ToListAsync(ct);
        }
        return ids.Count <= most ? ids : null;
    }

    /// <summary>A page of a list's rows that hold the words and meet a condition that no index helps.</summary>
    /// <param name="search">The words; null where none are looked for.</param>
    /// <param name="stretch">The list.</param>
    /// <param name="from">The place behind which the page begins.</param>
    /// <param name="size">The most rows of the page.</param>
    /// <param name="id">A row's id.</param>
    /// <param name="meets">The condition; null for none.</param>
    /// <param name="place">Where a row stands.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="few">The ids of all that meet the condition, asked where the walk is a poor one; null where they are too many.</param>
    /// <returns>The rows, and the place behind which the next page begins; null at the end.</returns>
    public static async Task<(List<TRow> Rows, Cursor? Next)> Page<TRow>(
        Search? search, Stretch<TRow> stretch, Cursor? from, int size, Func<TRow, string> id, Func<TRow, bool>? meets, Func<TRow, Cursor> place, CancellationToken ct,
        Func<Task<IReadOnlyList<string>?>>? few = null)
    {
        var (page, looked, asked) = (new List<TRow>(), 0, false);
        for (var look = FirstLook; ; look = NextLook)
        {
            var rows = await stretch(null, from).Take(look).ToListAsync(ct);
            if (await Take(rows)) return (page, place(page[^1]));
            if (rows.Count < look) return (page, null);
            from = place(rows[^1]);
            looked += rows.Count;
            if (!asked && page.Count * PoorWalk < looked)
            {
                asked = true;
                var ids = search is null ? null : await search.Ids(MostFound, ct);
                if (ids is null && few is not null) ids = await few();
                if (ids is not null)
                {
                    var rest = ids.Count == 0 ? [] : await stretch(ids, from).ToListAsync(ct);
                    return await Take(rest) ? (page, place(page[^1])) : (page, null);
                }
            }
            if (looked >= MostLookedAt) return (page, from);
        }

        // True where the page is full and there is more.
        async Task<bool> Take(List<TRow> rows)
        {
            var met = meets is null ? rows : rows.FindAll(r => meets(r));
            var hits = search is null ? null : await search.Among(met.ConvertAll(r => id(r)), ct);
            foreach (var row in met.Where(r => hits?.Contains(id(r)) != false))
            {
                if (page.Count == size) return true;
                page.Add(row);
            }
            return false;
        }
    }

    private async Task<HashSet<string>> Among(List<string> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var hits = await Holding(_db.Set<SearchEntryRow>().Where(e => ids.Contains(e.Id)), _words).Select(e => e.Id).ToListAsync(ct);
        return hits.ToHashSet(StringComparer.Ordinal);
    }

    private IQueryable<SearchEntryRow> Holding(IQueryable<SearchEntryRow> entries, IEnumerable<string> words)
    {
        entries = entries.Where(e => e.Kind == _kind);
        foreach (var pattern in words.Select(w => $"%{w}%")) entries = entries.Where(e => EF.Functions.Like(e.Text, pattern));
        return entries;
    }
}
