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
}
