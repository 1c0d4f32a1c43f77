using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

/// <summary>The agents as the host composes them: the real definitions, the real rules, no doubles but a provider's server.</summary>
public sealed class CompositionTests
{
    private const string Good = "أهلاً سارة، الباقة الاحترافية بسعر 699 ريال شهرياً. كم عدد موظفيكم؟";

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Given.AgentsDirectory, "*.json", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "examples").Select(f => Path.GetRelativePath(Given.AgentsDirectory, f))
                .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_runs_through_the_invoker_as_it_says(string file)
    {
        await using var services = Compose();
        using var example = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Given.AgentsDirectory, file)));
        var agent = Given.Agents[file.Split(Path.DirectorySeparatorChar)[0]];
        var expected = example.RootElement.GetProperty("expected");

        var invocation = await services.GetRequiredService<IAgentInvoker>().Invoke(
            agent.Id, example.RootElement.GetProperty("input").GetRawText(), Given.Tenant, Given.Now, default);

        Assert.Empty(invocation!.Errors);
        using var output = JsonDocument.Parse(invocation.OutputJson!);
        Assert.Empty(agent.Output.Validate(output.RootElement));
        // What a task's example expects is held where its rules are tested; here, that the whole way from the input to the run works.
        if (agent.Kind == AgentKind.Task)
        {
            Assert.Equal(invocation.Result!.Escalations.Count > 0 ? "escalated" : "success", invocation.Status);
            Assert.Equal(output.RootElement.GetRawText(), invocation.Result.OutputJson);
            return;
        }
        Assert.Equal(expected.GetProperty("intent_detected").GetString(), output.RootElement.GetProperty("intent_detected").GetString());
        foreach (var entity in expected.GetProperty("entities").EnumerateObject())
            Assert.Equal(entity.Value.ToString(), output.RootElement.GetProperty("entities").GetProperty(entity.Name).ToString());
        var escalation = expected.GetProperty("escalation");
        Assert.Equal(escalation.GetProperty("needed").GetBoolean(), output.RootElement.GetProperty("escalation").GetProperty("needed").GetBoolean());
        Assert.Equal(escalation.GetProperty("needed").GetBoolean() ? "escalated" : "success", invocation.Status);
        if (escalation.TryGetProperty("reason", out var reason))
            Assert.Equal(reason.GetString(), output.RootElement.GetProperty("escalation").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("كم سعر الباقة الاحترافية؟", "arabic_whatsapp", "ar")]
    [InlineData("How much is the professional plan?", "english_conversation", "en")]
    [InlineData("kam se3r el ba8a?", "arabic_whatsapp", "ar")]
    public async Task The_runner_answers_with_nothing_but_what_the_host_registers(string message, string agent, string language)
    {
        await using var services = Compose();
        var answer = await services.GetRequiredService<IAgentRunner>().Run(Given.Turn(message), new RecordingTools(), new MemoryJournal(), default);
        Assert.Equal((agent, language, "offline", (string?)null), (answer.AgentId, answer.Output.Language, answer.Engine, answer.FallbackReason));
        Assert.Contains("699", answer.Output.Response, StringComparison.Ordinal);
        Assert.Equal(answer.Output.Response, Assert.Single(answer.Messages).Text);
    }

    [Theory]
    [InlineData("arabic_whatsapp", "How much is the professional plan?", "language_switch", "response_message_ar")]
    [InlineData("arabic_whatsapp", "unsubscribe", "opt_out", "response_message_ar")]
    [InlineData("english_conversation", "كم سعر الباقة الاحترافية؟", "language_switch", "response_message_en")]
    [InlineData("english_conversation", "خدمتكم زفت ونصابين", "complaint", "response_message_en")]
    public async Task An_agent_asked_by_name_answers_in_its_own_language_and_tells_that_the_customers_is_another(
        string agentId, string message, string intent, string field)
    {
        await using var services = Compose();
        var invocation = await services.GetRequiredService<IAgentInvoker>().Invoke(
            agentId, JsonSerializer.Serialize(new { message }), Given.Tenant, Given.Now, default);
        using var output = JsonDocument.Parse(invocation!.OutputJson!);
        Assert.Empty(Given.Agents[agentId].Output.Validate(output.RootElement));
        Assert.Equal(intent, output.RootElement.GetProperty("intent_detected").GetString());
        Assert.Equal(agentId == "arabic_whatsapp", Text.ArabicText.IsArabic(output.RootElement.GetProperty(field).GetString()));
        if (agentId == "english_conversation") Assert.True(output.RootElement.GetProperty("language_switch_detected").GetBoolean());
    }

    [Theory]
    [InlineData("كم سعر الباقة الاحترافية؟", "arabic_whatsapp")]
    [InlineData("How much is the professional plan?", "english_conversation")]
    public async Task Where_the_provider_fails_the_rules_answer_in_the_customers_language_and_say_why(string message, string agent)
    {
        await using var server = await ChatServer.Start();
        server.ThenStatus(401);
        await using var services = Compose(server);
        var answer = await Run(services, message);
        Assert.Equal((agent, "offline", "error"), (answer.AgentId, answer.Engine, answer.FallbackReason));
        Assert.Contains("699", answer.Output.Response, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_a_broken_answer_and_an_invented_price_are_answered_by_the_rules_with_their_reasons()
    {
        await using var server = await ChatServer.Start();
        server.ThenRefusal().ThenText("{\"response_message_ar\": 5}").ThenText("{\"response_message_ar\": 5}")
            .ThenJson(Given.Output("السعر 99 ريال فقط")).ThenJson(Given.Output("السعر 99 ريال فقط"));
        await using var services = Compose(server);
        foreach (var reason in (string[])["refused", "malformed", "guard"])
        {
            var answer = await Run(services, "كم سعر الباقة الاحترافية؟");
            Assert.Equal(("offline", reason), (answer.Engine, answer.FallbackReason));
            Assert.Contains("699", answer.Output.Response, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_model_answers_under_the_agent_of_the_customers_language()
    {
        await using var server = await ChatServer.Start();
        server.ThenJson(Given.Output(Good)).ThenJson(Given.Output("Professional is SAR 699 a month.", "en"));
        await using var services = Compose(server);
        var arabizi = await Run(services, "kam se3r el ba8a?", "en");
        Assert.Equal(("arabic_whatsapp", "ar", "model"), (arabizi.AgentId, arabizi.Output.Language, arabizi.Engine));
        var english = await Run(services, "How much is the professional plan?");
        Assert.Equal(("english_conversation", "en", "model"), (english.AgentId, english.Output.Language, english.Engine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("inquiry")]
    public async Task The_emptiest_instance_of_the_schema_is_a_reply_whose_rest_the_rules_say(string intent)
    {
        await using var server = await ChatServer.Start();
        var output = Given.Output("شكراً لتواصلك معنا، يسعدنا خدمتك. Thank you for your message, our team is happy to help.", intent: intent,
            confidence: 0);
        output["sentiment"] = 0;
        output["action_taken"] = intent.Length == 0 ? string.Empty : "responded";
        output["entities"] = new System.Text.Json.Nodes.JsonObject { ["company_name"] = string.Empty, ["sector"] = null };
        server.ThenJson(output);
        await using var services = Compose(server);

        var answer = await Run(services, "عندنا 25 موظف، كم السعر؟");

        Assert.Equal(("model", "inquiry", "responded", 0.7),
            (answer.Engine, answer.Output.IntentDetected, answer.Output.ActionTaken, answer.Output.Confidence));
        Assert.Null(answer.Output.Escalation);
        Assert.Equal("25", answer.Facts["employees"]);
        Assert.DoesNotContain("company_name", answer.Facts.Keys);
        Assert.StartsWith("شكراً", Assert.Single(answer.Messages).Text, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(null, "json_schema", false)]
    [InlineData("json_schema", "json_schema", false)]
    [InlineData("json_object", "json_object", true)]
    [InlineData("text", null, true)]
    public async Task The_endpoint_is_asked_for_the_format_that_it_knows(string? setting, string? type, bool schemaInPrompt)
    {
        await using var server = await ChatServer.Start();
        server.ThenJson(Given.Output(Good));
        await using var services = Compose(server, setting is null ? [] : [("Agents:OpenAI:ResponseFormat", setting)]);

        Assert.Equal("model", (await Run(services, "كم السعر؟")).Engine);

        var request = Assert.Single(server.Requests);
        Assert.Equal(type, request["response_format"]?["type"]?.GetValue<string>());
        Assert.Equal(schemaInPrompt, ChatServer.Messages(request)[0].Text.Contains("\"additionalProperties\":false", StringComparison.Ordinal));
    }

    [Fact]
    public void A_format_that_is_none_stops_the_start_and_names_its_key()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Services(null, ("Agents:Provider", "openai"), ("Agents:OpenAI:Endpoint", "http://127.0.0.1:1/v1"),
            ("Agents:OpenAI:ApiKey", "k"), ("Agents:OpenAI:Model", "m"), ("Agents:OpenAI:ResponseFormat", "xml")));
        Assert.StartsWith("Agents:OpenAI:ResponseFormat is 'xml'", error.Message, StringComparison.Ordinal);
    }

    private static Task<AgentAnswer> Run(ServiceProvider services, string message, string language = "ar") =>
        services.GetRequiredService<IAgentRunner>().Run(Given.Turn(message, language), new RecordingTools(), new MemoryJournal(), default);

    private static ServiceProvider Compose(ChatServer? server = null, params (string Key, string Value)[] settings) =>
        Services(server, settings).BuildServiceProvider();

    private static IServiceCollection Services(ChatServer? server, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal);
        values["SalesFlow:Agents:Directory"] = Given.AgentsDirectory;
        if (server is not null)
        {
            values["Agents:Provider"] = "openai";
            values["Agents:OpenAI:Endpoint"] = server.Endpoint.ToString();
            values["Agents:OpenAI:ApiKey"] = "test";
            values["Agents:OpenAI:Model"] = "double";
        }
        return new ServiceCollection().AddLogging().AddSalesFlowAgents(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
