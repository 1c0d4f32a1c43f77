using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>
    /// The rows have grown columns and counters that only their events can fill: they are emptied, and the projector makes all of them again from the
    /// log, in the same order and under the same numbers.
    /// </summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261123091500_Rebuild")]
    public partial class Rebuild : Migration
    {
        private static readonly string[] Tables =
        [
            "leads", "lead_score_reasons", "deals", "deal_stage_history", "conversations", "messages", "agent_runs", "contacts", "tenants", "tenant_numbers",
            "notices", "search_entries", "tenant_feed", "feed_heads",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables) migrationBuilder.Sql($"DELETE FROM {table};");
            migrationBuilder.Sql("DELETE FROM checkpoints WHERE projection = 'read_models';");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // What was emptied has been made again: there is nothing to take back.
        }
    }
}
