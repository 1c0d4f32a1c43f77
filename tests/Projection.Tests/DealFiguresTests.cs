using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Storage.Deals;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteDealFiguresTests : DealFiguresTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresDealFiguresTests : DealFiguresTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Deals in lists and figures, on both databases.</summary>
public abstract class DealFiguresTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_figure_is_the_exact_sum_over_the_rows_whatever_happened(int seed)
    {
        var history = new History("t1", seed);
        for (var i = 0; i < 6; i++)
        {
            await Db.Append([.. history.Take(400)]);
            await Db.Append([.. new History("t2", seed + i + 100).Take(30).Select((e, n) => e with { Stream = $"{e.Stream}-{i}" })]);
            await Db.ProjectAll();
            await AssertFigures();
        }
        Assert.Contains(await Db.Rows<DealRow>("t1"), d => d.DeletedAt is not null || d.PipelineId == "second" || d.OwnerId is not null);

        async Task AssertFigures()
        {
            var lists = Db.DealLists();
            var rows = (await Db.Rows<DealRow>("t1")).Where(d => d.DeletedAt is null).ToList();
            var open = rows.Where(d => d.StageKind == StageKind.Open).ToList();

            Assert.Equal(
                rows.GroupBy(d => (d.PipelineId, d.Stage, d.Currency))
                    .Select(g => (g.Key.PipelineId, g.Key.Stage, g.Key.Currency, (long)g.Count(), g.Sum(d => d.Value), g.Sum(d => d.Value * d.Probability / 100m))).Order(),
                (await lists.Totals("t1", None)).Select(t => (t.PipelineId, t.Stage, t.Currency, t.Count, t.Value, t.Weighted)).Order());

            Assert.Equal(Expected(open), Read(await lists.Expected("t1", null, None)));
            foreach (var owner in new[] { "u0", "u1", "u2" })
                Assert.Equal(Expected(open.Where(d => d.OwnerId == owner)), Read(await lists.Expected("t1", owner, None)));

            var closed = rows.Where(d => d.StageKind != StageKind.Open).ToList();
            var counted = await lists.Closed("t1", Now.AddYears(-1), Now.AddYears(1), None);
            Assert.Equal(closed.Where(d => d.StageKind == StageKind.Won).Sum(d => d.Value), counted.Sum(c => c.WonValue));
            Assert.Equal(closed.Count(d => d.StageKind == StageKind.Won), counted.Sum(c => c.Won));
            Assert.Equal(closed.Count(d => d.StageKind == StageKind.Lost), counted.Sum(c => c.Lost));
            Assert.Equal(closed.Where(d => d.StageKind == StageKind.Won).Sum(d => (long)(d.ClosedAt!.Value - d.CreatedAt).TotalSeconds), counted.Sum(c => c.CycleSeconds));

            var steps = await Db.Rows<DealStageRow>("t1");
            var left = steps.GroupBy(s => s.DealId).Sum(g => g.Count() - 1);
            Assert.Equal(left, (await Db.Rows<StageTimeRow>("t1")).Sum(t => t.Visits));
        }

        static IEnumerable<(DateOnly?, string, long, decimal, decimal)> Expected(IEnumerable<DealRow> deals) =>
            deals.GroupBy(d => (d.ExpectedClose, d.Currency))
                .Select(g => (g.Key.ExpectedClose, g.Key.Currency, (long)g.Count(), g.Sum(d => d.Value), g.Sum(d => d.Value * d.Probability / 100m))).Order();

        static IEnumerable<(DateOnly?, string, long, decimal, decimal)> Read(IEnumerable<ExpectedTotal> totals) =>
            totals.Select(t => (t.Day, t.Currency, t.Count, t.Value, t.Weighted)).Order();
    }

    [Fact]
    public async Task Every_order_of_the_list_is_paged_without_gap_or_repeat()
    {
        await Many(37);
        await AssertPages(DealSort.Moved, d => d.OrderByDescending(r => r.StageSince).ThenByDescending(r => r.Id, StringComparer.Ordinal));
        await AssertPages(DealSort.Updated, d => d.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id, StringComparer.Ordinal));
        await AssertPages(DealSort.Value, d => d.OrderByDescending(r => r.Value).ThenByDescending(r => r.Id, StringComparer.Ordinal));
        await AssertPages(DealSort.ExpectedClose, d => d.OrderBy(r => r.ExpectedClose ?? DateOnly.MaxValue).ThenBy(r => r.Id, StringComparer.Ordinal));
        await AssertPages(DealSort.Rank, d => d.OrderBy(r => r.Rank, StringComparer.Ordinal).ThenBy(r => r.Id, StringComparer.Ordinal));

        foreach (var cursor in new[] { "bGVhZHMK", "%%%", new SalesFlow.Storage.ReadModels.Cursor(0, "x").Encode("deals/1") })
            await Assert.ThrowsAsync<FormatException>(() => Db.DealLists().Deals("t1", new DealFilter(), DealSort.Rank, cursor, 5, None));

        async Task AssertPages(DealSort sort, Func<IEnumerable<DealRowView>, IEnumerable<DealRowView>> order)
        {
            var seen = new List<DealRowView>();
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await Db.DealLists().Deals("t1", new DealFilter(), sort, cursor, 5, None);
                seen.AddRange(page.Items);
                cursor = page.Next;
            }
            Assert.Equal(37, seen.Select(d => d.Id).Distinct().Count());
            Assert.Equal(order(seen).Select(d => d.Id), seen.Select(d => d.Id));
        }
    }

    [Fact]
    public async Task The_list_shows_what_a_filter_asks_for()
    {
        await Log("d1", Opened(100, new DealDetails(CompanyId: "c1", OwnerId: "u1", Tags: ["كبار العملاء", "vip"], NextStep: "اتصال"), lead: "l1"));
        await Log("d2", Opened(200, new DealDetails(OwnerId: "u2", Tags: ["vip two"])), new DealUpdated(null, null, new DateOnly(2026, 5, 1), Now), new DealWentStale(Now, Now));
        await Log("d3", Opened(300), new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", Now));
        await Log("d4", Opened(400), new DealStageChanged("new", "tour", 40, StageKind.Open, null, "u1", Now, PipelineId: "second"), new DealWentStale(Now, Now));
        await Log("d5", Opened(500, lead: "l1", contact: "p1"), new DealDeleted(Now));
        await Log("d6", Opened(600), new DealWentStale(Now, Now), new DealTouched("note", Now), new DealUpdated("شركة الأمل", null, new DateOnly(2026, 6, 1), Now));

        await Found(new(), "d1", "d2", "d3", "d4", "d6");
        await Found(new(PipelineId: "second"), "d4");
        await Found(new(PipelineId: "default", Stage: "new"), "d1", "d2", "d6");
        await Found(new(OwnerId: "u1"), "d1");
        await Found(new(Unowned: true), "d3", "d4", "d6");
        await Found(new(Kind: StageKind.Won), "d3");
        await Found(new(ValueFrom: 200, ValueTo: 400), "d2", "d3", "d4");
        await Found(new(CloseFrom: new DateOnly(2026, 5, 2)), "d6");
        await Found(new(CloseTo: new DateOnly(2026, 5, 2)), "d2");
        await Found(new(Stale: true), "d2", "d4");
        await Found(new(Stale: false), "d1", "d3", "d6");
        await Found(new(Tag: "vip"), "d1");
        await Found(new(Tag: "كبار العملاء"), "d1");
        await Found(new(CompanyId: "c1"), "d1");
        await Found(new(LeadId: "l1"), "d1");
        await Found(new(Search: "الامل"), "d6");
        await Found(new(Deleted: true), "d5");
        Assert.Equal(["d1"], (await Db.DealLists().OfCompany("t1", "c1", null, 10, None)).Items.Select(d => d.Id));
        Assert.Equal(["d1"], (await Db.DealLists().OfLead("t1", "l1", null, 10, None)).Items.Select(d => d.Id));
        Assert.Empty((await Db.DealLists().OfContact("t1", "p1", null, 10, None)).Items);
        Assert.Empty((await Db.DealLists().Deals("t2", new DealFilter(), DealSort.Moved, null, 10, None)).Items);
        Assert.True((await Db.DealLists().Deals("t1", new DealFilter(OwnerId: "u2"), DealSort.Moved, null, 10, None)).Items[0].NeedsNextStep);
        Assert.False((await Db.DealLists().Deals("t1", new DealFilter(OwnerId: "u1"), DealSort.Moved, null, 10, None)).Items[0].NeedsNextStep);

        async Task Found(DealFilter filter, params string[] ids) =>
            Assert.Equal(ids, (await Db.DealLists().Deals("t1", filter, DealSort.Moved, null, 50, None)).Items.Select(d => d.Id).Order());
    }

    [Fact]
    public async Task Steps_and_the_time_in_each_stage_are_kept()
    {
        await Log("d1", Opened(100), new DealStageChanged("new", "demo", 40, StageKind.Open, null, "u1", Now.AddHours(2)),
            new DealStageChanged("demo", "lost", 0, StageKind.Lost, null, "u2", Now.AddHours(5), "price"));
        await Log("d2", Opened(100), new DealStageChanged("new", "demo", 40, StageKind.Open, null, "u1", Now.AddHours(4)));

        var steps = await Db.DealLists().Steps("t1", "d1", None);
        Assert.Equal([(null, "new", "u"), ("new", "demo", "u1"), ("demo", "lost", "u2")], steps.Select(s => (s.From, s.To, s.By)));
        Assert.Equal("price", steps[^1].LostReason);
        Assert.Equal(
            [new StageTime("demo", 1, 3 * 3600), new StageTime("new", 2, 6 * 3600)], await Db.DealLists().StageTimes("t1", "default", None));
    }

    [Fact]
    public async Task Cards_are_found_above_and_below_a_place()
    {
        await Log("a", Opened(1, rank: "5V1"));
        await Log("b", Opened(1, rank: "5V2"));
        await Log("c", Opened(1, rank: "5V2"));
        await Log("d", Opened(1, rank: "5V3"));
        var lists = Db.DealLists();
        Assert.Equal(["a", "b"], (await lists.Below("t1", "default", "new", null, 2, None)).Select(p => p.Id));
        Assert.Equal(["c", "d"], (await lists.Below("t1", "default", "new", new CardPlace("b", "5V2"), 9, None)).Select(p => p.Id));
        Assert.Equal("b", (await lists.Above("t1", "default", "new", new CardPlace("c", "5V2"), None))!.Id);
        Assert.Null(await lists.Above("t1", "default", "new", new CardPlace("a", "5V1"), None));
    }

    [Fact]
    public async Task Pipelines_follow_their_definitions_and_the_default_one_the_templates()
    {
        PipelineStage[] first = [new("new", "جديد", "New", 10, StageKind.Open)], second = [new("inquiry", "استفسار", "Inquiry", 10, StageKind.Open)];
        var own = PipelineDefinition.Of(first) with { NameEn = "Ours" };
        await Log("tenant/tenant", new TemplateApplied("general", [], first, []));
        Assert.Equal(("Sales", 1L), Default(await Db.DealLists().Pipelines("t1", None)));
        await Log("pipeline/default", new PipelineDefined(own, 1, Now));
        await Log("pipeline/p2", new PipelineDefined(own with { NameEn = "Second" }, 0, Now));
        await Log("tenant/tenant", new TemplateApplied("healthcare", [], second, []));
        var lists = await Db.DealLists().Pipelines("t1", None);
        Assert.Equal(["default", "p2"], lists.Select(p => p.PipelineId));
        Assert.Equal(("Ours", 3L), Default(lists));
        Assert.Equal("inquiry", lists[0].Definition.Stages[0].Code);
        // Somebody who had seen only the first template: the second one's stages stay.
        await Log("pipeline/default", new PipelineDefined(own with { NameEn = "Late" }, 1, Now));
        await Log("pipeline/p2", new PipelineDeleted(Now));
        lists = await Db.DealLists().Pipelines("t1", None);
        Assert.Equal(("Late", "inquiry"), (Assert.Single(lists).Definition.NameEn, lists[0].Definition.Stages[0].Code));

        static (string, long) Default(IReadOnlyList<PipelineView> lists) => (lists[0].Definition.NameEn, lists[0].Version);
    }

    private async Task Many(int count)
    {
        var random = new Random(5);
        for (var i = 0; i < count; i++)
        {
            var at = Now.AddSeconds(random.Next(12));
            var opened = Opened(random.Next(6) * 10.25m, rank: "5" + "ABCabc"[random.Next(6)]) with
            {
                At = at,
                ExpectedClose = random.Next(3) == 0 ? null : new DateOnly(2026, 4, 1).AddDays(random.Next(5)),
            };
            await Db.Append(Logged.Of("t1", $"deal/d{i}", 1, opened, at));
        }
        await Db.ProjectAll();
    }

    private static DealOpened Opened(decimal value, DealDetails? details = null, string? lead = null, string? contact = null, string? rank = null) =>
        new("عقد", Money.Sar(value), "new", 10, lead, contact, null, "u", Now, null, rank, null, details);

    private async Task Log(string id, params IDomainEvent[] events)
    {
        var stream = id.Contains('/', StringComparison.Ordinal) ? id : "deal/" + id;
        await Append(stream, Now, events);
        await Db.ProjectAll();
    }
}
