namespace SalesFlow.Storage.Feed;

/// <summary>Reads the log's columns.</summary>
internal static class StoredEvents
{
    /// <summary>An event of its columns; the stream is <c>{kind}/{id}</c>.</summary>
    public static StoredEvent Of(Place place, string tenant, string stream, long version, string type, string body, DateTimeOffset at)
    {
        var slash = stream.IndexOf('/', StringComparison.Ordinal);
        var (kind, id) = slash < 0 ? (stream, "") : (stream[..slash], stream[(slash + 1)..]);
        // There are few kinds and names, and very many events: one copy of each is enough.
        return new StoredEvent(place, new EventHeader(tenant, string.Intern(kind), id, version, at.Micro()), string.Intern(type), body);
    }
}
