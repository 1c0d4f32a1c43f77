using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>What cannot be meant is refused by the field that says so, and nothing is changed by it.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private Api _api = null!;
    private HttpClient _owner = null!;
    private JsonElement _tokens;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        (_owner, _tokens) = await _api.Company();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_card_stays_where_it_is_unless_a_neighbour_of_its_column_is_named()
    {
        var (low, middle, top) = (await New("deals", new { title = "A", value = 1 }), await New("deals", new { title = "B", value = 1 }), await New("deals", new { title = "C", value = 1 }));
        var elsewhere = await New("deals", new { title = "D", stage = "proposal" });
        var rank = (await Read("deals/" + low)).Text("rank");
        var path = $"/api/v1/deals/{low}/rank";

        await Refused(await _owner.PutAsJsonAsync(path, new { }), "after");
        foreach (var wrong in new[] { "unknown", low, elsewhere })
        {
            await Refused(await _owner.PutAsJsonAsync(path, new { after = wrong }), "after");
            await Refused(await _owner.PutAsJsonAsync(path, new { before = wrong }), "before");
            await Refused(await _owner.PutAsJsonAsync(path, new { after = top, before = wrong }), "before");
        }
        // One that has just left is passed over for the other; alone it says nothing of a place.
        await _owner.PutAsJsonAsync($"/api/v1/deals/{middle}/stage", new { stage = "proposal" });
        await Refused(await _owner.PutAsJsonAsync(path, new { after = middle }), "after");
        Assert.Equal(rank, (await Read("deals/" + low)).Text("rank"));
        var moved = await _owner.PutAsJsonAsync(path, new { after = middle, before = top });
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.True(string.CompareOrdinal((await moved.Body()).Text("rank"), (await Read("deals/" + top)).Text("rank")) < 0);
    }

    [Theory]
    [InlineData("ABC")]
    [InlineData("sar")]
    [InlineData("XXX")]
    public async Task A_deal_is_in_a_currency_that_there_is(string currency)
    {
        await Refused(await _owner.PostAsJsonAsync("/api/v1/deals", new { title = "A", value = 1, currency }), "currency");
        var deal = await New("deals", new { title = "A", value = 1, currency = "KWD" });
        await Refused(await _owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { currency }), "currency");
        Assert.Equal("KWD", (await Read("deals/" + deal)).Text("currency"));
    }

    private static MultipartFormDataContent File(string text, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "a.csv" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>That one field is named as wrong, and what is said of it.</summary>
    private static async Task<string> Refused(HttpResponseMessage answer, string field, string code = "validation")
    {
        var error = Assert.Single((await answer.Problem(HttpStatusCode.UnprocessableEntity, code)).GetProperty("errors").EnumerateObject());
        Assert.Equal(field, error.Name);
        Assert.DoesNotContain("{0}", error.Value[0].GetString(), StringComparison.Ordinal);
        return error.Value[0].GetString()!;
    }

    private async Task<string> New(string kind, object body) => (await (await _owner.PostAsJsonAsync("/api/v1/" + kind, body)).Body()).Text("id");

    private async Task<JsonElement> Read(string path) => await (await _owner.GetAsync("/api/v1/" + path)).Body();

    private async Task<HttpResponseMessage> Send(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _owner.PostAsync("/api/v1/" + path, content);
    }
}
