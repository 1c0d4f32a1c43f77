using System.IO.Compression;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

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
    public string Intent => IntentOf(Label);

    /// <summary>The objection's code, or null.</summary>
    public string? Objection => Label.StartsWith("objection.", StringComparison.Ordinal) ? Label["objection.".Length..] : null;

    /// <summary>The intent of a label.</summary>
    public static string IntentOf(string label) => label.StartsWith("objection.", StringComparison.Ordinal) ? Understanding.Intent.Objection : label;
}

/// <summary>
/// A softmax regression over <see cref="FeatureReader"/>, trained from the data files beside it by <c>eng/train</c> and kept in a file of weights that comes
/// with the program; the order of training is fixed, so the same data always give the same reading. Immutable once made; safe from many threads.
/// </summary>
internal sealed class LearnedReading
{
    private const int Epochs = 8;
    private const float Rate = 0.4f;
    private const float Decay = 3e-5f;

    /// <summary>A row that moves no score by more than this is left out of the file.</summary>
    private const float Slight = 0.06f;

    private const int Format = 1;
    private const string Resource = "learning/reading.bin";

    private readonly string[] _labels;
    private readonly int _stride;
    private readonly Dictionary<uint, int> _rows;
    private readonly float[] _weights;

    private LearnedReading(string[] labels, Dictionary<uint, int> rows)
    {
        _labels = labels;
        _rows = rows;
        // Rows are padded to whole vectors; the padding stays zero.
        _stride = (labels.Length + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _weights = new float[rows.Count * _stride];
    }

    /// <summary>The one that comes with the program; its file is read when it is first used.</summary>
    public static LearnedReading Default { get; } = LoadDefault();

    /// <summary>What the data were when it was trained: <see cref="LearningData.Checksum"/>; null for one that was trained in the process.</summary>
    public string? Checksum { get; private init; }

    /// <summary>What it tells apart, in order.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>How many features it knows.</summary>
    public int Size => _rows.Count;

    /// <summary>Trains one.</summary>
    public static LearnedReading Train(IReadOnlyList<Example> examples) =>
        Train(examples, [.. examples.AsParallel().AsOrdered().Select(e => FeatureReader.Read(RuleReader.Read(e.Text, Context.None)).ToArray())]);

    /// <summary>Trains one on features that were read before.</summary>
    public static LearnedReading Train(IReadOnlyList<Example> examples, Feature[][] features)
    {
        var labels = examples.Select(e => e.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var learned = new LearnedReading(labels, Rows(features));
        var (count, stride) = (labels.Length, learned._stride);
        var cut = new (int[] Rows, float[] Values, int Label, float Weight)[examples.Count];
        for (var i = 0; i < cut.Length; i++)
        {
            var known = features[i].Where(f => learned._rows.ContainsKey(f.Hash)).ToArray();
            cut[i] = ([.. known.Select(f => learned._rows[f.Hash] * stride)], [.. known.Select(f => f.Value)],
                Array.BinarySearch(labels, examples[i].Label, StringComparer.Ordinal), examples[i].Weight);
        }
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
                var (rows, values, label, weight) = cut[at];
                scores.Clear();
                for (var f = 0; f < rows.Length; f++)
                    TensorPrimitives.MultiplyAdd(learned._weights.AsSpan(rows[f], stride), values[f], scores, scores);
                TensorPrimitives.SoftMax(scores[..count], scores[..count]);
                scores[count..].Clear();
                scores[label] -= 1;
                for (var f = 0; f < rows.Length; f++)
                {
                    Step(
                        MemoryMarshal.Cast<float, Vector<float>>(learned._weights.AsSpan(rows[f], stride)),
                        MemoryMarshal.Cast<float, Vector<float>>(squares.AsSpan(rows[f], stride)),
                        MemoryMarshal.Cast<float, Vector<float>>(scores), weight * values[f]);
                }
            }
        }
        return learned;
    }

