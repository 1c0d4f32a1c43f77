using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Evaluation;

/// <summary>A knowledge base that gives what the case at hand says: cases about answers are not cases about search, which is measured by itself.</summary>
internal sealed class CaseKnowledge : IKnowledgeSearch
{
    private static readonly AsyncLocal<IReadOnlyList<KnowledgePassage>?> Current = new();

    /// <summary>From here on, in this flow of control, the base holds these passages.</summary>
    public static void Hold(IReadOnlyList<KnowledgePassage> passages) => Current.Value = passages;

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnowledgePassage>> Search(
        string tenant, string query, string? language, string? domain, string? sector, bool includeInternal, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<KnowledgePassage>>([.. (Current.Value ?? []).Take(limit)]);
}
