using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Turns;

/// <summary>
/// Asks the tenant's knowledge base for a turn: what customers may read, within a second. Where it cannot be asked nothing is found, and the agent says
/// so, which is true.
/// </summary>
internal sealed partial class KnowledgeDesk(TimeProvider clock, ILogger<KnowledgeDesk> log, IKnowledgeSearch? search = null)
{
    private const int Passages = 4;
    private const int LongestQuestion = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Whether there is a knowledge base to be asked.</summary>
    public bool IsOpen => search is not null;

    /// <summary>The passages nearest to a question, best first.</summary>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public async Task<IReadOnlyList<KnowledgePassage>> Ask(string tenant, string question, string language, CancellationToken ct)
    {
        if (search is null || string.IsNullOrWhiteSpace(question)) return [];
        using var limit = new CancellationTokenSource(Limit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var text = question.Length <= LongestQuestion ? question : question[..LongestQuestion];
            return await search.Search(tenant, text, language, null, null, false, Passages, linked.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(log, e.GetType().Name);
            return [];
        }
    }

    /// <summary>Passages as a model reads them.</summary>
    public static string Json(IReadOnlyList<KnowledgePassage> passages) => new JsonObject
    {
        ["found"] = passages.Count > 0,
        ["items"] = new JsonArray([.. passages.Select(p => (JsonNode)new JsonObject
        {
            ["document_id"] = p.DocumentId,
            ["title"] = p.Title,
            ["section"] = p.Section,
            ["text"] = p.Text,
            ["score"] = p.Score,
        })]),
    }.ToJsonString(ToolBox.Json);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The knowledge base could not be asked ({Error}).")]
    private static partial void Failed(ILogger log, string error);
}
