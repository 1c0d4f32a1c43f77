using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>A deal as its events made it. Immutable; keeps the last 50 steps of its way.</summary>
internal sealed record DealState : IFold<DealState>
{
    /// <summary>How many steps are kept here; the events keep them all.</summary>
    public const int HistoryKept = 50;

    public bool Exists { get; init; }

    public string Title { get; init; } = "";

    public Money Value { get; init; } = Money.Sar(0);

    public string Stage { get; init; } = "";

    public StageKind Kind { get; init; }

    public int Probability { get; init; }

    public string? LeadId { get; init; }

    public string? ContactId { get; init; }

    public string? ConversationId { get; init; }

    public DateOnly? ExpectedClose { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? LostReason { get; init; }

    public IReadOnlyList<StageChange> History { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DealState Apply(IDomainEvent e) => e switch
    {
        DealOpened o => this with
        {
            Exists = true, Title = o.Title, Value = o.Value, Stage = o.Stage, Probability = o.Probability, LeadId = o.LeadId, ContactId = o.ContactId,
            ConversationId = o.ConversationId, CreatedAt = o.At, History = [new StageChange(null, o.Stage, o.At, o.By)],
        },
        DealStageChanged c => this with
        {
            Stage = c.To, Probability = c.Probability, Kind = c.Kind, LostReason = c.LostReason, ClosedAt = c.Kind == StageKind.Open ? null : c.At,
            History = [.. History.Skip(Math.Max(0, History.Count + 1 - HistoryKept)), new StageChange(c.From, c.To, c.At, c.By)],
        },
        DealUpdated u => this with { Title = u.Title ?? Title, Value = u.Value ?? Value, ExpectedClose = u.ExpectedClose ?? ExpectedClose },
        _ => this,
    };

    public DealView View(string id, long version) => new(
        id, Title, Value, Stage, Probability, LeadId, ContactId, ConversationId, ExpectedClose, ClosedAt, LostReason, History, CreatedAt, version);
}

/// <summary>The stored JSON of deals, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<DealState>))]
internal sealed partial class DealsJson : JsonSerializerContext;
