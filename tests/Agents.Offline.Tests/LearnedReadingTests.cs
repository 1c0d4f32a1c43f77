using SalesFlow.Agents.Offline.Understanding;
using Xunit.Abstractions;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>The learned reading by itself.</summary>
public sealed class LearnedReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void It_reads_what_it_was_not_trained_on_and_knows_how_sure_it_is()
    {
        // One half is judged by what the other half taught, which is less than the product knows.
        var result = CrossValidation.Run(LearningData.Load(), folds: 2, judge: 1);
        output.WriteLine($"{result.Judged.Count} judged: fine {result.Fine:P1}, output words {result.Output:P1}");
        foreach (var least in (double[])[0.85, 0.7, 0.5])
            output.WriteLine($"at least {least}: {result.Above(least).Right:P1} right, {result.Above(least).Share:P1} of all");
        Assert.True(result.Fine >= 0.62, $"{result.Fine:P1}");
        Assert.True(result.Output >= 0.72, $"{result.Output:P1}");
        Assert.True(result.Above(0.85).Right >= 0.9, $"{result.Above(0.85).Right:P1}");
        Assert.True(result.Above(0.7).Right >= 0.82, $"{result.Above(0.7).Right:P1}");
    }

    [Fact]
    public void It_was_trained_on_the_data_that_come_with_it_as_they_are_read_now() =>
        Assert.True(LearningData.Checksum() == LearnedReading.Default.Checksum, "The data, the lexicon or what reads features changed: run eng/train.");
}
