using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads which modules are finished from what callers write: a list, one text of names or numbers, a range, a count, a share, or names with
/// yes and no.</summary>
internal static partial class ModuleList
{
    private const int All = 7;

    private static readonly string[] Done =
        ["completed", "complete", "done", "passed", "finished", "true", "yes", "مكتمل", "مكتمله", "تم", "تمت", "ناجح", "منتهي", "منتهيه", "نعم"];

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "all", "everything", "every", "الكل", "كل", "جميع", "كلها", "جميعها",
    };

    private static readonly HashSet<string> Nothing = new(StringComparer.Ordinal)
    {
        "none", "nothing", "no", "not", "zero", "null", "nil", "لا", "ما", "لم", "ولا", "صفر", "بدون",
    };

    private static readonly string[][] Ordinals =
    [
        ["first", "1st", "اولي", "اول"], ["second", "2nd", "ثانيه", "ثاني"], ["third", "3rd", "ثالثه", "ثالث"],
        ["fourth", "4th", "رابعه", "رابع"], ["fifth", "5th", "خامسه", "خامس"], ["sixth", "6th", "سادسه", "سادس"],
        ["seventh", "7th", "last", "سابعه", "سابع", "اخيره", "اخير"],
    ];

    /// <summary>Whether a word says that a module is finished.</summary>
    public static bool IsDone(string? status) => Done.Contains(ArabicText.Normalise(status));

    /// <summary>The finished modules that a value tells; null where it tells nothing.</summary>
    public static IReadOnlySet<string>? Read(JsonElement value)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        switch (value.ValueKind)
        {
            case JsonValueKind.Number: return First(TaskInput.NumberOf(value) ?? 0);
            case JsonValueKind.String: return OfText(value.GetString()!);
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    if (TrainingProgress.Module(property.Name) is { } named && IsDone(Status(property.Value))) done.Add(named);
                if (done.Count > 0) return done;
                var inside = new TaskInput(value).Find("names", "list", "items", "modules", "codes", "completed", "done", "count", "number");
                return inside is { } part && part.ValueKind != JsonValueKind.Object ? Read(part) : null;
            case JsonValueKind.Array:
                if (value.GetArrayLength() == 0) return done;
                foreach (var entry in value.EnumerateArray()) done.UnionWith(OfEntry(entry));
                return done.Count > 0 ? done : null;
            default: return null;
        }
    }

    /// <summary>One entry of a list: a number is a module's number here, not a count.</summary>
    private static IEnumerable<string> OfEntry(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.Object)
        {
            var fields = new TaskInput(entry);
            if (fields.Text("status", "state", "completed", "done", "passed", "الحالة") is { } status && !IsDone(status)) return [];
            return TrainingProgress.Module(fields.Text("code", "id", "name", "number", "module", "step", "title")) is { } one ? [one] : [];
        }
        var text = TaskInput.TextOf(entry);
        if (text is not null && Pieces(text) is { Count: > 1 } pieces) return pieces.Select(TrainingProgress.Module).OfType<string>();
        return TrainingProgress.Module(text) is { } module ? [module] : [];
    }

    private static string? Status(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? new TaskInput(value).Text("status", "state", "completed", "done", "passed", "الحالة") : TaskInput.TextOf(value);

    private static HashSet<string>? OfText(string text)
    {
        var plain = Plain(text).Trim(' ', '[', ']', '(', ')', '{', '}', '"', '.');
        if (plain.Length == 0) return null;
        if (Share().Match(plain) is { Success: true } share)
            return First(Math.Floor(int.Parse(share.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * All / 100m + 0.001m));
        if (Fraction().Match(plain) is { Success: true } fraction) return First(fraction.Groups[1].ValueSpan[0] - '0');
        if (Range().Match(plain) is { Success: true } range) return Between(range);
        if (Except().Match(plain) is { Success: true } except && Words(plain[..except.Index]).Any(Whole.Contains))
        {
            var left = First(All);
            left.ExceptWith(Named(Pieces(plain[(except.Index + except.Length)..])));
            return left;
        }
        var pieces = Pieces(plain);
        if (pieces.Count > 1)
        {
            var named = Named(pieces);
            return named.Count > 0 ? named : null;
        }
        var words = Words(plain);
        if (words.Length <= 4 && words.Any(Nothing.Contains)) return [];
        if (words.Length <= 4 && words.Any(Whole.Contains)) return First(All);
        if (Each(plain) is { } several) return several;
        if (Through().Match(plain) is { Success: true } through && Named([plain[through.Length..]]) is { Count: > 0 } last)
            return First(TrainingProgress.Modules.TakeWhile(m => !last.Contains(m.Code)).Count() + 1);
        if (Pair().IsMatch(plain)) return First(2);
        if (TaskInput.NumberOf(JsonSerializer.SerializeToElement(plain)) is { } count) return First(count);
        if (Ordinal(plain) is { } reached) return First(reached);
        return TrainingProgress.Module(plain) is { } one ? [one] : null;
    }

    /// <summary>Names with nothing but spaces between them: nothing else may be said, so that no sentence is taken for a list.</summary>
    private static HashSet<string>? Each(string plain) => Name().Matches(plain) is { Count: > 1 } names
        && string.IsNullOrWhiteSpace(Name().Replace(plain, " ")) ? [.. names.Select(n => TrainingProgress.Module(n.Value)!)] : null;

    private static HashSet<string> Named(IReadOnlyList<string> pieces)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var piece in pieces)
            if (Range().Match(piece) is { Success: true } range) named.UnionWith(Between(range));
            else if (Each(piece) is { } several) named.UnionWith(several);
            else if (TrainingProgress.Module(piece) is { } module) named.Add(module);
            else if ((Ordinal(piece) ?? NumberReader.First(piece)) is >= 1 and <= All and var number)
                named.Add(TrainingProgress.Modules[(int)number - 1].Code);
        return named;
    }

    private static decimal? Ordinal(string piece)
    {
        foreach (var word in Words(piece))
            for (var at = 0; at < Ordinals.Length; at++)
                if (Ordinals[at].Any(o => word == o || word == "ال" + o || word == "ل" + o)) return at + 1;
        return null;
    }

    private static HashSet<string> First(decimal count) =>
        [.. TrainingProgress.Modules.Take((int)Math.Clamp(count, 0, All)).Select(m => m.Code)];

    private static HashSet<string> Between(System.Text.RegularExpressions.Match range)
    {
        var (from, to) = (range.Groups[1].ValueSpan[0] - '0', range.Groups[2].ValueSpan[0] - '0');
        return [.. TrainingProgress.Modules.Skip(from - 1).Take(Math.Max(0, to - from + 1)).Select(m => m.Code)];
    }

    private static string Plain(string text) =>
        ArabicText.Normalise(text.Replace('\n', ',').Replace('\t', ','), keepPunctuation: true);

    private static List<string> Pieces(string text) =>
        [.. Separator().Split(Plain(text)).Select(p => p.Trim(' ', '"', '\'', '[', ']')).Where(p => p.Length > 0)];

    private static string[] Words(string text) => ArabicText.Normalise(text).Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"[,،;؛|/+&•·>→]|\.\s|\s-\s|(?<=\d)\s*-\s*(?=\d)|(?<=\d)\s+(?=\d)|\s(?:and|then|ثم)\s|\sو(?!حد)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(\d{1,3})(?:\.\d+)?\s*(?:%|٪|percent|بالميه|في الميه)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Share();

    [GeneratedRegex(@"(?<![\d/,]\s*)(\d)(?:\s*(?:modules?|وحدات))?\s*(?:/|of(?: the)?|out of|من(?: اصل)?)\s*(?:7|seven|سبع\w*)(?!\s*,|\d|\s*/)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^\D*?(?<!\d)([1-7])\s*(?:-|–|to|till|until|through|الي|الين|لين|حتي|ل)\s*(?:module\s*|الوحده\s*)?([1-7])\D*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:except|but|besides|without|apart from|other than|ما عدا|ماعدا|الا|غير|سوي|عدا|باستثناء)\b(?:\s+for\b)?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Except();

    [GeneratedRegex(@"^(?:\w+\s+)?(?:up to|until|till|through|حتي|لين|الين|الي|لحد|لغايه)\s+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Through();

    [GeneratedRegex(@"وحدتين|وحدتان|درسين|خطوتين|\b(?:a )?(?:couple|both)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\b(?:target[ _-]customers?|sales[ _-]scripts?|final[ _-](?:test|exam)|welcome|product|objections?|platform|(?:ال)?ترحيب"
        + @"|(?:ال)?منتج|العملاء المستهدف\w*|نصوص (?:ال)?(?:بيع|مبيعات)|(?:ال)?اعتراضات|(?:استخدام )?(?:ال)?منصه|الاختبار النهايي)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
