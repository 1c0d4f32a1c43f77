using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What our messages of a talk ask people for and what they give away of others. Pure.</summary>
internal static class TalkContent
{
    private static readonly string[] Asked = ["ask_identity", "ask_birth", "ask_bank", "ask_private"];

    /// <summary>Another customer's data in a message of ours, masked; null where none are given away.</summary>
    /// <param name="talk">The talk.</param>
    /// <param name="own">Names of the reader and their company.</param>
    public static string? Leak(ReviewedTalk talk, IReadOnlyList<string> own)
    {
        var theirs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in talk.Messages)
        {
            var contacts = ContactFinder.Find(message.Text);
            if (message.FromCustomer == true) theirs.UnionWith(contacts.Select(c => c.Value));
            if (message.FromCustomer != false) continue;
            var other = PhraseBook.Claims.Find(message.Text).Exists(h => h.Concept == "other_customer");
            if (QaPrivacy.Leak(message.Text, [.. contacts.Where(c => !theirs.Contains(c.Value))], own, other) is { } leaked) return leaked;
        }
        return null;
    }

    /// <summary>The kinds of private data that our messages ask for, which no talk about a sale needs, each with its sentence.</summary>
    public static List<(string Kind, string Quote)> Requests(ReviewedTalk talk)
    {
        var found = new List<(string, string)>();
        // Whoever is to be paid says where to.
        var pays = talk.Messages.Any(m => Says(m.Text, "payout"));
        foreach (var message in talk.Ours)
        {
            var listing = false;
            foreach (var sentence in DescribedSentence.Cut(message.Text))
            {
                // "You need not send your card" names what is not asked for.
                var asks = sentence.Says("asks_for");
                if (sentence.Denies("asks_for") || !asks && !listing) continue;
                // "Please send:" is followed by a list.
                listing |= asks && sentence.Text.EndsWith(':');
                foreach (var kind in Asked.Where(k => k != "ask_bank" || !pays))
                    if (sentence.Said(kind).Any(h => !sentence.All("brand_identity").Any(b => b.At == h.At))) found.Add((kind, sentence.Text));
            }
        }
        return [.. found.DistinctBy(f => f.Item1)];
    }

    /// <summary>Whether our own words in a call tell that it is recorded.</summary>
    public static bool TellsOfRecording(ReviewedTalk talk) => talk.Ours.Any(m => IsOfRecording(m.Text));

    /// <summary>Whether a text speaks of recording calls.</summary>
    public static bool IsOfRecording(string text) => PhraseBook.Claims.Find(text).Exists(h => h.Concept == "recording");

    /// <summary>Whether a text speaks of other customers.</summary>
    public static bool IsOfOthers(string text) => PhraseBook.Disclosures.Places(text).Exists(h => h.Concept is "customers_plural" or "third_party")
        || PhraseBook.Claims.Places(text).Exists(h => h.Concept == "other_customer");

    private static bool Says(string text, string concept) => PhraseBook.Practices.Places(text).Exists(h => h.Concept == concept);
}
