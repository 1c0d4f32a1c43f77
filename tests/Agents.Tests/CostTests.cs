using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

public sealed class CostTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("salesflow-prices").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_price_stands_from_its_day_until_the_next_one()
    {
        var prices = Prices("""
            riyals:
              - { currency: USD, from: 2024-01-01, rate: 3.75 }
            models:
              - { model: m, from: 2025-01-01, input: 2, output: 10, currency: USD }
              - { model: m, from: 2026-01-01, input: 4, output: 20, currency: SAR }
            """);

        Assert.Null(prices.Cost("m", 1, 1, Day(2024, 12, 31)));
        Assert.Equal(45m, prices.Cost("m", 1_000_000, 1_000_000, Day(2025, 12, 31)));
        Assert.Equal(24m, prices.Cost("m", 1_000_000, 1_000_000, Day(2026, 1, 1)));
        Assert.Equal(0.000024m, prices.Cost("m", 1, 1, Day(2026, 1, 1)));
    }

    [Fact]
    public void The_longest_name_counts_and_an_unknown_model_costs_nobody_knows_what()
    {
        var prices = Prices("""
            riyals: []
            models:
              - { model: big, from: 2025-01-01, input: 8, output: 8, currency: SAR }
              - { model: big-mini, from: 2025-01-01, input: 1, output: 1, currency: SAR }
            """);

        Assert.Equal(2m, prices.Cost("big-mini-2026-02-01", 1_000_000, 1_000_000, Day(2026, 1, 1)));
        Assert.Equal(16m, prices.Cost("big-2026", 1_000_000, 1_000_000, Day(2026, 1, 1)));
        Assert.Null(prices.Cost("other", 5, 5, Day(2026, 1, 1)));
    }

    [Theory]
    [InlineData("riyals: []\nmodels:\n  - { model: m, from: yesterday, input: 1, output: 1, currency: SAR }", "prices.yaml(3): 'from' must be a day")]
    [InlineData("riyals: []\nmodels:\n  - { model: m, from: 2025-01-01, input: -1, output: 1, currency: SAR }", "prices.yaml(3): 'input' must be a number from 0")]
    [InlineData("riyals: []\nmodels:\n  - { model: m, from: 2025-01-01, input: 1, output: 1, currency: EUR }", "prices.yaml(3): 'riyals' has no rate of EUR")]
    public void A_mistake_names_file_and_line(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<AgentDefinitionException>(() => Prices(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_prices_that_come_with_the_program_can_be_read() =>
        Assert.True(ModelPrices.Load(Given.AgentsDirectory).Cost("gpt-4o-mini", 1_000, 100, Given.Now) > 0);

    [Theory]
    [InlineData(1_000, 0, 0, 0, true)]
    [InlineData(24_000, 0, 0, 0, false)]
    [InlineData(1_000, 399_500, 0, 0, false)]
    [InlineData(1_000, 0, 4.999, 0, false)]
    [InlineData(1_000, 0, 0, 10, false)]
    public void A_step_is_made_only_within_every_limit(int run, long conversation, double conversationCost, double day, bool allowed)
    {
        var prices = Prices("riyals: []\nmodels:\n  - { model: m, from: 2025-01-01, input: 1, output: 1, currency: SAR }");
        var spending = new Spending(new DailyTokenBudget(), prices, Options(), TimeProvider.System);
        if (day > 0) spending.Spend("t", "m", (int)(day * 1_000_000), 0, Given.Now);

        Assert.Equal(allowed, spending.Allows(Given.Arabic, "t", "m", run, 0, new SpentBefore(conversation, (decimal)conversationCost), Given.Now));
        Assert.True(spending.Allows(Given.Arabic, "other", "m", 1_000, 0, default, Given.Now));
    }

    [Fact]
    public void What_other_nodes_have_written_down_counts()
    {
        var tokens = new DailyTokenBudget();
        tokens.Spend("t", 10, Given.Now);
        tokens.Learn("t", 500, Given.Now);
        Assert.False(tokens.MaySpend("t", 500, Given.Now));
        tokens.Learn("t", 3, Given.Now);
        Assert.Equal(500, tokens.Spent("t", Given.Now));
    }

    private static AgentOptions Options() => new() { Directory = "", SarPerConversation = 5, SarPerTenantDay = 10 };

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 12, 0, 0, TimeSpan.Zero);

    private ModelPrices Prices(string yaml)
    {
        File.WriteAllText(Path.Combine(_root, "prices.yaml"), yaml);
        return ModelPrices.Load(_root);
    }
}
