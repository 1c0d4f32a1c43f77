using System.Text.Json;
using System.Text.Json.Serialization;
using SalesFlow.Agents.Models;

namespace SalesFlow.Agents.Turns;

/// <summary>The journal's form of a step that called tools.</summary>
internal static class StepJson
{
    /// <summary>Writes a step.</summary>
    public static string Write(IReadOnlyList<ToolCall> calls) =>
        JsonSerializer.Serialize(new RecordedStep(1, calls), StepJsonContext.Default.RecordedStep);

    /// <summary>Reads a step; null where it was recorded in a form that this version does not know, so that the run begins anew.</summary>
    public static IReadOnlyList<ToolCall>? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StepJsonContext.Default.RecordedStep) is { V: 1, Calls.Count: > 0 } step ? step.Calls : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A recorded step.</summary>
internal sealed record RecordedStep(int V, IReadOnlyList<ToolCall> Calls);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecordedStep))]
internal sealed partial class StepJsonContext : JsonSerializerContext;
