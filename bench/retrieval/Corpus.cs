using SalesFlow.Storage.Knowledge;

namespace SalesFlow.Bench.Retrieval;

/// <summary>Passages as companies might have them: sentences of the shipped articles mixed with words of our own making, rare ones seldom.</summary>
internal sealed class Corpus
{
    private const string Letters = "ابتجحخدرزسشصطعغفقكلمنهوي";
    private readonly string[] _sentences;
    private readonly string[] _words;
    private readonly int _seed;

    public Corpus(string folder, int seed)
    {
        _seed = seed;
        _sentences = [.. Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal).SelectMany(f => Chunker.Cut(File.ReadAllText(f))).SelectMany(c => c.Text.Split(['.', '\n', '؟']))
            .Select(s => s.Trim()).Where(s => s.Length > 20)];
        var random = new Random(seed);
        _words = [.. Enumerable.Range(0, 60_000).Select(_ => new string([.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => Letters[random.Next(Letters.Length)])]))];
    }

    /// <summary>A passage: about 150 words, a third of them of the articles. The same for the same number.</summary>
    public (string Language, string Title, string Section, string Text, string Words) Passage(int number)
    {
        var random = new Random(_seed + (number * 31));
        var text = new List<string>();
        var words = 0;
        while (words < 150)
        {
            if (random.Next(6) == 0)
            {
                var sentence = _sentences[random.Next(_sentences.Length)];
                text.Add(sentence + ".");
                words += sentence.Split(' ').Length;
                continue;
            }
            var run = Enumerable.Range(0, random.Next(4, 14)).Select(_ => Word(random)).ToList();
            text.Add(string.Join(' ', run));
            words += run.Count;
        }
        var (title, section) = ($"{Word(random)} {Word(random)}", $"{Word(random)} {Word(random)}");
        var body = string.Join(' ', text);
        return (number % 3 == 0 ? "en" : "ar", title, section, body, string.Join(' ', KnowledgeText.Terms(title, section, body)));
    }

    /// <summary>The n-th word is about n times as rare as the first.</summary>
    private string Word(Random random) => _words[Math.Min(_words.Length - 1, (int)Math.Exp(random.NextDouble() * Math.Log(_words.Length)))];
}
