using System.Diagnostics;
using SalesFlow.Agents.Offline.Understanding;
using Xunit.Abstractions;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>The learned reading by itself, on what it was not trained on.</summary>
public sealed class LearnedReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void It_reads_what_it_was_not_trained_on_and_knows_how_sure_it_is()
    {
        const int folds = 5;
        var all = LearningData.Load();
        var judged = new List<(double Probability, bool Right)>();
        var misses = new List<string>();
        var watch = Stopwatch.StartNew();
        for (var fold = 0; fold < folds; fold++)
        {
            // Phrases of the lexicon are never judged: they are pieces, not utterances.
            var learned = LearnedReading.Train([.. all.Where((e, i) => e.Weight < 1 || i % folds != fold)]);
            foreach (var (text, label, _) in all.Where((e, i) => e.Weight == 1 && i % folds == fold))
            {
                if (learned.Read(LearnedReading.Tokens(text)) is not { } guess) continue;
                judged.Add((guess.Probability, guess.Label == label));
                if (guess.Label != label && guess.Probability > 0.6) misses.Add($"{text} => {guess.Label} {guess.Probability:F2} (wanted {label})");
            }
        }
        output.WriteLine($"{judged.Count} judged in {watch.ElapsedMilliseconds} ms, right {judged.Count(j => j.Right) / (double)judged.Count:P1}");
        foreach (var bin in judged.GroupBy(j => Math.Min(9, (int)(j.Probability * 10))).OrderBy(g => g.Key))
            output.WriteLine($"{bin.Key / 10.0:F1}: {bin.Count()} of which right {bin.Count(j => j.Right) / (double)bin.Count():P0}");
        foreach (var miss in misses) output.WriteLine(miss);
        var sure = judged.Where(j => j.Probability >= 0.6).ToList();
        Assert.True(sure.Count(j => j.Right) >= 0.85 * sure.Count);
        Assert.True(judged.Count(j => j.Right) >= 0.55 * judged.Count);
    }
}
