using Microsoft.Extensions.Time.Testing;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

/// <summary>Breaker, budget, gate and pauses by themselves, on a clock of the test's.</summary>
public sealed class ResilienceTests
{
    private readonly FakeTimeProvider _clock = new(Given.Now);

    [Fact]
    public void The_breaker_lets_one_call_through_after_its_pause_and_opens_again_if_that_fails()
    {
        var breaker = new CircuitBreaker(2, TimeSpan.FromSeconds(15), _clock);
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.Failed());
        Assert.True(breaker.TryEnter());
        Assert.True(breaker.Failed());
        Assert.False(breaker.TryEnter());
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.TryEnter());
        Assert.False(breaker.Failed());
        Assert.False(breaker.TryEnter());
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.True(breaker.TryEnter());
        breaker.Abandoned();
        Assert.True(breaker.TryEnter());
        breaker.Succeeded();
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.IsOpen);
    }

    [Fact]
    public void A_success_between_failures_keeps_the_breaker_closed()
    {
        var breaker = new CircuitBreaker(2, TimeSpan.FromSeconds(15), _clock);
        breaker.Failed();
        breaker.Succeeded();
        breaker.Failed();
        Assert.False(breaker.IsOpen);
    }

    [Fact]
    public void A_budget_counts_the_riyadh_day()
    {
        var budget = new DailyTokenBudget();
        var lateEvening = new DateTimeOffset(2026, 11, 23, 20, 59, 0, TimeSpan.Zero); // 23:59 in Riyadh
        budget.Spend("t", 100, lateEvening);
        Assert.False(budget.MaySpend("t", 100, lateEvening));
        Assert.True(budget.MaySpend("t", 101, lateEvening));
        Assert.True(budget.MaySpend("t", 0, lateEvening));
        Assert.True(budget.MaySpend("t", 100, lateEvening.AddMinutes(1)));
    }

    [Fact]
    public void A_budget_forgets_the_smallest_spenders_only()
    {
        var budget = new DailyTokenBudget(maxTenants: 10);
        budget.Spend("big", 1_000, Given.Now);
        for (var i = 0; i < 100; i++) budget.Spend("t" + i, 1, Given.Now);
        Assert.False(budget.MaySpend("big", 1_000, Given.Now));
    }

    [Theory]
    [InlineData(0, null, 0.0, 100)]
    [InlineData(0, null, 1.0, 200)]
    [InlineData(3, null, 1.0, 1600)]
    [InlineData(9, null, 1.0, 4000)]
    [InlineData(0, 3000, 0.5, 3100)]
    public void A_pause_grows_with_jitter_and_honours_the_provider(int attempt, int? retryAfterMs, double random, int expectedMs)
    {
        var pause = ModelCaller.Pause(attempt, retryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null, random);
        Assert.Equal(expectedMs, pause.TotalMilliseconds, 3);
    }

    [Fact]
    public async Task The_gate_bounds_those_who_run_and_those_who_wait()
    {
        using var gate = new ModelGate(1, 1);
        Assert.True(await gate.TryEnter(default));
        var waiting = gate.TryEnter(default).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.False(await gate.TryEnter(default));
        gate.Leave();
        Assert.True(await waiting);
    }
}
