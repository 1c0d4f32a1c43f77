using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SalesFlow.WebApi.Tests;

/// <summary>Every change of one thing heeds <c>If-Match</c>: a stale version changes nothing.</summary>
public sealed class VersionTests : IAsyncLifetime
{
    /// <summary>What has no version of its own, and why.</summary>
    private static readonly Dictionary<string, string> Unversioned = new()
    {
        ["DELETE /api/v1/auth/sessions/{id}"] = "A session is ended or is not.",
        ["DELETE /api/v1/auth/totp"] = "An authenticator app is there or is not, and the password decides.",
        ["DELETE /api/v1/admin/api-keys/{id}"] = "A key is never changed, only revoked.",
        ["PUT /api/v1/admin/tenants/{id}"] = "A tenant's file is put together from three things; each part of a change concerns one of them.",
        ["POST /api/v1/admin/users/{id}/invite"] = "Sends a letter; the user stays as they are.",
        ["POST /api/v1/agents/{id}/invoke"] = "An agent is data of the installation.",
        ["POST /api/v1/agents/{id}/runs"] = "A run is a thing of its own; what it does is refused or done by what it is done to.",
        ["POST /api/v1/agents/{id}/shadow"] = "A trial changes nothing but its own runs.",
        ["POST /api/v1/agents/runs/{runId}/release"] = "Only what waits is let go, and once.",
        ["POST /api/v1/agents/runs/{runId}/discard"] = "Only what waits is dropped, and once.",
        ["POST /api/v1/conversations/{id}/held-reply/release"] = "It names the turn of the answer that was seen.",
        ["POST /api/v1/conversations/{id}/held-reply/discard"] = "It names the turn of the answer that was seen.",
        ["POST /api/v1/conversations/{id}/messages/{messageId}/retry"] = "Only a message that failed is sent again, and once.",
        ["POST /api/v1/knowledge/{id}/restore"] = "A deleted article is shown nowhere: no version of it was seen.",
        ["POST /api/v1/knowledge/gaps/{id}/draft"] = "A question is counted on while somebody looks at it; its draft is begun once.",
        ["POST /api/v1/knowledge/gaps/{id}/dismiss"] = "A question is dismissed or is not.",
        ["POST /api/v1/sectors/{sector}/assets"] = "Makes an asset; the sector is data of the installation.",
        ["POST /api/v1/webhooks/{id}/test"] = "Sends a message; the webhook stays as it is.",
        ["POST /api/v1/webhooks/{id}/deliveries/{deliveryId}/replay"] = "Sends a message again; the webhook stays as it is.",
        ["POST /api/v1/webhooks/{id}/replay-failed"] = "Sends messages again; the webhook stays as it is.",
        ["POST /api/v1/supervisor/alerts/{id}/acknowledge"] = "An alert is acknowledged or is not.",
        ["POST /api/v1/pipelines/{id}/stages/{stage}/move-deals"] = "Moves deals; the pipeline stays as it is.",
        ["POST /api/v1/public/forms/{key}"] = "Visitors see no version.",
        ["POST /api/v1/deals/{id}/restore"] = "A deleted deal is not read by its id: its version stands in the list.",
        ["POST /api/v1/sla/{id}/acknowledge"] = "No target was missed yet: there is no case to take notice of.",
    };

