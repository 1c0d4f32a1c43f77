using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>One thing that a message has.</summary>
/// <param name="Hash">What it is.</param>
/// <param name="Value">How much it counts.</param>
internal readonly record struct Feature(uint Hash, float Value);

/// <summary>
/// What the learned reading sees of a message: its words, stems and sounds, neighbours and near neighbours, pieces of words, what stands behind a
/// "not", how it begins and ends, whether it asks, the lexicon's cues and the rules' own reading. Pure.
/// </summary>
internal static class FeatureReader
{
    private const int MaxTokens = 80;
    private const int MaxFeatures = 2_000;
    private const int Nearby = 6;

    /// <summary>The features, of length one together.</summary>
    public static List<Feature> Read(RuleReading reading)
    {
        var tokens = reading.Tokens;
        var count = Math.Min(tokens.Count, MaxTokens);
        var features = new List<Feature>(count * 16 + 16);
        Span<uint> stems = stackalloc uint[MaxTokens];
        Span<char> padded = stackalloc char[34];
        var negated = 0;
        for (var i = 0; i < count && features.Count < MaxFeatures; i++)
        {
            var token = tokens[i];
            var word = token.Word;
            if (i > 0 && tokens[i - 1].Segment != token.Segment) negated = 0;
            var stem = Stem(token);
            var root = Stemmer.Root(word);
            stems[i] = Hash(3, stem);
            features.Add(new(Hash(1, word), 1f));
            features.Add(new(stems[i], 0.8f));
            features.Add(new(Hash(4, root), 0.8f));
            foreach (var form in token.Forms)
                if (form != word && form != stem) features.Add(new(Hash(1, form), 0.4f));
            var skeleton = Stemmer.Skeleton(word);
            if (skeleton.Length > 1) features.Add(new(Hash(5, skeleton), 0.5f));
            if (negated > 0)
            {
                features.Add(new(Hash(6, root), 0.8f));
                negated--;
            }
            if (IsNegation(word)) negated = 3;
            if (word.Length is > 2 and <= 32)
            {
                padded[0] = '^';
                word.CopyTo(padded[1..]);
                padded[word.Length + 1] = '$';
                var pieces = padded[..(word.Length + 2)];
                for (var length = 3; length <= 5; length++)
                    for (var at = 0; at + length <= pieces.Length; at++) features.Add(new(Hash((uint)length + 10, pieces.Slice(at, length)), 0.3f));
            }
        }
        for (var i = 0; i < count; i++)
        {
            features.Add(new(Pair(20, i == 0 ? 7u : stems[i - 1], stems[i]), 0.8f));
            if (i > 1) features.Add(new(Pair(21, stems[i - 2], stems[i]), 0.5f));
            if (i > 1) features.Add(new(Pair(22, Pair(20, stems[i - 2], stems[i - 1]), stems[i]), 0.5f));
        }
        if (count > 0) features.Add(new(Pair(23, stems[count - 1], 7u), 0.5f));
        Cues(reading.Tokens, reading.Matches, features);
        foreach (var tag in reading.Tags) features.Add(new(Hash(30, tag), 0.7f));
        features.Add(new(Hash(31, reading.Label), reading.Confidence >= 0.85 ? 1f : 0.6f));
        if (OptOutSigns.Find(reading.Tokens, reading.Matches) is { } sign) features.Add(new(Hash(36, sign), 0.7f));
        foreach (var slot in reading.Entities.Keys) features.Add(new(Hash(32, slot), 0.5f));
        if (reading.Question) features.Add(new(Hash(33, "?"), 0.7f));
        features.Add(new(Hash(34, count switch { <= 1 => "1", 2 => "2", <= 4 => "4", <= 8 => "8", <= 16 => "16", _ => "+" }), 0.5f));
        features.Add(new(Hash(35, "bias"), 0.5f));
        var sum = 0f;
        foreach (var feature in features) sum += feature.Value * feature.Value;
        var norm = 1 / MathF.Sqrt(sum);
        for (var i = 0; i < features.Count; i++) features[i] = features[i] with { Value = features[i].Value * norm };
        return features;
    }

    /// <summary>The feature of a word as it stands.</summary>
    public static uint WordHash(string word) => Hash(1, word);

    /// <summary>The feature of what carries its meaning.</summary>
    public static uint RootHash(string word) => Hash(4, Stemmer.Root(word));

    /// <summary>Classes of words that stand near each other in one part of a sentence, in their order.</summary>
    private static void Cues(List<Token> tokens, List<Match> matches, List<Feature> features)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            var first = matches[i];
            if (!IsCue(first.Tag)) continue;
            for (var j = 0; j < matches.Count && features.Count < MaxFeatures; j++)
            {
                var second = matches[j];
                if (second.At < first.At + first.Length || second.At - first.At > Nearby || !IsCue(second.Tag)
                    || tokens[first.At].Segment != tokens[second.At].Segment) continue;
                features.Add(new(Pair(40, Hash(30, first.Tag), Hash(30, second.Tag)), 0.5f));
            }
        }
    }

    private static bool IsCue(string tag) => tag.StartsWith("c.", StringComparison.Ordinal);

    private static string Stem(Token token)
    {
        var stem = token.Forms[0];
        foreach (var form in token.Forms)
            if (form.Length < stem.Length) stem = form;
        return stem;
    }

    private static bool IsNegation(string word) => word is "لا" or "ما" or "مو" or "مب" or "مش" or "ليس" or "غير" or "لم" or "لن" or "ولا" or "بدون" or "ماني"
        or "مهوب" or "not" or "no" or "don't" or "dont" or "never" or "without" or "can't" or "cant" or "won't" or "wont" or "isn't" or "doesn't" or "doesnt"
        or "didn't" or "didnt" or "nobody" or "stop";

    private static uint Pair(uint kind, uint first, uint second) => Mix(kind * 0x9E3779B9u ^ first * 0x85EBCA6Bu ^ second + 0x27D4EB2Fu);

    private static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7FEB352Du;
        hash ^= hash >> 15;
        return hash;
    }

    private static uint Hash(uint kind, ReadOnlySpan<char> text)
    {
        var hash = 2_166_136_261u ^ kind * 0x9E3779B9u;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619u;
        return Mix(hash);
    }
}
