using SalesFlow.Grains.Channels;

namespace SalesFlow.Grains.Tests.Channels;

public sealed class NumberPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_second_ever_holds_more_than_twice_the_rate_and_the_long_run_keeps_to_it()
    {
        var pace = NumberPace.Start(Start);
        var granted = 0;
        for (var ms = 0; ms < 60_000; ms += 10)
        {
            (pace, var now, _) = pace.Lease(16, Start.AddMilliseconds(ms));
            granted += now;
        }

        Assert.InRange(granted, 60 * NumberPace.Default * 0.98, (60 + 1) * NumberPace.Default);
    }

    [Fact]
    public void An_empty_bucket_says_when_to_ask_again()
    {
        var (pace, _, _) = NumberPace.Start(Start).Lease(80, Start);
        var (_, granted, wait) = pace.Lease(1, Start);

        Assert.Equal(0, granted);
        Assert.Equal(1, pace.Lease(1, Start + wait + TimeSpan.FromMilliseconds(1)).Granted);
    }

    [Fact]
    public void A_number_that_was_too_fast_halves_its_pace_and_finds_back()
    {
        var slowed = NumberPace.Start(Start).SlowDown(Start);

        Assert.Equal(40, slowed.PerSecond);
        Assert.Equal(0, slowed.Lease(1, Start).Granted);
        Assert.Equal(NumberPace.Default, slowed.Lease(1, Start.AddSeconds(30)).Pace.PerSecond);
    }
}
