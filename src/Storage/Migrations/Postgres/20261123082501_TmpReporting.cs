using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TmpReporting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<string>(type: "text", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: true),
                    open = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    acknowledged_by = table.Column<string>(type: "text", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "report_activity",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    stream = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true),
                    value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_activity", x => new { x.tenant, x.stream, x.version });
                });

            migrationBuilder.CreateTable(
                name: "report_amounts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    opened = table.Column<long>(type: "bigint", nullable: false),
                    opened_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    won = table.Column<long>(type: "bigint", nullable: false),
                    won_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    lost = table.Column<long>(type: "bigint", nullable: false),
                    lost_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    open = table.Column<long>(type: "bigint", nullable: false),
                    open_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_amounts", x => new { x.tenant, x.subject, x.day });
                });

            migrationBuilder.CreateTable(
                name: "report_consents",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    contact_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    missing = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_consents", x => new { x.tenant, x.contact_id });
                });

            migrationBuilder.CreateTable(
                name: "report_counts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_counts", x => new { x.tenant, x.name });
                });

            migrationBuilder.CreateTable(
                name: "report_days",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    leads_new = table.Column<long>(type: "bigint", nullable: false),
                    leads_qualified = table.Column<long>(type: "bigint", nullable: false),
                    leads_converted = table.Column<long>(type: "bigint", nullable: false),
                    leads_lost = table.Column<long>(type: "bigint", nullable: false),
                    messages_in = table.Column<long>(type: "bigint", nullable: false),
                    messages_out = table.Column<long>(type: "bigint", nullable: false),
                    human_messages = table.Column<long>(type: "bigint", nullable: false),
                    conversations = table.Column<long>(type: "bigint", nullable: false),
                    handed_over = table.Column<long>(type: "bigint", nullable: false),
                    taken = table.Column<long>(type: "bigint", nullable: false),
                    taken_assisted = table.Column<long>(type: "bigint", nullable: false),
                    resolved = table.Column<long>(type: "bigint", nullable: false),
                    agent_runs = table.Column<long>(type: "bigint", nullable: false),
                    agent_fallbacks = table.Column<long>(type: "bigint", nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false),
                    first_responses = table.Column<long>(type: "bigint", nullable: false),
                    first_response_seconds = table.Column<long>(type: "bigint", nullable: false),
                    breaches = table.Column<long>(type: "bigint", nullable: false),
                    satisfaction_asked = table.Column<long>(type: "bigint", nullable: false),
                    satisfaction_answers = table.Column<long>(type: "bigint", nullable: false),
                    satisfaction_sum = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_days", x => new { x.tenant, x.subject, x.day });
                });

            migrationBuilder.CreateTable(
                name: "report_deals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    opened_day = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    closed_day = table.Column<string>(type: "text", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    stage_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_deals", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "report_leads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_leads", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "service_levels",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    @case = table.Column<int>(name: "case", type: "integer", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    unanswered = table.Column<bool>(type: "boolean", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    held_by = table.Column<string>(type: "text", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_response_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_responded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resolution_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    waiting = table.Column<bool>(type: "boolean", nullable: false),
                    alarm_level = table.Column<int>(type: "integer", nullable: true),
                    acknowledge_by = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_levels", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_tenant_at_id",
                table: "alerts",
                columns: new[] { "tenant", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_tenant_open_at_id",
                table: "alerts",
                columns: new[] { "tenant", "open", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_report_activity_tenant_at_stream",
                table: "report_activity",
                columns: new[] { "tenant", "at", "stream" });

            migrationBuilder.CreateIndex(
                name: "ix_report_amounts_tenant_kind_day",
                table: "report_amounts",
                columns: new[] { "tenant", "kind", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_report_consents_tenant_missing_since",
                table: "report_consents",
                columns: new[] { "tenant", "missing", "since" });

            migrationBuilder.CreateIndex(
                name: "ix_report_days_tenant_day_subject",
                table: "report_days",
                columns: new[] { "tenant", "day", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_report_deals_tenant_kind_stage_since",
                table: "report_deals",
                columns: new[] { "tenant", "kind", "stage_since" });

            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_state_started_at_id",
                table: "service_levels",
                columns: new[] { "tenant", "state", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_unanswered_started_at",
                table: "service_levels",
                columns: new[] { "tenant", "unanswered", "started_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "report_activity");

            migrationBuilder.DropTable(
                name: "report_amounts");

            migrationBuilder.DropTable(
                name: "report_consents");

            migrationBuilder.DropTable(
                name: "report_counts");

            migrationBuilder.DropTable(
                name: "report_days");

            migrationBuilder.DropTable(
                name: "report_deals");

            migrationBuilder.DropTable(
                name: "report_leads");

            migrationBuilder.DropTable(
                name: "service_levels");
        }
    }
}
