using System.Net;
using System.Net.Http.Json;

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

        // The program scores and assigns a new lead by itself: the version is the one that is seen.
        async Task<string> Seen() => (await _owner.GetAsync(lead)).Headers.ETag!.Tag;

        // Tries again where the program was quicker.
        async Task<(HttpResponseMessage Answer, string Version)> MoveSeen(string status)
        {
            while (true)
            {
                var version = await Seen();
                var answer = await Move(status, version);
                if (answer.StatusCode != HttpStatusCode.PreconditionFailed) return (answer, version);
            }
        }

        var (moved, before) = await MoveSeen("qualified");
        Assert.Equal("qualified", (await moved.Body()).Text("status"));
        await (await Move("contacted", before)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        await (await MoveSeen("lost")).Answer.Problem(HttpStatusCode.UnprocessableEntity, "reason_required");
        await (await Move("asleep", await Seen())).Problem(HttpStatusCode.BadRequest, "bad_request");
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
        foreach (var name in new[] { "A", "B", "C" })
        {
            var lead = (await _owner.PostAsJsonAsync("/api/v1/leads", new { name })).Headers.Location!;
            if (name == "C") continue;
            using var move = new HttpRequestMessage(HttpMethod.Post, $"{lead}/status") { Content = JsonContent.Create(new { status = "qualified" }) };
            move.Headers.Add("Prefer", "wait=5");
            Assert.Equal(HttpStatusCode.OK, (await _owner.SendAsync(move)).StatusCode);
        }
        var first = await (await _owner.GetAsync("/api/v1/leads?limit=1&status=qualified")).Body();
        Assert.Equal("qualified", first.GetProperty("items")[0].Text("status"));
        var second = await (await _owner.GetAsync("/api/v1/leads?limit=1&status=qualified&cursor=" + first.Text("next"))).Body();
        Assert.Equal("qualified", second.GetProperty("items")[0].Text("status"));
        Assert.NotEqual(first.GetProperty("items")[0].Text("id"), second.GetProperty("items")[0].Text("id"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_feed_comes_with_its_numbers_and_bodies()
    {
        System.Text.Json.JsonElement before = default, page = default;
        using (var made = new HttpRequestMessage(HttpMethod.Post, "/api/v1/leads") { Content = JsonContent.Create(new { name = "A" }) })
        {
            made.Headers.Add("Prefer", "wait=5");
            await _owner.SendAsync(made);
        }
        await Settled();
        before = await (await _owner.GetAsync("/api/v1/events?limit=500")).Body();
        var head = before.GetProperty("head").GetInt64();
        await _owner.PostAsJsonAsync("/api/v1/leads", new { name = "B", source = "web" });
        await Api.Eventually(async () =>
        {
            page = await (await _owner.GetAsync($"/api/v1/events?after={head}&limit=100")).Body();
            return page.GetProperty("items").EnumerateArray().Any(i => i.Text("type") == "lead.created");
        });
        var item = page.GetProperty("items").EnumerateArray().First(i => i.Text("type") == "lead.created");
        Assert.Equal(head + 1, page.GetProperty("items")[0].GetProperty("seq").GetInt64());
        Assert.True(page.GetProperty("head").GetInt64() > head);
        Assert.Equal("web", item.GetProperty("data").Text("source"));

        // Nothing of the registration is under way any more once the head stands still behind a lead of ours.
        async Task Settled() => await Api.Eventually(async () =>
            (await (await _owner.GetAsync("/api/v1/events?limit=500")).Body()).GetProperty("items").EnumerateArray().Any(i => i.Text("type") == "lead.created"));
    }

    [Fact]
    public async Task A_person_takes_a_talk_writes_once_and_gives_it_back()
    {
        var talk = await _api.Talk(_tenant);
        Assert.Equal("human", (await (await _owner.PostAsync($"/api/v1/conversations/{talk}/take-over", null)).Body()).Text("handler"));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{talk}/messages") { Content = JsonContent.Create(new { text = "أهلًا" }) };
            request.Headers.Add("Idempotency-Key", "m-1");
            var sent = await _owner.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
            // The repeat is told what the first one was.
            Assert.Equal(i == 1, sent.Headers.Contains("Idempotency-Replayed"));
            Assert.False((await sent.Body()).GetProperty("repeated").GetBoolean());
        }
        System.Text.Json.JsonElement messages = default;
        await Api.Eventually(async () =>
        {
            messages = await (await _owner.GetAsync($"/api/v1/conversations/{talk}/messages")).Body();
            return messages.GetProperty("items").EnumerateArray().Any(m => m.Text("direction") == "outbound");
        });
        Assert.Equal("أهلًا", Assert.Single(messages.GetProperty("items").EnumerateArray(), m => m.Text("direction") == "outbound").Text("text"));
        Assert.Equal("agent", (await (await _owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/give-back", new { })).Body()).Text("handler"));
        Assert.Equal(HttpStatusCode.OK, (await _owner.PostAsync($"/api/v1/conversations/{talk}/escalate", null)).StatusCode);
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
        var run = await (await _owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/invoke", new { input = new { message = "كم السعر؟" } })).Body();
        Assert.Equal("inquiry", run.GetProperty("output").Text("intent_detected"));
        Assert.Equal("offline", run.GetProperty("usage").Text("engine"));

        var invalid = await _owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/invoke", new { input = new { } });
        var problem = await invalid.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.StartsWith("input", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name, StringComparison.Ordinal);
        await (await _owner.PostAsJsonAsync("/api/v1/agents/nobody/invoke", new { input = new { } })).Problem(HttpStatusCode.NotFound, "not_found");
        await (await _owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/invoke", new { })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }
}
