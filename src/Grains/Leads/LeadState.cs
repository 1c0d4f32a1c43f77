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

    public string? Notes { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of facts that a person gave: what agents learn does not replace them.</summary>
    public IReadOnlyList<string> Corrected { get; init; } = [];

    public string? AssignedTo { get; init; }

    public string? AssignmentReason { get; init; }

    public DateTimeOffset? AssignedAt { get; init; }

    public string? FormerOwner { get; init; }

    public IReadOnlyList<SkippedPerson> Skipped { get; init; } = [];

    public DateTimeOffset? QualifiedAt { get; init; }

    public DateTimeOffset? ConvertedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public DateTimeOffset? FollowUpAt { get; init; }

    /// <summary>The names that this lead holds.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public string? MergedInto { get; init; }

    /// <summary>The merge that goes on; null at rest.</summary>
    public OngoingMerge? Ongoing { get; init; }

    /// <summary>The merges that stand, oldest first.</summary>
    public IReadOnlyList<LeadMerge> Merges { get; init; } = [];

    /// <summary>Whether people may work with it: it is there, and neither deleted nor merged into another.</summary>
    [JsonIgnore]
    public bool IsLive => Exists && DeletedAt is null && MergedInto is null;

    /// <summary>Whether somebody has work with it.</summary>
    [JsonIgnore]
    public bool IsOpen => IsLive && Status is not (LeadStatus.Converted or LeadStatus.Lost);

    /// <summary>The names that it should hold: those of its phone and e-mail, and those that merged leads brought.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> OwnNames => !IsLive ? [] :
        [.. LeadNames.Of(Phone, Facts.GetValueOrDefault(LeadFacts.Email)).Concat(Merges.SelectMany(m => m.Names)).Distinct(StringComparer.Ordinal)];

    public LeadState Apply(IDomainEvent e) => e switch
    {
        LeadCreated c => this with
        {
            Exists = true,
            Name = c.Name,
            Phone = c.Phone,
            Source = c.Source,
            ContactId = c.ContactId,
            ConversationId = c.ConversationId,
            Language = c.Language,
            CreatedAt = c.At,
            Notes = c.Notes,
            Tags = c.Tags ?? [],
            Metadata = c.Metadata ?? Metadata,
        },
        LeadFactsLearnt f => this with { Facts = Merge(f.Facts) },
        LeadScored s => this with { Score = s.Score, Temperature = s.Temperature, Reasons = LeadScoring.Merge(Reasons, s.Added) },
        LeadStatusChanged s => this with
        {
            Status = s.To,
            QualifiedAt = s.To == LeadStatus.Qualified ? QualifiedAt ?? s.At : QualifiedAt,
            ConvertedAt = s.To == LeadStatus.Converted ? s.At : ConvertedAt,
        },
        LeadDealEarned d => this with { DealId = d.DealId },
        LeadFollowUpChanged f => this with { FollowUp = f.Phase, FollowUpsSent = f.Sent, FollowUpAt = f.NextAt },
        LeadEdited d => this with
        {
            Name = Told(d.Name, Name),
            Phone = Told(d.Phone, Phone),
            Source = d.Source ?? Source,
            Notes = Told(d.Notes, Notes),
            Facts = d.Facts is null ? Facts : Merge(d.Facts),
            Tags = d.Tags ?? Tags,
            Metadata = d.Metadata ?? Metadata,
            Corrected = d.Facts is null ? Corrected : [.. Corrected.Union(d.Facts.Keys, StringComparer.Ordinal)],
        },
        LeadAssigned a => this with
        {
            AssignedTo = a.UserId,
            FormerOwner = a.Previous ?? FormerOwner,
            AssignmentReason = a.Reason,
            AssignedAt = a.At,
            Skipped = a.Skipped ?? [],
        },
        LeadLeftUnassigned u => this with { AssignmentReason = u.Reason, Skipped = u.Skipped ?? [] },
        LeadNamesClaimed n => this with { Names = n.Names },
        LeadContactLinked c => this with { ContactId = c.ContactId },
        LeadDeleted d => this with { DeletedAt = d.At },
        LeadRestored => this with { DeletedAt = null },
        LeadMergeStarted m => this with { Ongoing = new OngoingMerge(m.MergeId, m.OtherId, Undo: false) },
        LeadMergeFailed => this with { Ongoing = null },
        LeadUnmergeStarted u => this with { Ongoing = new OngoingMerge(Merges.First(m => m.OtherId == u.OtherId).MergeId, u.OtherId, Undo: true) },
        LeadAbsorbed a => Absorb(a.Merge),
        LeadSeparated d => Separate(d),
        LeadMergedInto m => this with { MergedInto = m.SurvivorId },
        LeadStoodAlone a => this with { MergedInto = null, Names = a.Names },
        _ => this,
    };

    public LeadView View(string id, long version) => new(
        id, Name, Phone, Source, Status, Score, Temperature, Reasons, Facts, ContactId, ConversationId, Language, DealId, FollowUpsSent, CreatedAt, version)
    {
        Notes = Notes, Tags = Tags, Metadata = Metadata, AssignedTo = AssignedTo, AssignmentReason = AssignmentReason, AssignedAt = AssignedAt,
        Skipped = Skipped, QualifiedAt = QualifiedAt, ConvertedAt = ConvertedAt, DeletedAt = DeletedAt, MergedInto = MergedInto, Names = Names, Merging = Ongoing is not null,
        Merged = [.. Merges.SelectMany(m => m.Leads)],
        Conversations = Own(ConversationId, Merges.SelectMany(m => m.Conversations)),
        Deals = Own(DealId, Merges.SelectMany(m => m.Deals)),
    };

    private static string[] Own(string? own, IEnumerable<string> others) =>
        [.. (own is null ? others : others.Prepend(own)).Distinct(StringComparer.Ordinal)];

    private static string? Told(string? told, string? known) => told is null ? known : told.Length == 0 ? null : told;

    private LeadState Absorb(LeadMerge merge)
    {
        var filled = merge.Filled;
        return this with
        {
            Ongoing = null,
            Merges = [.. Merges, merge],
            Name = filled.GetValueOrDefault(MergeFields.Name, Name!),
            Phone = filled.GetValueOrDefault(MergeFields.Phone, Phone!),
            Notes = filled.GetValueOrDefault(MergeFields.Notes, Notes!),
            ContactId = filled.GetValueOrDefault(MergeFields.Contact, ContactId!),
            ConversationId = filled.GetValueOrDefault(MergeFields.Conversation, ConversationId!),
            DealId = filled.GetValueOrDefault(MergeFields.Deal, DealId!),
            AssignedTo = filled.GetValueOrDefault(MergeFields.Owner, AssignedTo!),
            Facts = Merge(filled.Where(f => MergeFields.IsFact(f.Key)).ToDictionary(f => MergeFields.FactOf(f.Key), f => f.Value)),
            Tags = [.. Tags, .. merge.Tags],
            Names = [.. Names.Union(merge.Names, StringComparer.Ordinal)],
            Status = merge.Carried?.To ?? Status,
            QualifiedAt = merge.Carried?.QualifiedAt ?? QualifiedAt,
            ConvertedAt = merge.Carried?.ConvertedAt ?? ConvertedAt,
        };
    }

    private LeadState Separate(LeadSeparated undone)
    {
        var merge = Merges.First(m => m.OtherId == undone.OtherId);
        var gone = undone.Fields.ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Ongoing = null,
            Merges = [.. Merges.Where(m => m.OtherId != undone.OtherId)],
            Name = gone.Contains(MergeFields.Name) ? null : Name,
            Phone = gone.Contains(MergeFields.Phone) ? null : Phone,
            Notes = gone.Contains(MergeFields.Notes) ? null : Notes,
            ContactId = gone.Contains(MergeFields.Contact) ? null : ContactId,
            ConversationId = gone.Contains(MergeFields.Conversation) ? null : ConversationId,
            DealId = gone.Contains(MergeFields.Deal) ? null : DealId,
            AssignedTo = gone.Contains(MergeFields.Owner) ? null : AssignedTo,
            Facts = Merge(gone.Where(MergeFields.IsFact).ToDictionary(MergeFields.FactOf, _ => "")),
            Tags = [.. Tags.Except(undone.Tags, StringComparer.Ordinal)],
            Names = [.. Names.Except(merge.Names, StringComparer.Ordinal)],
            Status = undone.Returned?.From ?? Status,
            QualifiedAt = undone.Returned?.QualifiedAt is { } qualified && qualified == QualifiedAt ? null : QualifiedAt,
            ConvertedAt = undone.Returned?.ConvertedAt is { } won && won == ConvertedAt ? null : ConvertedAt,
        };
    }

    private Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> learnt)
    {
        var facts = new Dictionary<string, string>(Facts, StringComparer.Ordinal);
        foreach (var (name, value) in learnt)
        {
            if (value.Length == 0) facts.Remove(name);
            else facts[name] = value;
        }
        return facts;
    }
}

/// <summary>A merge, or the undoing of one, that has begun and not ended.</summary>
internal sealed record OngoingMerge(string MergeId, string OtherId, bool Undo);

/// <summary>The fields that a merge may fill.</summary>
internal static class MergeFields
{
    public const string Name = "name", Phone = "phone", Notes = "notes", Contact = "contact", Conversation = "conversation", Deal = "deal", Owner = "owner";

    private const string Fact = "fact:";

    public static string OfFact(string name) => Fact + name;

    public static bool IsFact(string field) => field.StartsWith(Fact, StringComparison.Ordinal);

    public static string FactOf(string field) => field[Fact.Length..];
}

/// <summary>The stored JSON of leads, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<LeadState>))]
[JsonSerializable(typeof(EntityRecord<LeadAliasState>))]
[JsonSerializable(typeof(EntityRecord<AssignmentState>))]
internal sealed partial class LeadsJson : JsonSerializerContext;
