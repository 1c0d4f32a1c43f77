using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Audit;

/// <summary>Reads the audit log and checks it.</summary>
internal sealed class AuditLog(ReadModelContexts contexts, AuditSeals seals) : IAuditLog
{
    private const int Step = 1000;

    public async Task<Page<AuditLogView>> Entries(string tenant, AuditFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "audit";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<AuditRow>(db.Set<AuditRow>(), Newest, r => Paging.At(r.At, r.Seq.ToString(CultureInfo.InvariantCulture)));
        if (filter.From?.ToUniversalTime() is { } since) rows.Within(r => r.At >= since);
        if (filter.To?.ToUniversalTime() is { } until) rows.Within(r => r.At < until);
        if (filter.ActorId is { } actor) rows.Along(r => r.ActorId == actor);
        if (filter.Action is { } action) rows.Along(r => r.Action == action);
        // The index of what it was done to needs both: an id alone says little.
        if (filter is { EntityType: { } kind, EntityId: { } one }) rows.Along(r => r.EntityType == kind && r.EntityId == one);
        else if (filter.EntityType is { } type) rows.Along(r => r.EntityType == type);
        else if (filter.EntityId is { } id) rows.Where(r => r.EntityId == id);
        return await rows.Page(null, from, limit, list, View, ct);

        static IQueryable<AuditRow> Newest(IQueryable<AuditRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                if (!long.TryParse(c.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
                    throw new FormatException("The cursor is not one that this list gave.");
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.At, r.Seq, at, seq));
            }
            return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Seq);
        }
    }

    public async Task<AuditVerdict> Verify(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var head = await db.Set<AuditHeadRow>().FirstOrDefaultAsync(ct);
        long seq = 0;
        var hash = "";
        while (true)
        {
            var after = seq;
            var rows = await db.Set<AuditRow>().Where(r => r.Seq > after).OrderBy(r => r.Seq).Take(Step).ToListAsync(ct);
            foreach (var row in rows)
            {
                var problem = row.Seq != seq + 1 ? "missing"
                    : AuditChain.HashOf(row) != row.Hash ? "changed"
                    : row.PreviousHash != hash ? "unlinked"
                    : seals.CheckEntry(tenant, row.Seq, row.Hash, row.Seal);
                if (problem is not null) return Broken(seq + 1, problem);
                (seq, hash) = (row.Seq, row.Hash);
            }
            if (rows.Count == Step) continue;
            // The log may have grown meanwhile: what counts is the head as it is after the last entry was read.
            head = await db.Set<AuditHeadRow>().FirstOrDefaultAsync(ct);
            if (head is null)
            {
                return seq > 0 ? Broken(1, "head")
                    : await db.Set<TenantRow>().AnyAsync(ct) ? Broken(1, "no_log")
                    : new AuditVerdict(true, 0, null, null, 0, null);
            }
            if (seals.CheckHead(tenant, head.Seq, head.Hash, head.Seal) is { } wrong) return Broken(head.Seq, wrong == "seal" ? "head" : wrong);
            if (head.Seq == seq) return head.Hash == hash ? new AuditVerdict(true, seq, null, null, seq, hash) : Broken(seq, "head");
            if (head.Seq < seq) return Broken(head.Seq + 1, "beyond_head");
            var expected = seq + 1;
            if (!await db.Set<AuditRow>().AnyAsync(r => r.Seq == expected, ct)) return Broken(expected, "missing");
        }

        AuditVerdict Broken(long at, string problem) => new(false, seq, at, problem, head?.Seq ?? 0, head?.Hash);
    }

    private static AuditLogView View(AuditRow r) =>
        new(r.Seq, r.At, r.Actor, r.ActorId, r.Address, r.Action, r.EntityType, r.EntityId, r.Event, r.Changes, r.Hash);
}
