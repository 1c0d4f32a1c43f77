using System.Collections.Frozen;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SalesFlow.Common;

/// <summary>Something that happened to one entity. Immutable once written; its shape may only grow.</summary>
public interface IDomainEvent;

/// <summary>The stored name of an event, dotted and in the past tense: <c>lead.scored</c>. Its first part is the entity's kind.</summary>
/// <param name="name">The name, stable for ever.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;
}

/// <summary>Maps events to their stored names and JSON and back. Every event of this assembly is in it, found once at start.</summary>
public static class EventCatalog
{
    // Escaping would cost six bytes for every Arabic letter; bodies never stand inside HTML.
    private static readonly EventsJson Json =
        new(new JsonSerializerOptions(EventsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly FrozenDictionary<Type, Entry> ByType = Scan();
    private static readonly FrozenDictionary<string, Entry> ByName = ByType.Values.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);

    private sealed record Entry(string Name, JsonTypeInfo Json);

    /// <summary>Every stored name.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The stored name of an event.</summary>
    public static string NameOf(IDomainEvent e) => ByType[e.GetType()].Name;

    /// <summary>The event's body as UTF-8 JSON in camelCase.</summary>
    public static byte[] Serialize(IDomainEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, ByType[e.GetType()].Json);

    /// <summary>Reads a stored event; null where this build does not know the name (a newer build wrote it).</summary>
    public static IDomainEvent? Deserialize(string name, ReadOnlySpan<byte> body) =>
        ByName.TryGetValue(name, out var entry) ? (IDomainEvent?)JsonSerializer.Deserialize(body, entry.Json) : null;

    private static FrozenDictionary<Type, Entry> Scan() =>
        typeof(EventCatalog).Assembly.GetTypes()
            .Where(t => typeof(IDomainEvent).IsAssignableFrom(t) && t is { IsClass: true, IsAbstract: false })
            .ToFrozenDictionary(t => t, t => new Entry(
                t.GetCustomAttribute<EventNameAttribute>()?.Name ?? throw new InvalidOperationException($"{t.Name} has no EventName."),
                Json.GetTypeInfo(t) ?? throw new InvalidOperationException($"{t.Name} is not listed in EventsJson.")));
}
