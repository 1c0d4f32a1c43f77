using System.IO.Compression;
using System.Text;
using System.Xml;

namespace SalesFlow.WebApi.Leads.Transfer;

/// <summary>
/// A workbook that is written row by row and leaves as it is written. Every cell is text, so nothing in it is a formula and no phone loses a digit. A sheet
/// that is full is followed by another.
/// </summary>
internal sealed class WorkbookWriter : IAsyncDisposable
{
    private const int RowsOfSheet = 1_048_575;
    private const int LongestCell = 32_767;
    private const int Flushed = 64 * 1024;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Content = "http://schemas.openxmlformats.org/package/2006/content-types";

    private readonly Stream _to;
    private readonly MemoryStream _waiting = new();
    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<string> _header;
    private readonly bool _rightToLeft;
    private XmlWriter? _sheet;
    private Stream? _entry;
    private int _sheets;
    private int _rows;

    /// <param name="to">Where it goes; only written to, and not closed.</param>
    /// <param name="header">The first row of each sheet.</param>
    /// <param name="rightToLeft">Whether the first column stands on the right.</param>
    public WorkbookWriter(Stream to, IReadOnlyList<string> header, bool rightToLeft)
    {
        (_to, _header, _rightToLeft) = (to, header, rightToLeft);
        // Zipping writes without waiting; what it wrote is sent on after each row that fills the buffer.
        _zip = new ZipArchive(new OneWay(_waiting), ZipArchiveMode.Create, leaveOpen: true);
    }

    public async Task Row(IEnumerable<string?> cells, CancellationToken ct)
    {
        if (_sheet is null || _rows == RowsOfSheet) Open();
        Write(cells);
        _rows++;
        if (_waiting.Length >= Flushed) await Send(ct);
    }

    /// <summary>Ends the workbook: without it, the file is broken and says so.</summary>
    public async Task Complete(CancellationToken ct)
    {
        if (_sheet is null) Open();
        Close();
        Part("[Content_Types].xml", x =>
        {
            x.WriteStartElement("Types", Content);
            Each("Default", ("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"));
            Each("Default", ("Extension", "xml"), ("ContentType", "application/xml"));
            Each("Override", ("PartName", "/xl/workbook.xml"), ("ContentType", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"));
            for (var i = 1; i <= _sheets; i++)
                Each("Override", ("PartName", $"/xl/worksheets/sheet{i}.xml"), ("ContentType", "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"));
            x.WriteEndElement();

            void Each(string name, params ReadOnlySpan<(string, string)> attributes)
            {
                x.WriteStartElement(name, Content);
                foreach (var (attribute, value) in attributes) x.WriteAttributeString(attribute, value);
                x.WriteEndElement();
            }
        });
        Part("_rels/.rels", x => Related(x, [("rId1", Documents + "/officeDocument", "xl/workbook.xml")]));
        Part("xl/_rels/workbook.xml.rels", x => Related(
            x, [.. Enumerable.Range(1, _sheets).Select(i => ($"rId{i}", Documents + "/worksheet", $"worksheets/sheet{i}.xml"))]));
        Part("xl/workbook.xml", x =>
        {
            x.WriteStartElement("workbook", Main);
            x.WriteAttributeString("xmlns", "r", null, Documents);
            x.WriteStartElement("sheets", Main);
            for (var i = 1; i <= _sheets; i++)
            {
                x.WriteStartElement("sheet", Main);
                x.WriteAttributeString("name", $"Leads {i}");
                x.WriteAttributeString("sheetId", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                x.WriteAttributeString("r", "id", Documents, $"rId{i}");
                x.WriteEndElement();
            }
            x.WriteEndElement();
            x.WriteEndElement();
        });
        _zip.Dispose();
        await Send(ct);
    }

    public ValueTask DisposeAsync()
    {
        _sheet?.Dispose();
        _entry?.Dispose();
        _waiting.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Open()
    {
        Close();
        _sheets++;
        _rows = 0;
        _entry = _zip.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest).Open();
        _sheet = XmlWriter.Create(_entry, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false });
        _sheet.WriteStartDocument();
        _sheet.WriteStartElement("worksheet", Main);
        if (_rightToLeft)
        {
            _sheet.WriteStartElement("sheetViews", Main);
            _sheet.WriteStartElement("sheetView", Main);
            _sheet.WriteAttributeString("rightToLeft", "1");
            _sheet.WriteAttributeString("workbookViewId", "0");
            _sheet.WriteEndElement();
            _sheet.WriteEndElement();
        }
        _sheet.WriteStartElement("sheetData", Main);
        Write(_header);
    }

    private void Close()
    {
        if (_sheet is null) return;
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.WriteEndDocument();
        _sheet.Dispose();
        _entry!.Dispose();
        _sheet = null;
    }

    private void Write(IEnumerable<string?> cells)
    {
        var x = _sheet!;
        x.WriteStartElement("row", Main);
        foreach (var cell in cells)
        {
            x.WriteStartElement("c", Main);
            if (!string.IsNullOrEmpty(cell))
            {
                x.WriteAttributeString("t", "inlineStr");
                x.WriteStartElement("is", Main);
                x.WriteStartElement("t", Main);
                x.WriteAttributeString("xml", "space", null, "preserve");
                x.WriteString(Clean(cell));
                x.WriteEndElement();
                x.WriteEndElement();
            }
            x.WriteEndElement();
        }
        x.WriteEndElement();
    }

    /// <summary>Without what XML cannot hold.</summary>
    private static string Clean(string cell)
    {
        var text = cell.Length <= LongestCell ? cell : cell[..LongestCell];
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
                continue;
            }
            text = text.Remove(i--, 1);
        }
        return text;
    }

    private void Part(string name, Action<XmlWriter> write)
    {
        using var entry = _zip.CreateEntry(name).Open();
        using var xml = XmlWriter.Create(entry, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument();
        write(xml);
        xml.WriteEndDocument();
    }

    private static void Related(XmlWriter x, IReadOnlyList<(string Id, string Type, string Target)> relations)
    {
        x.WriteStartElement("Relationships", Relations);
        foreach (var (id, type, target) in relations)
        {
            x.WriteStartElement("Relationship", Relations);
            x.WriteAttributeString("Id", id);
            x.WriteAttributeString("Type", type);
            x.WriteAttributeString("Target", target);
            x.WriteEndElement();
        }
        x.WriteEndElement();
    }

    private async Task Send(CancellationToken ct)
    {
        await _to.WriteAsync(_waiting.GetBuffer().AsMemory(0, (int)_waiting.Length), ct);
        _waiting.SetLength(0);
    }

    /// <summary>Zipping must not go back to what was sent already.</summary>
    private sealed class OneWay(Stream to) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => to.Write(buffer);
    }
}
