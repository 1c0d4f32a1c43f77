using System.Collections.Frozen;
using System.Text;

namespace SalesFlow.Channels;

/// <summary>Types of files that WhatsApp takes, how large each may be, and how a content shows its type.</summary>
public static class MediaTypes
{
    /// <summary>How many bytes of a file's beginning tell its type.</summary>
    public const int HeadLength = 512;

    /// <summary>What is kept of what customers send, at most.</summary>
    public const long Largest = 100 * Megabyte;

    /// <summary>A content that shows no type.</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>The form that the old Office formats share with installers and others: only the directory inside tells what it is.</summary>
    public const string Compound = "application/x-ole-storage";

    private const long Megabyte = 1024 * 1024;
    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    private static readonly FrozenDictionary<string, (OutboundKind Kind, long Limit)> Taken = new Dictionary<string, (OutboundKind, long)>(StringComparer.Ordinal)
    {
        ["image/jpeg"] = (OutboundKind.Image, 5 * Megabyte),
        ["image/png"] = (OutboundKind.Image, 5 * Megabyte),
        ["audio/aac"] = (OutboundKind.Audio, 16 * Megabyte),
        ["audio/amr"] = (OutboundKind.Audio, 16 * Megabyte),
        ["audio/mpeg"] = (OutboundKind.Audio, 16 * Megabyte),
        ["audio/mp4"] = (OutboundKind.Audio, 16 * Megabyte),
        ["audio/ogg"] = (OutboundKind.Audio, 16 * Megabyte),
        ["video/mp4"] = (OutboundKind.Video, 16 * Megabyte),
        ["video/3gpp"] = (OutboundKind.Video, 16 * Megabyte),
        ["text/plain"] = (OutboundKind.Document, 100 * Megabyte),
        ["application/pdf"] = (OutboundKind.Document, 100 * Megabyte),
        ["application/msword"] = (OutboundKind.Document, 100 * Megabyte),
        ["application/vnd.ms-excel"] = (OutboundKind.Document, 100 * Megabyte),
        ["application/vnd.ms-powerpoint"] = (OutboundKind.Document, 100 * Megabyte),
        [OpenXml + "wordprocessingml.document"] = (OutboundKind.Document, 100 * Megabyte),
        [OpenXml + "spreadsheetml.sheet"] = (OutboundKind.Document, 100 * Megabyte),
        [OpenXml + "presentationml.presentation"] = (OutboundKind.Document, 100 * Megabyte),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How a type is sent, or null where WhatsApp does not take it.</summary>
    public static OutboundKind? KindOf(string mediaType) => Taken.TryGetValue(mediaType, out var taken) ? taken.Kind : null;

    /// <summary>How many bytes a file of the type may have; 0 where WhatsApp does not take it.</summary>
    public static long LimitOf(string mediaType) => Taken.TryGetValue(mediaType, out var taken) ? taken.Limit : 0;

    /// <summary>Whether a browser may show the type within a page: pictures, sound and films hold no scripts.</summary>
    public static bool Shown(string mediaType) => mediaType is "image/jpeg" or "image/png" or "image/webp"
        || mediaType.StartsWith("audio/", StringComparison.Ordinal) || mediaType.StartsWith("video/", StringComparison.Ordinal);

    /// <summary>The type that a content shows; <see cref="Compound"/> where its beginning does not tell.</summary>
    /// <param name="head">Its first bytes, up to 512.</param>
    /// <param name="declared">What its sender says; decides only between types that share a form.</param>
    public static string Of(ReadOnlySpan<byte> head, string? declared)
    {
        var said = declared?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (head is [0xFF, 0xD8, 0xFF, ..]) return "image/jpeg";
        if (head is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, ..]) return "image/png";
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8)) return "image/webp";
        if (head.StartsWith("OggS"u8)) return head.IndexOf("OpusHead"u8) > 0 ? "audio/ogg" : Unknown;
        if (head.StartsWith("#!AMR"u8)) return "audio/amr";
        if (head.StartsWith("ID3"u8)) return "audio/mpeg";
        if (head.Length > 2 && head[0] == 0xFF && (head[1] & 0xF6) == 0xF0) return "audio/aac";
        if (IsMp3Frame(head)) return "audio/mpeg";
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return head[8..11].SequenceEqual("M4A"u8) || said == "audio/mp4" ? "audio/mp4" : head[8..11].SequenceEqual("3gp"u8) ? "video/3gpp" : "video/mp4";
        if (head.StartsWith("%PDF-"u8)) return "application/pdf";
        if (head is [0x50, 0x4B, 0x03, 0x04, ..]) return said.StartsWith(OpenXml, StringComparison.Ordinal) && IsOpenXml(head) ? said : Unknown;
        if (head is [0xD0, 0xCF, 0x11, 0xE0, ..]) return Compound;
        return said == "text/plain" && IsText(head) ? said : Unknown;
    }

    /// <summary>A frame of layer III with a bit rate and a sampling rate that exist: the mark of UTF-16 text begins with the same bits.</summary>
    private static bool IsMp3Frame(ReadOnlySpan<byte> head) =>
        head.Length > 2 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2 && (head[2] & 0xF0) is not (0x00 or 0xF0) && (head[2] & 0x0C) != 0x0C;

    /// <summary>Whether the first entry of an archive is one that Office writes: a renamed program or a bundle of anything is no document.</summary>
    private static bool IsOpenXml(ReadOnlySpan<byte> head)
    {
        const int header = 30;
        if (head.Length < header) return false;
        var name = head[header..Math.Min(head.Length, header + (head[26] | (head[27] << 8)))];
        return name.SequenceEqual("[Content_Types].xml"u8) || name.StartsWith("_rels/"u8) || name.StartsWith("docProps/"u8)
            || name.StartsWith("word/"u8) || name.StartsWith("xl/"u8) || name.StartsWith("ppt/"u8) || name.StartsWith("customXml/"u8);
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty || head.Contains((byte)0)) return false;
        // The last character may be cut by the end of what was read.
        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out _, out var used);
            if (status == System.Buffers.OperationStatus.NeedMoreData) return true;
            if (status != System.Buffers.OperationStatus.Done) return false;
            head = head[used..];
        }
        return true;
    }
}
