using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>Message templates, their versions, and where they stand at Meta.</summary>
    public partial class Templates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "message_template_listings",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    template_id = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    meta_id = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    quality = table.Column<string>(type: "TEXT", nullable: true),
                    category = table.Column<short>(type: "INTEGER", nullable: true),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    parameters = table.Column<string>(type: "TEXT", nullable: true),
                    task = table.Column<short>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: true),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_template_listings", x => new { x.tenant, x.template_id, x.place });
                });

            migrationBuilder.CreateTable(
                name: "message_template_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    template_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_template_versions", x => new { x.tenant, x.template_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "message_templates",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name_ar = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<short>(type: "INTEGER", nullable: false),
                    category = table.Column<short>(type: "INTEGER", nullable: false),
                    has_ar = table.Column<bool>(type: "INTEGER", nullable: false),
                    has_en = table.Column<bool>(type: "INTEGER", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    external = table.Column<bool>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_templates", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_message_template_listings_tenant_account_template_id",
                table: "message_template_listings",
                columns: new[] { "tenant", "account", "template_id" });

            migrationBuilder.CreateIndex(
                name: "ix_message_templates_tenant_code_id",
                table: "message_templates",
                columns: new[] { "tenant", "code", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_template_listings");

            migrationBuilder.DropTable(
                name: "message_template_versions");

            migrationBuilder.DropTable(
                name: "message_templates");
        }
    }
}
