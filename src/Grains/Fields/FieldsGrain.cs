using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Fields;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Fields;

/// <summary>The custom fields of one kind of record.</summary>
[GrainType("fields")]
internal sealed class FieldsGrain(
    [PersistentState("fields", EntityStorage.Provider)] IPersistentState<EntityRecord<FieldsState>> storage, TimeProvider clock)
    : EntityGrain<FieldsState>(storage, clock), IFieldsGrain
{
    public Task<Outcome> Define(string commandId, FieldDefinition definition) =>
        Execute(commandId, (s, now) => FieldDecisions.Define(s, Key.Id, definition, now));

    public Task<Outcome> Change(string commandId, string key, FieldChange change, long? expectedVersion) =>
        Execute(commandId, (s, now) => FieldDecisions.Change(s, key, change, Version, expectedVersion, now));

    public Task<FieldsView> Get() => Task.FromResult(new FieldsView(Key.Id, State.InOrder, Version) { Times = State.Times });
}

/// <summary>The values of one record's custom fields.</summary>
[GrainType("record-fields")]
internal sealed class RecordFieldsGrain(
    [PersistentState("record-fields", EntityStorage.Provider)] IPersistentState<EntityRecord<RecordFieldsState>> storage, TimeProvider clock)
    : EntityGrain<RecordFieldsState>(storage, clock), IRecordFieldsGrain
{
    public async Task<Outcome> Set(string commandId, IReadOnlyDictionary<string, IReadOnlyList<string>> values, long? expectedVersion)
    {
        var colon = Key.Id.IndexOf(':', StringComparison.Ordinal);
        var (kind, record) = colon < 0 ? ("", "") : (Key.Id[..colon], Key.Id[(colon + 1)..]);
        if (!FieldKinds.Has(kind)) return new Outcome(Refusal.NotFound, Version);
        var actor = TenantScope.Actor;
        var fields = (await GrainFactory.GetGrain<IFieldsGrain>(TenantKey.Format(Key.Tenant, kind)).Get()).Fields;
        return await Execute(commandId, (s, now) => FieldDecisions.Set(s, kind, record, fields, values, actor, Version, expectedVersion, now));
    }

    public Task<RecordFieldsView> Get() => Task.FromResult(new RecordFieldsView(State.Values, Version));
}

/// <summary>The custom fields of a kind as their events made them.</summary>
internal sealed record FieldsState : IFold<FieldsState>
{
    public ImmutableDictionary<string, FieldDefinition> Fields { get; init; } = ImmutableDictionary<string, FieldDefinition>.Empty;

    /// <summary>When each came into being and changed last; null, or without a key, where that was before this was kept.</summary>
    public ImmutableDictionary<string, FieldTimes>? Times { get; init; }

    [JsonIgnore]
    public IReadOnlyList<FieldDefinition> InOrder => [.. Fields.Values.OrderBy(f => f.Order).ThenBy(f => f.Key, StringComparer.Ordinal)];

    public FieldsState Apply(IDomainEvent e) => e switch
    {
        FieldDefined d => this with { Fields = Fields.SetItem(d.Definition.Key, d.Definition), Times = At(d.Definition.Key, new FieldTimes(d.At, d.At)) },
        FieldChanged c when Fields.TryGetValue(c.Key, out var f) => this with
        {
            Fields = Fields.SetItem(c.Key, With(f, c.Change)),
            Times = At(c.Key, new FieldTimes(Times?.GetValueOrDefault(c.Key)?.CreatedAt, c.At)),
        },
        _ => this,
    };

    private ImmutableDictionary<string, FieldTimes> At(string key, FieldTimes times) =>
        (Times ?? ImmutableDictionary<string, FieldTimes>.Empty).SetItem(key, times);

    public static FieldDefinition With(FieldDefinition f, FieldChange c) => f with
    {
        LabelAr = c.LabelAr ?? f.LabelAr,
        LabelEn = c.LabelEn ?? f.LabelEn,
        Required = c.Required ?? f.Required,
        Options = c.Options ?? f.Options,
        Order = c.Order ?? f.Order,
        Archived = c.Archived ?? f.Archived,
    };
}

