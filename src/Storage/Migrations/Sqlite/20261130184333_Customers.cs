using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// Customers, and the web domains of companies. Whoever had won deals before is a customer from the beginning: it follows from the rows of deals, leads and
    /// contacts, so that nothing has to be made again from the log.
    /// </summary>
    public partial class Customers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "domain",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    lead_id = table.Column<string>(type: "TEXT", nullable: true),
                    contact_id = table.Column<string>(type: "TEXT", nullable: true),
                    company_id = table.Column<string>(type: "TEXT", nullable: true),
                    deal_id = table.Column<string>(type: "TEXT", nullable: false),
                    full_name = table.Column<string>(type: "TEXT", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    company_name = table.Column<string>(type: "TEXT", nullable: true),
                    won = table.Column<int>(type: "INTEGER", nullable: false),
                    lifetime_value = table.Column<long>(type: "INTEGER", precision: 28, scale: 2, nullable: false),
                    value_order = table.Column<long>(type: "INTEGER", nullable: false),
                    merged_into = table.Column<string>(type: "TEXT", nullable: true),
                    hidden = table.Column<bool>(type: "INTEGER", nullable: false),
                    became_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_became_at_id",
                table: "customers",
                columns: new[] { "tenant", "became_at", "id" },
                filter: "NOT hidden");

            migrationBuilder.CreateIndex(
                name: "ix_customers_tenant_value_order_id",
                table: "customers",
                columns: new[] { "tenant", "value_order", "id" },
                filter: "NOT hidden");

            migrationBuilder.Sql("""
                WITH RECURSIVE won AS (
                    SELECT tenant, COALESCE(lead_id, contact_id) AS id, lead_id IS NOT NULL AS is_lead, id AS deal_id, contact_id, company_id,
                           COALESCE(closed_at, stage_since) AS closed_at, updated_at,
                           CASE WHEN currency = 'SAR' THEN value ELSE 0 END AS amount, CASE WHEN currency = 'SAR' THEN value_order ELSE 0 END AS hundredths
                      FROM deals WHERE stage_kind = 1 AND deleted_at IS NULL AND COALESCE(lead_id, contact_id) IS NOT NULL),
                line AS (
                    SELECT tenant, id, is_lead, id AS at FROM won
                    UNION
                    SELECT l.tenant, l.id, l.is_lead, COALESCE(m.merged_into, c.merged_into)
                      FROM line l
                      LEFT JOIN leads m ON l.is_lead AND m.tenant = l.tenant AND m.id = l.at
                      LEFT JOIN contacts c ON NOT l.is_lead AND c.tenant = l.tenant AND c.id = l.at
                     WHERE COALESCE(m.merged_into, c.merged_into) IS NOT NULL),
                counted AS (
                    SELECT l.tenant, l.at AS id, l.is_lead, w.deal_id, w.contact_id, w.company_id, w.closed_at, w.updated_at, w.amount, w.hundredths,
                           ROW_NUMBER() OVER (PARTITION BY l.tenant, l.at ORDER BY w.closed_at, w.deal_id) AS place
                      FROM line l JOIN won w ON w.tenant = l.tenant AND w.id = l.id AND w.is_lead = l.is_lead),
                summed AS (
                    SELECT tenant, id, MAX(is_lead) AS is_lead, MAX(CASE WHEN place = 1 THEN deal_id END) AS deal_id,
                           MAX(CASE WHEN place = 1 THEN contact_id END) AS contact_id, MAX(CASE WHEN place = 1 THEN company_id END) AS company_id, COUNT(*) AS won,
                           SUM(amount) AS amount, SUM(hundredths) AS hundredths, MIN(closed_at) AS became_at, MAX(updated_at) AS updated_at
                      FROM counted GROUP BY tenant, id)
                INSERT INTO customers (tenant, id, lead_id, contact_id, company_id, deal_id, full_name, email, phone, company_name, won, lifetime_value, value_order,
                                       merged_into, hidden, became_at, updated_at)
                SELECT s.tenant, s.id, CASE WHEN s.is_lead THEN s.id END, CASE WHEN s.is_lead THEN s.contact_id ELSE s.id END,
                       CASE WHEN s.is_lead THEN s.company_id ELSE COALESCE(c.company_id, s.company_id) END, s.deal_id,
                       CASE WHEN s.is_lead THEN l.name ELSE COALESCE(c.full_name, c.name) END, CASE WHEN s.is_lead THEN l.email ELSE c.email END,
                       CASE WHEN s.is_lead THEN l.phone ELSE c.phone END, CASE WHEN s.is_lead THEN l.company_name END, s.won, s.amount, s.hundredths,
                       CASE WHEN s.is_lead THEN l.merged_into ELSE c.merged_into END, (CASE WHEN s.is_lead THEN l.merged_into ELSE c.merged_into END) IS NOT NULL,
                       s.became_at, s.updated_at
                  FROM summed s
                  LEFT JOIN leads l ON s.is_lead AND l.tenant = s.tenant AND l.id = s.id
                  LEFT JOIN contacts c ON NOT s.is_lead AND c.tenant = s.tenant AND c.id = s.id;
                """);
            migrationBuilder.Sql("""
                INSERT INTO search_entries (tenant, kind, id, text)
                SELECT c.tenant, 'customer', c.id, e.text
                  FROM customers c JOIN search_entries e ON e.tenant = c.tenant AND e.id = c.id AND e.kind = CASE WHEN c.lead_id IS NULL THEN 'contact' ELSE 'lead' END
                 WHERE NOT c.hidden;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM search_entries WHERE kind = 'customer';");
            migrationBuilder.DropTable(
                name: "customers");

            migrationBuilder.DropColumn(
                name: "domain",
                table: "tenants");
        }
    }
}
