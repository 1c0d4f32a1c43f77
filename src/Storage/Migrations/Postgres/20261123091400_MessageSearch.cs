using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// The full-text index of messages' words, and the function that asks it. Under row security no query may use a full-text operator's index, since
    /// the operator could betray other tenants' rows; the function runs as the tables' owner and names the session's tenant itself.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261123091400_MessageSearch")]
    public partial class MessageSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("CREATE INDEX ix_message_texts_tenant_words ON message_texts USING gin (tenant, to_tsvector('simple'::regconfig, words)) WITH (gin_pending_list_limit = 8192);");
            migrationBuilder.Sql("""
                CREATE FUNCTION find_messages(
                    query text, of_conversation text, not_before timestamptz, before timestamptz, is_outbound boolean, after_at timestamptz, after_id text, most integer)
                RETURNS SETOF message_texts
                LANGUAGE sql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                    SELECT * FROM message_texts
                    WHERE tenant = current_setting('salesflow.tenant', true)
                      AND to_tsvector('simple'::regconfig, words) @@ to_tsquery('simple'::regconfig, query)
                      AND (of_conversation IS NULL OR conversation_id = of_conversation)
                      AND (not_before IS NULL OR at >= not_before)
                      AND (before IS NULL OR at < before)
                      AND (is_outbound IS NULL OR outbound = is_outbound)
                      AND (after_at IS NULL OR (at, id) < (after_at, after_id))
                    ORDER BY at DESC, id DESC
                    LIMIT most
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION find_messages(text, text, timestamptz, timestamptz, boolean, timestamptz, text, integer);");
            migrationBuilder.Sql("DROP INDEX ix_message_texts_tenant_words;");
        }
    }
}
