using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Knowledge;

namespace SalesFlow.WebApi.Tests;

/// <summary>What a company knows, by HTTP: articles and their versions, search, imports, gaps, sectors.</summary>
public sealed class KnowledgeTests : IAsyncLifetime
{
    private Api _api = null!;
    private HttpClient _owner = null!;
    private JsonElement _tokens;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        (_owner, _tokens) = await _api.Company();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_article_goes_from_draft_to_use_and_out_of_it()
    {
        var id = await Written("سياسة التوصيل", "نوصل الطلبات خلال يومين داخل الرياض.");
        Assert.True((await Search("متى توصلون الطلبات؟")).GetProperty("notFound").GetBoolean());

        var approved = await Ok(await _owner.PostAsync($"/api/v1/knowledge/{id}/approve", null));
        Assert.Equal(("approved", 1, true), (approved.Text("status"), approved.GetProperty("publishedVersion").GetInt32(), approved.GetProperty("isPublished").GetBoolean()));
        var answer = await Search("متى توصلون الطلبات؟");
        Assert.Equal(id, answer.GetProperty("items")[0].Text("documentId"));
        Assert.InRange(answer.GetProperty("confidence").GetDouble(), KnowledgeScore.Answers, 1);

        var changed = await Ok(await _owner.PutAsJsonAsync($"/api/v1/knowledge/{id}", new { bodyAr = "نوصل الطلبات خلال يوم واحد داخل الرياض.\n\nوخلال ثلاثة أيام خارجها." }));
        Assert.Equal(("draft", 2, 1), (changed.Text("status"), changed.GetProperty("version").GetInt32(), changed.GetProperty("publishedVersion").GetInt32()));
        Assert.Contains("يومين", (await Search("متى توصلون الطلبات؟")).GetProperty("items")[0].Text("text"), StringComparison.Ordinal);
        Assert.Equal([2, 1], (await Ok(await _owner.GetAsync($"/api/v1/knowledge/{id}/versions"))).GetProperty("items").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        var diff = await Ok(await _owner.GetAsync($"/api/v1/knowledge/{id}/versions/1/diff?to=2"));
        Assert.Equal(["removed", "added", "added", "added"], diff.GetProperty("bodyAr").EnumerateArray().Select(l => l.Text("kind")));
        Assert.Equal(["same"], diff.GetProperty("titleAr").EnumerateArray().Select(l => l.Text("kind")));

        await Ok(await _owner.PostAsync($"/api/v1/knowledge/{id}/expire", null));
        Assert.True((await Search("متى توصلون الطلبات؟")).GetProperty("notFound").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await _owner.DeleteAsync($"/api/v1/knowledge/{id}")).StatusCode);
        Assert.Equal("not_found", await Code(await _owner.PostAsync($"/api/v1/knowledge/{id}/approve", null)));
        Assert.Equal("expired", (await Ok(await _owner.PostAsync($"/api/v1/knowledge/{id}/restore", null))).Text("status"));
    }

    [Fact]
    public async Task Who_writes_need_not_approve_and_a_stale_change_is_refused()
    {
        var (seller, _, _) = await _api.Colleague(_owner, "agent");
        var written = await seller.PostAsJsonAsync("/api/v1/knowledge", new { titleEn = "Hours", bodyEn = "Open from nine.", category = "faq" });
        var id = (await Ok(written, HttpStatusCode.Created)).Text("id");
        Assert.Equal(HttpStatusCode.Forbidden, (await seller.PostAsync($"/api/v1/knowledge/{id}/approve", null)).StatusCode);
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/knowledge/{id}") { Content = JsonContent.Create(new { titleEn = "Opening hours" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _owner.SendAsync(stale)).StatusCode);
        var half = await (await _owner.PostAsJsonAsync("/api/v1/knowledge", new { titleAr = "عنوان", category = "faq" })).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Single(half.GetProperty("errors").EnumerateObject());
    }

    [Fact]
    public async Task A_list_is_narrowed_by_what_articles_are()
    {
        var one = await Written("الضمان", "نص", category: "policy", tags: ["ضمان"]);
        await Written("الأسعار", "نص", category: "pricing", isInternal: true);
        await Ok(await _owner.PostAsync($"/api/v1/knowledge/{one}/approve", null));
        foreach (var (query, titles) in new[]
        {
            ("status=approved", new[] { "الضمان" }), ("status=draft", ["الأسعار"]), ("category=pricing", ["الأسعار"]), ("tag=ضمان", ["الضمان"]), ("internal=true", ["الأسعار"]),
            ("search=ضمان", ["الضمان"]), ("category=policy&status=draft", []),
        })
        {
            var items = (await Ok(await _owner.GetAsync("/api/v1/knowledge?" + query))).GetProperty("items").EnumerateArray().Select(i => i.Text("titleAr"));
            Assert.True(titles.SequenceEqual(items), query);
        }
    }

