using SalesFlow.Agents;

namespace SalesFlow.Storage.Agents;

/// <summary>What runs cost, as rows keep it: whole millionths of a riyal, which add up exactly on every database.</summary>
internal static class AgentCost
{
    /// <summary>A run's cost in millionths of a riyal; null where it is not known.</summary>
    public static long? Micros(RunTrace? trace) => trace?.CostSar is { } sar ? (long)decimal.Round(sar * 1_000_000) : null;

    /// <summary>In riyals.</summary>
    public static decimal? Sar(long? micros) => micros / 1_000_000m;
}
