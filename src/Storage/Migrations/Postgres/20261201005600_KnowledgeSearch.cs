using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// The full-text index of knowledge's passages, and the function that asks it. Under row security no query may use a full-text operator's index, since
    /// the operator could betray other tenants' rows; the function runs as the tables' owner and names the session's tenant itself. The terms are made by
    /// the program: no parser of the database's cuts them anew.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261201005600_KnowledgeSearch")]
    public partial class KnowledgeSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE knowledge_chunks ADD COLUMN terms tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
                """);
            migrationBuilder.Sql("CREATE INDEX ix_knowledge_chunks_tenant_terms ON knowledge_chunks USING gin (tenant, terms) WITH (gin_pending_list_limit = 8192);");
            migrationBuilder.Sql("""
                CREATE FUNCTION find_chunks(query text, of_language text, of_category text, of_sector text, with_internal boolean, most integer)
                RETURNS SETOF knowledge_chunks
                LANGUAGE sql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                    SELECT * FROM knowledge_chunks
                    WHERE tenant = current_setting('salesflow.tenant', true)
                      AND terms @@ query::tsquery
                      AND (of_language IS NULL OR language = of_language)
                      AND (of_category IS NULL OR category = of_category)
                      AND (of_sector = '' OR sector IS NULL OR sector = of_sector)
                      AND (with_internal OR NOT is_internal)
                    LIMIT most
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION find_chunks(text, text, text, text, boolean, integer);");
            migrationBuilder.Sql("ALTER TABLE knowledge_chunks DROP COLUMN terms;");
        }
    }
}
