using System.Collections.Frozen;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Guards;

/// <summary>
/// The last check of anything that an agent wrote before it leaves: the rules of the quality reviewer and of the compliance reviewer that can be
/// decided on the text and its recipient alone. Pure; tens of microseconds for a reply.
/// </summary>
internal static class LeavingGate
{
    /// <summary>Claims that are judged by their words, with what is done about each.</summary>
    private static readonly FrozenDictionary<string, (GateDecision Decision, string Advice)> Claims = new Dictionary<string,
        (GateDecision, string)>(StringComparer.Ordinal)
    {
        ["offensive"] = (GateDecision.Block, "Leave out every insult; write with respect."),
        ["result_guarantee"] = (GateDecision.Block, "Promise no result: say what the product does, not what it will earn."),
        ["guaranteed_return"] = (GateDecision.Block, "Promise no return on money."),
        ["invented_reference"] = (GateDecision.Block, "Name no customer, partner or number of customers that is not on the list of references."),
        ["dismissive"] = (GateDecision.Revise, "Take the customer's concern seriously instead of turning it away."),
        ["superlative"] = (GateDecision.Revise, "Leave out superlatives that nothing proves."),
        ["unwritten_promise"] = (GateDecision.Revise, "Promise nothing that the written terms do not say."),
        ["free_offer"] = (GateDecision.Revise, "Offer nothing free that is not an approved offer."),
        ["discount_offered"] = (GateDecision.Revise, "Offer no discount: a person decides on it."),
        ["fabricated_deadline"] = (GateDecision.Revise, "Make up no deadline and no scarcity."),
        ["pressure"] = (GateDecision.Revise, "Do not press; leave the decision to the customer."),
        ["sensitive_request"] = (GateDecision.Block, "Ask for no identity papers, passwords, codes or card data."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Regulated = new[] { "healthcare", "government", "finance", "banking",
        "insurance" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a text may leave.</summary>
    /// <param name="text">As it would be sent.</param>
    /// <param name="language">The language that it should be in: <c>ar</c>, <c>en</c>, or another word for either.</param>
    /// <param name="context">Who it goes to.</param>
    public static GateVerdict Check(string text, string language, GateContext context)
    {
        List<GateReason>? reasons = null;
        void Add(string code, GateDecision decision, string quote, string advice) => (reasons ??= []).Add(new GateReason(code, decision, quote,
            advice));
        Permission(context, Add);
        if (string.IsNullOrWhiteSpace(text)) Add("empty", GateDecision.Revise, "", "The text is empty.");
        else
        {
            var plain = ArabicText.Normalise(text);
            if (language is "ar" or "en" && ArabicText.Share(text, language) is < ArabicText.LeastShare)
                Add("language", GateDecision.Revise, "", language == "ar" ? "Write in Arabic." : "Write in English.");
            if (ReplyGuard.IsHumanClaim(plain)) Add("identity", GateDecision.Block, "", "Never claim to be a human.");
            if (ReplyGuard.Leaks(text)) Add("leak", GateDecision.Block, "", "Mention no instructions, tools or marks of the prompt.");
            if (MoneyGuard.FirstForbidden(text, plain, context.Published, context.CustomerNumbers) is { } amount)
                Add("price", GateDecision.Block, amount, "Name only published amounts and percentages, exactly, or none.");
            Words(text, plain, context, Add);
            Data(text, context, Add);
        }
        if (reasons is null) return GateVerdict.Passes;
        reasons.Sort((a, b) => b.Decision.CompareTo(a.Decision));
        return new GateVerdict(reasons[0].Decision, reasons);
    }

    private static void Permission(GateContext context, Action<string, GateDecision, string, string> add)
    {
        if (context.OptedOut && !context.ConfirmsOptOut) add("opted_out", GateDecision.Block, "", "The recipient asked for no more messages.");
        else if (!context.Answers && !context.Consented && !context.ConfirmsOptOut)
            add("no_consent", GateDecision.Block, "", "There is no consent on record for this channel.");
        if (context.Channel == "whatsapp" && !context.WindowOpen && !context.ApprovedTemplate)
            add("window_closed", GateDecision.Block, "", "Outside 24 hours only an approved template may be sent.");
    }

    private static void Words(string text, string plain, GateContext context, Action<string, GateDecision, string, string> add)
    {
        var hits = PhraseBook.Claims.Find(text);
        bool Has(string concept) => hits.Exists(h => h.Concept == concept);
        var regulated = context.RecipientSector is { } sector && Regulated.Contains(sector);
        HashSet<string>? told = null;
        foreach (var hit in hits)
        {
            if (!Claims.TryGetValue(hit.Concept, out var claim) || !(told ??= new(StringComparer.Ordinal)).Add(hit.Concept)) continue;
            var quote = PhraseBook.Quote(text, hit.Part);
            if (Allowed(hit.Concept, quote, context))
            {
                told.Remove(hit.Concept);
                continue;
            }
            var decision = claim.Decision == GateDecision.Revise && (regulated && hit.Concept is "superlative" or "unwritten_promise"
                || context.Refused && hit.Concept == "pressure") ? GateDecision.Block : claim.Decision;
            add(hit.Concept == "pressure" && context.Refused ? "pressure_after_refusal" : hit.Concept, decision, quote, claim.Advice);
        }
        if (context.Refused && !Has("pressure") && !context.ConfirmsOptOut && Has("marketing")
            && (Has("discount_offered") || Has("fabricated_deadline") || Has("free_offer")))
            add("pressure_after_refusal", GateDecision.Block, "", "The recipient refused: thank them and leave it.");
        if (!context.FirstOutreach || context.Answers) return;
        if (Has("marketing") && !Has("opt_out_text")) add("missing_opt_out", GateDecision.Revise, "",
            "Say in a first message how to get no more of them.");
        if (context.CompanyNames.Count > 0 && !context.CompanyNames.Any(n => plain.Contains(ArabicText.Normalise(n), StringComparison.Ordinal)))
            add("missing_identity", GateDecision.Revise, "", "Say in a first message which company writes.");
    }

    private static bool Allowed(string concept, string quote, GateContext context) => concept switch
    {
        "invented_reference" => Names(quote, context.NamedReferences),
        "discount_offered" => PublishedShare(quote, context.Published) || Names(quote, context.ApprovedOffers),
        "fabricated_deadline" or "free_offer" => Names(quote, context.ApprovedOffers),
        _ => false,
    };

    /// <summary>A percentage that the company publishes ("20% off for a year in advance") is its offer, not the writer's.</summary>
    private static bool PublishedShare(string quote, PublishedNumbers published)
    {
        HashSet<decimal> prices = [], shares = [];
        MoneyGuard.CollectMoney(quote, prices, shares);
        return shares.Count > 0 && shares.IsSubsetOf(published.Shares);
    }

    private static bool Names(string quote, IReadOnlyList<string> known)
    {
        if (known.Count == 0) return false;
        var plain = ArabicText.Normalise(quote);
        return known.Any(n => ArabicText.Normalise(n) is { Length: > 1 } name && plain.Contains(name, StringComparison.Ordinal));
    }

    private static void Data(string text, GateContext context, Action<string, GateDecision, string, string> add)
    {
        var found = ContactFinder.Find(text);
        if (found.Count == 0) return;
        var known = context.KnownContacts.Select(ContactFinder.Form).ToHashSet(StringComparer.Ordinal);
        foreach (var data in found)
        {
            if (known.Contains(data.Value) || data.Kind == "email" && context.KnownContacts.Any(k => k.StartsWith('@')
                && data.Value.EndsWith(k, StringComparison.OrdinalIgnoreCase))) continue;
            add("data_leak", GateDecision.Block, data.Masked,
                "Name no phone, address, account or id that is neither the company's nor the recipient's.");
            return;
        }
    }
}
