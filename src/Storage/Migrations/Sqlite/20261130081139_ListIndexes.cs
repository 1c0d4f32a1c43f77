using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// Lists that no condition makes long: tags of leads in the order of the list, values of deals in whole numbers, what is deleted and what is active in
    /// indexes of their own. What the new rows hold follows from the old ones.
    /// </summary>
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_report_activity_tenant_at_stream",
                table: "report_activity");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_deal_id_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_deleted_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_email",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_phone",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_tags",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stale_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_updated_at_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_value_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations");

            migrationBuilder.AddColumn<long>(
                name: "value_order",
                table: "deals",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "lead_tags",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: false),
                    tag = table.Column<string>(type: "TEXT", nullable: false),
                    removed = table.Column<bool>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_tags", x => new { x.tenant, x.lead_id, x.tag });
                });

            migrationBuilder.Sql("UPDATE deals SET value_order = value;");
            migrationBuilder.Sql("""
                INSERT OR IGNORE INTO lead_tags (tenant, lead_id, tag, removed, updated_at)
                WITH RECURSIVE parts (tenant, id, hidden, updated_at, tag, rest) AS (
                    SELECT tenant, id, hidden, updated_at, '', substr(tags, 2) FROM leads WHERE tags IS NOT NULL
                    UNION ALL
                    SELECT tenant, id, hidden, updated_at, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1) FROM parts WHERE instr(rest, '|') > 0
                )
                SELECT tenant, id, tag, hidden, updated_at FROM parts WHERE tag <> '';
                """);
            migrationBuilder.Sql("CREATE INDEX ix_message_texts_tenant_at_id ON message_texts (tenant, at, id);");

            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_state_started_at_id_held_by",
                table: "service_levels",
                columns: new[] { "tenant", "state", "started_at", "id", "held_by" },
                filter: "held_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_report_activity_tenant_at_stream_version",
                table: "report_activity",
                columns: new[] { "tenant", "at", "stream", "version" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_assigned_to_created_at_id",
                table: "leads",
                columns: new[] { "tenant", "assigned_to", "created_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_assigned_to_score_id",
                table: "leads",
                columns: new[] { "tenant", "assigned_to", "score", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_created_at_id_deleted_at",
                table: "leads",
                columns: new[] { "tenant", "created_at", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_name_key_id_deleted_at",
                table: "leads",
                columns: new[] { "tenant", "name_key", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_score_id_deleted_at",
                table: "leads",
                columns: new[] { "tenant", "score", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_status_created_at_id",
                table: "leads",
                columns: new[] { "tenant", "status", "created_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_status_score_id",
                table: "leads",
                columns: new[] { "tenant", "status", "score", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id_deal_id",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id", "deal_id" },
                filter: "NOT hidden AND deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id_deleted_at",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values",
                columns: new[] { "tenant", "kind", "field_key", "value", "record_id" },
                filter: "held");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_close_order_id_deleted_at",
                table: "deals",
                columns: new[] { "tenant", "close_order", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_rank_id",
                table: "deals",
                columns: new[] { "tenant", "rank", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_rank_id_deleted_at",
                table: "deals",
                columns: new[] { "tenant", "rank", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_since_id_deleted_at",
                table: "deals",
                columns: new[] { "tenant", "stage_since", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_since_id_stale_since",
                table: "deals",
                columns: new[] { "tenant", "stage_since", "id", "stale_since" },
                filter: "deleted_at IS NULL AND stale_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_updated_at_id",
                table: "deals",
                columns: new[] { "tenant", "updated_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_updated_at_id_deleted_at",
                table: "deals",
                columns: new[] { "tenant", "updated_at", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_value_order_id",
                table: "deals",
                columns: new[] { "tenant", "value_order", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_value_order_id_deleted_at",
                table: "deals",
                columns: new[] { "tenant", "value_order", "id", "deleted_at" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_assigned_to_last_at_id_status",
                table: "conversations",
                columns: new[] { "tenant", "assigned_to", "last_at", "id", "status" },
                filter: "assigned_to IS NOT NULL AND status IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_channel_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "channel", "last_at", "id" },
                filter: "channel <> 'whatsapp'");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id", "assigned_to" },
                filter: "handler <> 0 AND assigned_to IS NULL AND status IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id_handler",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id", "handler" },
                filter: "handler = 1 AND status IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "status", "last_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_conversation_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "conversation_id", "started_at", "id" },
                filter: "conversation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_tenant_entity_type_at_seq",
                table: "audit_logs",
                columns: new[] { "tenant", "entity_type", "at", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_created_at_id_pinned",
                table: "activities",
                columns: new[] { "tenant", "created_at", "id", "pinned" },
                filter: "pinned");

            migrationBuilder.CreateIndex(
                name: "ix_lead_tags_tenant_tag_removed_updated_at_lead_id",
                table: "lead_tags",
                columns: new[] { "tenant", "tag", "removed", "updated_at", "lead_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_message_texts_tenant_at_id;");
            migrationBuilder.DropTable(
                name: "lead_tags");

            migrationBuilder.DropIndex(
                name: "ix_service_levels_tenant_state_started_at_id_held_by",
                table: "service_levels");

            migrationBuilder.DropIndex(
                name: "ix_report_activity_tenant_at_stream_version",
                table: "report_activity");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_assigned_to_created_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_assigned_to_score_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_created_at_id_deleted_at",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_name_key_id_deleted_at",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_score_id_deleted_at",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_status_created_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_status_score_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_updated_at_id_deal_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_updated_at_id_deleted_at",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_close_order_id_deleted_at",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_rank_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_rank_id_deleted_at",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_since_id_deleted_at",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_since_id_stale_since",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_updated_at_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_updated_at_id_deleted_at",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_value_order_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_value_order_id_deleted_at",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_assigned_to_last_at_id_status",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_channel_last_at_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_last_at_id_handler",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_calls_tenant_conversation_id_started_at_id",
                table: "calls");

            migrationBuilder.DropIndex(
                name: "ix_audit_logs_tenant_entity_type_at_seq",
                table: "audit_logs");

            migrationBuilder.DropIndex(
                name: "ix_activities_tenant_created_at_id_pinned",
                table: "activities");

            migrationBuilder.DropColumn(
                name: "value_order",
                table: "deals");

            migrationBuilder.CreateIndex(
                name: "ix_report_activity_tenant_at_stream",
                table: "report_activity",
                columns: new[] { "tenant", "at", "stream" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_deal_id_id",
                table: "leads",
                columns: new[] { "tenant", "deal_id", "id" },
                filter: "NOT hidden AND deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_deleted_at_id",
                table: "leads",
                columns: new[] { "tenant", "deleted_at", "id" },
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_email",
                table: "leads",
                columns: new[] { "tenant", "email" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_phone",
                table: "leads",
                columns: new[] { "tenant", "phone" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_tags",
                table: "leads",
                columns: new[] { "tenant", "tags" },
                filter: "NOT hidden AND tags IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values",
                columns: new[] { "tenant", "kind", "field_key", "value", "record_id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stale_since_id",
                table: "deals",
                columns: new[] { "tenant", "stale_since", "id" },
                filter: "stale_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_updated_at_id",
                table: "deals",
                columns: new[] { "tenant", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_value_id",
                table: "deals",
                columns: new[] { "tenant", "value", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id", "assigned_to" },
                filter: "handler <> 0 AND assigned_to IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "status", "last_at", "id" },
                filter: "status <> 0");
        }
    }
}
