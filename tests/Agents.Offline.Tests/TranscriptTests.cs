using System.Diagnostics;
using Xunit.Abstractions;

namespace SalesFlow.Agents.Offline.Tests;

public sealed class TranscriptTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("السلام عليكم|مطعم|كم السعر؟|غالي|مقارنة بالميزانية|ايه|الاحد الساعة ١١")]
    [InlineData("Hi|how much is the pro plan?|restaurant|excel|8 people|sure|Sunday 11 am")]
    [InlineData("هلا ابي اعرف عن خدمتكم|وش يميزكم؟|عندي صالون ونتأخر بالرد|٦ موظفين|لا|الشهر الجاي|انا المالك|شكرا")]
    public void A_whole_talk_never_repeats_a_reply(string talk)
    {
        var dialogue = new Dialogue(TestTenants.Platform, talk[0] < 128 ? "en" : "ar", talk[0] < 128 ? "Sara" : "سارة");
        var replies = new List<string>();
        foreach (var message in talk.Split('|'))
        {
            dialogue.Say(message);
            output.WriteLine($"> {message}\n< {dialogue.Reply}   [{dialogue.Last.Output.IntentDetected} {dialogue.Last.Output.ActionTaken} {string.Join(',', dialogue.Last.Signals)} {string.Join(',', dialogue.Last.Messages[0].Buttons?.Select(b => b.Title) ?? [])}]");
            replies.Add(dialogue.Reply);
        }
        output.WriteLine(dialogue.Last.Output.Escalation?.Summary ?? "-");
        Assert.Equal(replies.Count, replies.Distinct().Count());
    }

    [Fact]
    public void Its_speed_is_reported()
    {
        var set = GoldenSet.Load("ar.dev.txt").Concat(GoldenSet.Load("en.dev.txt")).ToList();
        var dialogue = new Dialogue(TestTenants.Platform);
        foreach (var item in set) dialogue.Say(item.Text);
        var watch = Stopwatch.StartNew();
        foreach (var item in set) dialogue.Say(item.Text);
        // Each turn is answered twice by the driver.
        output.WriteLine($"speed: {watch.Elapsed.TotalMilliseconds / set.Count / 2:F3} ms an answer over {set.Count} turns");
        Assert.Equal("offline", dialogue.Last.Engine);
    }
}
