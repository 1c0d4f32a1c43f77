using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Deals through all layers: API, grains, commit, projections.</summary>
public sealed class DealProductTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private static int _companies;

    [Fact]
    public async Task A_deal_keeps_all_that_is_said_of_it_and_its_value_is_the_sum_of_its_lines()
    {
        var owner = await Company();
        var company = (await (await Send(owner, HttpMethod.Post, "/api/v1/companies", new { name = "عيادات" })).Body()).Text("id");
        var created = await Send(owner, HttpMethod.Post, "/api/v1/deals", new
        {
            title = "تجهيز عيادة", currency = "SAR", expectedClose = "2026-12-15", tags = new[] { "عيادات", "vip" }, description = "ثلاثة فروع",
            companyId = company, nextStep = "إرسال العرض", nextStepOn = "2026-11-30",
            items = new object[] { new { product = "اشتراك", quantity = 3, unitPrice = 333.33, discountPercent = 10 }, new { product = "تدريب", unitPrice = 230, vatIncluded = true } },
        });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var deal = await created.Body();
        Assert.Equal(1099.99m, deal.GetProperty("value").GetDecimal());
        Assert.Equal(1264.99m, deal.GetProperty("totals").GetProperty("gross").GetDecimal());
        Assert.Equal(["عيادات", "vip"], deal.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("open", deal.Text("status"));
        Assert.False(deal.GetProperty("needsNextStep").GetBoolean());

        var id = deal.Text("id");
        var changed = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { clear = new[] { "nextStep", "expectedClose" }, tags = Array.Empty<string>() })).Body();
        Assert.True(changed.GetProperty("needsNextStep").GetBoolean());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("expectedClose").ValueKind);
        await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { value = 5 })).Problem(HttpStatusCode.UnprocessableEntity, "invalid");

        var mine = await (await owner.GetAsync($"/api/v1/deals?owner=me&companyId={company}&valueFrom=1000&sort=value")).Body();
        Assert.Equal(id, Assert.Single(mine.GetProperty("items").EnumerateArray()).Text("id"));
        Assert.Empty((await (await owner.GetAsync("/api/v1/deals?owner=none")).Body()).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("leadId")]
    [InlineData("contactId")]
    [InlineData("companyId")]
    [InlineData("ownerId")]
    [InlineData("conversationId")]
    public async Task A_deal_names_records_and_people_of_its_own_company_only(string field)
    {
        var (owner, other) = (await Company(), await Company());
        var foreign = field switch
        {
            "leadId" => (await (await Send(other, HttpMethod.Post, "/api/v1/leads", new { name = "غريب" })).Body()).Text("id"),
            "contactId" => (await (await Send(other, HttpMethod.Post, "/api/v1/contacts", new { fullName = "غريب" })).Body()).Text("id"),
            "companyId" => (await (await Send(other, HttpMethod.Post, "/api/v1/companies", new { name = "غريبة" })).Body()).Text("id"),
            "ownerId" => (await (await other.GetAsync("/api/v1/auth/me")).Body()).Text("userId"),
            _ => "nobody",
        };
        var deal = new Dictionary<string, object> { ["title"] = "A", [field] = foreign };
        var refused = await (await Send(owner, HttpMethod.Post, "/api/v1/deals", deal)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(field, Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        if (field == "conversationId") return;
        var id = (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "A" })).Body()).Text("id");
        var change = new Dictionary<string, object> { [field] = foreign };
        await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", change)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(1, (await (await owner.GetAsync($"/api/v1/deals/{id}")).Body()).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_change_of_the_value_leaves_the_currency_and_the_other_way_round()
    {
        var owner = await Company();
        var id = (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "A", value = 100.5, currency = "USD" })).Body()).Text("id");
        var dearer = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { value = 200 })).Body();
        Assert.Equal((200m, "USD"), (dearer.GetProperty("value").GetDecimal(), dearer.Text("currency")));
        var other = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { currency = "AED" })).Body();
        Assert.Equal((200m, "AED"), (other.GetProperty("value").GetDecimal(), other.Text("currency")));
        var both = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { currency = "SAR", items = new[] { new { product = "باقة", quantity = 2, unitPrice = 50 } } })).Body();
        Assert.Equal((100m, "SAR"), (both.GetProperty("value").GetDecimal(), both.Text("currency")));
        await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { value = 10.555 })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Every_sector_can_be_chosen_for_the_company_and_for_a_pipeline()
    {
        var owner = await Company();
        var choices = (await (await owner.GetAsync("/api/v1/pipelines/templates")).Body()).GetProperty("items").EnumerateArray().ToDictionary(t => t.Text("template"));
        string[] sectors =
            ["general", "healthcare", "real_estate", "restaurants", "retail", "education", "beauty", "automotive", "legal", "construction", "ecommerce"];
        Assert.Empty(sectors.Except(choices.Keys));
        foreach (var (name, choice) in choices)
        {
            Assert.All(new[] { choice.Text("nameAr"), choice.Text("nameEn") }, Assert.NotEmpty);
            var stages = choice.GetProperty("stages").EnumerateArray().Select(s => (s.Text("code"), s.Text("kind"))).ToList();
            Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Post, "/api/v1/tenant/apply-template", new { template = name })).StatusCode);
            var board = await (await owner.GetAsync("/api/v1/pipelines/default")).Body();
            Assert.Equal(stages, board.GetProperty("stages").EnumerateArray().Select(s => (s.Text("code"), s.Text("kind"))));
            var own = await Send(owner, HttpMethod.Post, "/api/v1/pipelines", new { nameAr = "مسار", nameEn = name, template = name });
            Assert.Equal(HttpStatusCode.Created, own.StatusCode);
            Assert.Equal(stages, (await own.Body()).GetProperty("stages").EnumerateArray().Select(s => (s.Text("code"), s.Text("kind"))));
        }
        var wrong = await (await Send(owner, HttpMethod.Post, "/api/v1/tenant/apply-template", new { template = "mars" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Contains("restaurants", wrong.GetProperty("errors").GetProperty("template")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_deal_is_gone_from_lists_and_figures_until_it_is_restored()
    {
        var owner = await Company();
        var id = (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "A", value = 100 })).Body()).Text("id");
        Assert.Equal(HttpStatusCode.NoContent, (await Send(owner, HttpMethod.Delete, $"/api/v1/deals/{id}")).StatusCode);
        await (await owner.GetAsync($"/api/v1/deals/{id}")).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await (await owner.GetAsync("/api/v1/deals")).Body()).GetProperty("items").EnumerateArray());
        Assert.Equal(0, (await (await owner.GetAsync("/api/v1/deals/summary")).Body()).GetProperty("openCount").GetInt64());
        Assert.Single((await (await owner.GetAsync("/api/v1/deals?deleted=true")).Body()).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Post, $"/api/v1/deals/{id}/restore", new { })).StatusCode);
        Assert.Equal(1, (await (await owner.GetAsync("/api/v1/deals/summary")).Body()).GetProperty("openCount").GetInt64());
    }

    [Fact]
    public async Task A_stage_names_the_fields_that_it_requires_in_the_callers_language()
    {
        var owner = await Company();
        var pipeline = await (await owner.GetAsync("/api/v1/pipelines/default")).Body();
        var stages = pipeline.GetProperty("stages").EnumerateArray().Select(s => new
        {
            code = s.Text("code"), nameAr = s.Text("nameAr"), nameEn = s.Text("nameEn"), probability = s.GetProperty("probability").GetInt32(), kind = s.Text("kind"),
            requires = s.Text("code") == "proposal" ? new[] { "value", "expectedClose" } : null,
        });
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, "/api/v1/pipelines/default", new { stages })).StatusCode);
        var id = (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "A" })).Body()).Text("id");
        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var problem = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/stage", new { stage = "proposal" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(["expectedClose", "value"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal("مطلوب قبل دخول الصفقة هذه المرحلة", problem.GetProperty("errors").GetProperty("value")[0].GetString());
        await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}", new { value = 10, expectedClose = "2026-12-01" });
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/stage", new { stage = "proposal" })).StatusCode);
    }

    [Fact]
    public async Task Of_two_who_move_one_card_one_wins_and_the_other_hears_where_it_is_now()
    {
        var owner = await Company();
        for (var round = 0; round < 5; round++)
        {
            var id = (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "A", value = 1 })).Body()).Text("id");
            var answers = await Task.WhenAll(
                Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/stage", new { stage = "proposal" }, "\"1\""),
                Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/stage", new { stage = "negotiation" }, "\"1\""));
            var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            var stage = (await winner.Body()).Text("stage");
            var current = (await answers.Single(a => a != winner).Problem(HttpStatusCode.PreconditionFailed, "stale_version")).GetProperty("current");
            Assert.Equal(stage, current.Text("stage"));
            Assert.Equal(2, current.GetProperty("version").GetInt64());
            Assert.NotEqual("", current.Text("movedBy"));
            Assert.True(current.GetProperty("movedAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        }
    }

    [Fact]
    public async Task A_column_keeps_its_order_through_moves_and_is_paged_along_it()
    {
        var owner = await Company();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++) ids.Insert(0, (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = $"D{i}", value = i })).Body()).Text("id"));
        Assert.Equal(ids, await Column(owner, "discovery"));

        // The top card goes below the fifth, the last one to the top, the third one directly above the fifth.
        await Rank(ids[0], new { after = ids[4] });
        await Rank(ids[6], new { before = ids[1] });
        await Rank(ids[2], new { before = ids[4] });
        Assert.Equal([ids[6], ids[1], ids[3], ids[2], ids[4], ids[0], ids[5]], await Column(owner, "discovery"));

        // Into another column between two, and one whose neighbour has left goes to the top.
        await Move(ids[1], new { stage = "proposal" });
        await Move(ids[3], new { stage = "proposal", after = ids[1] });
        await Move(ids[2], new { stage = "proposal", after = ids[1], before = ids[3] });
        await Move(ids[5], new { stage = "proposal", after = ids[4] });
        Assert.Equal([ids[5], ids[1], ids[2], ids[3]], await Column(owner, "proposal"));

        var board = await (await owner.GetAsync("/api/v1/deals/pipeline?limit=2")).Body();
        var column = board.GetProperty("columns").EnumerateArray().Single(c => c.Text("stage") == "proposal");
        Assert.Equal([ids[5], ids[1]], column.GetProperty("items").EnumerateArray().Select(d => d.Text("id")));
        Assert.Equal(4, column.GetProperty("count").GetInt64());
        var rest = await (await owner.GetAsync($"/api/v1/deals?stage=proposal&limit=2&cursor={column.Text("next")}")).Body();
        Assert.Equal([ids[2], ids[3]], rest.GetProperty("items").EnumerateArray().Select(d => d.Text("id")));

        async Task Rank(string id, object body) => Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/rank", body)).StatusCode);
        async Task Move(string id, object body) => Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/stage", body)).StatusCode);
    }

    [Fact]
    public async Task A_gap_that_is_used_again_and_again_is_spread_before_its_ranks_grow_long()
    {
        var owner = await Company();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Insert(0, (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = $"D{i}" })).Body()).Text("id"));
        var longest = 0;
        for (var i = 0; i < 120; i++)
        {
            // Two cards in turn directly below the first one: the narrowest use of a place.
            var id = ids[1 + (i % 2)];
            var ranked = await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{id}/rank", new { after = ids[0] })).Body();
            longest = Math.Max(longest, ranked.Text("rank").Length);
            var column = await Column(owner, "discovery");
            Assert.Equal([ids[0], id, ids[1 + ((i + 1) % 2)], ids[3]], column);
        }
        Assert.InRange(longest, 12, SalesFlow.Deals.BoardRank.Long + 12);
    }

    [Fact]
    public async Task History_summary_and_forecast_add_up()
    {
        var owner = await Company();
        var ids = new List<string>();
        foreach (var (value, close) in new[] { (100.10m, (string?)"2020-01-05"), (200.20m, "2099-03-31"), (300.30m, null), (400.40m, null), (0.05m, "2099-03-01") })
            ids.Add((await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "D", value, expectedClose = close })).Body()).Text("id"));
        await Send(owner, HttpMethod.Put, $"/api/v1/deals/{ids[1]}/stage", new { stage = "proposal" });
        await Send(owner, HttpMethod.Put, $"/api/v1/deals/{ids[2]}/stage", new { stage = "closed_won" });
        await Send(owner, HttpMethod.Put, $"/api/v1/deals/{ids[3]}/stage", new { stage = "closed_lost", lostReasonCode = "price" });

        var forecast = await (await owner.GetAsync("/api/v1/deals/forecast")).Body();
        var month = Assert.Single(forecast.GetProperty("months").EnumerateArray());
        Assert.Equal(("2099-03", 200.25m, 100.11m), (month.Text("month"), month.GetProperty("value").GetDecimal(), month.GetProperty("weightedValue").GetDecimal()));
        Assert.Equal(100.10m, Assert.Single(forecast.GetProperty("overdue").EnumerateArray()).GetProperty("value").GetDecimal());
        Assert.Empty(forecast.GetProperty("noDate").EnumerateArray());
        Assert.Equal(300.35m, Assert.Single(forecast.GetProperty("total").EnumerateArray()).GetProperty("value").GetDecimal());
        var mine = await (await owner.GetAsync("/api/v1/deals/forecast?owner=me")).Body();
        Assert.Equal(forecast.GetProperty("total").ToString(), mine.GetProperty("total").ToString());

        var summary = await (await owner.GetAsync("/api/v1/deals/summary")).Body();
        Assert.Equal((3, 1, 1, 50m), (summary.GetProperty("openCount").GetInt32(), summary.GetProperty("won").GetInt32(), summary.GetProperty("lost").GetInt32(),
            summary.GetProperty("winRatePercent").GetDecimal()));
        Assert.Equal(300.30m, summary.GetProperty("closed")[0].GetProperty("wonValue").GetDecimal());
        Assert.Equal(0, (await (await owner.GetAsync("/api/v1/deals/summary?month=2020-01")).Body()).GetProperty("won").GetInt32());

        var history = await (await owner.GetAsync($"/api/v1/deals/{ids[3]}/history")).Body();
        Assert.Equal(["discovery", "closed_lost"], history.GetProperty("steps").EnumerateArray().Select(s => s.Text("to")));
        Assert.Equal("price", history.GetProperty("steps")[1].Text("lostReason"));
        Assert.Equal(JsonValueKind.Null, history.GetProperty("steps")[1].GetProperty("seconds").ValueKind);

        var reopened = await (await Send(owner, HttpMethod.Post, $"/api/v1/deals/{ids[3]}/reopen", new { })).Body();
        Assert.Equal(("discovery", "open"), (reopened.Text("stage"), reopened.Text("status")));
        Assert.Equal(0, (await (await owner.GetAsync("/api/v1/deals/summary")).Body()).GetProperty("lost").GetInt32());
        await (await Send(owner, HttpMethod.Post, $"/api/v1/deals/{ids[3]}/reopen", new { })).Problem(HttpStatusCode.Conflict, "wrong_status");
        var times = await (await owner.GetAsync("/api/v1/pipelines/default/stage-times")).Body();
        Assert.Equal(3, times.GetProperty("stages").EnumerateArray().Single(s => s.Text("stage") == "discovery").GetProperty("left").GetInt64());
    }

    [Fact]
    public async Task A_pipeline_in_which_a_deal_was_opened_a_moment_ago_stays_and_so_does_its_stage()
    {
        var owner = await Company();
        for (var i = 0; i < 5; i++)
        {
            var pipeline = await (await Send(owner, HttpMethod.Post, "/api/v1/pipelines", new { nameAr = $"خط {i}", nameEn = $"P{i}", template = "real_estate" })).Body();
            var (id, fewer) = (pipeline.Text("id"), pipeline.GetProperty("stages").EnumerateArray().Where(s => s.Text("code") != "property_tour").ToList());
            // Without waiting for lists.
            (await owner.PostAsJsonAsync("/api/v1/deals", new { title = "أرض", pipelineId = id, stage = "property_tour" })).EnsureSuccessStatusCode();
            if (i % 2 == 0) await (await owner.DeleteAsync($"/api/v1/pipelines/{id}")).Problem(HttpStatusCode.Conflict, "pipeline_in_use");
            else await (await owner.PutAsJsonAsync($"/api/v1/pipelines/{id}", new { stages = fewer })).Problem(HttpStatusCode.Conflict, "stage_in_use");
        }
    }

    [Fact]
    public async Task A_company_has_several_pipelines_and_empties_a_stage_before_it_removes_it()
    {
        var owner = await Company();
        var created = await Send(owner, HttpMethod.Post, "/api/v1/pipelines", new { nameAr = "العقار", nameEn = "Real estate", template = "real_estate" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var pipeline = await created.Body();
        var id = pipeline.Text("id");
        Assert.Equal([10, 20, 40, 60, 75, 100, 0], pipeline.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("probability").GetInt32()));
        Assert.Equal(["default", id], (await (await owner.GetAsync("/api/v1/pipelines")).Body()).GetProperty("items").EnumerateArray().Select(p => p.Text("id")));

        var deals = new List<string>();
        for (var i = 0; i < 3; i++) deals.Insert(0, (await (await Send(owner, HttpMethod.Post, "/api/v1/deals", new { title = "أرض", value = 10, pipelineId = id, stage = "property_tour" })).Body()).Text("id"));
        var fewer = pipeline.GetProperty("stages").EnumerateArray().Where(s => s.Text("code") != "property_tour").ToList();
        await (await Send(owner, HttpMethod.Put, $"/api/v1/pipelines/{id}", new { stages = fewer })).Problem(HttpStatusCode.Conflict, "stage_in_use");
        await (await Send(owner, HttpMethod.Delete, $"/api/v1/pipelines/{id}")).Problem(HttpStatusCode.Conflict, "pipeline_in_use");
        var moved = await (await Send(owner, HttpMethod.Post, $"/api/v1/pipelines/{id}/stages/property_tour/move-deals", new { to = "offer_made" })).Body();
        Assert.Equal((3, 0, false), (moved.GetProperty("moved").GetInt32(), moved.GetProperty("refused").GetInt32(), moved.GetProperty("remaining").GetBoolean()));
        Assert.Equal(deals, await Column(owner, "offer_made", id));
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/pipelines/{id}", new { stages = fewer })).StatusCode);
        Assert.Empty(await Column(owner, "offer_made"));

        var codes = fewer.Select(s => s.Text("code")).Reverse().ToList();
        var reordered = await (await Send(owner, HttpMethod.Post, $"/api/v1/pipelines/{id}/stages/reorder", new { stages = codes })).Body();
        Assert.Equal(codes, reordered.GetProperty("stages").EnumerateArray().Select(s => s.Text("code")));
        await (await Send(owner, HttpMethod.Put, $"/api/v1/pipelines/{id}/lost-reasons", new { lostReasons = Array.Empty<object>() }, "\"1\"")).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/pipelines/{id}/lost-reasons", new { lostReasons = new[] { new { code = "far", nameAr = "بعيد", nameEn = "Too far" } } })).StatusCode);
        await (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{deals[0]}/stage", new { stage = "closed_lost", lostReasonCode = "price" })).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Put, $"/api/v1/deals/{deals[0]}/stage", new { stage = "closed_lost", lostReasonCode = "far" })).StatusCode);
        await (await Send(owner, HttpMethod.Delete, "/api/v1/pipelines/default")).Problem(HttpStatusCode.Conflict, "pipeline_default");

        var stranger = await Company();
        await (await stranger.GetAsync($"/api/v1/pipelines/{id}")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.GetAsync($"/api/v1/deals/{deals[0]}/history")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await Send(stranger, HttpMethod.Delete, $"/api/v1/deals/{deals[0]}")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await Send(stranger, HttpMethod.Put, $"/api/v1/deals/{deals[0]}/rank", new { })).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","items":[null]}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","items":[{"product":"x"}]}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","items":[{"product":"x","unitPrice":1e30}]}""", 400, 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","tags":[null,"😀"]}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","probability":101}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A\u0007"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","description":"a\u0000b"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","value":0.001}""", 422)]
    [InlineData("POST", "/api/v1/leads", """{"name":"A\u0001"}""", 422)]
    [InlineData("POST", "/api/v1/leads", """{"name":"A","city":"a\nb"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","expectedClose":"0001-01-01"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","pipelineId":"a/b+c"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","pipelineId":"unknown"}""", 422)]
    [InlineData("POST", "/api/v1/deals", """{"title":"A","ownerId":" "}""", 422)]
    [InlineData("POST", "/api/v1/pipelines", """{"nameAr":"أ","nameEn":"a","stages":[null,{"code":"x"}]}""", 422)]
    [InlineData("POST", "/api/v1/pipelines", """{"nameAr":"أ","nameEn":"a","template":"mars"}""", 422)]
    [InlineData("POST", "/api/v1/pipelines", """{"nameAr":"أ","nameEn":"a\u0000","template":"general"}""", 422)]
    [InlineData("POST", "/api/v1/pipelines/default/stages/reorder", """{"stages":[null]}""", 422)]
    [InlineData("PUT", "/api/v1/pipelines/default/lost-reasons", """{"lostReasons":[null]}""", 422)]
    [InlineData("GET", "/api/v1/deals?valueFrom=many", null, 400)]
    [InlineData("GET", "/api/v1/deals?closeTo=tomorrow", null, 400)]
    [InlineData("GET", "/api/v1/deals?sort=beauty", null, 400)]
    [InlineData("GET", "/api/v1/deals?stale=perhaps", null, 400)]
    [InlineData("GET", "/api/v1/deals?owner=a%2Fb", null, 400)]
    [InlineData("GET", "/api/v1/deals?limit=x", null, 400)]
    [InlineData("GET", "/api/v1/deals?tag=%00&search=%00", null, 200, 400)]
    [InlineData("GET", "/api/v1/deals/summary?month=2026-13", null, 400)]
    [InlineData("GET", "/api/v1/deals/pipeline?pipelineId=none", null, 404)]
    [InlineData("PUT", "/api/v1/deals/none/rank", "{}", 404)]
    public async Task What_makes_no_sense_is_refused_and_never_breaks(string method, string path, string? body, params int[] statuses)
    {
        var owner = await Company();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await owner.SendAsync(request);
        Assert.Contains((int)answer.StatusCode, statuses);
        if ((int)answer.StatusCode == 422) Assert.NotEmpty((await answer.Body()).GetProperty("errors").EnumerateObject());
    }

    private static async Task<List<string>> Column(HttpClient client, string stage, string? pipeline = null)
    {
        var body = await (await client.GetAsync($"/api/v1/deals?stage={stage}{(pipeline is null ? "" : "&pipelineId=" + pipeline)}")).Body();
        return [.. body.GetProperty("items").EnumerateArray().Select(d => d.Text("id"))];
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, object? body = null, string? version = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        request.Headers.Add("Prefer", "wait=5");
        return await client.SendAsync(request);
    }

    private async Task<HttpClient> Company()
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"deals{Interlocked.Increment(ref _companies)}@example.com"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Body()).Text("accessToken"));
        return client;
    }
}
