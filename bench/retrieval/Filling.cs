using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SalesFlow.Storage.Database;

namespace SalesFlow.Bench.Retrieval;

/// <summary>Writes passages with their terms, as the projector would have left them.</summary>
internal static class Filling
{
    private static readonly string[] Names = ["$tenant", "$article", "$language", "$title", "$section", "$text", "$words", "$at"];

    public const string Large = "01large0000000000000000000", Small = "01small0000000000000000000";
    private const int OfSmall = 500;
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task Sqlite(SqliteDatabase database, Corpus corpus, int passages)
    {
        var terms = new Dictionary<(string, string), long>();
        return database.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = """
                INSERT INTO knowledge_chunks (tenant, article_id, place, language, title, section, text, words, category, sector, is_internal, article_version, updated_at)
                VALUES ($tenant, $article, 0, $language, $title, $section, $text, $words, 'faq', NULL, 0, 1, $at)
                """;
            var parameters = Names.Select(n => command.Parameters.Add(n, SqliteType.Text)).ToArray();
            parameters[7].SqliteType = SqliteType.Integer;
            foreach (var (tenant, number) in Numbers(passages))
            {
                var p = corpus.Passage(number);
                object[] values = [tenant, $"a{number}", p.Language, p.Title, p.Section, p.Text, p.Words, SqliteTime.ToMicroseconds(At)];
                for (var i = 0; i < values.Length; i++) parameters[i].Value = values[i];
                command.ExecuteNonQuery();
                Count(terms, tenant, p.Words);
            }
            using var term = connection.CreateCommand();
            term.CommandText = "INSERT INTO knowledge_terms (tenant, term, chunks) VALUES ($tenant, $term, $count)";
            var (t, w, c) = (term.Parameters.Add("$tenant", SqliteType.Text), term.Parameters.Add("$term", SqliteType.Text), term.Parameters.Add("$count", SqliteType.Integer));
            foreach (var ((tenant, word), count) in terms)
            {
                (t.Value, w.Value, c.Value) = (tenant, word, count);
                term.ExecuteNonQuery();
            }
            return 0;
        });
    }

    public static async Task Postgres(PostgresDatabase database, Corpus corpus, int passages)
    {
        var terms = new Dictionary<(string, string), long>();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using (var writer = await connection.BeginBinaryImportAsync(
            "COPY knowledge_chunks (tenant, article_id, place, language, title, section, text, words, category, is_internal, article_version, updated_at) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (tenant, number) in Numbers(passages))
            {
                var p = corpus.Passage(number);
                await writer.StartRowAsync();
                await writer.WriteAsync(tenant);
                await writer.WriteAsync($"a{number}");
                await writer.WriteAsync(0L);
                foreach (var text in new[] { p.Language, p.Title, p.Section, p.Text, p.Words, "faq" }) await writer.WriteAsync(text);
                await writer.WriteAsync(false);
                await writer.WriteAsync(1);
                await writer.WriteAsync(At, NpgsqlDbType.TimestampTz);
                Count(terms, tenant, p.Words);
            }
            await writer.CompleteAsync();
        }
        await using (var writer = await connection.BeginBinaryImportAsync("COPY knowledge_terms (tenant, term, chunks) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var ((tenant, word), count) in terms)
            {
                await writer.StartRowAsync();
                await writer.WriteAsync(tenant);
                await writer.WriteAsync(word);
                await writer.WriteAsync(count);
            }
            await writer.CompleteAsync();
        }
        await using var analyze = new NpgsqlCommand("VACUUM ANALYZE knowledge_chunks", connection) { CommandTimeout = 0 };
        await analyze.ExecuteNonQueryAsync();
    }

    private static IEnumerable<(string Tenant, int Number)> Numbers(int passages)
    {
        for (var i = 0; i < passages; i++) yield return (Large, i);
        for (var i = 0; i < OfSmall; i++) yield return (Small, i + 1_000_000);
    }

    private static void Count(Dictionary<(string, string), long> terms, string tenant, string words)
    {
        foreach (var word in words.Split(' ').Append("")) terms[(tenant, word)] = terms.GetValueOrDefault((tenant, word)) + 1;
    }
}