    [Fact]
    public async Task Another_company_finds_neither_articles_nor_gaps_nor_assets()
    {
        var id = await Written("سر الخلطة", "الخلطة السرية من سبعة مكونات.");
        await Ok(await _owner.PostAsync($"/api/v1/knowledge/{id}/approve", null));
        var (stranger, _) = await _api.Company();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/knowledge/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/knowledge/{id}/versions/1")).StatusCode);
        var found = await Ok(await stranger.PostAsJsonAsync("/api/v1/knowledge/search", new { query = "الخلطة السرية", includeInternal = true }));
        Assert.Equal(0, found.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_file_becomes_a_draft_and_what_cannot_be_read_is_named()
    {
        using var form = Form("دليل.md", "# دليل الاستخدام\n\nاضغط زر البدء."u8.ToArray(), ("category", "procedure"), ("tags", "دليل, بدء"));
        var made = (await Ok(await _owner.PostAsync("/api/v1/knowledge/import", form))).GetProperty("items")[0];
        Assert.Equal(("دليل الاستخدام", "ar", "دليل.md"), (made.Text("title"), made.Text("language"), made.Text("source")));
        JsonElement article = default;
        await Api.Eventually(async () =>
        {
            var answer = await _owner.GetAsync("/api/v1/knowledge/" + made.Text("id"));
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            article = await answer.Body();
            return true;
        });
        Assert.Equal(("draft", "file", "procedure"), (article.Text("status"), article.Text("origin"), article.Text("category")));

        foreach (var (name, content) in new[] { ("a.png", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0, 0 }), ("a.pdf", "%PDF-1.7 nothing"u8.ToArray()), ("a.md", "  \n "u8.ToArray()) })
        {
            using var bad = Form(name, content);
            var problem = await (await _owner.PostAsync("/api/v1/knowledge/import", bad)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("file", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        }
        foreach (var url in new[] { "http://example.com/", "https://127.0.0.1/", "https://localhost/help", "https://169.254.169.254/latest", "https://[::1]/", "ftp://example.com/" })
        {
            var problem = await (await _owner.PostAsJsonAsync("/api/v1/knowledge/import", new { url })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("url", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        }
        using var large = Form("a.md", new byte[(10 * 1024 * 1024) + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _owner.PostAsync("/api/v1/knowledge/import", large)).StatusCode);
    }

    [Fact]
    public async Task A_question_without_an_answer_is_counted_and_becomes_a_draft()
    {
        var tenant = _tokens.Text("tenantId");
        var gaps = _api.Services.GetRequiredService<IKnowledgeGaps>();
        await gaps.Report(tenant, "هل توصلون لجدة؟ رقمي 0551234567", "ar", "arabic_whatsapp");
        await gaps.Report(tenant, "هَل تُوصلون لجدّة رقمي 0551234567", "ar", "arabic_whatsapp");
        JsonElement gap = default;
        await Api.Eventually(async () =>
        {
            var items = (await Ok(await _owner.GetAsync("/api/v1/knowledge/gaps"))).GetProperty("items");
            if (items.GetArrayLength() != 1 || items[0].GetProperty("count").GetInt32() != 2) return false;
            gap = items[0];
            return true;
        });
        Assert.DoesNotContain("0551234567", gap.Text("question"), StringComparison.Ordinal);
        var draft = await Ok(await _owner.PostAsJsonAsync($"/api/v1/knowledge/gaps/{gap.Text("id")}/draft", new { category = "faq" }), HttpStatusCode.Created);
        Assert.Equal(("draft", "gap"), (draft.Text("status"), draft.Text("origin")));
        Assert.Equal("not_found", await Code(await _owner.PostAsync($"/api/v1/knowledge/gaps/{gap.Text("id")}/dismiss", null)));
    }

    [Fact]
    public async Task The_platform_s_own_template_brings_its_articles_once()
    {
        await Ok(await _owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" }));
        await Api.Eventually(async () => (await Titles()).Count == 11);
        var id = (await Ok(await _owner.GetAsync("/api/v1/knowledge?category=pricing"))).GetProperty("items")[0].Text("id");
        await Ok(await _owner.PutAsJsonAsync($"/api/v1/knowledge/{id}", new { titleAr = "أسعارنا" }));
        await Ok(await _owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" }));
        await Ok(await _owner.PutAsJsonAsync("/api/v1/tenant", new { language = "en" }));
        Assert.Equal("أسعارنا", (await Ok(await _owner.GetAsync($"/api/v1/knowledge/{id}"))).Text("titleAr"));
        var answer = await Search("بكم الباقة الاحترافية؟");
        Assert.InRange(answer.GetProperty("confidence").GetDouble(), KnowledgeScore.Answers, 1);
        Assert.Contains("699", string.Concat(answer.GetProperty("items").EnumerateArray().Select(i => i.Text("text"))), StringComparison.Ordinal);

        async Task<List<string>> Titles() =>
            [.. (await Ok(await _owner.GetAsync("/api/v1/knowledge?status=approved&limit=50"))).GetProperty("items").EnumerateArray().Select(i => i.Text("titleAr"))];
    }

    [Fact]
    public async Task A_sector_says_how_to_sell_to_it_and_what_was_reached_there()
    {
        Assert.Equal(11, (await Ok(await _owner.GetAsync("/api/v1/sectors"))).GetProperty("items").GetArrayLength());
        Assert.Equal("not_found", await Code(await _owner.GetAsync("/api/v1/sectors/mining")));
        await Ok(await _owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" }));
        var asset = await Ok(await _owner.PostAsJsonAsync(
            "/api/v1/sectors/healthcare/assets", new { type = "case_study", title = "عيادة", content = new { result = "حجز أسرع" }, language = "ar" }), HttpStatusCode.Created);
        var strategy = await Ok(await _owner.GetAsync("/api/v1/sectors/healthcare/strategy?stage=discovery&request_type=case_study_match"));
        Assert.Equal("professional", strategy.GetProperty("recommendedPackage").Text("code"));
        Assert.All(strategy.GetProperty("talkingPoints").EnumerateArray(), t => Assert.Equal("discovery", t.Text("context")));
        Assert.Equal(asset.Text("id"), strategy.GetProperty("assets")[0].Text("id"));
        Assert.Equal(JsonValueKind.Null, strategy.GetProperty("sectorBenchmarks").GetProperty("averageDealSizeSar").ValueKind);
        Assert.Equal(JsonValueKind.Null, strategy.GetProperty("competitiveLandscape").ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, (await _owner.GetAsync("/api/v1/sectors/healthcare/strategy?stage=later")).StatusCode);

        var changed = await Ok(await _owner.PutAsJsonAsync($"/api/v1/sectors/healthcare/assets/{asset.Text("id")}", new { isActive = false }));
        Assert.Equal("حجز أسرع", changed.GetProperty("content").Text("result"));
        Assert.Equal(HttpStatusCode.NotFound, (await _owner.GetAsync($"/api/v1/sectors/retail/assets/{asset.Text("id")}")).StatusCode);
        var large = await _owner.PostAsJsonAsync("/api/v1/sectors/healthcare/assets", new { type = "script", title = "x", content = new { text = new string('س', 40_000) } });
        Assert.Equal("validation", await Code(large));

        var lead = (await Ok(await _owner.PostAsJsonAsync("/api/v1/leads", new { name = "عيادة النور", phone = "0551112223", sector = "عيادات" }), HttpStatusCode.Created)).Text("id");
        await Ok(await _owner.PostAsJsonAsync("/api/v1/deals", new { title = "اشتراك", value = 699, leadId = lead }), HttpStatusCode.Created);
        await Api.Eventually(async () =>
        {
            var figures = (await Ok(await _owner.GetAsync("/api/v1/sectors/healthcare/scorecards"))).GetProperty("figures");
            return (figures.GetProperty("leads").GetInt32(), figures.GetProperty("dealsOpen").GetInt32(), figures.GetProperty("openValue").GetDecimal()) == (1, 1, 699);
        });
    }

    [Fact]
    public async Task An_article_expires_by_itself()
    {
        await using var api = await Api.Start((Action<IServiceCollection>?)null);
        var (owner, tokens) = await api.Company();
        var until = api.Clock.GetUtcNow().AddDays(2);
        var made = await Ok(await owner.PostAsJsonAsync("/api/v1/knowledge", new { titleAr = "عرض", bodyAr = "عرض مؤقت.", category = "faq", validUntil = until }), HttpStatusCode.Created);
        await Ok(await owner.PostAsync($"/api/v1/knowledge/{made.Text("id")}/approve", null));
        api.Clock.Advance(TimeSpan.FromDays(3));
        var lists = api.Services.GetRequiredService<IArticleLists>();
        await Api.Eventually(async () =>
            (await lists.Article(tokens.Text("tenantId"), made.Text("id"), CancellationToken.None))?.Article is { Status: ArticleStatus.Expired, PublishedVersion: null });
    }

    private static MultipartFormDataContent Form(string name, byte[] content, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name } };
        foreach (var (field, value) in fields) form.Add(new StringContent(value, Encoding.UTF8), field);
        return form;
    }

    private async Task<string> Written(string title, string body, string category = "faq", string[]? tags = null, bool isInternal = false) =>
        (await Ok(await _owner.PostAsJsonAsync("/api/v1/knowledge", new { titleAr = title, bodyAr = body, category, tags, isInternal }), HttpStatusCode.Created)).Text("id");

    private async Task<JsonElement> Search(string query) => await Ok(await _owner.PostAsJsonAsync("/api/v1/knowledge/search", new { query, includeInternal = true }));

    private static async Task<JsonElement> Ok(HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Body();
    }

    private static async Task<string> Code(HttpResponseMessage answer) => (await answer.Body()).Text("type").Split(':')[^1];
}