/// <summary>Values by key, in their written form; a key without a value is not there.</summary>
internal sealed record RecordFieldsState : IFold<RecordFieldsState>
{
    public ImmutableSortedDictionary<string, IReadOnlyList<string>> Values { get; init; } =
        ImmutableSortedDictionary.Create<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public RecordFieldsState Apply(IDomainEvent e) => e is RecordFieldsSet s
        ? this with { Values = s.Set.Aggregate(Values, (all, v) => v.Value.Count == 0 ? all.Remove(v.Key) : all.SetItem(v.Key, v.Value)) }
        : this;
}

/// <summary>What custom fields and their values decide.</summary>
internal static class FieldDecisions
{
    public static Decision Define(FieldsState s, string kind, FieldDefinition d, DateTimeOffset now)
    {
        if (!FieldKinds.Has(kind)) return Decision.Refuse(Refusal.NotFound);
        if (FieldRules.Problem(d) is { } part) return Decision.Refuse(Refusal.Invalid, part);
        if (s.Fields.ContainsKey(d.Key)) return Decision.Refuse(Refusal.AlreadyExists, d.Key);
        if (s.Fields.Count >= FieldRules.MaxFields) return Decision.Refuse(Refusal.LimitReached, "fields");
        if (AllOptions(s) + d.Options.Count > FieldRules.MaxAllOptions) return Decision.Refuse(Refusal.LimitReached, "options");
        return Decision.Accept(new FieldDefined(d, now));
    }

    public static Decision Change(FieldsState s, string key, FieldChange c, long version, long? expected, DateTimeOffset now)
    {
        if (!s.Fields.TryGetValue(key, out var field)) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        var after = FieldsState.With(field, c);
        if (FieldRules.Problem(after) is { } part) return Decision.Refuse(Refusal.Invalid, part);
        // Records may hold any option that there was: it can be renamed, not taken away.
        if (field.Options.Any(o => after.Options.All(a => a.Value != o.Value))) return Decision.Refuse(Refusal.Invalid, "options");
        if (AllOptions(s) - field.Options.Count + after.Options.Count > FieldRules.MaxAllOptions) return Decision.Refuse(Refusal.LimitReached, "options");
        var same = after with { Options = field.Options } == field && after.Options.SequenceEqual(field.Options);
        return same ? Decision.Nothing : Decision.Accept(new FieldChanged(key, c, now));
    }

    public static Decision Set(
        RecordFieldsState s, string kind, string record, IReadOnlyList<FieldDefinition> fields,
        IReadOnlyDictionary<string, IReadOnlyList<string>> values, Actor actor, long version, long? expected, DateTimeOffset now)
    {
        var needed = kind switch { "lead" => Permission.LeadsWrite, "deal" => Permission.DealsWrite, _ => Permission.ContactsWrite };
        if (!actor.May(needed)) return Decision.Refuse(Refusal.Forbidden, needed.Word());
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        var set = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var before = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, given) in values)
        {
            if (fields.FirstOrDefault(f => f.Key == key && !f.Archived) is not { } field) return Decision.Refuse(Refusal.Invalid, key);
            if (given.Count > (field.Type == FieldType.MultiSelect ? FieldRules.MaxOptions : 1)) return Decision.Refuse(Refusal.Invalid, key);
            var written = given.Select(v => FieldRules.Written(field, v)).Distinct(StringComparer.Ordinal).ToList();
            if (written.Contains(null)) return Decision.Refuse(Refusal.Invalid, key);
            var old = s.Values.GetValueOrDefault(key) ?? [];
            if (old.SequenceEqual(written, StringComparer.Ordinal)) continue;
            set[key] = written!;
            before[key] = old;
        }
        if (fields.FirstOrDefault(f => f is { Required: true, Archived: false } && Missing(f.Key)) is { } missing)
            return Decision.Invalid(missing.Key + ":required");
        if (set.Count == 0) return Decision.Nothing;
        var all = s.Values.Where(v => !set.ContainsKey(v.Key)).Concat(set).Sum(v => v.Value.Sum(t => t.Length));
        return all > FieldRules.MaxAll
            ? Decision.Refuse(Refusal.LimitReached, "values")
            : Decision.Accept(new RecordFieldsSet(kind, record, set, before, now));

        bool Missing(string key) => set.TryGetValue(key, out var next) ? next.Count == 0 : !s.Values.ContainsKey(key);
    }

    private static int AllOptions(FieldsState s) => s.Fields.Values.Sum(f => f.Options.Count);
}

/// <summary>The stored JSON of custom fields, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<FieldsState>))]
[JsonSerializable(typeof(EntityRecord<RecordFieldsState>))]
internal sealed partial class FieldsJson : JsonSerializerContext;
