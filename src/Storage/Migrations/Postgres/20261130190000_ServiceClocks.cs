using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// Which of a case's clocks has warned, so that the warning ends with its clock. Of cases that stand only the state is known: before the first answer
    /// its clock is taken for the one that warned, afterwards the other.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261130190000_ServiceClocks")]
    public partial class ServiceClocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE service_levels ADD COLUMN first_warned boolean NOT NULL DEFAULT FALSE;");
            migrationBuilder.Sql("ALTER TABLE service_levels ADD COLUMN resolution_warned boolean NOT NULL DEFAULT FALSE;");
            migrationBuilder.Sql("UPDATE service_levels SET first_warned = TRUE WHERE state = 1 AND unanswered = TRUE;");
            migrationBuilder.Sql("UPDATE service_levels SET resolution_warned = TRUE WHERE state = 1 AND unanswered = FALSE;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE service_levels DROP COLUMN resolution_warned;");
            migrationBuilder.Sql("ALTER TABLE service_levels DROP COLUMN first_warned;");
        }
    }
}
