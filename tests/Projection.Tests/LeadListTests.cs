using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.SavedViews;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.SavedViews;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteLeadListTests : LeadListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresLeadListTests : LeadListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Filters, orders, counters and duplicates of leads, on both databases.</summary>
public abstract class LeadListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Append("l1", 0, Created("أحمد", "web", "vip", "a_b"), Facts(("sector", "healthcare"), ("city", "جدة"), ("company_name", "شركة النور")), Scored(90, Temperature.Hot), new LeadDealEarned("d1", Now));
        await Append("l2", 1, Created("بدر", "whatsapp", "vip"), new LeadAssigned("u1", null, "round_robin", null, Now), Facts(("city", "جده")), Scored(50, Temperature.Warm), Moved(LeadStatus.Contacted));
        await Append("l3", 2, Created("تركي", "web", "axb"), new LeadAssigned("u2", null, "manual", null, Now), Moved(LeadStatus.Lost), Facts(("sector", "Retail")));
        await Append("l4", 3, Created("ثامر", "import"), new LeadAssigned("u1", null, "manual", null, Now), Moved(LeadStatus.Qualified));
        await Append("l5", 4, Created("جابر", "web"), new LeadDeleted(Now));
        await Append("l6", 5, Created("حمد", "web"), new LeadMergedInto("m", "l1", Now));
    }

    [Fact]
    public async Task Every_filter_shows_what_it_says_and_nothing_else()
    {
        foreach (var (filter, expected) in new (LeadFilter, string)[]
        {
            (new(), "l1 l2 l3 l4"),
            (new() { Statuses = [LeadStatus.Contacted, LeadStatus.Lost] }, "l2 l3"),
            (new() { Statuses = [LeadStatus.Qualified] }, "l4"),
            (new() { Assignee = "u1" }, "l2 l4"),
            (new() { Assignee = "" }, "l1"),
            (new() { Source = "web" }, "l1 l3"),
            (new() { Sector = "HEALTHCARE" }, "l1"),
            (new() { City = "جدة" }, "l1 l2"),
            (new() { Temperature = Temperature.Hot }, "l1"),
            (new() { ScoreFrom = 50 }, "l1 l2"),
            (new() { ScoreFrom = 1, ScoreTo = 50 }, "l2"),
            (new() { Tag = "vip" }, "l1 l2"),
            (new() { Tag = "a_b" }, "l1"),
            (new() { Tag = "%" }, ""),
            (new() { HasDeal = true }, "l1"),
            (new() { HasDeal = false }, "l2 l3 l4"),
            (new() { CreatedFrom = Now.AddMinutes(1), CreatedTo = Now.AddMinutes(3) }, "l2 l3"),
            (new() { UpdatedFrom = Now.AddMinutes(3) }, "l4"),
            (new() { UpdatedTo = Now.AddMinutes(1) }, "l1"),
            (new() { Deleted = true }, "l5"),
            (new() { Search = "النور" }, "l1"),
            (new() { Search = "احمد", Tag = "vip", City = "جده", HasDeal = true }, "l1"),
            (new() { Search = "حمد", Assignee = "u1" }, ""),
        })
        {
            var ids = (await Db.LeadLists().Leads("t1", filter, null, 50, None)).Items.Select(l => l.Id).Order();
            Assert.True(expected == string.Join(' ', ids), $"{filter} showed {string.Join(' ', ids)}.");
        }
        Assert.Empty((await Db.LeadLists().Leads("t2", new LeadFilter(), null, 50, None)).Items);
    }

    [Theory]
    [InlineData(LeadSort.Updated, false, "l4 l3 l2 l1")]
    [InlineData(LeadSort.Updated, true, "l1 l2 l3 l4")]
    [InlineData(LeadSort.Created, false, "l4 l3 l2 l1")]
    [InlineData(LeadSort.Created, true, "l1 l2 l3 l4")]
    [InlineData(LeadSort.Score, false, "l1 l2 l4 l3")]
    [InlineData(LeadSort.Score, true, "l3 l4 l2 l1")]
    [InlineData(LeadSort.Name, true, "l1 l2 l3 l4")]
    [InlineData(LeadSort.Name, false, "l4 l3 l2 l1")]
    public async Task Every_order_pages_through_all_and_its_cursor_knows_it(LeadSort sort, bool ascending, string expected)
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            // Only the first page names the order.
            var filter = cursor is null ? new LeadFilter { Sort = sort, Ascending = ascending } : new LeadFilter();
            var page = await Db.LeadLists().Leads("t1", filter, cursor, 1, None);
            seen.AddRange(page.Items.Select(l => l.Id));
            if (cursor is null)
            {
                var other = new LeadFilter { Sort = sort == LeadSort.Name ? LeadSort.Score : LeadSort.Name };
                await Assert.ThrowsAsync<FormatException>(() => Db.LeadLists().Leads("t1", other, page.Next, 1, None));
            }
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    public async Task Counters_are_what_counting_the_rows_would_give()
    {
        var counts = await Db.LeadLists().Counts("t1", None);
        Assert.Equal(4, counts.Total);
        Assert.Equal([("contacted", 1L), ("converted", 0), ("lost", 1), ("new", 1), ("qualified", 1)], counts.ByStatus.Select(s => (s.Key, s.Value)).Order());
        Assert.Equal((2, 1), (Assert.Single(counts.OpenByAssignee).Value, counts.OpenUnassigned));

        await More("l5", 3, new LeadRestored(Now), new LeadAssigned("u2", null, "manual", null, Now));
        await More("l6", 3, new LeadStoodAlone("l1", [], Now));
        await More("l4", 4, Moved(LeadStatus.Converted), new LeadAssigned("u9", "u1", "manual", null, Now));
        counts = await Db.LeadLists().Counts("t1", None);
        Assert.Equal((6, 1, 3), (counts.Total, counts.ByStatus["converted"], counts.ByStatus["new"]));
        Assert.Equal([("u1", 1L), ("u2", 1)], counts.OpenByAssignee.Select(o => (o.Key, o.Value)).Order());
        Assert.Equal(2, counts.OpenUnassigned);

        var rows = (await Db.Rows<LeadRow>("t1")).Where(r => !r.Hidden).ToList();
        Assert.Equal(rows.GroupBy(r => LeadFold.Word(r.Status)).ToDictionary(g => g.Key, g => (long)g.Count()).OrderBy(g => g.Key),
            counts.ByStatus.Where(s => s.Value > 0).OrderBy(s => s.Key));
    }

    [Fact]
    public async Task Common_words_are_found_as_rare_ones_are()
    {
        await Db.Append([.. Enumerable.Range(0, 1200).Select(i => Logged.Of(
            "t1", $"lead/many{i:0000}", 1, new LeadCreated($"عميل {(i % 400 == 0 ? "نادر" : "شائع")} {i}", null, "web", null, null, "ar", null, Now), Now.AddSeconds(i)))]);
        await Db.ProjectAll();
        var common = await Db.LeadLists().Leads("t1", new LeadFilter { Search = "عميل شايع" }, null, 3, None);
        Assert.Equal(["many1199", "many1198", "many1197"], common.Items.Select(l => l.Id));
        Assert.Equal(["many1196", "many1195"], (await Db.LeadLists().Leads("t1", new LeadFilter { Search = "عميل شايع" }, common.Next, 2, None)).Items.Select(l => l.Id));
        Assert.Equal(["many0800", "many0400", "many0000"], (await Db.LeadLists().Leads("t1", new LeadFilter { Search = "نادر" }, null, 10, None)).Items.Select(l => l.Id));
    }

    [Fact]
    public async Task Words_and_tags_are_found_wherever_they_stand_and_no_page_looks_at_all_rows()
    {
        const int old = Search.MostFound + 100, all = old + Search.MostLookedAt + 3000;
        await Db.Append([.. Enumerable.Range(0, all).Select(i => Logged.Of(
            "t5", $"lead/x{i:00000}", 1,
            new LeadCreated(i % 2000 == 7 && i < old ? "عميل نادر" : i < old ? "عميل قديم" : "عميل جديد", null, "web", null, null, "ar", null, Now, null, TagsOf(i)),
            Now.AddSeconds(i)))]);
        await Db.Append(Logged.Of("t6", "lead/secret", 1, new LeadCreated("عميل سري", null, "web", null, null, "ar", null, Now, null, ["hidden"]), Now));
        await Db.ProjectAll();

        // A rare word is found at once, however old its rows are.
        Assert.Equal(["x10007", "x08007", "x06007", "x04007", "x02007", "x00007"], (await Page(new() { Search = "نادر" })).Items.Select(l => l.Id));
        Assert.Equal(["x10007", "x08007", "x06007", "x04007", "x02007", "x00007"], (await Page(new() { Search = "نادر", Tag = "old" })).Items.Select(l => l.Id));
        var first = await Page(new() { Search = "نادر", Sort = LeadSort.Created, Ascending = true }, 2);
        Assert.Equal(["x00007", "x02007"], first.Items.Select(l => l.Id));
        Assert.Equal(["x04007", "x06007"], (await Page(new() { Search = "نادر", Sort = LeadSort.Created, Ascending = true }, 2, first.Next)).Items.Select(l => l.Id));
        Assert.Equal(["x18000", "x15000", "x12000"], (await Page(new() { Tag = "few" })).Items.Select(l => l.Id));
        Assert.Equal("x18000", Assert.Single((await Page(new() { Tag = "few", Search = "عميل" }, 1)).Items).Id);
        Assert.Equal(["x12000", "x15000"], (await Page(new() { Tag = "few", Sort = LeadSort.Name, Ascending = true, HasDeal = false }, 2)).Items.Select(l => l.Id));

        // A common one whose rows all stand far behind: the page is given up in time, and its cursor leads to them. So for words too short for the index.
        foreach (var filter in new LeadFilter[] { new() { Search = "قديم" }, new() { Search = "قد" } })
        {
            var page = await Page(filter);
            Assert.Empty(page.Items);
            Assert.NotNull(page.Next);
            page = await Page(filter, cursor: page.Next);
            Assert.Equal(10, page.Items.Count);
            Assert.Equal($"x{old - 1:00000}", page.Items[0].Id);
        }
        // A tag's leads stand in the order of the list: they are found at once, however many and however far behind they are, and paged without a gap.
        var tagged = await Page(new() { Tag = "old" });
        Assert.Equal((10, $"x{old - 1:00000}"), (tagged.Items.Count, tagged.Items[0].Id));
        Assert.Equal([$"x{old - 11:00000}", $"x{old - 12:00000}"], (await Page(new() { Tag = "old" }, 2, tagged.Next)).Items.Select(l => l.Id));
        Assert.Equal("x00000", (await Page(new() { Tag = "old", Sort = LeadSort.Updated, Ascending = true }, 1)).Items[0].Id);

        // Nobody finds another tenant's words or tags.
        Assert.Empty((await Page(new() { Search = "سري" })).Items);
        Assert.Empty((await Page(new() { Tag = "hidden" })).Items);
        Assert.Single((await Db.LeadLists().Leads("t6", new() { Search = "سري", Tag = "hidden" }, null, 10, None)).Items);
        await using var db = Db.Contexts.Open("t5");
        Assert.Empty(await Search.Of(db, "lead", "سري")!.Ids(10, None) ?? ["too many"]);
        Assert.Null(await Search.Of(db, "lead", "عميل")!.Ids(10, None));

        static string[]? TagsOf(int i) => i < old ? ["old"] : i % 3000 == 0 ? ["few"] : null;

        Task<SalesFlow.Feed.Page<LeadRowView>> Page(LeadFilter filter, int limit = 10, string? cursor = null) =>
            Db.LeadLists().Leads("t5", filter, cursor, limit, None);
    }

    [Fact]
    public async Task Duplicates_are_the_same_phone_or_address_and_then_what_is_similar()
    {
        await Append("p1", 6, new LeadCreated("سعد", "+966500000001", "web", null, null, "ar", null, Now), Facts(("email", "Saad@Example.com"), ("company_name", "مؤسسة الريان للتجارة")));
        await Append("p2", 7, new LeadCreated("ماجد", "+966500000001", "whatsapp", null, null, "ar", null, Now));
        await Append("p3", 8, new LeadCreated("سعـد", null, "web", null, null, "ar", null, Now), Facts(("company_name", "شركة الريّان")));
        await Append("p4", 9, new LeadCreated("فيصل", null, "web", null, null, "ar", null, Now), Facts(("company_name", "الريان الطبية المتقدمة")));
        await Append("p5", 10, new LeadCreated(null, null, "web", null, null, "ar", null, Now), Facts(("email", "saad@example.com")));

        var found = await Db.LeadLists().Duplicates("t1", new LeadLikeness("p1", "سعد", "مؤسسة الريان للتجارة", "+966500000001", "SAAD@example.com"), None);
        Assert.Equal([("p2", "phone", 1d), ("p5", "email", 1d), ("p3", "similar", 1d)], found.Select(d => (d.Lead.Id, d.Reason, d.Similarity)));
        Assert.Empty(await Db.LeadLists().Duplicates("t2", new LeadLikeness(null, "سعد", "الريان", "+966500000001", null), None));
    }

    [Fact]
    public async Task The_messages_of_several_conversations_are_one_thread()
    {
        foreach (var talk in new[] { "c1", "c2" })
        {
            var offset = talk == "c1" ? 0 : 30;
            Logged[] log =
            [
                Logged.Of("t1", "conversation/" + talk, 1, new ConversationStarted("p", "p", "n", "w", "966500000000", null, "أحمد", "whatsapp", Now), Now),
                .. Enumerable.Range(0, 4).Select(i => Logged.Of(
                    "t1", "conversation/" + talk, i + 2,
                    new MessageReceived($"{talk}-{i}", InboundKind.Text, "س", Now.AddMinutes(i).AddSeconds(offset), null, null, null, null, null, "ar", 1, Now.AddMinutes(i).AddSeconds(offset)),
                    Now.AddMinutes(i).AddSeconds(offset))),
            ];
            await Db.Append(log);
        }
        await Db.ProjectAll();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Db.LeadLists().Messages("t1", ["c1", "c2"], cursor, 3, None);
            seen.AddRange(page.Items.Select(m => m.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(["c2-3", "c1-3", "c2-2", "c1-2", "c2-1", "c1-1", "c2-0", "c1-0"], seen);
        Assert.Empty((await Db.LeadLists().Messages("t2", ["c1"], null, 3, None)).Items);
    }

    [Fact]
    public async Task A_merge_shows_in_the_survivors_row_and_its_undoing_takes_it_back()
    {
        var merge = new LeadMerge("m", "l6", new Dictionary<string, string> { ["phone"] = "+966511111111", ["fact:email"] = "A@b.sa" }, ["new"], [], [], ["l6"], [], []);
        await More("l1", 5, new LeadAbsorbed(merge, Now));
        var row = Assert.Single(await Db.Rows<LeadRow>("t1"), r => r.Id == "l1");
        Assert.Equal(("+966511111111", "a@b.sa", "|vip|a_b|new|"), (row.Phone, row.Email, row.Tags));
        await More("l1", 6, new LeadSeparated("l6", ["phone", "fact:email"], ["new"], Now));
        row = Assert.Single(await Db.Rows<LeadRow>("t1"), r => r.Id == "l1");
        Assert.Equal((null, null, "|vip|a_b|"), (row.Phone, row.Email, row.Tags));

        var was = row.Status;
        var carried = new CarriedStatus(was, LeadStatus.Converted, Now.AddDays(-2), Now.AddDays(-1), true);
        await More("l1", 7, new LeadAbsorbed(merge with { Carried = carried }, Now));
        row = Assert.Single(await Db.Rows<LeadRow>("t1"), r => r.Id == "l1");
        Assert.Equal((LeadStatus.Converted, Now.AddDays(-1)), (row.Status, row.ConvertedAt!.Value));
        Assert.Equal(1, (await Db.LeadLists().Counts("t1", None)).ByStatus["converted"]);
        await More("l1", 8, new LeadSeparated("l6", ["phone", "fact:email"], ["new"], Now, carried));
        row = Assert.Single(await Db.Rows<LeadRow>("t1"), r => r.Id == "l1");
        Assert.Equal((was, null), (row.Status, row.ConvertedAt));
    }

    [Fact]
    public async Task Views_are_their_owners_and_the_shared_ones_everybodys()
    {
        SavedViewContent Content(string name, bool shared) => new(name, new Dictionary<string, string> { ["status"] = "new" }, "-score", ["name"], shared);
        await Db.Append(Logged.Of("t1", "view/v1", 1, new ViewCreated("leads", "u1", Content("ب", false), Now), Now));
        await Db.Append(Logged.Of("t1", "view/v2", 1, new ViewCreated("leads", "u2", Content("أ", true), Now), Now));
        await Db.Append(Logged.Of("t1", "view/v3", 1, new ViewCreated("deals", "u1", Content("ج", true), Now), Now));
        await Db.Append(Logged.Of("t1", "view/v4", 1, new ViewCreated("leads", "u1", Content("د", true), Now), Now), Logged.Of("t1", "view/v4", 2, new ViewDeleted(Now), Now));
        await Db.ProjectAll();
        var views = new SavedViewQueries(Db.Contexts);
        Assert.Equal(["v2", "v1"], (await views.Views("t1", "leads", "u1", None)).Select(v => v.ViewId));
        Assert.Equal(["v2"], (await views.Views("t1", "leads", "u9", None)).Select(v => v.ViewId));
        Assert.Equal("new", (await views.Views("t1", "leads", "u9", None))[0].Content.Filters["status"]);
        Assert.Empty(await views.Views("t2", "leads", "u1", None));
    }

    private static LeadCreated Created(string name, string source, params string[] tags) =>
        new(name, null, source, null, null, "ar", null, Now, Tags: tags.Length == 0 ? null : tags);

    private static LeadFactsLearnt Facts(params (string Name, string Value)[] facts) => new("m", facts.ToDictionary(f => f.Name, f => f.Value), Now);

    private static LeadScored Scored(int score, Temperature temperature) => new(score, 0, temperature, [], Now);

    private static LeadStatusChanged Moved(LeadStatus to) => new(LeadStatus.New, to, null, Now);

    private async Task Append(string id, int minute, params IDomainEvent[] events)
    {
        if (events[0] is LeadCreated c) events[0] = c with { At = Now.AddMinutes(minute) };
        await Db.Append([.. events.Select((e, i) => Logged.Of("t1", "lead/" + id, i + 1, e, Now.AddMinutes(minute)))]);
        await Db.ProjectAll();
    }

    private async Task More(string id, int from, params IDomainEvent[] events)
    {
        await Db.Append([.. events.Select((e, i) => Logged.Of("t1", "lead/" + id, from + i, e, Now.AddHours(1)))]);
        await Db.ProjectAll();
    }
}
