using SalesFlow.Agents.Offline.Understanding;
using Xunit.Abstractions;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>The learned reading by itself.</summary>
public sealed class LearnedReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void It_reads_what_it_was_not_trained_on_and_knows_how_sure_it_is()
    {
        // Two parts: each half is judged by what the other half taught, which is less than the product knows.
        var result = CrossValidation.Run(LearningData.Load(), 2);
        output.WriteLine($"{result.Judged.Count} judged: fine {result.Fine:P1}, output words {result.Output:P1}");
        foreach (var least in (double[])[0.85, 0.7, 0.5])
            output.WriteLine($"at least {least}: {result.Above(least).Right:P1} right, {result.Above(least).Share:P1} of all");
        Assert.True(result.Fine >= 0.62, $"{result.Fine:P1}");
        Assert.True(result.Output >= 0.72, $"{result.Output:P1}");
        Assert.True(result.Above(0.85).Right >= 0.9, $"{result.Above(0.85).Right:P1}");
        Assert.True(result.Above(0.7).Right >= 0.82, $"{result.Above(0.7).Right:P1}");
    }

    [Fact]
    public void Its_weights_are_those_of_the_data_that_come_with_it()
    {
        Assert.True(LearningData.Checksum() == LearnedReading.Default.Checksum, "The data or the lexicon changed: run eng/train.");
        var examples = LearningData.Load();
        var trained = LearnedReading.Train(examples);
        var odds = new float[trained.Labels.Count];
        var kept = new float[trained.Labels.Count];
        Assert.Equal(trained.Labels, LearnedReading.Default.Labels);
        double difference = 0;
        var sample = examples.Where((_, i) => i % 20 == 0).ToList();
        foreach (var example in sample)
        {
            var features = FeatureReader.Read(RuleReader.Read(example.Text, Context.None));
            trained.Read(features, odds);
            LearnedReading.Default.Read(features, kept);
            for (var i = 0; i < odds.Length; i++) difference += Math.Abs(odds[i] - kept[i]);
        }
        // Bytes instead of numbers, and other processors' sums, move probabilities a little; other data move them a lot.
        Assert.True(difference / sample.Count < 0.04, $"{difference / sample.Count:F4}: what reads features changed, run eng/train.");
    }
}
