using System.Collections.Frozen;
using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks.ManagementSummary;

/// <summary>A figure that the management follows.</summary>
/// <param name="Code">Stable word.</param>
/// <param name="Ar">Arabic name.</param>
/// <param name="En">English name.</param>
/// <param name="Unit"><c>sar</c>, <c>count</c>, <c>rate</c>, <c>minutes</c>, <c>score</c>, or <c>plain</c> where nothing is known of it.</param>
/// <param name="Better">Which way is good: <c>up</c>, <c>down</c> or <c>none</c>.</param>
/// <param name="Core">Whether a summary without it lacks something.</param>
/// <param name="Names">The names by which callers know it.</param>
internal sealed record Kpi(string Code, string Ar, string En, string Unit, string Better, bool Core, IReadOnlyList<string> Names);

/// <summary>The figures that are known by name.</summary>
internal static class KpiCatalogue
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>All of them, in the order in which a summary tells them.</summary>
    public static IReadOnlyList<Kpi> All { get; } = JsonSerializer.Deserialize<List<Kpi>>(Resources.Text("task-data/management_kpis.json"), Json)!;

    private static readonly FrozenDictionary<string, Kpi> ByName = All.SelectMany(k => k.Names.Append(k.Code).Select(n => (Key: Key(n),
        Kpi: k))).DistinctBy(p => p.Key)
        .ToFrozenDictionary(p => p.Key, p => p.Kpi, StringComparer.Ordinal);

    /// <summary>The figure of a name, whatever its spelling; null where it is none that is known.</summary>
    public static Kpi? Find(string name) => ByName.GetValueOrDefault(Key(name));

    /// <summary>A name without case, signs, spaces and the Arabic letters' variants.</summary>
    public static string Key(string name) => ArabicText.Normalise(name).Replace(" ", "", StringComparison.Ordinal);
}
