using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>A lead as its events made it. Immutable; bounded by the limits of <see cref="LeadDecisions"/>.</summary>
internal sealed record LeadState : IFold<LeadState>
{
    public bool Exists { get; init; }

    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string Source { get; init; } = "";

    public string? ContactId { get; init; }

    public string? ConversationId { get; init; }

    public string Language { get; init; } = "ar";

    public LeadStatus Status { get; init; }

    public int Score { get; init; }

    public Temperature Temperature { get; init; }

    public IReadOnlyList<ScoreReason> Reasons { get; init; } = [];

    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    public string? DealId { get; init; }

    public FollowUpPhase FollowUp { get; init; }

    public int FollowUpsSent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public LeadState Apply(IDomainEvent e) => e switch
    {
        LeadCreated c => this with
        {
            Exists = true, Name = c.Name, Phone = c.Phone, Source = c.Source, ContactId = c.ContactId, ConversationId = c.ConversationId,
            Language = c.Language, CreatedAt = c.At,
        },
        LeadFactsLearnt f => this with { Facts = Merge(f.Facts) },
        LeadScored s => this with { Score = s.Score, Temperature = s.Temperature, Reasons = LeadScoring.Merge(Reasons, s.Added) },
        LeadStatusChanged s => this with { Status = s.To },
        LeadDealEarned d => this with { DealId = d.DealId },
        LeadFollowUpChanged f => this with { FollowUp = f.Phase, FollowUpsSent = f.Sent },
        _ => this,
    };

    public LeadView View(string id, long version) => new(
        id, Name, Phone, Source, Status, Score, Temperature, Reasons, Facts, ContactId, ConversationId, Language, DealId, FollowUpsSent, CreatedAt, version);

    private Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> learnt)
    {
        var facts = new Dictionary<string, string>(Facts, StringComparer.Ordinal);
        foreach (var (name, value) in learnt) facts[name] = value;
        return facts;
    }
}

/// <summary>The stored JSON of leads, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<LeadState>))]
internal sealed partial class LeadsJson : JsonSerializerContext;
