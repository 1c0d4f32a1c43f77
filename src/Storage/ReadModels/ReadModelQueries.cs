using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Reads lists from the rows that the projector keeps. Pages have 1 to 200 rows.</summary>
internal sealed class ReadModelQueries(ReadModelContexts contexts, TimeProvider clock) : IReadModels
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(40);

    public async Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "runs/" + conversationId;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<AgentRunRow>().AsQueryable();
        if (conversationId is not null)
        {
            rows = rows.Where(r => r.ConversationId == conversationId);
            if (from is { } v) rows = rows.Where(r => r.Version < v.Number);
            return await rows.OrderByDescending(r => r.Version).Paged(limit, list, r => new Cursor(r.Version, ""), Views.AgentRun, ct);
        }
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.RunId, at, c.Id));
        }
        return await rows.OrderByDescending(r => r.At).ThenByDescending(r => r.RunId).Paged(limit, list, r => Paging.At(r.At, r.RunId), Views.AgentRun, ct);
    }

    public async Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var versions = VersionedRows.Of(db, entity, id);
        var since = clock.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            if (await versions.FirstOrDefaultAsync(ct) >= version) return true;
            var left = atMost - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return false;
            await Task.Delay(wait < left ? wait : left, clock, ct);
        }
    }
}
