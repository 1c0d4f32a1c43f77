using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>Runs of agents, and tenants' own versions of them.</summary>
internal sealed class AgentReadModule(ReadModelTables tables) : ReadModule
{
    private const string Talk = "conversation", Task = "agent-run", Profile = "agent-profile";
    private readonly RowSet<AgentRunRow> _talks = new(tables.Of<AgentRunRow>());
    private readonly RowSet<TaskRunRow> _tasks = new(tables.Of<TaskRunRow>());
    private readonly RowSet<TaskRunBodyRow> _bodies = new(tables.Of<TaskRunBodyRow>());
    private readonly RowSet<AgentVersionRow> _versions = new(tables.Of<AgentVersionRow>());

    public override IReadOnlyList<RowSet> Rows => [_talks, _tasks, _bodies, _versions];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<AgentRunRow>("agent_runs", r => new { r.Tenant, r.ConversationId, r.Version }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.At, r.RunId });
            t.HasIndex(r => new { r.Tenant, r.AgentId, r.At, r.RunId });
        });
        model.Table<TaskRunRow>("agent_task_runs", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.At, r.Id });
            t.HasIndex(r => new { r.Tenant, r.AgentId, r.At, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Status, r.At, r.Id });
            t.HasIndex(r => new { r.Tenant, r.SubjectId, r.At, r.Id });
        });
        model.Table<TaskRunBodyRow>("agent_task_bodies", r => new { r.Tenant, r.Id });
        model.Table<AgentVersionRow>("agent_versions", r => new { r.Tenant, r.AgentId, r.Number });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Talk && AgentRunFold.ReplyVersion(e, h) is { } version) _talks.Ask(new RowKey(h.Tenant, h.EntityId, Number: version));
        if (h.Entity != Task) return;
        _tasks.Ask(new RowKey(h.Tenant, h.EntityId));
        _bodies.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        switch (h.Entity)
        {
            case Talk when AgentRunFold.ReplyVersion(e, h) is { } version:
                _talks.Fold(new RowKey(h.Tenant, h.EntityId, Number: version), row => AgentRunFold.Apply(row, e, h));
                break;
            case Task:
                _tasks.Fold(new RowKey(h.Tenant, h.EntityId), row => TaskRunFold.Apply(row, e, h));
                _bodies.Fold(new RowKey(h.Tenant, h.EntityId), row => TaskRunFold.Body(row, e, h));
                break;
            case Profile when e is AgentChanged c:
                _versions.Put(new AgentVersionRow
                {
                    Tenant = h.Tenant, AgentId = h.EntityId, Number = c.Number, Content = AgentRowJson.Write(c.Content), Note = c.Note,
                    RestoredFrom = c.RestoredFrom, By = c.By, At = c.At.Micro(),
                });
                break;
        }
    }
}
