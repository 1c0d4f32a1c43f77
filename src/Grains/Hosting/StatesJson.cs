using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Channels;
using SalesFlow.Grains.Contacts;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Tenancy;

namespace SalesFlow.Grains.Hosting;

/// <summary>The stored JSON of entities' states, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ConversationState>))]
[JsonSerializable(typeof(EntityRecord<InboxState>))]
[JsonSerializable(typeof(EntityRecord<MediaState>))]
[JsonSerializable(typeof(EntityRecord<CannedReplyState>))]
[JsonSerializable(typeof(EntityRecord<ContactState>))]
[JsonSerializable(typeof(EntityRecord<ContactAliasState>))]
[JsonSerializable(typeof(EntityRecord<TenantState>))]
[JsonSerializable(typeof(EntityRecord<NumberOwnerState>))]
internal sealed partial class StatesJson : JsonSerializerContext;
