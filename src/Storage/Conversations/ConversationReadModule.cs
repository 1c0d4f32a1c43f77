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
    private readonly RowSet<ConversationLabelRow> _labels = new(tables.Of<ConversationLabelRow>());
    private readonly RowSet<FolderCountRow> _folders = new(tables.Of<FolderCountRow>(nameof(FolderCountRow.Count)));
    private readonly RowSet<MessageTextRow> _texts = new(tables.Of<MessageTextRow>());

    public override IReadOnlyList<RowSet> Rows => [_conversations, _messages, _labels, _folders, _texts];

    /// <summary>The conversation's row before and after the event folded last, where that event was a conversation's.</summary>
    public (ConversationRow? Before, ConversationRow? After) Last { get; private set; }

    /// <summary>The messages of which the event folded last told that the channel took them: each is told of once in its life.</summary>
    public IReadOnlyList<MessageRow> LastSent { get; private set; } = [];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ConversationRow>("conversations", r => new { r.Tenant, r.Id }, t =>
        {
            const string active = "status IN (0, 1)";
            t.HasIndex(r => new { r.Tenant, r.LastAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Status, r.LastAt, r.Id });
            // Nearly all conversations are with the agents: only those that people must look at are worth an index of their own.
            t.HasIndex(r => new { r.Tenant, r.Handler, r.LastAt, r.Id }).HasFilter($"handler <> {(short)Handler.Agent}");
            t.HasIndex(r => new { r.Tenant, r.AssignedTo, r.LastAt, r.Id }).HasFilter("assigned_to IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.Channel, r.LastAt, r.Id }).HasFilter("channel <> 'whatsapp'");
            t.HasIndex(r => new { r.Tenant, r.LastAt, r.Id, r.Unread }).HasFilter("unread > 0");
            // The folders of what is to be done: whoever has resolved thousands still finds the few that are open at once.
            t.HasIndex(r => new { r.Tenant, r.AssignedTo, r.LastAt, r.Id, r.Status }).HasFilter($"assigned_to IS NOT NULL AND {active}");
            t.HasIndex(r => new { r.Tenant, r.LastAt, r.Id, r.AssignedTo })
                .HasFilter($"handler <> {(short)Handler.Agent} AND assigned_to IS NULL AND {active}");
            t.HasIndex(r => new { r.Tenant, r.LastAt, r.Id, r.Handler }).HasFilter($"handler = {(short)Handler.HumanQueue} AND {active}");
        });
        model.Table<MessageRow>("messages", r => new { r.Tenant, r.ConversationId, r.Id },
            t => t.HasIndex(r => new { r.Tenant, r.ConversationId, r.Place }));
        model.Table<ConversationLabelRow>("conversation_labels", r => new { r.Tenant, r.ConversationId, r.Label },
            t => t.HasIndex(r => new { r.Tenant, r.Label, r.Removed, r.LastAt, r.ConversationId }));
        model.Table<FolderCountRow>("folder_counts", r => new { r.Tenant, r.Folder });
        model.Table<MessageTextRow>("message_texts", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.At, r.Id }));
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
        LastSent = [];
        if (h.Entity != "conversation") return;
        var key = new RowKey(h.Tenant, h.EntityId);
        Last = _conversations.Fold(key, row => ConversationFold.Apply(row, e, h));
        Count(Last.Before, -1);
        Count(Last.After, 1);
        foreach (var id in MessageFold.Ids(e))
        {
            var (before, after) = _messages.Fold(key with { Sub = id }, row => MessageFold.Apply(row, id, e, h));
            if (MessageFold.IsSent(after) && !MessageFold.IsSent(before)) LastSent = [.. LastSent, after!];
        }
    }

    public override void Complete()
    {
        foreach (var (old, row) in _conversations.Changes())
        {
            if (old is null || (old.CustomerName, old.Phone) != (row.CustomerName, row.Phone))
                batch.Index("conversation", row.Key, ConversationFold.SearchText(row));
            if (old?.Labels is not null || row.Labels is not null) Label(old, row);
        }
        foreach (var (old, row) in _messages.Changes())
        {
            if (old?.Text == row.Text && (old is not null || row.Text is null)) continue;
            _texts.Put(new MessageTextRow
            {
                Tenant = row.Tenant, Id = $"{row.ConversationId}/{row.Id}", ConversationId = row.ConversationId, Outbound = row.Outbound, At = row.At,
                Words = MessageWords.Index(row.Text),
            });
        }
        // What came and went within the batch needs no writing.
        _folders.Drop(r => r.Count == 0);
    }

    private void Count(ConversationRow? row, long sign)
    {
        foreach (var folder in ConversationFold.Folders(row))
        {
            var key = new RowKey(row!.Tenant, folder);
            _folders.Put(new FolderCountRow { Tenant = row.Tenant, Folder = folder, Count = (_folders[key]?.Count ?? 0) + sign });
        }
    }

    private void Label(ConversationRow? old, ConversationRow row)
    {
        var now = ConversationFold.Split(row.Labels);
        foreach (var label in now) Put(label, removed: false);
        foreach (var label in ConversationFold.Split(old?.Labels).Except(now)) Put(label, removed: true);

        void Put(string label, bool removed) => _labels.Put(new ConversationLabelRow
        {
            Tenant = row.Tenant, ConversationId = row.Id, Label = label, Removed = removed, LastAt = row.LastAt,
        });
    }
}
