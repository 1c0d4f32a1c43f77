using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Agents;

/// <summary>The stored JSON of agents' entities, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<AgentProfileState>))]
[JsonSerializable(typeof(EntityRecord<AgentRunState>))]
[JsonSerializable(typeof(EntityRecord<AgentScheduleState>))]
internal sealed partial class AgentsJson : JsonSerializerContext;
