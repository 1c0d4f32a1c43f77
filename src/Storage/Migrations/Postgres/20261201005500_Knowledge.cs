using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
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
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title_ar = table.Column<string>(type: "text", nullable: true),
                    title_en = table.Column<string>(type: "text", nullable: true),
                    body_ar = table.Column<string>(type: "text", nullable: true),
                    body_en = table.Column<string>(type: "text", nullable: true),
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tags = table.Column<string>(type: "text", nullable: true),
                    sector = table.Column<string>(type: "text", nullable: true),
                    is_internal = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    published = table.Column<int>(type: "integer", nullable: false),
                    chunks = table.Column<int>(type: "integer", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    author = table.Column<string>(type: "text", nullable: false),
                    approver = table.Column<string>(type: "text", nullable: true),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    origin = table.Column<short>(type: "smallint", nullable: false),
                    source_name = table.Column<string>(type: "text", nullable: true),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_articles", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_chunks",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    article_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    section = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    sector = table.Column<string>(type: "text", nullable: true),
                    is_internal = table.Column<bool>(type: "boolean", nullable: false),
                    article_version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_chunks", x => new { x.tenant, x.article_id, x.place });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_gaps",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    question = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    article_id = table.Column<string>(type: "text", nullable: true),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_gaps", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_terms",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    term = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    chunks = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_terms", x => new { x.tenant, x.term });
                });

            migrationBuilder.CreateTable(
                name: "knowledge_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    article_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    title_ar = table.Column<string>(type: "text", nullable: true),
                    title_en = table.Column<string>(type: "text", nullable: true),
                    body_ar = table.Column<string>(type: "text", nullable: true),
                    body_en = table.Column<string>(type: "text", nullable: true),
                    author = table.Column<string>(type: "text", nullable: false),
                    approver = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_versions", x => new { x.tenant, x.article_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "sector_assets",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sector = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sector_assets", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sector_leads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sector = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    counts = table.Column<bool>(type: "boolean", nullable: false),
                    deals_open = table.Column<long>(type: "bigint", nullable: false),
                    deals_won = table.Column<long>(type: "bigint", nullable: false),
                    deals_lost = table.Column<long>(type: "bigint", nullable: false),
                    open_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    won_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sector_leads", x => new { x.tenant, x.lead_id });
                });

            migrationBuilder.CreateTable(
                name: "sector_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sector = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    leads = table.Column<long>(type: "bigint", nullable: false),
                    qualified = table.Column<long>(type: "bigint", nullable: false),
                    converted = table.Column<long>(type: "bigint", nullable: false),
                    lost = table.Column<long>(type: "bigint", nullable: false),
                    deals_open = table.Column<long>(type: "bigint", nullable: false),
                    deals_won = table.Column<long>(type: "bigint", nullable: false),
                    deals_lost = table.Column<long>(type: "bigint", nullable: false),
                    open_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    won_value = table.Column<decimal>(type: "numeric(28,2)", precision: 28, scale: 2, nullable: false),
                    cycle_seconds = table.Column<long>(type: "bigint", nullable: false)
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
                name: "knowledge_chunks");

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
