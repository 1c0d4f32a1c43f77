using SalesFlow.Conversations;
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

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
        var (all, meets) = (filter.Deleted ? db.Set<LeadRow>().Where(r => r.DeletedAt != null) : db.Set<LeadRow>().Where(r => !r.Hidden), new List<Func<LeadRow, bool>>());
        Func<Task<IReadOnlyList<string>?>>? few = null;
        // A stretch of time or of scores is a stretch of its own order's index. In any other order its rows may stand anywhere: where few are in it they
        // are fetched by their keys, where many are the list is walked, and no further than a search would be.
        var (byCreation, byScore) = (order.Sort == LeadSort.Created, order.Sort == LeadSort.Score);
        if (filter is { CreatedFrom: not null } or { CreatedTo: not null } && !byCreation)
        {
            meets.Add(r => !(r.CreatedAt < filter.CreatedFrom) && !(r.CreatedAt >= filter.CreatedTo));
            few = () => Few(Created(all, filter).OrderBy(r => r.CreatedAt));
        }
        if (filter is { ScoreFrom: not null } or { ScoreTo: not null } && !byScore)
        {
            meets.Add(r => !(r.Score < filter.ScoreFrom) && !(r.Score > filter.ScoreTo));
            few ??= () => Few(Scored(all, filter).OrderBy(r => r.Score));
        }
        if (filter.Tag is { Length: > 0 } tag)
        {
            var barred = $"|{tag}|";
            meets.Add(r => r.Tags?.Contains(barred, StringComparison.Ordinal) == true);
            // Deleted leads are in no index of tags.
            if (!filter.Deleted) few = () => Tagged(db, barred, ct);
        }
        var rows = Filtered(all, filter);
        if (byCreation) rows = Created(rows, filter);
        if (byScore) rows = Scored(rows, filter);
        return await rows.Paged(
            Search.Of(db, "lead", filter.Search), (r, at) => order.Sorted(order.After(r, at)), from, limit, order.Name, order.PlaceOf, Views.Lead, ct,
            meets.Count == 0 ? null : r => meets.TrueForAll(m => m(r)), few);

        async Task<IReadOnlyList<string>?> Few(IQueryable<LeadRow> found)
        {
            var ids = await found.Select(r => r.Id).Take(Search.MostFound + 1).ToListAsync(ct);
            return ids.Count <= Search.MostFound ? ids : null;
        }
    }

    private static IQueryable<LeadRow> Created(IQueryable<LeadRow> rows, LeadFilter filter)
    {
        if (filter.CreatedFrom is { } since) rows = rows.Where(r => r.CreatedAt >= since);
        if (filter.CreatedTo is { } until) rows = rows.Where(r => r.CreatedAt < until);
        return rows;
    }

    private static IQueryable<LeadRow> Scored(IQueryable<LeadRow> rows, LeadFilter filter)
    {
        if (filter.ScoreFrom is { } least) rows = rows.Where(r => r.Score >= least);
        if (filter.ScoreTo is { } most) rows = rows.Where(r => r.Score <= most);
        return rows;
    }

    /// <summary>The ids of the leads with a tag; null where they are too many to look them up one by one.</summary>
    private static async Task<IReadOnlyList<string>?> Tagged(ReadModelContext db, string barred, CancellationToken ct)
    {
        var (pattern, most) = ($"%{Escaped(barred)}%", Search.MostFound);
        var found = db is PostgresReadModelContext
            // Row security lets no LIKE use the index: a function of the tables' owner asks, and it sees the tenant of the session only.
            ? db.Database.SqlQuery<string>($"""SELECT id AS "Value" FROM find_tagged_leads({pattern}, {most + 1}) AS id""")
            : db.Set<LeadRow>().Where(r => !r.Hidden && r.Tags != null && EF.Functions.Like(r.Tags, pattern, "\\")).Select(r => r.Id).Take(most + 1);
        var ids = await found.ToListAsync(ct);
        return ids.Count <= most ? ids : null;
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
        rows = Scored(Created(Filtered(rows, filter), filter), filter);
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

    private static string Escaped(string tag) =>
        tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>The order, which the cursor knows where nobody named one, and the place in it.</summary>
    private static (LeadOrder Order, Cursor? From) Place(LeadFilter filter, string? cursor)
    {
        if (filter.Sort is { } sort) return At(LeadOrder.Of(sort, filter.Ascending));
        if (!string.IsNullOrEmpty(cursor))
        {
            foreach (var order in LeadOrder.All)
                if (order.Gave(cursor)) return At(order);
        }
        return At(LeadOrder.Of(LeadSort.Updated, ascending: false));

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
                return Ascending
                    ? rows.Where(r => r.Score >= number && (r.Score > number || string.Compare(r.Id, id) > 0))
                    : rows.Where(r => r.Score <= number && (r.Score < number || string.Compare(r.Id, id) < 0));
            case LeadSort.Name:
                var parts = id.Split('\n', 2);
                if (parts.Length != 2) throw new FormatException("The cursor is not one that this list gave.");
                var (last, name) = (parts[0], parts[1]);
                return Ascending
                    ? rows.Where(r => string.Compare(r.NameKey, name) >= 0 && (string.Compare(r.NameKey, name) > 0 || string.Compare(r.Id, last) > 0))
                    : rows.Where(r => string.Compare(r.NameKey, name) <= 0 && (string.Compare(r.NameKey, name) < 0 || string.Compare(r.Id, last) < 0));
            case LeadSort.Created:
                var created = SqliteTime.FromMicroseconds(number);
                return Ascending
                    ? rows.Where(r => r.CreatedAt >= created && (r.CreatedAt > created || string.Compare(r.Id, id) > 0))
                    : rows.Where(r => r.CreatedAt <= created && (r.CreatedAt < created || string.Compare(r.Id, id) < 0));
            default:
                var at = SqliteTime.FromMicroseconds(number);
                return Ascending
                    ? rows.Where(r => r.UpdatedAt >= at && (r.UpdatedAt > at || string.Compare(r.Id, id) > 0))
                    : rows.Where(r => r.UpdatedAt <= at && (r.UpdatedAt < at || string.Compare(r.Id, id) < 0));
        }
    }
}
