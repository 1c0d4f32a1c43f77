using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Conversations;

/// <summary>Ready answers in lists.</summary>
internal sealed class CannedReplyReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private const string Kind = "canned-reply";
    private readonly RowSet<CannedReplyRow> _replies = new(tables.Of<CannedReplyRow>());

    public override IReadOnlyList<RowSet> Rows => [_replies];

    public static void Configure(ReadModelBuilder model) => model.Table<CannedReplyRow>(
        "canned_replies", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.Shortcut, r.Id }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _replies.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _replies.Fold(new RowKey(h.Tenant, h.EntityId), row => Apply(row, e, h));
    }

    public override void Complete()
    {
        foreach (var (_, row) in _replies.Changes())
            batch.Index(Kind, row.Key, row.Deleted ? "" : SearchTerms.Index(row.Shortcut, row.TextAr, row.TextEn));
    }

    private static CannedReplyRow? Apply(CannedReplyRow? row, IDomainEvent e, EventHeader h) => e switch
    {
        CannedReplyWritten w => new CannedReplyRow
        {
            Tenant = h.Tenant, Id = h.EntityId, Shortcut = w.Shortcut, TextAr = w.TextAr, TextEn = w.TextEn, Owner = w.Owner, UpdatedAt = w.At.Micro(),
            Version = h.Version,
        },
        CannedReplyDeleted d when row is not null => row with { Deleted = true, UpdatedAt = d.At.Micro(), Version = h.Version },
        _ => row,
    };
}
