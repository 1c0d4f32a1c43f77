using SalesFlow.Common;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.Knowledge;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Leads.Forms;
using SalesFlow.Storage.Leads.Transfer;
using SalesFlow.Storage.Reporting;
using SalesFlow.Storage.SavedViews;
using SalesFlow.Storage.Templates;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Storage.Webhooks;

namespace SalesFlow.Storage.ReadModels;

/// <summary>All rows that a batch of events touches, module by module.</summary>
internal sealed class ReadModelBatch
{
    private readonly RowSet<SearchEntryRow> _search;
    private readonly List<ReadModule> _modules;

    public ReadModelBatch(ReadModelTables tables)
    {
        _search = new(tables.Of<SearchEntryRow>());
        // In the order in which they fold an event: a module sees the rows of those before it as they are after the event.
        _modules =
        [
            Conversations = new(tables, this),
            new CannedReplyReadModule(tables, this),
            new TemplateReadModule(tables, this),
            new AgentReadModule(tables),
            Leads = new(tables, this),
            new SavedViewReadModule(tables),
            new LeadTransferReadModule(tables),
            new FormReadModule(tables),
            Deals = new(tables, this),
            Fields = new(tables),
            Contacts = new(tables, this),
            Companies = new(tables, this),
            new CustomerReadModule(tables, this),
            Activities = new(tables),
            new WebhookReadModule(tables),
            new TimelineReadModule(tables, this),
            new ReportReadModule(tables, this),
            new UserReadModule(tables, this),
            Tenants = new(tables),
            new UsageReadModule(tables, this),
            new SubscriptionReadModule(tables),
            new PolicyReadModule(tables),
            new KnowledgeReadModule(tables, this),
            new SectorReadModule(tables, this),
            new PlatformReadModule(tables, this),
            // The last: it tells what the others made of the event.
            new AuditReadModule(tables, this),
        ];
        All = [.. _modules.SelectMany(m => m.Rows), _search];
    }

    public ConversationReadModule Conversations { get; }

    public LeadReadModule Leads { get; }

    public DealReadModule Deals { get; }

    public ContactReadModule Contacts { get; }

    public TenantReadModule Tenants { get; }

    public FieldReadModule Fields { get; }

    public CompanyReadModule Companies { get; }

    public ActivityReadModule Activities { get; }

    /// <summary>Every table's rows.</summary>
    public IReadOnlyList<RowSet> All { get; }

    /// <summary>Asks for the rows that an event needs.</summary>
    public void Ask(IDomainEvent e, EventHeader h)
    {
        foreach (var module in _modules) module.Ask(e, h);
    }

    /// <summary>Asks for the rows that only loaded ones tell of. Whether there are any.</summary>
    public bool AskMore()
    {
        foreach (var module in _modules) module.AskMore();
        return All.Any(rows => rows.AsksRows);
    }

    /// <summary>Folds an event onto its rows.</summary>
    public void Fold(IDomainEvent e, EventHeader h)
    {
        if (AuditReadModule.Takes(e, h))
            foreach (var rows in All) rows.Forget();
        foreach (var module in _modules) module.Fold(e, h);
    }

    /// <summary>The row of an entity before and after the event that is being folded, where one of the modules before keeps one.</summary>
    public (IReadRow? Before, IReadRow? After) Touched(RowKey key)
    {
        foreach (var rows in All)
            if (rows.Touched is { } t && t.Key == key) return (t.Before, t.After);
        return default;
    }

    /// <summary>Called once, after the last event: writes the words of what changed into the search column.</summary>
    public void Complete()
    {
        foreach (var module in _modules) module.Complete();
    }

    /// <summary>Forgets what was folded.</summary>
    public void Reset()
    {
        foreach (var rows in All) rows.Reset();
    }

    /// <summary>The words under which an entity is found from now on.</summary>
    public void Index(string kind, RowKey key, string text) =>
        _search.Put(new SearchEntryRow { Tenant = key.Tenant, Kind = kind, Id = key.Id, Text = text });
}
