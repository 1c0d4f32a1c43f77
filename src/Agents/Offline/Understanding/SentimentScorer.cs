using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Sentiment from 0 (very negative) to 100; 50 where nothing tells.</summary>
internal static class SentimentScorer
{
    /// <summary>The score of a message.</summary>
    public static int Score(string text, IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches)
    {
        double positive = 0, negative = 0;
        foreach (var match in matches)
        {
            var weight = match.Tag switch { "pos.1" => 12.0, "pos.2" => 18, "neg.1" => -6, "neg.2" => -16, "neg.3" => -26, _ => 0 };
            if (weight == 0) continue;
            if (Near(matches, "x.intense", match, 2)) weight *= 1.4;
            if (weight > 0 && Negated(tokens, matches, match)) weight = -weight * 0.8;
            else if (weight < 0 && match.Length == 1 && Negated(tokens, matches, match)) weight = 4;
            if (weight > 0) positive += weight;
            else negative += weight;
        }
        if (negative < 0 && text.Contains("!!", StringComparison.Ordinal)) negative *= 1.2;
        // Thanks inside a complaint are irony or manners: they do not lift it.
        if (negative <= -14) positive = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0x1F621 or 0x1F620 or 0x1F92C or 0x1F624 or 0x1F44E) negative -= 18;
            else if (rune.Value is 0x1F60D or 0x1F44D or 0x2764 or 0x1F44F or 0x1F970 or 0x1F339 or 0x1F60A) positive += 10;
        }
        return (int)Math.Clamp(Math.Round(50 + Math.Min(positive, 48) + Math.Max(negative, -50)), 0, 100);
    }

    /// <summary>Whether one of the two words before says no.</summary>
    public static bool Negated(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, Match match)
    {
        foreach (var other in matches)
        {
            if (other.Tag != "x.negate") continue;
            var distance = match.At - other.At;
            if (distance is 1 or 2 && tokens[other.At].Segment == tokens[match.At].Segment && tokens[other.At]
                .Word is not ("لا" or "no")) return true;
        }
        return false;
    }

    private static bool Near(IReadOnlyList<Match> matches, string tag, Match match, int distance)
    {
        foreach (var other in matches)
        {
            if (other.Tag == tag && (Math.Abs(other.At - match.At) <= distance
                || Math.Abs(other.At - (match.At + match.Length - 1)) <= distance)) return true;
        }
        return false;
    }
}
