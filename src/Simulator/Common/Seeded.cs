using System.Text;

namespace SalesFlow.Simulator.Common;

/// <summary>Chance that depends on a seed and a name only, never on the order in which things happen: two runs with one seed decide alike.</summary>
internal static class Seeded
{
    /// <summary>Mixes 64 bits so that neighbouring inputs give unrelated outputs; one to one, so distinct inputs stay distinct.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    /// <summary>A number from a seed, a name and a turn.</summary>
    public static ulong Hash(ulong seed, string name, long turn = 0)
    {
        var hash = Mix(seed);
        foreach (var rune in Encoding.UTF8.GetBytes(name)) hash = (hash ^ rune) * 0x100000001B3UL;
        return Mix(hash ^ Mix((ulong)turn));
    }

    /// <summary>A number in [0, 1) from a seed, a name and a turn.</summary>
    public static double Share(ulong seed, string name, long turn = 0) => (Hash(seed, name, turn) >> 11) * (1.0 / (1UL << 53));
}
