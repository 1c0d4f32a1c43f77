using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// Which of a case's clocks has warned, so that the warning ends with its clock. Of cases that stand only the state is known: before the first answer
    /// its clock is taken for the one that warned, afterwards the other.
    /// </summary>
    [DbContext(typeof(SqliteReadModelContext))]
    [Migration("20261130190000_ServiceClocks")]
    public partial class ServiceClocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE service_levels ADD COLUMN first_warned INTEGER NOT NULL DEFAULT 0;");
            migrationBuilder.Sql("ALTER TABLE service_levels ADD COLUMN resolution_warned INTEGER NOT NULL DEFAULT 0;");
            migrationBuilder.Sql("UPDATE service_levels SET first_warned = 1 WHERE state = 1 AND unanswered = 1;");
            migrationBuilder.Sql("UPDATE service_levels SET resolution_warned = 1 WHERE state = 1 AND unanswered = 0;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE service_levels DROP COLUMN resolution_warned;");
            migrationBuilder.Sql("ALTER TABLE service_levels DROP COLUMN first_warned;");
        }
    }
}
