using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Agents;

/// <summary>Runs of agents.</summary>
internal sealed class AgentReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<AgentRunRow> _runs = new(tables.Of<AgentRunRow>());

    public override IReadOnlyList<RowSet> Rows => [_runs];

    public static void Configure(ReadModelBuilder model) =>
        model.Table<AgentRunRow>("agent_runs", r => new { r.Tenant, r.ConversationId, r.Version }, t => t.HasIndex(r => new { r.Tenant, r.At, r.RunId }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "conversation" && AgentRunFold.ReplyVersion(e, h) is { } version)
            _runs.Ask(new RowKey(h.Tenant, h.EntityId, Number: version));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "conversation" && AgentRunFold.ReplyVersion(e, h) is { } version)
            _runs.Fold(new RowKey(h.Tenant, h.EntityId, Number: version), row => AgentRunFold.Apply(row, e, h));
    }
}
