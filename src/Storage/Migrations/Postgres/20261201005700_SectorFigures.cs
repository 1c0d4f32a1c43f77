using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Postgres
{
    /// <summary>Figures by sector of the leads and deals that were there before: they follow from their rows, so that nothing is made again from the log.</summary>
    [DbContext(typeof(PostgresReadModelContext))]
    [Migration("20261201005700_SectorFigures")]
    public partial class SectorFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                INSERT INTO sector_leads (tenant, lead_id, sector, status, counts, deals_open, deals_won, deals_lost, open_value, won_value, cycle_seconds)
                SELECT l.tenant, l.id, COALESCE(l.sector_key, ''), l.status, NOT l.hidden, COALESCE(d.open, 0), COALESCE(d.won, 0), COALESCE(d.lost, 0),
                       COALESCE(d.open_value, 0), COALESCE(d.won_value, 0), COALESCE(d.seconds, 0)
                  FROM leads l
                  LEFT JOIN (
                    SELECT tenant, lead_id, SUM(CASE WHEN stage_kind = 0 THEN 1 ELSE 0 END) AS open, SUM(CASE WHEN stage_kind = 1 THEN 1 ELSE 0 END) AS won,
                           SUM(CASE WHEN stage_kind = 2 THEN 1 ELSE 0 END) AS lost,
                           SUM(CASE WHEN stage_kind = 0 AND currency = 'SAR' THEN value ELSE 0 END) AS open_value,
                           SUM(CASE WHEN stage_kind = 1 AND currency = 'SAR' THEN value ELSE 0 END) AS won_value,
                           SUM(CASE WHEN stage_kind = 1 AND closed_at IS NOT NULL THEN GREATEST(0, floor(extract(epoch FROM closed_at - created_at)))::bigint ELSE 0 END) AS seconds
                      FROM deals WHERE deleted_at IS NULL AND lead_id IS NOT NULL GROUP BY tenant, lead_id) d ON d.tenant = l.tenant AND d.lead_id = l.id;
                """);
            migrationBuilder.Sql("""
                INSERT INTO sector_totals (tenant, sector, leads, qualified, converted, lost, deals_open, deals_won, deals_lost, open_value, won_value, cycle_seconds)
                SELECT tenant, sector, SUM(CASE WHEN counts THEN 1 ELSE 0 END), SUM(CASE WHEN status IN (2, 3) THEN CASE WHEN counts THEN 1 ELSE 0 END ELSE 0 END), SUM(CASE WHEN status = 3 THEN CASE WHEN counts THEN 1 ELSE 0 END ELSE 0 END),
                       SUM(CASE WHEN status = 4 THEN CASE WHEN counts THEN 1 ELSE 0 END ELSE 0 END), SUM(deals_open), SUM(deals_won), SUM(deals_lost), SUM(open_value), SUM(won_value), SUM(cycle_seconds)
                  FROM sector_leads GROUP BY tenant, sector;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM sector_totals;");
            migrationBuilder.Sql("DELETE FROM sector_leads;");
        }
    }
}
