using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Pages of lists along an index: never an offset, never a count.</summary>
internal static class Paging
{
    /// <summary>The most rows of a page.</summary>
    public const int MaxPage = 200;

    /// <summary>The place of a row in a list that is sorted by an instant, then by id.</summary>
    public static Cursor At(DateTimeOffset at, string id) => new(SqliteTime.ToMicroseconds(at), id);

    /// <summary>A page of rows that are in order and begin behind the cursor.</summary>
    /// <param name="rows">The rows, ordered, from the cursor on.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="list">The list's name: a cursor of another list is refused.</param>
    /// <param name="place">Where a row stands.</param>
    /// <param name="view">A row as callers see it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Page<TView>> Paged<TRow, TView>(
        this IQueryable<TRow> rows, int limit, string list, Func<TRow, Cursor> place, Func<TRow, TView> view, CancellationToken ct)
    {
        var size = Math.Clamp(limit, 1, MaxPage);
        // One row more than asked for tells whether there is a next page.
        var found = await rows.Take(size + 1).ToListAsync(ct);
        var more = found.Count > size;
        if (more) found.RemoveAt(size);
        return new Page<TView>(found.ConvertAll(r => view(r)), more ? place(found[^1]).Encode(list) : null);
    }

    /// <summary>A page of the rows that hold the words of a search; of all rows where there is none.</summary>
    /// <param name="rows">The rows that pass every other filter, in no order.</param>
    /// <param name="search">The words; null for none.</param>
    /// <param name="order">Puts rows in order, from a place on.</param>
    /// <param name="from">The place behind which the page begins.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="list">The list's name: a cursor of another list is refused.</param>
    /// <param name="place">Where a row stands.</param>
    /// <param name="view">A row as callers see it.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<Page<TView>> Paged<TRow, TView>(
        this IQueryable<TRow> rows, Search? search, Func<IQueryable<TRow>, Cursor?, IQueryable<TRow>> order, Cursor? from, int limit, string list,
        Func<TRow, Cursor> place, Func<TRow, TView> view, CancellationToken ct) where TRow : class, IReadRow =>
        new Narrowed<TRow>(rows, order, place).Page(search, from, limit, list, view, ct);

    /// <summary>A stretch of a list; where ids are given, of those of its rows.</summary>
    public static async Task<(List<TRow> Rows, Cursor? Last)> Stretch<TRow>(
        this IQueryable<TRow> rows, Func<IQueryable<TRow>, Cursor?, IQueryable<TRow>> order, IReadOnlyList<string>? ids, Cursor? from, int most,
        Func<TRow, Cursor> place, CancellationToken ct) where TRow : class, IReadRow
    {
        if (ids is not null) return (await order(rows.Only(ids), from).Take(most).ToListAsync(ct), null);
        var found = await order(rows, from).Take(most).ToListAsync(ct);
        return (found, found.Count < most ? null : place(found[^1]));
    }

    /// <summary>The rows with these ids.</summary>
    public static IQueryable<TRow> Only<TRow>(this IQueryable<TRow> rows, IReadOnlyList<string> ids) where TRow : class, IReadRow =>
        // The limit changes nothing but the plan: rows are fetched by their keys, and no planner walks the whole order in the hope to meet them soon.
        rows.Where(r => ids.Contains(EF.Property<string>(r, "Id"))).Take(ids.Count);
}
