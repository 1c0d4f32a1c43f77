using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.ServiceLevels;

namespace SalesFlow.WebApi.Tests;

/// <summary>Figures, boards and clocks through all layers.</summary>
public sealed class ReportingTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    [Fact]
    public async Task The_summary_shows_what_the_company_did_today_and_nobody_elses_work()
    {
        var (owner, _) = await Company("summary@example.com");
        await owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" });
        for (var i = 0; i < 4; i++) await owner.PostAsJsonAsync("/api/v1/leads", new { name = $"عميل {i}" });
        var deal = (await (await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 1500.5m })).Body()).Text("id");
        await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد آخر", value = 700m });
        var stages = (await (await owner.GetAsync("/api/v1/dashboard/pipeline")).Body()).GetProperty("stages").EnumerateArray();
        var won = stages.First(s => s.Text("kind") == "won").Text("stage");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync($"/api/v1/deals/{deal}/stage", new { stage = won })).StatusCode);

        var summary = await Until(owner, "/api/v1/dashboard/summary", s => s.GetProperty("closedWonCount").GetInt64() == 1 && s.GetProperty("totalLeads").GetInt64() == 4);
        Assert.Equal((4, 2, 1, 1500.50m, 700.00m, 1500.50m, 25.00m), (
            summary.GetProperty("newLeadsToday").GetInt32(), summary.GetProperty("totalDeals").GetInt32(), summary.GetProperty("openDealsCount").GetInt32(),
            summary.GetProperty("closedWonValue").GetDecimal(), summary.GetProperty("openDealsValue").GetDecimal(),
            summary.GetProperty("revenueThisMonth").GetDecimal(), summary.GetProperty("conversionRate").GetDecimal()));

        var revenue = await (await owner.GetAsync("/api/v1/dashboard/revenue?by=month")).Body();
        Assert.Equal((1500.50m, "direct"), (revenue.GetProperty("total").GetDecimal(), revenue.GetProperty("topSources")[0].Text("source")));
        Assert.Contains(revenue.GetProperty("series").EnumerateArray(), p => p.GetProperty("value").GetDecimal() == 1500.50m);
        var team = await (await owner.GetAsync("/api/v1/dashboard/agents")).Body();
        Assert.Equal(1, team.GetProperty("people")[0].GetProperty("dealsWon").GetInt32());
        Assert.Equal(team.GetProperty("people")[0].Text("userId"), team.Text("topPerformer"));
        var cards = await (await owner.GetAsync("/api/v1/supervisor/scorecards")).Body();
        Assert.Equal((1, 1500.50m), (cards.GetProperty("scorecards")[0].GetProperty("dealsClosed").GetInt32(), cards.GetProperty("scorecards")[0].GetProperty("revenueGenerated").GetDecimal()));

        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var activity = await (await owner.GetAsync("/api/v1/dashboard/activity?limit=3")).Body();
        Assert.Equal(3, activity.GetProperty("items").GetArrayLength());
        Assert.Contains("كسبنا", activity.GetProperty("items")[0].Text("text"), StringComparison.Ordinal);

        var (stranger, _) = await Company("summary-stranger@example.com");
        Assert.Equal(0, (await (await stranger.GetAsync("/api/v1/dashboard/summary")).Body()).GetProperty("totalLeads").GetInt64());
        Assert.Empty((await (await stranger.GetAsync("/api/v1/dashboard/activity")).Body()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Clocks_stand_on_the_companys_holidays_and_run_in_its_zone()
    {
        var (owner, tokens) = await Company("holidays@example.com");
        var talk = await Talk(tokens.Text("tenantId"), "966500000078");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var holidays = Enumerable.Range(-1, 12).Select(today.AddDays).ToArray();
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/tenant", new { timeZone = "Asia/Dubai", holidays })).StatusCode);

        await Until(owner, "/api/v1/settings/sla", s => s.GetProperty("hours").Text("zone") == "Asia/Dubai");
        // What is said of hours alone leaves the zone the company's.
        Assert.Equal("Asia/Dubai", (await (await owner.PutAsJsonAsync("/api/v1/settings/sla", new { hours = new { from = "08:00" } })).Body()).GetProperty("hours").Text("zone"));
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/escalate", new { reason = "requested" })).StatusCode);
        var clock = await Until(owner, $"/api/v1/sla/{talk}", s => s.TryGetProperty("firstResponseDueAt", out var due) && due.ValueKind == JsonValueKind.String);
        Assert.True(DateOnly.FromDateTime(clock.GetProperty("firstResponseDueAt").GetDateTimeOffset().UtcDateTime) > holidays[^1]);
    }

    [Fact]
    public async Task A_hand_over_starts_the_clocks_by_itself_and_giving_back_ends_them()
    {
        var (owner, tokens) = await Company("clocks@example.com");
        var (tenant, user) = (tokens.Text("tenantId"), tokens.Text("userId"));
        var talk = await Talk(tenant, "966500000077");

        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/escalate", new { reason = "complaint", target = "support" })).StatusCode);
        var running = await Until(owner, "/api/v1/sla?state=running", s => s.GetProperty("items").GetArrayLength() == 1);
        var item = running.GetProperty("items")[0];
        Assert.Equal((talk, 3, "urgent", "complaint"), (item.Text("conversationId"), item.GetProperty("level").GetInt32(), item.Text("priority"), item.Text("reason")));
        var queues = (await (await owner.GetAsync("/api/v1/supervisor/queue")).Body()).GetProperty("queues").EnumerateArray();
        Assert.Equal(1, queues.Single(q => q.Text("name") == "waiting_conversations").GetProperty("count").GetInt32());
        // Nothing was missed yet: there is no alarm to take notice of.
        await (await owner.PostAsync($"/api/v1/sla/{talk}/acknowledge", null)).Problem(HttpStatusCode.Conflict, "wrong_status");
        await (await owner.PostAsync("/api/v1/sla/nothing/acknowledge", null)).Problem(HttpStatusCode.NotFound, "not_found");

        await owner.PostAsync($"/api/v1/conversations/{talk}/take-over", null);
        await Until(owner, $"/api/v1/sla/{talk}", s => s.TryGetProperty("heldBy", out var by) && by.GetString() == user);
        await Until(owner, "/api/v1/supervisor/agents", s => s.GetProperty("agents").EnumerateArray().Any(
            a => a.Text("userId") == user && a.GetProperty("openConversations").GetInt32() == 1 && a.GetProperty("openCases").GetInt32() == 1));
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = "أهلاً، معك سارة" })).StatusCode);
        await owner.PostAsync($"/api/v1/conversations/{talk}/give-back", null);
        await Until(owner, $"/api/v1/sla/{talk}", s => s.Text("state") == "ended");
        await Until(owner, "/api/v1/sla?state=ended", s => s.GetProperty("items").GetArrayLength() == 1);

        // The customer will be asked by the way that the conversation allows.
        await Eventually(async () =>
        {
            TenantScope.Enter(tenant);
            return await product.Services.GetRequiredService<IGrainFactory>().GetGrain<ISatisfactionGrain>(TenantKey.Format(tenant, talk)).Get() is { Question: 1, AgentId: null } asked && asked.UserId == user;
        });
    }

    [Fact]
    public async Task Many_conversations_are_given_to_people_in_turn_and_each_says_what_became_of_it()
    {
        var (owner, tokens) = await Company("reassign@example.com");
        var (tenant, boss) = (tokens.Text("tenantId"), tokens.Text("userId"));
        var added = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "نورة", email = "nora@reassign.example", role = "agent", password = "correct horse battery" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var nora = (await added.Body()).Text("id");
        string[] talks = [await Talk(tenant, "966500000101"), await Talk(tenant, "966500000102"), await Talk(tenant, "966500000103")];
        await owner.PostAsync($"/api/v1/conversations/{talks[0]}/take-over", null);

        JsonElement answer = default;
        await Eventually(async () =>
        {
            // The directory's copies may be some seconds old.
            var response = await owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { ids = talks.Append("no such thing"), to = new[] { nora, boss } });
            answer = await response.Body();
            return response.StatusCode == HttpStatusCode.OK;
        });

        Assert.Equal(3, answer.GetProperty("assigned").GetInt32());
        Assert.Equal(
            [("assigned", nora), ("assigned", boss), ("assigned", nora), ("not_found", boss)],
            answer.GetProperty("outcomes").EnumerateArray().Select(o => (o.Text("outcome"), o.Text("userId"))));
        await (await owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { ids = talks, to = new[] { "nobody" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { kind = "planet", ids = talks, to = new[] { nora } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { ids = Array.Empty<string>(), to = new[] { nora } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Service_levels_are_the_companys_to_set()
    {
        var (owner, _) = await Company("policy@example.com");
        var usual = await (await owner.GetAsync("/api/v1/settings/sla")).Body();
        Assert.Equal(("09:00", 7, 3), (usual.GetProperty("hours").Text("from"), usual.GetProperty("targets").GetArrayLength(), usual.GetProperty("chain").GetArrayLength()));

        var changed = await owner.PutAsJsonAsync("/api/v1/settings/sla", new
        {
            warnPercent = 50, hours = new { from = "08:00", until = "00:00", days = new[] { "saturday", "sunday" }, holidays = new[] { "2026-09-23" } },
            targets = new[] { new { level = 2, priority = "normal", firstResponseMinutes = 10, resolutionMinutes = 100 } },
        });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var read = await owner.GetAsync("/api/v1/settings/sla");
        var body = await read.Body();
        Assert.Equal((50, "00:00", 1, 3), (
            body.GetProperty("warnPercent").GetInt32(), body.GetProperty("hours").Text("until"), body.GetProperty("targets").GetArrayLength(), body.GetProperty("chain").GetArrayLength()));

        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/v1/settings/scorecard")
        {
            Content = JsonContent.Create(new { leadsHandled = 10, dealsClosed = 30, revenueGenerated = 30, responseTime = 10, customerSatisfaction = 10, aiAssistRate = 10 }),
        };
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"0\""));
        await (await owner.SendAsync(stale)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        await (await owner.PutAsJsonAsync("/api/v1/settings/scorecard", new { leadsHandled = 90 })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/settings/satisfaction", new { enabled = false, scale = "list" })).StatusCode);
        Assert.Equal("list", (await (await owner.GetAsync("/api/v1/settings/satisfaction")).Body()).Text("scale"));
    }

    [Theory]
    [InlineData("""{"hours":{"from":"9 o'clock"}}""")]
    [InlineData("""{"hours":{"days":["someday",null]}}""")]
    [InlineData("""{"hours":{"zone":"Mars/Olympus"}}""")]
    [InlineData("""{"targets":[null]}""")]
    [InlineData("""{"targets":[]}""")]
    [InlineData("""{"targets":[{"level":9,"priority":"normal","firstResponseMinutes":1,"resolutionMinutes":1}]}""")]
    [InlineData("""{"targets":[{"level":2,"priority":"soon","firstResponseMinutes":1,"resolutionMinutes":1}]}""")]
    [InlineData("""{"chain":[{"level":2,"notify":[null],"acknowledgeMinutes":5}]}""")]
    [InlineData("""{"chain":[{"level":2,"notify":["\u0000😀"],"acknowledgeMinutes":5}]}""")]
    [InlineData("""{"warnPercent":100}""")]
    [InlineData("""{"warnPercent":"much"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_policy_that_cannot_be_is_refused_and_never_breaks_anything(string body)
    {
        var (owner, _) = await Company($"bad{body.GetHashCode(StringComparison.Ordinal)}@example.com");
        var answer = await owner.PutAsync("/api/v1/settings/sla", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.InRange((int)answer.StatusCode, 400, 422);
    }

    [Theory]
    [InlineData("/api/v1/dashboard/revenue?from=yesterday", "from")]
    [InlineData("/api/v1/dashboard/revenue?from=2026-02-30", "from")]
    [InlineData("/api/v1/dashboard/revenue?from=2026-02-02&to=2026-02-01", "from")]
    [InlineData("/api/v1/dashboard/revenue?from=2025-01-01&to=2026-02-06", "from")]
    [InlineData("/api/v1/dashboard/agents?to=0000-00-00", "to")]
    [InlineData("/api/v1/dashboard/revenue?by=week", "by")]
    [InlineData("/api/v1/supervisor/queue?staleLeadDays=0", "staleLeadDays")]
    [InlineData("/api/v1/supervisor/scorecards?period=2026-13", "period")]
    [InlineData("/api/v1/sla?state=sleeping", "state")]
    public async Task A_question_that_cannot_be_answered_names_its_field(string address, string field)
    {
        var (owner, _) = await Company($"ask{address.GetHashCode(StringComparison.Ordinal)}@example.com");
        var answer = await owner.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Body()).GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<string> Talk(string tenant, string phone)
    {
        TenantScope.Enter(tenant);
        var address = new ConversationAddress("contact-" + phone, "n1", "w1", phone, null, "سارة");
        var grains = product.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, address.ConversationId))
            .Receive(address, [new InboundMessage("wamid." + phone, InboundKind.Text, "السلام عليكم", DateTimeOffset.UtcNow)]);
        return address.ConversationId;
    }

    private static async Task<JsonElement> Until(HttpClient client, string address, Func<JsonElement, bool> condition)
    {
        JsonElement last = default;
        await Eventually(async () =>
        {
            var answer = await client.GetAsync(address);
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            last = await answer.Body();
            return condition(last);
        });
        return last;
    }

    private async Task<(HttpClient Client, JsonElement Tokens)> Company(string email)
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return (client, tokens);
    }
}
