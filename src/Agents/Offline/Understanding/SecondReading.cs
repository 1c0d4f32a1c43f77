using SalesFlow.Agents.Language;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>
/// Where the rules are unsure, the learned reading is asked, and followed where it is sure enough. What the rules know stays as it is; what
/// stops a talk or calls a person takes more certainty than what only changes the next sentence.
/// </summary>
internal static class SecondReading
{
    private const double Surest = 0.85;

    /// <summary>The meaning that counts.</summary>
    public static (string Intent, string? Objection, double Confidence) Settle(
        IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, Dictionary<string, string> entities, Context context,
        (string Intent, string? Objection, double Confidence) rules)
    {
        if (!Unsure(tokens, matches, context, rules.Intent, rules.Confidence)) return rules;
        if (LearnedReading.Default.Read(tokens) is not { } guess || guess.Intent == rules.Intent && guess.Objection == rules.Objection) return rules;
        var least = Least(guess.Intent);
        // Against a rule that found something, and after a question of ours, a guess must be surer than against nothing at all.
        if (rules.Intent != Intent.Unclear || context.Asked is not null || context.Booking) least = Math.Max(least, 0.6);
        if (guess.Probability < least) return rules;
        Forget(entities, guess);
        return (guess.Intent, guess.Objection, Math.Min(Surest, guess.Probability));
    }

    /// <summary>Which readings of the rules rest on a single vague word; measured on wordings that the rules were not written for.</summary>
    private static bool Unsure(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, Context context, string intent, double confidence) =>
        intent switch
        {
            Intent.Unclear => tokens.Count > 0,
            Intent.Price or Intent.Inquiry => confidence < 0.9,
            // A fact that we asked for is an answer; one that came by itself may stand inside something else.
            Intent.Answer => context.Asked is null && !context.Booking && tokens.Count >= 3,
            Intent.Affirm or Intent.Deny or Intent.Interest => confidence < 0.95 && context.Asked is null && tokens.Count >= 3,
            Intent.Greeting or Intent.Thanks => tokens.Count >= Covered(matches, intent) + 3,
            _ => confidence < 0.8,
        };

    private static double Least(string intent) => intent switch
    {
        Intent.LanguageSwitch => 2, // which language is meant only a rule can tell
        Intent.OptOut => 0.8,
        Intent.Complaint => 0.85, // a person is called at once, so it must be more than annoyance
        Intent.Human or Intent.Cancel or Intent.Privacy or Intent.Support or Intent.Negotiation or Intent.Injection or Intent.Answer => 0.55,
        Intent.Affirm or Intent.Deny => 0.7,
        _ => 0.42,
    };

    private static int Covered(IReadOnlyList<Match> matches, string intent)
    {
        var tag = intent == Intent.Greeting ? "i.greeting" : "i.thanks";
        var words = 0;
        foreach (var match in matches)
            if (match.Tag == tag) words += match.Length;
        return words;
    }

    /// <summary>Facts that were read into words which mean something else.</summary>
    private static void Forget(Dictionary<string, string> entities, Guess guess)
    {
        switch (guess.Label)
        {
            // The amount in "three hundred is a lot" is our price, not their budget.
            case "objection.expensive" or "objection.cheaper_exists" or Intent.Price or Intent.Negotiation: entities.Remove(LeadFacts.Budget); break;
            case "objection.ask_partner": entities.Remove(LeadFacts.Role); break;
            case "objection.call_later" or "objection.not_now":
                entities.Remove(LeadFacts.Date);
                entities.Remove(LeadFacts.Time);
                break;
        }
    }
}
