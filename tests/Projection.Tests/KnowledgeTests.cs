using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Storage.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteKnowledgeTests : KnowledgeTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresKnowledgeTests : KnowledgeTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Articles, their passages and the search over them, on both databases.</summary>
public abstract class KnowledgeTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    private ArticleQueries Lists => new(Db.Contexts);

    private SectorQueries Sectors => new(Db.Contexts);

    [Fact]
    public async Task An_approved_article_is_found_in_either_language_and_a_draft_is_not()
    {
        await Write("a1", "سياسة الإلغاء", "يمكنك إلغاء الاشتراك في أي وقت دون رسوم.", "Cancellation policy", "You may cancel at any time without a fee.");
        await Db.ProjectAll();
        Assert.Empty(await Find("كيف ألغي اشتراكي؟"));
        await Approve("a1", 1);
        var found = Assert.Single(await Find("كيف ألغي اشتراكي؟"), p => p.Language == "ar");
        Assert.Equal(("a1", "سياسة الإلغاء", 1), (found.DocumentId, found.Title, found.Version));
        Assert.InRange(found.Score, KnowledgeScore.Answers, 1);
        Assert.Equal("en", (await Find("how do I cancel?"))[0].Language);
    }

    [Fact]
    public async Task What_is_not_there_scores_low()
    {
        await Write("a1", "سياسة الإلغاء", "يمكنك إلغاء الاشتراك في أي وقت دون رسوم.");
        await Approve("a1", 1);
        Assert.All(await Find("هل عندكم فرع في باريس للعملات الرقمية؟"), p => Assert.True(p.Score < KnowledgeScore.NotFound, $"{p.Score}"));
    }

    [Fact]
    public async Task A_new_version_takes_the_place_of_the_old_one_only_when_it_is_approved()
    {
        await Write("a1", "الدعم", string.Join("\n\n", Enumerable.Range(0, 12).Select(i => $"## قسم {i}\n\nالدعم عبر البريد القديم رقم {i}.")));
        await Approve("a1", 1);
        await Append("article/a1", Now, new ArticleWritten(2, null, null, "الدعم عبر الواتساب.", null, "u1", ArticleOrigin.Manual, null, Now));
        await Db.ProjectAll();
        Assert.Contains(await Find("الدعم البريد القديم"), p => p.Text.Contains("القديم", StringComparison.Ordinal));
        await Approve("a1", 2);
        Assert.DoesNotContain(await Find("الدعم البريد القديم"), p => p.Text.Contains("القديم", StringComparison.Ordinal));
        Assert.Contains(await Find("الدعم واتساب"), p => p is { Version: 2 });
        Assert.Equal(1, (await Db.Rows<KnowledgeTermRow>("t1")).Single(t => t.Term.Length == 0).Chunks);

        var old = await Lists.Version("t1", "a1", 1, None);
        Assert.Contains("القديم", old!.BodyAr, StringComparison.Ordinal);
        Assert.Equal([2, 1], (await Lists.Versions("t1", "a1", null, 10, None)).Items.Select(v => v.Version));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("archived")]
    [InlineData("deleted")]
    public async Task What_is_out_of_use_is_not_found_and_no_term_counts_it(string how)
    {
        await Write("a1", "الدعم", "الدعم عبر الواتساب.");
        await Approve("a1", 1);
        await Append("article/a1", Now, how switch { "expired" => new ArticleExpired(true, Now), "archived" => new ArticleArchived(Now), _ => new ArticleDeleted(Now) });
        await Db.ProjectAll();
        Assert.Empty(await Find("الدعم واتساب"));
        Assert.All(await Db.Rows<KnowledgeTermRow>("t1"), t => Assert.Equal(0, t.Chunks));
        if (how != "deleted") return;
        Assert.Null(await Lists.Article("t1", "a1", None));
        await Append("article/a1", Now, new ArticleRestored(1, Now));
        await Db.ProjectAll();
        Assert.NotEmpty(await Find("الدعم واتساب"));
    }

    [Fact]
    public async Task Terms_count_the_passages_that_hold_them_however_often_articles_change()
    {
        for (var i = 0; i < 6; i++)
        {
            await Write($"a{i}", $"مقال {i}", $"## أول\n\nكلمة مشتركة و{i}.\n\n## ثان\n\nكلمة أخرى.");
            await Approve($"a{i}", 1);
        }
        await Append("article/a0", Now, new ArticleFiled("policy", ["جديد"], "retail", true, null, 1, Now), new ArticleExpired(false, Now), new ArticleApproved(1, "u1", null, Now));
        await Append("article/a1", Now, new ArticleDeleted(Now));
        await Db.ProjectAll();
        var chunks = (await Db.Rows<KnowledgeChunkRow>("t1")).Where(c => c.Words.Length > 0).ToList();
        var counted = chunks.SelectMany(c => c.Words.Split(' ')).GroupBy(w => w).ToDictionary(g => g.Key, g => (long)g.Count());
        counted[""] = chunks.Count;
        var kept = (await Db.Rows<KnowledgeTermRow>("t1")).Where(t => t.Chunks != 0).ToDictionary(t => t.Term, t => t.Chunks);
        Assert.Equal(counted.OrderBy(c => c.Key, StringComparer.Ordinal), kept.OrderBy(c => c.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_company_finds_nothing_and_what_is_internal_only_the_team_finds()
    {
        await Write("a1", "هامش الخصم", "الحد الأعلى للخصم الداخلي.", isInternal: true);
        await Write("a2", "الخصم السنوي", "خصم عند الدفع السنوي.");
        await Approve("a1", 1);
        await Approve("a2", 1);
        Assert.Equal(["a2"], (await Find("الخصم")).Select(p => p.DocumentId).Distinct());
        Assert.Contains("a1", (await Find("الخصم", isInternal: true)).Select(p => p.DocumentId));
        Assert.Empty(await Find("الخصم", tenant: "t2", isInternal: true));
    }

    [Fact]
    public async Task Domain_sector_and_language_narrow_the_search()
    {
        await Write("a1", "الحجز", "حجز المواعيد في العيادة.", category: "faq", sector: "healthcare");
        await Write("a2", "الحجز", "حجز الطاولات في المطعم.", category: "faq", sector: "restaurants");
        await Write("a3", "الحجز", "حجز الاجتماعات.", "Booking", "Booking meetings.", category: "procedure");
        foreach (var id in new[] { "a1", "a2", "a3" }) await Approve(id, 1);
        Assert.Equal(["a1", "a3"], (await Find("الحجز", sector: "healthcare", language: "ar")).Select(p => p.DocumentId).Order());
        Assert.Equal(["a3"], (await Find("الحجز", domain: "procedure", language: "ar")).Select(p => p.DocumentId).Distinct());
        Assert.All(await Find("booking", language: "en"), p => Assert.Equal("en", p.Language));
        // An English question about what stands in Arabic alone is answered by that.
        Assert.Contains(await Find("clinic appointment", language: "en"), p => p.DocumentId == "a1");
    }

    [Fact]
    public async Task Prices_and_facts_are_documents_of_their_own()
    {
        var view = new TenantView(
            "t1", "شركة", "ar", "Asia/Riyadh", null,
            [new PriceListItem("professional", "الاحترافية", "Professional", Money.Sar(699), "month", true, ["10 مستخدمين"], ["10 users"], ["برو"])], [],
            [new KnowledgeItem("trial", "التجربة مجانية لمدة 14 يوماً.", "The trial is free for 14 days.", ["تجربه", "trial"])], [], new TemperatureBands(), 1);
        var found = await Find("بكم باقة برو؟", view: view);
        Assert.Equal("price-list", found[0].DocumentId);
        Assert.Contains("699", found[0].Text, StringComparison.Ordinal);
        Assert.InRange(found[0].Score, KnowledgeScore.Answers, 1);
        Assert.Equal("fact:trial", (await Find("فيه تجربة مجانية؟", view: view))[0].DocumentId);
    }

    [Fact]
    public async Task Gaps_are_listed_by_count_and_by_time()
    {
        for (var i = 0; i < 5; i++)
            for (var n = 0; n <= i; n++)
                await Append("knowledge-gaps/knowledge-gaps", Now.AddMinutes(i), new GapReported($"g{i}", $"سؤال {i}", "ar", "customer", Now.AddMinutes(-i)));
        await Append("knowledge-gaps/knowledge-gaps", Now, new GapDismissed("g4", Now), new GapDrafted("g3", "a9", Now));
        await Db.ProjectAll();
        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await Lists.Gaps("t1", GapStatus.Open, byCount: true, cursor, 2, None);
            seen.AddRange(page.Items.Select(g => $"{g.Id}:{g.Count}"));
            if ((cursor = page.Next) is null) break;
        }
        Assert.Equal(["g2:3", "g1:2", "g0:1"], seen);
        Assert.Equal(["g0", "g1", "g2"], (await Lists.Gaps("t1", GapStatus.Open, byCount: false, null, 9, None)).Items.Select(g => g.Id));
        Assert.Equal("a9", (await Lists.Gap("t1", "g3", None))!.ArticleId);
        Assert.Null(await Lists.Gap("t2", "g3", None));
    }

    [Fact]
    public async Task A_sector_s_figures_follow_its_leads_and_their_deals()
    {
        await Append("lead/l1", Now, Lead());
        await Append("lead/l1", Now, new LeadFactsLearnt("m", new Dictionary<string, string> { ["sector"] = "عيادات" }, Now));
        await Append("lead/l2", Now, Lead());
        await Append("lead/l2", Now, new LeadFactsLearnt("m", new Dictionary<string, string> { ["sector"] = "عيادات" }, Now), new LeadStatusChanged(LeadStatus.New, LeadStatus.Qualified, "r", Now));
        await Append("deal/d1", Now, Deal("l1", 1000));
        await Append("deal/d2", Now, Deal("l2", 500));
        await Append("deal/d2", Now.AddDays(2), new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", Now.AddDays(2)));
        await Db.ProjectAll();
        var figures = await Sectors.Figures("t1", ["healthcare", "عيادات"], None);
        Assert.Equal(new SectorFigures(2, 1, 0, 0, 1, 1, 0, 1000, 500, 172_800), figures);

        await Append("lead/l1", Now, new LeadFactsLearnt("m2", new Dictionary<string, string> { ["sector"] = "مطاعم" }, Now));
        await Append("deal/d2", Now.AddDays(3), new DealDeleted(Now.AddDays(3)));
        await Db.ProjectAll();
        Assert.Equal(new SectorFigures(1, 1, 0, 0, 0, 0, 0, 0, 0, 0), await Sectors.Figures("t1", ["عيادات"], None));
        Assert.Equal(new SectorFigures(1, 0, 0, 0, 1, 0, 0, 1000, 0, 0), await Sectors.Figures("t1", ["مطاعم"], None));
        Assert.Equal(0, (await Sectors.Figures("t2", ["عيادات"], None)).Leads);

        static LeadCreated Lead() => new("سارة", "+966550001234", "whatsapp", null, null, "ar", null, Now);
        static DealOpened Deal(string lead, decimal value) => new("عقد", Money.Sar(value), "new", 10, lead, null, null, "u1", Now);
    }

    [Fact]
    public async Task Vectors_are_kept_for_the_text_that_they_were_made_of()
    {
        await Write("a1", "الدعم", "الدعم عبر الواتساب.");
        await Approve("a1", 1);
        var vectors = new KnowledgeVectors(Db.Services, Db.Contexts);
        var missing = Assert.Single(await vectors.Missing("t1", "a1", "m", 10, None));
        await vectors.Put("t1", "a1", "m", [new ChunkVector(missing.Place, missing.Hash, [1f, 0.5f])], None);
        Assert.Empty(await vectors.Missing("t1", "a1", "m", 10, None));
        Assert.NotEmpty(await vectors.Missing("t1", "a1", "other", 10, None));
        var kept = await vectors.Of("t1", "m", [("a1", 0)], None);
        Assert.Equal(new[] { 1f, 0.5f }, kept[("a1", 0)]);
        Assert.Empty(await vectors.Of("t2", "m", [("a1", 0)], None));
    }

    [Fact]
    public async Task Meaning_raises_what_words_alone_leave_behind_and_a_provider_that_fails_costs_nothing()
    {
        await Write("a1", "النسخ", "نسخ يومية مشفرة خارج الموقع.");
        await Write("a2", "النسخ", "نسخ العقود للطباعة.");
        foreach (var id in new[] { "a1", "a2" }) await Approve(id, 1);
        var vectors = new KnowledgeVectors(Db.Services, Db.Contexts);
        foreach (var (id, vector) in new[] { ("a1", new[] { 1f, 0f }), ("a2", new[] { 0f, 1f }) })
            foreach (var c in await vectors.Missing("t1", id, "m", 10, None)) await vectors.Put("t1", id, "m", [new ChunkVector(c.Place, c.Hash, vector)], None);
        var plain = await Find("نسخ احتياطي");
        var meant = await Find("نسخ احتياطي", embedder: new Embedder([0f, 1f]));
        Assert.Equal("a2", meant[0].DocumentId);
        Assert.True(meant[0].Score > plain.Single(p => p.DocumentId == "a2").Score);
        Assert.Equal(plain, await Find("نسخ احتياطي", embedder: new Embedder(null)));
    }

    private sealed class Embedder(float[]? vector) : IEmbedder
    {
        public string Model => "m";

        public Task<IReadOnlyList<float[]>> Embed(IReadOnlyList<string> texts, CancellationToken ct) =>
            vector is null ? throw new EmbeddingException("down") : Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(_ => vector)]);
    }

    private sealed class Profiles(TenantView? view) : ITenantProfiles
    {
        public ValueTask<TenantView?> Get(string tenant) => ValueTask.FromResult(view);
    }

    private async Task Write(
        string id, string titleAr, string bodyAr, string? titleEn = null, string? bodyEn = null, string category = "policy", string? sector = null, bool isInternal = false) =>
        await Append(
            $"article/{id}", Now, new ArticleWritten(1, titleAr, titleEn, bodyAr, bodyEn, "u1", ArticleOrigin.Manual, null, Now),
            new ArticleFiled(category, [], sector, isInternal, null, 0, Now));

    private async Task Approve(string id, int number)
    {
        await Append($"article/{id}", Now, new ArticleApproved(number, "u2", null, Now));
        await Db.ProjectAll();
    }

    private Task<IReadOnlyList<KnowledgePassage>> Find(
        string query, string tenant = "t1", string? language = null, string? domain = null, string? sector = null, bool isInternal = false, TenantView? view = null,
        IEmbedder? embedder = null) =>
        new KnowledgeSearch(
            Db.Contexts, new TenantDocuments(new Profiles(view)), new KnowledgeVectors(Db.Services, Db.Contexts), NullLogger<KnowledgeSearch>.Instance, embedder)
        .Search(tenant, query, language, domain, sector, isInternal, 10, None);

}
