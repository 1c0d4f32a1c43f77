using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>A table in a file, read row by row and once, from the beginning. Never holds more than a row, and of a workbook its shared words.</summary>
internal abstract class TableFile : IDisposable
{
    /// <summary>The longest cell, in characters.</summary>
    public const int MaxCell = 32_767;

    /// <summary>The most columns.</summary>
    public const int MaxColumns = 200;

    /// <summary>How much of the file is read, 0 to 1; null where nobody can tell.</summary>
    public abstract double? Fraction { get; }

    /// <summary>The line, from 1, on which the row that was read last stands.</summary>
    public abstract long Line { get; }

    /// <summary>The next row; null at the end.</summary>
    /// <exception cref="TableFileException">The file is broken here.</exception>
    public abstract string[]? Read();

    public abstract void Dispose();

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="format"><c>csv</c> or <c>xlsx</c>.</param>
    /// <param name="encoding">Its encoding, or null: found out.</param>
    /// <param name="separator">Its separator, or null: found out.</param>
    /// <exception cref="TableFileException">It is no such file.</exception>
    public static TableFile Open(string path, string format, string? encoding, string? separator) =>
        format == "xlsx" ? new Workbook(path) : new SeparatedText(path, encoding, separator);

    private sealed class SeparatedText : TableFile
    {
        private const int MaxRecord = 1024 * 1024;

        private readonly FileStream _stream;
        private readonly CsvReader _rows;

        public SeparatedText(string path, string? encoding, string? separator)
        {
            var letters = TextEncodings.Of(path, encoding);
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
            _rows = CsvReader.Create(_stream, new CsvReaderOptions
            {
                HasHeader = false,
                Encoding = letters,
                // Null: the one that stands equally often in the first lines, or that a first line "sep=;" names.
                Separator = separator is { Length: > 0 } ? separator[0] : null,
                // An unclosed quote must not swallow the rest of the file into memory.
                MaxRecordSize = MaxRecord,
                TrackLineNumbers = true,
                IncludeValuesInExceptions = false,
            });
        }

        public override double? Fraction => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

        public override long Line => _rows.LineNumber;

        public override string[]? Read()
        {
            try
            {
                if (!_rows.Read()) return null;
                return _rows.FieldCount <= MaxColumns ? _rows.Current.ToArray() : throw new TableFileException("too_many_columns");
            }
            catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
            {
                throw new TableFileException("broken_row", e);
            }
        }

        public override void Dispose()
        {
            _rows.Dispose();
            _stream.Dispose();
        }
    }

    private sealed class Workbook : TableFile
    {
        private readonly FileStream _stream;
        private readonly IExcelDataReader _rows;
        private long _line;

        public Workbook(string path)
        {
            WorkbookLimits.Check(path);
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
            try
            {
                _rows = ExcelReaderFactory.CreateOpenXmlReader(_stream);
            }
            catch (Exception e)
            {
                _stream.Dispose();
                throw new TableFileException("broken_file", e);
            }
        }

        public override double? Fraction => _rows.RowCount > 0 ? Math.Min(1, (double)_line / _rows.RowCount) : null;

        public override long Line => _line;

        public override string[]? Read()
        {
            try
            {
                while (_rows.Read())
                {
                    _line++;
                    if (_rows.FieldCount > MaxColumns) throw new TableFileException("too_many_columns");
                    var values = new string[_rows.FieldCount];
                    var any = false;
                    for (var i = 0; i < values.Length; i++)
                    {
                        values[i] = Text(_rows.GetValue(i));
                        any |= values[i].Length > 0;
                    }
                    if (any) return values;
                }
                return null;
            }
            catch (Exception e) when (e is not TableFileException)
            {
                throw new TableFileException("broken_row", e);
            }
        }

        public override void Dispose()
        {
            _rows.Dispose();
            _stream.Dispose();
        }

        private static string Text(object? value)
        {
            var text = value switch
            {
                null => "",
                string s => s,
                double d when d == Math.Truncate(d) && Math.Abs(d) < 1e15 => d.ToString("0", CultureInfo.InvariantCulture),
                DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString() ?? "",
            };
            return text.Length <= MaxCell ? text : text[..MaxCell];
        }
    }
}

/// <summary>What a workbook may unpack to: a small file can hold terabytes of nothing.</summary>
internal static class WorkbookLimits
{
    private const long MaxUnpacked = 4L * 1024 * 1024 * 1024;
    private const long MaxSharedWords = 128L * 1024 * 1024;

    public static void Check(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.GetEntry("xl/workbook.xml") is null) throw new TableFileException("not_a_workbook");
            // Shared words are the only part that is held in memory.
            if (zip.Entries.Sum(e => e.Length) > MaxUnpacked || zip.GetEntry("xl/sharedStrings.xml")?.Length > MaxSharedWords) throw new TableFileException("too_large");
        }
        catch (InvalidDataException e)
        {
            throw new TableFileException("broken_file", e);
        }
    }
}

/// <summary>A file that cannot be read on.</summary>
/// <param name="reason">A stable word.</param>
/// <param name="inner">What happened.</param>
internal sealed class TableFileException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>A stable word.</summary>
    public string Reason { get; } = reason;
}
