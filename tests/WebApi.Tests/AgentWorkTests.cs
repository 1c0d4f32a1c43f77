using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>What agents do when something happens, through all layers: from the event to the run to its effect.</summary>
public sealed class AgentWorkTests : IAsyncLifetime
{
    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_large_companys_lead_is_weighed_noted_and_told_to_the_team_once()
    {
        var (owner, _) = await _api.Company();
        var lead = (await Read(await owner.PostAsJsonAsync("/api/v1/leads", new
        {
            name = "فهد", email = "fahad@large.example", companyName = "مجموعة الواحة", sector = "healthcare", employees = 400, budget = 1499, source = "web",
        }))).Text("id");

        var run = await Run(owner, lead, "event:lead.created");

        Assert.Equal("escalated", run.GetProperty("run").Text("status"));
        Assert.Equal("enterprise", run.GetProperty("escalations")[0].Text("reason"));
        Assert.All(run.GetProperty("actions").EnumerateArray(), a => Assert.Equal("done", a.Text("outcome")));
        Assert.Contains("note", Actions(run));
        var activities = await Items(owner, $"/api/v1/activities?leadId={lead}");
        Assert.Equal(["note", "task"], activities.Select(a => a.Text("type")).Order());
        Assert.All(activities, a => Assert.True(a.GetProperty("isAutomated").GetBoolean()));
        var alert = Assert.Single(await Items(owner, "/api/v1/supervisor/alerts"), a => a.Text("kind") == "agent");
        Assert.Equal(("lead", lead), (alert.Text("entity"), alert.Text("entityId")));
        Assert.True((await owner.PostAsync($"/api/v1/supervisor/alerts/{alert.Text("id")}/acknowledge", null)).IsSuccessStatusCode);
        await Api.Eventually(async () => (await Items(owner, "/api/v1/supervisor/alerts")).Count == 0);
    }

    [Fact]
    public async Task A_lead_of_which_little_is_known_leaves_nothing_but_its_run()
    {
        var (owner, _) = await _api.Company();
        var lead = (await Read(await owner.PostAsJsonAsync("/api/v1/leads", new { name = "نورة", email = "noura@little.example" }))).Text("id");

        var run = await Run(owner, lead, "event:lead.created");

        Assert.Empty(Actions(run));
        Assert.Empty(await Items(owner, $"/api/v1/activities?leadId={lead}"));
        Assert.Empty(await Items(owner, "/api/v1/supervisor/alerts"));
    }

    [Fact]
    public async Task What_an_agent_wrote_waits_for_a_person_and_has_its_effect_once_they_let_it_go()
    {
        var (owner, _) = await _api.Company();
        var lead = (await Read(await owner.PostAsJsonAsync("/api/v1/leads", new { name = "نورة", phone = "+966512345678" }))).Text("id");
        var body = new { subject = new { kind = "lead", id = lead }, input = new { channel = "whatsapp", purpose = "follow_up", lead = new { name = "نورة", sector = "retail", consent = "granted" } }, hold = true };

        var started = await owner.PostAsJsonAsync("/api/v1/agents/outreach_writer/runs", body);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (await started.Body()).Text("id");
        await Status(owner, id, "held");
        var held = await Read(await owner.GetAsync("/api/v1/agents/runs/" + id));
        Assert.Equal(["send"], Actions(held));
        Assert.Equal(held.GetProperty("output").GetProperty("content").Text("full_message"), held.GetProperty("actions")[0].GetProperty("action").Text("text"));
        Assert.Equal(JsonValueKind.Null, held.GetProperty("actions")[0].GetProperty("outcome").ValueKind);
        Assert.True((await owner.PostAsync($"/api/v1/agents/runs/{id}/release", null)).IsSuccessStatusCode);
        await Status(owner, id, "released");
        // This lead has never written: there is no conversation to write in, and the run says so.
        await Api.Eventually(async () => (await Read(await owner.GetAsync("/api/v1/agents/runs/" + id))).GetProperty("actions")[0].GetProperty("outcome").GetString() == "no_subject");
        await (await owner.PostAsync($"/api/v1/agents/runs/{id}/release", null)).Problem(HttpStatusCode.Conflict, "wrong_status");
    }

