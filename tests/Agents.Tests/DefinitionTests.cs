using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

/// <summary>Agents are data, and mistakes in them are found at the start, with file and line.</summary>
public sealed class DefinitionTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("agents-").FullName;
    private readonly string _agent;

    public DefinitionTests()
    {
        _agent = Path.Combine(_root, "arabic_whatsapp");
        Directory.CreateDirectory(_agent);
        foreach (var file in Directory.GetFiles(Path.Combine(Given.AgentsDirectory, "arabic_whatsapp"))) File.Copy(file,
            Path.Combine(_agent, Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_shipped_agents_load()
    {
        Assert.Superset(new HashSet<string> { "arabic_whatsapp", "english_conversation" }, Given.Agents.ById.Keys.ToHashSet());
        Assert.Equal((300, 2, 6), (Given.Arabic.Limits.MaxWords, Given.Arabic.Limits.MaxEmoji, Given.Arabic.Limits.MaxSteps));
        Assert.Equal((250, 0.75), (Given.English.Limits.MaxWords, Given.English.Thresholds["objection"]));
    }

    [Theory]
    [InlineData("temperature: 0.3", "temperature: 3", "'temperature' must be a number from 0 to 2")]
    [InlineData("max_words: 300", "max_word: 300", "'max_words' is missing")]
    [InlineData("tools: [lookup_price", "tools: [drop_table, lookup_price", "holds 'drop_table'")]
    [InlineData("language: ar", "language: fr", "'language' must be one of ar, en")]
    [InlineData("requested: sales", "requested: boss", "'requested' must be one of")]
    [InlineData("id: arabic_whatsapp", "id: other", "'id' must be the folder's name")]
    [InlineData("auto: 0.85", "auto: 0.15", "'bands' must rise")]
    [InlineData("language: ar", "language: ar\nlanguge: ar", "'languge' is not a known setting")]
    public void A_mistake_in_the_settings_names_file_and_line(string right, string wrong, string message)
    {
        var file = Path.Combine(_agent, "agent.yaml");
        var text = File.ReadAllText(file);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(right, wrong, StringComparison.Ordinal));
        var error = Assert.Throws<AgentDefinitionException>(() => AgentDefinitionLoader.LoadAll(_root));
        Assert.StartsWith(file + "(", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        var line = text[..text.IndexOf(right, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.InRange(error.Line!.Value, line - 2, line + 3);
    }

    [Fact]
    public void A_file_that_is_no_yaml_names_its_line()
    {
        var file = Path.Combine(_agent, "agent.yaml");
        File.WriteAllText(file, "id: arabic_whatsapp\nname: {ar: x\n");
        var error = Assert.Throws<AgentDefinitionException>(() => AgentDefinitionLoader.LoadAll(_root));
        Assert.InRange(error.Line!.Value, 2, 3);
        Assert.StartsWith(file + "(", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_schema_names_its_line()
    {
        var file = Path.Combine(_agent, "output.schema.json");
        var text = File.ReadAllText(file).Replace("\"sentiment\": {", "\"sentiment\": {\n      \"multipleOf\": 5,", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        var error = Assert.Throws<AgentDefinitionException>(() => AgentDefinitionLoader.LoadAll(_root));
        Assert.Equal(text[..text.IndexOf("multipleOf", StringComparison.Ordinal)].Count(c => c == '\n') + 1, error.Line);
        Assert.Contains("/properties/sentiment/multipleOf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_is_no_json_names_its_line()
    {
        var file = Path.Combine(_agent, "input.schema.json");
        File.WriteAllText(file, "{\n  \"type\": \"object\",\n  oops\n}");
        Assert.Equal(3, Assert.Throws<AgentDefinitionException>(() => AgentDefinitionLoader.LoadAll(_root)).Line);
    }

    [Theory]
    [InlineData("prompt.ar.md")]
    [InlineData("output.schema.json")]
    [InlineData("agent.yaml")]
    public void A_missing_file_is_named(string name)
    {
        File.Delete(Path.Combine(_agent, name));
        Assert.Contains(Path.Combine(_agent, name), Assert.Throws<AgentDefinitionException>(() => AgentDefinitionLoader.LoadAll(_root)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Agents:Provider", "gemini", "Agents:Provider")]
    [InlineData("Agents:OpenAI:Endpoint", "", "Agents:OpenAI:Endpoint")]
    [InlineData("Agents:OpenAI:Endpoint", "localhost", "Agents:OpenAI:Endpoint")]
    [InlineData("Agents:OpenAI:ApiKey", "", "Agents:OpenAI:ApiKey")]
    [InlineData("Agents:OpenAI:Model", "", "Agents:OpenAI:Model")]
    [InlineData("Agents:OpenAI:Stream", "maybe", "Agents:OpenAI:Stream")]
    [InlineData("Agents:TurnDeadline", "soon", "Agents:TurnDeadline")]
    [InlineData("Agents:MaxConcurrentCalls", "0", "Agents:MaxConcurrentCalls")]
    [InlineData("SalesFlow:Agents:Directory", "/does/not/exist", "SalesFlow:Agents:Directory")]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string named)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Agents:Provider"] = "openai", ["Agents:OpenAI:Endpoint"] = "http://localhost/v1", ["Agents:OpenAI:ApiKey"] = "k",
            ["Agents:OpenAI:Model"] = "m",
            [key] = value,
        };
        Assert.Contains(named, Assert.ThrowsAny<Exception>(() => World.Compose(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_the_rules_answer()
    {
        using var services = World.Compose([]);
        Assert.False(services.GetRequiredService<IAgentRunner>().IsRemote);
    }
}
