using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TmpDeals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_stage_since_id",
                table: "deals");

            migrationBuilder.DropPrimaryKey(
                name: "pk_stage_totals",
                table: "stage_totals");

            migrationBuilder.RenameTable(
                name: "stage_totals",
                newName: "deal_stage_totals");

            migrationBuilder.AlterColumn<string>(
                name: "lead_id",
                table: "deals",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "contact_id",
                table: "deals",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "close_order",
                table: "deals",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<string>(
                name: "company_id",
                table: "deals",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "deals",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lost_reason_code",
                table: "deals",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "next_step",
                table: "deals",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "next_step_on",
                table: "deals",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner_id",
                table: "deals",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deals",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "rank",
                table: "deals",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "stale_since",
                table: "deals",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "deals",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deal_stage_history",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<decimal>(
                name: "value",
                table: "deal_stage_totals",
                type: "numeric(28,2)",
                precision: 28,
                scale: 2,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(18,2)",
                oldPrecision: 18,
                oldScale: 2);

            migrationBuilder.AlterColumn<string>(
                name: "stage",
                table: "deal_stage_totals",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.AddColumn<string>(
                name: "place",
                table: "deal_stage_totals",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deal_stage_totals",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<short>(
                name: "stage_kind",
                table: "deal_stage_totals",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<decimal>(
                name: "weight",
                table: "deal_stage_totals",
                type: "numeric(28,2)",
                precision: 28,
                scale: 2,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddPrimaryKey(
                name: "pk_deal_stage_totals",
                table: "deal_stage_totals",
                columns: new[] { "tenant", "place", "currency" });

            migrationBuilder.CreateTable(
                name: "deal_closed_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hour = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    currency = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    won = table.Column<long>(type: "bigint", nullable: false),
                    won_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    lost = table.Column<long>(type: "bigint", nullable: false),
                    lost_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_closed_totals", x => new { x.tenant, x.hour, x.currency });
                });

            migrationBuilder.CreateTable(
                name: "deal_expected_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    slot = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    weight = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_expected_totals", x => new { x.tenant, x.scope, x.slot });
                });

            migrationBuilder.CreateTable(
                name: "deal_stage_times",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    pipeline_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    stage = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    visits = table.Column<long>(type: "bigint", nullable: false),
                    seconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_stage_times", x => new { x.tenant, x.pipeline_id, x.stage });
                });

            migrationBuilder.CreateTable(
                name: "pipelines",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: false),
                    templates = table.Column<long>(type: "bigint", nullable: false),
                    defined = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pipelines", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_close_order_id",
                table: "deals",
                columns: new[] { "tenant", "close_order", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_company_id_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "company_id", "stage_since", "id" },
                filter: "company_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_contact_id_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "contact_id", "stage_since", "id" },
                filter: "contact_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_lead_id_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "lead_id", "stage_since", "id" },
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_owner_id_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "owner_id", "stage_since", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_pipeline_id_stage_rank_id",
                table: "deals",
                columns: new[] { "tenant", "pipeline_id", "stage", "rank", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_kind_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage_kind", "stage_since", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage_since", "id" },
                filter: "deleted_at IS NULL");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deal_closed_totals");

            migrationBuilder.DropTable(
                name: "deal_expected_totals");

            migrationBuilder.DropTable(
                name: "deal_stage_times");

            migrationBuilder.DropTable(
                name: "pipelines");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_close_order_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_company_id_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_contact_id_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_lead_id_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_owner_id_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_pipeline_id_stage_rank_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_kind_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stage_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_stale_since_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_updated_at_id",
                table: "deals");

            migrationBuilder.DropIndex(
                name: "ix_deals_tenant_value_id",
                table: "deals");

            migrationBuilder.DropPrimaryKey(
                name: "pk_deal_stage_totals",
                table: "deal_stage_totals");

            migrationBuilder.DropColumn(
                name: "close_order",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "company_id",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "lost_reason_code",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "next_step",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "next_step_on",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "pipeline_id",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "rank",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "stale_since",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "deals");

            migrationBuilder.DropColumn(
                name: "pipeline_id",
                table: "deal_stage_history");

            migrationBuilder.DropColumn(
                name: "place",
                table: "deal_stage_totals");

            migrationBuilder.DropColumn(
                name: "pipeline_id",
                table: "deal_stage_totals");

            migrationBuilder.DropColumn(
                name: "stage_kind",
                table: "deal_stage_totals");

            migrationBuilder.DropColumn(
                name: "weight",
                table: "deal_stage_totals");

            migrationBuilder.RenameTable(
                name: "deal_stage_totals",
                newName: "stage_totals");

            migrationBuilder.AlterColumn<string>(
                name: "lead_id",
                table: "deals",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "contact_id",
                table: "deals",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AlterColumn<decimal>(
                name: "value",
                table: "stage_totals",
                type: "numeric(18,2)",
                precision: 18,
                scale: 2,
                nullable: false,
                oldClrType: typeof(decimal),
                oldType: "numeric(28,2)",
                oldPrecision: 28,
                oldScale: 2);

            migrationBuilder.AlterColumn<string>(
                name: "stage",
                table: "stage_totals",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddPrimaryKey(
                name: "pk_stage_totals",
                table: "stage_totals",
                columns: new[] { "tenant", "stage", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage_since", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage", "stage_since", "id" });
        }
    }
}
