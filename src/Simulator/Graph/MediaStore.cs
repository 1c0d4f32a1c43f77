using System.Security.Cryptography;
using SalesFlow.Simulator.Common;

namespace SalesFlow.Simulator.Graph;

/// <summary>A file in the simulated world.</summary>
internal sealed record StoredMedia(string Id, string MimeType, byte[] Content, string Sha256);

/// <summary>Keeps uploaded files and what customers sent, within a number of bytes; download addresses live five minutes.</summary>
internal sealed class MediaStore(TimeProvider time, long capacityBytes, int seed)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredMedia> _media = [];
    private readonly Queue<string> _order = new();
    private readonly BoundedMap<string, (string Id, DateTimeOffset Ends)> _links = new(10_000);
    private long _bytes;
    private long _count;

    /// <summary>Keeps a file and names it.</summary>
    public StoredMedia Add(string mimeType, byte[] content)
    {
        lock (_gate)
        {
            var id = (1_000_000_000_000_000UL + (Seeded.Mix((ulong)seed + (ulong)++_count) % 9_000_000_000_000_000UL)).ToString(null, null);
            var media = new StoredMedia(id, mimeType, content, Convert.ToBase64String(SHA256.HashData(content)));
            _media[id] = media;
            _order.Enqueue(id);
            _bytes += content.Length;
            while (_bytes > capacityBytes && _order.Count > 1)
            {
                if (_media.Remove(_order.Dequeue(), out var oldest)) _bytes -= oldest.Content.Length;
            }

            return media;
        }
    }

    /// <summary>Finds a file.</summary>
    public StoredMedia? Find(string id)
    {
        lock (_gate) return _media.GetValueOrDefault(id);
    }

    /// <summary>Forgets a file.</summary>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            if (!_media.Remove(id, out var media)) return false;
            _bytes -= media.Content.Length;
            return true;
        }
    }

    /// <summary>Makes the key of a download address.</summary>
    public string Link(string id)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        _links.Put(key, () => (id, time.GetUtcNow() + LinkLife), known => known);
        return key;
    }

    /// <summary>The file behind a download address that still lives.</summary>
    public StoredMedia? Open(string key) => _links.TryGet(key, out var link) && link.Ends > time.GetUtcNow() ? Find(link.Id) : null;

    /// <summary>Why WhatsApp would not take such a file, or null.</summary>
    public static string? Refusal(string mimeType, long length)
    {
        const long Kilobyte = 1024;
        const long Megabyte = 1024 * Kilobyte;
        var type = mimeType.Split(';')[0].Trim().ToLowerInvariant();
        long? limit = type switch
        {
            "image/jpeg" or "image/png" => 5 * Megabyte,
            "image/webp" => 500 * Kilobyte,
            "audio/aac" or "audio/amr" or "audio/mpeg" or "audio/mp4" or "audio/ogg" => 16 * Megabyte,
            "video/mp4" or "video/3gpp" => 16 * Megabyte,
            "text/plain" or "application/pdf" or "application/msword" or "application/vnd.ms-excel" or "application/vnd.ms-powerpoint" =>
                100 * Megabyte,
            _ when type.StartsWith("application/vnd.openxmlformats-officedocument.", StringComparison.Ordinal) => 100 * Megabyte,
            _ => null,
        };
        if (limit is null) return $"Param file must be a file with one of the supported types; '{type}' is not.";
        if (length == 0) return "The file is empty.";
        return length > limit ? $"The file is larger than {limit} bytes." : null;
    }
}
