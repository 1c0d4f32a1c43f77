using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// A list narrowed by any number of conditions. One of them has its own index in the list's order, and the page is a stretch of that index; so
/// it is where there is none. Where more conditions are put, the sparsest of those with an index is walked and the others are judged row by row,
/// no farther than <see cref="Search.MostWalked"/>: no planner's estimate decides how many rows a page costs. Where the walk is a poor one, a
/// condition that few rows meet has them looked up by their keys.
/// </summary>
/// <param name="all">All rows of the list, in no order.</param>
/// <param name="order">Puts rows in order, from a place on.</param>
/// <param name="place">Where a row stands.</param>
/// <param name="ascending">Whether places grow along the list.</param>
/// <param name="byWords">Whether its conditions are words: a walk for words goes farther, and more is found by them.</param>
internal sealed class Narrowed<TRow>(
    IQueryable<TRow> all, Func<IQueryable<TRow>, Cursor?, IQueryable<TRow>> order, Func<TRow, Cursor> place, bool ascending = false,
    bool byWords = false)
    where TRow : class, IReadRow
{
    /// <summary>So far each index is looked into to learn which of them is the sparsest here.</summary>
    private const int Depth = 100;

    private readonly List<Way> _ways = [];
    private readonly List<Lazy<Func<TRow, bool>>> _judged = [];
    private readonly List<(Func<int, IQueryable<string>> Ids, int Most)> _found = [];
    private readonly List<Among> _among = [];

    /// <summary>Which of some ids meet a condition.</summary>
    public delegate Task<IReadOnlySet<string>> Among(IReadOnlyList<string> ids, CancellationToken ct);

    /// <summary>One way along the list: rows from a place on, the place so many rows behind it, and ids in no order.</summary>
    private sealed record Way(
        Func<Cursor?, int, CancellationToken, Task<(List<TRow> Rows, Cursor? Last)>> Stretch,
        Func<Cursor?, int, CancellationToken, Task<Cursor?>> Behind,
        Lazy<Func<TRow, bool>> Meets);

    /// <summary>A condition on what the list is sorted by, or one that all its indexes hold: nothing is looked at that does not meet it.</summary>
    public void Within(Expression<Func<TRow, bool>> condition) => all = all.Where(condition);

    /// <summary>A condition whose index stands in the list's order.</summary>
    public void Along(Expression<Func<TRow, bool>> condition)
    {
        _ways.Add(new Way(
            (from, most, ct) => all.Where(condition).Stretch(order, null, from, most, place, ct),
            async (from, depth, ct) =>
                await order(all.Where(condition), from).Skip(depth - 1).Take(1).ToListAsync(ct) is [var row] ? place(row) : null,
            Judge(condition)));
    }

    /// <summary>Any of some conditions that share an index in the list's order, which is one of numbers: their rows are woven together.</summary>
    public void AlongAny(IReadOnlyList<Expression<Func<TRow, bool>>> conditions)
    {
        var meets = conditions.Select(Judge).ToList();
        _ways.Add(new Way(
            async (from, most, ct) =>
            {
                var rows = new List<TRow>();
                foreach (var condition in conditions) rows.AddRange(await order(all.Where(condition), from).Take(most).ToListAsync(ct));
                var sorted = rows.OrderBy(r => place(r).Number).ThenBy(r => place(r).Id, StringComparer.Ordinal).ToList();
                if (!ascending) sorted.Reverse();
                if (sorted.Count < most) return (sorted, null);
                sorted.RemoveRange(most, sorted.Count - most);
                return (sorted, place(sorted[^1]));
            },
            async (from, depth, ct) =>
            {
                Cursor? nearest = null;
                foreach (var condition in conditions)
                {
                    if (await order(all.Where(condition), from).Skip(depth - 1).Take(1).ToListAsync(ct) is not [var row]) continue;
                    if (nearest is not { } n || (ascending ? place(row).Number < n.Number : place(row).Number > n.Number)) nearest = place(row);
                }
                return nearest;
            },
            new Lazy<Func<TRow, bool>>(() => r => meets.Exists(m => m.Value(r)))));
    }

    /// <summary>A condition whose rows another table holds in the list's order.</summary>
    /// <param name="entries">That table's entries from a place on, in order.</param>
    /// <param name="id">The id in an entry.</param>
    /// <param name="at">An entry's place.</param>
    /// <param name="meets">The condition.</param>
    public void Along<TEntry>(
        Func<Cursor?, IQueryable<TEntry>> entries, Expression<Func<TEntry, string>> id, Func<TEntry, Cursor> at, Func<TRow, bool> meets)
    {
        var of = id.Compile(preferInterpretation: true);
        _ways.Add(new Way(
            async (from, most, ct) =>
            {
                var found = await entries(from).Take(most).ToListAsync(ct);
                var ids = found.ConvertAll(e => of(e));
                // A row may have left the list since its entry was read: the entries tell where the stretch ended.
                return (ids.Count == 0 ? [] : await order(all.Only(ids), null).ToListAsync(ct), found.Count < most ? null : at(found[^1]));
            },
            async (from, depth, ct) => (await entries(from).Skip(depth - 1).Take(1).ToListAsync(ct)) is [var entry] ? at(entry) : null,
            new Lazy<Func<TRow, bool>>(meets)));
    }

    /// <summary>A condition whose index stands in another order, or none; its rows are found by it, where they are few.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="ids">The ids of the rows that meet it, along an index; null where none helps.</param>
    public void Where(Expression<Func<TRow, bool>> condition, IQueryable<string>? ids = null)
    {
        _judged.Add(Judge(condition));
        if (ids is not null) _found.Add((ids.Take, Search.MostSought));
    }

    /// <summary>A word or a tag, which only the row itself tells, and where to find so many ids of the rows that hold it; null for nowhere.</summary>
    public void Judged(Func<TRow, bool> condition, Func<int, IQueryable<string>>? ids = null)
    {
        _judged.Add(new Lazy<Func<TRow, bool>>(condition));
        if (ids is not null) _found.Add((ids, Search.MostFound));
    }

    /// <summary>A condition that another table tells.</summary>
    public void Told(Among condition, IQueryable<string> ids)
    {
        _among.Add(condition);
        _found.Add((ids.Take, Search.MostFound));
    }

    /// <summary>A page. It is shorter than asked for, with more behind it, only where the walk became too long.</summary>
    public async Task<Page<TView>> Page<TView>(Search? search, Cursor? from, int limit, string list, Func<TRow, TView> view, CancellationToken ct)
    {
        var size = Math.Clamp(limit, 1, Paging.MaxPage);
        var way = await Sparsest(from, ct);
        var rest = _ways.Where(w => w != way).Select(w => w.Meets).Concat(_judged).ToList();
        if (search is null && rest.Count == 0 && _among.Count == 0)
        {
            // One row more than asked for tells whether there is a next page.
            var (rows, last) = await One(null, from, size + 1);
            if (rows.Count > size)
            {
                rows.RemoveAt(size);
                last = place(rows[^1]);
            }
            return new Page<TView>(rows.ConvertAll(r => view(r)), last?.Encode(list));
        }
        var alone = search is null && way is null && rest.Count + _among.Count == 1;
        var (found, next) = await Search.Page(
            search, One, from, size, r => r.Key.Id, rest.Count == 0 ? null : r => rest.TrueForAll(m => m.Value(r)), place, ct,
            _found.Count == 0 ? null : () => Few(alone, ct), _among.Count == 0 ? null : ids => AmongAll(ids, ct),
            search is null && !byWords ? Search.MostWalked : Search.MostLookedAt);
        return new Page<TView>(found.ConvertAll(r => view(r)), next?.Encode(list));

        async Task<(List<TRow> Rows, Cursor? Last)> One(IReadOnlyList<string>? ids, Cursor? at, int most)
        {
            if (way is null) return await all.Stretch(order, ids, at, most, place, ct);
            if (ids is null) return await way.Stretch(at, most, ct);
            // What the way itself promises is judged where rows come by their keys: all of them.
            var (rows, last) = await all.Stretch(order, ids, at, ids.Count, place, ct);
            return (rows.FindAll(r => way.Meets.Value(r)), last);
        }
    }

    /// <summary>The way whose rows lie farthest apart from here on; null where the list has only its own.</summary>
    private async Task<Way?> Sparsest(Cursor? from, CancellationToken ct)
    {
        if (_ways.Count < 2) return _ways.Count == 0 ? null : _ways[0];
        var (best, farthest) = (_ways[0], default(Cursor?));
        foreach (var way in _ways)
        {
            if (await way.Behind(from, Depth, ct) is not { } behind) return way;
            if (farthest is { } f && (ascending ? behind.Number <= f.Number : behind.Number >= f.Number)) continue;
            (best, farthest) = (way, behind);
        }
        return best;
    }

    /// <summary>The ids of all rows that meet one of the conditions, where they are few, and whether there is no other condition.</summary>
    private async Task<(IReadOnlyList<string>? Ids, bool Whole)> Few(bool alone, CancellationToken ct)
    {
        foreach (var (some, limit) in _found)
        {
            var most = limit / _found.Count;
            var ids = await some(most + 1).ToListAsync(ct);
            if (ids.Count <= most) return (ids, alone);
        }
        return (null, false);
    }

    private async Task<IReadOnlySet<string>> AmongAll(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var left = ids;
        foreach (var condition in _among)
        {
            if (left.Count == 0) break;
            var met = await condition(left, ct);
            left = [.. left.Where(met.Contains)];
        }
        return left.ToHashSet(StringComparer.Ordinal);
    }

    // Read by an interpreter: it is asked for some thousand rows at most, and a compiler would take longer than it.
    private static Lazy<Func<TRow, bool>> Judge(Expression<Func<TRow, bool>> condition) => new(() => condition.Compile(preferInterpretation: true));
}
