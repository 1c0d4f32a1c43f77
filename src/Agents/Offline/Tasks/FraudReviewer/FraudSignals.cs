using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A sign of fraud as the data file describes it.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Pattern">What it is a sign of.</param>
/// <param name="Weight">How much of the risk it carries, 0 to 1.</param>
/// <param name="Phrases">Words that tell of it, in their normal form.</param>
/// <param name="Label">What a reader is told.</param>
internal sealed record FraudSign(string Code, string Pattern, double Weight, string[] Phrases, Bilingual Label)
{
    /// <summary>Whether it is somebody's conclusion and no fact.</summary>
    public bool IsConclusion => Code.StartsWith("flagged_", StringComparison.Ordinal);
}

/// <summary>A sign that was found.</summary>
/// <param name="Sign">Which.</param>
/// <param name="Trust">How far its source is to be trusted, 0 to 1: records 0.6, a field that says so 0.5, a remark 0.35.</param>
/// <param name="Reference">Where in the input.</param>
/// <param name="Quote">What stands there, shortened; null where the place says all.</param>
/// <param name="Entities">Who is concerned.</param>
internal sealed record FraudSignal(FraudSign Sign, double Trust, string Reference, string? Quote, IReadOnlyList<string> Entities);

/// <summary>The signs that are known, and their reading from fields and remarks.</summary>
internal static partial class FraudSigns
{
    private const int MaxText = 4_000;

    // Who somebody is by birth says nothing of what they did: such fields are never read.
    private static readonly FrozenSet<string> Demographic = new[]
    {
        "nationality", "gender", "sex", "age", "birthdate", "dateofbirth", "religion", "ethnicity", "race", "accent", "maritalstatus", "name", "fullname", "title",
        // What is asked for is no evidence of it.
        "reviewtype", "reviewtrigger", "trigger", "entitytype",
        "الجنسية", "الجنس", "العمر", "الدين", "اللهجة", "العرق", "الحالةالاجتماعية", "تاريخالميلاد", "الاسم",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>By code.</summary>
    public static FrozenDictionary<string, FraudSign> All { get; }

    private static FrozenDictionary<string, FraudSign> ByName { get; }

    private static FrozenDictionary<string, FraudSign> ByDenial { get; }

    static FraudSigns()
    {
        var all = new Dictionary<string, FraudSign>(StringComparer.Ordinal);
        var names = new Dictionary<string, FraudSign>(StringComparer.Ordinal);
        var denials = new Dictionary<string, FraudSign>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(Resources.Text("task-data/fraud-signals.json"));
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var code = item.GetProperty("code").GetString()!;
            var phrases = CaseText.Phrases([.. item.GetProperty("phrases").EnumerateArray().Select(p => p.GetString()!)]);
            var sign = new FraudSign(code, item.GetProperty("pattern").GetString()!, item.GetProperty("weight").GetDouble(), phrases,
                new Bilingual(item.GetProperty("ar").GetString()!, item.GetProperty("en").GetString()!));
            all.Add(code, sign);
            names.Add(Plain(code), sign);
            foreach (var name in item.GetProperty("names").EnumerateArray()) names.TryAdd(Plain(name.GetString()!), sign);
            if (!item.TryGetProperty("false_names", out var denied)) continue;
            foreach (var name in denied.EnumerateArray()) denials.Add(Plain(name.GetString()!), sign);
        }
        All = all.ToFrozenDictionary(StringComparer.Ordinal);
        ByName = names.ToFrozenDictionary(StringComparer.Ordinal);
        ByDenial = denials.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What the fields and remarks of an input tell.</summary>
    public static IEnumerable<FraudSignal> Read(JsonElement root)
    {
        foreach (var leaf in CaseText.Leaves(root))
        {
            var name = Plain(leaf.Name);
            if (Demographic.Contains(name)) continue;
            if (ByName.TryGetValue(name, out var sign) && IsYes(leaf.Value)) yield return new FraudSignal(sign, 0.5, leaf.Path, null, []);
            else if (ByDenial.TryGetValue(name, out var denied) && IsNo(leaf.Value)) yield return new FraudSignal(denied, 0.5, leaf.Path, null, []);
            else if (Named(leaf) is { Count: > 0 } named)
            {
                foreach (var code in named) yield return new FraudSignal(All[code], 0.5, leaf.Path, null, []);
            }
            else if (leaf.Value.ValueKind == JsonValueKind.String && leaf.Value.GetString() is { Length: > 3 } text)
            {
                var plain = ArabicText.Normalise((text.Length > MaxText ? text[..MaxText] : text).Replace('_', ' '));
                // A program's code for a sign is worth as much as a field of that name.
                if (ByName.TryGetValue(Plain(text), out var coded))
                {
                    yield return new FraudSignal(coded, 0.5, leaf.Path, null, []);
                    continue;
                }
                var told = Codes(text.Replace('_', ' '));
                foreach (var said in All.Values)
                    if (told.Contains(said.Code) || CaseText.Says(plain, said.Phrases))
                        yield return new FraudSignal(said, 0.35, leaf.Path, CaseText.Quote(text), []);
            }
        }
    }

    private static HashSet<string> Codes(string text) =>
        [.. PhraseBook.Frauds.Find(text.Length > MaxText ? text[..MaxText] : text).Select(h => h.Concept)];

    // A field that is true says what its name says; one that is false says the opposite, wherever the "not" belongs.
    private static HashSet<string> Named(CaseLeaf leaf)
    {
        var words = Words().Replace(leaf.Name, " ").Replace('_', ' ').Replace('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return [];
        if (leaf.Value.ValueKind == JsonValueKind.True || leaf.Value.ValueKind == JsonValueKind.String && IsAnswer(leaf.Value) && IsYes(leaf.Value))
            return Codes(string.Join(' ', words));
        if (!IsNo(leaf.Value)) return [];
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 1; at < words.Length; at++)
            found.UnionWith(PhraseBook.Frauds.Find(string.Join(' ', [.. words[..at], "not", .. words[at..]])).Where(h => h.At == 0)
                .Select(h => h.Concept));
        // What the name says without the "not" is exactly what is denied.
        found.ExceptWith(Codes(string.Join(' ', words)));
        return found;
    }

    private static bool IsAnswer(JsonElement value) => value.GetString()!.Trim().ToLowerInvariant() is "yes" or "true" or "y" or "نعم";

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool IsYes(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => !value.TryGetDecimal(out var number) || number > 0,
        JsonValueKind.String => value.GetString()!.Trim().ToLowerInvariant() is not ("" or "no" or "false" or "none" or "n" or "0" or "null" or "clear" or "unknown" or "لا" or "لا يوجد"),
        _ => false,
    };

    private static bool IsNo(JsonElement value) => value.ValueKind == JsonValueKind.False
        || value.ValueKind == JsonValueKind.String
            && value.GetString()!.Trim().ToLowerInvariant() is "no" or "false" or "invalid" or "failed" or "not found" or "لا" or "غير صحيح";
}
