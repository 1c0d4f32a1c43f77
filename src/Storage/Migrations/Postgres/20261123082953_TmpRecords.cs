using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TmpRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "merged_into",
                table: "contacts",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "company_id",
                table: "contacts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "deleted",
                table: "contacts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "full_name",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_decision_maker",
                table: "contacts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "job_title",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lead_id",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner_id",
                table: "contacts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "preferred_channel",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sort_name",
                table: "contacts",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "whatsapp",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "activities",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    scheduled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    assignee_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lead_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    deal_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    contact_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    company_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    is_automated = table.Column<bool>(type: "boolean", nullable: false),
                    overdue = table.Column<bool>(type: "boolean", nullable: false),
                    pinned = table.Column<bool>(type: "boolean", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    task_due = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activities", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "call_transcripts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_transcripts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "calls",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    direction = table.Column<short>(type: "smallint", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lead_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    deal_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    contact_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    company_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: true),
                    duration_seconds = table.Column<int>(type: "integer", nullable: true),
                    recording_url = table.Column<string>(type: "text", nullable: true),
                    sentiment = table.Column<short>(type: "smallint", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    has_transcript = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calls", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "companies",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: true),
                    name_ar = table.Column<string>(type: "text", nullable: true),
                    sector = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    size = table.Column<short>(type: "smallint", nullable: true),
                    city = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    region = table.Column<string>(type: "text", nullable: true),
                    cr_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    website = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true),
                    owner_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    tags = table.Column<string>(type: "text", nullable: true),
                    sort_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_companies", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    contact_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entry = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    channel = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    proof_message_id = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.tenant, x.contact_id, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "contact_links",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    contact_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    linked = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_links", x => new { x.tenant, x.contact_id, x.linked });
                });

            migrationBuilder.CreateTable(
                name: "field_values",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    record = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    slot = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    record_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    field_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    held = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_field_values", x => new { x.tenant, x.record, x.slot });
                });

            migrationBuilder.CreateTable(
                name: "mentions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    by = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mentions", x => new { x.tenant, x.user_id, x.activity_id });
                });

            migrationBuilder.CreateTable(
                name: "note_edits",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_note_edits", x => new { x.tenant, x.activity_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "record_fields",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_record_fields", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "timeline",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entry = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: true),
                    data = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_timeline", x => new { x.tenant, x.subject, x.entry });
                });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_company_id_updated_at_id",
                table: "contacts",
                columns: new[] { "tenant", "company_id", "updated_at", "id" },
                filter: "company_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_created_at_id",
                table: "contacts",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_merged_into",
                table: "contacts",
                columns: new[] { "tenant", "merged_into" },
                filter: "merged_into IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_owner_id_updated_at_id",
                table: "contacts",
                columns: new[] { "tenant", "owner_id", "updated_at", "id" },
                filter: "owner_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_sort_name_id",
                table: "contacts",
                columns: new[] { "tenant", "sort_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_assignee_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "assignee_id", "created_at", "id" },
                filter: "assignee_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_assignee_id_task_due_id",
                table: "activities",
                columns: new[] { "tenant", "assignee_id", "task_due", "id" },
                filter: "task_due IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_company_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "company_id", "created_at", "id" },
                filter: "company_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_contact_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "contact_id", "created_at", "id" },
                filter: "contact_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_conversation_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "conversation_id", "created_at", "id" },
                filter: "conversation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_deal_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "deal_id", "created_at", "id" },
                filter: "deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_lead_id_created_at_id",
                table: "activities",
                columns: new[] { "tenant", "lead_id", "created_at", "id" },
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_tenant_task_due_id",
                table: "activities",
                columns: new[] { "tenant", "task_due", "id" },
                filter: "task_due IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_company_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "company_id", "started_at", "id" },
                filter: "company_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_contact_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "contact_id", "started_at", "id" },
                filter: "contact_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_deal_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "deal_id", "started_at", "id" },
                filter: "deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_lead_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "lead_id", "started_at", "id" },
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_calls_tenant_user_id_started_at_id",
                table: "calls",
                columns: new[] { "tenant", "user_id", "started_at", "id" },
                filter: "user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_city_updated_at_id",
                table: "companies",
                columns: new[] { "tenant", "city", "updated_at", "id" },
                filter: "city IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_cr_number",
                table: "companies",
                columns: new[] { "tenant", "cr_number" },
                filter: "cr_number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_created_at_id",
                table: "companies",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_owner_id_updated_at_id",
                table: "companies",
                columns: new[] { "tenant", "owner_id", "updated_at", "id" },
                filter: "owner_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_sector_updated_at_id",
                table: "companies",
                columns: new[] { "tenant", "sector", "updated_at", "id" },
                filter: "sector IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_sort_name_id",
                table: "companies",
                columns: new[] { "tenant", "sort_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_companies_tenant_updated_at_id",
                table: "companies",
                columns: new[] { "tenant", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values",
                columns: new[] { "tenant", "kind", "field_key", "value", "record_id" });

            migrationBuilder.CreateIndex(
                name: "ix_mentions_tenant_user_id_at_activity_id",
                table: "mentions",
                columns: new[] { "tenant", "user_id", "at", "activity_id" });

            migrationBuilder.CreateIndex(
                name: "ix_timeline_tenant_subject_at_entry",
                table: "timeline",
                columns: new[] { "tenant", "subject", "at", "entry" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "call_transcripts");

            migrationBuilder.DropTable(
                name: "calls");

            migrationBuilder.DropTable(
                name: "companies");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "contact_links");

            migrationBuilder.DropTable(
                name: "field_values");

            migrationBuilder.DropTable(
                name: "mentions");

            migrationBuilder.DropTable(
                name: "note_edits");

            migrationBuilder.DropTable(
                name: "record_fields");

            migrationBuilder.DropTable(
                name: "timeline");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_company_id_updated_at_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_created_at_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_merged_into",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_owner_id_updated_at_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_sort_name_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "company_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "deleted",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "email",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "full_name",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "is_decision_maker",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "job_title",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "lead_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "preferred_channel",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "sort_name",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "whatsapp",
                table: "contacts");

            migrationBuilder.AlterColumn<string>(
                name: "merged_into",
                table: "contacts",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");
        }
    }
}
