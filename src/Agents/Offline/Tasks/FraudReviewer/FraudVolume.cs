using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// How many leads an affiliate brings now beside how many is usual: from any two fields whose names say so, from a series, or from a remark.
/// </summary>
internal static partial class FraudVolume
{
    /// <summary>Above how many times the usual a volume is a sign.</summary>
    public const int MostTimes = 3;

    private static readonly HashSet<string> Usual = Set(
        "average", "avg", "mean", "normal", "normally", "usual", "usually", "baseline", "typical", "typically", "median", "expected",
        "historical", "متوسط", "متوسطه", "متوسطها", "معدل", "معدله", "معدلها", "معتاد", "المعتاد", "المعتاده", "العاده", "عادته", "عادتها",
        "طبيعي", "الطبيعي", "عاده", "بالعاده");

    private static readonly HashSet<string> Things = Set(
        "lead", "leads", "volume", "submissions", "submitted", "registrations", "referrals", "عميل", "عملاء", "ليد", "ليدات", "اسم", "اسماء",
        "العدد");

    private static readonly HashSet<string> OtherMatters = Set(
        "score", "scores", "quality", "value", "deal", "deals", "price", "amount", "sar", "seconds", "session", "sessions", "id", "conversion",
        "rate", "commission", "ratio", "close", "response", "reply", "age", "percent", "سعر", "قيمه", "مبلغ", "درجه", "درجات", "صفقه", "ريال");

    private static readonly (string Unit, HashSet<string> Words)[] Units =
    [
        ("day", Set("day", "daily", "today", "24h", "يوم", "اليوم", "يومي", "يوميا", "باليوم")),
        ("week", Set("week", "weekly", "7d", "7", "اسبوع", "الاسبوع", "هالاسبوع", "اسبوعي", "اسبوعيا", "الاسبوعي", "بالاسبوع")),
        ("month", Set("month", "monthly", "30d", "30", "شهر", "الشهر", "هالشهر", "شهري", "شهريا", "الشهري", "بالشهر")),
    ];

    // Names that say no more than "now", under a name that says of what.
    private static readonly HashSet<string> Now =
        [.. Set("this", "current", "now", "count", "total", "recent", "last"), .. Units.SelectMany(u => u.Words)];

    private static readonly HashSet<string> Plain = [.. Usual, .. Units.SelectMany(u => u.Words), "of", "per", "last"];

    private static readonly HashSet<string> Holders = [.. Things, .. Set("activity", "النشاط", "نشاط")];

    /// <summary>The present number where it is known, and how many times the usual it is.</summary>
    public static (decimal? Current, decimal? Ratio) Read(TaskInput input)
    {
        var (current, ratio) = Fields(input);
        var stated = CaseText.FirstNumber(input, "volume_multiplier", "volume_ratio", "spike_ratio", "times_normal", "x_normal");
        var series = ratio is null ? Series(input.Root) : null;
        return (current ?? series?.Last, stated ?? ratio ?? series?.Times ?? Told(input));
    }

    private static (decimal? Current, decimal? Ratio) Fields(TaskInput input)
    {
        var current = CaseText.FirstNumber(input, "leads_this_week", "leads_this_month", "leads_today", "leads_last_7_days", "leads_submitted",
            "current_volume", "lead_volume", "leads_per_day", "leads_count", "lead_count", "عملاء هذا الأسبوع", "عملاء هذا الشهر", "العدد الحالي");
        var usual = CaseText.FirstNumber(input, "average_weekly_leads", "average_monthly_leads", "average_daily_leads", "avg_weekly_leads",
            "avg_leads", "average_leads", "normal_volume", "baseline", "baseline_leads", "usual_volume", "normal_average", "normal",
            "normal_leads_per_day", "متوسط العملاء", "المعدل المعتاد", "المتوسط الأسبوعي", "المتوسط");
        if (current is not null && usual is > 0) return (current, Times(current.Value, usual.Value));
        var numbers = CaseText.Leaves(input.Root)
            .Where(l => l.Value.ValueKind == JsonValueKind.Number && !l.Path.Contains('[', StringComparison.Ordinal))
            .Select(l => (Own: Names(l.Name), Words: Names(l.Path), Value: TaskInput.NumberOf(l.Value) ?? -1))
            .Where(n => n.Value >= 0 && !n.Words.Overlaps(OtherMatters)).ToList();
        var now = numbers.Where(n => !n.Words.Overlaps(Usual) && (n.Own.Overlaps(Things) || n.Own.IsSubsetOf(Now)
            && n.Words.Overlaps(Holders))).ToList();
        var before = numbers.Where(n => n.Own.Overlaps(Usual) && n.Value > 0
            && (n.Own.Overlaps(Things) || n.Own.IsSubsetOf(Plain))).ToList();
        decimal? most = null;
        foreach (var one in now)
            foreach (var other in before)
                if (Unit(one.Words) is var a && Unit(other.Words) is var b && (a is null || b is null || a == b)
                    && Times(one.Value, other.Value) is var times && (most is null || times > most)) (current, most) = (one.Value, times);
        return (current, most);
    }

