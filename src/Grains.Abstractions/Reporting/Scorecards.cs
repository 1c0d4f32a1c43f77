namespace SalesFlow.Reporting;

/// <summary>
/// What each figure weighs in the composite score, 0 to 100 each, together 100. Unless set: closing and revenue half of it, since that is what the
/// team is for; handling, speed and content customers most of the rest.
/// </summary>
/// <param name="LeadsHandled">Conversations and leads taken on.</param>
/// <param name="DealsClosed">Deals won.</param>
/// <param name="RevenueGenerated">Their value.</param>
/// <param name="ResponseTime">How fast the first answer came.</param>
/// <param name="CustomerSatisfaction">What customers said.</param>
/// <param name="AiAssistRate">How much of the work the agents had prepared.</param>
[GenerateSerializer, Immutable, Alias("reporting.weights")]
public sealed record ScorecardWeights(
    int LeadsHandled = 15, int DealsClosed = 25, int RevenueGenerated = 25, int ResponseTime = 15, int CustomerSatisfaction = 15, int AiAssistRate = 5);

/// <summary>What a person did in a period.</summary>
/// <param name="LeadsHandled">Conversations taken on.</param>
/// <param name="DealsClosed">Deals won.</param>
/// <param name="RevenueGenerated">Their value, in the company's currency.</param>
/// <param name="AvgResponseTime">Seconds of working time to the first answer, or null where none was due.</param>
/// <param name="CustomerSatisfaction">1.00 to 5.00, or null where nobody answered.</param>
/// <param name="AiAssistRate">0 to 100 percent, or null where nothing was taken on.</param>
public sealed record ScorecardFigures(
    long LeadsHandled, long DealsClosed, decimal RevenueGenerated, long? AvgResponseTime, decimal? CustomerSatisfaction, decimal? AiAssistRate);

/// <summary>
/// The composite score, 0.00 to 100.00. What is counted (leads, deals, revenue) is measured against the best of the team in the period; an answer
/// within five minutes earns all of its points and one after an hour none; satisfaction earns its part of 5. A figure that does not exist is left out,
/// and the others weigh so much more.
/// </summary>
public static class Scorecard
{
    private const decimal FastSeconds = 300m;
    private const decimal SlowSeconds = 3600m;

    /// <summary>The score of one person among a team.</summary>
    public static decimal Composite(ScorecardFigures own, IReadOnlyCollection<ScorecardFigures> team, ScorecardWeights weights)
    {
        decimal Share(decimal value, Func<ScorecardFigures, decimal> of) => team.Max(of) is > 0 and var best ? value / best * 100m : 0m;

        (int Weight, decimal? Points)[] parts =
        [
            (weights.LeadsHandled, Share(own.LeadsHandled, f => f.LeadsHandled)),
            (weights.DealsClosed, Share(own.DealsClosed, f => f.DealsClosed)),
            (weights.RevenueGenerated, Share(own.RevenueGenerated, f => f.RevenueGenerated)),
            (weights.ResponseTime, own.AvgResponseTime is { } s ? Math.Clamp((SlowSeconds - s) / (SlowSeconds - FastSeconds), 0m, 1m) * 100m : null),
            (weights.CustomerSatisfaction, own.CustomerSatisfaction / 5m * 100m),
            (weights.AiAssistRate, own.AiAssistRate),
        ];
        var known = parts.Where(p => p.Points is not null).ToList();
        var weight = known.Sum(p => p.Weight);
        return weight == 0 ? 0m : Math.Round(known.Sum(p => p.Weight * p.Points!.Value) / weight, 2, MidpointRounding.ToEven);
    }
}
