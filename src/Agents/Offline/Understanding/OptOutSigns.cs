using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>
/// The wish for silence as it is put together of classes of words: an order to stop or a refused wish, with contact, a number or a list as what it is
/// about. A sign is no proof: the learned reading weighs it with the whole message. Pure.
/// </summary>
internal static class OptOutSigns
{
    private const int Reach = 6;

    /// <summary>The strongest sign, as a stable word, or null.</summary>
    public static string? Find(List<Token> tokens, List<Match> matches)
    {
        string? weaker = null;
        foreach (var first in matches)
        {
            // "Don't stop" is the opposite.
            if (first.Tag is "c.stop" or "c.remove" or "c.removeme" && IsNegated(tokens, matches, first)) return "told_to_go_on";
            switch (first.Tag)
            {
                case "c.removeme": return "remove_me";
                case "c.removeit" when IsNamed(matches, first): return "remove_me";
                case "c.unsub" when !Follows(tokens, matches, first, "c.sub", "c.money", "c.meet"): return "unsubscribe";
                case "c.stop" when Follows(tokens, matches, first, "c.contact", "c.contactyou", "c.contactme"): return "told_to_stop";
                case "c.remove" when Follows(tokens, matches, first, "c.number", "c.list") || Before(tokens, matches, first, "c.number"): return "remove_me";
                case "c.dont" when Follows(tokens, matches, first, "c.contactme", "c.contactyou"):
                    if (!Follows(tokens, matches, first, "c.defer", "c.meet", "c.sub", "c.instead", "c.theirs")) return "told_not_to";
                    weaker = "told_not_now";
                    break;
                case "c.dont" when Follows(tokens, matches, first, "c.want") && Follows(tokens, matches, first, "c.contact", "c.recv"):
                    weaker = "wants_none";
                    break;
                case "c.never" when weaker is null: weaker = "never_agreed"; break;
                case "c.fedup" when weaker is null && Follows(tokens, matches, first, "c.contact", "c.contactyou", "c.recv"): weaker = "fed_up"; break;
            }
        }
        return weaker;
    }

    /// <summary>Whether a number or name of theirs was spoken of before: "who gave you my number? delete it".</summary>
    private static bool IsNamed(List<Match> matches, Match order)
    {
        foreach (var other in matches)
            if (other.Tag == "c.number" && other.At < order.At) return true;
        return false;
    }

    private static bool IsNegated(List<Token> tokens, List<Match> matches, Match order)
    {
        foreach (var other in matches)
        {
            if (other.Tag != "c.dont" || order.At - (other.At + other.Length) is not (0 or 1) || tokens[other.At].Segment != tokens[order.At].Segment) continue;
            // "No, stop" is an order; "do not stop" and an Arabic "not" before a verb in the second person are its opposite.
            var word = tokens[other.At].Word;
            if (word is "no" or "لا" or "لاعاد" && tokens[order.At].Word[0] != 'ت') continue;
            return true;
        }
        return false;
    }

    private static bool Follows(List<Token> tokens, List<Match> matches, Match first, params ReadOnlySpan<string> tags)
    {
        foreach (var other in matches)
        {
            if (other.At <= first.At || other.At - first.At > Reach || tokens[other.At].Segment != tokens[first.At].Segment) continue;
            foreach (var tag in tags)
                if (other.Tag == tag) return true;
        }
        return false;
    }

    private static bool Before(List<Token> tokens, List<Match> matches, Match first, string tag)
    {
        foreach (var other in matches)
            if (other.Tag == tag && other.At < first.At && first.At - other.At <= Reach && tokens[other.At].Segment == tokens[first.At].Segment) return true;
        return false;
    }
}
