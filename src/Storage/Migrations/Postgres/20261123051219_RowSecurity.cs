using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// A second net under the queries' tenant filter: the read side runs as the role <c>salesflow_app</c>, which may only read, and only rows of
    /// the tenant named in <c>salesflow.tenant</c>; none where it is not set. The projector writes as the tables' owner.
    /// </summary>
    public partial class RowSecurity : Migration
    {
        private static readonly string[] Tables =
        [
            "leads", "lead_score_reasons", "deals", "deal_stage_history", "stage_totals", "conversations", "messages", "agent_runs", "contacts",
            "tenants", "tenant_numbers", "notices", "search_entries", "tenant_feed",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A role belongs to the whole server: another database of it may have made it, at this very moment even.
            migrationBuilder.Sql("""
                DO $$
                BEGIN
                    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'salesflow_app') THEN
                        BEGIN
                            CREATE ROLE salesflow_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
                        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                        END;
                    END IF;
                    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'salesflow_app' AND (rolbypassrls OR rolsuper)) THEN
                        RAISE EXCEPTION 'The role salesflow_app may bypass row security.'
                            USING HINT = 'ALTER ROLE salesflow_app NOBYPASSRLS NOSUPERUSER';
                    END IF;
                    IF NOT pg_has_role(current_user, 'salesflow_app', 'MEMBER') THEN
                        EXECUTE format('GRANT salesflow_app TO %I', current_user);
                    END IF;
                    EXECUTE format('GRANT USAGE ON SCHEMA %I TO salesflow_app', current_schema());
                END
                $$;
                """);
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;");
                migrationBuilder.Sql(
                    $"CREATE POLICY tenant_only ON {table} FOR SELECT TO salesflow_app USING (tenant = current_setting('salesflow.tenant', true));");
                migrationBuilder.Sql($"GRANT SELECT ON {table} TO salesflow_app;");
            }
            // Room in the page for the next form of a row, so that a change of what no index holds touches no index.
            foreach (var table in new[] { "messages", "conversations", "leads", "deals", "stage_totals" })
                migrationBuilder.Sql($"ALTER TABLE {table} SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"REVOKE SELECT ON {table} FROM salesflow_app;");
                migrationBuilder.Sql($"DROP POLICY tenant_only ON {table};");
                migrationBuilder.Sql($"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;");
            }
        }
    }
}
