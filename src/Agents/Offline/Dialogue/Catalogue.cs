using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>What the tenant sells and knows, as the only source of numbers and facts.</summary>
internal static class Catalogue
{
    private static readonly Dictionary<string, string[]> TopicCodes = new(StringComparer.Ordinal)
    {
        ["topic.trial"] = ["trial"], ["topic.guarantee"] = ["guarantee", "refund"], ["topic.cancel"] = ["cancel", "contract", "terms"],
        ["topic.yearly"] = ["year", "annual", "billing"], ["topic.vat"] = ["vat", "tax", "invoice"], ["topic.support"] = ["support"],
        ["topic.hours"] = ["hours", "support"], ["topic.location"] = ["location", "address", "branch"], ["topic.payment"] = ["payment", "billing"],
        ["topic.training"] = ["training", "onboarding"], ["topic.setup"] = ["setup", "onboarding", "activation"], ["topic.whatsapp"] = ["whatsapp"],
        ["topic.language"] = ["language", "arabic"], ["topic.app"] = ["app", "mobile"], ["topic.data"] = ["data", "privacy", "security"],
        ["topic.integration"] = ["integration", "api"], ["topic.about"] = ["about", "service", "product", "overview"],
    };

    private static readonly Dictionary<string, string[]> ProofCodes = new(StringComparer.Ordinal)
    {
        ["expensive"] = ["trial", "guarantee"], ["cheaper_exists"] = ["guarantee", "trial"], ["no_budget"] = ["trial"],
        ["unknown_brand"] = ["guarantee", "trial"],
        ["trust_ai"] = ["trial"], ["tried_similar"] = ["trial", "guarantee"], ["too_small"] = ["trial"], ["have_system"] = ["trial"],
        ["integrations"] = ["integration", "api"], ["data_privacy"] = ["privacy", "data", "security"], ["let_me_think"] = ["guarantee", "trial"],
    };

    /// <summary>The tenant sells to companies (the product's own company) and asks about theirs; others sell to people.</summary>
    public static bool SellsToCompanies(TenantView tenant) =>
        tenant.Template is null or "platform";

    /// <summary>The items that the message names, in the list's order.</summary>
    public static List<PriceListItem> Named(TenantView tenant, Understood u)
    {
        var named = new List<PriceListItem>();
        foreach (var item in tenant.PriceList)
        {
            if (Mentions(u.Tokens, item.Code) || Mentions(u.Tokens, item.NameAr) || Mentions(u.Tokens, item.NameEn)
                || item.Aliases.Any(a => Mentions(u.Tokens, a))) named.Add(item);
        }
        return named;
    }

    /// <summary>The best fact for the message, or null.</summary>
    public static KnowledgeItem? Answer(TenantView tenant, Understood u)
    {
        KnowledgeItem? best = null;
        var bestScore = 0;
        foreach (var item in tenant.Knowledge)
        {
            var score = 0;
            foreach (var keyword in item.Keywords)
            {
                if (Mentions(u.Tokens, keyword)) score += 4 + keyword.Length / 4 + 2 * keyword.Count(c => c == ' ');
            }
            foreach (var tag in u.Tags)
            {
                if (TopicCodes.TryGetValue(tag, out var codes)
                    && codes.Any(c => item.Code.Contains(c, StringComparison.OrdinalIgnoreCase))) score += 6;
            }
            if (score > bestScore) (best, bestScore) = (item, score);
        }
        return best;
    }

    /// <summary>A fact that helps against an objection, or null.</summary>
    public static string? Proof(TenantView tenant, string objection, int attempt, string language)
    {
        if (!ProofCodes.TryGetValue(objection, out var codes)) return null;
        var facts = new List<KnowledgeItem>();
        foreach (var code in codes)
        {
            var fact = tenant.Knowledge.FirstOrDefault(k => k.Code.Contains(code, StringComparison.OrdinalIgnoreCase));
            if (fact is not null && !facts.Contains(fact)) facts.Add(fact);
        }
        return attempt <= facts.Count ? TextOf(facts[attempt - 1], language) : null;
    }

    /// <summary>How many users an item allows, as its features say: no limit is the greatest number; null where they say nothing of users.</summary>
    public static int? UsersOf(PriceListItem item)
    {
        foreach (var feature in item.FeaturesAr.Concat(item.FeaturesEn))
        {
            var words = Tokeniser.Cut(feature);
            if (!words.Exists(w => w.Word.Contains("مستخدم", StringComparison.Ordinal) || w.Word is "users" or "user")) continue;
            if (words.Exists(w => w.Word is "unlimited" or "محدود" or "حد")) return int.MaxValue;
            if (NumberReader.Find(words) is [{ Value: >= 1 and < 100_000 } number, ..]) return (int)number.Value;
            // The dual says two without a number.
            if (words.Exists(w => w.Word is "مستخدمان")) return 2;
        }
        return null;
    }

    public static string TextOf(KnowledgeItem item, string language) => language == "en" ? item.TextEn : item.TextAr;

    public static string NameOf(PriceListItem item, string language) => language == "en" ? item.NameEn : item.NameAr;

    public static IReadOnlyList<string> FeaturesOf(PriceListItem item, string language) => language == "en" ? item.FeaturesEn : item.FeaturesAr;

    /// <summary>The price as told to customers: Western digits, thousands separated, the currency's word.</summary>
    public static string PriceOf(PriceListItem item, string language)
    {
        var amount = item.Price.Amount.ToString(item.Price.Amount == decimal.Truncate(item.Price.Amount) ? "#,0" : "#,0.00",
            CultureInfo.InvariantCulture);
        var key = "currency." + item.Price.Currency;
        return $"{amount} {(TextCatalogue.Default.Has(key) ? TextCatalogue.Default.Label(language, key) : item.Price.Currency)}";
    }

    public static string PeriodOf(PriceListItem item, string language)
    {
        var key = "period." + item.Period;
        return TextCatalogue.Default.Has(key) ? TextCatalogue.Default.Label(language, key) : item.Period;
    }

    /// <summary>Whether the message contains the words in a row.</summary>
    private static bool Mentions(IReadOnlyList<Token> tokens, string phrase)
    {
        Span<Range> parts = stackalloc Range[12];
        var text = phrase.AsSpan();
        var count = text.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count == 0) return false;
        var words = new string[count];
        for (var i = 0; i < count; i++)
        {
            words[i] = Tokeniser.Key(text[parts[i]].ToString());
            // A plan's name is looked for without its article and without the word "plan".
            if (words[i].Length > 4 && words[i].StartsWith("ال", StringComparison.Ordinal)) words[i] = words[i][2..];
        }
        if (count > 1 && words[0] is "باقه" or "خطه") words = words[1..];
        if (words.Length > 1 && words[^1] is "plan" or "package") words = words[..^1];
        if (words.Length == 1 && words[0].Length < 3) return false;
        for (var i = 0; i + words.Length <= tokens.Count; i++)
        {
            var hit = true;
            for (var j = 0; j < words.Length && hit; j++) hit = tokens[i + j].Is(words[j]);
            if (hit) return true;
        }
        return false;
    }
}
