using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Whether prices contain the tax: the line says it, else its pipeline, else the company.</summary>
public sealed class VatTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private static int _companies;

    [Fact]
    public async Task The_company_says_it_for_all_a_pipeline_otherwise_for_itself_and_a_line_for_the_line()
    {
        var owner = await Company();
        Assert.False((await (await owner.GetAsync("/api/v1/tenant")).Body()).GetProperty("quotesWithVat").GetBoolean());
        var before = await Deal(owner);
        Assert.Equal((1150m, 172.50m, 1322.50m), Amounts(before));

        await Put(owner, "/api/v1/tenant", new { pricesIncludeVat = true });
        Assert.True((await (await owner.GetAsync("/api/v1/tenant")).Body()).GetProperty("quotesWithVat").GetBoolean());
        Assert.Equal((1000m, 150m, 1150m), Amounts(await Deal(owner)));
        Assert.Equal((1150m, 172.50m, 1322.50m), Amounts(await Deal(owner, line: false)));
        // What was agreed before keeps its meaning.
        Assert.Equal((1150m, 172.50m, 1322.50m), Amounts(await (await owner.GetAsync("/api/v1/deals/" + before.Text("id"))).Body()));

        var pipeline = await Put(owner, "/api/v1/pipelines/default", new { pricesIncludeVat = false });
        Assert.False(pipeline.GetProperty("pricesIncludeVat").GetBoolean());
        Assert.Equal((1150m, 172.50m, 1322.50m), Amounts(await Deal(owner)));
        Assert.Equal((1000m, 150m, 1150m), Amounts(await Deal(owner, line: true)));
        // A change of something else leaves it.
        Assert.False((await Put(owner, "/api/v1/pipelines/default", new { nameEn = "Sales two" })).GetProperty("pricesIncludeVat").GetBoolean());

        pipeline = await Put(owner, "/api/v1/pipelines/default", new { vatAsCompany = true });
        Assert.Equal(JsonValueKind.Null, pipeline.GetProperty("pricesIncludeVat").ValueKind);
        Assert.Equal((1000m, 150m, 1150m), Amounts(await Deal(owner)));
        var both = await owner.PutAsJsonAsync("/api/v1/pipelines/default", new { vatAsCompany = true, pricesIncludeVat = true });
        await both.Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task A_price_list_whose_every_price_contains_the_tax_says_it_until_the_company_does()
    {
        var owner = await Company();
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" })).StatusCode);
        Assert.True((await (await owner.GetAsync("/api/v1/tenant")).Body()).GetProperty("quotesWithVat").GetBoolean());
        Assert.Equal((1000m, 150m, 1150m), Amounts(await Deal(owner)));
        await Put(owner, "/api/v1/tenant", new { pricesIncludeVat = false });
        Assert.Equal((1150m, 172.50m, 1322.50m), Amounts(await Deal(owner)));
    }

    private static (decimal Net, decimal Vat, decimal Gross) Amounts(JsonElement deal)
    {
        var totals = deal.GetProperty("totals");
        Assert.Equal(totals.GetProperty("net").GetDecimal(), deal.GetProperty("value").GetDecimal());
        return (totals.GetProperty("net").GetDecimal(), totals.GetProperty("vat").GetDecimal(), totals.GetProperty("gross").GetDecimal());
    }

    private static async Task<JsonElement> Deal(HttpClient client, bool? line = null)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", items = new[] { new { product = "باقة", unitPrice = 1150m, vatIncluded = line } } });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Body();
    }

    private static async Task<JsonElement> Put(HttpClient client, string path, object body)
    {
        var answer = await client.PutAsJsonAsync(path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Body();
    }

    private async Task<HttpClient> Company()
    {
        var answer = await product.CreateClient().PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"vat{Interlocked.Increment(ref _companies)}@example.com"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Body()).Text("accessToken"));
        return client;
    }
}
