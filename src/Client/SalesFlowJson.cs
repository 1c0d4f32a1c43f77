using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesFlow.Client;

/// <summary>How requests are written: what was not set is left out, which the product reads as "stays as it is".</summary>
internal static class SalesFlowJson
{
    public static JsonSerializerOptions Options() => new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
