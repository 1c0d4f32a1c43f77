using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TmpInbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "file_name",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mentions",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "template",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assigned_to",
                table: "conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "held_until",
                table: "conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "labels",
                table: "conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "priority",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<long>(
                name: "snoozed_until",
                table: "conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "status",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<int>(
                name: "unread",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "canned_replies",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    shortcut = table.Column<string>(type: "TEXT", nullable: false),
                    text_ar = table.Column<string>(type: "TEXT", nullable: true),
                    text_en = table.Column<string>(type: "TEXT", nullable: true),
                    owner = table.Column<string>(type: "TEXT", nullable: true),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_canned_replies", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "conversation_labels",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: false),
                    removed = table.Column<bool>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_labels", x => new { x.tenant, x.conversation_id, x.label });
                });

            migrationBuilder.CreateTable(
                name: "folder_counts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    folder = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_folder_counts", x => new { x.tenant, x.folder });
                });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_assigned_to_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "assigned_to", "last_at", "id" },
                filter: "assigned_to IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id", "assigned_to" },
                filter: "handler <> 0 AND assigned_to IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id_unread",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id", "unread" },
                filter: "unread > 0");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "status", "last_at", "id" },
                filter: "status <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_canned_replies_tenant_shortcut_id",
                table: "canned_replies",
                columns: new[] { "tenant", "shortcut", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_conversation_labels_tenant_label_removed_last_at_conversation_id",
                table: "conversation_labels",
                columns: new[] { "tenant", "label", "removed", "last_at", "conversation_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "canned_replies");

            migrationBuilder.DropTable(
                name: "conversation_labels");

            migrationBuilder.DropTable(
                name: "folder_counts");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_assigned_to_last_at_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_last_at_id_assigned_to",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_last_at_id_unread",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_status_last_at_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "file_name",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "mentions",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "template",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "assigned_to",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "held_until",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "labels",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "priority",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "snoozed_until",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "status",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "unread",
                table: "conversations");
        }
    }
}
