using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>The rows that came first with a phone or an e-mail, under what the two are in 64 bits: phones as they are, e-mails hashed.</summary>
internal sealed class FirstRows
{
    private readonly Dictionary<long, int> _firsts = [];

    /// <summary>Keeps a row's phone and e-mail in mind; answers the earlier row that had one of them, or null.</summary>
    public int? Remember(ImportRow row)
    {
        if (row.IsWrong) return null;
        int? earlier = null;
        Keep(row.Phone is { } phone ? long.Parse(phone.AsSpan(1), CultureInfo.InvariantCulture) : null);
        Keep(row.Email is { } email ? Hash(email) : null);
        return earlier;

        void Keep(long? name)
        {
            if (name is { } key && !_firsts.TryAdd(key, (int)row.Number)) earlier ??= _firsts[key];
        }
    }

    // Below zero, where no phone is.
    private static long Hash(string email)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(email), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash) | long.MinValue;
    }
}
