using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace SalesFlow.WebApi.Http;

/// <summary>What belongs at a place of a body, where the reader says no more than where it stopped.</summary>
internal static partial class BodyPlaces
{
    /// <summary>The enum that belongs at a place, or null where something else does.</summary>
    /// <param name="body">The body's type.</param>
    /// <param name="path">The place as the reader tells it: <c>$.fields[0].kind</c>.</param>
    /// <param name="options">How bodies are read.</param>
    public static Type? EnumAt(Type body, string path, JsonSerializerOptions options)
    {
        var type = Plain(body);
        foreach (Match step in Step().Matches(path))
        {
            if (!options.TryGetTypeInfo(type, out var info)) return null;
            // What stands in brackets is a number or, between quotes, a name that holds signs.
            var name = step.Groups["name"].Success ? step.Groups["name"].Value : step.Groups["quoted"].Value;
            var next = (info.Kind, step.Groups["index"].Success) switch
            {
                (JsonTypeInfoKind.Enumerable, true) or (JsonTypeInfoKind.Dictionary, false) => info.ElementType,
                (JsonTypeInfoKind.Object, false) => info.Properties.FirstOrDefault(p => string.Equals(
                    p.Name, name, options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))?.PropertyType,
                _ => null,
            };
            if (next is null) return null;
            type = Plain(next);
        }
        return type.IsEnum ? type : null;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\[(?<index>\d+)\]|\['(?<quoted>[^']*)'\]", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
