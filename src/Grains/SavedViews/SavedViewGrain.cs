using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.SavedViews;

namespace SalesFlow.Grains.SavedViews;

/// <summary>A saved view: its owner's, or the team's.</summary>
[GrainType("view")]
internal sealed class SavedViewGrain(
    [PersistentState("view", EntityStorage.Provider)] IPersistentState<EntityRecord<SavedViewState>> storage, TimeProvider clock)
    : EntityGrain<SavedViewState>(storage, clock), ISavedViewGrain
{
    public Task<Outcome> Create(string commandId, string entity, SavedViewContent content)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => SavedViewDecisions.Create(s, entity, content, actor, now));
    }

    public Task<Outcome> Change(string commandId, SavedViewContent content, long? expectedVersion)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => SavedViewDecisions.Change(s, content, actor, Version, expectedVersion, now));
    }

    public Task<Outcome> Delete(string commandId, long? expectedVersion)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => SavedViewDecisions.Delete(s, actor, Version, expectedVersion, now));
    }

    public Task<SavedView?> Get() => Task.FromResult(SavedViewDecisions.Shows(State, TenantScope.Actor)
        ? new SavedView(Key.Id, State.Entity, State.OwnerId, State.Content!, State.CreatedAt, Version)
        : null);
}

/// <summary>A view as its events made it.</summary>
internal sealed record SavedViewState : IFold<SavedViewState>
{
    public string Entity { get; init; } = "";

    public string OwnerId { get; init; } = "";

    /// <summary>What it says; null before it is saved and after it is deleted.</summary>
    public SavedViewContent? Content { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public SavedViewState Apply(IDomainEvent e) => e switch
    {
        ViewCreated c => this with { Entity = c.Entity, OwnerId = c.OwnerId, Content = c.Content, CreatedAt = c.At },
        ViewChanged c => this with { Content = c.Content },
        ViewDeleted => this with { Content = null },
        _ => this,
    };
}

/// <summary>What commands to a view come to. Pure.</summary>
internal static class SavedViewDecisions
{
    /// <summary>Longest name, most filters, longest filter, most columns.</summary>
    public const int MaxName = 100, MaxFilters = 30, MaxFilter = 500, MaxColumns = 40, MaxColumn = 64;

    public static Decision Create(SavedViewState state, string entity, SavedViewContent content, Actor actor, DateTimeOffset now)
    {
        if (state.Entity.Length > 0) return Decision.Refuse(Refusal.AlreadyExists);
        if (!ViewEntities.All.TryGetValue(entity, out var needed)) return Decision.Refuse(Refusal.Invalid, "entity");
        if (!actor.May(needed)) return Decision.Refuse(Refusal.Forbidden, needed.Word());
        return Invalid(content) is { } field
            ? Decision.Refuse(Refusal.Invalid, field)
            : Decision.Accept(new ViewCreated(entity, actor.Id, content with { Name = content.Name.Trim() }, now));
    }

    public static Decision Change(
        SavedViewState state, SavedViewContent content, Actor actor, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (Unmet(state, actor, version, expectedVersion) is { } refusal) return refusal;
        return Invalid(content) is { } field ? Decision.Refuse(Refusal.Invalid, field) : Decision.Accept(new ViewChanged(content with { Name = content.Name.Trim() }, now));
    }

    public static Decision Delete(SavedViewState state, Actor actor, long version, long? expectedVersion, DateTimeOffset now) =>
        Unmet(state, actor, version, expectedVersion) ?? Decision.Accept(new ViewDeleted(now));

    /// <summary>Whether somebody sees the view: it is theirs, or the team's, and they may see the list that it is of.</summary>
    public static bool Shows(SavedViewState state, Actor actor) => state.Content is { } content
        && (actor.Kind == ActorKind.System || content.Shared || actor.Id == state.OwnerId) && actor.May(ViewEntities.All[state.Entity]);

    private static Decision? Unmet(SavedViewState state, Actor actor, long version, long? expectedVersion)
    {
        if (!Shows(state, actor)) return Decision.Refuse(Refusal.NotFound);
        if (actor.Id != state.OwnerId && !actor.May(Permission.TeamManage)) return Decision.Refuse(Refusal.Forbidden, Permission.TeamManage.Word());
        return expectedVersion is { } expected && expected != version ? Decision.Refuse(Refusal.StaleVersion) : null;
    }

    private static string? Invalid(SavedViewContent content)
    {
        if (string.IsNullOrWhiteSpace(content.Name) || content.Name.Length > MaxName) return "name";
        if (content.Filters.Count > MaxFilters || content.Filters.Any(f => f.Key.Length is 0 or > MaxColumn || f.Value is null || f.Value.Length > MaxFilter)) return "filters";
        if (content.Sort?.Length > MaxColumn) return "sort";
        return content.Columns.Count > MaxColumns || content.Columns.Any(c => c is not { Length: > 0 and <= MaxColumn }) ? "columns" : null;
    }
}

/// <summary>The stored JSON of views, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<SavedViewState>))]
internal sealed partial class SavedViewsJson : JsonSerializerContext;
