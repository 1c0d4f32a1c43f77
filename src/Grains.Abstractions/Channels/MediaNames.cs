using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SalesFlow.Channels;

/// <summary>Names of files as people get them. Whoever sent a file chose its name: it is shown, never believed.</summary>
public static class MediaNames
{
    /// <summary>The longest name in characters, an ending that is put behind it apart.</summary>
    public const int Longest = 240;

    // In the order of preference: the first is what a file without a name gets.
    private static readonly FrozenDictionary<string, string[]> Endings = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["image/jpeg"] = ["jpg", "jpeg"],
        ["image/png"] = ["png"],
        ["image/webp"] = ["webp"],
        ["audio/aac"] = ["aac"],
        ["audio/amr"] = ["amr"],
        ["audio/mpeg"] = ["mp3"],
        ["audio/mp4"] = ["m4a", "mp4"],
        ["audio/ogg"] = ["ogg", "opus", "oga"],
        ["video/mp4"] = ["mp4", "m4v", "mov"],
        ["video/3gpp"] = ["3gp", "3gpp"],
        ["text/plain"] = ["txt", "csv", "log", "md"],
        ["application/pdf"] = ["pdf"],
        ["application/msword"] = ["doc", "dot"],
        ["application/vnd.ms-excel"] = ["xls", "xlt"],
        ["application/vnd.ms-powerpoint"] = ["ppt", "pps", "pot"],
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = ["docx"],
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = ["xlsx"],
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = ["pptx"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// A name without what names of files must not hold: folders, control characters, marks that turn the direction of writing and so hide an ending, and
    /// the signs that some systems refuse. Null where nothing is left.
    /// </summary>
    public static string? Clean(string? given)
    {
        if (given is null) return null;
        var name = new StringBuilder();
        foreach (var rune in given[(given.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (Rune.IsControl(rune) || IsTurning(rune.Value)) continue;
            var kept = rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? new Rune('_') : rune;
            if (name.Length + kept.Utf16SequenceLength > Longest) break;
            name.Append(kept);
        }
        return name.ToString().Trim().TrimStart('.').TrimEnd('.', ' ') is { Length: > 0 } clean ? clean : null;
    }

    /// <summary>The name that a channel gave a file, out of its message's particulars (<see cref="Conversations.InboundMessage.Payload"/>); null where it gave none.</summary>
    public static string? InParticulars(string? particulars)
    {
        if (particulars is null || !particulars.Contains("\"filename\"", StringComparison.Ordinal)) return null;
        try
        {
            using var json = JsonDocument.Parse(particulars);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("filename", out var name)
                && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (JsonException)
        {
            // The words of a button that happen to look so.
            return null;
        }
    }

    /// <summary>
    /// The name under which a file is handed out: its own with an ending that fits its content, or one made of what it is and when it came. A content that
    /// shows no type keeps the ending that it has.
    /// </summary>
    public static string Of(StoredMedia media, DateOnly day)
    {
        var endings = Endings.GetValueOrDefault(media.MediaType);
        if (Clean(media.FileName) is not { } own)
        {
            var kind = media.MediaType.Split('/')[0] is ("image" or "audio" or "video") and var word ? word : "document";
            return string.Create(CultureInfo.InvariantCulture, $"{kind}-{day:yyyy-MM-dd}{(endings is null ? "" : "." + endings[0])}");
        }
        var fits = endings is null || endings.Any(e => own.EndsWith("." + e, StringComparison.OrdinalIgnoreCase));
        return fits ? own : $"{own}.{endings![0]}";
    }

    private static bool IsTurning(int character) => character is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;
}
