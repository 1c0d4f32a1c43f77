using SalesFlow.Common;
using SalesFlow.WebApi.Activities;

namespace SalesFlow.WebApi.Tests;

public sealed class TaskSpanTests
{
    // 01:30 of the next day in Riyadh.
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Today_is_the_tenants_day()
    {
        var today = ActivityEndpoints.Span("today", BusinessCalendar.Riyadh, Now);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.Zero), today.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 21, 0, 0, TimeSpan.Zero), today.Until);
    }

    [Fact]
    public void A_week_is_seven_days_and_what_is_overdue_was_due_before_now()
    {
        var week = ActivityEndpoints.Span("week", BusinessCalendar.Riyadh, Now);
        Assert.Equal(TimeSpan.FromDays(7), week.Until - week.From);
        Assert.Equal((null, Now), (ActivityEndpoints.Span("overdue", BusinessCalendar.Riyadh, Now).From, ActivityEndpoints.Span("overdue", BusinessCalendar.Riyadh, Now).Until));
    }
}
