using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Conversations;

/// <summary>Conversations in lists, and their messages.</summary>
internal sealed class ConversationReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<ConversationRow> _conversations = new(tables.Of<ConversationRow>());
    private readonly RowSet<MessageRow> _messages = new(tables.Of<MessageRow>());

    public override IReadOnlyList<RowSet> Rows => [_conversations, _messages];

    /// <summary>The conversation's row before and after the event folded last, where that event was a conversation's.</summary>
    public (ConversationRow? Before, ConversationRow? After) Last { get; private set; }

    /// <summary>How many messages the event folded last moved to sent, each counted once in its life.</summary>
    public int LastSent { get; private set; }

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ConversationRow>("conversations", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.LastAt, r.Id });
            // Nearly all conversations are with the agents: only those that people must look at are worth an index of their own.
            t.HasIndex(r => new { r.Tenant, r.Handler, r.LastAt, r.Id }).HasFilter($"handler <> {(short)Handler.Agent}");
        });
        model.Table<MessageRow>("messages", r => new { r.Tenant, r.ConversationId, r.Id },
            t => t.HasIndex(r => new { r.Tenant, r.ConversationId, r.Place }));
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "conversation") return;
        var key = new RowKey(h.Tenant, h.EntityId);
        _conversations.Ask(key);
        foreach (var id in MessageFold.Ids(e)) _messages.Ask(key with { Sub = id });
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        Last = default;
        LastSent = 0;
        if (h.Entity != "conversation") return;
        var key = new RowKey(h.Tenant, h.EntityId);
        Last = _conversations.Fold(key, row => ConversationFold.Apply(row, e, h));
        foreach (var id in MessageFold.Ids(e))
        {
            var (before, after) = _messages.Fold(key with { Sub = id }, row => MessageFold.Apply(row, id, e, h));
            if (MessageFold.IsSent(after) && !MessageFold.IsSent(before)) LastSent++;
        }
    }

    public override void Complete()
    {
        foreach (var (old, row) in _conversations.Changes())
        {
            if (old is null || (old.CustomerName, old.Phone) != (row.CustomerName, row.Phone))
                batch.Index("conversation", row.Key, ConversationFold.SearchText(row));
        }
    }
}
