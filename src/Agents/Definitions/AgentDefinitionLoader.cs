using System.Text;
using System.Text.Json;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// Reads agents from their folders. Nothing is defaulted in silence: what is missing, unknown or out of its limits fails the start.
/// </summary>
internal static class AgentDefinitionLoader
{
    private const int MaxPromptCharacters = 32_000;
    private static readonly string[] Targets = ["sales", "sales_manager", "support", "compliance"];
    private static readonly JsonDocumentOptions SchemaOptions = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads every agent in a directory, by id.</summary>
    /// <exception cref="AgentDefinitionException">The directory is missing or empty, or an agent in it cannot be used.</exception>
    public static IReadOnlyDictionary<string, AgentDefinition> LoadAll(string directory)
    {
        if (!Directory.Exists(directory))
            throw new AgentDefinitionException(directory, null, "the directory of agents does not exist (setting SalesFlow:Agents:Directory)");
        var agents = Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Select(Load)
            .ToDictionary(a => a.Id, StringComparer.Ordinal);
        return agents.Count > 0 ? agents : throw new AgentDefinitionException(directory, null, "there is no agent in this directory");
    }

    /// <summary>Reads one agent.</summary>
    /// <exception cref="AgentDefinitionException">It cannot be used.</exception>
    public static AgentDefinition Load(string folder)
    {
        var file = Existing(Path.Combine(folder, "agent.yaml"));
        var yaml = YamlSection.Load(file);
        var id = yaml.Text("id");
        if (id != Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))) throw yaml.Wrong("id", "'id' must be the folder's name");
        var name = yaml.Section("name");
        var (nameAr, nameEn) = (name.Text("ar"), name.Text("en"));
        name.Complete();
        var definition = new AgentDefinition(
            id, nameAr, nameEn, yaml.OneOf("language", "ar", "en"), Model(yaml.Section("model")), Limits(yaml.Section("limits")),
            yaml.Numbers("thresholds", 0, 1), Bands(yaml, yaml.Section("bands")), yaml.Words("tools", ToolNames.All),
            yaml.Choices("escalations", Targets), Prompt(folder, "prompt.ar.md"), Prompt(folder, "prompt.en.md"),
            Schema(folder, "input.schema.json"), Schema(folder, "output.schema.json"), folder);
        yaml.Complete();
        RequireReplyField(definition);
        return definition;
    }

    private static ModelSettings Model(YamlSection yaml)
    {
        var settings = new ModelSettings(
            yaml.OptionalText("name"), yaml.Number("temperature", 0, 2), (int)yaml.Whole("max_output_tokens", 16, 32_000),
            yaml.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2)), (int)yaml.Whole("retries", 0, 5));
        yaml.Complete();
        return settings;
    }

    private static AgentLimits Limits(YamlSection yaml)
    {
        var limits = new AgentLimits(
            (int)yaml.Whole("max_words", 10, 2_000), (int)yaml.Whole("max_emoji", 0, 20), (int)yaml.Whole("max_steps", 1, 20),
            (int)yaml.Whole("tokens_per_turn", 500, 1_000_000), yaml.Whole("tokens_per_tenant_day", 0, long.MaxValue));
        yaml.Complete();
        return limits;
    }

    private static ConfidenceBands Bands(YamlSection parent, YamlSection yaml)
    {
        var bands = new ConfidenceBands(yaml.Number("send", 0, 1), yaml.Number("delay", 0, 1), yaml.Number("hold", 0, 1));
        yaml.Complete();
        return bands.Hold <= bands.Delay && bands.Delay <= bands.Send ? bands
            : throw parent.Wrong("bands", "'bands' must rise from hold over delay to send");
    }

    private static string Prompt(string folder, string name)
    {
        var file = Existing(Path.Combine(folder, name));
        var text = File.ReadAllText(file).Trim();
        if (text.Length == 0) throw new AgentDefinitionException(file, 1, "the prompt is empty");
        return text.Length <= MaxPromptCharacters ? text
            : throw new AgentDefinitionException(file, null, $"a prompt has at most {MaxPromptCharacters} characters");
    }

    private static JsonSchema Schema(string folder, string name)
    {
        var file = Existing(Path.Combine(folder, name));
        var text = File.ReadAllText(file);
        try
        {
            using var document = JsonDocument.Parse(text, SchemaOptions);
            return JsonSchema.Compile(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new AgentDefinitionException(file, e.LineNumber + 1, "is not JSON: " + e.Message);
        }
        catch (SchemaException e)
        {
            throw new AgentDefinitionException(file, LineOf(text, e.Pointer), e.Message);
        }
    }

    /// <summary>The line of the member that a pointer leads to: the members of the pointer are looked for one inside the other.</summary>
    internal static long? LineOf(string json, string pointer)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        var parts = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => !int.TryParse(p, out _)).ToArray();
        int matched = 0, depth = 0;
        long? line = null;
        while (matched < parts.Length && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth <= depth || !reader.ValueTextEquals(parts[matched])) continue;
            depth = reader.CurrentDepth;
            matched++;
            line = 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
        }
        return line;
    }

    private static void RequireReplyField(AgentDefinition agent)
    {
        var file = Path.Combine(agent.Folder, "output.schema.json");
        var required = agent.Output.Document.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString())
            .ToHashSet() : [];
        foreach (var field in (string[])[agent.ReplyField, "intent_detected", "sentiment", "entities", "action_taken", "escalation",
            "qualification_update", "confidence"])
            if (!required.Contains(field)) throw new AgentDefinitionException(file, LineOf(agent.Output.Document.GetRawText(), "/required"),
                $"'{field}' must be required");
    }

    private static string Existing(string file) => File.Exists(file) ? file : throw new AgentDefinitionException(file, null, "the file is missing");
}
