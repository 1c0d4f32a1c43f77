using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SalesFlow.Knowledge;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Knowledge;

/// <summary>Keeps the vectors of passages as bytes in the table <c>knowledge_vectors</c>: they are compared in memory, over the best few hundred.</summary>
internal sealed class KnowledgeVectors(IServiceProvider services, ReadModelContexts contexts) : IKnowledgeVectors
{
    private readonly PostgresDatabase? _postgres = services.GetService<PostgresDatabase>();
    private readonly SqliteDatabase? _sqlite = services.GetService<SqliteDatabase>();

    public async Task<IReadOnlyList<ChunkText>> Missing(string tenant, string articleId, string model, int limit, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<KnowledgeChunkRow>().Where(r => r.ArticleId == articleId && r.Words != "").OrderBy(r => r.Place).ToListAsync(ct);
        var kept = await Hashes(tenant, articleId, model, ct);
        return
        [
            .. rows.Select(r => (r.Place, Text: $"{r.Title}\n{r.Section}\n{r.Text}")).Select(r => new ChunkText(r.Place, HashOf(r.Text), r.Text))
                .Where(c => !kept.TryGetValue(c.Place, out var hash) || hash != c.Hash).Take(limit),
        ];
    }

    public async Task Put(string tenant, string articleId, string model, IReadOnlyList<ChunkVector> vectors, CancellationToken ct)
    {
        const string upsert = """
            INSERT INTO knowledge_vectors (tenant, article_id, place, model, hash, vector) VALUES ({0})
            ON CONFLICT (tenant, article_id, place, model) DO UPDATE SET hash = excluded.hash, vector = excluded.vector
            """;
        if (_postgres is null)
        {
            await _sqlite!.Write(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = upsert.Replace("{0}", "$tenant, $article, $place, $model, $hash, $vector", StringComparison.Ordinal);
                foreach (var v in vectors)
                {
                    command.Parameters.Clear();
                    command.Parameters.AddRange(new SqliteParameter[]
                    {
                        new("$tenant", tenant), new("$article", articleId), new("$place", v.Place), new("$model", model), new("$hash", v.Hash), new("$vector", Bytes(v.Vector)),
                    });
                    command.ExecuteNonQuery();
                }
                return 0;
            });
            return;
        }
        await using var batch = _postgres.DataSource.CreateBatch();
        foreach (var v in vectors)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(upsert.Replace("{0}", "$1, $2, $3, $4, $5, $6", StringComparison.Ordinal))
            {
                Parameters =
                {
                    new() { Value = tenant }, new() { Value = articleId }, new() { Value = v.Place }, new() { Value = model }, new() { Value = v.Hash }, new() { Value = Bytes(v.Vector) },
                },
            });
        }
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The vectors of passages, as far as there are any; those of passages that have changed since are left out.</summary>
    public async Task<Dictionary<(string Article, long Place), float[]>> Of(
        string tenant, string model, IReadOnlyList<(string Article, long Place)> passages, CancellationToken ct)
    {
        var wanted = passages.ToHashSet();
        var articles = passages.Select(p => p.Article).Distinct(StringComparer.Ordinal).ToArray();
        var found = new Dictionary<(string, long), float[]>();
        const string select = "SELECT article_id, place, vector FROM knowledge_vectors WHERE tenant = {0} AND model = {1} AND article_id ";
        if (_postgres is null)
        {
            using var connection = _sqlite!.OpenRead();
            using var command = connection.CreateCommand();
            command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, select, "$tenant", "$model")
                + $"IN ({string.Join(", ", articles.Select((_, i) => $"$a{i}"))})";
            command.Parameters.AddWithValue("$tenant", tenant);
            command.Parameters.AddWithValue("$model", model);
            for (var i = 0; i < articles.Length; i++) command.Parameters.AddWithValue($"$a{i}", articles[i]);
            using var reader = command.ExecuteReader();
            while (reader.Read()) Keep(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            return found;
        }
        await using var ask = _postgres.DataSource.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, select, "$1", "$2") + "= ANY ($3)");
        ask.Parameters.Add(new() { Value = tenant });
        ask.Parameters.Add(new() { Value = model });
        ask.Parameters.Add(new() { Value = articles });
        await using var rows = await ask.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) Keep(rows.GetString(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
        return found;

        void Keep(string article, long place, byte[] bytes)
        {
            if (wanted.Contains((article, place))) found[(article, place)] = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        }
    }

    private async Task<Dictionary<long, string>> Hashes(string tenant, string articleId, string model, CancellationToken ct)
    {
        var kept = new Dictionary<long, string>();
        const string select = "SELECT place, hash FROM knowledge_vectors WHERE tenant = {0} AND article_id = {1} AND model = {2}";
        if (_postgres is null)
        {
            using var connection = _sqlite!.OpenRead();
            using var command = connection.CreateCommand();
            command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, select, "$tenant", "$article", "$model");
            command.Parameters.AddWithValue("$tenant", tenant);
            command.Parameters.AddWithValue("$article", articleId);
            command.Parameters.AddWithValue("$model", model);
            using var reader = command.ExecuteReader();
            while (reader.Read()) kept[reader.GetInt64(0)] = reader.GetString(1);
            return kept;
        }
        await using var ask = _postgres.DataSource.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, select, "$1", "$2", "$3"));
        ask.Parameters.Add(new() { Value = tenant });
        ask.Parameters.Add(new() { Value = articleId });
        ask.Parameters.Add(new() { Value = model });
        await using var rows = await ask.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) kept[rows.GetInt64(0)] = rows.GetString(1);
        return kept;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static byte[] Bytes(float[] vector) => MemoryMarshal.AsBytes<float>(vector).ToArray();
}
