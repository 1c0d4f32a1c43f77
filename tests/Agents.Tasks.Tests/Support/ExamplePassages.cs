using System.Text.Json;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks.Tests.Support;

/// <summary>What the knowledge base gives in an example: its optional member <c>passages</c>.</summary>
internal static class ExamplePassages
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The passages of a file; none where it names none.</summary>
    public static IReadOnlyList<KnowledgePassage> Of(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.TryGetProperty("passages", out var passages) ? passages.Deserialize<List<KnowledgePassage>>(Json)! : [];
    }
}
