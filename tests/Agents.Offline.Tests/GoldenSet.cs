using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>A labelled utterance.</summary>
internal sealed record Utterance(string Text, string Intent, IReadOnlyDictionary<string, string> Slots, string? Asked, string? Mood,
    string? Objection);

/// <summary>What was measured over a set.</summary>
internal sealed record Accuracy(int Count, double Intents, double OutputIntents, double SlotRecall, double SlotPrecision, double Objections,
    double Moods, IReadOnlyList<string> Misses);

/// <summary>Reads the labelled sets and measures.</summary>
internal static class GoldenSet
{
    private static readonly DateTime Today = new(2026, 11, 23, 11, 0, 0);

    public static IReadOnlyList<Utterance> Load(string file)
    {
        var list = new List<Utterance>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", file)))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            var slots = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in (cells.ElementAtOrDefault(2) ?? "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var cut = pair.IndexOf('=', StringComparison.Ordinal);
                slots[pair[..cut]] = pair[(cut + 1)..];
            }
            slots.Remove("asked", out var asked);
            list.Add(new Utterance(cells[0], cells[1], slots, asked, Cell(cells, 3), Cell(cells, 4)));
        }
        return list;
    }

    public static Accuracy Measure(IReadOnlyList<Utterance> set)
    {
        int intents = 0, outputs = 0, wanted = 0, found = 0, given = 0, objections = 0, objected = 0, moods = 0, mooded = 0;
        var misses = new List<string>();
        foreach (var item in set)
        {
            var got = Understander.Read(item.Text, new Context(item.Asked, false, Today, new HashSet<decimal> { 299, 699, 1499 }));
            var right = got.Intent == item.Intent;
            if (right) intents++;
            if (Intent.Output(got.Intent) == Intent.Output(item.Intent)) outputs++;
            wanted += item.Slots.Count;
            given += got.Entities.Count;
            var hits = item.Slots.Count(s => got.Entities.GetValueOrDefault(s.Key) == s.Value);
            found += hits;
            var mood = got.Sentiment < 40 ? "neg" : got.Sentiment < 60 ? "neu" : "pos";
            if (item.Mood is not null)
            {
                mooded++;
                if (mood == item.Mood) moods++;
            }
            if (item.Objection is not null)
            {
                objected++;
                if (got.Objection == item.Objection) objections++;
            }
            if (right && hits == item.Slots.Count && given >= 0 && got.Entities.Count == item.Slots.Count
                && (item.Objection is null || item.Objection == got.Objection) && (item.Mood is null || item.Mood == mood)) continue;
            misses.Add($"{item.Text} => {got.Intent}/{got.Objection} {string.Join(',', got.Entities)} {got.Sentiment} (wanted {item.Intent}/{item.Objection} {string.Join(',', item.Slots)} {item.Mood})");
        }
        return new Accuracy(
            set.Count, Part(intents, set.Count), Part(outputs, set.Count), Part(found, wanted), Part(found, given), Part(objections, objected),
                Part(moods, mooded), misses);
    }

    private static string? Cell(string[] cells, int at) => cells.ElementAtOrDefault(at) is { Length: > 0 } cell ? cell : null;

    private static double Part(int some, int all) => all == 0 ? 1 : (double)some / all;
}
