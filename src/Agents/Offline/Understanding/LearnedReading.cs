using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>An utterance with its meaning: an intent, or <c>objection.{code}</c>.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Label">What it means.</param>
/// <param name="Weight">How much it counts in training.</param>
internal readonly record struct Example(string Text, string Label, float Weight);

/// <summary>What the learned reading takes an utterance for.</summary>
/// <param name="Label">The likeliest meaning.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
internal readonly record struct Guess(string Label, double Probability)
{
    /// <summary>The intent.</summary>
    public string Intent => Objection is null ? Label : Understanding.Intent.Objection;

    /// <summary>The objection's code, or null.</summary>
    public string? Objection => Label.StartsWith("objection.", StringComparison.Ordinal) ? Label["objection.".Length..] : null;
}

/// <summary>
/// A softmax regression over words, pairs of words and pieces of words, for wordings that no rule knows. Trained in the process from the data files
/// that come with the program (a few tenths of a second, once); the order of training is fixed, so the same program always reads the same way.
/// Immutable once trained; safe from many threads.
/// </summary>
internal sealed class LearnedReading
{
    private const int Buckets = 1 << 14;
    private const int Epochs = 10;
    private const float Rate = 0.5f;
    private const float Decay = 2e-5f;
    private const int MaxFeatures = 512;
    private readonly string[] _labels;
    private readonly int _stride;
    private readonly float[] _weights;
    private readonly bool[] _seen = new bool[Buckets];

    private LearnedReading(string[] labels)
    {
        _labels = labels;
        // Rows are padded to whole vectors; the padding stays zero.
        _stride = (labels.Length + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _weights = new float[Buckets * _stride];
    }

    /// <summary>The one that comes with the program; trained when first used.</summary>
    public static LearnedReading Default { get; } = Train(LearningData.Load());

    /// <summary>Trains one.</summary>
    public static LearnedReading Train(IReadOnlyList<Example> examples)
    {
        var labels = examples.Select(e => e.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var learned = new LearnedReading(labels);
        var (count, stride) = (labels.Length, learned._stride);
        var cut = examples.Select(e => (Features: Features(Tokens(e.Text)), Label: Array.BinarySearch(labels, e.Label, StringComparer.Ordinal),
            e.Weight)).ToArray();
        foreach (var (features, _, _) in cut)
            foreach (var (bucket, _) in features) learned._seen[bucket] = true;
        var squares = new float[learned._weights.Length];
        var order = Enumerable.Range(0, cut.Length).ToArray();
        // A fixed seed: shuffling matters for the fit, which shuffle does not.
        var random = new Random(20_261_123);
        Span<float> scores = new float[stride];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var at in order)
            {
                var (features, label, weight) = cut[at];
                learned.Score(features, scores);
                TensorPrimitives.SoftMax(scores[..count], scores[..count]);
                scores[count..].Clear();
                scores[label] -= 1;
                foreach (var (bucket, value) in features)
                {
                    Step(
                        MemoryMarshal.Cast<float, Vector<float>>(learned._weights.AsSpan(bucket * stride, stride)),
                        MemoryMarshal.Cast<float, Vector<float>>(squares.AsSpan(bucket * stride, stride)),
                        MemoryMarshal.Cast<float, Vector<float>>(scores), weight * value);
                }
            }
        }
        return learned;
    }

    /// <summary>One step of AdaGrad against the gradient.</summary>
    private static void Step(Span<Vector<float>> weights, Span<Vector<float>> squares, ReadOnlySpan<Vector<float>> errors, float value)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var gradient = errors[i] * value + weights[i] * Decay;
            squares[i] += gradient * gradient;
            weights[i] -= gradient * Rate / (Vector.SquareRoot(squares[i]) + new Vector<float>(0.02f));
        }
    }

    /// <summary>The likeliest meaning of the words; null where nothing in them was ever seen.</summary>
    public Guess? Read(IReadOnlyList<Token> tokens)
    {
        var features = Features(tokens);
        var known = false;
        foreach (var (bucket, _) in features) known |= _seen[bucket];
        if (!known) return null;
        Span<float> row = stackalloc float[_stride];
        Score(features, row);
        var scores = row[.._labels.Length];
        TensorPrimitives.SoftMax(scores, scores);
        var best = TensorPrimitives.IndexOfMax((ReadOnlySpan<float>)scores);
        return new Guess(_labels[best], scores[best]);
    }

    /// <summary>The words as the rules read them: Arabizi in Arabic letters.</summary>
    public static List<Token> Tokens(string text)
    {
        var tokens = Tokeniser.Cut(text);
        return Arabizi.Read(text, tokens) is { } arabic ? Tokeniser.Cut(arabic) : tokens;
    }

    private void Score(List<(int Bucket, float Value)> features, Span<float> scores)
    {
        scores.Clear();
        foreach (var (bucket, value) in features)
        {
            // What was never seen has weights of zero; it only makes the rest count for less, as it should.
            if (_seen[bucket]) TensorPrimitives.MultiplyAdd(_weights.AsSpan(bucket * scores.Length, scores.Length), value, scores, scores);
        }
    }

    /// <summary>Words with and without what is attached to them, neighbours, and pieces of three and four letters; of length one together.</summary>
    private static List<(int Bucket, float Value)> Features(IReadOnlyList<Token> tokens)
    {
        var features = new List<(int, float)>(Math.Min(MaxFeatures, tokens.Count * 12 + 1)) { (Bucket(Hash(7, "bias")), 0.3f) };
        var before = Hash(3, "^");
        Span<char> padded = stackalloc char[34];
        foreach (var token in tokens)
        {
            if (features.Count > MaxFeatures - 64) break;
            var stem = token.Forms[0];
            foreach (var form in token.Forms)
            {
                features.Add((Bucket(Hash(1, form)), form == token.Word ? 1f : 0.6f));
                if (form.Length < stem.Length) stem = form;
            }
            var here = Hash(3, stem);
            features.Add((Bucket(before * 31 + here), 0.8f));
            before = here;
            if (stem.Length is < 3 or > 32) continue;
            padded[0] = '^';
            stem.CopyTo(padded[1..]);
            padded[stem.Length + 1] = '$';
            var word = padded[..(stem.Length + 2)];
            for (var length = 3; length <= 4; length++)
                for (var i = 0; i + length <= word.Length; i++) features.Add((Bucket(Hash((uint)length + 10, word.Slice(i, length))), 0.35f));
        }
        var sum = 0f;
        foreach (var (_, value) in features) sum += value * value;
        var norm = 1 / MathF.Sqrt(sum);
        for (var i = 0; i < features.Count; i++) features[i] = (features[i].Item1, features[i].Item2 * norm);
        return features;
    }

    private static int Bucket(uint hash) => (int)((hash ^ hash >> 15) & (Buckets - 1));

    private static uint Hash(uint kind, ReadOnlySpan<char> text)
    {
        var hash = 2_166_136_261u ^ kind * 0x9E3779B9u;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
