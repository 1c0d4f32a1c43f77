using System.Buffers;
using System.Text;
using SalesFlow.Common;

namespace SalesFlow.Storage.Feed;

/// <summary>Reads the log's columns.</summary>
internal static class StoredEvents
{
    private const string EscapedNul = "\\u0000";

    /// <summary>An event of its columns; the stream is <c>{kind}/{id}</c>.</summary>
    public static StoredEvent Of(Place place, string tenant, string stream, long version, string type, string body, DateTimeOffset at, string? by)
    {
        var slash = stream.IndexOf('/', StringComparison.Ordinal);
        var (kind, id) = slash < 0 ? (stream, "") : (stream[..slash], stream[(slash + 1)..]);
        return new StoredEvent(place, new EventHeader(tenant, kind, id, version, at.Micro(), by), type, body);
    }

    /// <summary>The event itself; null where this build does not know its name.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not what the name promises.</exception>
    public static IDomainEvent? Parse(StoredEvent e)
    {
        var body = e.Body.Contains(EscapedNul, StringComparison.Ordinal) ? WithoutNul(e.Body) : e.Body;
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(body.Length));
        try
        {
            return EventCatalog.Deserialize(e.Type, buffer.AsSpan(0, Encoding.UTF8.GetBytes(body, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The body with the replacement sign for each NUL: a customer may send one, the log keeps it escaped, and no text column of PostgreSQL
    /// takes it. A backslash that is itself escaped begins no escape.
    /// </summary>
    private static string WithoutNul(string body)
    {
        var result = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\' || i + 1 == body.Length)
            {
                result.Append(body[i]);
            }
            else if (body.AsSpan(i).StartsWith(EscapedNul, StringComparison.Ordinal))
            {
                result.Append('\uFFFD');
                i += EscapedNul.Length - 1;
            }
            else
            {
                result.Append(body[i]).Append(body[++i]);
            }
        }
        return result.ToString();
    }
}
