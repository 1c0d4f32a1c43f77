using Microsoft.Extensions.Time.Testing;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteReadListTests : ReadListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresReadListTests : ReadListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What lists show, on both databases.</summary>
public abstract class ReadListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Pages_of_every_list_show_every_row_once_and_in_order()
    {
        // Several rows share each instant: the id has to decide.
        await Db.Append([.. Enumerable.Range(0, 23).SelectMany(i => Everything("t1", i, Now.AddSeconds(i / 4)))]);
        await Db.Append([.. Enumerable.Range(0, 5).SelectMany(i => Everything("t2", i, Now))]);
        await Db.ProjectAll();
        var (lists, talks, leads) = (Db.Lists(), Db.Talks(), Db.LeadLists());

        await AssertPages(c => leads.Leads("t1", new LeadFilter(), c, 4, None), r => (r.UpdatedAt, r.Id));
        await AssertPages(c => leads.Leads("t1", new LeadFilter { Statuses = [LeadStatus.New] }, c, 4, None), r => (r.UpdatedAt, r.Id));
        await AssertPages(c => Db.DealLists().Deals("t1", new DealFilter(), DealSort.Moved, c, 4, None), r => (r.StageSince, r.Id));
        await AssertPages(c => Db.DealLists().Deals("t1", new DealFilter(Stage: "new"), DealSort.Moved, c, 4, None), r => (r.StageSince, r.Id));
        await AssertPages(c => talks.Conversations("t1", new ConversationFilter(), c, 4, None), r => (r.LastAt, r.Id));
        await AssertPages(c => talks.Conversations("t1", new ConversationFilter(Handler: Handler.HumanQueue), c, 4, None), r => (r.LastAt, r.Id));
        await AssertPages(c => new ContactQueries(Db.Contexts).Contacts("t1", new ContactFilter(), c, 4, None), r => (r.UpdatedAt, r.Id));
        await AssertPages(c => lists.AgentRuns("t1", null, c, 4, None), r => (r.At, r.RunId));

        async Task AssertPages<T>(Func<string?, Task<Page<T>>> read, Func<T, (DateTimeOffset, string)> order)
        {
            var seen = new List<T>();
            string? cursor = null;
            do
            {
                var page = await read(cursor);
                Assert.InRange(page.Items.Count, 1, 4);
                seen.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Equal(23, seen.Count);
            var keys = seen.ConvertAll(r => order(r));
            Assert.Equal(keys.Distinct().OrderByDescending(k => k.Item1).ThenByDescending(k => k.Item2, StringComparer.Ordinal), keys);
        }
    }

    [Fact]
    public async Task A_thread_is_paged_from_its_newest_message_and_a_reply_of_two_keeps_its_order()
    {
        var log = new List<IDomainEvent> { Started("p1") };
        for (var i = 0; i < 5; i++)
        {
            log.Add(Received($"w{i}", $"سؤال {i}"));
            log.Add(Reply(i, [$"a{i}", $"b{i}"]));
        }
        await Append("t1", "conversation/c1", [.. log]);

        var seen = new List<MessageRowView>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Db.Talks().Messages("t1", "c1", cursor, 4, None);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }

        Assert.Equal(["b4", "a4", "w4", "b3", "a3", "w3", "b2", "a2", "w2", "b1", "a1", "w1", "b0", "a0", "w0"], seen.Select(m => m.Id));
        Assert.Equal(("outbound", "agent", "run4", "text"), (seen[0].Direction, seen[0].By, seen[0].RunId, seen[0].Kind));
        Assert.Equal(("inbound", "customer", null), (seen[2].Direction, seen[2].By, seen[2].Status));
        Assert.Empty((await Db.Talks().Messages("t2", "c1", null, 4, None)).Items);
        var runs = await Db.Lists().AgentRuns("t1", "c1", null, 2, None);
        Assert.Equal(["run4", "run3"], runs.Items.Select(r => r.RunId));
        Assert.Equal(["run2", "run1"], (await Db.Lists().AgentRuns("t1", "c1", runs.Next, 2, None)).Items.Select(r => r.RunId));
    }

    [Fact]
    public async Task A_cursor_that_the_list_did_not_give_is_refused()
    {
        string[] cursors = ["no cursor at all", "bGVhZHMK", "%%%", new Cursor(1, "d1").Encode("deals"), new Cursor(long.MaxValue, "l1").Encode("leads"), new('a', 600)];
        foreach (var cursor in cursors)
            await Assert.ThrowsAsync<FormatException>(() => Db.LeadLists().Leads("t1", new LeadFilter(), cursor, 10, None));
    }

    [Fact]
    public async Task Words_are_found_in_any_spelling()
    {
        await Append("t1", "lead/l1",
            new LeadCreated("أحمد العتيبي", "+966501234567", "web", null, null, "ar", null, Now),
            new LeadFactsLearnt("m", new Dictionary<string, string> { ["company_name"] = "مدرسة النور", ["email"] = "ahmad@example.com" }, Now));
        await Append("t1", "lead/l2", new LeadCreated("Khalid", "+966555555555", "web", null, null, "en", null, Now));
        await Append("t2", "lead/l1", new LeadCreated("أحمد مدرسة نورة", "+966501234567", "web", null, null, "ar", null, Now));
        string[] first = ["l1"], none = [], all = ["l1", "l2"];

        foreach (var (search, expected) in new[]
        {
            ("احمد", first), ("أحمد", first), ("إحمد", first), ("أَحْمَد", first), ("مدرسة", first), ("مدرسه", first), ("مـدرسـة النور", first), ("حم", first),
            ("مدرسة النور أحمد", first), ("0501234567", first), ("٠٥٠١٢٣٤٥٦٧", first), ("+966 50 123 4567", first), ("٠٥٠١٢", first), ("4567", first),
            ("Ahmad@Example.com", first), ("نورة", none), ("أحمد نورة", none), ("0509999999", none), ("\" OR 1", none),
            (new string('\u0627', 199) + "😀😀", none), ("khalid \ud83d", ["l2"]),
            // Where nothing is left to look for, nothing is filtered.
            ("%", all), ("  ", all), ("\0", all),
        })
        {
            var ids = (await Db.LeadLists().Leads("t1", new LeadFilter { Search = search }, null, 10, None)).Items.Select(l => l.Id).Order();
            Assert.True(expected.SequenceEqual(ids), $"'{search}' found {string.Join(", ", ids)}.");
        }
    }

    [Fact]
    public async Task A_changed_name_is_found_and_the_old_one_no_more()
    {
        await Append("t1", "contact/p1", new ContactObserved("نورة", "+966501112233", null, null, "ar", "whatsapp"));
        var contacts = new ContactQueries(Db.Contexts);
        Assert.Single((await contacts.Contacts("t1", new ContactFilter(Search: "نوره"), null, 10, None)).Items);

        await Db.Append(Logged.Of("t1", "contact/p1", 2, new ContactObserved("هدى", null, null, null, null, "whatsapp"), Now));
        await Db.ProjectAll();

        Assert.Empty((await contacts.Contacts("t1", new ContactFilter(Search: "نورة"), null, 10, None)).Items);
        Assert.Equal("هدى", Assert.Single((await contacts.Contacts("t1", new ContactFilter(Search: "هدي"), null, 10, None)).Items).Name);
        Assert.Single((await contacts.Contacts("t1", new ContactFilter(Search: "0501112233"), null, 10, None)).Items);
    }

    [Fact]
    public async Task Totals_follow_the_deals_through_the_stages()
    {
        await Append("t1", "deal/d1", Opened(1000.50m), Moved("new", "demo", StageKind.Open), new DealUpdated(null, Money.Sar(1200), null, Now));
        await Append("t1", "deal/d2", Opened(99.99m));
        await Append("t1", "deal/d3", Opened(1), Moved("new", "won", StageKind.Won));
        await Append("t2", "deal/d4", Opened(5));

        Assert.Equal(
            [
                new StageTotal("demo", 1, 1200, "SAR", 600), new StageTotal("new", 1, 99.99m, "SAR", 9.999m),
                new StageTotal("won", 1, 1, "SAR", 0.5m, StageKind.Won),
            ],
            await Db.DealLists().Pipeline("t1", "default", None));
        Assert.Equal(["d1"], (await Db.DealLists().Deals("t1", new DealFilter(Stage: "demo"), DealSort.Rank, null, 10, None)).Items.Select(d => d.Id));
    }

    [Fact]
    public async Task Who_waits_for_a_version_gets_it_or_learns_that_the_row_still_lags()
    {
        var clock = new FakeTimeProvider(Now);
        await Append("t1", "lead/l1", new LeadCreated("سارة", null, "web", null, null, "ar", null, Now));
        var lists = Db.Lists(clock);
        Assert.True(await lists.WaitFor("t1", "lead", "l1", 1, TimeSpan.Zero, None));
        Assert.False(await lists.WaitFor("t2", "lead", "l1", 1, TimeSpan.Zero, None));

        var lagging = lists.WaitFor("t1", "lead", "l1", 2, TimeSpan.FromMilliseconds(300), None);
        await Advance(clock, lagging);
        Assert.False(await lagging);

        var waiting = lists.WaitFor("t1", "lead", "l1", 2, TimeSpan.FromHours(1), None);
        await Db.Append(Logged.Of("t1", "lead/l1", 2, new LeadScored(42, 0, Temperature.Cold, [], Now), Now));
        await Db.ProjectAll();
        await Advance(clock, waiting);
        Assert.True(await waiting);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => lists.WaitFor("t1", "rocket", "r1", 1, TimeSpan.Zero, None));
    }

    private static async Task Advance(FakeTimeProvider clock, Task until)
    {
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (!until.IsCompleted)
        {
            Assert.True(DateTime.UtcNow < limit, "The wait does not end.");
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    private static IEnumerable<Logged> Everything(string tenant, int i, DateTimeOffset at)
    {
        yield return Logged.Of(tenant, $"lead/l{i}", 1, new LeadCreated($"عميل {i}", null, "web", null, null, "ar", null, at), at);
        yield return Logged.Of(tenant, $"deal/d{i}", 1, new DealOpened("عقد", Money.Sar(1), "new", 10, null, null, null, "u", at), at);
        yield return Logged.Of(tenant, $"contact/p{i}", 1, new ContactObserved($"عميل {i}", null, null, null, "ar", "whatsapp"), at);
        yield return Logged.Of(tenant, $"conversation/c{i}", 1, Started($"p{i}") with { At = at }, at);
        yield return Logged.Of(tenant, $"conversation/c{i}", 2, Reply(i, []) with { At = at }, at);
        yield return Logged.Of(tenant, $"conversation/c{i}", 3, new HandedOver("requested", "sales", "", null, at), at);
    }

    private static ConversationStarted Started(string contact) => new(contact, contact, "n1", "w1", "966501234567", null, "أحمد", "whatsapp", Now);

    private static MessageReceived Received(string id, string text) =>
        new(id, InboundKind.Text, text, Now, null, null, null, null, null, "ar", 1, Now);

    private static ReplyQueued Reply(int i, string[] messages) => new(
        i, $"run{i}", "sales", "offline", null, null, "ar", "greeting", 60, 0.9, [.. messages.Select(m => new QueuedMessage(m, OutboundContent.OfText(m)))],
        new Dictionary<string, string>(), 1, 2, 3, Now);

    private static DealOpened Opened(decimal value) => new("عقد", Money.Sar(value), "new", 10, null, null, null, "u", Now);

    private static DealStageChanged Moved(string from, string to, StageKind kind) => new(from, to, 50, kind, null, "u", Now);

    private async Task Append(string tenant, string stream, params IDomainEvent[] events)
    {
        await Db.Append([.. events.Select((e, i) => Logged.Of(tenant, stream, i + 1, e, Now))]);
        await Db.ProjectAll();
    }
}
