using System.Collections.Frozen;
using System.Globalization;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Grains.Leads;

/// <summary>
/// Weighted points, 0 to 100: company size 20, industry fit 25, engagement 30, budget 15, timing 10. Every reason points to the message that
/// earned it. A signal earns once; a fact that changes replaces its reason. Engagement and budget add up to their cap; the others take the
/// highest reason, so the order in which signals come never matters.
/// </summary>
internal static class LeadScoring
{
    public const string CompanySize = "company_size", IndustryFit = "industry_fit", Engagement = "engagement", Budget = "budget", Timing = "timing";

    private static readonly FrozenDictionary<string, (string Factor, int Points)> Signals = new Dictionary<string, (string, int)>
    {
        [LeadSignals.Replied] = (Engagement, 5),
        [LeadSignals.AskedQuestion] = (Engagement, 8),
        [LeadSignals.RequestedDemo] = (Engagement, 15),
        [LeadSignals.VisitedSite] = (Engagement, 3),
        [LeadSignals.OpenedEmail] = (Engagement, 2),
        [LeadSignals.ClickedLink] = (Engagement, 5),
        [LeadSignals.AttendedMeeting] = (Engagement, 20),
        [LeadSignals.RequestedPricing] = (Engagement, 12),
        [LeadSignals.AskedPrice] = (Budget, 5),
        [LeadSignals.ComparedCompetitors] = (Budget, 8),
        [LeadSignals.DiscussedRoi] = (Budget, 10),
        [LeadSignals.MentionedBudget] = (Budget, 12),
        [LeadSignals.ReadyToPay] = (Budget, 15),
        [LeadSignals.Exploring] = (Timing, 3),
        [LeadSignals.Evaluating] = (Timing, 6),
        [LeadSignals.Deciding] = (Timing, 8),
        [LeadSignals.Urgent] = (Timing, 10),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Industries = new Dictionary<string, int>
    {
        ["healthcare"] = 25, ["real_estate"] = 25, ["restaurants"] = 25, ["food_beverage"] = 25, ["beauty"] = 25, ["education"] = 25, ["automotive"] = 25,
        ["retail"] = 15, ["legal"] = 15, ["construction"] = 15, ["ecommerce"] = 15,
        ["government"] = 5, ["non_profit"] = 5, ["manufacturing"] = 5,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Timelines = new Dictionary<string, int>
    {
        ["now"] = 10, ["this_week"] = 10, ["this_month"] = 8, ["this_quarter"] = 6, ["later"] = 3,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The most that a factor can give.</summary>
    public static int Cap(string factor) => factor switch
    {
        CompanySize => 20,
        IndustryFit => 25,
        Engagement => 30,
        Budget => 15,
        Timing => 10,
        _ => 0,
    };

    /// <summary>The score of these reasons.</summary>
    public static int Score(IReadOnlyList<ScoreReason> reasons)
    {
        var score = 0;
        foreach (var factor in (ReadOnlySpan<string>)[CompanySize, IndustryFit, Engagement, Budget, Timing])
        {
            var points = 0;
            foreach (var reason in reasons)
            {
                if (reason.Factor == factor) points = factor is Engagement or Budget ? points + reason.Points : Math.Max(points, reason.Points);
            }
            score += Math.Min(points, Cap(factor));
        }
        return score;
    }

    /// <summary>The band that a score falls into.</summary>
    public static Temperature Band(int score, TemperatureBands bands) =>
        score >= bands.Hot ? Temperature.Hot : score >= bands.Warm ? Temperature.Warm : Temperature.Cold;

    /// <summary>The reasons that an insight adds or changes. Signals that nobody knows earn nothing.</summary>
    public static List<ScoreReason> Earned(
        IReadOnlyList<ScoreReason> held, IReadOnlyDictionary<string, string> changedFacts, IReadOnlyList<string> signals, string messageId)
    {
        var earned = new List<ScoreReason>();
        foreach (var (name, value) in changedFacts)
        {
            if (OfFact(name, value) is not var (factor, signal, points)) continue;
            var before = held.FirstOrDefault(r => r.Factor == factor && r.Signal == signal);
            // A budget once named stays a reason; the other facts replace theirs, also by nothing.
            if (before is null ? points > 0 : signal != LeadSignals.MentionedBudget && before.Points != points)
                earned.Add(new ScoreReason(factor, signal, points, messageId));
        }
        foreach (var signal in signals)
        {
            if (!Signals.TryGetValue(signal, out var worth)) continue;
            if (held.Any(r => r.Signal == signal) || earned.Any(r => r.Signal == signal)) continue;
            earned.Add(new ScoreReason(worth.Factor, signal, worth.Points, messageId));
        }
        return earned;
    }

    /// <summary>The reasons held after some were added: each factor's signal stands once, with its latest points.</summary>
    public static IReadOnlyList<ScoreReason> Merge(IReadOnlyList<ScoreReason> held, IReadOnlyList<ScoreReason> added) =>
        added.Count == 0 ? held
        : [.. held.Where(h => !added.Any(a => a.Factor == h.Factor && a.Signal == h.Signal)), .. added.Where(a => a.Points > 0)];

    /// <summary>A count of employees, taken from the first number of the text ("11-50" counts as 11); null where there is none.</summary>
    public static int? Employees(string text)
    {
        var ascii = ArabicText.AsciiDigits(text);
        var from = 0;
        while (from < ascii.Length && !char.IsAsciiDigit(ascii[from])) from++;
        var until = from;
        while (until < ascii.Length && (char.IsAsciiDigit(ascii[until]) || ascii[until] == ',')) until++;
        return int.TryParse(ascii.AsSpan(from, until - from), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var n) ? n : null;
    }

    /// <summary>An amount in SAR; null where the text is no positive number.</summary>
    public static decimal? Amount(string text) =>
        decimal.TryParse(ArabicText.AsciiDigits(text), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && amount > 0 ? amount : null;

    private static (string Factor, string Signal, int Points)? OfFact(string name, string value) => name switch
    {
        LeadFacts.Employees => (CompanySize, name, Employees(value) switch
        {
            null or <= 0 => 0,
            <= 5 => 5,
            <= 10 => 10,
            <= 50 => 20,
            <= 200 => 15,
            _ => 8,
        }),
        LeadFacts.Sector => (IndustryFit, name, Industries.GetValueOrDefault(value)),
        LeadFacts.Budget => (Budget, LeadSignals.MentionedBudget, Amount(value) is null ? 0 : 12),
        LeadFacts.Timeline => (Timing, name, Timelines.GetValueOrDefault(value)),
        _ => null,
    };
}
