using System.Collections.Frozen;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Entities;

/// <summary>Finds the grain that a timer's row names. A grain's kind is its grain type.</summary>
internal sealed class DueGrainResolver(IGrainFactory grains) : IDueGrainResolver
{
    private static readonly FrozenSet<string> Kinds = typeof(DueGrainResolver).Assembly.GetTypes()
        .Where(t => typeof(IDueGrain).IsAssignableFrom(t) && !t.IsAbstract)
        .Select(t => (Attribute.GetCustomAttribute(t, typeof(GrainTypeAttribute)) as GrainTypeAttribute)
            ?? throw new InvalidOperationException($"{t.Name} has timers and needs a GrainType."))
        .Select(a => a.GetGrainType(null!, null!).ToString()!)
        .ToFrozenSet(StringComparer.Ordinal);

    public IDueGrain? Resolve(string kind, string key) =>
        Kinds.Contains(kind) ? grains.GetGrain<IDueGrain>(GrainId.Create(kind, key)) : null;
}
