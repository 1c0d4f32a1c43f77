using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Webhooks;

namespace SalesFlow.Grains.Webhooks;

/// <summary>A webhook as its events made it.</summary>
internal sealed record WebhookState : IFold<WebhookState>
{
    public bool Exists { get; init; }

    public string Url { get; init; } = "";

    public string Name { get; init; } = "";

    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Why nothing is sent; null while it is enabled.</summary>
    public string? DisabledReason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public WebhookState Apply(IDomainEvent e) => e switch
    {
        WebhookCreated c => this with { Exists = true, Url = c.Url, Name = c.Name, Types = c.Types, CreatedAt = c.At },
        WebhookUpdated u => this with { Url = u.Url ?? Url, Name = u.Name ?? Name, Types = u.Types ?? Types },
        WebhookEnabled => this with { DisabledReason = null },
        WebhookDisabled d => this with { DisabledReason = d.Reason },
        WebhookDeleted => this with { Exists = false },
        _ => this,
    };
}

/// <summary>The stored JSON of webhooks, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<WebhookState>))]
internal sealed partial class WebhooksJson : JsonSerializerContext;
