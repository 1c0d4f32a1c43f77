using System.Buffers.Binary;
using System.Text;

namespace SalesFlow.Storage.Media;

/// <summary>
/// Tells what an OLE compound file holds. The old Office formats, installers and a good many others share the form; only the names at the top of the
/// directory tell them apart. Reads a few sectors, whatever the file's length; what is broken or made to mislead is nothing.
/// </summary>
internal static class CompoundFile
{
    private const int HeaderLength = 512, EntryLength = 128, FirstTables = 109;
    private const int MostDirectorySectors = 512, MostTableSectors = 4096;
    private const byte StreamEntry = 2, RootEntry = 5;
    private const uint LastSector = 0xFFFFFFFA;

    // {000C108x-0000-0000-C000-000000000046}: packages, patches and transforms of the installer.
    private static readonly byte[] InstallerTail = [0x10, 0x0C, 0x00, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

    /// <summary>The MIME type of an old Office document, or null where it is none.</summary>
    public static string? TypeOf(Stream file)
    {
        try
        {
            return Reader.Open(file)?.Type();
        }
        catch (Exception e) when (e is EndOfStreamException or IOException or OverflowException)
        {
            return null;
        }
    }

    private sealed class Reader(Stream file, int sectorLength, uint[] tables, uint moreTables, uint directory)
    {
        private readonly int _perSector = sectorLength / sizeof(uint);
        private uint[]? _tables;

        public static Reader? Open(Stream file)
        {
            var header = new byte[HeaderLength];
            file.Position = 0;
            file.ReadExactly(header);
            if (!header.AsSpan().StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return null;
            var shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));
            if (shift is not (9 or 12)) return null;
            var tables = new uint[FirstTables];
            for (var i = 0; i < tables.Length; i++) tables[i] = Word(header, 76 + (i * sizeof(uint)));
            return new Reader(file, 1 << shift, tables, Word(header, 68), Word(header, 48));
        }

        public string? Type()
        {
            var entries = Directory();
            if (entries.Length < EntryLength || entries[66] != RootEntry || IsInstaller(entries.AsSpan(80, 16))) return null;
            string? found = null;
            var seen = new HashSet<uint>();
            var waiting = new Stack<uint>([Word(entries, 76)]);
            while (waiting.TryPop(out var id))
            {
                var at = (long)id * EntryLength;
                if (at + EntryLength > entries.Length || !seen.Add(id)) continue;
                var entry = entries.AsSpan((int)at, EntryLength);
                waiting.Push(Word(entries, (int)at + 68));
                waiting.Push(Word(entries, (int)at + 72));
                if (entry[66] != StreamEntry || TypeOfName(Name(entry)) is not { } type) continue;
                if (found is not null && found != type) return null;
                found = type;
            }
            return found;
        }

        private static string? TypeOfName(string name) => name.ToUpperInvariant() switch
        {
            "WORKBOOK" or "BOOK" => "application/vnd.ms-excel",
            "WORDDOCUMENT" => "application/msword",
            "POWERPOINT DOCUMENT" => "application/vnd.ms-powerpoint",
            _ => null,
        };

        private static string Name(ReadOnlySpan<byte> entry)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - sizeof(char);
            return length is > 0 and <= 62 ? Encoding.Unicode.GetString(entry[..length]) : "";
        }

        private static bool IsInstaller(ReadOnlySpan<byte> id) => (id[0] & 0xF0) == 0x80 && id[1..].SequenceEqual(InstallerTail);

        private byte[] Directory()
        {
            var bytes = new MemoryStream();
            var sector = directory;
            for (var n = 0; n < MostDirectorySectors && sector < LastSector; n++)
            {
                bytes.Write(Read(sector));
                sector = Next(sector);
            }
            return bytes.ToArray();
        }

        /// <summary>The sector that follows one in its chain.</summary>
        private uint Next(uint sector)
        {
            var table = (int)(sector / (uint)_perSector);
            var known = table < FirstTables ? tables : More();
            var place = table < FirstTables ? table : table - FirstTables;
            var found = place < known.Length ? known[place] : LastSector;
            return found < LastSector ? Word(Read(found), (int)(sector % (uint)_perSector) * sizeof(uint)) : LastSector;
        }

        /// <summary>Where the further tables of a large file are.</summary>
        private uint[] More()
        {
            if (_tables is not null) return _tables;
            var all = new List<uint>();
            var sector = moreTables;
            for (var n = 0; n < MostTableSectors && sector < LastSector; n++)
            {
                var list = Read(sector);
                for (var i = 0; i < _perSector - 1; i++) all.Add(Word(list, i * sizeof(uint)));
                sector = Word(list, (_perSector - 1) * sizeof(uint));
            }
            return _tables = [.. all];
        }

        private byte[] Read(uint sector)
        {
            var bytes = new byte[sectorLength];
            file.Position = ((long)sector + 1) * sectorLength;
            // Some writers leave the last sector short.
            return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) > 0 ? bytes : throw new EndOfStreamException();
        }

        private static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    }
}
