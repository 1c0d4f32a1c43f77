using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>The way through all layers: API, grains, commit, projections, feed.</summary>
public sealed class ProductTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    [Fact]
    public async Task What_is_written_is_found_in_lists_and_feed_and_by_nobody_else()
    {
        var owner = await Company("owner@example.com");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/leads") { Content = JsonContent.Create(new { name = "خالد العتيبي" }) };
        request.Headers.Add("Prefer", "wait=5");
        var created = await owner.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = (await created.Body()).Text("id");

        var found = await (await owner.GetAsync("/api/v1/leads?search=" + Uri.EscapeDataString("العتيبى"))).Body();
        Assert.Equal(id, Assert.Single(found.GetProperty("items").EnumerateArray()).Text("id"));
        var events = await (await owner.GetAsync("/api/v1/events")).Body();
        var numbers = events.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Contains(events.GetProperty("items").EnumerateArray(), e => e.Text("type") == "lead.created" && e.Text("entityId") == id);

        var stranger = await Company("stranger@example.com");
        await (await stranger.GetAsync("/api/v1/leads/" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await (await stranger.GetAsync("/api/v1/leads")).Body()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_number_stays_with_its_first_company()
    {
        var number = new { accessToken = "EAAG", displayPhoneNumber = "+966 55 000 0000", businessAccountId = "900" };
        var first = await Company("first@example.com");
        var second = await Company("second@example.com");
        Assert.Equal(HttpStatusCode.OK, (await first.PutAsJsonAsync("/api/v1/channels/whatsapp/777", number)).StatusCode);
        await (await second.PutAsJsonAsync("/api/v1/channels/whatsapp/777", number)).Problem(HttpStatusCode.Conflict, "number_taken");
    }

    private async Task<HttpClient> Company(string email)
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Body()).Text("accessToken"));
        return client;
    }
}
