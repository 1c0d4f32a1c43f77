using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Crm : Migration
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

            migrationBuilder.AddColumn<string>(
                name: "business_hours",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "holidays",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "hot_from",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "industry",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "logo_url",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name_ar",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "slug",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "suspended",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "suspended_reason",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "warm_from",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "whats_app_number",
                table: "tenants",
                type: "TEXT",
                nullable: true);

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

            migrationBuilder.AddColumn<string>(
                name: "company_id",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "deleted",
                table: "contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "full_name",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_decision_maker",
                table: "contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "job_title",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lead_id",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner_id",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferred_channel",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sort_name",
                table: "contacts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "contacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "whatsapp",
                table: "contacts",
                type: "TEXT",
                nullable: true);

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
                name: "activities",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<short>(type: "INTEGER", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    scheduled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    priority = table.Column<short>(type: "INTEGER", nullable: false),
                    assignee_id = table.Column<string>(type: "TEXT", nullable: true),
                    lead_id = table.Column<string>(type: "TEXT", nullable: true),
                    deal_id = table.Column<string>(type: "TEXT", nullable: true),
                    contact_id = table.Column<string>(type: "TEXT", nullable: true),
                    company_id = table.Column<string>(type: "TEXT", nullable: true),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_by = table.Column<string>(type: "TEXT", nullable: true),
                    is_automated = table.Column<bool>(type: "INTEGER", nullable: false),
                    overdue = table.Column<bool>(type: "INTEGER", nullable: false),
                    pinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    task_due = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activities", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    severity = table.Column<string>(type: "TEXT", nullable: false),
                    entity = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: true),
                    open = table.Column<bool>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    acknowledged_by = table.Column<string>(type: "TEXT", nullable: true),
                    acknowledged_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    seal = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_heads", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "audit_logs",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    actor_id = table.Column<string>(type: "TEXT", nullable: true),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    entity_type = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: true),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    changes = table.Column<string>(type: "TEXT", nullable: true),
                    previous_hash = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    seal = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_logs", x => new { x.tenant, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "call_transcripts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_transcripts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "calls",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    direction = table.Column<short>(type: "INTEGER", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: true),
                    lead_id = table.Column<string>(type: "TEXT", nullable: true),
                    deal_id = table.Column<string>(type: "TEXT", nullable: true),
                    contact_id = table.Column<string>(type: "TEXT", nullable: true),
                    company_id = table.Column<string>(type: "TEXT", nullable: true),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: true),
                    duration_seconds = table.Column<int>(type: "INTEGER", nullable: true),
                    recording_url = table.Column<string>(type: "TEXT", nullable: true),
                    sentiment = table.Column<short>(type: "INTEGER", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    has_transcript = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calls", x => new { x.tenant, x.id });
                });

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
                name: "companies",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    name_ar = table.Column<string>(type: "TEXT", nullable: true),
                    sector = table.Column<string>(type: "TEXT", nullable: true),
                    size = table.Column<short>(type: "INTEGER", nullable: true),
                    city = table.Column<string>(type: "TEXT", nullable: true),
                    region = table.Column<string>(type: "TEXT", nullable: true),
                    cr_number = table.Column<string>(type: "TEXT", nullable: true),
                    website = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    source = table.Column<string>(type: "TEXT", nullable: true),
                    owner_id = table.Column<string>(type: "TEXT", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    tags = table.Column<string>(type: "TEXT", nullable: true),
                    sort_name = table.Column<string>(type: "TEXT", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_companies", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    contact_id = table.Column<string>(type: "TEXT", nullable: false),
                    entry = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    proof_message_id = table.Column<string>(type: "TEXT", nullable: true),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.tenant, x.contact_id, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "contact_links",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    contact_id = table.Column<string>(type: "TEXT", nullable: false),
                    linked = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_links", x => new { x.tenant, x.contact_id, x.linked });
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
                name: "field_values",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    record = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    record_id = table.Column<string>(type: "TEXT", nullable: false),
                    field_key = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    held = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_field_values", x => new { x.tenant, x.record, x.slot });
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

            migrationBuilder.CreateTable(
                name: "forms",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    submissions = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forms", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "lead_imports",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    phase = table.Column<short>(type: "INTEGER", nullable: false),
                    dry_run = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    rows_read = table.Column<long>(type: "INTEGER", nullable: false),
                    created = table.Column<long>(type: "INTEGER", nullable: false),
                    updated = table.Column<long>(type: "INTEGER", nullable: false),
                    skipped = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false),
                    fraction = table.Column<double>(type: "REAL", nullable: true),
                    requested_by = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_imports", x => new { x.tenant, x.id });
                });

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
                name: "mentions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    activity_id = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mentions", x => new { x.tenant, x.user_id, x.activity_id });
                });

            migrationBuilder.CreateTable(
                name: "note_edits",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    activity_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_note_edits", x => new { x.tenant, x.activity_id, x.version });
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

            migrationBuilder.CreateTable(
                name: "platform_tenant_files",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    notes = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_tenant_files", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "platform_tenants",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    slug = table.Column<string>(type: "TEXT", nullable: true),
                    plan = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    period_end = table.Column<long>(type: "INTEGER", nullable: true),
                    suspended = table.Column<bool>(type: "INTEGER", nullable: false),
                    suspended_reason = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_tenants", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "policies",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<short>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    content_ar = table.Column<string>(type: "TEXT", nullable: false),
                    content_en = table.Column<string>(type: "TEXT", nullable: true),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    effective_from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policies", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "policy_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    policy_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    content_ar = table.Column<string>(type: "TEXT", nullable: false),
                    content_en = table.Column<string>(type: "TEXT", nullable: true),
                    effective_from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_versions", x => new { x.tenant, x.policy_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "record_fields",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_record_fields", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "report_activity",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    stream = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    entity = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_activity", x => new { x.tenant, x.stream, x.version });
                });

            migrationBuilder.CreateTable(
                name: "report_amounts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    opened = table.Column<long>(type: "INTEGER", nullable: false),
                    opened_value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    won = table.Column<long>(type: "INTEGER", nullable: false),
                    won_value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    lost = table.Column<long>(type: "INTEGER", nullable: false),
                    lost_value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    open = table.Column<long>(type: "INTEGER", nullable: false),
                    open_value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_amounts", x => new { x.tenant, x.subject, x.day });
                });

            migrationBuilder.CreateTable(
                name: "report_consents",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    contact_id = table.Column<string>(type: "TEXT", nullable: false),
                    missing = table.Column<bool>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_consents", x => new { x.tenant, x.contact_id });
                });

            migrationBuilder.CreateTable(
                name: "report_counts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_counts", x => new { x.tenant, x.name });
                });

            migrationBuilder.CreateTable(
                name: "report_days",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<string>(type: "TEXT", nullable: false),
                    leads_new = table.Column<long>(type: "INTEGER", nullable: false),
                    leads_qualified = table.Column<long>(type: "INTEGER", nullable: false),
                    leads_converted = table.Column<long>(type: "INTEGER", nullable: false),
                    leads_lost = table.Column<long>(type: "INTEGER", nullable: false),
                    messages_in = table.Column<long>(type: "INTEGER", nullable: false),
                    messages_out = table.Column<long>(type: "INTEGER", nullable: false),
                    human_messages = table.Column<long>(type: "INTEGER", nullable: false),
                    conversations = table.Column<long>(type: "INTEGER", nullable: false),
                    handed_over = table.Column<long>(type: "INTEGER", nullable: false),
                    taken = table.Column<long>(type: "INTEGER", nullable: false),
                    taken_assisted = table.Column<long>(type: "INTEGER", nullable: false),
                    resolved = table.Column<long>(type: "INTEGER", nullable: false),
                    agent_runs = table.Column<long>(type: "INTEGER", nullable: false),
                    agent_fallbacks = table.Column<long>(type: "INTEGER", nullable: false),
                    input_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    output_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    first_responses = table.Column<long>(type: "INTEGER", nullable: false),
                    first_response_seconds = table.Column<long>(type: "INTEGER", nullable: false),
                    breaches = table.Column<long>(type: "INTEGER", nullable: false),
                    satisfaction_asked = table.Column<long>(type: "INTEGER", nullable: false),
                    satisfaction_answers = table.Column<long>(type: "INTEGER", nullable: false),
                    satisfaction_sum = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_days", x => new { x.tenant, x.subject, x.day });
                });

            migrationBuilder.CreateTable(
                name: "report_deals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    opened_day = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    closed_day = table.Column<string>(type: "TEXT", nullable: true),
                    closed_by = table.Column<string>(type: "TEXT", nullable: true),
                    value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    stage_since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_deals", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "report_leads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_leads", x => new { x.tenant, x.id });
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

            migrationBuilder.CreateTable(
                name: "service_levels",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    @case = table.Column<int>(name: "case", type: "INTEGER", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    unanswered = table.Column<bool>(type: "INTEGER", nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: false),
                    priority = table.Column<short>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    held_by = table.Column<string>(type: "TEXT", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    first_response_due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    first_responded_at = table.Column<long>(type: "INTEGER", nullable: true),
                    resolution_due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    waiting = table.Column<bool>(type: "INTEGER", nullable: false),
                    alarm_level = table.Column<int>(type: "INTEGER", nullable: true),
                    acknowledge_by = table.Column<long>(type: "INTEGER", nullable: true),
                    acknowledged_by = table.Column<string>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_levels", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "subscriptions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    plan = table.Column<string>(type: "TEXT", nullable: false),
                    wanted_plan = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    period = table.Column<short>(type: "INTEGER", nullable: false),
                    price = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    period_start = table.Column<long>(type: "INTEGER", nullable: false),
                    period_end = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_with_period = table.Column<bool>(type: "INTEGER", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: true),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subscriptions", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "timeline",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    entry = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    entity = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: true),
                    data = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_timeline", x => new { x.tenant, x.subject, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "usage_months",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    month = table.Column<string>(type: "TEXT", nullable: false),
                    metric = table.Column<string>(type: "TEXT", nullable: false),
                    used = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_months", x => new { x.tenant, x.month, x.metric });
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    full_name = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    role = table.Column<short>(type: "INTEGER", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    languages = table.Column<string>(type: "TEXT", nullable: false),
                    sectors = table.Column<string>(type: "TEXT", nullable: false),
                    capacity = table.Column<int>(type: "INTEGER", nullable: false),
                    work_from = table.Column<int>(type: "INTEGER", nullable: true),
                    work_until = table.Column<int>(type: "INTEGER", nullable: true),
                    presence = table.Column<short>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    last_login_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    types = table.Column<string>(type: "TEXT", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    disabled_reason = table.Column<string>(type: "TEXT", nullable: true),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: false),
                    former_secret = table.Column<string>(type: "TEXT", nullable: true),
                    former_until = table.Column<long>(type: "INTEGER", nullable: true),
                    after_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => new { x.tenant, x.id });
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
                name: "ix_leads_tenant_email",
                table: "leads",
                columns: new[] { "tenant", "email" });

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
                name: "ix_leads_tenant_phone",
                table: "leads",
                columns: new[] { "tenant", "phone" });

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
                name: "ix_alerts_tenant_at_id",
                table: "alerts",
                columns: new[] { "tenant", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_tenant_open_at_id",
                table: "alerts",
                columns: new[] { "tenant", "open", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_tenant_action_at_seq",
                table: "audit_logs",
                columns: new[] { "tenant", "action", "at", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_tenant_actor_id_at_seq",
                table: "audit_logs",
                columns: new[] { "tenant", "actor_id", "at", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_tenant_at_seq",
                table: "audit_logs",
                columns: new[] { "tenant", "at", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_tenant_entity_type_entity_id_at_seq",
                table: "audit_logs",
                columns: new[] { "tenant", "entity_type", "entity_id", "at", "seq" });

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
                name: "ix_canned_replies_tenant_shortcut_id",
                table: "canned_replies",
                columns: new[] { "tenant", "shortcut", "id" });

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
                name: "ix_conversation_labels_tenant_label_removed_last_at_conversation_id",
                table: "conversation_labels",
                columns: new[] { "tenant", "label", "removed", "last_at", "conversation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_field_values_tenant_kind_field_key_value_record_id",
                table: "field_values",
                columns: new[] { "tenant", "kind", "field_key", "value", "record_id" });

            migrationBuilder.CreateIndex(
                name: "ix_forms_tenant_created_at_id",
                table: "forms",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_lead_imports_tenant_created_at_id",
                table: "lead_imports",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_mentions_tenant_user_id_at_activity_id",
                table: "mentions",
                columns: new[] { "tenant", "user_id", "at", "activity_id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_tenants_tenant_created_at_id",
                table: "platform_tenants",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_policies_tenant_updated_at_id",
                table: "policies",
                columns: new[] { "tenant", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_report_activity_tenant_at_stream",
                table: "report_activity",
                columns: new[] { "tenant", "at", "stream" });

            migrationBuilder.CreateIndex(
                name: "ix_report_amounts_tenant_kind_day",
                table: "report_amounts",
                columns: new[] { "tenant", "kind", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_report_consents_tenant_missing_since",
                table: "report_consents",
                columns: new[] { "tenant", "missing", "since" });

            migrationBuilder.CreateIndex(
                name: "ix_report_days_tenant_day_subject",
                table: "report_days",
                columns: new[] { "tenant", "day", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_report_deals_tenant_kind_stage_since",
                table: "report_deals",
                columns: new[] { "tenant", "kind", "stage_since" });

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

            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_state_started_at_id",
                table: "service_levels",
                columns: new[] { "tenant", "state", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_unanswered_started_at",
                table: "service_levels",
                columns: new[] { "tenant", "unanswered", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_timeline_tenant_subject_at_entry",
                table: "timeline",
                columns: new[] { "tenant", "subject", "at", "entry" });

            migrationBuilder.CreateIndex(
                name: "ix_users_tenant_created_at_id",
                table: "users",
                columns: new[] { "tenant", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_tenant_created_at_id",
                table: "webhooks",
                columns: new[] { "tenant", "created_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "audit_heads");

            migrationBuilder.DropTable(
                name: "audit_logs");

            migrationBuilder.DropTable(
                name: "call_transcripts");

            migrationBuilder.DropTable(
                name: "calls");

            migrationBuilder.DropTable(
                name: "canned_replies");

            migrationBuilder.DropTable(
                name: "companies");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "contact_links");

            migrationBuilder.DropTable(
                name: "conversation_labels");

            migrationBuilder.DropTable(
                name: "deal_closed_totals");

            migrationBuilder.DropTable(
                name: "deal_expected_totals");

            migrationBuilder.DropTable(
                name: "deal_stage_times");

            migrationBuilder.DropTable(
                name: "field_values");

            migrationBuilder.DropTable(
                name: "folder_counts");

            migrationBuilder.DropTable(
                name: "forms");

            migrationBuilder.DropTable(
                name: "lead_imports");

            migrationBuilder.DropTable(
                name: "lead_totals");

            migrationBuilder.DropTable(
                name: "mentions");

            migrationBuilder.DropTable(
                name: "note_edits");

            migrationBuilder.DropTable(
                name: "pipelines");

            migrationBuilder.DropTable(
                name: "platform_tenant_files");

            migrationBuilder.DropTable(
                name: "platform_tenants");

            migrationBuilder.DropTable(
                name: "policies");

            migrationBuilder.DropTable(
                name: "policy_versions");

            migrationBuilder.DropTable(
                name: "record_fields");

            migrationBuilder.DropTable(
                name: "report_activity");

            migrationBuilder.DropTable(
                name: "report_amounts");

            migrationBuilder.DropTable(
                name: "report_consents");

            migrationBuilder.DropTable(
                name: "report_counts");

            migrationBuilder.DropTable(
                name: "report_days");

            migrationBuilder.DropTable(
                name: "report_deals");

            migrationBuilder.DropTable(
                name: "report_leads");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "service_levels");

            migrationBuilder.DropTable(
                name: "subscriptions");

            migrationBuilder.DropTable(
                name: "timeline");

            migrationBuilder.DropTable(
                name: "usage_months");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "webhooks");

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
                name: "ix_leads_tenant_email",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_email_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_name_key_id",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_tenant_phone",
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

            migrationBuilder.DropPrimaryKey(
                name: "pk_deal_stage_totals",
                table: "deal_stage_totals");

            migrationBuilder.DropColumn(
                name: "business_hours",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "email",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "holidays",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "hot_from",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "industry",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "logo_url",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "name_ar",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "phone",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "slug",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "suspended",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "suspended_reason",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "warm_from",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "whats_app_number",
                table: "tenants");

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
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "status", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id" });

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
