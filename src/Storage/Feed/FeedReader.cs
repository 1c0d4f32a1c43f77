using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>Reads tenants' feeds. Pages have 1 to 1,000 items.</summary>
internal sealed class FeedReader(ReadModelContexts contexts, IProjectionStore store) : IFeedReader
{
    private const int MaxPage = 1000;

    private readonly Func<ReadModelContext, long, int, IAsyncEnumerable<FeedRow>> _after = EF.CompileAsyncQuery(
        (ReadModelContext db, long after, int limit) => db.Set<FeedRow>().Where(f => f.Seq > after).OrderBy(f => f.Seq).Take(limit));

    public async Task<FeedPage> Read(string tenant, long after, int limit, CancellationToken ct)
    {
        // The head first: what is written in between may lengthen the page, but never make an empty one look trimmed.
        var head = await Head(tenant, ct);
        if (head <= after) return new FeedPage([], head);
        var items = new List<FeedItem>();
        await using (var db = contexts.Open(tenant))
        {
            await foreach (var row in _after(db, Math.Max(after, 0), Math.Clamp(limit, 1, MaxPage)).WithCancellation(ct)) items.Add(Item(row));
        }
        // A page that does not go on where the caller stands would hide what was trimmed in front of it.
        if (items.Count == 0 || items[0].Seq != Math.Max(after, 0) + 1) return new FeedPage([], head);
        return new FeedPage(items, Math.Max(head, items[^1].Seq));
    }

    public async Task<long> Head(string tenant, CancellationToken ct) => (await store.Heads([tenant], ct)).GetValueOrDefault(tenant);

    public Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct) => store.Heads(tenants, ct);

    /// <summary>A row as callers see it.</summary>
    public static FeedItem Item(FeedRow row) => new(row.Seq, row.Id, row.Type, row.Entity, row.EntityId, row.Version, row.At, row.Data);
}
