using System.Collections.Frozen;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Turns a customer's words into an intent, facts and a mood: the learned reading, checked by rules. The same words always mean the same.</summary>
internal static class Understander
{
    private const int MaxCharacters = 4_096;

    /// <summary>What the text means; of more than 4,096 characters the first are read.</summary>
    public static Understood Read(string text, Context context)
    {
        text = text.Length > MaxCharacters ? text[..MaxCharacters] : text;
        if (Placeholder.IsOne(text)) return Nothing(text, Placeholder.Kind(text));
        var rules = RuleReader.Read(Quotation.Strip(text), context);
        var (intent, objection, confidence, likeliest) = Judgement.Settle(rules, context);
        var entities = rules.Entities;
        if (intent is Intent.OffTopic or Intent.Injection or Intent.Complaint or Intent.Support or Intent.Human or Intent.AiQuestion or Intent.Legal)
        {
            entities.Remove(Leads.LeadFacts.Date);
            entities.Remove(Leads.LeadFacts.Time);
        }
        var sentiment = SentimentScorer.Score(text, rules.Tokens, rules.Matches);
        // What they suffered elsewhere is no mood towards us.
        if (rules.Tags.Contains("c.other") && intent is not (Intent.Complaint or Intent.Legal)) sentiment = Math.Max(sentiment, 45);
        // A complaint in words that the scorer does not know is one all the same.
        if (intent is Intent.Complaint or Intent.Legal) sentiment = Math.Min(sentiment, 38);
        return new Understood(
            text, rules.Written, rules.Tokens, rules.Matches, rules.Tags, intent, objection, entities, sentiment, confidence, rules.Question, null)
        {
            Likeliest = likeliest,
        };
    }

    private static Understood Nothing(string text, string? placeholder) => new(
        text, [], [], [], [], Intent.Unclear, null, FrozenDictionary<string, string>.Empty, 50, 0.4, false, placeholder);
}
