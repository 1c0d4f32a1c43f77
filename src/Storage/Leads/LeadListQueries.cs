using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>Reads lists of leads from the rows that the projector keeps.</summary>
internal sealed class LeadListQueries(ReadModelContexts contexts, TimeProvider clock) : ILeadLists
{
    private const int MostCandidates = 200;
    private const int MostDuplicates = 20;
    private const double LeastSimilarity = 0.85;
    private const int MostCopies = 10_000;
    private static readonly TimeSpan LoadsLife = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (IReadOnlyDictionary<string, long> Loads, DateTimeOffset Until)> _loads = new(StringComparer.Ordinal);

    public async Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var (order, from) = Place(filter, cursor);
        await using var db = contexts.Open(tenant);
        var all = filter.Deleted ? db.Set<LeadRow>().Where(r => r.DeletedAt != null) : db.Set<LeadRow>().Where(r => !r.Hidden);
        var rows = new Narrowed<LeadRow>(all, (r, at) => order.Sorted(order.After(r, at)), order.PlaceOf, order.Ascending);
        Narrow(rows, all, filter, order.Sort);
        if (filter.Tag is { Length: > 0 } tag) Narrow(rows, db, filter, tag, order);
        return await rows.Page(Search.Of(db, "lead", filter.Search), from, limit, order.Name, Views.Lead, ct);
    }

    /// <summary>Every condition of the leads' own rows, by what its index can do in this order.</summary>
    private static void Narrow(Narrowed<LeadRow> rows, IQueryable<LeadRow> all, LeadFilter filter, LeadSort sort)
    {
        // The order's own column: a stretch of its index.
        if (filter.UpdatedFrom is { } changed) Range(LeadSort.Updated, r => r.UpdatedAt >= changed, null);
        if (filter.UpdatedTo is { } before) Range(LeadSort.Updated, r => r.UpdatedAt < before, null);
        if (filter is { CreatedFrom: not null } or { CreatedTo: not null })
        {
            var (since, until) = (filter.CreatedFrom ?? DateTimeOffset.MinValue, filter.CreatedTo ?? DateTimeOffset.MaxValue);
            Range(LeadSort.Created, r => r.CreatedAt >= since && r.CreatedAt < until, q => q.OrderBy(r => r.CreatedAt));
        }
        if (filter is { ScoreFrom: not null } or { ScoreTo: not null })
        {
            var (least, most) = (filter.ScoreFrom ?? int.MinValue, filter.ScoreTo ?? int.MaxValue);
            Range(LeadSort.Score, r => r.Score >= least && r.Score <= most, q => q.OrderBy(r => r.Score));
        }
        // Status and owner have an index in each of these orders, the others in the usual one. Deleted leads are in none of them.
        var (often, usual) = (sort != LeadSort.Name && !filter.Deleted, sort == LeadSort.Updated && !filter.Deleted);
        if (filter.Statuses is [var single]) Equal(often, r => r.Status == single);
        else if (filter.Statuses is { Count: > 1 } statuses && often) rows.AlongAny([.. statuses.Distinct().Select(Of)]);
        else if (filter.Statuses is { Count: > 1 } some) rows.Where(r => some.Contains(r.Status));
        if (filter.Assignee is { Length: 0 }) Equal(often, r => r.AssignedTo == null);
        else if (filter.Assignee is { } assignee) Equal(often, r => r.AssignedTo == assignee);
        if (filter.Source is { } source) Equal(usual, r => r.Source == source);
        if (LeadKeys.Of(filter.Sector) is { } sector) Equal(usual, r => r.SectorKey == sector);
        if (LeadKeys.Of(filter.City) is { } city) Equal(usual, r => r.CityKey == city);
        if (filter.Temperature is { } temperature) Equal(usual, r => r.Temperature == temperature);
        if (filter.HasDeal == true) Equal(usual, r => r.DealId != null);
        else if (filter.HasDeal == false) rows.Where(r => r.DealId == null);

        static Expression<Func<LeadRow, bool>> Of(LeadStatus status) => r => r.Status == status;

        void Range(LeadSort own, Expression<Func<LeadRow, bool>> condition, Func<IQueryable<LeadRow>, IQueryable<LeadRow>>? along)
        {
            if (sort == own) rows.Within(condition);
            else rows.Where(condition, along?.Invoke(all.Where(condition)).Select(r => r.Id));
        }

        void Equal(bool along, Expression<Func<LeadRow, bool>> condition)
        {
            if (along) rows.Along(condition);
            else if (filter.Deleted) rows.Where(condition);
            else rows.Where(condition, all.Where(condition).OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id).Select(r => r.Id));
        }
    }

    /// <summary>A tag's entries stand in the usual order; in any other one they find the tag's leads where those are few.</summary>
    private static void Narrow(Narrowed<LeadRow> rows, ReadModelContext db, LeadFilter filter, string tag, LeadOrder order)
    {
        var barred = $"|{tag}|";
        bool Tagged(LeadRow r) => r.Tags?.Contains(barred, StringComparison.Ordinal) == true;
        var entries = db.Set<LeadTagRow>().Where(t => t.Tag == tag && !t.Removed);
        if (filter.Deleted) rows.Judged(Tagged);
        else if (order.Sort != LeadSort.Updated)
            rows.Judged(Tagged, entries.OrderByDescending(t => t.UpdatedAt).ThenByDescending(t => t.LeadId).Select(t => t.LeadId).Take);
        else rows.Along(Entries, t => t.LeadId, t => Paging.At(t.UpdatedAt, t.LeadId), Tagged);

        IQueryable<LeadTagRow> Entries(Cursor? from)
        {
            var some = entries;
            if (filter.UpdatedFrom is { } changed) some = some.Where(t => t.UpdatedAt >= changed);
            if (filter.UpdatedTo is { } before) some = some.Where(t => t.UpdatedAt < before);
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                some = order.Ascending
                    ? some.Where(t => Keyset.Above(t.UpdatedAt, t.LeadId, at, c.Id))
                    : some.Where(t => Keyset.Below(t.UpdatedAt, t.LeadId, at, c.Id));
            }
            return order.Ascending
                ? some.OrderBy(t => t.UpdatedAt).ThenBy(t => t.LeadId)
                : some.OrderByDescending(t => t.UpdatedAt).ThenByDescending(t => t.LeadId);
        }
    }

    public async Task<LeadCounts> Counts(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<LeadTotalRow>().Where(r => r.Count != 0).OrderBy(r => r.Kind).ThenBy(r => r.Value).ToListAsync(ct);
        var byStatus = Enum.GetValues<LeadStatus>().Select(LeadFold.Word)
            .ToDictionary(w => w, w => rows.FirstOrDefault(r => r.Kind == LeadTotalRow.OfStatus && r.Value == w)?.Count ?? 0);
        var open = rows.Where(r => r.Kind == LeadTotalRow.OfOwner).ToList();
        return new LeadCounts(
            byStatus.Values.Sum(), byStatus, open.Where(r => r.Value.Length > 0).ToDictionary(r => r.Value, r => r.Count),
            open.FirstOrDefault(r => r.Value.Length == 0)?.Count ?? 0);
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> OpenLoads(string tenant, CancellationToken ct)
    {
        if (_loads.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until) return copy.Loads;
        await using var db = contexts.Open(tenant);
        var loads = await db.Set<LeadTotalRow>().Where(r => r.Kind == LeadTotalRow.OfOwner && r.Count != 0).ToDictionaryAsync(r => r.Value, r => r.Count, ct);
        if (_loads.Count >= MostCopies) _loads.Clear();
        _loads[tenant] = (loads, clock.GetUtcNow() + LoadsLife);
        return loads;
    }

    public async Task<IReadOnlyList<LeadDuplicate>> Duplicates(string tenant, LeadLikeness likeness, CancellationToken ct)
    {
        var found = new Dictionary<string, LeadDuplicate>(StringComparer.Ordinal);
        await using var db = contexts.Open(tenant);
        var listed = db.Set<LeadRow>().Where(r => !r.Hidden);
        if (likeness.Phone is { } phone) Take(await Some(listed.Where(r => r.Phone == phone)), "phone", _ => 1);
        if (likeness.Email?.Trim().ToLowerInvariant() is { Length: > 0 } email) Take(await Some(listed.Where(r => r.Email == email)), "email", _ => 1);
        if (LeadKeys.OfCompany(likeness.CompanyName) is { } key)
        {
            Take(
                await Some(listed.Where(r => r.CompanyKey == key)), "similar",
                r => LeadKeys.Similarity(likeness.CompanyName, likeness.Name, r.CompanyName, r.Name));
        }
        return [.. found.Values.OrderByDescending(d => d.Reason != "similar").ThenByDescending(d => d.Similarity).ThenBy(d => d.Lead.Id, StringComparer.Ordinal).Take(MostDuplicates)];

        Task<List<LeadRow>> Some(IQueryable<LeadRow> rows) => rows.OrderBy(r => r.Id).Take(MostCandidates).ToListAsync(ct);

        void Take(List<LeadRow> rows, string reason, Func<LeadRow, double> similarity)
        {
            foreach (var row in rows)
            {
                var alike = similarity(row);
                if (row.Id != likeness.LeadId && alike >= LeastSimilarity) found.TryAdd(row.Id, new LeadDuplicate(Views.Lead(row), reason, Math.Round(alike, 2)));
            }
        }
    }

    public async Task<Page<MessageRowView>> Messages(
        string tenant, IReadOnlyList<string> conversationIds, string? cursor, int limit, CancellationToken ct)
    {
        // Each conversation counts its own places: the cursor holds one for each, and a page is what comes last in all of them.
        var list = "lead-messages/" + Common.Id.Named([.. conversationIds]);
        var from = Cursor.Decode(list, cursor) is { } c
            ? c.Id.Split(',').Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw new FormatException("No place.")).ToArray()
            : [.. conversationIds.Select(_ => long.MaxValue)];
        if (from.Length != conversationIds.Count) throw new FormatException("The cursor is not one that this list gave.");
        var size = Math.Clamp(limit, 1, Paging.MaxPage);
        await using var db = contexts.Open(tenant);
        var rows = new List<(MessageRow Row, int Of)>();
        for (var i = 0; i < conversationIds.Count; i++)
        {
            var (id, before) = (conversationIds[i], from[i]);
            var some = await db.Set<MessageRow>().Where(r => r.ConversationId == id && r.Place < before)
                .OrderByDescending(r => r.Place).Take(size + 1).ToListAsync(ct);
            rows.AddRange(some.Select(r => (r, i)));
        }
        // Within a conversation the place decides: it never goes against the time, whatever clocks say.
        var page = Woven(rows, conversationIds.Count, size);
        foreach (var (row, of) in page) from[of] = row.Place;
        var next = rows.Count > page.Count ? new Cursor(0, string.Join(',', from.Select(p => p.ToString(CultureInfo.InvariantCulture)))).Encode(list) : null;
        return new Page<MessageRowView>([.. page.Select(r => Conversations.ConversationLists.View(r.Row))], next);
    }

    private static List<(MessageRow Row, int Of)> Woven(List<(MessageRow Row, int Of)> rows, int threads, int size)
    {
        var queues = Enumerable.Range(0, threads).Select(i => new Queue<(MessageRow Row, int Of)>(rows.Where(r => r.Of == i))).ToList();
        var woven = new List<(MessageRow, int)>(size);
        while (woven.Count < size && queues.Where(q => q.Count > 0).MaxBy(q => q.Peek().Row.At) is { } latest) woven.Add(latest.Dequeue());
        return woven;
    }

    /// <summary>All conditions of a filter but its words, for a walk along the keys.</summary>
    public static IQueryable<LeadRow> Matching(ReadModelContext db, LeadFilter filter)
    {
        var rows = db.Set<LeadRow>().AsQueryable();
        rows = filter.Deleted ? rows.Where(r => r.DeletedAt != null) : rows.Where(r => !r.Hidden);
        rows = Filtered(rows, filter);
        if (filter.CreatedFrom is { } since) rows = rows.Where(r => r.CreatedAt >= since);
        if (filter.CreatedTo is { } until) rows = rows.Where(r => r.CreatedAt < until);
        if (filter.ScoreFrom is { } least) rows = rows.Where(r => r.Score >= least);
        if (filter.ScoreTo is { } most) rows = rows.Where(r => r.Score <= most);
        if (filter.Tag is not { Length: > 0 } tag) return rows;
        var barred = $"|{tag}|";
        return rows.Where(r => r.Tags != null && r.Tags.Contains(barred));
    }

    private static IQueryable<LeadRow> Filtered(IQueryable<LeadRow> rows, LeadFilter filter)
    {
        if (filter.Statuses is [var single]) rows = rows.Where(r => r.Status == single);
        else if (filter.Statuses is { Count: > 1 } statuses) rows = rows.Where(r => statuses.Contains(r.Status));
        if (filter.Assignee is { Length: 0 }) rows = rows.Where(r => r.AssignedTo == null);
        else if (filter.Assignee is { } assignee) rows = rows.Where(r => r.AssignedTo == assignee);
        if (filter.Source is { } source) rows = rows.Where(r => r.Source == source);
        if (LeadKeys.Of(filter.Sector) is { } sector) rows = rows.Where(r => r.SectorKey == sector);
        if (LeadKeys.Of(filter.City) is { } city) rows = rows.Where(r => r.CityKey == city);
        if (filter.Temperature is { } temperature) rows = rows.Where(r => r.Temperature == temperature);
        if (filter.UpdatedFrom is { } changed) rows = rows.Where(r => r.UpdatedAt >= changed);
        if (filter.UpdatedTo is { } before) rows = rows.Where(r => r.UpdatedAt < before);
        return filter.HasDeal switch
        {
            true => rows.Where(r => r.DealId != null),
            false => rows.Where(r => r.DealId == null),
            null => rows,
        };
    }

    /// <summary>The order, which the cursor knows where nobody named one, and the place in it.</summary>
    private static (LeadOrder Order, Cursor? From) Place(LeadFilter filter, string? cursor)
    {
        if (filter.Sort is { } sort) return At(LeadOrder.Of(sort, filter.Ascending));
        if (!string.IsNullOrEmpty(cursor))
        {
            foreach (var order in LeadOrder.All)
                if (order.Gave(cursor)) return At(order);
        }
        // Where nobody names an order, a stretch of time is shown in its own: in any other its rows might stand anywhere.
        var created = filter is { CreatedFrom: not null } or { CreatedTo: not null } && filter is { UpdatedFrom: null, UpdatedTo: null };
        return At(LeadOrder.Of(created ? LeadSort.Created : LeadSort.Updated, ascending: false));

        (LeadOrder, Cursor?) At(LeadOrder order) => (order, Cursor.Decode(order.Name, cursor));
    }
}

