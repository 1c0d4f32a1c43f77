using System.Text.RegularExpressions;
using SalesFlow.Agents.Guards;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Evaluation;

/// <summary>What a reply to a customer must never hold, checked apart from the guards that the agents themselves use.</summary>
internal static partial class ReplyAudit
{
    /// <summary>Words that a reply may have: the agents' own limits.</summary>
    public static int MaxWords(string language) => language == "en" ? 250 : 300;

    /// <summary>The number of words, cut at white space.</summary>
    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Whether it is written in the language.</summary>
    public static bool IsIn(string text, string language) => ArabicText.Share(text, language) is >= ArabicText.LeastShare;

    /// <summary>An amount of money or a percentage that the tenant does not publish, as it stands in the reply; null where there is none.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="said">The customer's words: their own budget may be repeated as theirs.</param>
    public static string? ForeignAmount(string reply, TenantView tenant, string said) => MoneyGuard.FirstForbidden(
        reply, ArabicText.Normalise(reply), PublishedNumbers.Of(tenant), () =>
        {
            var numbers = new HashSet<decimal>();
            MoneyGuard.Collect(said, numbers);
            return numbers;
        });

    /// <summary>A claim that nobody may make: promised results, invented customers or partners, being a human. Null where there is none.</summary>
    public static string? ForbiddenClaim(string reply)
    {
        var plain = ArabicText.Normalise(reply);
        foreach (var (name, pattern) in Claims)
            if (pattern.IsMatch(plain)) return name;
        return null;
    }

    private static readonly (string, Regex)[] Claims =
    [
        ("promised_results", PromisedResults()), ("invented_customers", InventedCustomers()), ("human", Human()),
    ];

    [GeneratedRegex(
        @"نضمن (?:لك|لكم)? ?(?:زياده|مضاعفه|نتايج|نتيجه|ارباح|مبيعات)|نتايج مضمونه|مبيعاتك(?:م)? (?:بتتضاعف|ستتضاعف)|(?:we|i) guarantee (?:you )?(?:results|growth|more sales|sales|an increase|success)|guaranteed (?:results|growth|sales|success)|(?:double|triple) your (?:sales|revenue)",
        RegexOptions.CultureInvariant)]
    private static partial Regex PromisedResults();

    [GeneratedRegex(
        @"من عملاينا (?:شركه|مجموعه|مطعم|عياده)|عملاونا مثل|شركاونا|شراكه مع|معتمدون من|our (?:clients|customers) (?:include|such as)|our partners?\b|partnered with|trusted by|certified by|companies like [a-z]+ use us",
        RegexOptions.CultureInvariant)]
    private static partial Regex InventedCustomers();

    [GeneratedRegex(
        @"\b(?:i m|i am|im) (?:actually |really )?(?:a |an )?(?:real |actual )?(?:human|person)\b|\b(?:i m|i am|im) not (?:a |an )?(?:bot|robot|ai|machine)|(?:^| )انا (?:انسان|بشر|شخص حقيقي|موظفه? حقيقي)|(?:^| )(?:لست|ماني|انا مو) (?:ب?بوت|ب?روبوت|روبوتا|اليا)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Human();
}
