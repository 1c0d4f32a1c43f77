using Microsoft.EntityFrameworkCore.Metadata;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Tenancy;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The tables that the projector writes, with their statements. One for the process.</summary>
internal sealed class ReadModelTables(IModel model, bool postgres)
{
    public RowTable<LeadRow> Leads { get; } = new(model, postgres);
    public RowTable<ScoreReasonRow> ScoreReasons { get; } = new(model, postgres);
    public RowTable<DealRow> Deals { get; } = new(model, postgres);
    public RowTable<DealStageRow> DealStages { get; } = new(model, postgres);
    public RowTable<StageTotalRow> StageTotals { get; } = new(model, postgres, nameof(StageTotalRow.Count), nameof(StageTotalRow.Value));
    public RowTable<ConversationRow> Conversations { get; } = new(model, postgres);
    public RowTable<MessageRow> Messages { get; } = new(model, postgres);
    public RowTable<AgentRunRow> AgentRuns { get; } = new(model, postgres);
    public RowTable<ContactRow> Contacts { get; } = new(model, postgres);
    public RowTable<TenantRow> Tenants { get; } = new(model, postgres);
    public RowTable<TenantNumberRow> TenantNumbers { get; } = new(model, postgres);
    public RowTable<NoticeRow> Notices { get; } = new(model, postgres);
    public RowTable<SearchEntryRow> Search { get; } = new(model, postgres);

    /// <summary>The tables of a PostgreSQL database.</summary>
    public static ReadModelTables Postgres() => new(new PostgresContextDesign().CreateDbContext([]).Model, postgres: true);

    /// <summary>The tables of a SQLite file.</summary>
    public static ReadModelTables Sqlite() => new(new SqliteContextDesign().CreateDbContext([]).Model, postgres: false);
}
