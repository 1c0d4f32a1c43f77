using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Whoever a deal was won with, through all layers.</summary>
public sealed class CustomerTests
{
    [Fact]
    public async Task A_won_deal_makes_a_customer_and_a_reopened_one_takes_them_away()
    {
        var (owner, _) = await (await Api.Start()).Company();
        var lead = (await Made(owner, "/api/v1/leads", new { name = "سارة القحطاني", phone = "0551240001", companyName = "النخبة" })).Text("id");
        var deal = (await Made(owner, "/api/v1/deals", new { title = "اشتراك", value = 1500.5, leadId = lead })).Text("id");
        Assert.Empty(await Items(owner, ""));
        await (await owner.GetAsync("/api/v1/customers/" + lead)).Problem(HttpStatusCode.NotFound, "not_found");

        await Move(owner, deal, "closed_won");
        await Api.Eventually(async () => (await Items(owner, "?sort=lifetime_value&search=" + Uri.EscapeDataString("القحطانى"))).Count == 1);
        var customer = await (await owner.GetAsync("/api/v1/customers/" + lead)).Body();
        Assert.Equal(
            (lead, deal, "سارة القحطاني", "النخبة", "+966551240001", 1500.5m, "SAR", 1),
            (customer.Text("leadId"), customer.Text("dealId"), customer.Text("fullName"), customer.Text("companyName"), customer.Text("phone"),
                customer.GetProperty("lifetimeValue").GetDecimal(), customer.Text("currency"), customer.GetProperty("wonDeals").GetInt32()));

        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/deals/{deal}/reopen", new { })).StatusCode);
        await Api.Eventually(async () => (await owner.GetAsync("/api/v1/customers/" + lead)).StatusCode == HttpStatusCode.NotFound);
        Assert.Empty(await Items(owner, ""));
        var problem = await (await owner.GetAsync("/api/v1/customers?sort=oldest")).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Contains("newest, lifetime_value", problem.GetProperty("errors").GetProperty("sort")[0].GetString(), StringComparison.Ordinal);
    }

    private static async Task Move(HttpClient client, string deal, string stage) =>
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsJsonAsync($"/api/v1/deals/{deal}/stage", new { stage })).StatusCode);

    private static async Task<JsonElement> Made(HttpClient client, string address, object body)
    {
        var answer = await client.PostAsJsonAsync(address, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Body();
    }

    private static async Task<List<JsonElement>> Items(HttpClient client, string question) =>
        [.. (await (await client.GetAsync("/api/v1/customers" + question)).Body()).GetProperty("items").EnumerateArray()];
}