    // The last of a series of counts beside those before it.
    private static (decimal Last, decimal Times)? Series(JsonElement root)
    {
        foreach (var (name, list) in Lists(root, 0))
        {
            if (!Names(name).Overlaps(Things) || Names(name).Overlaps(OtherMatters)) continue;
            var counts = list.EnumerateArray().Select(One).ToList();
            if (counts.Count < 4 || counts.Exists(c => c is null)) continue;
            var usual = counts.SkipLast(1).Average()!.Value;
            if (usual > 0) return (counts[^1]!.Value, Times(counts[^1]!.Value, usual));
        }
        return null;
    }

    private static decimal? One(JsonElement item) => item.ValueKind == JsonValueKind.Number ? TaskInput.NumberOf(item)
        : item.ValueKind == JsonValueKind.Object
            ? CaseText.FirstNumber(new TaskInput(item), "leads", "count", "lead_count", "volume", "العدد", "عملاء") : null;

    private static IEnumerable<(string Name, JsonElement List)> Lists(JsonElement value, int depth)
    {
        if (depth > 4 || value.ValueKind != JsonValueKind.Object) yield break;
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array) yield return (property.Name, property.Value);
            foreach (var below in Lists(property.Value, depth + 1)) yield return below;
        }
    }

    // "4.5x normal", "46 leads this week, usually 8" in a remark.
    private static decimal? Told(TaskInput input)
    {
        foreach (var leaf in CaseText.Leaves(input.Root))
        {
            if (leaf.Value.ValueKind != JsonValueKind.String || leaf.Value.GetString() is not { Length: > 6 } text) continue;
            var plain = ArabicText.AsciiDigits(text);
            var tokens = Tokeniser.Cut(plain);
            bool Speaks(HashSet<string> words) => tokens.Exists(t => words.Contains(t.Word) || t.Forms.Any(words.Contains));
            if (Speaks(OtherMatters)) continue;
            if (Multiple().Match(plain) is { Success: true } times
                && decimal.TryParse(times.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio)) return ratio;
            if (!Speaks(Things) || Beside(tokens) is not { } both) continue;
            return Times(both.Now, both.Usual);
        }
        return null;
    }

    private static (decimal Now, decimal Usual)? Beside(List<Token> tokens)
    {
        var at = tokens.FindIndex(t => Usual.Contains(t.Word) || t.Forms.Any(Usual.Contains));
        var numbers = NumberReader.Find(tokens).Where(n => n.Value is > 0 and < 100_000).ToList();
        if (at < 0 || numbers.Count < 2) return null;
        var usual = numbers.Where(n => n.At > at).Cast<NumberMatch?>().FirstOrDefault() ?? numbers.Last(n => n.At < at);
        var others = numbers.Where(n => n.At != usual.At).ToList();
        return usual.Value > 0 ? (others.Max(n => n.Value), usual.Value) : null;
    }

    private static string? Unit(HashSet<string> words) => Array.Find(Units, u => words.Overlaps(u.Words)).Unit;

    private static decimal Times(decimal now, decimal usual) => Math.Min(now, 1_000_000_000m) / Math.Max(usual, 0.01m);

    private static HashSet<string> Names(string path) => Set(Parts().Split(path));

    private static HashSet<string> Set(params string[] words) => [.. words.Where(w => w.Length > 0).Select(w => ArabicText.Normalise(w))];

    [GeneratedRegex(@"[^\p{L}\p{N}]+|(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(
        @"(\d{1,5}(?:\.\d{1,3})?)\s*(?:x|×|times|أضعاف|اضعاف|ضعف)\s*(?:the\s+|above\s+|his\s+|her\s+|their\s+)?" +
        "(?:normal|usual|average|المعتاد|الطبيعي|المعدل|المتوسط|معدل|متوسط)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Multiple();
}
