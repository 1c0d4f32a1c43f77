using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TmpLeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads");

            migrationBuilder.AlterColumn<string>(
                name: "source",
                table: "leads",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AlterColumn<string>(
                name: "phone",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "email",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "deal_id",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "assigned_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assigned_to",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "assignment_reason",
                table: "leads",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "city_key",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "company_key",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "converted_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "hidden",
                table: "leads",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "merged_into",
                table: "leads",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name_key",
                table: "leads",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "leads",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "qualified_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sector_key",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "lead_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_totals", x => new { x.tenant, x.kind, x.value });
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entity = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content = table.Column<string>(type: "text", nullable: false),
                    shared = table.Column<bool>(type: "boolean", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_assigned_to_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "assigned_to", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_city_key_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "city_key", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_company_key_id",
                table: "leads",
                columns: new[] { "tenant", "company_key", "id" },
                filter: "NOT hidden AND company_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_created_at_id",
                table: "leads",
                columns: new[] { "tenant", "created_at", "id" },
                filter: "NOT hidden");

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
                name: "ix_leads_tenant_email_id",
                table: "leads",
                columns: new[] { "tenant", "email", "id" },
                filter: "NOT hidden AND email IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_name_key_id",
                table: "leads",
                columns: new[] { "tenant", "name_key", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_phone_id",
                table: "leads",
                columns: new[] { "tenant", "phone", "id" },
                filter: "NOT hidden AND phone IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_score_id",
                table: "leads",
                columns: new[] { "tenant", "score", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_sector_key_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "sector_key", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_source_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "source", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "status", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_tags",
                table: "leads",
                columns: new[] { "tenant", "tags" },
                filter: "NOT hidden AND tags IS NOT NULL")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "text_ops", "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_temperature_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "temperature", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_tenant_entity_owner_id",
                table: "saved_views",
                columns: new[] { "tenant", "entity", "owner_id" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_tenant_entity_shared",
                table: "saved_views",
                columns: new[] { "tenant", "entity", "shared" },
                filter: "NOT deleted");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "lead_totals");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_assigned_to_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_city_key_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_company_key_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_created_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_deal_id_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_deleted_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_email_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_name_key_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_phone_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_score_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_sector_key_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_source_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_tags",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_temperature_updated_at_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "assigned_at",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "assigned_to",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "assignment_reason",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "city_key",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "company_key",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "converted_at",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "hidden",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "merged_into",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "name_key",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "notes",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "qualified_at",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "sector_key",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "leads");

            migrationBuilder.AlterColumn<string>(
                name: "source",
                table: "leads",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "phone",
                table: "leads",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "email",
                table: "leads",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "deal_id",
                table: "leads",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "status", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id" });
        }
    }
}
