using System.Text.Json;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>
/// The rows that could not be taken, a line of JSON each. What stands behind the length that the job has committed was written by a worker that died, and
/// is cut off before the next one goes on.
/// </summary>
internal sealed class ImportErrors : IDisposable
{
    private readonly FileStream _file;

    public ImportErrors(string path, long length)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(Math.Min(length, _file.Length));
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>The length with all that was added.</summary>
    public long Length => _file.Position;

    public void Add(long line, string field, string reason, IReadOnlyList<string> values)
    {
        using (var json = new Utf8JsonWriter(_file))
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteString("field", field);
            json.WriteString("reason", reason);
            json.WriteStartArray("values");
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        _file.WriteByte((byte)'\n');
    }

    /// <summary>Brings all to the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();
}
