using Microsoft.EntityFrameworkCore;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309, CA1310

namespace SalesFlow.Storage.Reporting;

/// <summary>Reads what a team works on: counters, and short stretches along an index.</summary>
internal sealed class TeamBoardQueries(ReadModelContexts contexts) : ITeamBoards
{
    public async Task<Page<ServiceCaseView>> Cases(string tenant, ServiceState state, string? cursor, int limit, CancellationToken ct)
    {
        var list = "sla/" + state;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<ServiceLevelRow>().Where(r => r.State == state);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Above(r.StartedAt, r.Id, at, c.Id));
        }
        var page = await rows.OrderBy(r => r.StartedAt).ThenBy(r => r.Id).Paged(limit, list, r => Paging.At(r.StartedAt, r.Id), r => r, ct);
        var ids = page.Items.Select(r => r.Id).ToArray();
        var names = await db.Set<ConversationRow>().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.CustomerName, ct);
        return new Page<ServiceCaseView>(
            [.. page.Items.Select(r => new ServiceCaseView(
                r.Id, names.GetValueOrDefault(r.Id), r.Case, r.State, r.Level, r.Priority, r.Reason, r.HeldBy, r.StartedAt, r.FirstResponseDueAt,
                r.FirstRespondedAt, r.ResolutionDueAt, r.Waiting, r.AlarmLevel, r.AcknowledgeBy, r.AcknowledgedBy, r.Version))],
            page.Next);
    }

    public async Task<IReadOnlyList<QueueView>> Queues(string tenant, int staleLeadDays, int staleDealDays, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var counts = await db.Set<ReportCountRow>()
            .Where(r => r.Name.StartsWith("case:")).ToDictionaryAsync(r => r.Name, r => r.Value, ct);
        // The inbox's own folder: also those without a clock, and those whose holder left them after a first answer.
        var waiting = await db.Set<FolderCountRow>().Where(r => r.Folder == "waiting").Select(r => r.Count).FirstOrDefaultAsync(ct);
        var leadsBefore = now.AddDays(-staleLeadDays);
        var dealsBefore = now.AddDays(-staleDealDays);
        var fresh = await Stretch(
            db.Set<LeadRow>().Where(r => !r.Hidden && r.Status == LeadStatus.New && r.UpdatedAt < leadsBefore).OrderBy(r => r.UpdatedAt).Select(r => r.UpdatedAt), ct);
        var contacted = await Stretch(
            db.Set<LeadRow>().Where(r => !r.Hidden && r.Status == LeadStatus.Contacted && r.UpdatedAt < leadsBefore).OrderBy(r => r.UpdatedAt).Select(r => r.UpdatedAt), ct);
        var consents = await Stretch(db.Set<ReportConsentRow>().Where(r => r.Missing).OrderBy(r => r.Since).Select(r => r.Since), ct);
        var deals = await Stretch(
            db.Set<ReportDealRow>().Where(r => r.Kind == StageKind.Open && r.StageSince < dealsBefore).OrderBy(r => r.StageSince).Select(r => r.StageSince), ct);
        var unassigned = await db.Set<LeadTotalRow>().Where(r => r.Kind == LeadTotalRow.OfOwner && r.Value == "").Select(r => r.Count).FirstOrDefaultAsync(ct);
        var leads = fresh.Concat(contacted).Order().ToList();
        return
        [
            Of("waiting_conversations", waiting, waiting == 0 ? null : await LongestWait(db, ct)),
            Of("sla_breached", counts.GetValueOrDefault(ServiceFold.CounterOf(ServiceState.Breached)), await Oldest(InState(ServiceState.Breached), ct)),
            Of("sla_at_risk", counts.GetValueOrDefault(ServiceFold.CounterOf(ServiceState.Warned)), await Oldest(InState(ServiceState.Warned), ct)),
            Of("unassigned_leads", unassigned, null),
            Counted("stale_leads", leads),
            Counted("missing_consents", consents),
            Counted("stale_deals", deals),
        ];

        IQueryable<ServiceLevelRow> InState(ServiceState state) => db.Set<ServiceLevelRow>().Where(r => r.State == state);
        static QueueView Of(string name, long count, DateTimeOffset? oldest) => new(name, count, false, oldest);
        static QueueView Counted(string name, List<DateTimeOffset> found) => new(
            name, Math.Min(found.Count, QueueView.Cap), found.Count > QueueView.Cap, found.Count == 0 ? null : found[0]);
    }

    public async Task<IReadOnlyDictionary<string, WorkloadView>> Workloads(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var held = await db.Set<ReportCountRow>().Where(r => r.Name.StartsWith(ServiceFold.HeldPrefix) && r.Value != 0).ToListAsync(ct);
        var cases = new List<(string HeldBy, DateTimeOffset StartedAt)>();
        // One question a state: each is a stretch of the index, the oldest first.
        foreach (var state in new[] { ServiceState.Running, ServiceState.Warned, ServiceState.Breached })
        {
            var oldest = await db.Set<ServiceLevelRow>().Where(r => r.State == state && r.HeldBy != null).OrderBy(r => r.StartedAt).ThenBy(r => r.Id)
                .Take(QueueView.Cap).Select(r => new { r.HeldBy, r.StartedAt }).ToListAsync(ct);
            cases.AddRange(oldest.Select(c => (c.HeldBy!, c.StartedAt)));
        }
        var loads = held.ToDictionary(r => r.Name[ServiceFold.HeldPrefix.Length..], r => new WorkloadView(r.Value, 0, null), StringComparer.Ordinal);
        foreach (var person in cases.OrderBy(c => c.StartedAt).Take(QueueView.Cap).GroupBy(c => c.HeldBy, StringComparer.Ordinal))
            loads[person.Key] = (loads.GetValueOrDefault(person.Key) ?? new WorkloadView(0, 0, null)) with
            {
                OpenCases = person.Count(),
                OldestSince = person.First().StartedAt,
            };
        foreach (var owned in await db.Set<LeadTotalRow>().Where(r => r.Kind == LeadTotalRow.OfOwner && r.Value != "" && r.Count != 0).ToListAsync(ct))
            loads[owned.Value] = (loads.GetValueOrDefault(owned.Value) ?? new WorkloadView(0, 0, null)) with { OpenLeads = owned.Count };
        return loads;
    }

    public async Task<Page<AlertView>> Alerts(string tenant, bool openOnly, string? cursor, int limit, CancellationToken ct)
    {
        var list = openOnly ? "alerts/open" : "alerts";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<AlertRow>().AsQueryable();
        if (openOnly) rows = rows.Where(r => r.Open);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.Id, at, c.Id));
        }
        return await rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Paged(limit, list, r => Paging.At(r.At, r.Id), View, ct);
    }

    public async Task<AlertView?> Alert(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<AlertRow>().FirstOrDefaultAsync(r => r.Id == id, ct) is { } row ? View(row) : null;
    }

    /// <summary>Since when the first of the conversations in the queue waits: by its clock, or where there is none by its last message.</summary>
    private static async Task<DateTimeOffset?> LongestWait(ReadModelContext db, CancellationToken ct)
    {
        var queued = db.Set<ConversationRow>().Where(r => r.Handler != Handler.Agent && r.Handler == Handler.HumanQueue)
            .Where(r => r.Status == ConversationStatus.Open || r.Status == ConversationStatus.Pending);
        var silent = await queued.OrderBy(r => r.LastAt).Select(r => (DateTimeOffset?)r.LastAt).FirstOrDefaultAsync(ct);
        var longest = silent;
        // One question a state: each is the first entry of a stretch of the index.
        foreach (var state in new[] { ServiceState.Running, ServiceState.Warned, ServiceState.Breached })
            if (await Oldest(db.Set<ServiceLevelRow>().Where(r => r.HeldBy == null && r.State == state), ct) is { } clocked && !(longest < clocked)) longest = clocked;
        return longest;
    }

    private static Task<List<DateTimeOffset>> Stretch(IQueryable<DateTimeOffset> since, CancellationToken ct) => since.Take(QueueView.Cap + 1).ToListAsync(ct);

    private static async Task<DateTimeOffset?> Oldest(IQueryable<ServiceLevelRow> rows, CancellationToken ct)
    {
        var first = await rows.OrderBy(r => r.StartedAt).Select(r => r.StartedAt).Take(1).ToListAsync(ct);
        return first.Count == 0 ? null : first[0];
    }

    private static AlertView View(AlertRow r) => new(
        r.Id, r.Kind, r.Severity, r.Entity, r.EntityId, r.Detail, r.Level, r.At, r.AcknowledgedBy, r.AcknowledgedAt, r.Open);
}
