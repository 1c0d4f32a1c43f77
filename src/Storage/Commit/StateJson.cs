using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SalesFlow.Common;

namespace SalesFlow.Storage.Commit;

/// <summary>
/// The JSON of stored states: camelCase, enums as words, nulls left out, Arabic as itself. Metadata generated at compile time is taken
/// from every registered <see cref="IJsonTypeInfoResolver"/>; reflection serves the rest.
/// </summary>
internal sealed class StateJson(IEnumerable<IJsonTypeInfoResolver> resolvers)
{
    public JsonSerializerOptions Options { get; } = Create(resolvers);

    private static JsonSerializerOptions Create(IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Escaping would cost six bytes for every Arabic letter; this text never stands inside HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new SnakeCaseEnumConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers, new DefaultJsonTypeInfoResolver()]),
        };
        options.MakeReadOnly();
        return options;
    }
}
