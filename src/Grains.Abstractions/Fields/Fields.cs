using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Fields;

/// <summary>The custom fields of one kind of record. Key: <c>tenant/{lead|deal|contact|company}</c>.</summary>
[Alias("fields")]
public interface IFieldsGrain : ITenantScoped
{
    /// <summary>Defines a field. Refused as already existing where the key is in use, also by an archived field.</summary>
    [Alias("Define")]
    [Requires(Permission.FieldsManage)]
    Task<Outcome> Define(string commandId, FieldDefinition definition);

    /// <summary>Changes labels, options, order, or whether it is required. Key and type stay: values hang on them.</summary>
    [Alias("Change")]
    [Requires(Permission.FieldsManage)]
    Task<Outcome> Change(string commandId, string key, FieldChange change, long? expectedVersion);

    /// <summary>The fields in their order, archived ones too.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<FieldsView> Get();
}

/// <summary>The values of one record's custom fields. Key: <c>tenant/{kind}:{record id}</c>.</summary>
[Alias("record-fields")]
public interface IRecordFieldsGrain : ITenantScoped
{
    /// <summary>
    /// Sets values by key; an empty list clears one, a key that is not named stays. Each is checked against the definitions; afterwards every
    /// required field must have a value. A refusal's detail names the field.
    /// </summary>
    [Alias("Set")]
    Task<Outcome> Set(string commandId, IReadOnlyDictionary<string, IReadOnlyList<string>> values, long? expectedVersion);

    /// <summary>The values by key, in their written form; empty where none were ever set.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<RecordFieldsView> Get();
}

/// <summary>The kinds of records that may have custom fields.</summary>
public static class FieldKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<string> All { get; } = ["lead", "deal", "contact", "company"];

    /// <summary>Whether records of this kind have custom fields.</summary>
    public static bool Has(string? kind) => kind is "lead" or "deal" or "contact" or "company";

    /// <summary>The key of a record's values within its tenant.</summary>
    public static string RecordKey(string kind, string id) => $"{kind}:{id}";
}

/// <summary>What a custom field holds.</summary>
[GenerateSerializer]
public enum FieldType
{
    /// <summary>Words, at most 500 characters.</summary>
    Text = 0,
    /// <summary>A decimal number of at most 18 digits, 6 of them behind the point.</summary>
    Number = 1,
    /// <summary>A day.</summary>
    Date = 2,
    /// <summary>Yes or no.</summary>
    Boolean = 3,
    /// <summary>One of the options.</summary>
    Select = 4,
    /// <summary>Some of the options.</summary>
    MultiSelect = 5,
    /// <summary>An http or https address of at most 500 characters.</summary>
    Url = 6,
    /// <summary>A phone, kept in E.164.</summary>
    Phone = 7,
    /// <summary>An e-mail address, kept in lower case.</summary>
    Email = 8,
}

/// <summary>One of the values to choose from.</summary>
/// <param name="Value">What is kept: at most 40 of <c>a-z 0-9 _ -</c>.</param>
/// <param name="LabelAr">Arabic label, at most 60 characters.</param>
/// <param name="LabelEn">English label, at most 60 characters.</param>
[GenerateSerializer, Immutable, Alias("fields.option")]
public sealed record FieldOption(string Value, string LabelAr, string LabelEn);

/// <summary>A custom field.</summary>
/// <param name="Key">1 to 40 of <c>a-z 0-9 _</c>, beginning with a letter; fixed for ever.</param>
/// <param name="Type">What it holds; fixed for ever.</param>
/// <param name="LabelAr">Arabic label, at most 60 characters.</param>
/// <param name="LabelEn">English label, at most 60 characters.</param>
/// <param name="Required">Whether a record's values must hold one.</param>
/// <param name="Options">The choices of a select; at most 30, and 150 over all fields of a kind.</param>
/// <param name="Order">Where it stands, smallest first.</param>
/// <param name="Archived">Whether it is out of use: its values stay readable, and are neither asked for nor taken.</param>
[GenerateSerializer, Immutable, Alias("fields.definition")]
public sealed record FieldDefinition(
    string Key, FieldType Type, string LabelAr, string LabelEn, bool Required, IReadOnlyList<FieldOption> Options, int Order, bool Archived = false);

/// <summary>What may be changed of a field; null leaves it as it is. An option that values use must not disappear: archive the field instead.</summary>
[GenerateSerializer, Immutable, Alias("fields.change")]
public sealed record FieldChange(
    string? LabelAr = null, string? LabelEn = null, bool? Required = null, IReadOnlyList<FieldOption>? Options = null, int? Order = null,
    bool? Archived = null);

/// <summary>The fields of a kind.</summary>
[GenerateSerializer, Immutable, Alias("fields.view")]
public sealed record FieldsView(string Kind, IReadOnlyList<FieldDefinition> Fields, long Version)
{
    /// <summary>Times by key; a field that was neither defined nor changed since they are kept is not there.</summary>
    [Id(0)]
    public IReadOnlyDictionary<string, FieldTimes>? Times { get; init; }
}

/// <summary>When a field came into being and changed last.</summary>
/// <param name="CreatedAt">UTC; null where that was before times were kept.</param>
/// <param name="UpdatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("fields.times")]
public sealed record FieldTimes(DateTimeOffset? CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The values of a record.</summary>
[GenerateSerializer, Immutable, Alias("record-fields.view")]
public sealed record RecordFieldsView(IReadOnlyDictionary<string, IReadOnlyList<string>> Values, long Version);

/// <summary>A record must hold exactly this value in a custom field; for a field of several values, among them.</summary>
/// <param name="Key">The field's key.</param>
/// <param name="Value">The value in its written form.</param>
public sealed record FieldMatch(string Key, string Value);

/// <summary>A custom field was defined.</summary>
[EventName("fields.defined")]
public sealed record FieldDefined(FieldDefinition Definition, DateTimeOffset At) : IDomainEvent;

/// <summary>A custom field changed; null parts did not.</summary>
[EventName("fields.changed")]
public sealed record FieldChanged(string Key, FieldChange Change, DateTimeOffset At) : IDomainEvent;

/// <summary>Values of a record's fields changed.</summary>
/// <param name="Kind">The record's kind.</param>
/// <param name="RecordId">The record.</param>
/// <param name="Set">The new values by key; an empty list where cleared.</param>
/// <param name="Before">The values that these keys had, so that readers know what no longer holds.</param>
/// <param name="At">When, UTC.</param>
[EventName("record-fields.set")]
public sealed record RecordFieldsSet(
    string Kind, string RecordId, IReadOnlyDictionary<string, IReadOnlyList<string>> Set,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Before, DateTimeOffset At) : IDomainEvent;
