using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// The words of entities with a full-text index of every three letters in a row. The index names rows by a number of their own, which no
    /// vacuum changes; triggers keep it equal to the table.
    /// </summary>
    public partial class SearchIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE search_entries (
                    number INTEGER PRIMARY KEY,
                    tenant TEXT NOT NULL,
                    kind   TEXT NOT NULL,
                    id     TEXT NOT NULL,
                    text   TEXT NOT NULL,
                    UNIQUE (tenant, kind, id)
                );
                """);
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE search_words USING fts5(text, content = 'search_entries', content_rowid = 'number', tokenize = 'trigram');
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
                    INSERT INTO search_words (rowid, text) VALUES (new.number, new.text);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN
                    INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', old.number, old.text);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_entries_changed AFTER UPDATE OF text ON search_entries WHEN old.text <> new.text BEGIN
                    INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', old.number, old.text);
                    INSERT INTO search_words (rowid, text) VALUES (new.number, new.text);
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE search_words;");
            migrationBuilder.Sql("DROP TABLE search_entries;");
        }
    }
}
