using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>What came of judging every utterance by a reading that was not trained on it.</summary>
/// <param name="Judged">The wanted label, the one found, and its probability.</param>
internal sealed record CrossValidated(IReadOnlyList<(string Wanted, string Found, double Probability)> Judged)
{
    /// <summary>Fine meanings met, 0 to 1.</summary>
    public double Fine => Judged.Count(j => j.Wanted == j.Found) / (double)Judged.Count;

    /// <summary>Words of the output's schema met, 0 to 1.</summary>
    public double Output => Judged.Count(j => Word(j.Wanted) == Word(j.Found)) / (double)Judged.Count;

    /// <summary>How often a reading of at least this probability is right, and what share of all they are.</summary>
    public (double Right, double Share) Above(double probability)
    {
        var sure = Judged.Where(j => j.Probability >= probability).ToList();
        return (sure.Count(j => j.Wanted == j.Found) / (double)Math.Max(1, sure.Count), sure.Count / (double)Judged.Count);
    }

    private static string Word(string label) => Intent.Output(Guess.IntentOf(label));
}

/// <summary>Cross-validation in parts, always the same ones, of which some are judged.</summary>
internal static class CrossValidation
{
    public static CrossValidated Run(IReadOnlyList<Example> examples, int folds, int judge)
    {
        var readings = examples.AsParallel().AsOrdered().Select(e => FeatureReader.Read(RuleReader.Read(e.Text, Context.None))).ToArray();
        var order = Enumerable.Range(0, examples.Count).ToArray();
        new Random(5).Shuffle(order);
        var judged = new List<(string, string, double)>(examples.Count);
        for (var fold = 0; fold < judge; fold++)
        {
            var train = order.Where((_, i) => i % folds != fold).ToArray();
            var learned = LearnedReading.Train([.. train.Select(i => examples[i])], [.. train.Select(i => readings[i].ToArray())]);
            var odds = new float[learned.Labels.Count];
            foreach (var i in order.Where((_, i) => i % folds == fold))
            {
                learned.Read(readings[i], odds);
                var best = Array.IndexOf(odds, odds.Max());
                judged.Add((examples[i].Label, learned.Labels[best], odds[best]));
            }
        }
        return new CrossValidated(judged);
    }
}
