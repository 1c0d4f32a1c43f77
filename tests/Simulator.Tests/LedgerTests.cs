using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class LedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_number_takes_eighty_in_any_second_counting_what_comes_in()
    {
        var ledger = new ThroughputLedger(80);
        for (var i = 0; i < 30; i++) ledger.Note(Start);
        for (var i = 0; i < 50; i++) Assert.True(ledger.TryTake(Start.AddMilliseconds(500)));
        Assert.False(ledger.TryTake(Start.AddMilliseconds(999)));
        for (var i = 0; i < 30; i++) Assert.True(ledger.TryTake(Start.AddMilliseconds(1000)));
        Assert.False(ledger.TryTake(Start.AddMilliseconds(1000)));
        Assert.True(ledger.TryTake(Start.AddMilliseconds(1500)));
    }

    [Fact]
    public void A_pair_takes_one_in_six_seconds()
    {
        var ledger = new PairLedger(TimeSpan.FromSeconds(6), 100);
        for (var i = 0; i < 100; i++) Assert.True(ledger.TryTake("a", Start.AddSeconds(6 * i)));
    }

    [Fact]
    public void A_burst_is_lent_and_paid_back()
    {
        var ledger = new PairLedger(TimeSpan.FromSeconds(6), 100);
        for (var i = 0; i < 20; i++) Assert.True(ledger.TryTake("a", Start));
        Assert.False(ledger.TryTake("a", Start.AddSeconds(119)));
        Assert.True(ledger.TryTake("b", Start.AddSeconds(119)));
        Assert.True(ledger.TryTake("a", Start.AddSeconds(120)));
        for (var i = 0; i < PairLedger.Burst; i++) Assert.True(ledger.TryTake("c", Start));
        Assert.False(ledger.TryTake("c", Start));
    }

    [Fact]
    public void Service_is_free_in_september_and_costs_after_a_thousand_from_october()
    {
        var bills = new BillBook(BillBook.Default());
        var september = bills.Quote("n", "966501234567", "service", true, false, new DateTimeOffset(2026, 9, 30, 20, 59, 59, TimeSpan.Zero));
        Assert.Equal((false, "free_customer_service", "SA"), (september.Billable, september.Type, september.Country));
        // The first of October begins at 21:00 UTC where bills are written.
        var october = new DateTimeOffset(2026, 9, 30, 21, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 1000; i++) Assert.False(bills.Quote("n", "966501234567", "service", true, false, october).Billable);
        var paid = bills.Quote("n", "966501234567", "service", true, false, october);
        Assert.True(paid.Billable);
        Assert.Equal(bills.Quote("n", "966501234567", "utility", true, false, october).Amount, paid.Amount);
        Assert.False(bills.Quote("other", "966501234567", "service", true, false, october).Billable);
        Assert.False(bills.Quote("n", "966501234567", "service", true, false, october.AddDays(31)).Billable);
        Assert.Equal("free_entry_point", bills.Quote("n", "966501234567", "marketing", true, true, october).Type);
        Assert.True(bills.Quote("n", "966501234567", "utility", false, false, october.AddDays(-10)).Billable);
    }

    [Fact]
    public void Only_what_is_delivered_is_billed()
    {
        var bills = new BillBook(BillBook.Default());
        var price = bills.Quote("n", "971501234567", "marketing", false, false, Start);
        Assert.Empty(bills.Lines());
        bills.Charge("n", price, Start);
        bills.Charge("n", price, Start);
        var line = Assert.Single(bills.Lines());
        Assert.Equal(("AE", 2L, 2 * price.Amount, new DateOnly(2026, 9, 1)), (line.Country, line.Billable, line.Amount, line.Month));
    }

    [Fact]
    public void Percentiles_are_within_a_few_percent()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1000; i++) histogram.Add(TimeSpan.FromMilliseconds(i));
        Assert.InRange(histogram.Percentile(0.5), 490, 520);
        Assert.InRange(histogram.Percentile(0.99), 980, 1000);
        Assert.Equal(1000, histogram.Percentile(1));
    }
}
