using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Tests.ServiceLevels;

public sealed class WorkingTimeTests
{
    // Riyadh is three hours ahead: 06:00 UTC is 09:00 there. 22 November 2026 is a Sunday.
    private static readonly WorkingTime Usual = new(WorkingHours.Default);

    private static DateTimeOffset Riyadh(int day, int hour, int minute = 0) => new(2026, 11, day, hour, minute, 0, TimeSpan.FromHours(3));

    [Fact]
    public void Within_a_working_day_time_is_time() =>
        Assert.Equal(TimeSpan.FromMinutes(95), Usual.Between(Riyadh(22, 10), Riyadh(22, 11, 35)));

    [Fact]
    public void Nights_do_not_count() => Assert.Equal(TimeSpan.FromHours(2), Usual.Between(Riyadh(22, 20), Riyadh(23, 10)));

    [Fact]
    public void The_weekend_does_not_count()
    {
        // Thursday 20:00 to Sunday 10:00: one hour of Thursday, one of Sunday.
        Assert.Equal(TimeSpan.FromHours(2), Usual.Between(Riyadh(26, 20), Riyadh(29, 10)));
        Assert.Equal(TimeSpan.Zero, Usual.Between(Riyadh(27, 0), Riyadh(28, 23)));
    }

    [Fact]
    public void Holidays_do_not_count()
    {
        var hours = new WorkingTime(WorkingHours.Default with { Holidays = [new DateOnly(2026, 11, 23)] });
        Assert.Equal(TimeSpan.FromHours(2), hours.Between(Riyadh(22, 20), Riyadh(24, 10)));
        Assert.Equal(Riyadh(24, 10), hours.After(Riyadh(22, 20), TimeSpan.FromHours(2)));
    }

    [Fact]
    public void A_day_may_last_until_midnight()
    {
        var hours = new WorkingTime(WorkingHours.Default with { Until = TimeOnly.MinValue });
        Assert.Equal(TimeSpan.FromHours(2), hours.Between(Riyadh(22, 22), Riyadh(23, 9)));
    }

    [Fact]
    public void Who_is_always_open_counts_every_minute()
    {
        var hours = new WorkingTime(WorkingHours.Default with { AlwaysOpen = true });
        Assert.Equal(TimeSpan.FromHours(14), hours.Between(Riyadh(26, 20), Riyadh(27, 10)));
        Assert.Equal(Riyadh(27, 10), hours.After(Riyadh(26, 20), TimeSpan.FromHours(14)));
    }

    [Fact]
    public void What_runs_backwards_is_nothing() => Assert.Equal(TimeSpan.Zero, Usual.Between(Riyadh(23, 10), Riyadh(22, 10)));

    [Fact]
    public void Without_a_working_day_ahead_the_time_never_comes() =>
        Assert.Null(new WorkingTime(WorkingHours.Default with { Days = [] }).After(Riyadh(22, 10), TimeSpan.FromMinutes(1)));

    [Fact]
    public void After_and_between_agree_wherever_one_begins()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var from = Riyadh(1, 0).AddMinutes(random.Next(40_000));
            var worked = TimeSpan.FromMinutes(random.Next(1, 6000));
            var at = Usual.After(from, worked)!.Value;
            Assert.Equal(worked, Usual.Between(from, at));
            Assert.True(Usual.Between(from, at.AddMinutes(-1)) < worked);
        }
    }
}
