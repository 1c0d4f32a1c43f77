using System.Globalization;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>How far off a plan lies.</summary>
/// <param name="Days">Days from now; null where it is said that there is no schedule.</param>
internal sealed record Horizon(int? Days);

/// <summary>Reads when something is to begin: dates, months, quarters, spans, and words such as "asap" or "لاحقًا". Pure.</summary>
internal static partial class HorizonReader
{
    private static readonly string[] Months =
    [
        "january يناير jan", "february فبراير feb", "march مارس", "april ابريل apr", "may مايو", "june يونيو jun", "july يوليو jul",
        "august اغسطس aug",
        "september سبتمبر sep", "october اكتوبر oct", "november نوفمبر nov", "december ديسمبر dec",
    ];

    private static readonly Dictionary<string, int> Units = new(StringComparer.Ordinal)
    {
        ["day"] = 1, ["days"] = 1, ["يوم"] = 1, ["ايام"] = 1, ["week"] = 7, ["weeks"] = 7, ["اسبوع"] = 7, ["اسابيع"] = 7, ["month"] = 30,
        ["months"] = 30, ["شهر"] = 30,
        ["شهور"] = 30, ["اشهر"] = 30, ["quarter"] = 90, ["quarters"] = 90, ["ربع"] = 90, ["year"] = 365, ["years"] = 365, ["سنه"] = 365,
        ["سنوات"] = 365, ["سنين"] = 365,
        ["عام"] = 365,
    };

    private static readonly Dictionary<string, int> Duals = new(StringComparer.Ordinal) { ["يومين"] = 2, ["اسبوعين"] = 14, ["شهرين"] = 60, ["سنتين"] = 730, ["عامين"] = 730 };

    private static readonly HashSet<string> Next = new(StringComparer.Ordinal) { "next", "coming", "القادم", "القادمه", "الجاي", "الجايه", "المقبل", "المقبله" };
    private static readonly HashSet<string> This = new(StringComparer.Ordinal) { "this", "current", "هذا", "هذه", "الحالي", "نهايه", "end" };
    private static readonly HashSet<string> Soon = new(StringComparer.Ordinal)
    {
        "now", "today", "asap", "immediately", "immediate", "urgent", "urgently", "tomorrow", "فورا", "الان", "الحين", "اليوم", "عاجل", "عاجلا",
        "مستعجل", "مستعجلين", "حالا", "غدا",
        "بكره",
    };

    private static readonly HashSet<string> Open = new(StringComparer.Ordinal)
    {
        "later", "undecided", "none", "someday", "sometime", "eventually", "flexible", "لاحقا", "بعدين", "مفتوح", "مستقبلا", "no rush",
        "not urgent", "no schedule", "no date",
        "no timeline", "no specific", "not decided", "in the future", "مو مستعجل", "مو مستعجلين", "غير محدد", "لا يوجد", "ما فيه وقت", "لم يحدد",
        "ما حددنا", "لم نحدد",
    };

    private static readonly HashSet<string> Start = new(StringComparer.Ordinal)
    {
        "start", "starting", "begin", "launch", "live", "buy", "subscribe", "implement", "decide", "decision", "onboard", "revisit", "project",
        "purchase", "deploy", "rollout", "implementation", "نرجع", "المشروع", "نبدا", "ابدا", "يبدون", "البدء", "بدء", "البدايه", "نطلق",
        "نشتري", "نشترك", "اشترك", "نقرر", "القرار", "التنفيذ", "نعتمد", "جاهزين", "نحتاجه", "نبيه",
    };

    /// <summary>What a field about the start says; null where it says nothing that is understood, or a day that has passed.</summary>
    public static Horizon? Field(string text, DateTime today) => Read(ArabicText.AsciiDigits(text.Replace('_', ' ')), today);

    /// <summary>What a sentence says of the start: only where it speaks of beginning, buying or deciding; else null.</summary>
    public static Horizon? Sentence(string text, DateTime today)
    {
        Horizon? found = null;
        foreach (var part in text.Split(['.', '!', '?', '؟', '\n', ';', '؛']))
        {
            var tokens = Tokeniser.Cut(part);
            if (tokens.Exists(t => Array.Exists(t.Forms, Start.Contains))) found ??= Read(ArabicText.AsciiDigits(part), today);
        }
        return found;
    }

