using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Reporting;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteReportTests : ReportTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresReportTests : ReportTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Figures, on both databases.</summary>
public abstract class ReportTests : DatabaseTests
{
    private static DateTimeOffset Start => TeamHistory.Start;
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 64)]
    [InlineData(3, 500)]
    public async Task Counters_equal_a_recount_of_everything_that_happened(int seed, int batch)
    {
        var history = new TeamHistory("t1", seed);
        var log = history.Take(1200).ToList();
        await Db.Append([.. log]);
        await Db.Append([.. new TeamHistory("t2", seed + 50).Take(100)]);

        // Killed now and then, at points before and after the write.
        var kills = 0;
        var engine = Db.Engine(EntityStorageShard, new ProjectionOptions { BatchSize = batch }, p =>
        {
            if (p is "folded" or "written" && ++kills % 5 == 0) throw new IOException("killed");
        });
        for (var quiet = false; !quiet;)
        {
            try
            {
                quiet = (await engine.Step(None)).Events == 0;
            }
            catch (IOException)
            {
                // As after a restart.
            }
        }
        await Db.ProjectAll();

        var reports = new ReportQueries(Db.Contexts);
        var days = (await reports.Days("t1", new DateOnly(2026, 3, 1), new DateOnly(2027, 4, 1), None)).ToDictionary(d => d.Day!.Value);
        var expected = history.Events.GroupBy(e => BusinessCalendar.Riyadh.Day(e.At)).ToDictionary(g => g.Key, g => g.ToList());
        Assert.True(expected.Count > 5);
        foreach (var (day, events) in expected) Assert.Equal(TeamHistory.Recount(events.Select(e => e.Event), history.Sent.Where(s => BusinessCalendar.Riyadh.Day(s.At) == day)) with { Day = day }, days.GetValueOrDefault(day) ?? new DayFigures { Day = day });
        Assert.Equal(TeamHistory.Recount(history.Events.Select(e => e.Event), history.Sent), await reports.Lifetime("t1", None));

        // Deals: a recount of the deals as they ended up.
        var deals = history.Deals.Values;
        var life = Assert.Single(await reports.LifetimeAmounts("t1", None));
        Assert.Equal(
            (deals.Count, deals.Count(d => d.Kind == StageKind.Open), deals.Count(d => d.Kind == StageKind.Won), deals.Where(d => d.Kind == StageKind.Won).Sum(d => d.Value)),
            ((int)life.Opened, (int)life.Open, (int)life.Won, life.WonValue));
        Assert.Equal(deals.Where(d => d.Kind == StageKind.Open).Sum(d => d.Value), life.OpenValue);
        foreach (var kind in new[] { ReportSubject.Company, ReportSubject.Source, ReportSubject.User })
        {
            var won = (await reports.Amounts("t1", kind, new DateOnly(2026, 3, 1), new DateOnly(2027, 4, 1), None)).Where(a => a.Won != 0)
                .Select(a => (a.Name, a.Day!.Value, a.Won, a.WonValue)).Order();
            var recount = deals.Where(d => d.Kind == StageKind.Won)
                .GroupBy(d => (Name: kind == ReportSubject.Company ? "" : kind == ReportSubject.User ? d.By : d.Source, Day: BusinessCalendar.Riyadh.Day(d.ClosedAt)))
                .Select(g => (g.Key.Name, g.Key.Day, (long)g.Count(), g.Sum(d => d.Value))).Order();
            Assert.Equal(recount, won);
        }

        // People and agents, and the second company apart.
        var people = await reports.Subjects("t1", ReportSubject.User, new DateOnly(2026, 3, 1), new DateOnly(2027, 4, 1), None);
        foreach (var user in new[] { "u1", "u2" })
        {
            Assert.Equal(history.Events.Count(e => e.Event is HandedOver h && h.UserId == user), people[user].Taken);
            Assert.Equal(history.Events.Select(e => e.Event).OfType<SatisfactionAnswered>().Where(a => a.UserId == user).Sum(a => a.Score), people[user].SatisfactionSum);
            Assert.Equal(history.Sent.Count(s => s.By == user), people[user].MessagesOut);
        }
        Assert.True(people.Values.Sum(p => p.TakenAssisted) > 0);
        var agent = Assert.Single(await reports.Subjects("t1", ReportSubject.Agent, new DateOnly(2026, 3, 1), new DateOnly(2027, 4, 1), None));
        Assert.Equal("sales", agent.Key);
        Assert.Equal(history.Events.Select(e => e.Event).OfType<ReplyQueued>().Sum(r => r.Messages.Count), agent.Value.MessagesOut);
        Assert.Equal(history.Events.Select(e => e.Event).OfType<SatisfactionAnswered>().Where(a => a.AgentId == "sales").Sum(a => a.Score), agent.Value.SatisfactionSum);
        Assert.NotEqual(await reports.Lifetime("t1", None), await reports.Lifetime("t2", None));

        // What people hold now.
        var loads = await new TeamBoardQueries(Db.Contexts).Workloads("t1", None);
        foreach (var user in new[] { "u1", "u2" })
            Assert.Equal(history.HeldBy.Values.Count(v => v == user), (int)(loads.GetValueOrDefault(user)?.OpenConversations ?? 0));
    }

    [Fact]
    public async Task A_day_is_the_companys_and_not_londons()
    {
        // 21:30 UTC is half past midnight in Riyadh.
        await Db.Append(
            Logged.Of("t1", "lead/l1", 1, new LeadCreated("أ", null, "web", null, null, "ar", null, Start.AddMinutes(29)), Start.AddMinutes(29)),
            Logged.Of("t1", "lead/l2", 1, new LeadCreated("ب", null, "web", null, null, "ar", null, Start.AddMinutes(30)), Start.AddMinutes(30)));
        await Db.ProjectAll();
        var days = await new ReportQueries(Db.Contexts).Days("t1", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), None);
        Assert.Equal([(new DateOnly(2026, 3, 1), 1L), (new DateOnly(2026, 3, 2), 1L)], days.Select(d => (d.Day!.Value, d.LeadsNew)));
    }

    [Fact]
    public async Task A_message_counts_as_sent_once_and_on_the_day_on_which_the_channel_took_it()
    {
        var later = Start.AddHours(2);
        QueuedMessage Message(string id) => new(id, OutboundContent.OfText("أهلا"));
        MessageStatusChanged Status(string id, MessageStatus status, bool taken = true) => new(id, taken ? "wamid." + id : null, status, null, null, null, null, later);
        await Append("conversation/c1", Start,
            new ConversationStarted("p1", "l1", "n1", "w1", "966500000001", null, "سارة", "whatsapp", Start),
            new MessageQueued(Message("taken"), "human", "u1", Start), new MessageQueued(Message("waits"), "human", "u1", Start),
            new MessageQueued(Message("refused"), "csat", null, Start),
            new ReplyQueued(1, "run", "sales", "offline", null, null, "ar", "greeting", 50, 0.5, [Message("t1.0"), Message("t1.1")], new Dictionary<string, string>(), 1, 1, 1, Start));
        await Db.ProjectAll();
        Assert.Equal(0, (await new ReportQueries(Db.Contexts).Lifetime("t1", None)).MessagesOut);

        await Append("conversation/c1", later,
            Status("taken", MessageStatus.Sent), Status("refused", MessageStatus.Failed), Status("t1.0", MessageStatus.Unknown, taken: false),
            // What the channel took and could not deliver was sent all the same, and a late word of it is not a second time.
            Status("taken", MessageStatus.Failed), Status("taken", MessageStatus.Delivered), Status("t1.0", MessageStatus.Read));
        await Db.ProjectAll();

        var reports = new ReportQueries(Db.Contexts);
        var days = await reports.Days("t1", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), None);
        Assert.Equal([(1, 0L, 0L), (2, 2L, 1L)], days.Select(d => (d.Day!.Value.Day, d.MessagesOut, d.HumanMessages)));
        Assert.Equal(1, (await reports.Subjects("t1", ReportSubject.User, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), None))["u1"].MessagesOut);
        Assert.Equal(2, (await reports.Subjects("t1", ReportSubject.Agent, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), None))["sales"].MessagesOut);
    }

    [Fact]
    public async Task A_day_is_that_of_the_zone_that_the_company_says()
    {
        await Append("tenant/tenant", Start.AddDays(-1), new TenantRegistered("Co", "u1", "سارة", "en"), new TenantSettingsChanged(new UpdateTenant(TimeZone: "Europe/London"), Start.AddDays(-1)));
        await Append("lead/l1", Start.AddMinutes(30), new LeadCreated("أ", null, "web", null, null, "ar", null, Start.AddMinutes(30)));
        await Db.ProjectAll();
        var days = await new ReportQueries(Db.Contexts).Days("t1", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), None);
        Assert.Equal(1, days.Single(d => d.Day == new DateOnly(2026, 3, 1)).LeadsNew);
    }

    [Fact]
    public async Task Deleted_and_merged_leads_and_deleted_deals_leave_the_figures_and_come_back_with_their_return()
    {
        foreach (var id in new[] { "l1", "l2", "l3" })
            await Append($"lead/{id}", Start, new LeadCreated("س", null, "web", null, null, "ar", null, Start));
        foreach (var id in new[] { "d1", "d2" })
            await Append($"deal/{id}", Start, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "u1", Start));
        await Append("lead/l1", Start.AddDays(3), new LeadDeleted(Start.AddDays(3)));
        await Append("lead/l2", Start.AddDays(3), new LeadMergedInto("m", "l3", Start.AddDays(3)));
        await Append("deal/d1", Start.AddDays(3), new DealDeleted(Start.AddDays(3)));
        await Db.ProjectAll();
        var reports = new ReportQueries(Db.Contexts);
        Assert.Equal(1, (await reports.Lifetime("t1", None)).LeadsNew);
        Assert.Equal(1, (await reports.Days("t1", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 9), None)).Single(d => d.LeadsNew != 0).LeadsNew);
        Assert.Equal(1, (await reports.Subjects("t1", ReportSubject.Source, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 9), None))["web"].LeadsNew);
        Assert.Equal((1L, 10m), (await reports.LifetimeAmounts("t1", None)).Single() is var a ? (a.Open, a.OpenValue) : default);
        Assert.Equal(1, (await new TeamBoardQueries(Db.Contexts).Queues("t1", 1, 1, Start.AddDays(30), None)).Single(q => q.Name == "stale_deals").Count);

        await Append("lead/l1", Start.AddDays(4), new LeadRestored(Start.AddDays(4)));
        await Append("deal/d1", Start.AddDays(4), new DealRestored(Start.AddDays(4)));
        await Db.ProjectAll();
        Assert.Equal(2, (await reports.Lifetime("t1", None)).LeadsNew);
        Assert.Equal((2L, 20m, 2L), (await reports.LifetimeAmounts("t1", None)).Single() is var b ? (b.Open, b.OpenValue, b.Opened) : default);
    }

    [Fact]
    public async Task Quotas_and_stale_deals_are_alerts_and_open_leads_are_counted_by_person()
    {
        await Append("lead/l1", Start, new LeadCreated("س", null, "web", null, null, "ar", null, Start), new LeadAssigned("u1", null, "manual", null, Start));
        await Append("lead/l2", Start, new LeadCreated("س", null, "web", null, null, "ar", null, Start));
        await Append("deal/d1", Start, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "u1", Start), new DealWentStale(Start, Start.AddDays(9)));
        await Append("tenant/tenant", Start, new QuotaWarned(new QuotaWarning("leads_per_month", "2026-03", 80, 100), Start));
        await Db.ProjectAll();
        var boards = new TeamBoardQueries(Db.Contexts);
        Assert.Equal(
            [("stale_deal", "d1", "warning"), ("quota_warning", "leads_per_month", "warning")],
            (await boards.Alerts("t1", true, null, 10, None)).Items.Select(x => (x.Kind, x.EntityId, x.Severity)));
        Assert.Equal(1, (await boards.Workloads("t1", None))["u1"].OpenLeads);
        Assert.Equal(1, (await boards.Queues("t1", 7, 14, Start, None)).Single(q => q.Name == "unassigned_leads").Count);

        await Append("deal/d1", Start, new DealTouched("call", Start.AddDays(10)));
        await Append("tenant/tenant", Start, new QuotaWarned(new QuotaWarning("leads_per_month", "2026-03", 100, 100), Start.AddDays(2)));
        await Db.ProjectAll();
        var left = Assert.Single((await boards.Alerts("t1", true, null, 10, None)).Items);
        Assert.Equal(("alarm", "100/100"), (left.Severity, left.Detail));
    }

    [Fact]
    public async Task A_warning_ends_with_the_clock_that_warned()
    {
        var boards = new TeamBoardQueries(Db.Contexts);
        async Task<(long AtRisk, ServiceState State)> Standing()
        {
            await Db.ProjectAll();
            foreach (var state in Enum.GetValues<ServiceState>())
            {
                if ((await boards.Cases("t1", state, null, 10, None)).Items is [_])
                    return ((await boards.Queues("t1", 7, 14, Start, None)).Single(q => q.Name == "sla_at_risk").Count, state);
            }
            return default;
        }

        await Append("service-level/c1",
            new ServiceStarted(1, 2, ServicePriority.Normal, "requested", "sales", 5, 60, 80, WorkingHours.Default, Start.AddMinutes(5), Start.AddHours(1), 3, Start),
            new ServiceWarned(ServiceClock.FirstResponse, Start.AddMinutes(5), Start.AddMinutes(4)));
        Assert.Equal((1L, ServiceState.Warned), await Standing());
        await Append("service-level/c1", new ServiceResponded("u1", 270, 270, true, 4, Start.AddMinutes(4.5)));
        Assert.Equal((0L, ServiceState.Running), await Standing());
        await Append("service-level/c1", new ServiceWarned(ServiceClock.Resolution, Start.AddHours(1), Start.AddMinutes(48)));
        Assert.Equal((1L, ServiceState.Warned), await Standing());
        await Append("service-level/c1", new ServiceRaised(3, ServicePriority.Urgent, "complaint", "sales_manager", 5, 60, Start.AddMinutes(55), Start.AddHours(2), 6, Start.AddMinutes(50)));
        Assert.Equal((0L, ServiceState.Running), await Standing());
        await Append("service-level/c1", new ServiceBreached(ServiceClock.FirstResponse, Start.AddMinutes(55)), new ServiceResponded("u1", 400, 400, false, 7, Start.AddMinutes(56)));
        Assert.Equal((0L, ServiceState.Breached), await Standing());
        await Append("service-level/c1", new ServiceEnded("u1", 3600, false, 8, Start.AddHours(3)));
        Assert.Equal((0L, ServiceState.Ended), await Standing());
    }

    [Fact]
    public async Task An_alert_that_is_raised_again_is_acknowledged_again_and_the_first_word_to_each_counts()
    {
        var boards = new TeamBoardQueries(Db.Contexts);
        await Append("deal/d1", Start, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "u1", Start), new DealWentStale(Start, Start.AddDays(9)));
        await Append("alert/stale-d1", new AlertAcknowledged("u1", Start.AddDays(9)), new AlertAcknowledged("u2", Start.AddDays(10)));
        await Db.ProjectAll();
        Assert.Equal((false, "u1"), (await boards.Alert("t1", "stale-d1", None)) is { } a ? (a.Open, a.AcknowledgedBy) : default);

        await Append("deal/d1", Start, new DealTouched("call", Start.AddDays(11)), new DealWentStale(Start.AddDays(11), Start.AddDays(30)));
        await Db.ProjectAll();
        Assert.Equal((true, null), (await boards.Alert("t1", "stale-d1", None)) is { } b ? (b.Open, b.AcknowledgedBy) : default);

        await Append("alert/stale-d1", new AlertAcknowledged("u2", Start.AddDays(31)));
        await Db.ProjectAll();
        Assert.Equal((false, "u2"), (await boards.Alert("t1", "stale-d1", None)) is { } c ? (c.Open, c.AcknowledgedBy) : default);
    }

    [Fact]
    public async Task Whoever_comes_back_to_what_they_left_has_not_taken_it_on_twice_and_no_agent_handed_it_over()
    {
        await Append("conversation/c1", new ConversationStarted("p1", "l1", "n1", "w1", "966500000001", null, "سارة", "whatsapp", Start));
        await Append("conversation/c1", new HandedOver("requested", "sales", "", null, Start), new HandedOver("taken_over", "sales", "", "u1", Start),
            new LeaseExpired("u1", false, null, Start), new HandedOver("taken_over", "sales", "", "u1", Start),
            new LeaseExpired("u1", false, null, Start), new HandedOver("taken_over", "sales", "", "u2", Start, From: "u1"),
            new HandedOver("complaint", "sales_manager", "", null, Start, From: "u2"));
        await Db.ProjectAll();

        var figures = await new ReportQueries(Db.Contexts).Lifetime("t1", None);
        Assert.Equal((1, 2), (figures.HandedOver, figures.Taken));
    }

    [Fact]
    public async Task Cases_alarms_and_queues_follow_the_clocks()
    {
        var at = Start;
        foreach (var id in new[] { "c1", "c2" })
        {
            await Append($"conversation/{id}", new ConversationStarted("p1", "l1", "n1", "w1", "966500000001", null, "سارة", "whatsapp", at.AddMinutes(1)),
                new HandedOver("high_score", "sales", "", null, at));
            await Append($"service-level/{id}", new ServiceStarted(1, 2, ServicePriority.Urgent, "high_score", "sales", 5, 60, 80, WorkingHours.Default, at.AddMinutes(5), at.AddHours(1), 3, at));
        }
        await Append("service-level/c1", new ServiceWarned(ServiceClock.FirstResponse, at.AddMinutes(5), at.AddMinutes(4)), new ServiceBreached(ServiceClock.FirstResponse, at.AddMinutes(5)),
            new ServiceAlarmRaised(2, ["role:supervisor"], at.AddMinutes(20), at.AddMinutes(5)));
        await Append("tenant/tenant", new ChannelNoticed(new ChannelNotice("phone_number_quality_update", "n1", "FLAGGED", "alarm"), at.AddMinutes(1)));
        await Db.ProjectAll();
        var boards = new TeamBoardQueries(Db.Contexts);

        var breached = Assert.Single((await boards.Cases("t1", ServiceState.Breached, null, 10, None)).Items);
        Assert.Equal(("c1", "سارة", 2, at.AddMinutes(20)), (breached.ConversationId, breached.CustomerName, breached.AlarmLevel!.Value, breached.AcknowledgeBy!.Value));
        Assert.Equal(["c2"], (await boards.Cases("t1", ServiceState.Running, null, 10, None)).Items.Select(c => c.ConversationId));
        Assert.Equal(["sla-c1", "notice-1"], (await boards.Alerts("t1", true, null, 10, None)).Items.Select(a => a.Id));
        var queues = (await boards.Queues("t1", 7, 14, at.AddDays(1), None)).ToDictionary(q => q.Name);
        Assert.Equal((2L, at), (queues["waiting_conversations"].Count, queues["waiting_conversations"].Oldest!.Value));
        Assert.Equal((1L, 0L), (queues["sla_breached"].Count, queues["sla_at_risk"].Count));

        await Append("conversation/c1", new HandedOver("taken_over", "sales", "", "u1", at.AddMinutes(6), at.AddMinutes(21)));
        await Append("service-level/c1", new ServiceResponded("u1", 400, 400, false, 5, at.AddMinutes(7)), new ServiceAcknowledged("boss", at.AddMinutes(8)));
        await Append("alert/notice-1", new AlertAcknowledged("boss", at.AddMinutes(9)));
        await Db.ProjectAll();
        Assert.Empty((await boards.Alerts("t1", true, null, 10, None)).Items);
        Assert.Equal("boss", (await boards.Alert("t1", "notice-1", None))!.AcknowledgedBy);
        Assert.Equal(1, (await boards.Queues("t1", 7, 14, at.AddDays(1), None)).Single(q => q.Name == "waiting_conversations").Count);

        // Answered once, then left: the customer waits again, whatever the clock of the first answer says.
        await Append("conversation/c1", new LeaseExpired("u1", false, null, at.AddMinutes(21)));
        await Db.ProjectAll();
        Assert.Equal(2, (await boards.Queues("t1", 7, 14, at.AddDays(1), None)).Single(q => q.Name == "waiting_conversations").Count);

        await Append("service-level/c1", new ServiceEnded("u1", 500, false, 9, at.AddMinutes(30)));
        await Db.ProjectAll();
        queues = (await boards.Queues("t1", 7, 14, at.AddDays(1), None)).ToDictionary(q => q.Name);
        Assert.Equal((0L, null), (queues["sla_breached"].Count, queues["sla_breached"].Oldest));
        Assert.Empty((await boards.Alerts("t2", false, null, 10, None)).Items);
    }

    [Fact]
    public async Task Queues_of_the_stale_and_the_unasked_count_what_waits_too_long()
    {
        for (var i = 0; i < 3; i++)
        {
            var at = Start.AddDays(i);
            await Append($"lead/l{i}", at, new LeadCreated("س", null, "web", null, null, "ar", null, at));
            await Append($"deal/d{i}", at, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "u1", at));
            await Append($"contact/p{i}", at, new ContactObserved("نورة", null, null, null, "ar", "whatsapp"));
        }
        await Append("lead/l0", Start, new LeadStatusChanged(LeadStatus.New, LeadStatus.Qualified, null, Start));
        await Append("deal/d0", Start, new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", Start));
        await Append("contact/p0", Start, new ConsentChanged("whatsapp", ConsentStatus.Granted, "form", null));
        await Db.ProjectAll();
        var queues = (await new TeamBoardQueries(Db.Contexts).Queues("t1", 7, 14, Start.AddDays(8).AddHours(1), None)).ToDictionary(q => q.Name);
        Assert.Equal((1L, Start.AddDays(1)), (queues["stale_leads"].Count, queues["stale_leads"].Oldest!.Value));
        Assert.Equal((2L, Start.AddDays(1)), (queues["missing_consents"].Count, queues["missing_consents"].Oldest!.Value));
        Assert.Equal(0, queues["stale_deals"].Count);
        queues = (await new TeamBoardQueries(Db.Contexts).Queues("t1", 1, 5, Start.AddDays(8).AddHours(1), None)).ToDictionary(q => q.Name);
        Assert.Equal((2L, 2L), (queues["stale_leads"].Count, queues["stale_deals"].Count));
    }

    [Fact]
    public async Task A_consent_is_missed_of_those_only_who_stand_in_lists()
    {
        async Task<long> Missing()
        {
            await Db.ProjectAll();
            return (await new TeamBoardQueries(Db.Contexts).Queues("t1", 7, 14, Start, None)).Single(q => q.Name == "missing_consents").Count;
        }

        foreach (var id in new[] { "a", "b", "c" }) await Append($"contact/{id}", new ContactObserved("نورة", null, null, null, "ar", "whatsapp"));
        Assert.Equal(3, await Missing());
        await Append("contact/c", new ContactDeleted(Start));
        Assert.Equal(2, await Missing());
        await Append("contact/c", new ContactRestored(Start));
        Assert.Equal(3, await Missing());

        // The one who goes had given it: the one who stays is missed no more, and is again after the merge was undone.
        await Append("contact/a", new ConsentChanged("whatsapp", ConsentStatus.Granted, "form", null), new ContactMerged("b", [], Start));
        Assert.Equal(2, await Missing());
        var took = new ContactExchange(ContactDetails.None, Consents: new Dictionary<string, ConsentStatus> { ["whatsapp"] = ConsentStatus.Granted });
        await Append("contact/b", new ContactAbsorbed("a", took));
        Assert.Equal(1, await Missing());
        await Append("contact/a", new ContactUnmerged("b", [], Start));
        var gave = new ContactExchange(ContactDetails.None, Consents: new Dictionary<string, ConsentStatus> { ["whatsapp"] = ConsentStatus.Pending });
        await Append("contact/b", new ContactReleased("a", gave));
        Assert.Equal(2, await Missing());

        // The same without a consent: the one who went is missed again.
        await Append("contact/c", new ContactMerged("b", [], Start));
        await Append("contact/b", new ContactAbsorbed("c"));
        Assert.Equal(1, await Missing());
        await Append("contact/c", new ContactUnmerged("b", [], Start));
        await Append("contact/b", new ContactReleased("c", new ContactExchange(ContactDetails.None)));
        Assert.Equal(2, await Missing());
    }

    [Fact]
    public async Task Activity_is_paged_without_a_gap_and_hides_what_one_may_not_see()
    {
        for (var i = 0; i < 7; i++)
        {
            await Append($"lead/l{i}", Start, new LeadCreated($"س{i}", null, "web", null, null, "ar", null, Start), new LeadStatusChanged(LeadStatus.New, LeadStatus.Qualified, null, Start));
            await Append($"deal/d{i}", Start, new DealOpened("عقد", Money.Sar(10.5m), "new", 10, null, null, null, "u1", Start));
        }
        await Db.ProjectAll();
        var reports = new ReportQueries(Db.Contexts);
        var seen = new List<ActivityView>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await reports.Activity("t1", ["lead", "deal"], cursor, 4, None);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        Assert.Equal(21, seen.Count);
        Assert.Equal(21, seen.Select(a => (a.Type, a.EntityId)).Distinct().Count());
        Assert.All(seen.Where(a => a.Type == "deal.opened"), a => Assert.Equal(10.5m, a.Value));
        Assert.Equal(14, (await reports.Activity("t1", ["lead"], null, 50, None)).Items.Count);
        await Assert.ThrowsAsync<FormatException>(() => reports.Activity("t1", ["lead"], "bm9uZQ", 4, None));
    }

    private static short EntityStorageShard => Entities.EntityStorage.ShardOf("t1");

    private Task Append(string stream, params IDomainEvent[] events) => Append(stream, Start, events);
}
