using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Knowledge : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "knowledge_articles",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    title_ar = table.Column<string>(type: "TEXT", nullable: true),
                    title_en = table.Column<string>(type: "TEXT", nullable: true),
                    body_ar = table.Column<string>(type: "TEXT", nullable: true),
                    body_en = table.Column<string>(type: "TEXT", nullable: true),
                    category = table.Column<string>(type: "TEXT", nullable: false),
                    tags = table.Column<string>(type: "TEXT", nullable: true),
                    sector = table.Column<string>(type: "TEXT", nullable: true),
                    is_internal = table.Column<bool>(type: "INTEGER", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    published = table.Column<int>(type: "INTEGER", nullable: false),
                    chunks = table.Column<int>(type: "INTEGER", nullable: false),
                    valid_until = table.Column<long>(type: "INTEGER", nullable: true),
                    author = table.Column<string>(type: "TEXT", nullable: false),
                    approver = table.Column<string>(type: "TEXT", nullable: true),
                    approved_at = table.Column<long>(type: "INTEGER", nullable: true),
                    origin = table.Column<short>(type: "INTEGER", nullable: false),
                    source_name = table.Column<string>(type: "TEXT", nullable: true),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_articles", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_gaps",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    question = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    asked_by = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    article_id = table.Column<string>(type: "TEXT", nullable: true),
                    first_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_gaps", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_terms",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    term = table.Column<string>(type: "TEXT", nullable: false),
                    chunks = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_terms", x => new { x.tenant, x.term });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    article_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    title_ar = table.Column<string>(type: "TEXT", nullable: true),
                    title_en = table.Column<string>(type: "TEXT", nullable: true),
                    body_ar = table.Column<string>(type: "TEXT", nullable: true),
                    body_en = table.Column<string>(type: "TEXT", nullable: true),
                    author = table.Column<string>(type: "TEXT", nullable: false),
                    approver = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    approved_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_versions", x => new { x.tenant, x.article_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "sector_assets",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    sector = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<short>(type: "INTEGER", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sector_assets", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sector_leads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: false),
                    sector = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    counts = table.Column<bool>(type: "INTEGER", nullable: false),
                    deals_open = table.Column<long>(type: "INTEGER", nullable: false),
                    deals_won = table.Column<long>(type: "INTEGER", nullable: false),
                    deals_lost = table.Column<long>(type: "INTEGER", nullable: false),
                    open_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    won_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sector_leads", x => new { x.tenant, x.lead_id });
                });

            migrationBuilder.CreateTable(
                name: "sector_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    sector = table.Column<string>(type: "TEXT", nullable: false),
                    leads = table.Column<long>(type: "INTEGER", nullable: false),
                    qualified = table.Column<long>(type: "INTEGER", nullable: false),
                    converted = table.Column<long>(type: "INTEGER", nullable: false),
                    lost = table.Column<long>(type: "INTEGER", nullable: false),
                    deals_open = table.Column<long>(type: "INTEGER", nullable: false),
                    deals_won = table.Column<long>(type: "INTEGER", nullable: false),
                    deals_lost = table.Column<long>(type: "INTEGER", nullable: false),
                    open_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    won_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sector_totals", x => new { x.tenant, x.sector });
                });

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_articles_tenant_category_updated_at_id",
                table: "knowledge_articles",
                columns: new[] { "tenant", "category", "updated_at", "id" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_articles_tenant_status_updated_at_id",
                table: "knowledge_articles",
                columns: new[] { "tenant", "status", "updated_at", "id" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_articles_tenant_updated_at_id",
                table: "knowledge_articles",
                columns: new[] { "tenant", "updated_at", "id" },
                filter: "NOT deleted");

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_gaps_tenant_status_count_id",
                table: "knowledge_gaps",
                columns: new[] { "tenant", "status", "count", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_gaps_tenant_status_last_at_id",
                table: "knowledge_gaps",
                columns: new[] { "tenant", "status", "last_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sector_assets_tenant_sector_updated_at_id",
                table: "sector_assets",
                columns: new[] { "tenant", "sector", "updated_at", "id" },
                filter: "NOT deleted");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "knowledge_articles");

            migrationBuilder.DropTable(
                name: "knowledge_gaps");

            migrationBuilder.DropTable(
                name: "knowledge_terms");

            migrationBuilder.DropTable(
                name: "knowledge_versions");

            migrationBuilder.DropTable(
                name: "sector_assets");

            migrationBuilder.DropTable(
                name: "sector_leads");

            migrationBuilder.DropTable(
                name: "sector_totals");
        }
    }
}
