using System.Net;

namespace SalesFlow.WebApi.Tests;

/// <summary>What a thing says of its own times, and what its row says.</summary>
public sealed class TimesTests
{
    [Theory]
    [InlineData("/leads", """{"name":"سارة","phone":"0551230001"}""", """{"city":"جدة"}""")]
    [InlineData("/deals", """{"title":"اشتراك","value":100}""", """{"title":"اشتراك سنوي"}""")]
    [InlineData("/contacts", """{"fullName":"سارة","phone":"0551230002"}""", """{"jobTitle":"مديرة"}""")]
    [InlineData("/companies", """{"name":"Elite"}""", """{"city":"جدة"}""")]
    [InlineData("/activities", """{"type":"task","subject":"اتصال"}""", """{"subject":"زيارة"}""")]
    [InlineData("/admin/users", """{"fullName":"ماجد","email":"times@example.com","password":"correct horse battery"}""", """{"capacity":7}""")]
    public async Task A_single_thing_tells_the_times_that_its_row_in_the_list_tells(string address, string body, string change)
    {
        var (client, _) = await (await Api.Start()).Company();
        client.DefaultRequestHeaders.Add("Prefer", "wait=5");
        var created = await client.PostAsync("/api/v1" + address, Json(body));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var made = await created.Body();
        var one = $"/api/v1{address}/{made.Text("id")}";
        var changed = await client.PutAsync(one, Json(change));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        var (single, row) = (made, made);
        await Api.Eventually(async () =>
        {
            single = await (await client.GetAsync(one)).Body();
            var rows = (await (await client.GetAsync("/api/v1" + address)).Body()).GetProperty("items").EnumerateArray();
            row = rows.Single(r => r.Text("id") == made.Text("id"));
            return row.GetProperty("version").GetInt64() == single.GetProperty("version").GetInt64();
        });
        Assert.Equal((row.Text("createdAt"), row.Text("updatedAt")), (single.Text("createdAt"), single.Text("updatedAt")));
        Assert.True(single.GetProperty("updatedAt").GetDateTimeOffset() > made.GetProperty("updatedAt").GetDateTimeOffset());
        Assert.True(single.GetProperty("updatedAt").GetDateTimeOffset() > single.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("/calls", """{"direction":"outbound","status":"answered"}""", "/outcome", """{"outcome":"interested"}""")]
    [InlineData("/forms", Form, "", OtherForm)]
    [InlineData("/canned-replies", """{"shortcut":"hi","textAr":"مرحبا"}""", "", """{"textAr":"أهلا"}""")]
    [InlineData("/pipelines", """{"nameAr":"ن","nameEn":"n","template":"general"}""", "", """{"nameEn":"m"}""")]
    [InlineData("/fields", """{"entity":"lead","key":"size","labelAr":"س","labelEn":"s","type":"text"}""", "", """{"labelEn":"t"}""")]
    public async Task A_single_thing_tells_when_it_came_into_being_and_when_it_changed(string address, string body, string part, string change)
    {
        var (client, _) = await (await Api.Start()).Company();
        var created = await client.PostAsync("/api/v1" + address, Json(body));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var one = $"/api/v1{address}/{(await created.Body()).Text("id")}";
        var before = await (await client.GetAsync(one)).Body();
        if (address == "/fields") await client.PostAsync("/api/v1/fields", Json(body.Replace("size", "other", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsync(one + part, Json(change))).StatusCode);
        var after = await (await client.GetAsync(one)).Body();

        Assert.True(before.GetProperty("updatedAt").GetDateTimeOffset() >= before.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal(before.Text("createdAt"), after.Text("createdAt"));
        Assert.True(after.GetProperty("updatedAt").GetDateTimeOffset() > before.GetProperty("updatedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_conversation_an_import_and_the_default_pipeline_tell_their_times()
    {
        var api = await Api.Start();
        var (client, tokens) = await api.Company();
        using var file = Walk.File("name\nسارة\n");
        var import = (await (await client.PostAsync("/api/v1/leads/import", file)).Body()).Text("id");
        foreach (var one in new[] { "conversations/" + await api.Talk(tokens.Text("tenantId")), "leads/imports/" + import, "pipelines/default" })
        {
            var told = await (await client.GetAsync("/api/v1/" + one)).Body();
            Assert.InRange(told.GetProperty("createdAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
            Assert.True(told.GetProperty("updatedAt").GetDateTimeOffset() >= told.GetProperty("createdAt").GetDateTimeOffset(), one);
        }
    }

    private const string Form = """{"name":"n","fields":[{"name":"name","label":"n","kind":"name","required":true}]}""";

    private const string OtherForm = """{"name":"m","fields":[{"name":"name","label":"n","kind":"name","required":true}]}""";

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
