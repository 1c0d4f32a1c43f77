using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using SalesFlow.Feed;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Knowledge;

/// <summary>
/// Has vectors made of the passages of an article that was approved. Without a provider nothing happens; one that fails is asked again at the next approval:
/// the search goes on by words.
/// </summary>
internal sealed partial class EmbeddingReaction(IKnowledgeVectors vectors, IReadModels models, ILogger<EmbeddingReaction> log, IEmbedder? embedder = null) : IReaction
{
    private const int AtOnce = 64, MostRounds = 10;
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(5);

    public string Name => "knowledge-embed";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "article.approved");

    public bool Concerns(string type, string body) => embedder is not null;

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (embedder is null) return;
        // Passages are in the read rows.
        await models.WaitFor(e.Tenant, e.Entity, e.EntityId, e.Version, LongestLag, ct);
        try
        {
            for (var round = 0; round < MostRounds; round++)
            {
                var missing = await vectors.Missing(e.Tenant, e.EntityId, embedder.Model, AtOnce, ct);
                if (missing.Count == 0) return;
                var made = await embedder.Embed([.. missing.Select(m => m.Text)], ct);
                await vectors.Put(e.Tenant, e.EntityId, embedder.Model, [.. missing.Zip(made, (m, v) => new ChunkVector(m.Place, m.Hash, v))], ct);
            }
        }
        catch (EmbeddingException failure)
        {
            NoVectors(log, e.EntityId, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No vectors were made for article {ArticleId}: {Reason}")]
    private static partial void NoVectors(ILogger log, string articleId, string reason);
}
