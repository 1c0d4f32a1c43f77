using System.Text.Json;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Feed;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Activities;

/// <summary>Reads the one timeline. A contact's or a lead's shows that of those merged into it as well.</summary>
internal sealed class TimelineQueries(ReadModelContexts contexts) : ITimelineReader
{
    private static readonly string[] Kinds = ["lead", "deal", "conversation", "contact", "company", "activity", "call", "record-fields"];

    public async Task<Page<TimelineMark>> Timeline(
        string tenant, string kind, string id, string? type, PermissionSet reader, string? cursor, int limit, CancellationToken ct,
        IReadOnlyList<string>? merged = null)
    {
        var list = $"timeline/{kind}/{id}";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var records = kind == "contact" ? await ContactQueries.WithMerged(db, id, ct) : [id, .. merged ?? []];
        var subjects = records.ConvertAll(r => $"{kind}/{r}");
        var seen = Kinds.Where(k => EventVisibility.Shows(reader, k)).ToList();
        // One subject, which is nearly always so, is a walk along the index in its own order.
        var rows = subjects is [var one]
            ? db.Set<TimelineRow>().Where(r => r.Subject == one)
            : db.Set<TimelineRow>().Where(r => subjects.Contains(r.Subject));
        rows = rows.Where(r => seen.Contains(r.Entity));
        if (type is not null) rows = type.Contains('.', StringComparison.Ordinal) ? rows.Where(r => r.Type == type) : rows.Where(r => r.Entity == type);
        // What was deleted leaves no trace here; the audit log keeps it.
        rows = rows.Where(r => r.Entity != "activity" || !db.Set<ActivityRow>().Any(a => a.Id == r.EntityId && a.Deleted));
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => r.At <= at && (r.At < at || string.Compare(r.Entry, c.Id) < 0));
        }
        var ordered = rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Entry);
        return await ordered.Paged(limit, list, r => Paging.At(r.At, r.Entry), View, ct);
    }

    private static TimelineMark View(TimelineRow r)
    {
        using var data = JsonDocument.Parse(r.Data);
        return new TimelineMark(r.Entry, r.Type, r.Entity, r.EntityId, r.By, r.At, data.RootElement.Clone());
    }
}
