using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Something that a reviewer found.</summary>
/// <param name="Dimension">Where it counts.</param>
/// <param name="Severity"><c>critical</c>, <c>major</c> or <c>minor</c>.</param>
/// <param name="Key">What it is: the key of its texts.</param>
/// <param name="Index">The message, from 0; null for the whole talk.</param>
/// <param name="Quote">Where it stands, shortened.</param>
/// <param name="Flag">The critical flag that it raises, or null.</param>
internal sealed record QaFinding(string Dimension, string Severity, string Key, int? Index, string Quote, string? Flag = null);

/// <summary>Reviews a talk: what each message of ours says, and how the talk was led.</summary>
internal static class QaFindings
{
    public const string Accuracy = "accuracy", Compliance = "compliance", Professionalism = "professionalism", Effectiveness = "effectiveness",
        Empathy = "empathy_and_tone";

    private static readonly Context Plain = new(null, false, DateTime.UnixEpoch, new HashSet<decimal>());

    /// <summary>Everything found, in the order of the talk.</summary>
    public static List<QaFinding> Of(ReviewedTalk talk, QaPrices prices, string handler, IReadOnlyList<string> forbidden,
        IReadOnlyList<string> ownNames)
    {
        var found = new List<QaFinding>();
        var numbers = new HashSet<decimal>();
        var theirData = new HashSet<string>(StringComparer.Ordinal);
        bool optedOut = false, refused = false, confirmed = false;
        // A claim to their data is open until it is granted, for two answers at most: a "no" later is about something else.
        var claimed = 0;
        var spokeFirst = talk.Messages is [{ FromCustomer: false }, ..] && !talk.IsSingle;
        foreach (var message in talk.Messages)
        {
            var hits = PhraseBook.Claims.Find(message.Text);
            bool Has(string concept) => hits.Exists(h => h.Concept == concept);
            if (message.FromCustomer == true)
            {
                MoneyGuard.Collect(message.Text, numbers);
                foreach (var data in ContactFinder.Find(message.Text)) theirData.Add(data.Value);
                optedOut |= Has("opt_out_wish") || Understander.Read(message.Text, Plain).Intent == Intent.OptOut;
                refused |= Has("refusal");
                if (QaPrivacy.ClaimsRight(message.Text)) claimed = 2;
                continue;
            }
            if (message.FromCustomer is null) continue;
            var sells = Has("marketing") || Has("discount_offered") || Has("fabricated_deadline") || Has("pressure");
            if (optedOut && (sells || confirmed))
                Add("opt_out_ignored", "critical", Compliance, "pdpl_violation", [(Professionalism, "major"), (Empathy, "major")]);
            else if (refused && Has("pressure")) Add("pressure_after_refusal", "major", Compliance, null, [(Empathy, "major")], "pressure");
            else if (Has("pressure")) Add("pressure", "major", Professionalism, null, [], "pressure");
            confirmed |= optedOut;
            if (prices.Check(message.Text, hits, () => numbers) is { } fault)
                found.AddRange([
                    new(Accuracy, "critical", fault.Flag, message.Index, fault.Amount, fault.Flag),
                    new(Compliance, "major", fault.Flag, message.Index, fault.Amount)]);
            Claims();
            Data();
            if (Has("offensive")) Add("offensive", "critical", Professionalism, "offensive_language",
                [(Compliance, "major"), (Empathy, "critical"), (Effectiveness, "critical")], "offensive");
            if (Has("dismissive")) Add("dismissive", "major", Professionalism, null, [(Empathy, "major")], "dismissive");
            if (ReplyGuard.IsHumanClaim(ArabicText.Normalise(message.Text)) && handler != "human" && handler != "affiliate") Add("human_claim",
                "major", Compliance, null, []);
            if (spokeFirst && message.Index == talk.Messages[0].Index && Has("marketing") && !Has("opt_out_text")) Add("first_without_opt_out",
                "major", Compliance, null, []);
            foreach (var word in forbidden)
                if (ArabicText.Normalise(message.Text).Contains(ArabicText.Normalise(word), StringComparison.Ordinal)) Add("forbidden_phrase",
                "major", Compliance, null, [], quote: word);
            Form();

            void Add(string key, string severity, string dimension, string? flag, (string Dimension, string Severity)[] also,
                string? concept = null, string? quote = null)
            {
                quote ??= concept is null ? Short(message.Text) : PhraseBook.Quote(message.Text, hits.Find(h => h.Concept == concept).Part);
                found.Add(new(dimension, severity, key, message.Index, quote, flag));
                foreach (var other in also) found.Add(new(other.Dimension, other.Severity, key, message.Index, quote));
            }

            void Claims()
            {
                foreach (var hit in hits)
                {
                    var quote = PhraseBook.Quote(message.Text, hit.Part);
                    switch (hit.Concept)
                    {
                        case "result_guarantee" or "guaranteed_return": Promise("false_promise"); break;
                        case "free_offer": Promise("unwritten_promise"); break;
                        // Whoever promises to call back promises what is in their power.
                        case "unwritten_promise" when !CallsBack(quote): Promise("unwritten_promise"); break;
                        case "invented_reference": Add("invented_reference", "major", Accuracy, null, [], quote: quote); break;
                        case "fabricated_deadline":
                            Add("fabricated_deadline", "major", Accuracy, null, [(Professionalism, "minor")], quote: quote);
                            break;
                        case "superlative": Add("superlative", "minor", Accuracy, null, [], quote: quote); break;
                    }
                    void Promise(string key)
                    {
                        if (found.Exists(f => f.Index == message.Index && f.Flag == "false_promise")) return;
                        Add(key, "critical", Accuracy, "false_promise", [(Compliance, "major")], quote: quote);
                    }
                }
            }

            void Data()
            {
                if (Has("sensitive_request"))
                {
                    var secret = Has("secret_request");
                    Add("sensitive_request", secret ? "critical" : "major", Compliance, secret ? "pdpl_violation" : null, [], "sensitive_request");
                }
                if (Has("scraped")) Add("scraped", "critical", Compliance, "pdpl_violation", [], "scraped");
                if (Has("data_sharing")) Add("data_sharing", "critical", Compliance, "pdpl_violation", [], "data_sharing");
                if (QaPrivacy.Unlawful(message.Text) is { } key && !Has("scraped"))
                    Add(key, "critical", Compliance, "pdpl_violation", []);
                if (claimed > 0 && QaPrivacy.DeniesRight(message.Text))
                    Add("right_denied", "critical", Compliance, "pdpl_violation", [(Empathy, "major")]);
                claimed = QaPrivacy.GrantsRight(message.Text) ? 0 : Math.Max(0, claimed - 1);
                var foreign = ContactFinder.Find(message.Text).Where(d => !theirData.Contains(d.Value)).ToList();
                if (QaPrivacy.Leak(message.Text, foreign, ownNames, Has("other_customer")) is { } leaked)
                    Add("data_leak", "critical", Compliance, "client_data_leak", [(Professionalism, "major")], quote: leaked);
            }

            void Form()
            {
                var words = message.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
                if (words > (ArabicText.IsArabic(message.Text) == true ? 300 : 250)) Add("too_long", "minor", Professionalism, null, []);
                if (message.Text.Contains("!!", StringComparison.Ordinal) || Shouts(message.Text)) Add("shouting", "minor", Professionalism, null,
                    []);
                var before = talk.Messages.LastOrDefault(m => m.Index < message.Index && m.FromCustomer == true && m.Text.Length > 12);
                if (before is not null && ArabicText.IsArabic(before.Text) is { } arabic && ArabicText.IsArabic(message.Text) is { } ours
                    && arabic != ours && message.Text.Length > 20)
                    Add("language", "minor", Professionalism, null, []);
            }
        }
        return found;
    }

    /// <summary>A text, shortened for a report, other people's data masked.</summary>
    internal static string Short(string text)
    {
        foreach (var data in ContactFinder.Find(text))
            if (data.Kind != "email") return text.Length <= 40 ? data.Masked : text[..Math.Min(20, text.Length)].Trim() + "… " + data.Masked;
        return text.Length <= 120 ? text : text[..119].Trim() + "…";
    }

    private static bool CallsBack(string quote) => PhraseBook.Claims.Find(quote).Exists(h => h.Concept == "next_step");

    private static bool Shouts(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Count(w => w.Length > 2 && w.All(c => c is >= 'A' and <= 'Z' or '!')) >= 4;
    }
}
