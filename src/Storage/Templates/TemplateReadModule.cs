using System.Text.Encodings.Web;
using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Templates;

namespace SalesFlow.Storage.Templates;

/// <summary>A message template with its newest version.</summary>
internal sealed record TemplateRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Code { get; init; } = "";
    public string NameAr { get; init; } = "";
    public string NameEn { get; init; } = "";
    public TemplateChannel Channel { get; init; }
    public TemplateCategory Category { get; init; }
    public bool HasAr { get; init; }
    public bool HasEn { get; init; }

    /// <summary>All that it says, as JSON.</summary>
    public string Content { get; init; } = "";
    public int Number { get; init; }
    public bool IsActive { get; init; }
    public bool External { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A version of a template. Written once, never changed.</summary>
internal sealed record TemplateVersionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string TemplateId { get; init; }
    public long Number { get; init; }
    public string Content { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, TemplateId, Number: Number);
}

/// <summary>Where a template stands at Meta, in one account and one language.</summary>
internal sealed record TemplateListingRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string TemplateId { get; init; }

    /// <summary>The account and the language, a slash between.</summary>
    public required string Place { get; init; }
    public string Account { get; init; } = "";
    public string Language { get; init; } = "";
    public string Name { get; init; } = "";
    public TemplateStatus Status { get; init; }
    public string? MetaId { get; init; }
    public string? Reason { get; init; }
    public string? Quality { get; init; }
    public WhatsappCategory? Category { get; init; }
    public int Number { get; init; }

    /// <summary>What its numbers stand for, as JSON; null where it was made elsewhere.</summary>
    public string? Parameters { get; init; }
    public TemplateTask Task { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? NextAt { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, TemplateId, Place);
}

/// <summary>Message templates in lists.</summary>
internal sealed class TemplateReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    internal const string Kind = "template";
    private readonly RowSet<TemplateRow> _templates = new(tables.Of<TemplateRow>());
    private readonly RowSet<TemplateVersionRow> _versions = new(tables.Of<TemplateVersionRow>());
    private readonly RowSet<TemplateListingRow> _listings = new(tables.Of<TemplateListingRow>());

    public override IReadOnlyList<RowSet> Rows => [_templates, _versions, _listings];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<TemplateRow>("message_templates", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.Code, r.Id }));
        model.Table<TemplateVersionRow>("message_template_versions", r => new { r.Tenant, r.TemplateId, r.Number });
        model.Table<TemplateListingRow>(
            "message_template_listings", r => new { r.Tenant, r.TemplateId, r.Place }, t => t.HasIndex(r => new { r.Tenant, r.Account, r.TemplateId }));
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _templates.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != Kind) return;
        var (_, row) = _templates.Fold(new RowKey(h.Tenant, h.EntityId), row => TemplateFold.Apply(row, e, h));
        if (e is TemplateWritten w)
        {
            _versions.Put(new TemplateVersionRow
            {
                Tenant = h.Tenant, TemplateId = h.EntityId, Number = w.Number, Content = TemplateFold.Write(w.Content), At = w.At.Micro(),
            });
        }
        if (e is TemplateListingChanged l && row is not null) _listings.Put(TemplateFold.Listing(l, row.Code, h));
    }

    public override void Complete()
    {
        foreach (var (_, row) in _templates.Changes())
        {
            var content = TemplateFold.Read(row.Content);
            batch.Index(Kind, row.Key, row.Deleted
                ? ""
                : SearchTerms.Index(row.Code, row.NameAr, row.NameEn, content.SubjectAr, content.SubjectEn, content.BodyAr, content.BodyEn));
        }
    }
}

/// <summary>What a template's rows are: the fold of its events.</summary>
internal static class TemplateFold
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new SnakeCaseEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The row after an event; null where there is still none.</summary>
    public static TemplateRow? Apply(TemplateRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, TemplateWritten w) => (row ?? new TemplateRow { Tenant = h.Tenant, Id = h.EntityId, IsActive = true, CreatedAt = w.At.Micro() }) with
            {
                Code = w.Code,
                NameAr = w.Content.NameAr,
                NameEn = w.Content.NameEn,
                Channel = w.Content.Channel,
                Category = w.Content.Category,
                HasAr = w.Content.BodyAr is not null,
                HasEn = w.Content.BodyEn is not null,
                Content = Write(w.Content),
                Number = w.Number,
                External = w.External,
                IsActive = row is not { Deleted: false } || row.IsActive,
                Deleted = false,
            },
            (null, _) => null,
            (_, TemplateSwitched s) => row with { IsActive = s.IsActive },
            (_, TemplateDeleted) => row with { Deleted = true },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The row of a listing.</summary>
    public static TemplateListingRow Listing(TemplateListingChanged e, string code, EventHeader h)
    {
        var l = e.Listing;
        return new TemplateListingRow
        {
            Tenant = h.Tenant, TemplateId = h.EntityId, Place = $"{l.BusinessAccountId}/{l.Language}", Account = l.BusinessAccountId, Language = l.Language,
            Name = code.Split('@')[0], Status = l.Status, MetaId = l.MetaId, Reason = l.Reason, Quality = l.Quality, Category = l.Category, Number = l.Number,
            Parameters = l.Parameters is { } p ? JsonSerializer.Serialize(p, Json) : null, Task = l.Task, Attempts = l.Attempts, NextAt = l.NextAt?.Micro(),
            SeenAt = l.SeenAt?.Micro(), At = e.At.Micro(),
        };
    }

    /// <summary>The listing of a row.</summary>
    public static TemplateListing View(TemplateListingRow r) => new(
        r.Account, r.Language, r.Status, r.MetaId, r.Reason, r.Quality, r.Category, r.Number,
        r.Parameters is null ? null : JsonSerializer.Deserialize<TemplateParameters>(r.Parameters, Json), r.Task, r.Attempts, r.NextAt, r.SeenAt);

    /// <summary>A content as rows keep it.</summary>
    public static string Write(TemplateContent content) => JsonSerializer.Serialize(content, Json);

    /// <summary>A content that a row keeps.</summary>
    public static TemplateContent Read(string json) => JsonSerializer.Deserialize<TemplateContent>(json, Json)!;
}
