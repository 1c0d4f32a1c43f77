using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>Since when the first customer waits whom nobody has taken yet: one entry a state.</summary>
    [DbContext(typeof(SqliteReadModelContext))]
    [Migration("20261130190200_LongestWait")]
    public partial class LongestWait : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_service_levels_tenant_state_started_at_held_by",
                table: "service_levels",
                columns: new[] { "tenant", "state", "started_at", "held_by" },
                filter: "held_by IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_service_levels_tenant_state_started_at_held_by", table: "service_levels");
        }
    }
}
