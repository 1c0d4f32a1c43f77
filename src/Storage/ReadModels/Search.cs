using Microsoft.EntityFrameworkCore;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// A stretch of a list: at most so many of its rows in order, from a place on, and the place where it ended; null at the end of the list. Where
/// ids are given, at most so many of those rows.
/// </summary>
internal delegate Task<(List<TRow> Rows, Cursor? Last)> Stretch<TRow>(IReadOnlyList<string>? ids, Cursor? from, int most);

/// <summary>
/// Finds entities by words in any Arabic spelling, without ever reading all of a tenant's. A common word fills a page soon while the list is walked
/// in its order; a rare one is looked up in the index of words, and its rows by their keys. Which of the two a word is, the walk itself tells: no
/// planner's estimate decides, which for words is often wrong a thousandfold.
/// </summary>
internal sealed class Search
{
    /// <summary>
    /// The most rows of a list that one page looks at for words. A page that ends there is short, or empty, and its cursor leads on. Among a million
    /// rows a word is either so rare that <see cref="MostFound"/> holds all its rows, or so common that so many rows fill a page, unless they all
    /// stand far behind.
    /// </summary>
    public const int MostLookedAt = 5000;

    /// <summary>The most rows of a list that one page looks at for other conditions.</summary>
    public const int MostWalked = 2800;

    /// <summary>The most found by the index of words, or by tags, that are looked up by their keys.</summary>
    public const int MostFound = 10_000;

    /// <summary>The most found by an index of any other condition.</summary>
    public const int MostSought = 1200;

    private const int IndexedLength = 3;
    private const int FirstLook = 256;
    private const int NextLook = 1024;

    /// <summary>A walk in which fewer than one row in so many is a hit is a poor one: other indexes are asked.</summary>
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
    /// <param name="few">
    /// The ids of all that meet one of the conditions, asked where the walk is a poor one, and whether it is the only one; null where they are too many.
    /// </param>
    /// <param name="among">Which of some ids meet a condition that other tables tell; null for none.</param>
    /// <param name="most">The most rows to look at.</param>
    /// <returns>The rows, and the place behind which the next page begins; null at the end.</returns>
    public static async Task<(List<TRow> Rows, Cursor? Next)> Page<TRow>(
        Search? search, Stretch<TRow> stretch, Cursor? from, int size, Func<TRow, string> id, Func<TRow, bool>? meets, Func<TRow, Cursor> place, CancellationToken ct,
        Func<Task<(IReadOnlyList<string>? Ids, bool Whole)>>? few = null,
        Func<IReadOnlyList<string>, Task<IReadOnlySet<string>>>? among = null, int most = MostLookedAt)
    {
        var (page, looked, asked) = (new List<TRow>(), 0, false);
        for (var look = FirstLook; ; look = Math.Min(NextLook, most - looked))
        {
            var (rows, last) = await stretch(null, from, look);
            if (await Take(rows)) return (page, place(page[^1]));
            if (last is null) return (page, null);
            from = last;
            looked += look;
            if (!asked && page.Count * PoorWalk < looked)
            {
                asked = true;
                var (ids, whole) = search is null ? (null, false) : (await search.Ids(MostFound, ct), meets is null && among is null);
                if (ids is null && few is not null) (ids, whole) = await few();
                if (ids is { Count: 0 }) return (page, null);
                if (ids is not null)
                {
                    // Where nothing else is to be met, no more rows are needed than the page has room for.
                    var (rest, _) = await stretch(ids, from, whole ? size - page.Count + 1 : ids.Count);
                    return await Take(rest) ? (page, place(page[^1])) : (page, null);
                }
            }
            if (looked >= most) return (page, from);
        }

        // True where the page is full and there is more.
        async Task<bool> Take(List<TRow> rows)
        {
            var met = meets is null ? rows : rows.FindAll(r => meets(r));
            if (among is not null && met.Count > 0)
            {
                var told = await among(met.ConvertAll(r => id(r)));
                met = met.FindAll(r => told.Contains(id(r)));
            }
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
