using System.Text;
using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Knowledge;

/// <summary>What a company keeps for selling to a sector. Its content is in its events and read rows.</summary>
[GrainType("sector-asset")]
internal sealed class SectorAssetGrain(
    [PersistentState("sector-asset", EntityStorage.Provider)] IPersistentState<EntityRecord<SectorAssetState>> storage, TimeProvider clock)
    : EntityGrain<SectorAssetState>(storage, clock), ISectorAssetGrain
{
    public Task<Outcome> Write(string commandId, WriteSectorAsset command, bool mustBeNew, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? SectorAssetDecisions.Write(s, command, mustBeNew, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? SectorAssetDecisions.Delete(s, now));

    private Decision? Unless(long? expected) => Version > 0 && expected is { } seen && seen != Version ? Decision.Refuse(Refusal.StaleVersion) : null;
}

/// <summary>An asset without its content.</summary>
internal sealed record SectorAssetState : IFold<SectorAssetState>
{
    /// <summary>The sector; null before and after.</summary>
    public string? Sector { get; init; }

    /// <summary>Names all that was written last.</summary>
    public string? Hash { get; init; }

    public SectorAssetState Apply(IDomainEvent e) => e switch
    {
        SectorAssetWritten w => this with { Sector = w.Sector, Hash = HashOf(w.Type, w.Title, w.Content, w.Language, w.IsActive) },
        SectorAssetDeleted => this with { Sector = null, Hash = null },
        _ => this,
    };

    public static string HashOf(SectorAssetType type, string title, string content, string language, bool active) =>
        ArticleState.HashOf($"{type}\n{language}\n{active}\n{title}\n{content}");
}

/// <summary>What commands to an asset come to.</summary>
internal static class SectorAssetDecisions
{
    public static Decision Write(SectorAssetState state, WriteSectorAsset w, bool mustBeNew, DateTimeOffset now)
    {
        if (mustBeNew && state.Sector is not null) return Decision.Refuse(Refusal.AlreadyExists);
        if (!mustBeNew && state.Sector is null) return Decision.Refuse(Refusal.NotFound);
        if (!mustBeNew && state.Sector != w.Sector) return Decision.Invalid("sector");
        if (!Enum.IsDefined(w.Type)) return Decision.Invalid("type");
        if (string.IsNullOrWhiteSpace(w.Title) || w.Title.Length > ArticleLimits.Title) return Decision.Invalid("title");
        if (w.Language is not ("ar" or "en")) return Decision.Invalid("language");
        if (Encoding.UTF8.GetByteCount(w.Content) > WriteSectorAsset.LongestContent) return Decision.Invalid("content");
        return state.Hash == SectorAssetState.HashOf(w.Type, w.Title, w.Content, w.Language, w.IsActive)
            ? Decision.Nothing
            : Decision.Accept(new SectorAssetWritten(w.Sector, w.Type, w.Title, w.Content, w.Language, w.IsActive, now));
    }

    public static Decision Delete(SectorAssetState state, DateTimeOffset now) =>
        state.Sector is null ? Decision.Refuse(Refusal.NotFound) : Decision.Accept(new SectorAssetDeleted(now));
}

/// <summary>The stored JSON of knowledge, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ArticleState>))]
[JsonSerializable(typeof(EntityRecord<GapsState>))]
[JsonSerializable(typeof(EntityRecord<SectorAssetState>))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
