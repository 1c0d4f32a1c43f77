using SalesFlow.Common;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// All rows that a batch of events touches. First every event says which rows it needs (<see cref="Ask"/>), then they are loaded, then every
/// event is folded onto them in order (<see cref="Fold"/>).
/// </summary>
internal sealed class ReadModelBatch
{
    private readonly RowSet<LeadRow> _leads;
    private readonly RowSet<ScoreReasonRow> _reasons;
    private readonly RowSet<DealRow> _deals;
    private readonly RowSet<DealStageRow> _stages;
    private readonly RowSet<StageTotalRow> _totals;
    private readonly RowSet<ConversationRow> _conversations;
    private readonly RowSet<MessageRow> _messages;
    private readonly RowSet<AgentRunRow> _runs;
    private readonly RowSet<ContactRow> _contacts;
    private readonly RowSet<TenantRow> _tenants;
    private readonly RowSet<TenantNumberRow> _numbers;
    private readonly RowSet<NoticeRow> _notices;
    private readonly RowSet<SearchEntryRow> _search;

    public ReadModelBatch(ReadModelTables tables)
    {
        All =
        [
            _leads = new(tables.Leads), _reasons = new(tables.ScoreReasons), _deals = new(tables.Deals), _stages = new(tables.DealStages),
            _totals = new(tables.StageTotals), _conversations = new(tables.Conversations), _messages = new(tables.Messages),
            _runs = new(tables.AgentRuns), _contacts = new(tables.Contacts), _tenants = new(tables.Tenants), _numbers = new(tables.TenantNumbers),
            _notices = new(tables.Notices), _search = new(tables.Search),
        ];
    }

    /// <summary>Every table's rows.</summary>
    public IReadOnlyList<RowSet> All { get; }

    /// <summary>Asks for the rows that an event needs.</summary>
    public void Ask(IDomainEvent e, EventHeader h)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        switch (h.Entity)
        {
            case "conversation":
                _conversations.Ask(key);
                foreach (var id in MessageFold.Ids(e)) _messages.Ask(key with { Sub = id });
                if (AgentRunFold.ReplyVersion(e, h) is { } version) _runs.Ask(key with { Number = version });
                break;
            case "lead":
                _leads.Ask(key);
                break;
            case "deal":
                _deals.Ask(key);
                break;
            case "contact":
                foreach (var id in ContactFold.Ids(e, h)) _contacts.Ask(key with { Id = id });
                break;
            case "tenant":
                _tenants.Ask(key);
                if (e is NumberConnected n) _numbers.Ask(key with { Id = n.Number.PhoneNumberId });
                break;
        }
    }

    /// <summary>Folds an event onto its rows.</summary>
    public void Fold(IDomainEvent e, EventHeader h)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        switch (h.Entity)
        {
            case "conversation":
                _conversations.Fold(key, row => ConversationFold.Apply(row, e, h));
                foreach (var id in MessageFold.Ids(e)) _messages.Fold(key with { Sub = id }, row => MessageFold.Apply(row, id, e, h));
                if (AgentRunFold.ReplyVersion(e, h) is { } version) _runs.Fold(key with { Number = version }, row => AgentRunFold.Apply(row, e, h));
                break;
            case "lead":
                _leads.Fold(key, row => LeadFold.Apply(row, e, h));
                foreach (var reason in LeadFold.Reasons(e, h)) _reasons.Put(reason);
                break;
            case "deal":
                var (before, after) = _deals.Fold(key, row => DealFold.Apply(row, e, h));
                if (DealFold.Step(e, h) is { } step) _stages.Put(step);
                foreach (var difference in DealFold.Differences(before, after)) Add(difference);
                break;
            case "contact":
                foreach (var id in ContactFold.Ids(e, h)) _contacts.Fold(key with { Id = id }, row => ContactFold.Apply(row, id, e, h));
                break;
            case "tenant":
                var isNew = false;
                if (e is NumberConnected n)
                    isNew = _numbers.Fold(key with { Id = n.Number.PhoneNumberId }, row => TenantFold.Apply(row, n, h)).Before is null;
                _tenants.Fold(key, row => TenantFold.Apply(row, isNew, e, h));
                if (TenantFold.Notice(e, h) is { } notice) _notices.Put(notice);
                break;
        }
    }

    /// <summary>Writes the words of what changed into the search column. Called once, after the last event.</summary>
    public void Complete()
    {
        foreach (var (old, row) in _leads.Changes())
        {
            if (old is null || (old.Name, old.CompanyName, old.Phone, old.Email) != (row.Name, row.CompanyName, row.Phone, row.Email))
                Index("lead", row.Key, LeadFold.SearchText(row));
        }
        foreach (var (old, row) in _conversations.Changes())
        {
            if (old is null || (old.CustomerName, old.Phone) != (row.CustomerName, row.Phone))
                Index("conversation", row.Key, ConversationFold.SearchText(row));
        }
        foreach (var (old, row) in _contacts.Changes())
        {
            if (old is null || (old.Name, old.Username, old.Phone, old.MergedInto) != (row.Name, row.Username, row.Phone, row.MergedInto))
                Index("contact", row.Key, ContactFold.SearchText(row));
        }
    }

    /// <summary>Forgets what was folded.</summary>
    public void Reset()
    {
        foreach (var rows in All) rows.Reset();
    }

    private void Index(string kind, RowKey key, string text) =>
        _search.Put(new SearchEntryRow { Tenant = key.Tenant, Kind = kind, Id = key.Id, Text = text });

    private void Add(StageTotalRow difference)
    {
        var sum = _totals[difference.Key];
        _totals.Put(sum is null ? difference : difference with { Count = sum.Count + difference.Count, Value = sum.Value + difference.Value });
    }
}