/// <summary>One order of the list: how it is sorted, where a row stands in it, and which rows come behind a place.</summary>
internal sealed record LeadOrder(LeadSort Sort, bool Ascending)
{
    /// <summary>Every order.</summary>
    public static IReadOnlyList<LeadOrder> All { get; } =
        [.. Enum.GetValues<LeadSort>().SelectMany(s => new[] { new LeadOrder(s, false), new LeadOrder(s, true) })];

    /// <summary>The list's name, which its cursors carry.</summary>
    public string Name => Sort == LeadSort.Updated && !Ascending ? "leads" : $"leads.{Sort}.{(Ascending ? "asc" : "desc")}";

    public static LeadOrder Of(LeadSort sort, bool ascending) => All.First(o => o.Sort == sort && o.Ascending == ascending);

    /// <summary>Whether a cursor comes from this order.</summary>
    public bool Gave(string cursor)
    {
        try
        {
            return Cursor.Decode(Name, cursor) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public Cursor PlaceOf(LeadRow row) => Sort switch
    {
        LeadSort.Created => Paging.At(row.CreatedAt, row.Id),
        LeadSort.Score => new Cursor(row.Score, row.Id),
        LeadSort.Name => new Cursor(0, row.Id + "\n" + row.NameKey),
        _ => Paging.At(row.UpdatedAt, row.Id),
    };

    public IQueryable<LeadRow> Sorted(IQueryable<LeadRow> rows) => (Sort, Ascending) switch
    {
        (LeadSort.Created, true) => rows.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id),
        (LeadSort.Created, false) => rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id),
        (LeadSort.Score, true) => rows.OrderBy(r => r.Score).ThenBy(r => r.Id),
        (LeadSort.Score, false) => rows.OrderByDescending(r => r.Score).ThenByDescending(r => r.Id),
        (LeadSort.Name, true) => rows.OrderBy(r => r.NameKey).ThenBy(r => r.Id),
        (LeadSort.Name, false) => rows.OrderByDescending(r => r.NameKey).ThenByDescending(r => r.Id),
        (_, true) => rows.OrderBy(r => r.UpdatedAt).ThenBy(r => r.Id),
        _ => rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id),
    };

    public IQueryable<LeadRow> After(IQueryable<LeadRow> rows, Cursor? from)
    {
        if (from is not { } c) return rows;
        var (number, id) = (c.Number, c.Id);
        switch (Sort)
        {
            case LeadSort.Score:
                var score = (int)Math.Clamp(number, int.MinValue, int.MaxValue);
                return Ascending
                    ? rows.Where(r => Keyset.Above(r.Score, r.Id, score, id))
                    : rows.Where(r => Keyset.Below(r.Score, r.Id, score, id));
            case LeadSort.Name:
                var parts = id.Split('\n', 2);
                if (parts.Length != 2) throw new FormatException("The cursor is not one that this list gave.");
                var (last, name) = (parts[0], parts[1]);
                return Ascending
                    ? rows.Where(r => Keyset.Above(r.NameKey, r.Id, name, last))
                    : rows.Where(r => Keyset.Below(r.NameKey, r.Id, name, last));
            case LeadSort.Created:
                var created = SqliteTime.FromMicroseconds(number);
                return Ascending
                    ? rows.Where(r => Keyset.Above(r.CreatedAt, r.Id, created, id))
                    : rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, created, id));
            default:
                var at = SqliteTime.FromMicroseconds(number);
                return Ascending
                    ? rows.Where(r => Keyset.Above(r.UpdatedAt, r.Id, at, id))
                    : rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, id));
        }
    }
}
