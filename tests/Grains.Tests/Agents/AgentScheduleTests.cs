using SalesFlow.Common;
using SalesFlow.Grains.Agents;

namespace SalesFlow.Grains.Tests.Agents;

public sealed class AgentScheduleTests
{
    [Theory]
    [InlineData("2026-11-22T04:59:59Z", "2026-11-22T05:00:00Z")]
    [InlineData("2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z")]
    [InlineData("2026-11-22T22:00:00Z", "2026-11-23T05:00:00Z")]
    public void Agents_are_called_at_eight_in_the_morning_of_riyadh(string now, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, null), AgentScheduleDecisions.Next(BusinessCalendar.Riyadh, DateTimeOffset.Parse(now, null)));

    [Theory]
    [InlineData("2026-11-23", "daily")]
    [InlineData("2026-11-22", "daily,weekly")]
    [InlineData("2026-12-01", "daily,monthly")]
    [InlineData("2026-11-01", "daily,weekly,monthly")]
    public void A_week_is_summed_up_on_sunday_and_a_month_on_its_first_day(string day, string periods) =>
        Assert.Equal(periods, string.Join(',', AgentScheduleDecisions.Periods(DateOnly.Parse(day, null))));
}
