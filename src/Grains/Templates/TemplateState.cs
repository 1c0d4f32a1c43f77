using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>A template.</summary>
internal sealed record TemplateState : IFold<TemplateState>
{
    /// <summary>Its code; null before the first version.</summary>
    public string? Code { get; init; }

    /// <summary>The newest version's number.</summary>
    public int Number { get; init; }

    public TemplateContent? Content { get; init; }

    public bool IsActive { get; init; } = true;

    public bool External { get; init; }

    public bool Deleted { get; init; }

    /// <summary>Where it stands at Meta, an account and a language each.</summary>
    public ImmutableArray<TemplateListing> Listings { get; init; } = [];

    /// <summary>The name at Meta: an own template's code, and of one made elsewhere what stands before the account.</summary>
    [JsonIgnore]
    public string Name => External ? Code!.Split('@')[0] : Code!;

    public TemplateState Apply(IDomainEvent e) => e switch
    {
        TemplateWritten w => this with
        {
            Code = w.Code,
            Number = w.Number,
            Content = w.Content,
            External = w.External,
            IsActive = Deleted || Number == 0 || IsActive,
            Deleted = false,
        },
        TemplateSwitched s => this with { IsActive = s.IsActive },
        TemplateDeleted => this with { Deleted = true },
        TemplateListingChanged { Listing: var l } => this with
        {
            Listings = Find(l.BusinessAccountId, l.Language) is { } old ? Listings.Replace(old, l) : Listings.Add(l),
        },
        _ => this,
    };

    /// <summary>Where it stands in an account and a language, or null.</summary>
    public TemplateListing? Find(string account, string language) =>
        Listings.FirstOrDefault(l => l.BusinessAccountId == account && l.Language == language);
}

/// <summary>When an account's templates were read.</summary>
internal sealed record TemplateAccountState : IFold<TemplateAccountState>
{
    public DateTimeOffset? AskedAt { get; init; }

    public DateTimeOffset? SyncedAt { get; init; }

    public int Found { get; init; }

    public string? Failure { get; init; }

    public TemplateAccountState Apply(IDomainEvent e) => e switch
    {
        TemplateSyncAsked a => this with { AskedAt = a.At },
        TemplatesSynced { Failure: null } s => this with { AskedAt = null, SyncedAt = s.At, Found = s.Found, Failure = null },
        TemplatesSynced s => this with { AskedAt = null, Failure = s.Failure },
        _ => this,
    };
}

/// <summary>The stored JSON of templates, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<TemplateState>))]
[JsonSerializable(typeof(EntityRecord<TemplateAccountState>))]
internal sealed partial class TemplatesJson : JsonSerializerContext;
