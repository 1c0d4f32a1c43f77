using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Fields;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Leads.Transfer;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Reporting;
using SalesFlow.Storage.SavedViews;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Storage.Webhooks;
using SalesFlow.Tenancy;
using SalesFlow.Webhooks;
using Talks = SalesFlow.Storage.Conversations.ConversationLists;

namespace SalesFlow.Bench.Scale;

/// <summary>Asks the product's own queries, under the role of the application, and judges their times and plans.</summary>
internal sealed class Questions(
    ReadModelContexts contexts, ReadModelContexts watched, Func<ReadModelContexts, PostgresDatabase> of, Plans plans, Sizes sizes)
{
    /// <summary>What a page along one index looks at: its rows, one more, and what another table tells of each.</summary>
    private const long Exact = 4 * PageSize;

    /// <summary>The most where a condition has no index in the list's order: the rows walked, those that another index finds, and a look into each index.</summary>
    private const long Walked = 5000;

    /// <summary>
    /// The exception of words and tags: rows walked with the words of each, and those that the index of words finds, with their rows where they are few
    /// enough. Fewer would leave pages short for what one row in a hundred holds.
    /// </summary>
    private const long Worded = (2 * Search.MostLookedAt) + (Search.MostFound * 3 / 2);

    /// <summary>The exception of timelines by kind: each activity walked is looked up, since what was deleted leaves no trace.</summary>
    private const long Marked = (2 * Search.MostWalked) + (2 * Exact);

    /// <summary>The exception of figures: a row for each person and day asked for, at most 400 days.</summary>
    private const long Figures = 400 * (Filling.Users + 21);

    /// <summary>The exception of queues, which count to a thousand what has no counter, four times.</summary>
    private const long Counted = 4500;

    private const int PageSize = 50;

    /// <summary>So many times a question is watched: often enough for the database to settle for a plan of all values.</summary>
    private const int Watched = 12;

    private readonly List<(string Name, long Bound, Func<ReadModelContexts, Random, Task<int>> Ask)> _questions = [];

    public async Task<bool> Ask(int samples, string only)
    {
        List();
        // Tables of a few thousand rows may be read through where that is cheaper; these never.
        plans.Large = new HashSet<string>([
            "leads", "lead_tags", "conversations", "conversation_labels", "contacts", "contact_links", "consents", "companies", "deals", "deal_stage_history", "messages", "message_texts",
            "search_entries", "field_values", "activities", "mentions", "calls", "timeline", "audit_logs", "agent_runs", "tenant_feed", "webhook_deliveries", "alerts", "service_levels",
            "report_days", "report_amounts", "report_activity", "report_consents", "report_deals", "deal_closed_totals", "deal_expected_totals"]);
        var failed = new List<string>();
        Console.WriteLine($"{"question",-44}{"p50 ms",9}{"p99 ms",9}{"rows",6}{"stmts",7}{"looked at",11}{"pages",8}");
        foreach (var (name, bound, ask) in _questions.Where(q => q.Name.Contains(only, StringComparison.Ordinal)))
        {
            var random = new Random(11);
            for (var i = 0; i < 8; i++) await ask(contexts, random);
            var times = new List<double>();
            var rows = 0;
            for (var i = 0; i < samples; i++)
            {
                var began = Stopwatch.GetTimestamp();
                rows = Math.Max(rows, await ask(contexts, random));
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            times.Sort();
            var most = new Work(0, 0, 0, []);
            var (text, scanned) = ("", new HashSet<string>());
            // The first question over a connection brings statements of the connection's own.
            await ask(watched, random);
            random = new Random(23);
            for (var i = 0; i < Watched; i++)
            {
                plans.Take();
                await ask(watched, random);
                var now = plans.LastText;
                var work = plans.Take();
                scanned.UnionWith(work.Scanned);
                if (work.Looked < most.Looked && work.Scanned.Count == 0) continue;
                (most, text) = (work, now);
            }
            Console.WriteLine($"{name,-44}{times[times.Count / 2],9:0.0}{times[(int)(times.Count * 0.99)],9:0.0}{rows,6}{most.Statements,7}{most.Looked,11}{most.Buffers,8}");
            if (most.Statements == 0) failed.Add($"{name}: no plan was reported");
            if (scanned.Count > 0) failed.Add($"{name}: reads through {string.Join(", ", scanned)}");
            if (most.Looked > bound) failed.Add($"{name}: looks at {most.Looked} rows, more than {bound}");
            if ((scanned.Count > 0 || most.Looked > bound) && Environment.GetEnvironmentVariable("SCALE_PLANS") is { Length: > 0 } folder)
                await File.WriteAllTextAsync(Path.Combine(folder, name.Replace(' ', '-').Replace('/', '-') + ".json"), text);
        }
        foreach (var failure in failed) Console.Error.WriteLine("FAILED " + failure);
        return failed.Count == 0;
    }

    private void List()
    {
        LeadQuestions();
        TalkQuestions();
        DealQuestions();
        RecordQuestions();
        HistoryQuestions();
        FigureQuestions();
    }

    private void LeadQuestions()
    {
        Leads("leads", Exact, _ => new());
        foreach (var status in Enum.GetValues<LeadStatus>()) Leads($"leads, status {status.ToString().ToLowerInvariant()}", Exact, _ => new() { Statuses = [status] });
        Leads("leads, two statuses", Exact, _ => new() { Statuses = [LeadStatus.Qualified, LeadStatus.Converted] });
        Leads("leads, five statuses", 2 * Exact, _ => new() { Statuses = Enum.GetValues<LeadStatus>() });
        Leads("leads, assignee", Exact, r => new() { Assignee = SomeUser(r) });
        Leads("leads, nobody's", Exact, _ => new() { Assignee = "" });
        Leads("leads, source", Exact, r => new() { Source = Any(r, Filling.Sources) });
        Leads("leads, sector", Exact, r => new() { Sector = Any(r, Filling.Sectors) });
        Leads("leads, city", Exact, r => new() { City = Any(r, Filling.Cities) });
        Leads("leads, city in another spelling", Exact, _ => new() { City = "نجـران" });
        Leads("leads, temperature", Exact, r => new() { Temperature = (Temperature)r.Next(3) });
        Leads("leads, with a deal", Exact, _ => new() { HasDeal = true });
        Leads("leads, without a deal", Walked, _ => new() { HasDeal = false });
        Leads("leads, deleted", Exact, _ => new() { Deleted = true });
        Leads("leads, deleted by name", Exact, _ => new() { Deleted = true, Sort = LeadSort.Name, Ascending = true });
        Leads("leads, deleted of a city", Walked, r => new() { Deleted = true, City = Any(r, Filling.Cities) });
        Leads("leads, changed range", Exact, r => { var day = Day(r); return new() { UpdatedFrom = day, UpdatedTo = day.AddDays(2) }; });
        Leads("leads, changed range of a city", Exact, r => { var day = Day(r); return new() { UpdatedFrom = day, UpdatedTo = day.AddDays(2), City = Any(r, Filling.Cities) }; });
        Leads("leads, score range", Walked, r => { var low = r.Next(90); return new() { ScoreFrom = low, ScoreTo = low + 9 }; });
        Leads("leads, score at least 99", Walked, _ => new() { ScoreFrom = 99 });
        Leads("leads, score range by score", Exact, r => { var low = r.Next(90); return new() { ScoreFrom = low, ScoreTo = low + 9, Sort = LeadSort.Score }; });
        Leads("leads, created range", Exact, r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddDays(2) }; });
        Leads("leads, created range by change", Walked, r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddDays(2), Sort = LeadSort.Updated }; });
        Leads("leads, created range by creation", Exact, r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddDays(2), Sort = LeadSort.Created }; });
        Leads("leads, created range by name", Walked, r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddHours(6), Sort = LeadSort.Name, Ascending = true }; });
        Leads("leads, common and rare value", Walked, _ => new() { Statuses = [LeadStatus.Converted], City = "نجران" });
        Leads("leads, two common values", Walked, r => new() { Statuses = [LeadStatus.Contacted], Source = Filling.Sources[r.Next(2)] });
        Leads("leads, three values", Walked, r => new() { Statuses = [LeadStatus.Qualified], Assignee = SomeUser(r), Temperature = Temperature.Hot });
        Leads("leads, three rare values", Walked, _ => new() { Statuses = [LeadStatus.Converted], Assignee = Filling.User(39), City = "نجران" });
        Leads("leads, every filter", Walked, r => new()
        {
            Statuses = [LeadStatus.New, LeadStatus.Contacted], Assignee = Filling.User(r.Next(5)), Source = Filling.Sources[0], Sector = Filling.Sectors[0], City = Filling.Cities[0],
            Temperature = Temperature.Cold, ScoreFrom = 0, ScoreTo = 30, HasDeal = false, Tag = "new", CreatedFrom = Filling.End.AddDays(-300), UpdatedFrom = Filling.End.AddDays(-300),
        });
        Leads("leads, status by score", Exact, r => new() { Statuses = [(LeadStatus)r.Next(5)], Sort = LeadSort.Score });
        Leads("leads, status by creation", Exact, r => new() { Statuses = [(LeadStatus)r.Next(5)], Sort = LeadSort.Created, Ascending = true });
        Leads("leads, assignee by creation", Exact, r => new() { Assignee = SomeUser(r), Sort = LeadSort.Created });
        Leads("leads, assignee by score", Exact, r => new() { Assignee = SomeUser(r), Sort = LeadSort.Score });
        Leads("leads, assignee by name", Walked, r => new() { Assignee = SomeUser(r), Sort = LeadSort.Name });
        Leads("leads, city by name", Walked, r => new() { City = Any(r, Filling.Cities), Sort = LeadSort.Name, Ascending = true });
        Leads("leads, source by creation", Walked, r => new() { Source = Any(r, Filling.Sources), Sort = LeadSort.Created });
        foreach (var sort in Enum.GetValues<LeadSort>())
        {
            foreach (var ascending in new[] { false, true })
            {
                Leads($"leads by {sort.ToString().ToLowerInvariant()}{(ascending ? ", ascending" : "")}", Exact, _ => new() { Sort = sort, Ascending = ascending });
                Deep($"leads by {sort.ToString().ToLowerInvariant()}{(ascending ? ", ascending" : "")}, page 500", async (db, cursor, limit) =>
                    Of(await new LeadListQueries(db, TimeProvider.System).Leads(Filling.Large, new() { Sort = sort, Ascending = ascending }, cursor, limit, default)));
            }
        }
        foreach (var tag in new[] { "new", "blacklist", "legacy", "nobody" }) Leads($"leads, tag {tag}", Exact, _ => new() { Tag = tag });
        Leads("leads, tag by score", Worded, _ => new() { Tag = "vip", Sort = LeadSort.Score });
        Leads("leads, old tag by creation", Worded, _ => new() { Tag = "legacy", Sort = LeadSort.Created });
        Leads("leads, tag and status", Walked, _ => new() { Tag = "blacklist", Statuses = [LeadStatus.Converted] });
        Leads("leads, word, common", Worded, _ => new() { Search = "محمد" });
        Leads("leads, word in another spelling", Worded, _ => new() { Search = "أحْمَـد" });
        Leads("leads, words, common", Worded, _ => new() { Search = "خالد الحربي" });
        Leads("leads, word of one in a hundred", Worded, r => new() { Search = $"lead{10 + r.Next(89)}" });
        Leads("leads, word, rare", Worded, _ => new() { Search = Filling.RareWord });
        Leads("leads, word, old", Worded, _ => new() { Search = Filling.OldWord });
        Leads("leads, word, none", Worded, _ => new() { Search = "لايوجد" });
        Leads("leads, word of two letters", Worded, _ => new() { Search = "zz" });
        Leads("leads, phone", Worded, r => new() { Search = $"05{r.Next(sizes.Leads):00000000}" });
        Leads("leads, word and status", Worded, _ => new() { Search = "سارة", Statuses = [LeadStatus.Converted] });
        Leads("leads, word by name", Worded, _ => new() { Search = "الأفق", Sort = LeadSort.Name, Ascending = true });
        Leads("leads, word and tag", Worded, _ => new() { Search = "محمد", Tag = "blacklist" });
        Add("leads, counters", Exact, async (db, _) => (int)Math.Min(99_999, (await new LeadListQueries(db, TimeProvider.System).Counts(Filling.Large, default)).Total));
        Add("leads, duplicates", Walked, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Duplicates(
            Filling.Large, new LeadLikeness(null, "محمد العتيبي", "شركة النور 12", $"+9665{r.Next(sizes.Leads):00000000}", $"lead{r.Next(sizes.Leads)}@example.com"), default)).Count);
        Add("leads of a small tenant", Exact, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads(Small(r), new() { City = "نجران" }, null, PageSize, default)).Items.Count);
        Add("leads of a small tenant, word", Worded, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads(Small(r), new() { Search = "محمد" }, null, PageSize, default)).Items.Count);
        Add("leads, imports", Exact, async (db, _) => (await new LeadTransferQueries(db).Imports(Filling.Large, null, PageSize, default)).Items.Count);
        Add("leads, saved views", Walked, async (db, r) => (await new SavedViewQueries(db).Views(Filling.Large, "leads", SomeUser(r), default)).Count);
    }

    private void TalkQuestions()
    {
        Talk("conversations", Exact, _ => new());
        Deep("conversations, page 500", async (db, cursor, limit) => Of(await new Talks(db).Conversations(Filling.Large, new(), cursor, limit, default)));
        foreach (var folder in Enum.GetValues<ConversationFolder>())
            Talk($"conversations, {folder.ToString().ToLowerInvariant()}", Exact, r => new(Folder: folder, UserId: SomeUser(r)));
        foreach (var status in Enum.GetValues<ConversationStatus>()) Talk($"conversations, status {status.ToString().ToLowerInvariant()}", Exact, _ => new(Status: status));
        Talk("conversations, waiting for a person", Exact, _ => new(Handler: Handler.HumanQueue));
        Talk("conversations, with an agent", Walked, _ => new(Handler: Handler.Agent));
        Talk("conversations, assignee", Exact, r => new(AssignedTo: SomeUser(r)));
        Talk("conversations, nobody's", Walked, _ => new(AssignedTo: ""));
        Talk("conversations, with unread messages", Exact, _ => new(Unread: true));
        Talk("conversations, channel", Walked, _ => new(Channel: "whatsapp"));
        Talk("conversations, channel without any", Exact, _ => new(Channel: "sms"));
        Talk("conversations, assignee, unread", Walked, r => new(AssignedTo: SomeUser(r), Unread: true));
        Talk("conversations, mine, unread", Walked, r => new(Folder: ConversationFolder.Mine, UserId: SomeUser(r), Unread: true));
        foreach (var label in new[] { "often", "seldom", "old", "nobody" }) Talk($"conversations, label {label}", Exact, _ => new(Label: label));
        Talk("conversations, label, status", Walked, _ => new(Label: "often", Status: ConversationStatus.Snoozed));
        Talk("conversations, word, common", Worded, _ => new(Search: "محمد"));
        Talk("conversations, word, rare", Worded, _ => new(Search: Filling.RareWord));
        Talk("conversations, word, old", Worded, _ => new(Search: Filling.OldWord));
        Talk("conversations, words, resolved", Worded, _ => new(Search: "خالد الحربي", Status: ConversationStatus.Resolved));
        Talk("conversations, word, label", Worded, _ => new(Search: "محمد", Label: "often"));
        Add("conversations, counters", Exact, async (db, r) => (int)(await new Talks(db).Counts(Filling.Large, SomeUser(r), default)).All);
        Add("messages of a conversation", Exact, async (db, r) => (await new Talks(db).Messages(Filling.Large, SomeTalk(r), null, PageSize, default)).Items.Count);
        Messages("messages, word, common", _ => new("الفاتورة"));
        Messages("messages, words", _ => new("الفاتورة please price موعد"));
        Messages("messages, word, rare", _ => new(Filling.RareWord));
        Messages("messages, word, none", _ => new("لايوجد"));
        Messages("messages, word in a conversation", r => new("السعر", ConversationId: SomeTalk(r)));
        Messages("messages, word in a month", _ => new(Filling.RareWord, From: Filling.End.AddDays(-90), To: Filling.End.AddDays(-60)));
        Messages("messages, words of customers", _ => new("please price", Outbound: false));
        Add("ready answers", Exact, async (db, r) => (await new Talks(db).CannedReplies(Filling.Large, SomeUser(r), null, null, PageSize, default)).Items.Count);
        Add("ready answers, word", Worded, async (db, r) => (await new Talks(db).CannedReplies(Filling.Large, SomeUser(r), "السعر", null, PageSize, default)).Items.Count);
        Add("runs of agents", Exact, async (db, _) => (await new ReadModelQueries(db, TimeProvider.System).AgentRuns(Filling.Large, null, null, PageSize, default)).Items.Count);
        Add("runs of a conversation", Exact, async (db, r) => (await new ReadModelQueries(db, TimeProvider.System).AgentRuns(Filling.Large, SomeTalk(r), null, PageSize, default)).Items.Count);
    }

    private void DealQuestions()
    {
        Deal("deals", Exact, _ => new());
        foreach (var stage in Filling.Stages) Deal($"board column, {stage}", Exact, _ => new(PipelineId: IPipelineGrain.DefaultId, Stage: stage), DealSort.Rank);
        Deal("board column, one owner's", Walked, r => new(PipelineId: IPipelineGrain.DefaultId, Stage: "proposal", OwnerId: SomeUser(r)), DealSort.Rank);
        Deal("deals, stage by move", Walked, _ => new(PipelineId: IPipelineGrain.DefaultId, Stage: "negotiation"));
        Deal("deals, owner", Exact, r => new(OwnerId: SomeUser(r)));
        Deal("deals, nobody's", Exact, _ => new(Unowned: true));
        Deal("deals, open", Exact, _ => new(Kind: StageKind.Open));
        Deal("deals, stale", Exact, _ => new(Stale: true));
        Deal("deals, not stale", Walked, _ => new(Stale: false));
        Deal("deals, deleted", Exact, _ => new(Deleted: true));
        Deal("deals, deleted by value", Exact, _ => new(Deleted: true), DealSort.Value);
        Deal("deals of a company", Exact, r => new(CompanyId: Filling.Company(r.Next(Math.Max(1, sizes.Deals / 4)))));
        Deal("deals of a lead", Exact, r => new(LeadId: Filling.Id("l", r.Next(sizes.Deals) * 20)));
        Deal("deals of a contact", Exact, r => new(ContactId: Filling.Id("p", r.Next(sizes.Deals) * 4)));
        Deal("deals, worth, by value", Exact, r => { var v = r.Next(800_000); return new(ValueFrom: v, ValueTo: v + 5000); }, DealSort.Value);
        Deal("deals, worth", Walked, r => { var v = r.Next(800_000); return new(ValueFrom: v, ValueTo: v + 5000); });
        Deal("deals, closing, by close", Exact, r => { var d = CloseDay(r); return new(CloseFrom: d, CloseTo: d.AddDays(3)); }, DealSort.ExpectedClose);
        Deal("deals, closing", Walked, r => { var d = CloseDay(r); return new(CloseFrom: d, CloseTo: d.AddDays(3)); });
        Deal("deals, closing after all", Exact, _ => new(CloseFrom: new DateOnly(2030, 1, 1)), DealSort.ExpectedClose);
        Deal("deals, owner, open, worth", Walked, r => new(OwnerId: SomeUser(r), Kind: StageKind.Open, ValueFrom: 500_000));
        Deal("deals, owner by value", Walked, r => new(OwnerId: SomeUser(r)), DealSort.Value);
        foreach (var sort in Enum.GetValues<DealSort>())
        {
            Deal($"deals by {sort.ToString().ToLowerInvariant()}", Exact, _ => new(), sort);
            Deep($"deals by {sort.ToString().ToLowerInvariant()}, page 500", async (db, cursor, limit) => Of(await new DealQueries(db).Deals(Filling.Large, new(), sort, cursor, limit, default)));
        }
        Deal("deals, tag, common", Worded, _ => new(Tag: "vip"));
        Deal("deals, tag, rare", Worded, _ => new(Tag: "audit"));
        Deal("deals, word, old", Worded, _ => new(Search: Filling.OldWord));
        Deal("deals, word and tag", Worded, _ => new(Search: "النور", Tag: "vip"), DealSort.Value);
        Add("deals, totals of stages", Exact, async (db, _) => (await new DealQueries(db).Pipeline(Filling.Large, IPipelineGrain.DefaultId, default)).Count);
        Add("deals, steps", Exact, async (db, r) => (await new DealQueries(db).Steps(Filling.Large, Filling.Id("d", r.Next(sizes.Deals)), default)).Count);
        Add("deals, times of stages", Exact, async (db, _) => (await new DealQueries(db).StageTimes(Filling.Large, IPipelineGrain.DefaultId, default)).Count);
        Add("deals, closed, 90 days", Figures, async (db, _) => (await new DealQueries(db).Closed(Filling.Large, Filling.End.AddDays(-90), Filling.End, default)).Count);
        Add("deals, expected of all", Figures, async (db, _) => (await new DealQueries(db).Expected(Filling.Large, null, default)).Count);
        Add("deals, expected of one", Figures, async (db, r) => (await new DealQueries(db).Expected(Filling.Large, SomeUser(r), default)).Count);
    }

    private void RecordQuestions()
    {
        foreach (var sort in Enum.GetValues<RecordSort>())
        {
            var by = sort.ToString().ToLowerInvariant();
            Contact($"contacts by {by}", Exact, _ => new(Sort: sort));
            Deep($"contacts by {by}, page 500", async (db, cursor, limit) => Of(await new ContactQueries(db).Contacts(Filling.Large, new(Sort: sort), cursor, limit, default)));
            Company($"companies by {by}", Exact, _ => new(Sort: sort));
        }
        Contact("contacts, owner", Exact, r => new(OwnerId: SomeUser(r)));
        Contact("contacts, owner by name", Walked, r => new(OwnerId: SomeUser(r), Sort: RecordSort.Name));
        Contact("contacts of a company", Exact, _ => new(CompanyId: Filling.Busy));
        Contact("contacts, decision makers", Walked, _ => new(IsDecisionMaker: true));
        Contact("contacts, language without any", Walked, _ => new(Language: "en"));
        Contact("contacts, consent", Walked, r => new(Consent: (ConsentStatus)r.Next(3)));
        foreach (var tag in new[] { "often", "seldom", "old", "nobody" }) Contact($"contacts, tag {tag}", Worded, _ => new(Tag: tag));
        Contact("contacts, field", Worded, r => new(Fields: [new FieldMatch("segment", $"s{r.Next(40)}")]));
        Contact("contacts, field and tag by name", Worded, r => new(Tag: "often", Fields: [new FieldMatch("segment", $"s{r.Next(40)}")], Sort: RecordSort.Name));
        Contact("contacts, word, common", Worded, _ => new(Search: "محمد"));
        Contact("contacts, word, rare", Worded, _ => new(Search: Filling.RareWord));
        Contact("contacts, word, old", Worded, _ => new(Search: Filling.OldWord));
        Contact("contacts, phone", Worded, r => new(Search: $"05{r.Next(sizes.Conversations):00000000}"));
        Customer("customers", Exact, new());
        Customer("customers by value", Exact, new(Sort: CustomerSort.LifetimeValue));
        Customer("customers, word, common", Worded, new(Search: "محمد"));
        Customer("customers, word, old", Worded, new(Search: Filling.OldWord));
        Customer("customers, word, none", Worded, new(Search: "لايوجد"));
        Add("contacts, consents of one", Exact, async (db, r) => (await new ContactQueries(db).Consents(Filling.Large, SomeContact(r), null, PageSize, default)).Items.Count);
        Add("contacts, messages of one", Exact, async (db, r) => (await new ContactQueries(db).Messages(Filling.Large, SomeContact(r), null, PageSize, default)).Items.Count);
        Company("companies, sector", Exact, r => new(Sector: Any(r, Filling.Sectors)));
        Company("companies, city", Exact, r => new(City: Any(r, Filling.Cities)));
        Company("companies, owner", Exact, r => new(OwnerId: SomeUser(r)));
        Company("companies, owner and city", Walked, r => new(OwnerId: SomeUser(r), City: Any(r, Filling.Cities)));
        Company("companies, size and region", Walked, _ => new(Size: CompanySize.Micro, Region: "الجنوبية"));
        Company("companies, not active", Walked, _ => new(IsActive: false));
        Company("companies, register", Walked, r => new(CrNumber: $"10{r.Next(sizes.Companies):00000000}"));
        foreach (var tag in new[] { "often", "seldom", "old" }) Company($"companies, tag {tag}", Worded, _ => new(Tag: tag));
        Company("companies, word, common", Worded, _ => new(Search: "النور"));
        Company("companies, word, rare", Worded, _ => new(Search: Filling.RareWord));
        Company("companies, word, old", Worded, _ => new(Search: Filling.OldWord));
        Add("companies alike", Worded, async (db, r) => (await new CompanyQueries(db).Like(Filling.Large, null, $"شركة النور الحربي {r.Next(900)}", default)).Count);
        Add("users", Exact, async (db, _) => (await new UserQueries(db).Users(Filling.Large, new(), null, PageSize, default)).Items.Count);
        Add("users, word", Worded, async (db, _) => (await new UserQueries(db).Users(Filling.Large, new(Search: "محمد"), null, PageSize, default)).Items.Count);
        Add("policies", Exact, async (db, _) => (await new PolicyLists(db).Policies(Filling.Large, null, DateOnly.FromDateTime(Filling.End.UtcDateTime), null, PageSize, default)).Items.Count);
        Add("policies of a kind", Walked, async (db, _) => (await new PolicyLists(db).Policies(Filling.Large, PolicyType.Guarantee, DateOnly.FromDateTime(Filling.End.UtcDateTime), null, PageSize, default)).Items.Count);
    }

    private void HistoryQuestions()
    {
        Activity("activities", Exact, _ => new());
        Deep("activities, page 500", async (db, cursor, limit) => Of(await new ActivityQueries(db).Activities(Filling.Large, new(), cursor, limit, default)));
        Activity("activities of a lead", Exact, r => new(Links: new(LeadId: Filling.Id("l", r.Next(sizes.Activities) * 3))));
        Activity("activities of a busy company", Exact, _ => new(Links: new(CompanyId: Filling.Busy)));
        Activity("activities of a busy company, kind", Walked, _ => new(Type: ActivityType.Meeting, Links: new(CompanyId: Filling.Busy)));
        Activity("activities, assignee", Exact, r => new(AssigneeId: SomeUser(r)));
        Activity("activities, kind", Walked, r => new(Type: (ActivityType)r.Next(7)));
        Activity("activities, not done", Walked, _ => new(Done: false));
        Activity("activities, pinned", Exact, _ => new(Pinned: true));
        Activity("activities, assignee, kind, done", Walked, r => new(ActivityType.Task, true, SomeUser(r)));
        Add("tasks", Exact, async (db, _) => (await new ActivityQueries(db).Tasks(Filling.Large, new(), null, PageSize, default)).Items.Count);
        Deep("tasks, page 50", async (db, cursor, limit) => Of(await new ActivityQueries(db).Tasks(Filling.Large, new(), cursor, limit, default)), 50);
        Add("tasks, assignee", Exact, async (db, r) => (await new ActivityQueries(db).Tasks(Filling.Large, new(SomeUser(r)), null, PageSize, default)).Items.Count);
        Add("tasks due in a week", Exact, async (db, r) => (await new ActivityQueries(db).Tasks(Filling.Large, new(SomeUser(r), Filling.End.AddDays(-7), Filling.End), null, PageSize, default)).Items.Count);
        Add("mentions", Exact, async (db, r) => (await new ActivityQueries(db).Mentions(Filling.Large, Filling.User(r.Next(7)), null, PageSize, default)).Items.Count);
        Call("calls", Exact, _ => new());
        Call("calls of a lead", Exact, r => new(Links: new(LeadId: Filling.Id("l", r.Next(sizes.Calls) * 10))));
        Call("calls of a contact", Exact, r => new(Links: new(ContactId: SomeContact(r))));
        Call("calls of a conversation", Exact, r => new(Links: new(ConversationId: SomeTalk(r))));
        Call("calls, user", Exact, r => new(UserId: SomeUser(r)));
        Call("calls, user, outcome", Walked, r => new(UserId: SomeUser(r), Outcome: "sold"));
        Call("calls, voicemail", Walked, _ => new(Status: CallStatus.Voicemail));
        Call("calls, inbound, sold", Walked, _ => new(Direction: CallDirection.Inbound, Outcome: "sold"));
        Mark("timeline of a lead", 2 * Exact, r => ("lead", Filling.Id("l", r.Next(sizes.Activities / 3)), null));
        Mark("timeline of a contact", 2 * Exact, r => ("contact", SomeContact(r), null));
        Mark("timeline of a busy company", 2 * Exact, _ => ("company", Filling.Busy, null));
        Mark("timeline of a busy company, deals", Marked, _ => ("company", Filling.Busy, "deal"));
        Audit("audit log", Exact, _ => new());
        Deep("audit log, page 500", async (db, cursor, limit) => Of(await new AuditLog(db, Seals).Entries(Filling.Large, new(), cursor, limit, default)));
        Audit("audit log, actor", Exact, r => new(ActorId: SomeUser(r)));
        Audit("audit log, action", Exact, _ => new(Action: "delete"));
        Audit("audit log, kind", Exact, _ => new(EntityType: "deal"));
        Audit("audit log, rare kind", Exact, _ => new(EntityType: "policy"));
        Audit("audit log of a lead", Exact, r => new(EntityType: "lead", EntityId: Filling.Id("l", r.Next(sizes.Audited / 4))));
        Audit("audit log, a week", Exact, r => { var day = Filling.End.AddDays(-r.Next(8, 150)); return new(From: day, To: day.AddDays(7)); });
        Audit("audit log, actor, action, a month", Walked, r => new(SomeUser(r), "delete", From: Filling.End.AddDays(-60), To: Filling.End.AddDays(-30)));
        Add("webhooks", Exact, async (db, _) => (await Webhooks(db).Webhooks(Filling.Large, null, PageSize, default)).Items.Count);
        Add("webhooks, deliveries", Exact, async (db, _) => (await Webhooks(db).Deliveries(Filling.Large, Filling.Id("h", 0), null, null, PageSize, default)).Items.Count);
        Add("webhooks, failed deliveries", Exact, async (db, _) => (await Webhooks(db).Deliveries(Filling.Large, Filling.Id("h", 0), DeliveryState.Failed, null, PageSize, default)).Items.Count);
        Add("feed", 1200, async (db, r) => (await new FeedReader(db, new PostgresProjectionStore(of(db))).Read(Filling.Large, r.Next(sizes.Fed), 1000, default)).Items.Count);
    }

    private void FigureQuestions()
    {
        Add("dashboard, summary", Exact, async (db, _) =>
        {
            var reports = new ReportQueries(db);
            await reports.Lifetime(Filling.Large, default);
            await reports.LifetimeAmounts(Filling.Large, default);
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await reports.Days(Filling.Large, last.AddDays(-29), last, default)).Count;
        });
        Add("dashboard, by person, 30 days", 40 * (Filling.Users + 21), async (db, _) =>
        {
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await new ReportQueries(db).Subjects(Filling.Large, ReportSubject.User, last.AddDays(-29), last, default)).Count;
        });
        Add("dashboard, by person, 90 days", Figures, async (db, _) =>
        {
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await new ReportQueries(db).Subjects(Filling.Large, ReportSubject.User, last.AddDays(-89), last, default)).Count;
        });
        Add("dashboard, revenue, 90 days", Figures, async (db, _) =>
        {
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await new ReportQueries(db).Amounts(Filling.Large, ReportSubject.Company, last.AddDays(-89), last, default)).Count;
        });
        Add("dashboard, activity", Walked, async (db, _) => (await new ReportQueries(db).Activity(Filling.Large, ["lead", "deal", "conversation"], null, PageSize, default)).Items.Count);
        Add("dashboard, activity of deals", Walked, async (db, _) => (await new ReportQueries(db).Activity(Filling.Large, ["deal"], null, PageSize, default)).Items.Count);
        Add("supervisor, queues", Counted, async (db, _) => (await new TeamBoardQueries(db).Queues(Filling.Large, 14, 21, Filling.End, default)).Count);
        Add("supervisor, workloads", Counted, async (db, _) => (await new TeamBoardQueries(db).Workloads(Filling.Large, default)).Count);
        foreach (var state in Enum.GetValues<ServiceState>())
            Add($"supervisor, cases {state.ToString().ToLowerInvariant()}", Exact, async (db, _) => (await new TeamBoardQueries(db).Cases(Filling.Large, state, null, PageSize, default)).Items.Count);
        Add("supervisor, alerts", Exact, async (db, _) => (await new TeamBoardQueries(db).Alerts(Filling.Large, false, null, PageSize, default)).Items.Count);
        Add("supervisor, open alerts", Exact, async (db, _) => (await new TeamBoardQueries(db).Alerts(Filling.Large, true, null, PageSize, default)).Items.Count);
    }

    private static DateTimeOffset Day(Random random) => Filling.End.AddDays(-random.Next(1, 100));

    private static string Any(Random random, string[] values) => values[random.Next(values.Length)];

    private void Add(string name, long bound, Func<ReadModelContexts, Random, Task<int>> ask) => _questions.Add((name, bound, ask));

    /// <summary>A page far behind the first, in the middle of rows that share what the list is sorted by.</summary>
    private void Deep(string name, Func<ReadModelContexts, string?, int, Task<(int Count, string? Next)>> page, int pages = 500)
    {
        string? deep = null;
        var asked = false;
        Add(name, Exact, async (db, _) =>
        {
            if (!asked)
            {
                asked = true;
                for (var left = pages * PageSize; left > 0 && (await page(db, deep, Math.Min(left, 200))).Next is { } next; left -= 200) deep = next;
            }
            return (await page(db, deep, PageSize)).Count;
        });
    }

    // The sender's store is asked for nothing here.
    private WebhookDeliveryLists Webhooks(ReadModelContexts db) =>
        new(db, new WebhookSql(new ServiceCollection().AddSingleton(of(db)).BuildServiceProvider()), null!, TimeProvider.System);

    private static (int Count, string? Next) Of<T>(Page<T> page) => (page.Items.Count, page.Next);

    private static readonly AuditSeals Seals = new(new string('k', 32));

    private static string SomeUser(Random random) => Filling.User(random.Next(Filling.Users));

    private string SomeTalk(Random random) => Filling.Conversation(random.Next(sizes.Conversations));

    private string SomeContact(Random random) => Filling.Id("p", random.Next(sizes.Conversations));

    private string Small(Random random) => $"small{random.Next(sizes.Others):000}";

    private static DateOnly CloseDay(Random random) => DateOnly.FromDateTime(Filling.End.Date).AddDays(-random.Next(150));

    private void Leads(string name, long bound, Func<Random, LeadFilter> filter) => Add(
        name, bound, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Talk(string name, long bound, Func<Random, ConversationFilter> filter) => Add(
        name, bound, async (db, r) => (await new Talks(db).Conversations(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Messages(string name, Func<Random, MessageSearch> search) => Add(
        name, Worded, async (db, r) => (await new Talks(db).SearchMessages(Filling.Large, search(r), null, PageSize, default)).Items.Count);

    private void Deal(string name, long bound, Func<Random, DealFilter> filter, DealSort sort = DealSort.Moved) => Add(
        name, bound, async (db, r) => (await new DealQueries(db).Deals(Filling.Large, filter(r), sort, null, PageSize, default)).Items.Count);

    private void Contact(string name, long bound, Func<Random, ContactFilter> filter) => Add(
        name, bound, async (db, r) => (await new ContactQueries(db).Contacts(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Customer(string name, long bound, CustomerFilter filter) => Add(
        name, bound, async (db, _) => (await new CustomerQueries(db).Customers(Filling.Large, filter, null, PageSize, default)).Items.Count);

    private void Company(string name, long bound, Func<Random, CompanyFilter> filter) => Add(
        name, bound, async (db, r) => (await new CompanyQueries(db).Companies(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Activity(string name, long bound, Func<Random, ActivityFilter> filter) => Add(
        name, bound, async (db, r) => (await new ActivityQueries(db).Activities(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Call(string name, long bound, Func<Random, CallFilter> filter) => Add(
        name, bound, async (db, r) => (await new ActivityQueries(db).Calls(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Mark(string name, long bound, Func<Random, (string Kind, string Id, string? Type)> of) => Add(name, bound, async (db, r) =>
    {
        var (kind, id, type) = of(r);
        return (await new TimelineQueries(db).Timeline(Filling.Large, kind, id, type, PermissionSet.Of(Permissions.All), null, PageSize, default)).Items.Count;
    });

    private void Audit(string name, long bound, Func<Random, AuditFilter> filter) => Add(
        name, bound, async (db, r) => (await new AuditLog(db, Seals).Entries(Filling.Large, filter(r), null, PageSize, default)).Items.Count);
}
