using System.Text;
using SalesFlow.Simulator.Common;

namespace SalesFlow.Simulator.Graph;

/// <summary>Makes message ids of WhatsApp's form: unique within a run, and between runs that begin at different times; repeatable by seed and
/// start.</summary>
internal sealed class Wamids(int seed, long run)
{
    private readonly ulong _base = Seeded.Mix((ulong)seed ^ Seeded.Mix((ulong)run));
    private long _count;

    /// <summary>The next id.</summary>
    public string Next(string customer)
    {
        var unique = Seeded.Mix(_base + (ulong)Interlocked.Increment(ref _count));
        var digits = Encoding.ASCII.GetBytes(customer.Length > 40 ? customer[..40] : customer);
        var bytes = new byte[3 + digits.Length + 6 + 18 + 1];
        bytes[0] = 0x1C;
        bytes[1] = 0x18;
        bytes[2] = (byte)digits.Length;
        digits.CopyTo(bytes, 3);
        ReadOnlySpan<byte> middle = [0x15, 0x02, 0x00, 0x11, 0x18, 0x12];
        middle.CopyTo(bytes.AsSpan(3 + digits.Length));
        Encoding.ASCII.GetBytes("5F" + unique.ToString("X16", null)).CopyTo(bytes, 3 + digits.Length + 6);
        return "wamid." + Convert.ToBase64String(bytes);
    }
}
