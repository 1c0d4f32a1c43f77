using System.Text;
using System.Text.Json;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Turns;
using SalesFlow.Common;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// Reads agents from their folders. Nothing is defaulted in silence: what is missing, unknown or out of its limits fails the start.
/// </summary>
internal static class AgentDefinitionLoader
{
    private const int MaxPromptCharacters = 32_000;
    private const int LeastExamples = 8;

    /// <summary>Who can take over.</summary>
    private static readonly string[] Targets =
    [
        "sales", "senior_sales", "account_executive", "sales_manager", "sales_director", "support", "compliance", "dpo", "legal", "management", "product",
        "marketing", "content", "finance", "hr", "affiliate_manager", "human_coach", "knowledge_manager", "supervisor", "committee", "expert", "quality",
        "admin",
    ];

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
        var kind = yaml.OneOf("kind", "talk", "task") == "talk" ? AgentKind.Talk : AgentKind.Task;
        var rules = kind == AgentKind.Task ? Rules(yaml) : [];
        var definition = new AgentDefinition(
            id, nameAr, nameEn, kind, kind == AgentKind.Talk ? yaml.OneOf("language", "ar", "en") : "both", Model(yaml.Section("model")),
            Limits(yaml.Section("limits")), yaml.Numbers("thresholds", 0, 1), Bands(yaml, yaml.Section("bands")), yaml.Words("tools", ToolNames.All),
            kind == AgentKind.Talk ? yaml.Choices("escalations", Targets) : Targeted(rules), Prompt(folder, "prompt.ar.md"),
            Prompt(folder, "prompt.en.md"), Schema(folder, "input.schema.json"), Schema(folder, "output.schema.json"), folder)
        {
            Task = kind == AgentKind.Task ? Task(yaml, rules) : null,
        };
        yaml.Complete();
        if (kind == AgentKind.Talk) RequireReplyField(definition);
        return definition with { Examples = Examples(definition), Revision = Revisions.Of(folder) };
    }

    private static TaskSettings Task(YamlSection yaml, IReadOnlyList<EscalationRule> rules) => new(
        Triggers(yaml), yaml.Query("confidence"), yaml.Queries("customer_texts"), yaml.OptionalQuery("retrieves"), rules, Actions(yaml));

    private static List<TaskTrigger> Triggers(YamlSection yaml)
    {
        var triggers = new List<TaskTrigger>();
        foreach (var (name, section) in yaml.Items("triggers"))
        {
            if ((name ?? section!.Text("event")) is var called && !EventCatalog.Names.Contains(called))
                throw yaml.Wrong("triggers", $"'triggers' holds '{called}', which is no event");
            if (section is null)
            {
                triggers.Add(new TaskTrigger(called, TimeSpan.Zero, 1, null));
                continue;
            }
            triggers.Add(new TaskTrigger(
                called, section.OptionalDuration("quiet", TimeSpan.Zero, TimeSpan.FromDays(7)) ?? TimeSpan.Zero,
                section.OptionalNumber("sample", 0, 1) ?? 1, section.OptionalQuery("when")));
            section.Complete();
        }
        return triggers;
    }

    private static List<TaskAction> Actions(YamlSection yaml)
    {
        var actions = new List<TaskAction>();
        foreach (var (_, section) in yaml.Items("actions"))
        {
            if (section is null) throw yaml.Wrong("actions", "'actions' must be a list of mappings");
            var action = new TaskAction(
                section.OneOf("do", TaskAction.Known), section.OptionalQuery("when"), section.Query("text"),
                section.OptionalDuration("due", TimeSpan.Zero, TimeSpan.FromDays(365)), section.OptionalQuery("target"), section.OptionalQuery("values"));
            if (action.Values is null && TaskAction.WithValues.Contains(action.Do)) throw section.Wrong("do", $"'{action.Do}' needs 'values'");
            section.Complete();
            actions.Add(action);
        }
        return actions;
    }

    private static List<EscalationRule> Rules(YamlSection yaml)
    {
        var rules = new List<EscalationRule>();
        foreach (var rule in yaml.Sections("escalations"))
        {
            rules.Add(new EscalationRule(rule.Word("reason"), rule.OneOf("target", Targets), rule.Query("when")));
            rule.Complete();
        }
        return rules;
    }

    private static Dictionary<string, string> Targeted(IReadOnlyList<EscalationRule> rules)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal) { ["low_confidence"] = "sales_manager" };
        foreach (var rule in rules) targets[rule.Reason] = rule.Target;
        return targets;
    }

    /// <summary>The agent's examples, each with an input that its schema takes and expectations of fields that its output has.</summary>
    private static List<AgentExample> Examples(AgentDefinition agent)
    {
        var examples = new List<AgentExample>();
        var folder = Path.Combine(agent.Folder, "examples");
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)] : [];
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            try
            {
                using var document = JsonDocument.Parse(text, SchemaOptions);
                var input = Member(document.RootElement, "input", file);
                var expected = Member(document.RootElement, "expected", file);
                if (agent.Input.Validate(input) is [var error, ..])
                    throw new AgentDefinitionException(file, LineOf(text, "/input" + error.Pointer), $"input{error.Pointer} {error.Message}");
                foreach (var property in expected.EnumerateObject())
                    if (!agent.Output.Document.GetProperty("properties").TryGetProperty(property.Name, out _))
                        throw new AgentDefinitionException(file, LineOf(text, "/expected/" + property.Name), $"the output has no field '{property.Name}'");
                examples.Add(new AgentExample(Path.GetFileNameWithoutExtension(file), input, expected));
            }
            catch (JsonException e)
            {
                throw new AgentDefinitionException(file, e.LineNumber + 1, "is not JSON: " + e.Message);
            }
        }
        return examples.Count >= LeastExamples ? examples
            : throw new AgentDefinitionException(folder, null, $"an agent has at least {LeastExamples} examples; here are {examples.Count}");
    }

    private static JsonElement Member(JsonElement example, string name, string file) =>
        example.ValueKind == JsonValueKind.Object && example.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.Clone()
            : throw new AgentDefinitionException(file, 1, $"'{name}' must be an object");

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
            (int)yaml.Whole("tokens_per_run", 500, 1_000_000), yaml.Whole("tokens_per_conversation", 0, long.MaxValue),
            yaml.Whole("tokens_per_tenant_day", 0, long.MaxValue), (int)yaml.Whole("concurrent", 1, 1_000));
        yaml.Complete();
        return limits;
    }

    private static ConfidenceBands Bands(YamlSection parent, YamlSection yaml)
    {
        var bands = new ConfidenceBands(yaml.Number("auto", 0, 1), yaml.Number("soft", 0, 1), yaml.Number("hold", 0, 1),
            yaml.OptionalDuration("soft_delay", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
            yaml.OptionalDuration("hold_release", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)));
        yaml.Complete();
        return bands.Hold <= bands.Soft && bands.Soft <= bands.Auto ? bands
            : throw parent.Wrong("bands", "'bands' must rise from hold over soft to auto");
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
