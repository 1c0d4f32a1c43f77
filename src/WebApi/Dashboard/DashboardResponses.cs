using SalesFlow.Reporting;

namespace SalesFlow.WebApi.Dashboard;

/// <summary>The company at a glance. "Today" is the day of the company's calendar; amounts are in the currency named, others stand in the list.</summary>
/// <param name="TotalLeads">Leads that ever came in.</param>
/// <param name="NewLeadsToday">Leads that came in today.</param>
/// <param name="QualifiedToday">Leads qualified today.</param>
/// <param name="TotalDeals">Deals that were ever opened.</param>
/// <param name="OpenDealsCount">Deals open now.</param>
/// <param name="OpenDealsValue">Their value.</param>
/// <param name="ClosedWonCount">Deals won.</param>
/// <param name="ClosedWonValue">Their value.</param>
/// <param name="ClosedLostCount">Deals lost.</param>
/// <param name="RevenueThisMonth">Value of the deals won in this month.</param>
/// <param name="MessagesSentToday">Messages of agents, people and rules that the channel took today; what failed or still waits is not among them.</param>
/// <param name="MessagesReceivedToday">Messages of customers today.</param>
/// <param name="ConversationsToday">Conversations begun today.</param>
/// <param name="HandedOverToday">Times that agents handed over to people today.</param>
/// <param name="AvgFirstResponseSecondsToday">Seconds of working time until people first answered hand-overs, of today's answers; or null.</param>
/// <param name="ConversionRate">Deals won for each hundred leads, two places.</param>
/// <param name="Currency">The currency of the amounts above: SAR where there are any, else the first.</param>
/// <param name="Amounts">The amounts of every currency.</param>
internal sealed record DashboardSummaryResponse(
    long TotalLeads, long NewLeadsToday, long QualifiedToday, long TotalDeals, long OpenDealsCount, decimal OpenDealsValue, long ClosedWonCount,
    decimal ClosedWonValue, long ClosedLostCount, decimal RevenueThisMonth, long MessagesSentToday, long MessagesReceivedToday, long ConversationsToday,
    long HandedOverToday, long? AvgFirstResponseSecondsToday, decimal ConversionRate, string Currency, IReadOnlyList<CurrencyAmounts> Amounts);

/// <summary>Deals of one currency since the company began.</summary>
internal sealed record CurrencyAmounts(string Currency, long OpenCount, decimal OpenValue, long WonCount, decimal WonValue, long LostCount, decimal LostValue);

/// <summary>What was earned in a range of days.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Currency">The currency of all amounts here.</param>
/// <param name="Total">Value of the deals won.</param>
/// <param name="DealsWon">How many.</param>
/// <param name="AverageDealValue">Value of one, or null where none was won.</param>
/// <param name="Series">Each day or month of the range, also those without a deal.</param>
/// <param name="TopSources">Where the leads of those deals came from, the ten that earned most.</param>
internal sealed record RevenueResponse(
    DateOnly From, DateOnly To, string Currency, decimal Total, long DealsWon, decimal? AverageDealValue, IReadOnlyList<RevenuePoint> Series,
    IReadOnlyList<SourceRevenue> TopSources);

/// <summary>A day (<c>2026-11-22</c>) or a month (<c>2026-11</c>).</summary>
internal sealed record RevenuePoint(string Period, decimal Value, long DealsWon);

/// <summary>A source of leads: <c>whatsapp</c>, <c>web</c>, …; <c>direct</c> for deals without a lead.</summary>
internal sealed record SourceRevenue(string Source, decimal Value, long DealsWon);

/// <summary>What people and AI agents did in a range of days.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="People">Everybody who did anything; callers who may not see the team see themselves only.</param>
/// <param name="TopPerformer">Who earned most, and among equals closed most; null where nobody won a deal, or the caller may not see the team.</param>
/// <param name="TeamConversionRate">Deals won for each hundred leads that came in within the range, two places.</param>
/// <param name="AiAgents">The AI agents.</param>
/// <param name="HandOverRate">Hand-overs to people for each hundred replies of AI agents, two places.</param>
internal sealed record TeamResponse(
    DateOnly From, DateOnly To, string Currency, IReadOnlyList<PersonFigures> People, string? TopPerformer, decimal TeamConversionRate,
    IReadOnlyList<AiAgentFigures> AiAgents, decimal HandOverRate);

/// <summary>What a person did. <c>MessagesSent</c> counts what the channel took; <c>AvgResponseSeconds</c> are seconds of working time.</summary>
internal sealed record PersonFigures(
    string UserId, string? FullName, string? Role, long ConversationsTaken, long ConversationsResolved, long MessagesSent, long DealsWon, decimal Revenue,
    long? AvgResponseSeconds, decimal? Satisfaction, long SatisfactionAnswers);

/// <summary>What an AI agent did. <c>Messages</c> counts what it wrote; <c>Satisfaction</c> is of talks in which no person wrote.</summary>
internal sealed record AiAgentFigures(
    string AgentId, long Runs, long Messages, long Fallbacks, long InputTokens, long OutputTokens, decimal? Satisfaction, long SatisfactionAnswers);

/// <summary>Something that happened, with a sentence in the caller's language.</summary>
internal sealed record HappeningResponse(
    string Type, string Text, string Entity, string EntityId, string? UserId, string? UserName, decimal? Value, string? Currency, DateTimeOffset At);

/// <summary>Figures derived from sums.</summary>
internal static class Derived
{
    /// <summary>Seconds of working time until the first answer, or null where there was none.</summary>
    public static long? AvgResponse(this DayFigures f) => f.FirstResponses == 0 ? null : f.FirstResponseSeconds / f.FirstResponses;

    /// <summary>1.00 to 5.00, or null where nobody answered.</summary>
    public static decimal? Satisfaction(this DayFigures f) =>
        f.SatisfactionAnswers == 0 ? null : Math.Round((decimal)f.SatisfactionSum / f.SatisfactionAnswers, 2, MidpointRounding.ToEven);

    /// <summary>How many of these for each hundred of those; 0 where there are none of those.</summary>
    public static decimal Rate(long these, long those) => those == 0 ? 0m : Math.Round(100m * these / those, 2, MidpointRounding.ToEven);

    /// <summary>The currency that amounts are shown in: SAR where there are any, else the first by its code.</summary>
    public static string Currency(IReadOnlyCollection<AmountFigures> amounts) =>
        amounts.Count == 0 || amounts.Any(a => a.Currency == "SAR") ? "SAR" : amounts.Min(a => a.Currency)!;
}
