using Microsoft.EntityFrameworkCore;
using SalesFlow.Agents;
using SalesFlow.Feed;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>Reads runs and versions of agents.</summary>
internal sealed class AgentRunQueries(ReadModelContexts contexts) : IAgentRunLists
{
    private const int MaxSaw = 40;

    public async Task<Page<AgentRunSummary>> Runs(string tenant, AgentRunFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"runs/{filter.Kind}/{filter.AgentId}/{filter.Status}/{filter.SubjectId}";
        var from = Cursor.Decode(list, cursor);
        var size = Math.Clamp(limit, 1, Paging.MaxPage);
        await using var db = contexts.Open(tenant);
        // Two tables in one order: as many of each as the page could need, and one more, which tells whether there is a next page.
        List<AgentRunSummary> found = [];
        if (filter.Kind != "task") found.AddRange((await Talks(db, filter, from).Take(size + 1).ToListAsync(ct)).ConvertAll(Summary));
        if (filter.Kind != "talk") found.AddRange((await Tasks(db, filter, from).Take(size + 1).ToListAsync(ct)).ConvertAll(Summary));
        found.Sort((a, b) => b.At != a.At ? b.At.CompareTo(a.At) : string.CompareOrdinal(b.RunId, a.RunId));
        var page = found.Count > size ? found.GetRange(0, size) : found;
        return new Page<AgentRunSummary>(page, found.Count > size ? Paging.At(page[^1].At, page[^1].RunId).Encode(list) : null);
    }

    public async Task<AgentRunDetail?> Run(string tenant, string runId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        if (await db.Set<TaskRunRow>().FirstOrDefaultAsync(r => r.Id == runId, ct) is { } task)
            return Task(task, await db.Set<TaskRunBodyRow>().FirstOrDefaultAsync(r => r.Id == runId, ct));
        // A talk's run is named after its conversation and turn.
        if (runId.LastIndexOf(':') is not (> 0 and var colon)) return null;
        var talk = runId[..colon];
        return await db.Set<AgentRunRow>().Where(r => r.ConversationId == talk && r.RunId == runId).OrderByDescending(r => r.Version).FirstOrDefaultAsync(ct)
            is { } row ? await Talk(db, row, ct) : null;
    }

    public async Task<AgentRunDetail?> RunOf(string tenant, string conversationId, string messageId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var runId = await db.Set<MessageRow>().Where(m => m.ConversationId == conversationId && m.Id == messageId).Select(m => m.RunId).FirstOrDefaultAsync(ct);
        if (runId is null) return null;
        return await db.Set<AgentRunRow>().Where(r => r.ConversationId == conversationId && r.RunId == runId).OrderByDescending(r => r.Version)
            .FirstOrDefaultAsync(ct) is { } row ? await Talk(db, row, ct) : null;
    }

    public async Task<Page<AgentVersionView>> Versions(string tenant, string agentId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "agent-versions/" + agentId;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<AgentVersionRow>().Where(r => r.AgentId == agentId);
        if (from is { } c) rows = rows.Where(r => r.Number < c.Number);
        return await rows.OrderByDescending(r => r.Number).Paged(limit, list, r => new Cursor(r.Number, ""), Version, ct);
    }

    public async Task<AgentVersionView?> Version(string tenant, string agentId, int number, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<AgentVersionRow>().FirstOrDefaultAsync(r => r.AgentId == agentId && r.Number == number, ct) is { } row ? Version(row) : null;
    }

