using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.WebApi.Tests;

/// <summary>Message templates through all layers.</summary>
public sealed class TemplateTests
{
    private const string Templates = "/api/v1/templates";

    private static object Thanks => new
    {
        code = "visit_thanks", nameAr = "شكر", nameEn = "Thanks", channel = "whatsapp", category = "followup", whatsappCategory = "utility",
        bodyAr = "مرحباً {{contact_name}}، شكراً لزيارتكم.", bodyEn = "Hello {{contact_name}}, thank you for your visit.",
        variables = new[] { new { name = "contact_name", required = true, exampleAr = "نورة", exampleEn = "Noura", maxLength = 10 } },
    };

    [Fact]
    public async Task Every_company_has_its_own_copies_and_keeps_what_it_changed()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var (stranger, _) = await api.Company();
        await Api.Eventually(async () => await Count(owner) == 21 && await Count(stranger) == 21);
        var welcome = (await Items(owner, "?search=welcome")).Single(t => t.Text("code") == "welcome");
        var id = welcome.Text("id");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync($"{Templates}/{id}", new { bodyEn = welcome.Text("bodyEn") + " Yours." })).StatusCode);
        var gone = (await Items(owner, "?search=call_opener")).Single().Text("id");
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Templates}/{gone}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "healthcare" })).StatusCode);
        // Each tenant's events are read in order: once this one is there, the template was applied.
        await Api.Eventually(async () => (await owner.GetStringAsync("/api/v1/events?limit=200")).Contains("healthcare", StringComparison.Ordinal));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => owner.GetAsync(Templates)));
        Assert.EndsWith(" Yours.", (await Read(owner, id)).Text("bodyEn"), StringComparison.Ordinal);
        await Api.Eventually(async () => await Count(owner) == 20);
        Assert.False((await Read(stranger, id)).Text("bodyEn").EndsWith(" Yours.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_template_is_written_changed_and_deleted_with_its_versions()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        using var request = new HttpRequestMessage(HttpMethod.Post, Templates) { Content = JsonContent.Create(Thanks) };
        request.Headers.Add("Idempotency-Key", "k1");
        var made = await owner.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.Body();
        var address = $"{Templates}/{body.Text("id")}";
        Assert.Equal(address, made.Headers.Location?.ToString());
        Assert.Equal(("visit_thanks", 1, false, true), (body.Text("code"), body.GetProperty("number").GetInt32(), body.GetProperty("external").GetBoolean(), body.GetProperty("isActive").GetBoolean()));
        var problem = await (await owner.PostAsJsonAsync(Templates, Thanks)).Problem(HttpStatusCode.Conflict, "taken");
        Assert.Equal("There is one of this code already.", problem.GetProperty("errors").GetProperty("code")[0].GetString());

        var tag = made.Headers.ETag!;
        using var change = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(new { footerAr = "شكراً", footerEn = "Thanks" }) };
        change.Headers.IfMatch.Add(tag);
        var changed = await owner.SendAsync(change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(2, (await changed.Body()).GetProperty("number").GetInt32());
        using var stale = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(new { nameEn = "Other" }) };
        stale.Headers.IfMatch.Add(tag);
        await (await owner.SendAsync(stale)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        // What was read may be sent back, and is no version.
        Assert.Equal(2, (await (await owner.PutAsync(address, new StringContent((await Read(owner, body.Text("id"))).GetRawText(), Encoding.UTF8, "application/json"))).Body()).GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await (await owner.PutAsJsonAsync(address, new { footerAr = "", footerEn = "" })).Body()).GetProperty("footerAr").ValueKind);
        await (await owner.PutAsJsonAsync(address, new { code = "other" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.PutAsJsonAsync(address, new { channel = "sms" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await Api.Eventually(async () => (await (await owner.GetAsync(address + "/versions")).Body()).GetProperty("items").EnumerateArray().Select(v => v.GetProperty("number").GetInt32()).SequenceEqual([3, 2, 1]));

        await (await owner.PostAsJsonAsync(address + "/submit", new { })).Problem(HttpStatusCode.Conflict, "not_configured");
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address)).StatusCode);
        await (await owner.GetAsync(address)).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(4, (await (await owner.PostAsJsonAsync(Templates, Thanks)).Body()).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task What_is_wrong_is_told_field_by_field_in_the_callers_language()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var wrong = new
        {
            code = "Bad", nameAr = "س", nameEn = "s", channel = "whatsapp", category = "outreach", bodyAr = "{{who}} مرحباً", bodyEn = "Hello {who}",
            buttons = new[] { new { kind = "url", textAr = "صفحة", url = "nowhere" } },
            variables = new[] { new { name = "other", exampleAr = "س", exampleEn = "s" } },
        };
        var english = (await (await owner.PostAsJsonAsync(Templates, wrong)).Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors");
        Assert.Equal(
            ["bodyAr", "bodyEn", "buttons[0].textEn", "buttons[0].url", "code", "variables[0].name", "whatsappCategory"],
            english.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Contains("has a placeholder that is not declared: who", Told(english, "bodyAr"));
        Assert.Contains("must not begin or end with a placeholder", Told(english, "bodyAr"));
        Assert.Contains("has braces that are no placeholder: write {{name}} with a-z, 0-9 and _", Told(english, "bodyEn"));
        Assert.Contains("must say who writes: use {{company_name}}", Told(english, "bodyEn"));
        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var arabic = (await (await owner.PostAsJsonAsync(Templates, wrong)).Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors");
        Assert.Contains("فيه خانة غير معرَّفة: who", Told(arabic, "bodyAr"));
        await (await owner.PostAsJsonAsync(Templates, new { })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.GetAsync(Templates + "?channel=pigeon")).Problem(HttpStatusCode.BadRequest, "bad_request");
        await (await owner.GetAsync(Templates + "?language=fr")).Problem(HttpStatusCode.BadRequest, "bad_request");

        static IEnumerable<string?> Told(JsonElement errors, string field) => errors.GetProperty(field).EnumerateArray().Select(e => e.GetString());
    }

    [Fact]
    public async Task A_preview_shows_the_words_and_names_what_is_missing_or_too_long()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var id = (await (await owner.PostAsJsonAsync(Templates, Thanks)).Body()).Text("id");
        var good = await Preview(new { language = "ar", values = new { contact_name = "سارة" } });
        Assert.Equal(("مرحباً سارة، شكراً لزيارتكم.", true, 28), (good.Text("body"), good.GetProperty("ready").GetBoolean(), good.GetProperty("characters").GetInt32()));
        Assert.Equal(JsonValueKind.Null, good.GetProperty("sms").ValueKind);
        var missing = await Preview(new { language = "en" });
        Assert.Equal(("Hello {{contact_name}}, thank you for your visit.", false), (missing.Text("body"), missing.GetProperty("ready").GetBoolean()));
        Assert.Equal("needs a value", missing.GetProperty("errors").GetProperty("values.contact_name")[0].GetString());
        var wrong = await Preview(new { language = "en", values = new { contact_name = new string('x', 11), city = "Jeddah" } });
        Assert.Equal(["values.city", "values.contact_name"], wrong.GetProperty("errors").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        await (await owner.PostAsJsonAsync($"{Templates}/{id}/preview", new { language = "fr" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var sms = (await (await owner.PostAsJsonAsync(Templates, new
        {
            code = "reminder", nameAr = "تذكير", nameEn = "Reminder", channel = "sms", category = "meeting", bodyAr = new string('س', 71),
        })).Body()).Text("id");
        var text = (await (await owner.PostAsync($"{Templates}/{sms}/preview", null)).Body()).GetProperty("sms");
        Assert.Equal(("ucs2", 71, 2, 63), (text.Text("encoding"), text.GetProperty("units").GetInt32(), text.GetProperty("parts").GetInt32(), text.GetProperty("left").GetInt32()));

        async Task<JsonElement> Preview(object request) => await (await owner.PostAsJsonAsync($"{Templates}/{id}/preview", request)).Body();
    }

    [Fact]
    public async Task Sellers_read_and_preview_managers_write_and_strangers_see_nothing()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var id = (await (await owner.PostAsJsonAsync(Templates, Thanks)).Body()).Text("id");
        var agent = (await api.Colleague(owner, "agent")).Client;
        Assert.Equal(HttpStatusCode.OK, (await agent.GetAsync($"{Templates}/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await agent.PostAsync($"{Templates}/{id}/preview", null)).StatusCode);
        foreach (var answer in new[]
        {
            await agent.PostAsJsonAsync(Templates, Thanks), await agent.PutAsJsonAsync($"{Templates}/{id}", new { nameEn = "x" }), await agent.DeleteAsync($"{Templates}/{id}"),
            await agent.PostAsync($"{Templates}/{id}/submit", null), await agent.PostAsync(Templates + "/sync", null),
        })
            await answer.Problem(HttpStatusCode.Forbidden, "forbidden");
        var manager = (await api.Colleague(owner, "manager")).Client;
        Assert.Equal(HttpStatusCode.OK, (await manager.PutAsJsonAsync($"{Templates}/{id}", new { nameEn = "Thank you" })).StatusCode);
        var (stranger, _) = await api.Company();
        foreach (var answer in new[]
        {
            await stranger.GetAsync($"{Templates}/{id}"), await stranger.PutAsJsonAsync($"{Templates}/{id}", new { nameEn = "x" }), await stranger.DeleteAsync($"{Templates}/{id}"),
            await stranger.GetAsync($"{Templates}/{id}/versions"), await stranger.PostAsync($"{Templates}/{id}/submit", null), await stranger.PostAsync($"{Templates}/{id}/preview", null),
        })
            await answer.Problem(HttpStatusCode.NotFound, "not_found");
        await Api.Eventually(async () => (await agent.GetStringAsync("/api/v1/events?limit=500")).Contains("visit_thanks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_template_goes_to_meta_is_approved_sent_paused_and_synced()
    {
        var updates = new ConcurrentQueue<WebhookUpdate>();
        await using var graph = new GraphDouble(
            new GraphOptions { Numbers = [new SimulatedNumber("555000", "token-a", "966550000001", "900")], AcceptUnknownTemplates = false, Statuses = false, ReviewAfter = TimeSpan.Zero },
            update =>
            {
                updates.Enqueue(update);
                return true;
            },
            TimeProvider.System, NullLogger.Instance);
        await graph.StartAsync();
        await using var api = await Api.Start(
            ("WhatsApp:GraphBaseUrl", graph.BaseAddress.ToString()), ("WhatsApp:AppSecret", "app-secret"), ("WhatsApp:VerifyToken", "verify"));
        var (owner, tokens) = await api.Company();
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(
            "/api/v1/channels/whatsapp/555000", new { accessToken = "token-a", displayPhoneNumber = "+966550000001", businessAccountId = "900" })).StatusCode);
        var id = (await (await owner.PostAsJsonAsync(Templates, Thanks)).Body()).Text("id");
        var talk = await api.Talk(tokens.Text("tenantId"));
        var messages = $"/api/v1/conversations/{talk}/messages";
        var byCode = new { template = new { code = "visit_thanks", values = new { contact_name = "نورة" } } };

        await (await owner.PostAsJsonAsync(messages, byCode)).Problem(HttpStatusCode.Conflict, "template_not_sendable");
        await (await owner.PostAsJsonAsync($"{Templates}/{id}/submit", new { businessAccountId = "901" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var submitted = await owner.PostAsJsonAsync($"{Templates}/{id}/submit", new { });
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        await Api.Eventually(async () => (await Standing("ar")).Text("status") == "pending" && (await Standing("en")).Text("status") == "pending");

        // Meta has reviewed and tells.
        await Api.Eventually(() => Task.FromResult(updates.Count == 2));
        await Deliver();
        await Api.Eventually(async () => (await Standing("ar")).GetProperty("sendable").GetBoolean());
        await Api.Eventually(async () => (await Items(owner, "?status=approved&language=ar")).Count == 1);

        var wrong = (await (await owner.PostAsJsonAsync(messages, new { template = new { code = "visit_thanks", values = new { contact_name = new string('x', 11), city = "x" } } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors");
        Assert.Equal(["template.values.city", "template.values.contact_name"], wrong.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        await (await owner.PostAsJsonAsync(messages, new { template = new { code = "nothing" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsJsonAsync(messages, byCode)).StatusCode);
        await Api.Eventually(() => Task.FromResult(graph.Accepted.Any(m => m.Kind == "template")));
        // The inbox shows what the customer reads.
        await Api.Eventually(async () => (await owner.GetStringAsync(messages)).Contains("مرحباً نورة، شكراً لزيارتكم.", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, (await new HttpClient { BaseAddress = graph.BaseAddress }.PostAsync(
            "_sim/templates/judge?account=900&name=visit_thanks&language=ar&status=PAUSED&reason=LOW_QUALITY", null)).StatusCode);
        await Deliver();
        await Api.Eventually(async () => (await Standing("ar")).Text("status") == "paused");
        Assert.Equal("LOW_QUALITY", (await Standing("ar")).Text("reason"));
        var refused = await (await owner.PostAsJsonAsync(messages, byCode)).Problem(HttpStatusCode.Conflict, "template_not_sendable");
        Assert.Equal("paused", refused.Text("templateStatus"));
        await (await owner.PostAsJsonAsync(messages, new { template = new { name = "visit_thanks", language = "ar", bodyValues = new[] { "نورة" } } }))
            .Problem(HttpStatusCode.Conflict, "template_not_sendable");

        // The account's list brings what was made elsewhere, to be read and not changed.
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsync(Templates + "/sync", null)).StatusCode);
        await Api.Eventually(async () => (await Items(owner, "?search=follow_up")).Any(t => t.Text("code") == "follow_up@900"));
        await Api.Eventually(async () => (await (await owner.GetAsync(Templates + "/sync")).Body()).GetProperty("items")[0] is var a
            && a.GetProperty("found").GetInt32() == 5 && !a.GetProperty("running").GetBoolean());
        var elsewhere = (await Items(owner, "?search=follow_up")).Single(t => t.Text("code") == "follow_up@900");
        Assert.True(elsewhere.GetProperty("external").GetBoolean());
        await (await owner.PutAsJsonAsync($"{Templates}/{elsewhere.Text("id")}", new { nameEn = "Mine" })).Problem(HttpStatusCode.Conflict, "wrong_status");
        await (await owner.DeleteAsync($"{Templates}/{elsewhere.Text("id")}")).Problem(HttpStatusCode.Conflict, "wrong_status");
        Assert.Equal("paused", (await Standing("ar")).Text("status"));

        // Deleted here, it is deleted there.
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Templates}/{id}")).StatusCode);
        using var meta = new HttpClient { BaseAddress = graph.BaseAddress };
        meta.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token-a");
        await Api.Eventually(async () => !(await meta.GetStringAsync("v23.0/900/message_templates?limit=100")).Contains("visit_thanks", StringComparison.Ordinal));

        async Task<JsonElement> Standing(string language) =>
            (await Read(owner, id)).GetProperty("listings").EnumerateArray().Single(l => l.Text("language") == language);

        async Task Deliver()
        {
            while (updates.TryDequeue(out var update))
            {
                var body = Encoding.UTF8.GetBytes($$"""
                    {"object":"whatsapp_business_account","entry":[{"id":"{{update.BusinessAccountId}}","time":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},
                    "changes":[{"field":"{{update.Field}}","value":{{Encoding.UTF8.GetString(update.Value.Span)}} }]}]}
                    """);
                using var post = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp") { Content = new ByteArrayContent(body) };
                post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                post.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("app-secret"u8, body)));
                Assert.Equal(HttpStatusCode.OK, (await api.Nobody().SendAsync(post)).StatusCode);
            }
        }
    }

    private static async Task<int> Count(HttpClient client) => (await Items(client, "?limit=100")).Count;

    private static async Task<List<JsonElement>> Items(HttpClient client, string query) =>
        [.. (await (await client.GetAsync(Templates + query)).Body()).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> Read(HttpClient client, string id)
    {
        var answer = await client.GetAsync($"{Templates}/{id}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Body();
    }
}
