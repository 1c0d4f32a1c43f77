using System.Text;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>In which letters a text is written.</summary>
internal static class TextEncodings
{
    private const int Looked = 256 * 1024;

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding that was named, or the one that the first quarter of a megabyte speaks for.</summary>
    /// <exception cref="TableFileException">It is no text, or an encoding that nobody knows.</exception>
    public static Encoding Of(string path, string? named)
    {
        var bytes = new byte[Looked];
        int count;
        using (var file = File.OpenRead(path)) count = file.ReadAtLeast(bytes, Looked, throwOnEndOfStream: false);
        var head = bytes.AsSpan(0, count);
        var found = named is null ? Guess(head) : Named(named);
        return found.GetString(head).Contains('\0', StringComparison.Ordinal) ? throw new TableFileException("not_a_text") : found;
    }

    private static Encoding Named(string name) => name switch
    {
        "utf-8" => Encoding.UTF8,
        "utf-16" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "windows-1256" => Encoding.GetEncoding(1256),
        _ => throw new TableFileException("unknown_encoding"),
    };

    private static Encoding Guess(ReadOnlySpan<byte> head)
    {
        if (head is [0xEF, 0xBB, 0xBF, ..]) return Encoding.UTF8;
        if (head is [0xFF, 0xFE, ..]) return Encoding.Unicode;
        if (head is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode;
        // Separators and line ends of UTF-16 show as NULs, on one side of each pair.
        int even = 0, odd = 0;
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            if (head[i] == 0) even++;
            if (head[i + 1] == 0) odd++;
        }
        if (odd > even * 4 && odd > head.Length / 40) return Encoding.Unicode;
        if (even > odd * 4 && even > head.Length / 40) return Encoding.BigEndianUnicode;
        return IsUtf8(head) ? Encoding.UTF8 : Encoding.GetEncoding(1256);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        // The last letter may be cut where looking ended.
        for (var cut = 0; cut < 4 && cut <= head.Length; cut++)
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut])) return true;
        return false;
    }
}
