using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests;

/// <summary>Administration through all layers of the product.</summary>
public sealed class AdministrationTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private static int _companies;

    [Fact]
    public async Task Settings_are_changed_read_back_and_told_in_the_audit_log()
    {
        var (owner, _) = await Company();
        var changed = await owner.PutAsJsonAsync("/api/v1/tenant", new
        {
            nameAr = "شركة الريادة", timeZone = "Asia/Dubai", industry = "healthcare", phone = "0551234567", email = "INFO@Example.com",
            businessHours = new[] { new { day = "monday", from = "08:00", until = "16:30" } }, holidays = new[] { "2026-09-23" }, warm = 40, hot = 70,
            domain = "Elite.Example.COM",
        });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var view = await (await owner.GetAsync("/api/v1/tenant")).Body();
        var profile = view.GetProperty("profile");
        Assert.Equal(("شركة الريادة", "Asia/Dubai", "+966551234567", "info@example.com"),
            (profile.Text("nameAr"), view.Text("timeZone"), profile.Text("phone"), profile.Text("email")));
        Assert.Equal(("elite.example.com", true), (profile.Text("domain"), view.GetProperty("isActive").GetBoolean()));
        Assert.Equal("monday", Assert.Single(profile.GetProperty("businessHours").EnumerateArray()).Text("day"));
        // What was read may be sent back.
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/tenant", profile)).StatusCode);
        // The trial begins behind the registrant's back.
        await Eventually(async () => (await (await owner.GetAsync("/api/v1/tenant")).Body()).GetProperty("plan").ValueKind == JsonValueKind.String);
        var subscription = (await (await owner.GetAsync("/api/v1/admin/subscriptions")).Body()).GetProperty("subscription");
        Assert.Equal(subscription.Text("plan"), (await (await owner.GetAsync("/api/v1/tenant")).Body()).Text("plan"));
        Assert.Equal(40, view.GetProperty("scoring").GetProperty("warm").GetInt32());

        JsonElement entry = default;
        await Eventually(async () => (entry = (await Items(owner, "/api/v1/admin/audit-logs?action=update&entityType=tenant")).FirstOrDefault()).ValueKind == JsonValueKind.Object);
        Assert.Equal(("user", "tenant.settings_changed"), (entry.Text("actor"), entry.Text("event")));
        Assert.Contains("\"timeZone\":{\"before\":\"\",\"after\":\"Asia/Dubai\"}", entry.Text("changes"), StringComparison.Ordinal);
        var verdict = await (await owner.GetAsync("/api/v1/admin/audit-logs/verify")).Body();
        Assert.True(verdict.GetProperty("intact").GetBoolean());
    }

    [Theory]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"slug":"Not A Slug!"}""", "slug")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"industry":"a\nb"}""", "industry")]
    [InlineData("""{"logoUrl":"javascript:alert(1)"}""", "logoUrl")]
    [InlineData("""{"businessHours":[{"day":"monday","from":"18:00","until":"09:00"}]}""", "businessHours")]
    [InlineData("""{"domain":"https://example.com/"}""", "domain")]
    [InlineData("""{"businessHours":[null]}""", "businessHours[0].day")]
    [InlineData("""{"holidays":["yesterday"]}""", "holidays[0]")]
    [InlineData("""{"warm":90,"hot":10}""", "hot")]
    public async Task Settings_out_of_their_limits_are_refused_with_the_field_named(string body, string field)
    {
        var (owner, _) = await Company();
        var answer = await owner.PutAsync("/api/v1/tenant", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.True((await answer.Body()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task A_slug_is_one_companys_and_a_stale_change_is_refused()
    {
        var (first, _) = await Company();
        var (second, _) = await Company();
        await Eventually(async () => (await (await second.GetAsync("/api/v1/tenant")).Body()).GetProperty("profile").TryGetProperty("slug", out var s) && s.ValueKind == JsonValueKind.String);
        Assert.Equal(HttpStatusCode.OK, (await first.PutAsJsonAsync("/api/v1/tenant", new { slug = "al-nukhba" })).StatusCode);
        var taken = await (await second.PutAsJsonAsync("/api/v1/tenant", new { slug = "al-nukhba" })).Problem(HttpStatusCode.Conflict, "taken");
        Assert.True(taken.GetProperty("errors").TryGetProperty("slug", out _));
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/v1/tenant") { Content = JsonContent.Create(new { industry = "retail" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await (await first.SendAsync(stale)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
    }

    [Fact]
    public async Task A_company_begins_with_a_trial_and_chooses_its_plan()
    {
        var (owner, _) = await Company();
        await Eventually(async () => (await owner.GetAsync("/api/v1/admin/subscriptions")).IsSuccessStatusCode);
        var subscription = (await (await owner.GetAsync("/api/v1/admin/subscriptions")).Body()).GetProperty("subscription");
        Assert.Equal(("basic", "trialing"), (subscription.Text("plan"), subscription.Text("status")));
        var chosen = await (await owner.PutAsJsonAsync("/api/v1/admin/subscriptions/plan", new { plan = "professional" })).Body();
        Assert.Equal("professional", chosen.GetProperty("subscription").Text("plan"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.PutAsJsonAsync("/api/v1/admin/subscriptions/plan", new { plan = "free" })).StatusCode);
        var usage = await (await owner.GetAsync("/api/v1/admin/usage")).Body();
        Assert.Equal(["users", "leads_per_month", "messages_per_month"], usage.GetProperty("metrics").EnumerateArray().Select(m => m.Text("metric")));
        Assert.All(usage.GetProperty("metrics").EnumerateArray(), m => Assert.Equal(JsonValueKind.Null, m.GetProperty("limit").ValueKind));
    }

    [Fact]
    public async Task An_ended_subscription_refuses_leads_by_hand_and_names_metric_limit_and_use()
    {
        var (owner, _) = await Company();
        await Eventually(async () => (await owner.GetAsync("/api/v1/admin/subscriptions")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync("/api/v1/admin/subscriptions/cancel", new { reason = "تجربة" })).StatusCode);
        HttpResponseMessage answer = null!;
        await Eventually(async () => (answer = await owner.PostAsJsonAsync("/api/v1/leads", new { name = "خالد" })).StatusCode == HttpStatusCode.PaymentRequired);
        var problem = await answer.Problem(HttpStatusCode.PaymentRequired, "quota_exceeded");
        Assert.Equal(("leads_per_month", 0), (problem.Text("metric"), problem.GetProperty("limit").GetInt32()));
        Assert.True(problem.TryGetProperty("used", out _));
    }

    [Fact]
    public async Task A_superadmin_suspends_and_reactivates_and_both_companies_audit_logs_tell()
    {
        var (owner, tenant) = await Company();
        var (superadmin, own) = await Superadmin();
        await Eventually(async () => (await superadmin.GetAsync("/api/v1/admin/tenants/" + tenant)).IsSuccessStatusCode);
        Assert.Contains(tenant, (await Items(superadmin, "/api/v1/admin/tenants?limit=100")).Select(t => t.Text("id")));
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/api/v1/admin/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await superadmin.PutAsJsonAsync("/api/v1/admin/tenants/" + tenant, new { isActive = false })).StatusCode);

        var suspended = await (await superadmin.PutAsJsonAsync(
            "/api/v1/admin/tenants/" + tenant, new { isActive = false, reason = "لم تُسدد الفاتورة", notes = "اتصلنا مرتين" })).Body();
        Assert.False(suspended.GetProperty("tenant").GetProperty("isActive").GetBoolean());
        Assert.Equal("اتصلنا مرتين", suspended.GetProperty("tenant").Text("notes"));
        await Eventually(async () => (await owner.GetAsync("/api/v1/leads")).StatusCode == HttpStatusCode.Forbidden);
        await (await owner.GetAsync("/api/v1/leads")).Problem(HttpStatusCode.Forbidden, "tenant_suspended");
        // Nor does a connection that stands go on reading.
        await Eventually(async () => !await Holds(owner));
        Assert.True(await Holds(superadmin));

        await superadmin.PutAsJsonAsync("/api/v1/admin/tenants/" + tenant, new { isActive = true, reason = "سُددت" });
        await Eventually(async () => (await owner.GetAsync("/api/v1/leads")).IsSuccessStatusCode);
        Assert.Contains(await Items(owner, "/api/v1/admin/audit-logs?action=cross_tenant"), e => e.Text("userId") == own);
        Assert.Contains(await Items(superadmin, "/api/v1/admin/audit-logs?action=cross_tenant&entityId=" + tenant), e => e.Text("userId") == own);
        var told = await (await owner.GetAsync("/api/v1/admin/audit-logs?limit=100")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("اتصلنا", told, StringComparison.Ordinal);
        Assert.Contains("tenant.suspended", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_recorded_by_a_superadmin_activates_the_plan()
    {
        var (owner, tenant) = await Company();
        var (superadmin, _) = await Superadmin();
        await Eventually(async () => (await superadmin.GetAsync("/api/v1/admin/tenants/" + tenant)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await superadmin.PutAsJsonAsync("/api/v1/admin/tenants/" + tenant, new { plan = "basic" })).StatusCode);
        var paid = await superadmin.PutAsJsonAsync("/api/v1/admin/tenants/" + tenant, new { plan = "professional", period = "year", reference = "TR-77" });
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        var subscription = (await (await owner.GetAsync("/api/v1/admin/subscriptions")).Body()).GetProperty("subscription");
        Assert.Equal(("professional", "active", "TR-77"), (subscription.Text("plan"), subscription.Text("status"), subscription.Text("reference")));
        Assert.Equal(6710.40m, subscription.GetProperty("price").GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task Policies_keep_all_their_versions_and_privacy_needs_thirty_days()
    {
        var (owner, _) = await Company();
        var created = await owner.PostAsJsonAsync("/api/v1/admin/policies", new { type = "privacy", name = "سياسة الخصوصية", contentAr = "نحمي بياناتكم." });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var policy = await created.Body();
        var path = "/api/v1/admin/policies/" + policy.Text("id");
        await (await owner.PutAsJsonAsync(path, new { contentAr = "نص جديد", effectiveFrom = policy.Text("effectiveFrom") })).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
        var updated = await (await owner.PutAsJsonAsync(path, new { contentAr = "نص جديد", contentEn = "New text" })).Body();
        // What holds today is shown, and what comes beside it.
        Assert.Equal((1, "نحمي بياناتكم.", true), (updated.GetProperty("version").GetInt32(), updated.Text("contentAr"), updated.GetProperty("inForce").GetBoolean()));
        var coming = updated.GetProperty("coming");
        Assert.Equal((2, "نص جديد", "New text"), (coming.GetProperty("version").GetInt32(), coming.Text("contentAr"), coming.Text("contentEn")));
        Assert.Equal(
            DateOnly.Parse(policy.Text("effectiveFrom")!, System.Globalization.CultureInfo.InvariantCulture).AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            coming.Text("effectiveFrom"));
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(path, updated)).StatusCode);
        Assert.Equal([2, 1], (await Items(owner, path + "/versions")).Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal("نحمي بياناتكم.", (await Items(owner, path + "/versions"))[1].Text("contentAr"));
        var off = await (await owner.PutAsJsonAsync(path, new { isActive = false })).Body();
        Assert.Equal((1, false, false), (off.GetProperty("version").GetInt32(), off.GetProperty("isActive").GetBoolean(), off.GetProperty("inForce").GetBoolean()));

        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(path, new { type = "privacy", isActive = true })).StatusCode);
        var moved = await (await owner.PutAsJsonAsync(path, new { type = "refund" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.True(moved.GetProperty("errors").TryGetProperty("type", out _));
        var draft = await (await owner.PostAsJsonAsync("/api/v1/admin/policies", new { type = "refund", name = "مسودة", contentAr = "نص", isActive = false })).Body();
        Assert.False(draft.GetProperty("isActive").GetBoolean());

        var (stranger, _) = await Company();
        await (await stranger.GetAsync(path)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.GetAsync(path + "/versions")).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Refusals_are_told_in_the_audit_log_and_a_flood_of_them_is_counted()
    {
        var (owner, _) = await Company();
        for (var i = 0; i < 15; i++) Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/api/v1/admin/tenants/somebody")).StatusCode);
        var denied = await Eventually(async () => await Items(owner, "/api/v1/admin/audit-logs?action=denied&limit=100") is { Count: 10 } all ? all : null);
        Assert.All(denied, d => Assert.Equal("GET /api/v1/admin/tenants/{id}", d.Text("entityId")));
        Assert.Contains("\"permission\":\"platform\"", denied[0].Text("changes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_data_fills_every_list_of_an_empty_company_once_and_nothing_is_sent()
    {
        var (owner, _) = await Company();
        var first = await Seed(owner);
        Assert.Equal(
            (8, 5, 8, 8, 5, 22, 6, 3),
            (Count("leads"), Count("deals"), Count("contacts"), Count("companies"), Count("conversations"), Count("messages"), Count("activities"), Count("calls")));
        await Shows(owner);
        Assert.Equal(first.GetRawText(), (await Seed(owner)).GetRawText());
        await Shows(owner);

        var talks = await Items(owner, "/api/v1/conversations?limit=100");
        var deal = (await Items(owner, "/api/v1/deals?limit=100")).Single(d => d.Text("title").Contains("النور", StringComparison.Ordinal));
        var lead = await (await owner.GetAsync("/api/v1/leads/" + deal.Text("leadId"))).Body();
        Assert.Equal("نورة العتيبي", lead.Text("name"));
        Assert.Equal(6, (await Items(owner, $"/api/v1/leads/{lead.Text("id")}/messages")).Count);
        Assert.NotEmpty(await Items(owner, $"/api/v1/contacts/{lead.Text("id")}/calls"));
        Assert.NotEmpty(await Items(owner, $"/api/v1/deals/{deal.Text("id")}/activities"));
        Assert.Equal("عيادات النور", (await (await owner.GetAsync("/api/v1/companies/" + deal.Text("companyId"))).Body()).Text("nameAr"));
        foreach (var talk in talks)
        {
            var messages = await Items(owner, $"/api/v1/conversations/{talk.Text("id")}/messages?limit=100");
            Assert.Equal(["inbound", "outbound"], messages.Select(m => m.Text("direction")).Distinct().Order());
            // What agents or people send is queued under an id of ours; here all was written elsewhere.
            Assert.All(messages, m => Assert.StartsWith("demo.", m.Text("id"), StringComparison.Ordinal));
            Assert.All(messages, m => Assert.True(m.GetProperty("at").GetDateTimeOffset() < DateTimeOffset.UtcNow.AddDays(-1)));
            await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk.Text("id")}/messages", new { text = "مرحبا" })).Problem(HttpStatusCode.UnprocessableEntity, "window_closed");
        }
        Assert.Empty(await Items(owner, "/api/v1/sla?state=running"));

        int Count(string what) => first.GetProperty(what).GetInt32();
    }

    [Theory]
    [InlineData("leads", """{"name":"عميل حقيقي"}""")]
    [InlineData("contacts", """{"fullName":"جهة حقيقية","phone":"0559998877"}""")]
    [InlineData("companies", """{"name":"شركة حقيقية"}""")]
    [InlineData("deals", """{"title":"عقد حقيقي"}""")]
    public async Task Demo_data_goes_into_no_company_that_has_something_of_its_own(string list, string body)
    {
        var (busy, _) = await Company();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Created, (await busy.PostAsync("/api/v1/" + list, content)).StatusCode);
        await Eventually(async () => (await Items(busy, "/api/v1/" + list)).Count == 1);
        await (await busy.PostAsync("/api/v1/admin/seed", null)).Problem(HttpStatusCode.Conflict, "demo_not_empty");
        Assert.Empty(await Items(busy, "/api/v1/conversations"));
    }

    private static async Task<JsonElement> Seed(HttpClient owner)
    {
        var seeded = await owner.PostAsync("/api/v1/admin/seed", null);
        Assert.True(seeded.StatusCode == HttpStatusCode.OK, await seeded.Content.ReadAsStringAsync());
        return await seeded.Body();
    }

    /// <summary>Whether a live connection with this client's token may stand.</summary>
    private async Task<bool> Holds(HttpClient client)
    {
        var token = new JsonWebToken(client.DefaultRequestHeaders.Authorization!.Parameter);
        return await product.Services.GetRequiredService<ISessionChecks>().Holds(new ClaimsPrincipal(new ClaimsIdentity(token.Claims, "test")));
    }

    private static async Task Shows(HttpClient owner)
    {
        foreach (var (list, count) in new[] { ("leads", 8), ("deals", 5), ("contacts", 8), ("companies", 8), ("conversations", 5), ("activities", 6), ("calls", 3) })
            await Eventually(async () => (await Items(owner, $"/api/v1/{list}?limit=100")).Count(ByPeople) == count);

        // What agents make of the leads comes on top.
        static bool ByPeople(JsonElement item) => !item.TryGetProperty("isAutomated", out var automated) || !automated.GetBoolean();
    }

    private async Task<(HttpClient Client, string Tenant)> Company()
    {
        var client = product.CreateClient();
        var number = Interlocked.Increment(ref _companies);
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"administration{number}@example.com"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return (client, tokens.Text("tenantId")!);
    }

    /// <summary>The owner of a company who also runs the installation: made as on the host's console, since no route makes one.</summary>
    private async Task<(HttpClient Client, string UserId)> Superadmin()
    {
        var email = $"super-{Guid.NewGuid():n}@example.com";
        var tokens = await (await product.CreateClient().PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email))).Body();
        var (tenant, user) = (tokens.Text("tenantId"), tokens.Text("userId"));
        TenantScope.Enter(tenant);
        var granted = await product.Services.GetRequiredService<IGrainFactory>().GetGrain<IUserGrain>(TenantKey.Format(tenant, user))
            .Update(Id.New(TimeProvider.System), new UpdateUser(Role: Role.Superadmin), null);
        Assert.True(granted.Accepted);
        var again = await (await product.CreateClient().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password })).Body();
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", again.Text("accessToken"));
        return (client, user);
    }

    private static async Task<List<JsonElement>> Items(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}.");
        return [.. (await answer.Body()).GetProperty("items").EnumerateArray()];
    }
}
