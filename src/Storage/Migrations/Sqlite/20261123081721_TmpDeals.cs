using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
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

            migrationBuilder.AddColumn<DateOnly>(
                name: "close_order",
                table: "deals",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<string>(
                name: "company_id",
                table: "deals",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                table: "deals",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lost_reason_code",
                table: "deals",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "next_step",
                table: "deals",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "next_step_on",
                table: "deals",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner_id",
                table: "deals",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "rank",
                table: "deals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "stale_since",
                table: "deals",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "deals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deal_stage_history",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "place",
                table: "deal_stage_totals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pipeline_id",
                table: "deal_stage_totals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<short>(
                name: "stage_kind",
                table: "deal_stage_totals",
                type: "INTEGER",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<long>(
                name: "weight",
                table: "deal_stage_totals",
                type: "INTEGER",
                precision: 28,
                scale: 2,
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddPrimaryKey(
                name: "pk_deal_stage_totals",
                table: "deal_stage_totals",
                columns: new[] { "tenant", "place", "currency" });

            migrationBuilder.CreateTable(
                name: "deal_closed_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    hour = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    won = table.Column<long>(type: "INTEGER", nullable: false),
                    won_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    lost = table.Column<long>(type: "INTEGER", nullable: false),
                    lost_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_closed_totals", x => new { x.tenant, x.hour, x.currency });
                });

            migrationBuilder.CreateTable(
                name: "deal_expected_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    weight = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_expected_totals", x => new { x.tenant, x.scope, x.slot });
                });

            migrationBuilder.CreateTable(
                name: "deal_stage_times",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    pipeline_id = table.Column<string>(type: "TEXT", nullable: false),
                    stage = table.Column<string>(type: "TEXT", nullable: false),
                    visits = table.Column<long>(type: "INTEGER", nullable: false),
                    seconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_stage_times", x => new { x.tenant, x.pipeline_id, x.stage });
                });

            migrationBuilder.CreateTable(
                name: "pipelines",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    templates = table.Column<long>(type: "INTEGER", nullable: false),
                    defined = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
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
