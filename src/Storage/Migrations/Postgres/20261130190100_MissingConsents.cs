using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// Whose consent is missing follows from the contacts' rows: of those who were deleted, merged or parted it was wrong.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261130190100_MissingConsents")]
    public partial class MissingConsents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                UPDATE report_consents SET missing = EXISTS (
                    SELECT 1 FROM contacts c
                    WHERE c.tenant = report_consents.tenant AND c.id = report_consents.contact_id
                      AND c.whats_app_consent = 0 AND c.deleted = FALSE AND c.merged_into IS NULL);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // What was wrong is not made wrong again.
        }
    }
}
