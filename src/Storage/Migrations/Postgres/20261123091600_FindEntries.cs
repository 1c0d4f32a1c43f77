using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// The functions that ask the indexes of words and of leads' tags. Under row security no LIKE may use an index, since the operator could betray
    /// other tenants' rows; they run as the tables' owner and name the session's tenant themselves. Their statements are planned for the words at hand:
    /// how common a word is decides the plan.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261123091600_FindEntries")]
    public partial class FindEntries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE search_entries ALTER COLUMN text SET STATISTICS 1000;");
            migrationBuilder.Sql("""
                CREATE FUNCTION find_entries(of_kind text, patterns text[], most integer)
                RETURNS SETOF text
                LANGUAGE plpgsql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                DECLARE
                    pattern text;
                    statement text := format('SELECT id::text FROM search_entries WHERE tenant = %L AND kind = %L', current_setting('salesflow.tenant', true), of_kind);
                BEGIN
                    FOREACH pattern IN ARRAY patterns LOOP
                        statement := statement || format(' AND text LIKE %L', pattern);
                    END LOOP;
                    RETURN QUERY EXECUTE statement || format(' LIMIT %s', most);
                END
                $$;
                """);
            migrationBuilder.Sql("""
                CREATE FUNCTION find_tagged_leads(pattern text, most integer)
                RETURNS SETOF text
                LANGUAGE plpgsql STABLE SECURITY DEFINER
                SET search_path FROM CURRENT
                AS $$
                BEGIN
                    RETURN QUERY EXECUTE format(
                        'SELECT id::text FROM leads WHERE tenant = %L AND NOT hidden AND tags IS NOT NULL AND tags LIKE %L LIMIT %s',
                        current_setting('salesflow.tenant', true), pattern, most);
                END
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION find_tagged_leads(text, integer);");
            migrationBuilder.Sql("DROP FUNCTION find_entries(text, text[], integer);");
            migrationBuilder.Sql("ALTER TABLE search_entries ALTER COLUMN text SET STATISTICS -1;");
        }
    }
}
