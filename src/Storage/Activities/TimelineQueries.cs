using System.Linq.Expressions;
using System.Text.Json;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Feed;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

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
        var seen = Kinds.Where(k => EventVisibility.Shows(reader, k)).ToList();
        // What was deleted leaves no trace here; the audit log keeps it. The form of the question has each activity looked up by its key.
        var all = db.Set<TimelineRow>().Where(r => seen.Contains(r.Entity))
            .Where(r => r.Entity != "activity" || !db.Set<ActivityRow>().Where(a => a.Id == r.EntityId).Select(a => a.Deleted).FirstOrDefault());
        var rows = new Narrowed<TimelineRow>(all, Newest, r => Paging.At(r.At, r.Entry));
        rows.AlongAny(records.ConvertAll(r => Of($"{kind}/{r}")));
        if (type?.Contains('.', StringComparison.Ordinal) == true) rows.Where(r => r.Type == type);
        else if (type is not null) rows.Where(r => r.Entity == type);
        return await rows.Page(null, from, limit, list, View, ct);

        static Expression<Func<TimelineRow, bool>> Of(string subject) => r => r.Subject == subject;

        static IQueryable<TimelineRow> Newest(IQueryable<TimelineRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.At, r.Entry, at, c.Id));
            }
            return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Entry);
        }
    }

    private static TimelineMark View(TimelineRow r)
    {
        using var data = JsonDocument.Parse(r.Data);
        return new TimelineMark(r.Entry, r.Type, r.Entity, r.EntityId, r.By, r.At, data.RootElement.Clone());
    }
}
