using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
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

            migrationBuilder.AlterColumn<string>(
                name: "held_by",
                table: "service_levels",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "tags",
                table: "leads",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AddColumn<long>(
                name: "value_order",
                table: "deals",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AlterColumn<string>(
                name: "channel",
                table: "conversations",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AlterColumn<string>(
                name: "conversation_id",
                table: "calls",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.CreateTable(
                name: "lead_tags",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tag = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    removed = table.Column<bool>(type: "boolean", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_tags", x => new { x.tenant, x.lead_id, x.tag });
                });

            migrationBuilder.Sql("UPDATE deals SET value_order = round(value * 100)::bigint WHERE value <> 0;");
            migrationBuilder.Sql("""
                INSERT INTO lead_tags (tenant, lead_id, tag, removed, updated_at)
                SELECT DISTINCT tenant, id, tag, hidden, updated_at FROM leads, unnest(string_to_array(tags, '|')) AS tag WHERE tags IS NOT NULL AND tag <> '';
                """);
            migrationBuilder.Sql("DROP FUNCTION find_tagged_leads(text, integer);");
            migrationBuilder.Sql("DROP FUNCTION find_messages(text, text, timestamptz, timestamptz, boolean, timestamptz, text, integer);");
            // The statement is planned for the words at hand: how common they are decides the plan. The instants are looked at behind the words, since the
            // planner takes rare words for common ones and would walk a whole month for them; where the words alone are too many, so many are answered,
            // and the caller walks the month.
            migrationBuilder.Sql("""
                CREATE FUNCTION find_messages(query text, not_before timestamptz, before timestamptz, most integer)
                RETURNS SETOF text
                LANGUAGE plpgsql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                BEGIN
                    RETURN QUERY EXECUTE format(
                        'WITH held AS MATERIALIZED (
                             SELECT id::text AS id, at FROM message_texts
                              WHERE tenant = %L AND to_tsvector(''simple''::regconfig, words) @@ to_tsquery(''simple''::regconfig, %L) LIMIT %s)
                         SELECT id FROM held WHERE (SELECT count(*) FROM held) >= %s OR (at >= %L AND at < %L)',
                        current_setting('salesflow.tenant', true), query, most, most,
                        coalesce(not_before, '-infinity'::timestamptz), coalesce(before, 'infinity'::timestamptz));
                END
                $$;
                """);

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
                name: "ix_message_texts_tenant_at_id",
                table: "message_texts",
                columns: new[] { "tenant", "at", "id" });

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
            migrationBuilder.Sql("DROP FUNCTION find_messages(text, timestamptz, timestamptz, integer);");
            migrationBuilder.Sql("""
                CREATE FUNCTION find_messages(
                    query text, of_conversation text, not_before timestamptz, before timestamptz, is_outbound boolean, after_at timestamptz, after_id text, most integer)
                RETURNS SETOF message_texts
                LANGUAGE sql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                    SELECT * FROM message_texts
                    WHERE tenant = current_setting('salesflow.tenant', true)
                      AND to_tsvector('simple'::regconfig, words) @@ to_tsquery('simple'::regconfig, query)
                      AND (of_conversation IS NULL OR conversation_id = of_conversation)
                      AND (not_before IS NULL OR at >= not_before)
                      AND (before IS NULL OR at < before)
                      AND (is_outbound IS NULL OR outbound = is_outbound)
                      AND (after_at IS NULL OR (at, id) < (after_at, after_id))
                    ORDER BY at DESC, id DESC
                    LIMIT most
                $$;
                """);
            migrationBuilder.Sql("""
                CREATE FUNCTION find_tagged_leads(pattern text, most integer)
                RETURNS SETOF text
                LANGUAGE plpgsql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                BEGIN
                    RETURN QUERY EXECUTE format(
                        'SELECT id::text FROM leads WHERE tenant = %L AND NOT hidden AND tags IS NOT NULL AND tags LIKE %L LIMIT %s',
                        current_setting('salesflow.tenant', true), pattern, most);
                END
                $$;
                """);
            migrationBuilder.DropTable(
                name: "lead_tags");

            migrationBuilder.DropIndex(
                name: "ix_service_levels_tenant_state_started_at_id_held_by",
                table: "service_levels");

            migrationBuilder.DropIndex(
                name: "ix_report_activity_tenant_at_stream_version",
                table: "report_activity");

            migrationBuilder.DropIndex(
                name: "ix_message_texts_tenant_at_id",
                table: "message_texts");

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

            migrationBuilder.AlterColumn<string>(
                name: "held_by",
                table: "service_levels",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "tags",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "channel",
                table: "conversations",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "conversation_id",
                table: "calls",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

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
                filter: "NOT hidden AND tags IS NOT NULL")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "text_ops", "gin_trgm_ops" });

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
