using System.Globalization;
using SalesFlow.Agents.Offline.Understanding;

/// <summary>What the offline engine makes of one message, and of what.</summary>
internal static class Explanation
{
    private const int Shown = 4;

    /// <summary>One line: the meaning that counts, the likeliest ones of the learned reading, the signs and the facts.</summary>
    /// <param name="message">What a customer wrote.</param>
    /// <param name="asked">The fact that we had asked for, as <c>timeline</c>, or null.</param>
    public static string Of(string message, string? asked)
    {
        var context = Context.None with { Asked = asked };
        var reading = RuleReader.Read(message, context);
        var learned = LearnedReading.Default;
        var odds = new float[learned.Labels.Count];
        learned.Read(FeatureReader.Read(reading), odds);
        var likeliest = odds.Select((p, i) => (learned.Labels[i], p)).OrderByDescending(o => o.p).Take(Shown)
            .Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Item1} {o.p:0.00}"));
        var meaning = Judgement.Settle(reading, context);
        return string.Create(CultureInfo.InvariantCulture,
            $"{meaning.Intent}{(meaning.Objection is null ? "" : "." + meaning.Objection)} {meaning.Confidence:0.00} | {string.Join(", ", likeliest)} | rules: {reading.Label} {reading.Confidence:0.00} | {string.Join(' ', reading.Tags.Order(StringComparer.Ordinal))} | {string.Join(", ", reading.Entities.Select(e => $"{e.Key}={e.Value}"))} | {string.Join(' ', reading.Tokens.Select(t => t.Word))}");
    }
}
