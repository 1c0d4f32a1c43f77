using System.Globalization;
using System.Text;
using SalesFlow.Grains.Compliance;

namespace SalesFlow.Grains.Tests.Compliance;

/// <summary>What the rules make of a labelled set.</summary>
internal sealed record OptOutMeasure(
    int Positives, int Negatives, int Found, int FalseAlarms, int Certain, int CertainFalse, IReadOnlyList<string> Misses, IReadOnlyList<string> False)
{
    public double Recall => (double)Found / Positives;

    public double Precision => (double)Found / (Found + FalseAlarms);

    public double CertainPrecision => (double)(Certain - CertainFalse) / Certain;

    /// <summary>Reads <c>label, language, text</c> lines: label <c>out</c> asks for silence, <c>trap</c> uses such words innocently, <c>plain</c> does neither.</summary>
    public static IReadOnlyList<(string Label, string Language, string Text)> Read(string set) =>
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Compliance", $"opt-out.{set}.tsv"))
            .Select(l => l.Split('\t')).Select(p => (p[0], p[1], p[2]))];

    public static OptOutMeasure Of(string set)
    {
        var lines = Read(set).Select(l => (l.Label, l.Language, l.Text, Verdict: OptOut.Judge(l.Text))).ToList();
        var positives = lines.Where(l => l.Label == "out").ToList();
        var negatives = lines.Where(l => l.Label != "out").ToList();
        var certain = lines.Where(l => l.Verdict.Level == OptOutLevel.Certain).ToList();
        return new OptOutMeasure(
            positives.Count, negatives.Count,
            positives.Count(l => l.Verdict.Level != OptOutLevel.None),
            negatives.Count(l => l.Verdict.Level != OptOutLevel.None),
            certain.Count, certain.Count(l => l.Label != "out"),
            [.. positives.Where(l => l.Verdict.Level == OptOutLevel.None).Select(l => $"{l.Language} {l.Text}")],
            [.. negatives.Where(l => l.Verdict.Level != OptOutLevel.None).Select(l => $"{l.Verdict} {l.Language} {l.Text}")]);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"recall {Recall:F3} ({Found}/{Positives}), precision {Precision:F3} ({FalseAlarms} false of {Negatives}), certain {Certain} with {CertainFalse} false");
        foreach (var miss in Misses) text.AppendLine(CultureInfo.InvariantCulture, $"missed: {miss}");
        foreach (var alarm in False) text.AppendLine(CultureInfo.InvariantCulture, $"false:  {alarm}");
        return text.ToString();
    }
}