    /// <summary>Writes its file: labels, and for each row its feature, its scale and a byte for each label.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="checksum">What the data were.</param>
    public void Save(Stream stream, string checksum)
    {
        using var packed = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        using var writer = new BinaryWriter(packed);
        writer.Write(Format);
        writer.Write(checksum);
        writer.Write(_labels.Length);
        foreach (var label in _labels) writer.Write(label);
        // In the order of their hashes, so that the same data give the same file.
        var kept = _rows.OrderBy(r => r.Key).Where(r => TensorPrimitives.MaxMagnitude<float>(Row(r.Value)) is > Slight or < -Slight).ToList();
        writer.Write(kept.Count);
        foreach (var (hash, _) in kept) writer.Write(hash);
        foreach (var (_, at) in kept) writer.Write(Math.Abs(TensorPrimitives.MaxMagnitude<float>(Row(at))) / 127);
        foreach (var (_, at) in kept)
        {
            var row = Row(at);
            var scale = Math.Abs(TensorPrimitives.MaxMagnitude<float>(row)) / 127;
            for (var i = 0; i < _labels.Length; i++) writer.Write((sbyte)MathF.Round(row[i] / scale));
        }
    }

    /// <summary>Reads such a file.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another format.</exception>
    public static LearnedReading Load(Stream stream)
    {
        using var packed = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new BinaryReader(packed);
        if (reader.ReadInt32() != Format) throw new InvalidDataException("The learned reading's file is of another format: run eng/train.");
        var checksum = reader.ReadString();
        var labels = new string[reader.ReadInt32()];
        for (var i = 0; i < labels.Length; i++) labels[i] = reader.ReadString();
        var count = reader.ReadInt32();
        var rows = new Dictionary<uint, int>(count);
        for (var i = 0; i < count; i++) rows.Add(reader.ReadUInt32(), i);
        var scales = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        var learned = new LearnedReading(labels, rows) { Checksum = checksum };
        var bytes = new byte[labels.Length];
        for (var i = 0; i < count; i++)
        {
            reader.BaseStream.ReadExactly(bytes);
            var row = learned._weights.AsSpan(i * learned._stride, labels.Length);
            for (var j = 0; j < row.Length; j++) row[j] = (sbyte)bytes[j] * scales[i];
        }
        return learned;
    }

    private static LearnedReading LoadDefault()
    {
        using var stream = typeof(LearnedReading).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"The program lacks its data file '{Resource}': run eng/train.");
        return Load(stream);
    }

    private ReadOnlySpan<float> Row(int at) => _weights.AsSpan(at * _stride, _stride);

    /// <summary>What occurs in one utterance alone says more about that utterance than about its meaning.</summary>
    private static Dictionary<uint, int> Rows(Feature[][] features)
    {
        var seen = new Dictionary<uint, (int Last, int Count)>(200_000);
        for (var i = 0; i < features.Length; i++)
        {
            foreach (var feature in features[i])
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, feature.Hash, out var exists);
                if (!exists) entry = (i, 1);
                else if (entry.Last != i) entry = (i, entry.Count + 1);
            }
        }
        var rows = new Dictionary<uint, int>(seen.Count / 2);
        foreach (var (hash, (_, count)) in seen)
            if (count >= 2) rows.Add(hash, rows.Count);
        return rows;
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

    /// <summary>The probability of each label, in the labels' order.</summary>
    public void Read(List<Feature> features, Span<float> probabilities)
    {
        Span<float> row = stackalloc float[_stride];
        row.Clear();
        foreach (var (hash, value) in features)
        {
            if (_rows.TryGetValue(hash, out var at)) TensorPrimitives.MultiplyAdd(_weights.AsSpan(at * _stride, _stride), value, row, row);
        }
        TensorPrimitives.SoftMax(row[.._labels.Length], probabilities);
    }

    /// <summary>Whether it ever met one of the words, or the rules found something in them.</summary>
    public bool Knows(RuleReading reading)
    {
        if (reading.Matches.Count > 0) return true;
        foreach (var token in reading.Tokens)
            if (token.Word.Length > 1 && _rows.ContainsKey(FeatureReader.WordHash(token.Word)) || token.Word.Length > 2 && _rows.ContainsKey(FeatureReader.RootHash(token.Word))) return true;
        return false;
    }

    /// <summary>One label's part of the probabilities; 0 for one that was never learned.</summary>
    public float Of(ReadOnlySpan<float> probabilities, string label)
    {
        var at = Array.BinarySearch(_labels, label, StringComparer.Ordinal);
        return at < 0 ? 0 : probabilities[at];
    }

    /// <summary>The likeliest meaning.</summary>
    public Guess Read(RuleReading reading)
    {
        Span<float> probabilities = stackalloc float[_labels.Length];
        Read(FeatureReader.Read(reading), probabilities);
        var best = TensorPrimitives.IndexOfMax((ReadOnlySpan<float>)probabilities);
        return new Guess(_labels[best], probabilities[best]);
    }
}
