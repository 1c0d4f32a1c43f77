using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>One of the four dimensions as it was judged.</summary>
/// <param name="Level">A text key without its dimension, such as <c>approved</c>; <c>unknown</c> where nothing is known.</param>
/// <param name="Score">0 to 25.</param>
/// <param name="Confidence">0 to 1; 0 where nothing is known.</param>
/// <param name="Quote">The words that it rests on, as they were given; null where there are none.</param>
internal sealed record BantDimension(string Level, int Score, double Confidence, string? Quote)
{
    /// <summary>Nothing is known.</summary>
    public static BantDimension Unknown { get; } = new("unknown", 0, 0, null);

    /// <summary>Whether something is known.</summary>
    public bool IsKnown => Level != "unknown";
}

/// <summary>The four dimensions of a lead. The same input always gives the same points.</summary>
/// <param name="Budget">Money.</param>
/// <param name="Authority">Who decides.</param>
/// <param name="Need">What hurts.</param>
/// <param name="Timeline">When it begins.</param>
internal sealed record Bant(BantDimension Budget, BantDimension Authority, BantDimension Need, BantDimension Timeline)
{
    /// <summary>0 to 100.</summary>
    public int Score => Math.Clamp(Budget.Score + Authority.Score + Need.Score + Timeline.Score, 0, 100);

    /// <summary>By name, in their order.</summary>
    public IReadOnlyList<(string Name, BantDimension Value)> All => [("budget", Budget), ("authority", Authority), ("need", Need), ("timeline", Timeline)];

    /// <summary>How many are not known.</summary>
    public int Missing => All.Count(d => !d.Value.IsKnown);

    /// <summary>How sure the class is: the mean over all four, so that each unknown one takes a quarter away, but a little for what was tried.</summary>
    public double Confidence => Math.Round(All.Average(d => d.Value.IsKnown ? d.Value.Confidence : 0.10), 2);

    /// <summary>Judges a lead.</summary>
    /// <param name="input">The input.</param>
    /// <param name="facts">The facts of the agent.</param>
    /// <param name="talk">What the customer said.</param>
    /// <param name="today">The tenant's local time.</param>
    public static Bant Judge(TaskInput input, JsonObject facts, CustomerTalk talk, DateTime today) => new(
        BudgetReader.Read(input, talk), AuthorityReader.Read(input, facts, talk), NeedReader.Read(input, talk), TimelineReader.Read(input, talk, today));
}
