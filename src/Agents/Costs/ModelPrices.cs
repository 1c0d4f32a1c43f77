using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Costs;

/// <summary>
/// What models cost, by day: <c>agents/prices.yaml</c>. A price stands from its day on until the same model's next one, so that what ran before a
/// change is never counted anew. Immutable.
/// </summary>
internal sealed class ModelPrices
{
    private readonly IReadOnlyList<ModelPrice> _prices;
    private readonly IReadOnlyList<ExchangeRate> _rates;

    private ModelPrices(IReadOnlyList<ModelPrice> prices, IReadOnlyList<ExchangeRate> rates)
    {
        _prices = prices;
        _rates = rates;
    }

    /// <summary>No prices: every model's cost is unknown.</summary>
    public static ModelPrices None { get; } = new([], []);

    /// <summary>Reads the file; none where it is not there.</summary>
    /// <exception cref="AgentDefinitionException">The file cannot be used; the message names its line.</exception>
    public static ModelPrices Load(string directory)
    {
        var file = Path.Combine(directory, "prices.yaml");
        if (!File.Exists(file)) return None;
        var yaml = YamlSection.Load(file);
        var rates = new List<ExchangeRate>();
        foreach (var rate in yaml.Sections("riyals"))
        {
            rates.Add(new ExchangeRate(rate.Text("currency"), rate.Day("from"), rate.Decimal("rate")));
            rate.Complete();
        }
        var prices = new List<ModelPrice>();
        foreach (var price in yaml.Sections("models"))
        {
            var read = new ModelPrice(price.Text("model"), price.Day("from"), price.Decimal("input"), price.Decimal("output"), price.Text("currency"));
            if (read.Currency != "SAR" && rates.All(r => r.Currency != read.Currency)) throw price.Wrong("currency", $"'riyals' has no rate of {read.Currency}");
            prices.Add(read);
            price.Complete();
        }
        yaml.Complete();
        return new ModelPrices(prices, rates);
    }

    /// <summary>What a run cost, in riyals to six places; null where the model has no price on that day.</summary>
    /// <param name="model">The model's name; the longest name in the file with which it begins counts, so that dated variants need no line of their own.</param>
    /// <param name="inputTokens">Tokens read.</param>
    /// <param name="outputTokens">Tokens written.</param>
    /// <param name="at">UTC.</param>
    public decimal? Cost(string model, int inputTokens, int outputTokens, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var price = _prices.Where(p => p.From <= day && model.StartsWith(p.Model, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(p => p.Model.Length).ThenByDescending(p => p.From).FirstOrDefault();
        if (price is null) return null;
        var rate = price.Currency == "SAR" ? 1 : _rates.Where(r => r.Currency == price.Currency && r.From <= day).MaxBy(r => r.From)?.Rate;
        return rate is null ? null : decimal.Round((inputTokens * price.Input + outputTokens * price.Output) / 1_000_000 * rate.Value, 6);
    }

    private sealed record ModelPrice(string Model, DateOnly From, decimal Input, decimal Output, string Currency);

    private sealed record ExchangeRate(string Currency, DateOnly From, decimal Rate);
}
