using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
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

            migrationBuilder.AddColumn<long>(
                name: "assigned_at",
                table: "leads",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assigned_to",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assignment_reason",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "city_key",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "company_key",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "converted_at",
                table: "leads",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                table: "leads",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "hidden",
                table: "leads",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "merged_into",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name_key",
                table: "leads",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "qualified_at",
                table: "leads",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sector_key",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "leads",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "lead_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_totals", x => new { x.tenant, x.kind, x.value });
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    entity = table.Column<string>(type: "TEXT", nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
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
                filter: "NOT hidden AND tags IS NOT NULL");

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
