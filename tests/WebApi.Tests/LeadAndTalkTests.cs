using System.Net;
using System.Net.Http.Json;
using SalesFlow.Conversations;
using SalesFlow.WebApi.Tests.Fakes;

namespace SalesFlow.WebApi.Tests;

public sealed class LeadAndTalkTests : IAsyncLifetime
{
    private Api _api = null!;
    private HttpClient _owner = null!;
    private string _tenant = "";

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        (_owner, var tokens) = await _api.Company();
        _tenant = tokens.Text("tenantId");
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_lead_keeps_what_was_told_of_it()
    {
        var answer = await _owner.PostAsJsonAsync(
            "/api/v1/leads", new { name = "خالد", phone = "0501234567", companyName = "النخبة", city = "الرياض", employees = 12 });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var lead = await (await _owner.GetAsync(answer.Headers.Location)).Body();
        Assert.Equal("خالد", lead.Text("name"));
        Assert.Equal("+966501234567", lead.Text("phone"));
        Assert.Equal("النخبة", lead.Text("companyName"));
        Assert.Equal("12", lead.GetProperty("facts").Text("employees"));
        Assert.Equal("new", lead.Text("status"));
    }

    [Fact]
    public async Task A_lead_of_nothing_is_refused()
    {
        var answer = await _owner.PostAsJsonAsync("/api/v1/leads", new { source = "web" });
        await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task A_status_moves_under_the_version_that_was_seen()
    {
        var lead = (await _owner.PostAsJsonAsync("/api/v1/leads", new { name = "A" })).Headers.Location!;
        async Task<HttpResponseMessage> Move(string status, string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{lead}/status") { Content = JsonContent.Create(new { status }) };
            request.Headers.TryAddWithoutValidation("If-Match", version);
            return await _owner.SendAsync(request);
        }
        Assert.Equal("qualified", (await (await Move("qualified", "\"1\"")).Body()).Text("status"));
        await (await Move("contacted", "\"1\"")).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        await (await Move("lost", "\"2\"")).Problem(HttpStatusCode.UnprocessableEntity, "reason_required");
        await (await Move("asleep", "\"2\"")).Problem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Theory]
    [InlineData("/api/v1/leads?limit=0", "limit")]
    [InlineData("/api/v1/leads?limit=101", "limit")]
    [InlineData("/api/v1/leads?cursor=forged", "cursor")]
    [InlineData("/api/v1/leads?status=asleep", "status")]
    [InlineData("/api/v1/conversations?handler=9", "handler")]
    [InlineData("/api/v1/events?after=-1", "after")]
    [InlineData("/api/v1/events?limit=501", "limit")]
    public async Task A_wrong_parameter_is_named(string path, string parameter)
    {
        var problem = await (await _owner.GetAsync(path)).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal(parameter, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Pages_follow_the_cursor()
    {
        var first = await (await _owner.GetAsync("/api/v1/leads?limit=1&status=qualified")).Body();
        Assert.Equal("qualified", first.GetProperty("items")[0].Text("status"));
        var second = await (await _owner.GetAsync("/api/v1/leads?limit=1&cursor=" + first.Text("next"))).Body();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_feed_comes_with_its_numbers_and_bodies()
    {
        var page = await (await _owner.GetAsync("/api/v1/events?after=7&limit=10")).Body();
        var item = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(8, item.GetProperty("seq").GetInt64());
        Assert.Equal(8, page.GetProperty("head").GetInt64());
        Assert.Equal("web", item.GetProperty("data").Text("source"));
    }

    [Fact]
    public async Task A_person_takes_a_talk_writes_once_and_gives_it_back()
    {
        var talk = _api.Grains.Find<FakeConversation>(typeof(IConversationGrain), _tenant + "/t1");
        talk.Exist();
        Assert.Equal("human", (await (await _owner.PostAsync("/api/v1/conversations/t1/take-over", null)).Body()).Text("handler"));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations/t1/messages") { Content = JsonContent.Create(new { text = "أهلًا" }) };
            request.Headers.Add("Idempotency-Key", "m-1");
            var sent = await _owner.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
            Assert.Equal(i == 1, (await sent.Body()).GetProperty("repeated").GetBoolean());
        }
        Assert.Equal("أهلًا", Assert.Single(talk.Sent).Text);
        Assert.Equal("agent", (await (await _owner.PostAsJsonAsync("/api/v1/conversations/t1/give-back", new { })).Body()).Text("handler"));
        Assert.Equal(HttpStatusCode.OK, (await _owner.PostAsync("/api/v1/conversations/t1/escalate", null)).StatusCode);
    }

    [Fact]
    public async Task An_empty_message_is_refused()
    {
        var answer = await _owner.PostAsJsonAsync("/api/v1/conversations/t1/messages", new { text = " " });
        await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task An_agent_is_called_by_hand()
    {
        var run = await (await _owner.PostAsJsonAsync("/api/v1/agents/arabic_sales/invoke", new { input = new { message = "كم السعر؟" } })).Body();
        Assert.Equal("pricing", run.GetProperty("output").Text("intent_detected"));
        Assert.Equal("offline", run.GetProperty("usage").Text("engine"));

        var invalid = await _owner.PostAsJsonAsync("/api/v1/agents/arabic_sales/invoke", new { input = new { } });
        var problem = await invalid.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("input/message", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        await (await _owner.PostAsJsonAsync("/api/v1/agents/nobody/invoke", new { input = new { } })).Problem(HttpStatusCode.NotFound, "not_found");
        await (await _owner.PostAsJsonAsync("/api/v1/agents/arabic_sales/invoke", new { })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task An_agents_history_loses_no_run_between_pages()
    {
        for (var i = 0; i < 40; i++)
        {
            _api.Lists.Runs.Add(new SalesFlow.Feed.AgentRunRowView(
                $"r{i}", "c", i % 3 == 0 ? "arabic_sales" : "lead_scorer", "offline", null, null, i, "greeting", 50, 1, false, 0, 0, 1, default));
        }
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await (await _owner.GetAsync($"/api/v1/agents/arabic_sales/history?limit=4&cursor={cursor}")).Body();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.Text("runId")));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 40).Where(i => i % 3 == 0).Select(i => $"r{i}"), seen);
    }
}
