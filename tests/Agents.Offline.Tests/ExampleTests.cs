using System.Text.Json;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Conversations;

namespace SalesFlow.Agents.Offline.Tests;

public sealed class ExampleTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*.json", SearchOption.AllDirectories).Order()
            .Select(f => Path.GetRelativePath(AppContext.BaseDirectory, f))];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_agents_example_comes_out_as_it_says(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
        var input = json.RootElement.GetProperty("input");
        var expected = json.RootElement.GetProperty("expected");
        var english = file.Contains("english", StringComparison.Ordinal);
        var now = input.GetProperty("now").GetDateTimeOffset().ToUniversalTime();
        var history = input.GetProperty("history").EnumerateArray()
            .Select((h, i) => new TalkLine($"h{i}", h.GetProperty("from").GetString() == "lead", h.GetProperty("text").GetString()!, now)).ToList();
        var turn = new TurnSnapshot(
            1, 1, "v1", "c1", "l1", null, english ? "en" : "ar", [new TalkLine("in", true, input.GetProperty("message").GetString()!, now)], history,
            new Dictionary<string, string>(), now, null, "p1");

        var output = new OfflineEngine().Answer(new AgentTask(turn, TestTenants.Platform, null, now), english ? "en" : "ar").Output;

        Assert.Equal(expected.GetProperty("intent_detected").GetString(), output.IntentDetected);
        foreach (var entity in expected.GetProperty("entities").EnumerateObject()) Assert.Equal(entity.Value.ToString(),
            output.Entities.GetValueOrDefault(entity.Name));
        var escalation = expected.GetProperty("escalation");
        Assert.Equal(escalation.GetProperty("needed").GetBoolean(), output.Escalation is not null);
        if (escalation.TryGetProperty("reason", out var reason)) Assert.Equal(reason.GetString(), output.Escalation!.Reason);
    }

    [Theory]
    [InlineData("prices", "inquiry")]
    [InlineData("demo", "booking_request")]
    [InlineData("person", "inquiry")]
    public void Every_button_is_understood_when_pressed(string button, string intent)
    {
        foreach (var language in new[] { "ar", "en" })
        {
            var talk = new Dialogue(TestTenants.Platform, language);
            talk.Say(TextCatalogue.Default.Label(language, "button." + button));
            Assert.Equal(intent, talk.Last.Output.IntentDetected);
            Assert.Equal(button == "person", talk.Last.Output.Escalation is not null);
        }
    }

    [Fact]
    public void Another_time_brings_other_times()
    {
        var talk = new Dialogue(TestTenants.Platform);
        talk.Say("ابغى احجز موعد");
        var first = talk.Last.Messages[0].Buttons!.Select(b => b.Title).ToList();
        talk.Say(first[2]);
        Assert.NotEqual(first[0], talk.Last.Messages[0].Buttons![0].Title);
    }
}
