using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReadModels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agent_runs",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    agent_id = table.Column<string>(type: "TEXT", nullable: false),
                    engine = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: true),
                    fallback_reason = table.Column<string>(type: "TEXT", nullable: true),
                    turn = table.Column<long>(type: "INTEGER", nullable: false),
                    intent = table.Column<string>(type: "TEXT", nullable: false),
                    sentiment = table.Column<int>(type: "INTEGER", nullable: false),
                    confidence = table.Column<double>(type: "REAL", nullable: false),
                    handed_over = table.Column<bool>(type: "INTEGER", nullable: false),
                    input_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    output_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    think_milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_runs", x => new { x.tenant, x.conversation_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "contacts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    bsuid = table.Column<string>(type: "TEXT", nullable: true),
                    username = table.Column<string>(type: "TEXT", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    whats_app_consent = table.Column<short>(type: "INTEGER", nullable: false),
                    merged_into = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    contact_id = table.Column<string>(type: "TEXT", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: false),
                    phone_number_id = table.Column<string>(type: "TEXT", nullable: false),
                    customer_name = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    bsuid = table.Column<string>(type: "TEXT", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    handler = table.Column<short>(type: "INTEGER", nullable: false),
                    hand_over_reason = table.Column<string>(type: "TEXT", nullable: true),
                    hand_over_target = table.Column<string>(type: "TEXT", nullable: true),
                    hand_over_summary = table.Column<string>(type: "TEXT", nullable: true),
                    held_by = table.Column<string>(type: "TEXT", nullable: true),
                    opted_out = table.Column<bool>(type: "INTEGER", nullable: false),
                    last_message_id = table.Column<string>(type: "TEXT", nullable: true),
                    last_text = table.Column<string>(type: "TEXT", nullable: true),
                    last_from_customer = table.Column<bool>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    unanswered = table.Column<int>(type: "INTEGER", nullable: false),
                    window_closes_at = table.Column<long>(type: "INTEGER", nullable: true),
                    sentiment = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversations", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "deal_stage_history",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    deal_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    from_stage = table.Column<string>(type: "TEXT", nullable: true),
                    to_stage = table.Column<string>(type: "TEXT", nullable: false),
                    probability = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_reason = table.Column<string>(type: "TEXT", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_stage_history", x => new { x.tenant, x.deal_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "deals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    stage = table.Column<string>(type: "TEXT", nullable: false),
                    stage_kind = table.Column<short>(type: "INTEGER", nullable: false),
                    probability = table.Column<int>(type: "INTEGER", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: true),
                    contact_id = table.Column<string>(type: "TEXT", nullable: true),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: true),
                    lost_reason = table.Column<string>(type: "TEXT", nullable: true),
                    expected_close = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    stage_since = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deals", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "lead_score_reasons",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<long>(type: "INTEGER", nullable: false),
                    factor = table.Column<string>(type: "TEXT", nullable: false),
                    signal = table.Column<string>(type: "TEXT", nullable: false),
                    points = table.Column<int>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_score_reasons", x => new { x.tenant, x.lead_id, x.place });
                });

            migrationBuilder.CreateTable(
                name: "leads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    company_name = table.Column<string>(type: "TEXT", nullable: true),
                    sector = table.Column<string>(type: "TEXT", nullable: true),
                    city = table.Column<string>(type: "TEXT", nullable: true),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    referral = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<short>(type: "INTEGER", nullable: false),
                    status_reason = table.Column<string>(type: "TEXT", nullable: true),
                    score = table.Column<int>(type: "INTEGER", nullable: false),
                    temperature = table.Column<short>(type: "INTEGER", nullable: false),
                    deal_id = table.Column<string>(type: "TEXT", nullable: true),
                    contact_id = table.Column<string>(type: "TEXT", nullable: true),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: true),
                    follow_up = table.Column<short>(type: "INTEGER", nullable: false),
                    follow_ups_sent = table.Column<int>(type: "INTEGER", nullable: false),
                    next_follow_up_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leads", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "messages",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    outbound = table.Column<bool>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<short>(type: "INTEGER", nullable: true),
                    wamid = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    error_code = table.Column<int>(type: "INTEGER", nullable: true),
                    category = table.Column<string>(type: "TEXT", nullable: true),
                    billable = table.Column<bool>(type: "INTEGER", nullable: true),
                    emoji = table.Column<string>(type: "TEXT", nullable: true),
                    edited = table.Column<bool>(type: "INTEGER", nullable: false),
                    revoked = table.Column<bool>(type: "INTEGER", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    run_id = table.Column<string>(type: "TEXT", nullable: true),
                    turn = table.Column<long>(type: "INTEGER", nullable: true),
                    media_id = table.Column<string>(type: "TEXT", nullable: true),
                    media_type = table.Column<string>(type: "TEXT", nullable: true),
                    reply_to = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    place = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.tenant, x.conversation_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    change = table.Column<string>(type: "TEXT", nullable: false),
                    severity = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notices", x => new { x.tenant, x.entity_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "raw_updates",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    tenant = table.Column<string>(type: "TEXT", nullable: true),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    truncated = table.Column<bool>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_raw_updates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stage_totals",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    stage = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    value = table.Column<long>(type: "INTEGER", precision: 18, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stage_totals", x => new { x.tenant, x.stage, x.currency });
                });

            migrationBuilder.CreateTable(
                name: "tenant_feed",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: true),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    entity = table.Column<string>(type: "TEXT", nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    data = table.Column<string>(type: "TEXT", nullable: true),
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_feed", x => new { x.tenant, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "tenant_numbers",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    phone_number_id = table.Column<string>(type: "TEXT", nullable: false),
                    display_phone_number = table.Column<string>(type: "TEXT", nullable: false),
                    business_account_id = table.Column<string>(type: "TEXT", nullable: false),
                    connected_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_numbers", x => new { x.tenant, x.phone_number_id });
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    company_name = table.Column<string>(type: "TEXT", nullable: false),
                    owner_user_id = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    template = table.Column<string>(type: "TEXT", nullable: true),
                    numbers = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenants", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_agent_runs_tenant_at_run_id",
                table: "agent_runs",
                columns: new[] { "tenant", "at", "run_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_updated_at_id",
                table: "contacts",
                columns: new[] { "tenant", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_handler_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "handler", "last_at", "id" },
                filter: "handler <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_last_at_id",
                table: "conversations",
                columns: new[] { "tenant", "last_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage_since", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_tenant_stage_stage_since_id",
                table: "deals",
                columns: new[] { "tenant", "stage", "stage_since", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_status_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "status", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_updated_at_id",
                table: "leads",
                columns: new[] { "tenant", "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_tenant_conversation_id_place",
                table: "messages",
                columns: new[] { "tenant", "conversation_id", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_raw_updates_at",
                table: "raw_updates",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_runs");

            migrationBuilder.DropTable(
                name: "contacts");

            migrationBuilder.DropTable(
                name: "conversations");

            migrationBuilder.DropTable(
                name: "deal_stage_history");

            migrationBuilder.DropTable(
                name: "deals");

            migrationBuilder.DropTable(
                name: "lead_score_reasons");

            migrationBuilder.DropTable(
                name: "leads");

            migrationBuilder.DropTable(
                name: "messages");

            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "raw_updates");

            migrationBuilder.DropTable(
                name: "stage_totals");

            migrationBuilder.DropTable(
                name: "tenant_feed");

            migrationBuilder.DropTable(
                name: "tenant_numbers");

            migrationBuilder.DropTable(
                name: "tenants");
        }
    }
}
