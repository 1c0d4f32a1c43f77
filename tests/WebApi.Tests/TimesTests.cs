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

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
