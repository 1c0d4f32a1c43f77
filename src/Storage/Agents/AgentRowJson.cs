using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SalesFlow.Agents;

namespace SalesFlow.Storage.Agents;

/// <summary>Parts of runs that stand in one column.</summary>
internal static class AgentRowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static RunTrace? Trace(string? json) => json is null ? null : JsonSerializer.Deserialize<RunTrace>(json, Options);

    public static T[] List<T>(string? json) => json is null ? [] : JsonSerializer.Deserialize<T[]>(json, Options) ?? [];

    public static AgentOverride Override(string json) => JsonSerializer.Deserialize<AgentOverride>(json, Options) ?? new AgentOverride();
}