    [Fact]
    public async Task A_question_that_nothing_answers_is_told_to_the_keepers_of_knowledge()
    {
        var (owner, _) = await _api.Company();

        var run = await Read(await owner.PostAsJsonAsync(
            "/api/v1/agents/knowledge_retrieval/invoke", new { input = new { query = "هل تبيعون قطع غيار المراكب الشراعية؟" } }));

        Assert.Equal("not_found", run.GetProperty("output").Text("answer_type"));
        await Api.Eventually(async () => (await Items(owner, "/api/v1/knowledge/gaps")).Any(g => g.Text("question").Contains("المراكب", StringComparison.Ordinal)));
        var history = await Items(owner, "/api/v1/agents/knowledge_retrieval/history");
        Assert.Equal(run.Text("runId"), Assert.Single(history).Text("runId"));
    }

    [Theory]
    [InlineData("""{"subject":{"kind":"planet","id":"x"}}""", "subject.kind")]
    [InlineData("""{}""", "subject.kind")]
    [InlineData("""{"subject":{"kind":"lead","id":"nobody"}}""", "subject.id")]
    [InlineData("""{"subject":{"kind":"tenant","id":"hourly"}}""", "subject.id")]
    [InlineData("""{"subject":{"kind":"tenant","id":"daily"},"input":7}""", "input")]
    public async Task A_run_on_nothing_is_refused_by_its_field(string body, string field)
    {
        var (owner, _) = await _api.Company();

        var answer = await owner.PostAsync("/api/v1/agents/lead_qualification/runs", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(field, Assert.Single((await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/runs", new { })).StatusCode);
    }

    [Fact]
    public async Task The_managements_summary_is_made_when_somebody_asks_for_it()
    {
        var (owner, _) = await _api.Company();

        var started = await Read(await owner.PostAsJsonAsync("/api/v1/agents/management_summary/runs", new { subject = new { kind = "tenant", id = "weekly" } }));

        await Status(owner, started.Text("id"), "success", "escalated");
        var run = await Read(await owner.GetAsync("/api/v1/agents/runs/" + started.Text("id")));
        Assert.Equal("weekly", run.GetProperty("output").Text("period"));
    }

    /// <summary>The one run about a lead, once its effect has been had.</summary>
    private static async Task<JsonElement> Run(HttpClient owner, string lead, string trigger)
    {
        JsonElement run = default;
        await Api.Eventually(async () =>
        {
            var runs = (await Items(owner, "/api/v1/agents/lead_qualification/history")).Where(r => r.Text("subjectId") == lead).ToList();
            if (runs is not [{ } only] || only.Text("status") == "running") return false;
            run = await Read(await owner.GetAsync("/api/v1/agents/runs/" + only.Text("runId")));
            return run.GetProperty("actions").EnumerateArray().All(a => a.GetProperty("outcome").ValueKind == JsonValueKind.String);
        });
        Assert.Equal(trigger, run.GetProperty("run").Text("trigger"));
        return run;
    }

    private static Task Status(HttpClient owner, string run, params string[] wanted) => Api.Eventually(async () =>
    {
        var answer = await owner.GetAsync("/api/v1/agents/runs/" + run);
        if (!answer.IsSuccessStatusCode) return false;
        var status = (await answer.Body()).GetProperty("run").Text("status");
        return wanted.Contains(status);
    });

    private static List<string> Actions(JsonElement run) => [.. run.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("action").Text("do"))];

    private static async Task<List<JsonElement>> Items(HttpClient owner, string path) => [.. (await Read(await owner.GetAsync(path))).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Body();
    }
}
