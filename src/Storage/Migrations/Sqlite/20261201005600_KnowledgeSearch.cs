using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SalesFlow.Storage.ReadModels;

#nullable disable

namespace SalesFlow.Storage.Migrations.Sqlite
{
    /// <summary>
    /// The passages of knowledge with a full-text index of their terms. The index names rows by a number of their own, which no vacuum changes; triggers
    /// keep it equal to the table.
    /// </summary>
    [DbContext(typeof(SqliteReadModelContext))]
    [Migration("20261201005600_KnowledgeSearch")]
    public partial class KnowledgeSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE knowledge_chunks (
                    number          INTEGER PRIMARY KEY,
                    tenant          TEXT NOT NULL,
                    article_id      TEXT NOT NULL,
                    place           INTEGER NOT NULL,
                    language        TEXT NOT NULL,
                    title           TEXT NOT NULL,
                    section         TEXT NOT NULL,
                    text            TEXT NOT NULL,
                    words           TEXT NOT NULL,
                    category        TEXT NOT NULL,
                    sector          TEXT NULL,
                    is_internal     INTEGER NOT NULL,
                    article_version INTEGER NOT NULL,
                    updated_at      INTEGER NOT NULL,
                    UNIQUE (tenant, article_id, place)
                );
                """);
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE knowledge_words USING fts5(tenant, words, content = 'knowledge_chunks', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0');
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER knowledge_chunks_added AFTER INSERT ON knowledge_chunks BEGIN
                    INSERT INTO knowledge_words (rowid, tenant, words) VALUES (new.number, new.tenant, new.words);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER knowledge_chunks_removed AFTER DELETE ON knowledge_chunks BEGIN
                    INSERT INTO knowledge_words (knowledge_words, rowid, tenant, words) VALUES ('delete', old.number, old.tenant, old.words);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER knowledge_chunks_changed AFTER UPDATE OF words ON knowledge_chunks WHEN old.words <> new.words BEGIN
                    INSERT INTO knowledge_words (knowledge_words, rowid, tenant, words) VALUES ('delete', old.number, old.tenant, old.words);
                    INSERT INTO knowledge_words (rowid, tenant, words) VALUES (new.number, new.tenant, new.words);
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE knowledge_words;");
            migrationBuilder.Sql("DROP TABLE knowledge_chunks;");
        }
    }
}
