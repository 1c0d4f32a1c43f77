using System.Security.Cryptography;
using System.Text;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>What the learned reading is trained on: the corpora, the development sets, and phrases of everyday sales talk.</summary>
internal static class LearningData
{
    private static readonly string[] Files =
    [
        "learning/corpus.ar.txt", "learning/corpus.en.txt", "learning/corpus.arabizi.txt", "learning/corpus.pairs.txt",
        "learning/corpus.ar.more.txt", "learning/corpus.en.more.txt", "learning/corpus.arabizi.more.txt", "learning/ar.dev.txt", "learning/en.dev.txt", "learning/phrases.txt", "lexicon/intents.txt", "lexicon/objections.txt", "lexicon/slots.txt", "lexicon/cues.txt",
        "lexicon/arabizi.txt",
    ];

    /// <summary>
    /// What all data files are now, those of the lexicon included, and what is read of every tenth example: another value means that the learned reading
    /// must be trained anew.
    /// </summary>
    public static string Checksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files) hash.AppendData(Encoding.UTF8.GetBytes(Resources.Text(file).ReplaceLineEndings("\n")));
        foreach (var example in Load().Where((_, i) => i % 10 == 0))
            foreach (var feature in FeatureReader.Read(RuleReader.Read(example.Text, Context.None)))
                hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{feature}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidDataException">A file is malformed; the message names the line.</exception>
    public static IReadOnlyList<Example> Load()
    {
        var examples = new List<Example>(3_000);
        foreach (var file in (string[])["ar.dev", "en.dev"]) examples.AddRange(Labelled(file));
        examples.AddRange(Phrases());
        foreach (var file in (string[])["corpus.ar", "corpus.en", "corpus.arabizi", "corpus.pairs", "corpus.ar.more", "corpus.en.more",
            "corpus.arabizi.more"]) examples.AddRange(Corpus(file));
        return examples;
    }

    /// <summary>The utterances of a development set that mean something by themselves: a bare answer to a question does not.</summary>
    public static IEnumerable<Example> Labelled(string file)
    {
        var number = 0;
        foreach (var line in Resources.Text($"learning/{file}.txt").Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 2) throw new InvalidDataException($"{file}.txt, line {number}: 'text | intent' expected.");
            if (cells.Length > 2 && cells[2].Contains("asked=", StringComparison.Ordinal)) continue;
            var objection = cells.Length > 4 && cells[4].Length > 0 ? cells[4] : null;
            if (cells[1] == Intent.Objection && objection is null) continue;
            yield return new Example(cells[0], objection is null ? cells[1] : "objection." + objection, 1);
        }
    }

    /// <summary>Whole utterances by meaning.</summary>
    public static IEnumerable<Example> Phrases()
    {
        foreach (var (label, utterances) in Resources.Read("learning/phrases.txt"))
            foreach (var utterance in utterances) yield return new Example(utterance, label, 1);
    }

    /// <summary>One utterance a line, behind its meaning.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message names it.</exception>
    public static IEnumerable<Example> Corpus(string file)
    {
        var number = 0;
        foreach (var line in Resources.Text($"learning/{file}.txt").Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var cut = line.IndexOf('|', StringComparison.Ordinal);
            if (cut < 1) throw new InvalidDataException($"{file}.txt, line {number}: 'label | utterance' expected.");
            yield return new Example(line[(cut + 1)..].Trim(), line[..cut].Trim(), 1);
        }
    }
}
