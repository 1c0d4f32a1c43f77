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

    public string PipelineId { get; init; } = IPipelineGrain.DefaultId;

    public string Stage { get; init; } = "";

    public StageKind Kind { get; init; }

    public int Probability { get; init; }

    public string? LeadId { get; init; }

    public string? ContactId { get; init; }

    public string? ConversationId { get; init; }

    public DateOnly? ExpectedClose { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? LostReason { get; init; }

    public string? LostReasonCode { get; init; }

    public DealDetails Details { get; init; } = DealDetails.None;

    /// <summary>The place in the column; empty where the last move was made before cards had ranks.</summary>
    public string Rank { get; init; } = "";

    public DateTimeOffset TouchedAt { get; init; }

    public DateTimeOffset? StaleSince { get; init; }

    public bool Deleted { get; init; }

    public IReadOnlyList<StageChange> History { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether commands find the deal.</summary>
    [JsonIgnore]
    public bool Lives => Exists && !Deleted;

    public DealState Apply(IDomainEvent e) => e switch
    {
        DealOpened o => this with
        {
            Exists = true,
            Title = o.Title,
            Value = o.Value,
            Stage = o.Stage,
            Probability = o.Probability,
            LeadId = o.LeadId,
            ContactId = o.ContactId,
            ConversationId = o.ConversationId,
            CreatedAt = o.At,
            TouchedAt = o.At,
            History = [new StageChange(null, o.Stage, o.At, o.By)],
            PipelineId = o.PipelineId ?? IPipelineGrain.DefaultId,
            Rank = o.Rank ?? "",
            ExpectedClose = o.ExpectedClose,
            Details = o.Details ?? DealDetails.None,
        },
        DealStageChanged c => this with
        {
            Stage = c.To,
            Probability = c.Probability,
            Kind = c.Kind,
            LostReason = c.LostReason,
            LostReasonCode = c.LostReasonCode,
            ClosedAt = c.Kind == StageKind.Open ? null : c.At,
            PipelineId = c.PipelineId ?? PipelineId,
            Rank = c.Rank ?? Rank,
            Details = Details with { Probability = null },
            TouchedAt = c.At,
            StaleSince = null,
            History = [.. History.Skip(Math.Max(0, History.Count + 1 - HistoryKept)), new StageChange(c.From, c.To, c.At, c.By)],
        },
        DealUpdated u => Updated(u),
        DealRanked r => this with { Rank = r.Rank },
        DealTouched t => this with { TouchedAt = t.At, StaleSince = null },
        DealWentStale s => this with { StaleSince = s.At },
        DealDeleted => this with { Deleted = true },
        DealRestored r => this with { Deleted = false, TouchedAt = r.At, StaleSince = null },
        _ => this,
    };

    public DealView View(string id, long version) => new(
        id, Title, Value, Stage, Probability, LeadId, ContactId, ConversationId, ExpectedClose, ClosedAt, LostReason, History, CreatedAt, version,
        PipelineId, Kind, LostReasonCode, Rank.Length > 0 || !Exists ? Rank : BoardRank.Top(History[^1].At, id), Details, TouchedAt, StaleSince, Deleted);

    private DealState Updated(DealUpdated u)
    {
        var (old, now) = (Details, u.Details ?? DealDetails.None);
        bool Cleared(string field) => u.Cleared?.Contains(field) == true;
        return this with
        {
            Title = u.Title ?? Title,
            Value = u.Value ?? Value,
            ExpectedClose = Cleared("expectedClose") ? null : u.ExpectedClose ?? ExpectedClose,
            LeadId = Cleared("leadId") ? null : u.LeadId ?? LeadId,
            ContactId = Cleared("contactId") ? null : u.ContactId ?? ContactId,
            Probability = u.Probability ?? Probability,
            Details = new DealDetails(
                Cleared("companyId") ? null : now.CompanyId ?? old.CompanyId,
                Cleared("ownerId") ? null : now.OwnerId ?? old.OwnerId,
                Cleared("description") ? null : now.Description ?? old.Description,
                now.Tags ?? old.Tags,
                now.Items ?? old.Items,
                Cleared("probability") ? null : now.Probability ?? old.Probability,
                Cleared("nextStep") ? null : now.NextStep ?? old.NextStep,
                Cleared("nextStepOn") ? null : now.NextStepOn ?? old.NextStepOn),
            TouchedAt = u.At,
            StaleSince = null,
        };
    }
}

/// <summary>The stored JSON of deals and pipelines, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<DealState>))]
[JsonSerializable(typeof(EntityRecord<PipelineState>))]
internal sealed partial class DealsJson : JsonSerializerContext;
