using System.Diagnostics;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Reporting;
using SalesFlow.Tenancy;
using Talks = SalesFlow.Storage.Conversations.ConversationLists;

namespace SalesFlow.Bench.Scale;

/// <summary>Asks the product's own queries, under the role of the application, and judges their times and plans.</summary>
internal sealed class Questions(ReadModelContexts contexts, ReadModelContexts watched, Plans plans, Sizes sizes)
{
    /// <summary>The most rows and index entries that a question for one page may look at.</summary>
    private const long MostLooked = 10_000;

    /// <summary>The most where words or tags are looked for: the list's rows, their words, and the entries of the index of words.</summary>
    private const long MostSearched = 3 * Search.MostLookedAt;

    private const int PageSize = 50;

    /// <summary>So many times a question is watched: often enough for the database to settle for a plan of all values.</summary>
    private const int Watched = 12;

    private readonly List<(string Name, long Bound, Func<ReadModelContexts, Random, Task<int>> Ask)> _questions = [];

    public async Task<bool> Ask(int samples, string only)
    {
        List();
        await using (var db = contexts.Open(Filling.Large))
            plans.Large = new HashSet<string>(["leads", "conversations", "contacts", "deals", "messages", "message_texts", "search_entries", "service_levels", "report_days"]);
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
        Leads("leads", _ => new());
        foreach (var status in Enum.GetValues<LeadStatus>()) Leads($"leads, status {status.ToString().ToLowerInvariant()}", _ => new() { Statuses = [status] });
        Leads("leads, two statuses", _ => new() { Statuses = [LeadStatus.Qualified, LeadStatus.Converted] });
        Leads("leads, assignee", r => new() { Assignee = Filling.User(r.Next(Filling.Users)) });
        Leads("leads, nobody's", _ => new() { Assignee = "" });
        Leads("leads, source", r => new() { Source = Any(r, Filling.Sources) });
        Leads("leads, sector", r => new() { Sector = Any(r, Filling.Sectors) });
        Leads("leads, city", r => new() { City = Any(r, Filling.Cities) });
        Leads("leads, temperature", r => new() { Temperature = (Temperature)r.Next(3) });
        Leads("leads, score range", r => { var low = r.Next(90); return new() { ScoreFrom = low, ScoreTo = low + 9 }; }, MostSearched);
        Leads("leads, score at least 99", _ => new() { ScoreFrom = 99 }, MostSearched);
        Leads("leads, score range by score", r => { var low = r.Next(90); return new() { ScoreFrom = low, ScoreTo = low + 9, Sort = LeadSort.Score }; });
        Leads("leads, created range", r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddDays(2) }; }, MostSearched);
        Leads("leads, created range by creation", r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddDays(2), Sort = LeadSort.Created }; });
        Leads("leads, created range, by name", r => { var day = Day(r); return new() { CreatedFrom = day, CreatedTo = day.AddHours(6), Sort = LeadSort.Name, Ascending = true }; }, MostSearched);
        Leads("leads, with a deal", _ => new() { HasDeal = true });
        Leads("leads, without a deal", _ => new() { HasDeal = false });
        Leads("leads, deleted", _ => new() { Deleted = true });
        Leads("leads, common and rare value", _ => new() { Statuses = [LeadStatus.Converted], City = "نجران" });
        Leads("leads, two common values", r => new() { Statuses = [LeadStatus.Contacted], Source = Filling.Sources[r.Next(2)] });
        Leads("leads, three values", r => new() { Statuses = [LeadStatus.Qualified], Assignee = Filling.User(r.Next(Filling.Users)), Temperature = Temperature.Hot });
        Leads("leads, three rare values", r => new() { Statuses = [LeadStatus.Converted], Assignee = Filling.User(39), City = "نجران" });
        Leads("leads, status by score", r => new() { Statuses = [(LeadStatus)r.Next(5)], Sort = LeadSort.Score });
        Leads("leads, city by name", r => new() { City = Any(r, Filling.Cities), Sort = LeadSort.Name, Ascending = true });
        Leads("leads, assignee by creation", r => new() { Assignee = Filling.User(r.Next(Filling.Users)), Sort = LeadSort.Created });
        foreach (var sort in Enum.GetValues<LeadSort>())
            foreach (var ascending in new[] { false, true })
                Leads($"leads by {sort.ToString().ToLowerInvariant()}{(ascending ? ", ascending" : "")}", _ => new() { Sort = sort, Ascending = ascending });
        Leads("leads, tag, common", _ => new() { Tag = "new" }, MostSearched);
        Leads("leads, tag, rare", _ => new() { Tag = "blacklist" }, MostSearched);
        Leads("leads, tag, old", _ => new() { Tag = "legacy" }, MostSearched);
        Leads("leads, tag, nobody's", _ => new() { Tag = "nobody" }, MostSearched);
        Leads("leads, word, common", _ => new() { Search = "محمد" }, MostSearched);
        Leads("leads, words, common", _ => new() { Search = "خالد الحربي" }, MostSearched);
        Leads("leads, word, rare", _ => new() { Search = Filling.RareWord }, MostSearched);
        Leads("leads, word, old", _ => new() { Search = Filling.OldWord }, MostSearched);
        Leads("leads, word, none", _ => new() { Search = "لايوجد" }, MostSearched);
        Leads("leads, word of two letters", _ => new() { Search = "zz" }, MostSearched);
        Leads("leads, phone", r => new() { Search = $"05{r.Next(sizes.Leads):00000000}" }, MostSearched);
        Leads("leads, word and status", _ => new() { Search = "سارة", Statuses = [LeadStatus.Converted] }, MostSearched);
        Leads("leads, word by name", _ => new() { Search = "الأفق", Sort = LeadSort.Name, Ascending = true }, MostSearched);

        string? deep = null;
        Add("leads, page 1,000", MostLooked, async (db, _) =>
        {
            var lists = new LeadListQueries(db, TimeProvider.System);
            if (deep is null)
                for (var i = 0; i < 999; i++) deep = (await lists.Leads(Filling.Large, new(), deep, PageSize, default)).Next ?? deep;
            return (await lists.Leads(Filling.Large, new(), deep, PageSize, default)).Items.Count;
        });
        Add("leads, counters", MostLooked, async (db, _) => (int)Math.Min(99_999, (await new LeadListQueries(db, TimeProvider.System).Counts(Filling.Large, default)).Total));
        Add("leads, duplicates", MostLooked, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Duplicates(
            Filling.Large, new LeadLikeness(null, "محمد العتيبي", "شركة النور 12", $"+9665{r.Next(sizes.Leads):00000000}", $"lead{r.Next(sizes.Leads)}@example.com"), default)).Count);
        Add("leads of a small tenant", MostLooked, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads($"small{r.Next(sizes.Others):000}", new() { City = "نجران" }, null, PageSize, default)).Items.Count);
        Add("leads of a small tenant, word", MostSearched, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads($"small{r.Next(sizes.Others):000}", new() { Search = "محمد" }, null, PageSize, default)).Items.Count);

        Talk("conversations", _ => new());
        foreach (var folder in Enum.GetValues<ConversationFolder>())
            Talk($"conversations, {folder.ToString().ToLowerInvariant()}", r => new(Folder: folder, UserId: Filling.User(r.Next(Filling.Users))));
        foreach (var status in Enum.GetValues<ConversationStatus>()) Talk($"conversations, status {status.ToString().ToLowerInvariant()}", _ => new(Status: status));
        Talk("conversations, waiting for a person", _ => new(Handler: Handler.HumanQueue));
        Talk("conversations, assignee", r => new(AssignedTo: Filling.User(r.Next(Filling.Users))));
        Talk("conversations, assignee, unread", r => new(AssignedTo: Filling.User(r.Next(Filling.Users)), Unread: true));
        Talk("conversations, word, common", _ => new(Search: "محمد"), MostSearched);
        Talk("conversations, word, rare", _ => new(Search: Filling.RareWord), MostSearched);
        Talk("conversations, word, old", _ => new(Search: Filling.OldWord), MostSearched);
        Add("conversations, counters", MostLooked, async (db, r) => (int)(await new Talks(db).Counts(Filling.Large, Filling.User(r.Next(Filling.Users)), default)).All);
        Add("messages of a conversation", MostLooked, async (db, r) => (await new Talks(db).Messages(Filling.Large, Filling.Conversation(r.Next(sizes.Conversations)), null, PageSize, default)).Items.Count);
        Add("messages, word, rare", MostSearched, async (db, _) => (await new Talks(db).SearchMessages(Filling.Large, new(Filling.RareWord), null, PageSize, default)).Items.Count);
        Add("messages, words", MostSearched * 20, async (db, _) => (await new Talks(db).SearchMessages(Filling.Large, new("الفاتورة please price موعد"), null, PageSize, default)).Items.Count);

        Deal("deals", _ => new());
        foreach (var stage in Filling.Stages) Deal($"board column, {stage}", _ => new(PipelineId: IPipelineGrain.DefaultId, Stage: stage), DealSort.Rank);
        Deal("board column, one owner's", r => new(PipelineId: IPipelineGrain.DefaultId, Stage: "proposal", OwnerId: Filling.User(r.Next(Filling.Users))), DealSort.Rank);
        Deal("deals, owner", r => new(OwnerId: Filling.User(r.Next(Filling.Users))));
        Deal("deals, open", _ => new(Kind: StageKind.Open));
        Deal("deals, stale", _ => new(Stale: true));
        Deal("deals, worth", r => { var v = r.Next(800_000); return new(ValueFrom: v, ValueTo: v + 5000); }, DealSort.Value);
        foreach (var sort in Enum.GetValues<DealSort>().Where(s => s != DealSort.Rank)) Deal($"deals by {sort.ToString().ToLowerInvariant()}", _ => new(), sort);
        Deal("deals, tag, common", _ => new(Tag: "vip"), DealSort.Moved, MostSearched);
        Deal("deals, tag, rare", _ => new(Tag: "audit"), DealSort.Moved, MostSearched);
        Deal("deals, word, old", _ => new(Search: Filling.OldWord), DealSort.Moved, MostSearched);
        Deal("deals, word and tag", _ => new(Search: "النور", Tag: "vip"), DealSort.Value, MostSearched);
        Add("deals, totals of stages", MostLooked, async (db, _) => (await new DealQueries(db).Pipeline(Filling.Large, IPipelineGrain.DefaultId, default)).Count);

        Contact("contacts", _ => new());
        Contact("contacts by name", _ => new(Sort: RecordSort.Name));
        Contact("contacts, owner", r => new(OwnerId: Filling.User(r.Next(Filling.Users))));
        Contact("contacts, decision makers", _ => new(IsDecisionMaker: true));
        Contact("contacts, consent", r => new(Consent: (ConsentStatus)r.Next(3)));
        Contact("contacts, word, common", _ => new(Search: "محمد"), MostSearched);
        Contact("contacts, word, rare", _ => new(Search: Filling.RareWord), MostSearched);
        Contact("contacts, phone", r => new(Search: $"05{r.Next(sizes.Conversations):00000000}"), MostSearched);

        Add("dashboard, summary", MostLooked, async (db, _) =>
        {
            var reports = new ReportQueries(db);
            await reports.Lifetime(Filling.Large, default);
            await reports.LifetimeAmounts(Filling.Large, default);
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await reports.Days(Filling.Large, last.AddDays(-29), last, default)).Count;
        });
        Add("dashboard, by person, 30 days", MostLooked, async (db, _) =>
        {
            var last = DateOnly.FromDateTime(Filling.End.Date);
            return (await new ReportQueries(db).Subjects(Filling.Large, ReportSubject.User, last.AddDays(-29), last, default)).Count;
        });
        Add("supervisor, queues", MostLooked, async (db, _) => (await new TeamBoardQueries(db).Queues(Filling.Large, 14, 21, Filling.End, default)).Count);
        Add("supervisor, workloads", MostLooked, async (db, _) => (await new TeamBoardQueries(db).Workloads(Filling.Large, default)).Count);
        Add("supervisor, breached cases", MostLooked, async (db, _) => (await new TeamBoardQueries(db).Cases(Filling.Large, ServiceState.Breached, null, PageSize, default)).Items.Count);
    }

    private static DateTimeOffset Day(Random random) => Filling.End.AddDays(-random.Next(1, 100));

    private static string Any(Random random, string[] values) => values[random.Next(values.Length)];

    private void Add(string name, long bound, Func<ReadModelContexts, Random, Task<int>> ask) => _questions.Add((name, bound, ask));

    private void Leads(string name, Func<Random, LeadFilter> filter, long bound = MostLooked) => Add(
        name, bound, async (db, r) => (await new LeadListQueries(db, TimeProvider.System).Leads(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Talk(string name, Func<Random, ConversationFilter> filter, long bound = MostLooked) => Add(
        name, bound, async (db, r) => (await new Talks(db).Conversations(Filling.Large, filter(r), null, PageSize, default)).Items.Count);

    private void Deal(string name, Func<Random, DealFilter> filter, DealSort sort = DealSort.Moved, long bound = MostLooked) => Add(
        name, bound, async (db, r) => (await new DealQueries(db).Deals(Filling.Large, filter(r), sort, null, PageSize, default)).Items.Count);

    private void Contact(string name, Func<Random, ContactFilter> filter, long bound = MostLooked) => Add(
        name, bound, async (db, r) => (await new ContactQueries(db).Contacts(Filling.Large, filter(r), null, PageSize, default)).Items.Count);
}
