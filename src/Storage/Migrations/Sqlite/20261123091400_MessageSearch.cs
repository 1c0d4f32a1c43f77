using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// The words of messages with a full-text index of whole words and their beginnings. The index names rows by a number of their own, which no vacuum
    /// changes; triggers keep it equal to the table.
    /// </summary>
    [DbContext(typeof(SqliteReadModelContext))]
    [Migration("20261123091400_MessageSearch")]
    public partial class MessageSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE message_texts (
                    number          INTEGER PRIMARY KEY,
                    tenant          TEXT NOT NULL,
                    id              TEXT NOT NULL,
                    conversation_id TEXT NOT NULL,
                    outbound        INTEGER NOT NULL,
                    at              INTEGER NOT NULL,
                    words           TEXT NOT NULL,
                    UNIQUE (tenant, id)
                );
                """);
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE message_words USING fts5(words, content = 'message_texts', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0');
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER message_texts_added AFTER INSERT ON message_texts BEGIN
                    INSERT INTO message_words (rowid, words) VALUES (new.number, new.words);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER message_texts_removed AFTER DELETE ON message_texts BEGIN
                    INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', old.number, old.words);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER message_texts_changed AFTER UPDATE OF words ON message_texts WHEN old.words <> new.words BEGIN
                    INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', old.number, old.words);
                    INSERT INTO message_words (rowid, words) VALUES (new.number, new.words);
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE message_words;");
            migrationBuilder.Sql("DROP TABLE message_texts;");
        }
    }
}
