using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Deals;
using SalesFlow.Feed;

namespace SalesFlow.WebApi.Tests;

public sealed class DealTests : IAsyncLifetime
{
    private Api _api = null!;
    private HttpClient _owner = null!;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        (_owner, _) = await _api.Company();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_deal_is_opened_and_read_back_with_two_places()
    {
        var answer = await Post("/api/v1/deals", new { title = "باقة", value = 499 }, null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var read = await _owner.GetAsync(answer.Headers.Location);
        Assert.Contains("\"value\":499.00", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("\"1\"", read.Headers.ETag?.Tag);
        Assert.Equal("باقة", (await read.Body()).Text("title"));
    }

    [Fact]
    public async Task The_same_key_opens_one_deal()
    {
        var first = await Post("/api/v1/deals", new { title = "A" }, "key-1");
        var again = await Post("/api/v1/deals", new { title = "A" }, "key-1");
        var other = await Post("/api/v1/deals", new { title = "A" }, "key-2");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.NotEqual(first.Headers.Location, other.Headers.Location);
        Assert.Equal(1, (await again.Body()).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task The_same_key_of_another_company_is_another_command()
    {
        var first = await Post("/api/v1/deals", new { title = "A" }, "key-1");
        (_owner, _) = await _api.Company();
        var other = await Post("/api/v1/deals", new { title = "A" }, "key-1");
        Assert.NotEqual(first.Headers.Location, other.Headers.Location);
    }

    [Fact]
    public async Task A_lead_that_has_a_deal_by_hand_gets_no_second_one()
    {
        var lead = (await (await Post("/api/v1/leads", new { name = "سارة", phone = "0501234567" }, null)).Body()).Text("id");
        var deal = (await (await Post("/api/v1/deals", new { title = "عقد", value = 900, leadId = lead }, null)).Body()).Text("id");
        var known = await (await _owner.GetAsync($"/api/v1/leads/{lead}")).Body();
        Assert.Equal((deal, deal), (known.Text("dealId"), known.GetProperty("deals").EnumerateArray().Single().GetString()));
        Assert.Equal(HttpStatusCode.OK, (await Post($"/api/v1/leads/{lead}/qualify", new { }, null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post($"/api/v1/leads/{lead}/convert", new { openDeal = true }, null)).StatusCode);
        Assert.Equal(deal, (await (await _owner.GetAsync($"/api/v1/leads/{lead}")).Body()).Text("dealId"));
    }

    [Fact]
    public async Task Two_hands_on_one_card_move_it_once()
    {
        var deal = (await Post("/api/v1/deals", new { title = "A", value = 10 }, null)).Headers.Location!;
        var first = await Put($"{deal}/stage", new { stage = "closed_won" }, "\"1\"");
        var second = await Put($"{deal}/stage", new { stage = "closed_lost", lostReason = "price" }, "\"1\"");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("\"2\"", first.Headers.ETag?.Tag);
        var problem = await second.Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Equal("closed_won", problem.GetProperty("current").Text("stage"));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("current").Text("movedBy")));
        Assert.Equal("closed_won", (await (await _owner.GetAsync(deal)).Body()).Text("stage"));
    }

    [Fact]
    public async Task A_malformed_version_is_refused_and_not_ignored()
    {
        var deal = (await Post("/api/v1/deals", new { title = "A" }, null)).Headers.Location!;
        var answer = await Put($"{deal}/stage", new { stage = "closed_won" }, "\"one\"");
        await answer.Problem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task A_lost_deal_needs_a_reason_and_says_so_in_arabic()
    {
        var deal = (await Post("/api/v1/deals", new { title = "A" }, null)).Headers.Location!;
        _owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var problem = await (await Put($"{deal}/stage", new { stage = "closed_lost" }, null)).Problem(HttpStatusCode.UnprocessableEntity, "reason_required");
        Assert.Equal("السبب مطلوب", problem.Text("title"));
        Assert.Equal("lostReason", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task An_unknown_stage_is_refused()
    {
        var deal = (await Post("/api/v1/deals", new { title = "A" }, null)).Headers.Location!;
        var moved = await (await Put($"{deal}/stage", new { stage = "nirvana" }, null)).Problem(HttpStatusCode.UnprocessableEntity, "unknown_stage");
        var opened = await (await Post("/api/v1/deals", new { title = "A", stage = "nirvana" }, null)).Problem(HttpStatusCode.UnprocessableEntity, "unknown_stage");
        foreach (var problem in new[] { moved, opened }) Assert.Equal("stage", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("closed_won")]
    [InlineData("closed_lost")]
    public async Task A_deal_cannot_begin_in_a_closed_stage(string stage)
    {
        var problem = await (await Post("/api/v1/deals", new { title = "A", value = 1, stage }, null)).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal("A deal begins in an open stage.", problem.GetProperty("errors").GetProperty("stage")[0].GetString());
    }

    [Theory]
    [InlineData("""{"title":"","value":1}""", "title")]
    [InlineData("""{"title":"A","value":-1}""", "value")]
    [InlineData("""{"title":"A","value":1,"currency":"riyal"}""", "currency")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await (await _owner.PostAsync("/api/v1/deals", content)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"value":"many"}""")]
    public async Task What_is_not_the_json_asked_for_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await _owner.PostAsync("/api/v1/deals", content)).Problem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task The_pipeline_shows_every_stage_and_weighs_the_open_ones()
    {
        var lists = DispatchProxy.Create<IDealLists, OldDeals>();
        await using var api = await Api.Start(services => services.Replace(ServiceDescriptor.Singleton(lists)));
        (_owner, _) = await api.Company();
        var body = await (await _owner.GetAsync("/api/v1/deals/pipeline")).Body();

        Assert.Equal(["discovery", "proposal", "negotiation", "closed_won", "closed_lost", "old_stage"], body.GetProperty("stages").EnumerateArray().Select(s => s.Text("stage")));
        var open = Assert.Single(body.GetProperty("open").EnumerateArray());
        Assert.Equal(3, open.GetProperty("count").GetInt32());
        Assert.Equal(1010m, open.GetProperty("value").GetDecimal());
        Assert.Equal(100m, open.GetProperty("weightedValue").GetDecimal());
        var same = await (await _owner.GetAsync("/api/v1/dashboard/pipeline")).Body();
        foreach (var part in new[] { "stages", "open" })
            Assert.Equal(JsonSerializer.Serialize(body.GetProperty(part)), JsonSerializer.Serialize(same.GetProperty(part)));
        Assert.Equal(["discovery", "proposal", "negotiation", "closed_won", "closed_lost", "old_stage"], body.GetProperty("columns").EnumerateArray().Select(s => s.Text("stage")));
    }

    [Fact]
    public async Task The_pipeline_adds_up_what_was_opened()
    {
        await Post("/api/v1/deals", new { title = "A", value = 600, stage = "discovery" }, null);
        await Post("/api/v1/deals", new { title = "B", value = 400, stage = "discovery" }, null);
        JsonElement body = default;
        await Api.Eventually(async () =>
        {
            body = await (await _owner.GetAsync("/api/v1/deals/pipeline")).Body();
            return body.GetProperty("open") is { } open && open.GetArrayLength() == 1 && open[0].GetProperty("count").GetInt32() == 2;
        });
        Assert.Equal(1000m, body.GetProperty("open")[0].GetProperty("value").GetDecimal());
    }

    /// <summary>Totals of which one is of a stage that the pipeline has no more.</summary>
    public class OldDeals : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IDealLists.Totals) or nameof(IDealLists.Pipeline) => Task.FromResult<IReadOnlyList<StageTotal>>(
                [new("discovery", 2, 1000m, "SAR", 100m), new("closed_won", 1, 5000m, "SAR", 5000m), new("old_stage", 1, 10m, "SAR")]),
            nameof(IDealLists.Deals) => Task.FromResult(new Page<DealRowView>([], null)),
            nameof(IDealLists.Pipelines) => Task.FromResult<IReadOnlyList<PipelineView>>([]),
            _ => throw new NotSupportedException(targetMethod.Name),
        };
    }

    private async Task<HttpResponseMessage> Post(string path, object body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await _owner.SendAsync(request);
    }

    private async Task<HttpResponseMessage> Put(string path, object body, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        return await _owner.SendAsync(request);
    }
}