    private static Horizon? Read(string text, DateTime today)
    {
        if (IsoDate().Match(text) is { Success: true } iso && DateTime.TryParseExact(iso.Value, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return Until(date, today);
        if (DayMonth().Match(text) is { Success: true } written && HorizonDays.Written(written, today) is { } on) return Until(on, today);
        var tokens = Tokeniser.Cut(text);
        if (tokens.Count == 0) return null;
        if (HorizonDays.Season(tokens, today) is { } season) return Until(season, today);
        if (NumberReader.Find(tokens) is { Count: > 0 } numbers)
        {
            foreach (var number in numbers)
            {
                var after = number.At + number.Length;
                if (after < tokens.Count && Unit(tokens[after]) is { } unit && number.Value is >= 0 and <= 1_000) return new Horizon((int)(number.Value * unit));
            }
        }
        if (Quarter().Match(text) is { Success: true } quarter) return OfQuarter(quarter, today);
        for (var i = 0; i < tokens.Count; i++)
            if (Span(tokens, i, today) is { } span) return span;
        if (OfMonth(tokens, today) is { } month) return month;
        var plain = " " + ArabicText.Normalise(text) + " ";
        if (Open.Any(o => plain.Contains(" " + o + " ", StringComparison.Ordinal))) return new Horizon(null);
        if (tokens.Exists(t => Array.Exists(t.Forms, Soon.Contains)) || plain.Contains(" soon as possible ", StringComparison.Ordinal)
            || plain.Contains(" اقرب وقت ", StringComparison.Ordinal) || plain.Contains(" اسرع وقت ", StringComparison.Ordinal)) return new Horizon(1);
        // A bare number in a field about time is a number of days.
        return tokens.Count == 1 && NumberReader.First(text) is { } days and >= 0 and <= 3_650 ? new Horizon((int)days) : null;
    }

    private static Horizon? Span(List<Token> tokens, int at, DateTime today)
    {
        foreach (var form in tokens[at].Forms)
            if (Duals.TryGetValue(form, out var dual)) return new Horizon(dual);
        if (Unit(tokens[at]) is not { } unit) return null;
        // "هالاسبوع" and "هالشهر" hold their "this" in themselves.
        var isThis = tokens[at].Word.StartsWith("هال", StringComparison.Ordinal);
        for (var i = Math.Max(0, at - 2); i <= at + 1 && i < tokens.Count && !isThis; i++)
        {
            if (i == at) continue;
            if (Next.Contains(tokens[i].Word)) return new Horizon(unit switch { 1 => 1, 7 => 14, 30 => Math.Min(60, DaysToNextMonth(today) + 30), 90 => 120, _ => 180 });
            isThis = Array.Exists(tokens[i].Forms, This.Contains);
        }
        if (isThis) return new Horizon(unit switch { 1 => 0, 7 => 7, 30 => 30, 90 => 80, _ => 180 });
        var before = at > 0 ? tokens[at - 1].Word : string.Empty;
        if (before is "couple" || before == "of" && at > 1 && tokens[at - 2].Word == "couple") return new Horizon(2 * unit);
        if (before is "few" or "several" or "كم" or "بضعه" or "عده") return new Horizon(3 * unit);
        return before is "within" or "in" or "a" or "one" or "خلال" or "بعد" or "after" ? new Horizon(unit) : null;
    }

    private static Horizon? OfMonth(List<Token> tokens, DateTime today)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            for (var month = 1; month <= 12; month++)
            {
                if (!Months[month - 1].Split(' ').Any(tokens[i].Is)) continue;
                if (month == 5 && !IsMay(tokens, i)) continue;
                var year = i + 1 < tokens.Count && int.TryParse(tokens[i + 1].Word, CultureInfo.InvariantCulture, out var given) && given is >= 2000 and <= 2100 ? given
                    : month >= today.Month ? today.Year : today.Year + 1;
                return Until(new DateTime(year, month, HorizonDays.InMonth(tokens, i, DateTime.DaysInMonth(year, month))), today);
            }
        }
        return null;
    }

    // "We may start" is no month.
    private static bool IsMay(List<Token> tokens, int at) => tokens[at].Word != "may"
        || at > 0 && (tokens[at - 1].Word is "in" or "by" or "of" or "next" or "this" or "early" or "mid" or "late" or "until" or "before" or "after"
            || char.IsAsciiDigit(tokens[at - 1].Word[0]))
        || at + 1 < tokens.Count && char.IsAsciiDigit(tokens[at + 1].Word[0]) || tokens.Count == 1;

    private static Horizon? OfQuarter(System.Text.RegularExpressions.Match match, DateTime today)
    {
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var year = int.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var given) ? given : number * 3 >= today.Month ? today.Year : today.Year + 1;
        return Until(new DateTime(year, number * 3, DateTime.DaysInMonth(year, number * 3)), today);
    }

    private static Horizon? Until(DateTime date, DateTime today) => (date - today.Date).Days is var days and >= 0 ? new Horizon(days) : null;

    private static int DaysToNextMonth(DateTime today) => DateTime.DaysInMonth(today.Year, today.Month) - today.Day + 1;

    private static int? Unit(Token token)
    {
        foreach (var form in token.Forms)
            if (Units.TryGetValue(form, out var days)) return days;
        return null;
    }

    [GeneratedRegex(@"\b20\d\d-\d{1,2}-\d{1,2}", RegexOptions.CultureInvariant)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(20\d\d))?(?![\d/])", RegexOptions.CultureInvariant)]
    private static partial Regex DayMonth();

    [GeneratedRegex(@"\b[Qq]([1-4])(?:\s*[-/]?\s*(20\d\d))?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Quarter();
}
