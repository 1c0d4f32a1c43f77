using Xunit.Abstractions;

namespace SalesFlow.Agents.Offline.Tests;

public sealed class UnderstandingAccuracyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("widened.txt", 0.95, 0.80, 0.95, 0.90)]
    [InlineData("fresh.txt", 0.86, 0.60, 0.80, 0.50)]
    [InlineData("unseen.txt", 0.88, 0.85, 0.40, 0.90)]
    [InlineData("ar.dev.txt", 0.97, 0.95, 0.95, 0.90)]
    [InlineData("en.dev.txt", 0.97, 0.95, 0.95, 0.90)]
    [InlineData("ar.holdout.txt", 0.90, 0.85, 0.85, 0.85)]
    [InlineData("en.holdout.txt", 0.90, 0.85, 0.85, 0.85)]
    public void Labelled_utterances_are_understood_to_the_measure_asked(string file, double intents, double slots, double objections, double moods)
    {
        var accuracy = GoldenSet.Measure(GoldenSet.Load(file));
        output.WriteLine(
            $"{file}: {accuracy.Count} utterances; intents {accuracy.Intents:P1}, output words {accuracy.OutputIntents:P1}, slots recall {accuracy.SlotRecall:P1} precision {accuracy.SlotPrecision:P1}, objections {accuracy.Objections:P1}, moods {accuracy.Moods:P1}");
        foreach (var miss in accuracy.Misses) output.WriteLine(miss);
        Assert.True(accuracy.Intents >= intents, $"intents {accuracy.Intents:P1}");
        Assert.True(accuracy.SlotRecall >= slots, $"slots {accuracy.SlotRecall:P1}");
        Assert.True(accuracy.SlotPrecision >= Math.Max(0, slots - 0.05), $"slot precision {accuracy.SlotPrecision:P1}");
        Assert.True(accuracy.Objections >= objections, $"objections {accuracy.Objections:P1}");
        Assert.True(accuracy.Moods >= moods, $"moods {accuracy.Moods:P1}");
    }

    [Fact]
    public void The_sets_are_as_large_as_promised()
    {
        Assert.True(GoldenSet.Load("ar.dev.txt").Count + GoldenSet.Load("ar.holdout.txt").Count >= 300);
        Assert.True(GoldenSet.Load("en.dev.txt").Count + GoldenSet.Load("en.holdout.txt").Count >= 200);
    }
}
