using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Agents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "agent_cost_micros",
                table: "report_days",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "agent_cost_micros",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "agent_tokens",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "held_reply_since",
                table: "conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "held_run_id",
                table: "conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "band",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "cost_micros",
                table: "agent_runs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ended",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ended_by",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "escalation_reason",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "escalation_target",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "held_texts",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "status",
                table: "agent_runs",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "trace",
                table: "agent_runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "agent_task_bodies",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    input = table.Column<string>(type: "TEXT", nullable: true),
                    output = table.Column<string>(type: "TEXT", nullable: true),
                    trace = table.Column<string>(type: "TEXT", nullable: true),
                    escalations = table.Column<string>(type: "TEXT", nullable: true),
                    actions = table.Column<string>(type: "TEXT", nullable: true),
                    outcomes = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_task_bodies", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "agent_task_runs",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    agent_id = table.Column<string>(type: "TEXT", nullable: false),
                    trigger = table.Column<string>(type: "TEXT", nullable: false),
                    subject_kind = table.Column<string>(type: "TEXT", nullable: true),
                    subject_id = table.Column<string>(type: "TEXT", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    band = table.Column<string>(type: "TEXT", nullable: true),
                    confidence = table.Column<double>(type: "REAL", nullable: false),
                    escalation_reason = table.Column<string>(type: "TEXT", nullable: true),
                    escalation_target = table.Column<string>(type: "TEXT", nullable: true),
                    engine = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: true),
                    fallback_reason = table.Column<string>(type: "TEXT", nullable: true),
                    input_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    output_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended = table.Column<string>(type: "TEXT", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    reference = table.Column<string>(type: "TEXT", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_task_runs", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "agent_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    agent_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    restored_from = table.Column<int>(type: "INTEGER", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_versions", x => new { x.tenant, x.agent_id, x.number });
                });

            migrationBuilder.CreateIndex(
                name: "ix_agent_runs_tenant_agent_id_at_run_id",
                table: "agent_runs",
                columns: new[] { "tenant", "agent_id", "at", "run_id" });

            migrationBuilder.CreateIndex(
                name: "ix_agent_task_runs_tenant_agent_id_at_id",
                table: "agent_task_runs",
                columns: new[] { "tenant", "agent_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_agent_task_runs_tenant_at_id",
                table: "agent_task_runs",
                columns: new[] { "tenant", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_agent_task_runs_tenant_status_at_id",
                table: "agent_task_runs",
                columns: new[] { "tenant", "status", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_agent_task_runs_tenant_subject_id_at_id",
                table: "agent_task_runs",
                columns: new[] { "tenant", "subject_id", "at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_task_bodies");

            migrationBuilder.DropTable(
                name: "agent_task_runs");

            migrationBuilder.DropTable(
                name: "agent_versions");

            migrationBuilder.DropIndex(
                name: "ix_agent_runs_tenant_agent_id_at_run_id",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "agent_cost_micros",
                table: "report_days");

            migrationBuilder.DropColumn(
                name: "agent_cost_micros",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "agent_tokens",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "held_reply_since",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "held_run_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "band",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "cost_micros",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "ended",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "ended_by",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "escalation_reason",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "escalation_target",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "held_texts",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "status",
                table: "agent_runs");

            migrationBuilder.DropColumn(
                name: "trace",
                table: "agent_runs");
        }
    }
}
