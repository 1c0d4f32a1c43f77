using System.Buffers.Binary;
using System.Text;

namespace SalesFlow.Testing;

/// <summary>Small OLE compound files: the form of the old Office formats, of installers and of others.</summary>
public static class OleFile
{
    private const int Sector = 512, Entry = 128;
    private const uint End = 0xFFFFFFFE, Table = 0xFFFFFFFD, Free = 0xFFFFFFFF;

    /// <summary>The first byte of an installer's id; the others follow from it.</summary>
    public const byte Installer = 0x84;

    /// <summary>A file with these streams at its top.</summary>
    public static byte[] With(params string[] streams) => Made(0, streams, []);

    /// <summary>A file that says of itself that it is an installer.</summary>
    public static byte[] Package(params string[] streams) => Made(Installer, streams, []);

    /// <summary>A file with one folder at its top, in which a stream lies.</summary>
    public static byte[] Holding(string folder, string stream) => Made(0, [folder], [stream]);

    private static byte[] Made(byte kind, string[] top, string[] inside)
    {
        var entries = 1 + top.Length + inside.Length;
        var sectors = ((entries * Entry) + Sector - 1) / Sector;
        var file = new byte[Sector * (2 + sectors)];
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        magic.CopyTo(file, 0);
        Short(28, 0xFFFE);
        Short(30, 9);
        Word(44, 1);
        Word(48, 1);
        Word(68, End);
        for (var i = 0; i < 109; i++) Word(76 + (i * 4), i == 0 ? 0 : Free);
        // The table is the first sector; the directory's sectors follow it in a chain.
        for (var i = 0; i < Sector / 4; i++) Word(Sector + (i * 4), i == 0 ? Table : i < sectors ? (uint)i + 1 : i == sectors ? End : Free);
        Put(0, "Root Entry", 5, Free, top.Length > 0 ? 1 : Free);
        if (kind != 0) new byte[] { kind, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46 }.CopyTo(file, At(0) + 80);
        for (var i = 0; i < top.Length; i++)
            Put(1 + i, top[i], (byte)(inside.Length > 0 ? 1 : 2), i + 1 < top.Length ? (uint)i + 2 : Free, inside.Length > 0 ? (uint)(1 + top.Length) : Free);
        for (var i = 0; i < inside.Length; i++) Put(1 + top.Length + i, inside[i], 2, Free, Free);
        return file;

        int At(int entry) => (2 * Sector) + (entry * Entry);

        void Put(int entry, string name, byte type, uint right, uint child)
        {
            Encoding.Unicode.GetBytes(name).CopyTo(file, At(entry));
            Short(At(entry) + 64, (ushort)((name.Length + 1) * 2));
            file[At(entry) + 66] = type;
            Word(At(entry) + 68, Free);
            Word(At(entry) + 72, right);
            Word(At(entry) + 76, child);
        }

        void Short(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        void Word(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
    }
}
