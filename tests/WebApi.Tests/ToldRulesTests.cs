using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tests;

/// <summary>A refusal names the rule that was broken, in the caller's language, without words that only programs know.</summary>
public sealed class ToldRulesTests
{
    private const string Open = """{"code":"new","nameAr":"جديد","nameEn":"New"}""";
    private const string Won = """{"code":"won","nameAr":"كسب","nameEn":"Won","kind":"won"}""";
    private const string Lost = """{"code":"lost","nameAr":"خسارة","nameEn":"Lost","kind":"lost"}""";
    private const string Price = """{"code":"price","nameAr":"السعر","nameEn":"Price"}""";

    [Theory]
    [InlineData("POST", "pipelines", $$"""{"nameAr":"أ","nameEn":"a","stages":[{{Open}},{{Won}}]}""", "stages", "at least one open, one won and one lost stage", "مرحلة خسارة")]
    [InlineData("POST", "pipelines", $$"""{"nameAr":"أ","nameEn":"a","stages":[{{Open}},{{Open}},{{Won}},{{Lost}}]}""", "stages", "same code", "رمز")]
    [InlineData("POST", "pipelines/default/stages/reorder", """{"stages":["discovery"]}""", "stages", "every stage of the pipeline exactly once", "كل مراحل المسار")]
    [InlineData("PUT", "pipelines/default/lost-reasons", $$"""{"lostReasons":[{{Price}},{{Price}}]}""", "lostReasons", "same code", "رمز")]
    [InlineData("PUT", "settings/sla", """{"warnPercent":100}""", "warnPercent", "1 to 99", "من 1 إلى 99")]
    [InlineData("PUT", "settings/sla", """{"chain":[{"level":2,"notify":["role:pirate"],"acknowledgeMinutes":5}]}""", "chain", "role:{role} or user:{id}", "role:{role}")]
    [InlineData("PUT", "settings/sla", """{"chain":[{"level":9,"notify":["role:owner"],"acknowledgeMinutes":5}]}""", "chain[0].level", "from 2 to 4", "بين 2 و4")]
    [InlineData("PUT", "settings/sla", """{"targets":[{"level":2,"priority":"mild","firstResponseMinutes":5,"resolutionMinutes":5}]}""", "targets[0].priority", "normal, urgent, emergency", "normal")]
    [InlineData("PUT", "settings/sla", """{"targets":[]}""", "targets", "1 to 12 targets", "من 1 إلى 12")]
    [InlineData("POST", "inbox/labels", """{"name":"عاجل","colour":"red"}""", "colour", "#1f9d55", "#1f9d55")]
    [InlineData("POST", "webhooks", """{"url":"https://hook.example.com/a","types":["lead.dreamt"]}""", "types", "/webhooks/event-types", "/webhooks/event-types")]
    public async Task A_refused_value_is_told_with_its_rule(string method, string route, string body, string field, string english, string arabic)
    {
        var (owner, _) = await (await Api.Start()).Company();
        Assert.Contains(english, await Told(owner, "en", method, route, body, field), StringComparison.Ordinal);
        Assert.Contains(arabic, await Told(owner, "ar", method, route, body, field), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_merges_something_with_itself_is_told_so()
    {
        var (owner, _) = await (await Api.Start()).Company();
        var lead = (await Made(owner, "leads", new { name = "خالد" })).Text("id");
        var contact = (await Made(owner, "contacts", new { fullName = "خالد" })).Text("id");
        Assert.Contains("with itself", await Told(owner, "en", "POST", $"leads/{lead}/merge", $$"""{"otherId":"{{lead}}"}""", "otherId"), StringComparison.Ordinal);
        Assert.Contains("مع نفسه", await Told(owner, "ar", "POST", $"contacts/{contact}/merge", $$"""{"otherContactId":"{{contact}}"}""", "otherContactId"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_of_a_policy_that_leaves_its_english_text_out_is_told_to_bring_it()
    {
        var (owner, _) = await (await Api.Start()).Company();
        var id = (await Made(owner, "admin/policies", new { type = "refund", name = "الاسترداد", contentAr = "نص", contentEn = "Text" })).Text("id");
        Assert.Contains("contentEn too", await Told(owner, "en", "PUT", "admin/policies/" + id, """{"contentAr":"نص جديد"}""", "contentEn"), StringComparison.Ordinal);
        Assert.Contains("contentEn", await Told(owner, "ar", "PUT", "admin/policies/" + id, """{"contentAr":"نص جديد"}""", "contentEn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_custom_field_is_named_as_its_neighbours_are()
    {
        var (owner, _) = await (await Api.Start()).Company();
        await Made(owner, "fields", new { entity = "contact", key = "vip", type = "text", labelAr = "مهم", labelEn = "VIP", required = true });
        await Made(owner, "fields", new { entity = "contact", key = "city", type = "text", labelAr = "المدينة", labelEn = "City" });
        var contact = (await Made(owner, "contacts", new { fullName = "خالد" })).Text("id");
        Assert.Equal("This field must have a value.", await Told(owner, "en", "PUT", $"contacts/{contact}/fields", """{"values":{"city":"جدة"}}""", "values.vip"));
    }

    [Fact]
    public async Task A_label_or_a_shortcut_that_is_there_already_is_ones_own()
    {
        var (owner, _) = await (await Api.Start()).Company();
        await Made(owner, "inbox/labels", new { name = "عاجل", colour = "#ff0000" });
        await Made(owner, "canned-replies", new { shortcut = "hi", textAr = "مرحبا" });
        foreach (var (route, body, field, english, arabic) in new[]
        {
            ("inbox/labels", """{"name":"عاجل","colour":"#00ff00"}""", "name", "There is one of this name already.", "يوجد عنصر بهذا الاسم من قبل."),
            ("canned-replies", """{"shortcut":"hi","textAr":"أهلا"}""", "shortcut", "There is one of this shortcut already.", "يوجد رد جاهز بهذا الاختصار من قبل."),
        })
        {
            Assert.Equal(english, await Told(owner, "en", "POST", route, body, field, HttpStatusCode.Conflict));
            Assert.Equal(arabic, await Told(owner, "ar", "POST", route, body, field, HttpStatusCode.Conflict));
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_so()
    {
        var api = await Api.Start();
        var (owner, tokens) = await api.Company();
        var route = $"conversations/{await api.Talk(tokens.Text("tenantId"))}/messages";
        Assert.Equal("is no stored file", await Told(owner, "en", "POST", route, """{"media":{"id":"nothing"}}""", "media.id"));
        Assert.Equal("لا يوجد ملف محفوظ بهذا المعرّف", await Told(owner, "ar", "POST", route, """{"media":{"id":"nothing"}}""", "media.id"));
    }

    [Fact]
    public async Task A_plan_that_is_used_up_is_told_in_the_callers_words()
    {
        var (owner, _) = await (await Api.Start()).Company();
        await Api.Eventually(async () => (await owner.GetAsync("/api/v1/admin/subscriptions")).IsSuccessStatusCode);
        Assert.True((await owner.PostAsJsonAsync("/api/v1/admin/subscriptions/cancel", new { reason = "تجربة" })).IsSuccessStatusCode);
        await Api.Eventually(async () => (await owner.PostAsJsonAsync("/api/v1/leads", new { name = "خالد" })).StatusCode == HttpStatusCode.PaymentRequired);
        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var leads = await (await owner.PostAsJsonAsync("/api/v1/leads", new { name = "خالد" })).Problem(HttpStatusCode.PaymentRequired, "quota_exceeded");
        Assert.Contains("العملاء المحتملون في الشهر", leads.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("leads_per_month", leads.Text("metric"));
        JsonElement people = default;
        await Api.Eventually(async () =>
        {
            var answer = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "زميل", email = Api.NewEmail("seat"), role = "agent" });
            if (answer.StatusCode != HttpStatusCode.PaymentRequired) return false;
            people = await answer.Body();
            return true;
        });
        Assert.Contains("عطّلوا أحد المستخدمين", people.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("الشهر", people.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_limits_and_steps_are_said_in_both_languages()
    {
        string[] words =
        [
            .. Enum.GetValues<QuotaMetric>().Select(m => m.Word()), "fields", "options", "values", "labels", "outbox", "in_a_row", "a_day", "gap", "suspended",
            "merges", "facts", "api_keys", "numbers", "webhooks", "pipelines", "type", "too_large", "empty",
            .. new[] { ("no_consent", (int?)null), ("token_unreadable", null), ("window_closed", null), ("unreachable", null), ("media_rejected", null) }
                .Select(f => FailedSends.NextStep(f.Item1, f.Item2)).OfType<string>().Append("none"),
        ];
        foreach (var word in words)
        {
            var (english, arabic) = (Problems.Word(Asking("en"), word), Problems.Word(Asking("ar"), word));
            Assert.NotEqual(english, arabic);
            Assert.DoesNotContain('_', english);
            Assert.DoesNotContain(arabic, char.IsAsciiLetter);
        }
    }

    private static DefaultHttpContext Asking(string language)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.AcceptLanguage = language;
        return http;
    }

    private static async Task<JsonElement> Made(HttpClient client, string route, object body)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/" + route, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Body();
    }

    private static async Task<string> Told(
        HttpClient client, string language, string method, string route, string body, string field, HttpStatusCode status = HttpStatusCode.UnprocessableEntity)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + route) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.AcceptLanguage.ParseAdd(language);
        var answer = await client.SendAsync(request);
        Assert.True(answer.StatusCode == status, await answer.Content.ReadAsStringAsync());
        return (await answer.Body()).GetProperty("errors").GetProperty(field)[0].GetString()!;
    }
}
