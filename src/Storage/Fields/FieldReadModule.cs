using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Fields;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Fields;

/// <summary>That a record holds, or once held, a value in a custom field or a tag.</summary>
internal sealed record FieldValueRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>Kind and id of the record: <c>contact/p1</c>.</summary>
    public required string Record { get; init; }

    /// <summary>Made of field and value: a record holds a value once.</summary>
    public required string Slot { get; init; }

    /// <summary>The record's kind.</summary>
    public string Kind { get; init; } = "";
    public string RecordId { get; init; } = "";

    /// <summary>The field's key; <see cref="FieldValues.TagKey"/> for a tag.</summary>
    public string FieldKey { get; init; } = "";
    public string Value { get; init; } = "";

    /// <summary>Whether it still does.</summary>
    public bool Held { get; init; }
    public RowKey Key => new(Tenant, Record, Slot);
}

/// <summary>The version of a record's values, for who waits for their own write.</summary>
internal sealed record RecordFieldsRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>How values stand in their rows.</summary>
internal static class FieldValues
{
    /// <summary>The key under which tags stand: no custom field can have it.</summary>
    public const string TagKey = "#tag";

    private const int Longest = 200;

    /// <summary>A value as its row holds it: a long one by its beginning and its hash.</summary>
    public static string Stored(string value) =>
        value.Length <= Longest ? value : SearchTerms.Cut(value, Longest - 30) + "#" + Id.Named("value", value);

    /// <summary>What a record's row of a value is named.</summary>
    public static string SlotOf(string key, string value) => Id.Named(key, value);

    /// <summary>A row that says whether a record holds a value.</summary>
    public static FieldValueRow Row(string tenant, string kind, string id, string key, string value, bool held) => new()
    {
        Tenant = tenant, Record = $"{kind}/{id}", Slot = SlotOf(key, value), Kind = kind, RecordId = id, FieldKey = key, Value = Stored(value), Held = held,
    };

    /// <summary>Texts, one a line; null for none.</summary>
    public static string? Lines(IReadOnlyList<string> texts) => texts.Count == 0 ? null : string.Join('\n', texts);

    /// <summary>The texts of lines.</summary>
    public static string[] OfLines(string? lines) => string.IsNullOrEmpty(lines) ? [] : lines.Split('\n');
}

/// <summary>Narrows lists to records that hold a value in a custom field, or a tag, along an index.</summary>
internal static class FieldFilter
{
    /// <summary>A record must hold the tag, and the value of each field asked for.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="db">Where it is read.</param>
    /// <param name="kind">The records' kind.</param>
    /// <param name="tag">The tag; null for any.</param>
    /// <param name="fields">The fields; null for any.</param>
    public static void Narrow<TRow>(Narrowed<TRow> rows, ReadModelContext db, string kind, string? tag, IReadOnlyList<FieldMatch>? fields)
        where TRow : class, IReadRow
    {
        if (tag is not null) Narrow(FieldValues.TagKey, tag);
        foreach (var match in fields ?? []) Narrow(match.Key, match.Value);

        void Narrow(string key, string value)
        {
            var (stored, slot) = (FieldValues.Stored(value), FieldValues.SlotOf(key, value));
            rows.Told(
                async (ids, ct) =>
                {
                    // Each record's row of this value has a key of its own.
                    var records = ids.Select(id => $"{kind}/{id}").ToList();
                    var held = await db.Set<FieldValueRow>().Where(v => records.Contains(v.Record) && v.Slot == slot && v.Held)
                        .Select(v => v.RecordId).ToListAsync(ct);
                    return held.ToHashSet(StringComparer.Ordinal);
                },
                db.Set<FieldValueRow>().Where(v => v.Kind == kind && v.FieldKey == key && v.Value == stored && v.Held)
                    .OrderBy(v => v.RecordId).Select(v => v.RecordId));
        }
    }
}

/// <summary>Values of custom fields and tags, so that lists can be narrowed by them.</summary>
internal sealed class FieldReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<FieldValueRow> _values = new(tables.Of<FieldValueRow>());
    private readonly RowSet<RecordFieldsRow> _records = new(tables.Of<RecordFieldsRow>());

    public override IReadOnlyList<RowSet> Rows => [_values, _records];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<FieldValueRow>("field_values", r => new { r.Tenant, r.Record, r.Slot },
            t => t.HasIndex(r => new { r.Tenant, r.Kind, r.FieldKey, r.Value, r.RecordId }).HasFilter("held"));
        model.Table<RecordFieldsRow>("record_fields", r => new { r.Tenant, r.Id });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        // Every row is written as a whole: none has to be read.
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (e is not RecordFieldsSet set) return;
        foreach (var (key, values) in set.Before)
            foreach (var value in values) _values.Put(FieldValues.Row(h.Tenant, set.Kind, set.RecordId, key, value, held: false));
        foreach (var (key, values) in set.Set)
            foreach (var value in values) _values.Put(FieldValues.Row(h.Tenant, set.Kind, set.RecordId, key, value, held: true));
        _records.Put(new RecordFieldsRow { Tenant = h.Tenant, Id = h.EntityId, Version = h.Version });
    }

    /// <summary>A record's tags changed from these lines to those.</summary>
    public void Tags(string kind, EventHeader h, string? before, string? after)
    {
        if (before == after) return;
        var (old, now) = (FieldValues.OfLines(before), FieldValues.OfLines(after));
        foreach (var tag in old.Except(now, StringComparer.Ordinal)) _values.Put(FieldValues.Row(h.Tenant, kind, h.EntityId, FieldValues.TagKey, tag, held: false));
        foreach (var tag in now.Except(old, StringComparer.Ordinal)) _values.Put(FieldValues.Row(h.Tenant, kind, h.EntityId, FieldValues.TagKey, tag, held: true));
    }
}
