using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Agents through all layers: their definitions, a company's own versions, runs, trials and answers that wait.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public Task DisposeAsync() => Task.CompletedTask;

    private const string Agent = "/api/v1/agents/arabic_whatsapp";

    [Fact]
    public async Task An_agent_shows_all_that_defines_it()
    {
        var (owner, _) = await _api.Company();

        var list = await (await owner.GetAsync("/api/v1/agents")).Body();
        var agent = await (await owner.GetAsync(Agent)).Body();

        Assert.Contains(list.GetProperty("items").EnumerateArray(), a => a.Text("id") == "arabic_whatsapp" && a.Text("kind") == "talk" && a.GetProperty("enabled").GetBoolean());
        Assert.True(agent.GetProperty("examples").GetArrayLength() >= 8);
        Assert.Equal(0.85, agent.GetProperty("bands").GetProperty("auto").GetDouble());
        Assert.Equal("object", agent.GetProperty("inputSchema").Text("type"));
        await (await owner.GetAsync("/api/v1/agents/nobody")).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_companys_own_version_is_numbered_compared_and_taken_back()
    {
        var (owner, _) = await _api.Company();
        var first = await owner.PutAsJsonAsync(Agent + "/profile", new { promptEn = "Be brief.\nBe kind.", auto = 0.95, note = "why" });
        await (await owner.PutAsJsonAsync(Agent + "/profile", new { promptEn = "Be brief.\nBe clear." })).Body();

        await Api.Eventually(async () => (await (await owner.GetAsync(Agent + "/profile/versions")).Body()).GetProperty("items").GetArrayLength() == 2);
        var diff = await (await owner.GetAsync(Agent + "/profile/diff?from=1&to=2")).Body();
        Assert.Equal(1, (await first.Body()).GetProperty("number").GetInt32());
        Assert.Contains(diff.GetProperty("fields").EnumerateArray(), f => f.Text("field") == "auto" && f.Text("from") == "0.95" && f.Text("to") == "0.85");
        Assert.Equal(
            ["same Be brief.", "removed Be kind.", "added Be clear."],
            diff.GetProperty("promptEn").EnumerateArray().Select(l => $"{l.Text("change")} {l.Text("text")}"));
        Assert.Equal(0, diff.GetProperty("promptAr").GetArrayLength());

        var back = await (await owner.PostAsJsonAsync(Agent + "/profile/rollback", new { number = 1 })).Body();
        Assert.Equal((3, 1, "Be brief.\nBe kind."),
            (back.GetProperty("number").GetInt32(), back.GetProperty("restoredFrom").GetInt32(), back.GetProperty("content").Text("promptEn")));
        await (await owner.PostAsJsonAsync(Agent + "/profile/rollback", new { number = 9 })).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("""{"auto":0.5}""", "auto")]
    [InlineData("""{"hold":1.5}""", "hold")]
    [InlineData("""{"temperature":3}""", "temperature")]
    [InlineData("""{"promptAr":" "}""", "promptAr")]
    [InlineData("""{"thresholds":{"nothing":0.5}}""", "thresholds.nothing")]
    public async Task A_version_that_cannot_be_used_is_refused_by_its_field(string body, string field)
    {
        var (owner, _) = await _api.Company();

        var problem = await (await owner.PutAsync(Agent + "/profile", new StringContent(body, null, "application/json")))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(JsonValueKind.Null, (await (await owner.GetAsync(Agent)).Body()).GetProperty("profile").ValueKind);
    }

    [Fact]
    public async Task A_run_by_hand_is_kept_with_what_went_in_and_what_came_out()
    {
        var (owner, _) = await _api.Company();

        var run = await (await owner.PostAsJsonAsync(Agent + "/invoke", new { input = new { message = "كم السعر؟" } })).Body();

        var id = run.Text("runId");
        await Api.Eventually(async () => (await owner.GetAsync("/api/v1/agents/runs/" + id)).StatusCode == HttpStatusCode.OK);
        var kept = await (await owner.GetAsync("/api/v1/agents/runs/" + id)).Body();
        Assert.Equal(("manual", "arabic_whatsapp"), (kept.GetProperty("run").Text("trigger"), kept.GetProperty("run").Text("agentId")));
        Assert.Equal("كم السعر؟", kept.GetProperty("input").Text("message"));
        Assert.Equal(run.GetProperty("output").GetRawText(), kept.GetProperty("output").GetRawText());
        Assert.Equal(0, kept.GetProperty("run").GetProperty("costSar").GetDecimal());
        await (await owner.PostAsync($"/api/v1/agents/runs/{id}/release", null)).Problem(HttpStatusCode.Conflict, "wrong_status");
    }

    [Fact]
    public async Task An_agent_that_is_off_leaves_customers_to_people()
    {
        var (owner, tokens) = await _api.Company();
        await (await owner.PutAsJsonAsync(Agent + "/profile", new { enabled = false })).Body();

        await (await owner.PostAsJsonAsync(Agent + "/invoke", new { input = new { message = "مرحبا" } })).Problem(HttpStatusCode.Conflict, "agent_off");
        var talk = await _api.Talk(tokens.Text("tenantId"));
        await Api.Eventually(async () => (await Talk(owner, talk)).Text("handler") == "human_queue");

        Assert.Equal("agent_off", (await Talk(owner, talk)).GetProperty("desk").Text("waitsBecause"));
    }

    [Fact]
    public async Task An_answer_waits_for_a_person_who_sends_it_in_other_words()
    {
        var (owner, tokens) = await _api.Company();
        var talk = await Held(owner, tokens);
        var held = (await Talk(owner, talk)).GetProperty("heldReply");
        Assert.Empty(await Messages(owner, talk, "outbound"));

        await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/held-reply/release", new { turn = 99, text = "x" })).Problem(HttpStatusCode.Conflict, "stale_turn");
        var released = await owner.PostAsJsonAsync(
            $"/api/v1/conversations/{talk}/held-reply/release", new { turn = held.GetProperty("turn").GetInt64(), text = "أهلًا نورة، معك سارة" });

        Assert.Equal(JsonValueKind.Null, (await released.Body()).GetProperty("heldReply").ValueKind);
        await Api.Eventually(async () => (await Messages(owner, talk, "outbound")).Count == 1);
        var message = (await Messages(owner, talk, "outbound"))[0];
        Assert.Equal("أهلًا نورة، معك سارة", message.Text("text"));
        var run = await (await owner.GetAsync($"/api/v1/conversations/{talk}/messages/{message.Text("id")}/run")).Body();
        Assert.Equal(("sent", "edited", tokens.Text("userId")), (run.GetProperty("run").Text("status"), run.Text("ended"), run.Text("endedBy")));
        Assert.Equal("السلام عليكم", Assert.Single(run.GetProperty("saw").EnumerateArray()).Text("text"));
        Assert.False(string.IsNullOrEmpty(run.GetProperty("trace").Text("revision")));
        await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/held-reply/release", new { turn = held.GetProperty("turn").GetInt64() }))
            .Problem(HttpStatusCode.Conflict, "wrong_status");
    }

    [Fact]
    public async Task A_discarded_answer_is_never_sent_and_a_person_is_called()
    {
        var (owner, tokens) = await _api.Company();
        var talk = await Held(owner, tokens);
        var turn = (await Talk(owner, talk)).GetProperty("heldReply").GetProperty("turn").GetInt64();

        var discarded = await (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/held-reply/discard", new { turn })).Body();

        Assert.Equal("human_queue", discarded.Text("handler"));
        await Api.Eventually(async () => (await (await owner.GetAsync(Agent + "/history")).Body()).GetProperty("items").EnumerateArray()
            .Any(r => r.Text("status") == "dropped"));
        Assert.Empty(await Messages(owner, talk, "outbound"));
    }

    [Fact]
    public async Task A_trial_answers_recorded_turns_anew_and_sends_nothing()
    {
        var (owner, tokens) = await _api.Company();
        var talk = await _api.Talk(tokens.Text("tenantId"), "السلام عليكم، كم سعر الباقة الاحترافية؟");
        await Api.Eventually(async () => (await (await owner.GetAsync(Agent + "/history")).Body()).GetProperty("items").GetArrayLength() == 1);
        var sent = (await Messages(owner, talk, "outbound")).Count;

        var started = await owner.PostAsJsonAsync(Agent + "/shadow", new { trial = new { auto = 0.99, soft = 0.98, hold = 0.97 }, conversationId = talk, turns = 10 });

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(1, (await started.Body()).GetProperty("turns").GetInt32());
        JsonElement turn = default;
        await Api.Eventually(async () =>
        {
            var items = (await (await owner.GetAsync(started.Headers.Location)).Body()).GetProperty("items");
            if (items.GetArrayLength() == 0) return false;
            turn = items[0];
            return turn.GetProperty("after").ValueKind == JsonValueKind.Object;
        });
        Assert.Equal(turn.GetProperty("before").Text("intent"), turn.GetProperty("after").Text("intent"));
        Assert.Equal(sent, (await Messages(owner, talk, "outbound")).Count);
        await (await owner.PostAsJsonAsync(Agent + "/shadow", new { trial = new { auto = 2 } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Another_company_sees_neither_runs_nor_versions()
    {
        var (owner, _) = await _api.Company();
        var (other, _) = await _api.Company();
        var run = (await (await owner.PostAsJsonAsync(Agent + "/invoke", new { input = new { message = "كم السعر؟" } })).Body()).Text("runId");
        await (await owner.PutAsJsonAsync(Agent + "/profile", new { note = "ours", auto = 0.9 })).Body();
        await Api.Eventually(async () => (await owner.GetAsync("/api/v1/agents/runs/" + run)).StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/api/v1/agents/runs/" + run)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/api/v1/agents/runs/{run}/release", null)).StatusCode);
        Assert.Equal(JsonValueKind.Null, (await (await other.GetAsync(Agent)).Body()).GetProperty("profile").ValueKind);
        Assert.Equal(0, (await (await other.GetAsync(Agent + "/profile/versions")).Body()).GetProperty("items").GetArrayLength());
    }

    /// <summary>A conversation whose answer waits for a person.</summary>
    private async Task<string> Held(HttpClient owner, JsonElement tokens)
    {
        // No confidence is enough to go at once, and none so low that a person takes over.
        await (await owner.PutAsJsonAsync(Agent + "/profile", new { auto = 1, soft = 1, hold = 0 })).Body();
        var talk = await _api.Talk(tokens.Text("tenantId"));
        await Api.Eventually(async () => (await Talk(owner, talk)).GetProperty("heldReply").ValueKind == JsonValueKind.Object);
        return talk;
    }

    private static async Task<JsonElement> Talk(HttpClient owner, string id) => await (await owner.GetAsync("/api/v1/conversations/" + id)).Body();

    private static async Task<List<JsonElement>> Messages(HttpClient owner, string talk, string direction) =>
        [.. (await (await owner.GetAsync($"/api/v1/conversations/{talk}/messages")).Body()).GetProperty("items").EnumerateArray()
            .Where(m => m.Text("direction") == direction)];
}