    /// <summary>Where the ETag stands that a change names, unless it is the address itself or the nearest above it.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["/api/v1/users/me/presence"] = "/api/v1/auth/me",
        ["/api/v1/channels/whatsapp/{phoneNumberId}"] = "/api/v1/tenant",
    };

    /// <summary>Things that a company has one of, and what is done to them.</summary>
    private static readonly string[] Singles = ["/api/v1/tenant", "/api/v1/inbox", "/api/v1/admin/subscriptions"];

    private static readonly string[] Single = ["/api/v1/tenant/apply-template", "/api/v1/admin/subscriptions/cancel"];

    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_is_made_of_the_version_that_was_seen_and_of_no_other(bool any)
    {
        var routes = await Walk.Routes(_api);
        Assert.All(Unversioned.Keys, name => Assert.Contains(routes, r => r.Name == name));
        var read = routes.Where(r => r.Method == "GET").Select(r => r.Path).ToHashSet();
        // What is deleted is changed no more: that comes last.
        var changes = routes.Where(r => r.Method is "PUT" or "DELETE" || (r.Method == "POST" && (r.HasIds || Single.Contains(r.Path))))
            .Where(r => !Unversioned.ContainsKey(r.Name))
            .OrderBy(r => r.Method == "DELETE").ThenBy(r => r.Path.Contains("/cancel", StringComparison.Ordinal)).ToList();
        Assert.True(changes.Count > 70, $"Only {changes.Count} changes were found.");
        var (stock, wrong) = (await Stock.Make(_api), new List<string>());
        foreach (var route in changes)
        {
            if (Stock.IsSpent(route)) stock = await Stock.Make(_api);
            if (Source(route, read) is not { } source)
            {
                wrong.Add($"{route.Name}: no version is told anywhere");
                continue;
            }
            await stock.Prepare(route);
            var body = stock.Good(route);
            var address = new Route("GET", source, null, [], null, false, []).Address(stock.Id);
            if (await Tag(stock.Owner, address) is not { } seen)
            {
                wrong.Add($"{route.Name}: GET {source} tells no version");
                continue;
            }
            var stale = await Walk.Call(stock.Owner, route, stock.Id, body, version: $"\"{seen + 1000}\"");
            if (stale.StatusCode != HttpStatusCode.PreconditionFailed) wrong.Add($"{route.Name}: a stale version: {await Told(stale)}");
            else await stale.Problem(HttpStatusCode.PreconditionFailed, "stale_version");
            if (!Moves(route) && await Tag(stock.Owner, address) != seen) wrong.Add($"{route.Name}: a stale version changed it");
            if (any) seen = -1;
            var right = await Right(stock, route, body, address, seen);
            if (!right.IsSuccessStatusCode) wrong.Add($"{route.Name}: {(any ? "*" : "the right version")}: {await Told(right)}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Of_many_who_saw_the_same_version_one_changes_it()
    {
        var stock = await Stock.Make(_api);
        foreach (var (path, method, body) in new (string, HttpMethod, Func<int, object>)[]
        {
            ("/api/v1/leads/" + stock.Id("leads"), HttpMethod.Put, i => new { city = "c" + i }),
            ("/api/v1/deals/" + stock.Id("deals"), HttpMethod.Put, i => new { title = "t" + i }),
            ("/api/v1/contacts/" + stock.Id("contacts"), HttpMethod.Put, i => new { jobTitle = "j" + i }),
            ("/api/v1/webhooks/" + stock.Id("webhooks"), HttpMethod.Put, i => new { name = "w" + i }),
            ("/api/v1/tenant", HttpMethod.Put, i => new { name = "n" + i }),
        })
        {
            var seen = await Tag(stock.Owner, path);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            {
                var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body(i)) };
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{seen}\"");
                return stock.Owner.SendAsync(request);
            }));
            var won = await Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK).Body();
            Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
            var now = await (await stock.Owner.GetAsync(path)).Body();
            foreach (var field in new[] { "city", "title", "jobTitle", "name" }.Where(f => won.TryGetProperty(f, out _)))
                Assert.Equal(won.Text(field), now.Text(field));
        }
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7")]
    [InlineData("W/\"1\"")]
    [InlineData("\"somebody else's\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task What_is_no_version_of_ours_is_refused_by_the_headers_name(string version)
    {
        var (owner, _) = await _api.Company();
        var made = await (await owner.PostAsJsonAsync("/api/v1/views", new { entity = "leads", name = "n" })).Body();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/views/" + made.Text("id")) { Content = JsonContent.Create(new { name = "m" }) };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        var problem = await (await owner.SendAsync(request)).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("If-Match", out _));
        Assert.Equal("n", (await (await owner.GetAsync("/api/v1/views/" + made.Text("id"))).Body()).Text("name"));
    }

    [Fact]
    public async Task A_draft_that_another_window_changed_is_not_written_over()
    {
        var stock = await Stock.Make(_api);
        var path = $"/api/v1/conversations/{stock.Id("conversations")}/draft";
        Assert.Equal(HttpStatusCode.NoContent, (await stock.Owner.PutAsJsonAsync(path, new { text = "one" })).StatusCode);
        var seen = await Tag(stock.Owner, path);
        Assert.Equal(HttpStatusCode.NoContent, (await stock.Owner.PutAsJsonAsync(path, new { text = "two" })).StatusCode);
        using var stale = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { text = "three" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", $"\"{seen}\"");
        await (await stock.Owner.SendAsync(stale)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Equal("two", (await (await stock.Owner.GetAsync(path)).Body()).Text("text"));
    }

    /// <summary>
    /// Sends a change of the version that was seen. Conversations, leads and deals move by themselves (an agent thinks, a lead's names are claimed, a deal
    /// follows its lead): there a refusal is right only where the version has moved on in truth, and the change is made anew of what is seen then.
    /// </summary>
    private static async Task<HttpResponseMessage> Right(Stock stock, Route route, JsonNode? body, string address, long seen)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await Walk.Call(stock.Owner, route, stock.Id, body, version: seen < 0 ? "*" : $"\"{seen}\"");
            if (answer.StatusCode != HttpStatusCode.PreconditionFailed || !Moves(route)) return answer;
            limit.Token.ThrowIfCancellationRequested();
            var now = await Tag(stock.Owner, address);
            if (now is null || now == seen) return answer;
            seen = now.Value;
        }
    }

    private static bool Moves(Route route) =>
        route.Path.Split('/')[3] is "conversations" or "leads" or "deals" && !route.Path.EndsWith("/draft", StringComparison.Ordinal);

    private static async Task<string> Told(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";

    /// <summary>The address whose ETag a change names: its own, or the nearest above it.</summary>
    private static string? Source(Route route, HashSet<string> read)
    {
        if (Elsewhere.TryGetValue(route.Path, out var elsewhere)) return elsewhere;
        for (var path = route.Path; path.Length > "/api/v1/".Length; path = path[..path.LastIndexOf('/')])
            if (read.Contains(path) && ((path == route.Path && route.Method != "POST") || path.EndsWith('}') || Singles.Contains(path))) return path;
        return null;
    }

    private static async Task<long?> Tag(HttpClient client, string address) =>
        (await client.GetAsync(address)).Headers.ETag is { IsWeak: false, Tag: var tag }
            ? long.Parse(tag.Trim('"'), System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
