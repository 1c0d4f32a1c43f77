using System.Text.Json;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Evaluation;

/// <summary>A labelled case: an agent's input and what its output must hold.</summary>
/// <param name="Agent">The agent's id.</param>
/// <param name="Language">The file's name: <c>ar</c>, <c>arabizi</c>, <c>en</c>.</param>
/// <param name="Id">Unique within its file.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="Input">The input.</param>
/// <param name="Expected">Any part of the output: see <see cref="Expectation"/>.</param>
internal sealed record EvaluationCase(string Agent, string Language, string Id, IReadOnlyList<string> Tags, JsonElement Input, JsonElement Expected)
{
    /// <summary>What the knowledge base holds for the case.</summary>
    public IReadOnlyList<KnowledgePassage> Passages { get; init; } = [];

    /// <summary>Whether it has this tag.</summary>
    public bool Has(string tag) => Tags.Contains(tag);
}

/// <summary>A file of cases that cannot be used. The message names the file and the line.</summary>
internal sealed class EvaluationCaseException(string file, int line, string message) : Exception($"{file}({line}): {message}")
{
    /// <summary>1 for the first line.</summary>
    public int Line { get; } = line;
}

/// <summary>Reads <c>{folder}/{agent}/{language}.jsonl</c>: one JSON object a line; blank lines are skipped.</summary>
internal static class EvaluationCases
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly string[] Members = ["id", "tags", "input", "expected", "note", "passages"];

    /// <summary>All cases, or those of one agent or language, by file and then in the file's order.</summary>
    /// <exception cref="EvaluationCaseException">A line is not a case.</exception>
    public static IReadOnlyList<EvaluationCase> ReadAll(string folder, string? agent = null, string? language = null)
    {
        var cases = new List<EvaluationCase>();
        if (!Directory.Exists(folder)) return cases;
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var of = Path.GetFileName(Path.GetDirectoryName(file)!);
            var written = Path.GetFileNameWithoutExtension(file);
            // Questions to the search are not an agent's cases.
            if (of == "retrieval") continue;
            if ((agent is null || of == agent) && (language is null || written == language)) cases.AddRange(Read(file, of, written));
        }
        return cases;
    }

    /// <summary>The cases of one file.</summary>
    /// <exception cref="EvaluationCaseException">A line is not a case, or repeats an id.</exception>
    public static IReadOnlyList<EvaluationCase> Read(string file, string agent, string language)
    {
        var cases = new List<EvaluationCase>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var one = Parse(line, file, number, agent, language);
            if (!ids.Add(one.Id)) throw new EvaluationCaseException(file, number, $"the id '{one.Id}' stands twice.");
            cases.Add(one);
        }
        return cases;
    }

    private static EvaluationCase Parse(string line, string file, int number, string agent, string language)
    {
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(line);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new EvaluationCaseException(file, number, $"no JSON: {e.Message}");
        }
        if (json.ValueKind != JsonValueKind.Object) throw new EvaluationCaseException(file, number, "an object is expected.");
        foreach (var property in json.EnumerateObject())
            if (!Members.Contains(property.Name)) throw new EvaluationCaseException(file, number, $"'{property.Name}' is not known.");
        if (!json.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 } name)
            throw new EvaluationCaseException(file, number, "'id' is missing.");
        if (!json.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object)
            throw new EvaluationCaseException(file, number, "'input' must be an object.");
        if (!json.TryGetProperty("expected", out var expected) || expected.ValueKind != JsonValueKind.Object)
            throw new EvaluationCaseException(file, number, "'expected' must be an object.");
        if (Expectation.Mistake(expected) is { } mistake) throw new EvaluationCaseException(file, number, $"'expected': {mistake}");
        List<string> tags = [];
        if (json.TryGetProperty("tags", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(t => t.ValueKind != JsonValueKind.String))
                throw new EvaluationCaseException(file, number, "'tags' must be a list of words.");
            tags.AddRange(list.EnumerateArray().Select(t => t.GetString()!));
        }
        return new EvaluationCase(agent, language, name, tags, input, expected)
        {
            Passages = json.TryGetProperty("passages", out var passages) ? passages.Deserialize<List<KnowledgePassage>>(Web) ?? [] : [],
        };
    }
}