    private static IQueryable<AgentRunRow> Talks(ReadModelContext db, AgentRunFilter filter, Cursor? from)
    {
        var rows = db.Set<AgentRunRow>().AsQueryable();
        if (filter.AgentId is { } agent) rows = rows.Where(r => r.AgentId == agent);
        if (filter.SubjectId is { } subject) rows = rows.Where(r => r.ConversationId == subject);
        if (filter.Status is { } status) rows = status == "sent" ? rows.Where(r => r.Status == status || r.Status == "") : rows.Where(r => r.Status == status);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.RunId, at, c.Id));
        }
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.RunId);
    }

    private static IQueryable<TaskRunRow> Tasks(ReadModelContext db, AgentRunFilter filter, Cursor? from)
    {
        var rows = db.Set<TaskRunRow>().AsQueryable();
        if (filter.AgentId is { } agent) rows = rows.Where(r => r.AgentId == agent);
        // Trials are looked at beside what they are compared with, by the trial's id.
        rows = filter.SubjectId is { } subject ? rows.Where(r => r.SubjectId == subject) : rows.Where(r => r.SubjectKind != "shadow");
        if (filter.Status is { } status) rows = rows.Where(r => r.Status == status);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id);
    }

    private static async Task<AgentRunDetail> Talk(ReadModelContext db, AgentRunRow row, CancellationToken ct)
    {
        var trace = AgentRowJson.Trace(row.Trace);
        var wrote = await db.Set<MessageRow>().Where(m => m.ConversationId == row.ConversationId && m.RunId == row.RunId).OrderBy(m => m.Place)
            .Take(10).ToListAsync(ct);
        IReadOnlyList<AgentRunLine> lines = wrote.Count > 0
            ? wrote.ConvertAll(Line)
            : [.. AgentRowJson.List<string>(row.HeldTexts).Select((text, i) => new AgentRunLine($"{row.RunId}.{i}", false, text, row.At))];
        return new AgentRunDetail(
            Summary(row), null, null, null, await Saw(db, row.ConversationId, trace, ct), lines, trace,
            row.EscalationReason is { } reason ? [new AgentRunEscalation(reason, row.EscalationTarget ?? "")] : [], [], row.Ended, row.EndedBy);
    }

    /// <summary>The messages from the oldest that the run saw to the last that it answered.</summary>
    private static async Task<IReadOnlyList<AgentRunLine>> Saw(ReadModelContext db, string conversationId, RunTrace? trace, CancellationToken ct)
    {
        if (trace is null || trace.Answered.Count == 0) return [];
        var (first, last) = (trace.SawFrom ?? trace.Answered[0], trace.Answered[^1]);
        var ends = await db.Set<MessageRow>().Where(m => m.ConversationId == conversationId && (m.Id == first || m.Id == last)).Select(m => m.Place).ToListAsync(ct);
        if (ends.Count == 0) return [];
        var (from, to) = (ends.Min(), ends.Max());
        var rows = await db.Set<MessageRow>().Where(m => m.ConversationId == conversationId && m.Place >= from && m.Place <= to)
            .OrderByDescending(m => m.Place).Take(MaxSaw).ToListAsync(ct);
        rows.Reverse();
        return rows.ConvertAll(Line);
    }

    private static AgentRunDetail Task(TaskRunRow row, TaskRunBodyRow? body)
    {
        var outcomes = AgentRowJson.List<string>(body?.Outcomes);
        return new AgentRunDetail(
            Summary(row), row.By, body?.Input, body?.Output, [], [], AgentRowJson.Trace(body?.Trace),
            AgentRowJson.List<AgentRunEscalation>(body?.Escalations),
            [.. AgentRowJson.List<AgentAction>(body?.Actions).Select((a, i) => new AgentRunEffect(a, i < outcomes.Length ? outcomes[i] : null))],
            row.Ended, row.EndedBy);
    }

    private static AgentRunLine Line(MessageRow m) => new(m.Id, !m.Outbound, m.Text, m.At);

    private static AgentVersionView Version(AgentVersionRow r) =>
        new((int)r.Number, AgentRowJson.Override(r.Content), r.Note, r.RestoredFrom, r.By, r.At);

    private static AgentRunSummary Summary(AgentRunRow r) => new(
        r.RunId, r.AgentId, "turn", "conversation", r.ConversationId, r.Status.Length == 0 ? "sent" : r.Status, r.Band, r.Confidence, r.Intent,
        r.EscalationReason, r.EscalationTarget, r.Engine, r.Model, r.FallbackReason, r.InputTokens, r.OutputTokens, AgentCost.Sar(r.CostMicros), r.ThinkMilliseconds, r.At, r.At);

    private static AgentRunSummary Summary(TaskRunRow r) => new(
        r.Id, r.AgentId, r.Trigger, r.SubjectKind, r.SubjectId, r.Status, r.Band, r.Confidence, null, r.EscalationReason, r.EscalationTarget, r.Engine, r.Model,
        r.FallbackReason, r.InputTokens, r.OutputTokens, AgentCost.Sar(r.CostMicros), r.Milliseconds, r.At, r.FinishedAt)
    {
        Reference = r.Reference,
    };
}
