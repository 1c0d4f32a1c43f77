using System.Text.Json;
using SalesFlow.Agents.Tests.Support;
using SalesFlow.Conversations;

namespace SalesFlow.Agents.Tests;

/// <summary>Invoking an agent by hand: input and output are valid against its schemas, whichever engine answers.</summary>
public sealed class InvokerTests
{
    [Fact]
    public async Task Both_engines_give_output_that_follows_the_schema()
    {
        await using var world = await World.Start(null, ("Agents:Breaker:Failures", "1"));
        var output = Given.Output("الباقة الاحترافية بسعر 699 ريال.");
        output["entities"] = new System.Text.Json.Nodes.JsonObject { ["employees"] = 30 };
        output["qualification_update"] = new System.Text.Json.Nodes.JsonObject
        {
            ["score_change"] = 10,
            ["bant_updates"] = new System.Text.Json.Nodes.JsonObject { ["need"] = "متابعة العملاء" }
        };
        output["meeting_booked"] = null;
        world.Server.ThenJson(output).ThenStatus(500);
        world.Rules.Facts["employees"] = "30";
        world.Rules.Facts["budget_sar"] = "lots";
        world.Rules.Intent = "an_intent_of_its_own";
        const string input = """{"message":"كم السعر؟ نحن 30 موظف","history":[{"from":"lead","text":"مرحبا"},{"from":"agent","text":"أهلاً"}],"lead":{"lead_id":"l9","name":"سارة","score":75},"now":"2026-11-23T12:00:00+03:00"}""";

        var byModel = await world.Invoker.Invoke("arabic_whatsapp", input, Given.Tenant, Given.Now, default);
        var byRules = await world.Invoker.Invoke("arabic_whatsapp", input, Given.Tenant, Given.Now, default);

        Assert.Equal(("model", "success"), (byModel!.Engine, byModel.Status));
        Assert.Equal(("offline", "success"), (byRules!.Engine, byRules.Status));
        foreach (var invocation in (AgentInvocation[])[byModel, byRules])
        {
            using var document = JsonDocument.Parse(invocation.OutputJson!);
            Assert.Empty(Given.Arabic.Output.Validate(document.RootElement));
            Assert.Equal("l9", document.RootElement.GetProperty("lead_id").GetString());
            Assert.Equal("2026-11-23T09:00:00Z", document.RootElement.GetProperty("timestamp").GetString());
        }
        using var model = JsonDocument.Parse(byModel.OutputJson!);
        Assert.Equal("hot", model.RootElement.GetProperty("qualification_update").GetProperty("new_temperature").GetString());
        Assert.Equal("متابعة العملاء", model.RootElement.GetProperty("qualification_update").GetProperty("bant_updates").GetProperty("need")
            .GetString());
        Assert.Equal(30, model.RootElement.GetProperty("entities").GetProperty("employees").GetInt32());
    }

    [Fact]
    public async Task A_hand_over_is_told()
    {
        await using var world = await World.Start(null, ("Agents:Provider", "offline"));
        world.Rules.HandOver = new HandOverRequest("requested", "sales", "Wants a person");
        var invocation = await world.Invoker.Invoke("english_conversation", """{"message":"a real person please"}""", Given.Tenant, Given.Now, default);
        Assert.Equal("escalated", invocation!.Status);
        Assert.Equal("""{"needed":true,"reason":"requested","target":"sales","summary":"Wants a person"}""", invocation.EscalationJson);
    }

    [Theory]
    [InlineData("{}", "/message")]
    [InlineData("""{"message":5}""", "/message")]
    [InlineData("""{"message":"x","history":[{"from":"boss","text":"y"}]}""", "/history/0/from")]
    [InlineData("""{"message":"x","now":"yesterday"}""", "/now")]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    public async Task An_invalid_input_is_told_by_pointer(string input, string pointer)
    {
        await using var world = await World.Start();
        var invocation = await world.Invoker.Invoke("arabic_whatsapp", input, Given.Tenant, Given.Now, default);
        Assert.Equal(("invalid_input", (string?)null), (invocation!.Status, invocation.OutputJson));
        Assert.Contains(pointer, invocation.Errors.Keys);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_null()
    {
        await using var world = await World.Start();
        Assert.Null(await world.Invoker.Invoke("nobody", "{}", Given.Tenant, Given.Now, default));
    }

    [Fact]
    public async Task Every_example_that_is_shipped_is_valid_input()
    {
        await using var world = await World.Start(null, ("Agents:Provider", "offline"));
        foreach (var file in Directory.EnumerateFiles(Given.AgentsDirectory, "*.json", SearchOption.AllDirectories)
            .Where(f => f.Contains("examples", StringComparison.Ordinal)))
        {
            using var example = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            if (example.RootElement.ValueKind != JsonValueKind.Object || !example.RootElement.TryGetProperty("input", out var input)) continue;
            var agent = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!);
            var invocation = await world.Invoker.Invoke(agent, input.GetRawText(), Given.Tenant, Given.Now, default);
            Assert.True(invocation!.Status != "invalid_input", $"{file}: {string.Join("; ", invocation.Errors.Keys)}");
        }
    }
}
