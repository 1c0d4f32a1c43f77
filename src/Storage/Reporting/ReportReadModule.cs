using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Tenancy;

namespace SalesFlow.Storage.Reporting;

/// <summary>Figures, activity, cases and alerts. Folds after the modules whose rows it looks at.</summary>
internal sealed class ReportReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<ReportDayRow> _days = new(tables.Of<ReportDayRow>(ReportDayRow.Sums));
    private readonly RowSet<ReportAmountRow> _amounts = new(tables.Of<ReportAmountRow>(ReportAmountRow.Sums));
    private readonly RowSet<ReportCountRow> _counts = new(tables.Of<ReportCountRow>(nameof(ReportCountRow.Value)));
    private readonly RowSet<ReportDealRow> _deals = new(tables.Of<ReportDealRow>());
    private readonly RowSet<ReportLeadRow> _leads = new(tables.Of<ReportLeadRow>());
    private readonly RowSet<ReportConsentRow> _consents = new(tables.Of<ReportConsentRow>());
    private readonly RowSet<ActivityEntryRow> _activity = new(tables.Of<ActivityEntryRow>());
    private readonly RowSet<ServiceLevelRow> _cases = new(tables.Of<ServiceLevelRow>());
    private readonly RowSet<AlertRow> _alerts = new(tables.Of<AlertRow>());

    public override IReadOnlyList<RowSet> Rows => [_days, _amounts, _counts, _deals, _leads, _consents, _activity, _cases, _alerts];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ReportDayRow>("report_days", r => new { r.Tenant, r.Subject, r.Day }, t => t.HasIndex(r => new { r.Tenant, r.Day, r.Subject }));
        model.Table<ReportAmountRow>("report_amounts", r => new { r.Tenant, r.Subject, r.Day }, t => t.HasIndex(r => new { r.Tenant, r.Kind, r.Day }));
        model.Table<ReportCountRow>("report_counts", r => new { r.Tenant, r.Name });
        model.Table<ReportDealRow>("report_deals", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.Kind, r.StageSince }));
        model.Table<ReportLeadRow>("report_leads", r => new { r.Tenant, r.Id });
        model.Table<ReportConsentRow>("report_consents", r => new { r.Tenant, r.ContactId }, t => t.HasIndex(r => new { r.Tenant, r.Missing, r.Since }));
        model.Table<ActivityEntryRow>("report_activity", r => new { r.Tenant, r.Stream, r.Version }, t => t.HasIndex(r => new { r.Tenant, r.At, r.Stream, r.Version }));
        model.Table<ServiceLevelRow>("service_levels", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.State, r.StartedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.State, r.StartedAt, r.Id, r.HeldBy }).HasFilter("held_by IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.State, r.StartedAt, r.HeldBy }).HasFilter("held_by IS NULL");
            t.HasIndex(r => new { r.Tenant, r.Unanswered, r.StartedAt });
        });
        model.Table<AlertRow>("alerts", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.At, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Open, r.At, r.Id });
        });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        batch.Tenants.Ask(h.Tenant);
        switch (h.Entity)
        {
            case "deal":
                _deals.Ask(key);
                if (e is DealOpened { LeadId: { } lead }) _leads.Ask(new RowKey(h.Tenant, lead));
                break;
            case "contact":
                foreach (var id in ContactFold.Ids(e, h)) _consents.Ask(new RowKey(h.Tenant, id));
                break;
            case "service-level":
                _cases.Ask(key);
                break;
        }
        if (ServiceFold.AlertId(e, h) is { } alert) _alerts.Ask(new RowKey(h.Tenant, alert));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        var talk = h.Entity == "conversation" ? batch.Conversations.Last : default;
        var lead = h.Entity == "lead" ? batch.Leads.Last : default;
        var deal = h.Entity == "deal" ? batch.Deals.Last : default;
        var isNew = h.Entity switch { "conversation" => talk.Before is null, "lead" => lead.Before is null, "deal" => deal.Before is null, _ => false };

        foreach (var counted in ReportFold.Figures(e, isNew, talk.Before, batch.Conversations.LastSent)) Count(h.Tenant, counted);
        if (h.Entity == "lead")
            foreach (var counted in ReportFold.Leads(lead.Before, lead.After)) Count(h.Tenant, counted);
        if (e is LeadCreated created && isNew) _leads.Put(new ReportLeadRow { Tenant = h.Tenant, Id = h.EntityId, Source = created.Source });
        if (h.Entity == "deal") FoldDeal(e, h, deal.After);
        if (h.Entity == "conversation") Move(h.Tenant, HeldBy(talk.Before), HeldBy(talk.After));
        if (h.Entity == "contact")
            foreach (var id in ContactFold.Ids(e, h)) _consents.Fold(new RowKey(h.Tenant, id), row => ReportFold.Consent(row, batch.Contacts.Row(new RowKey(h.Tenant, id)), h));
        FoldService(e, h, deal.After);
        var subject = talk.After?.CustomerName ?? lead.After?.Name ?? deal.After?.Title;
        if (ReportFold.Activity(e, h, subject, deal.After) is { } told) _activity.Put(told);
    }

    private void FoldDeal(IDomainEvent e, EventHeader h, DealRow? deal)
    {
        var source = deal?.LeadId is { } lead ? _leads[new RowKey(h.Tenant, lead)]?.Source : null;
        var (before, after) = _deals.Fold(new RowKey(h.Tenant, h.EntityId), row => ReportFold.Deal(row, deal, e, source, Calendar(h.Tenant)));
        foreach (var d in ReportFold.Differences(before, after))
        {
            var sum = _amounts[d.Key];
            _amounts.Put(sum is null ? d : sum with
            {
                Opened = sum.Opened + d.Opened,
                OpenedValue = sum.OpenedValue + d.OpenedValue,
                Won = sum.Won + d.Won,
                WonValue = sum.WonValue + d.WonValue,
                Lost = sum.Lost + d.Lost,
                LostValue = sum.LostValue + d.LostValue,
                Open = sum.Open + d.Open,
                OpenValue = sum.OpenValue + d.OpenValue,
            });
        }
    }

    private void FoldService(IDomainEvent e, EventHeader h, DealRow? deal)
    {
        ServiceLevelRow? now = null;
        if (h.Entity == "service-level")
        {
            var (before, after) = _cases.Fold(new RowKey(h.Tenant, h.EntityId), row => ServiceFold.Case(row, e, h));
            foreach (var name in ServiceFold.Counters(before)) Add(h.Tenant, name, -1);
            foreach (var name in ServiceFold.Counters(after)) Add(h.Tenant, name, 1);
            now = after;
        }
        if (ServiceFold.AlertId(e, h) is { } id) _alerts.Fold(new RowKey(h.Tenant, id), row => ServiceFold.Alert(row, id, e, h, now, deal));
    }

    private void Count(string tenant, Counted counted)
    {
        var at = ReportFold.Word(Calendar(tenant).Day(counted.At));
        foreach (var day in counted.Subject == ReportDayRow.Company ? new[] { at, ReportDayRow.Lifetime } : [at])
        {
            var key = new RowKey(tenant, counted.Subject, day);
            _days.Put(counted.Change(_days[key] ?? new ReportDayRow { Tenant = tenant, Subject = counted.Subject, Day = day }));
        }
    }

    private void Move(string tenant, string? from, string? to)
    {
        if (from == to) return;
        if (from is not null) Add(tenant, ServiceFold.HeldBy(from), -1);
        if (to is not null) Add(tenant, ServiceFold.HeldBy(to), 1);
    }

    private void Add(string tenant, string name, long change)
    {
        var sum = _counts[new RowKey(tenant, name)];
        _counts.Put(sum is null ? new ReportCountRow { Tenant = tenant, Name = name, Value = change } : sum with { Value = sum.Value + change });
    }

    private BusinessCalendar Calendar(string tenant) => TenantZones.Calendar(batch.Tenants.Row(tenant)?.TimeZone);

    private static string? HeldBy(ConversationRow? talk) => talk is { Handler: Handler.Human } ? talk.HeldBy : null;
}
