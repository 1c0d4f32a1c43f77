using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Tenancy;

/// <summary>The stored JSON of administration's entities, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<AuditState>))]
[JsonSerializable(typeof(EntityRecord<SubscriptionState>))]
[JsonSerializable(typeof(EntityRecord<SlugOwnerState>))]
[JsonSerializable(typeof(EntityRecord<PolicyState>))]
[JsonSerializable(typeof(EntityRecord<TenantFileState>))]
[JsonSerializable(typeof(TenantState))]
internal sealed partial class AdministrationJson : JsonSerializerContext;
