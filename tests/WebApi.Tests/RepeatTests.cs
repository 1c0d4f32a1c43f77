using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Tests;

/// <summary>Every POST of the document may be sent again under its key: the answer is the same, and nothing happens a second time.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    /// <summary>One for all routes: what is asked at another address is another request.</summary>
    private const string SameKey = "walk";

    /// <summary>Where a repeat is not answered as the first one, and why. All of them give out tokens, or take one that is good once.</summary>
    private static readonly Dictionary<string, string> OfItsOwn = new()
    {
        ["POST /api/v1/auth/register"] = "Tokens are never kept: the repeat is the same company's, signed in anew (AuthTests).",
        ["POST /api/v1/auth/login"] = "Each sign-in is a session of its own.",
        ["POST /api/v1/auth/refresh"] = "Tokens are never kept: the exchange itself may be repeated for a minute (SessionTests).",
        ["POST /api/v1/auth/logout"] = "Whoever asked is signed out: the repeat is nobody's.",
        ["POST /api/v1/auth/forgot-password"] = "One letter in a minute, whoever asks (SessionTests).",
        ["POST /api/v1/auth/reset-password"] = "The link's token is good once.",
        ["POST /api/v1/auth/accept-invitation"] = "The link's token is good once.",
        ["POST /api/v1/auth/otp/resend"] = "One code in a minute, whoever asks.",
        ["POST /api/v1/auth/verify-otp"] = "The challenge is good once.",
        ["POST /api/v1/auth/oidc/exchange"] = "The code is good once.",
        ["POST /api/v1/public/forms/{key}"] = "Nobody is signed in: the form itself knows its keys (FormTests).",
    };

    /// <summary>What a company of this minute refuses for what it holds. Refusals change nothing, however often.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["POST /api/v1/conversations/{id}/messages/{messageId}/retry"] = "Only a message that failed is sent again.",
        ["POST /api/v1/sla/{id}/acknowledge"] = "No target was missed yet.",
        ["POST /api/v1/supervisor/alerts/{id}/acknowledge"] = "No target was missed yet.",
    };

    /// <summary>What is answered otherwise where a crash took the answer: accounts keep no ids of commands. No harm is done by any.</summary>
    private static readonly Dictionary<string, string> Unremembered = new()
    {
        ["POST /api/v1/auth/change-password"] = "The password is the new one already: the former one is wrong.",
        ["POST /api/v1/auth/totp/enrol"] = "A secret that nobody saw is replaced by another.",
        ["POST /api/v1/auth/otp/send"] = "One code in a minute.",
        ["POST /api/v1/auth/totp/confirm"] = "The app is on; recovery codes that nobody saw are made anew by taking it away and enrolling again.",
        ["POST /api/v1/admin/users/{id}/invite"] = "One letter in a minute.",
    };

    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_post_sent_again_under_its_key_is_answered_alike_and_changes_nothing() => await Repeat(_api, forgetful: false);

    [Fact]
    public async Task Where_no_answer_was_kept_a_repeat_is_carried_out_anew_and_still_changes_nothing()
    {
        await using var api = await Api.Start(
            services => services.Replace(ServiceDescriptor.Singleton<IReplyStore>(new Forgetful())),
            ("SalesFlow:RateLimits:PerActor", "0"), ("SalesFlow:RateLimits:PerTenant", "0"));
        await Repeat(api, forgetful: true);
    }

    private static async Task Repeat(Api api, bool forgetful)
    {
        var routes = (await Walk.Routes(api)).Where(r => r.Method == "POST").ToList();
        Assert.All(OfItsOwn.Keys.Concat(Refused.Keys).Concat(Unremembered.Keys), name => Assert.Contains(routes, r => r.Name == name));
        var lists = (await Walk.Routes(api)).Where(r => r is { Method: "GET", HasIds: false }).Select(r => r.Path).ToHashSet();
        var (stock, wrong) = (await Stock.Make(api), new List<string>());
        foreach (var route in routes.Where(r => !OfItsOwn.ContainsKey(r.Name)))
        {
            if (Stock.IsSpent(route)) stock = await Stock.Make(api);
            var client = route.Path == "/api/v1/admin/seed" ? (await api.Company()).Client : stock.Owner;
            await stock.Prepare(route);
            var body = route.Multipart ? JsonValue.Create("a") : stock.Good(route);
            var first = await Answer.To(Walk.Call(client, route, stock.Id, body, SameKey));
            if (first.Succeeded == Refused.ContainsKey(route.Name)) wrong.Add($"{route.Name}: {first}");
            await Ended(client, first);
            var mark = await Mark(client);
            int? rows = lists.Contains(route.Path) ? await Rows(client, route.Path) : null;

            var again = await Answer.To(Walk.Call(client, route, stock.Id, body, SameKey));
            var excused = forgetful && Unremembered.ContainsKey(route.Name);
            // Why something is refused may change by itself: a case of service begins a moment after a conversation waits.
            var alike = first.Succeeded ? again.Status == first.Status && again.Location == first.Location : !again.Succeeded;
            // A file is compared with the one that the key made.
            if (first.Succeeded && !forgetful) alike = again == first with { Replayed = route.Path != "/api/v1/media" };
            if (!alike && !excused) wrong.Add($"{route.Name}: {first}, then {again}");
            if (first.Succeeded && !forgetful)
            {
                var other = await Answer.To(Walk.Call(client, route, stock.Id, Other(body), SameKey));
                if (!other.IsReuse) wrong.Add($"{route.Name}: another body: {other}");
            }
            var since = await Since(client, mark);
            if (since.Count > 0 && !excused) wrong.Add($"{route.Name}: {string.Join(", ", since)}");
            // The mark itself is an activity.
            var more = route.Path == "/api/v1/activities" ? 1 : 0;
            if (rows is { } were && await Rows(client, route.Path) is var now && now != were + more) wrong.Add($"{route.Name}: {rows} rows, then {now}");
            if (forgetful || !first.Succeeded) continue;

            var another = await Answer.To(Walk.Call(client, route, stock.Id, body, "another"));
            await Ended(client, another);
            if (another.Replayed || (another.Status == HttpStatusCode.Created && another.Body == first.Body)) wrong.Add($"{route.Name}: under another key {another}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("/api/v1/leads", """{"name":"n"}""")]
    [InlineData("/api/v1/deals", """{"title":"n","value":10}""")]
    [InlineData("/api/v1/activities", """{"type":"note","body":"b"}""")]
    [InlineData("/api/v1/webhooks", """{"url":"https://hook.example.com/a","types":["lead.created"]}""")]
    [InlineData("/api/v1/admin/api-keys", """{"name":"n","scopes":["leads.read"]}""")]
    public async Task Many_at_once_under_one_key_make_one_thing_and_are_told_the_same(string path, string body)
    {
        var (owner, _) = await _api.Company();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Answer.To(Post(owner, path, body, "at once"))));
        var told = Assert.Single(answers.Select(a => a with { Replayed = false }).Distinct());
        Assert.Equal(HttpStatusCode.Created, told.Status);
        Assert.Equal(7, answers.Count(a => a.Replayed));
        await Mark(owner);
        Assert.Equal(path == "/api/v1/activities" ? 2 : 1, await Rows(owner, path));

        var spaced = body.Replace("{", "{ ", StringComparison.Ordinal);
        var mixed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Answer.To(Post(owner, path, i % 2 == 0 ? body : spaced, "mixed"))));
        // Whichever came first: its like are told the same, the others that the key is another's.
        Assert.Equal(4, mixed.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(4, mixed.Count(a => a.IsReuse));
    }

    [Fact]
    public async Task A_key_is_its_callers_and_its_companys_own()
    {
        var ((one, _), (two, _)) = (await _api.Company(), await _api.Company());
        var colleague = (await _api.Colleague(one, "manager")).Client;
        var made = new List<Answer>();
        foreach (var client in new[] { one, two, colleague }) made.Add(await Answer.To(Post(client, "/api/v1/leads", """{"name":"n"}""", "k")));
        Assert.All(made, m => Assert.Equal((HttpStatusCode.Created, false), (m.Status, m.Replayed)));
        Assert.Equal(3, made.Select(m => m.Location).Distinct().Count());
        // The same at another address of the same caller.
        Assert.False((await Answer.To(Post(one, "/api/v1/deals", """{"title":"n"}""", "k"))).Replayed);
        Assert.True((await Answer.To(Post(one, "/api/v1/leads", """{"name":"n"}""", "k"))).Replayed);
    }

    [Fact]
    public async Task What_was_refused_may_be_corrected_under_the_same_key()
    {
        var (owner, _) = await _api.Company();
        await (await Post(owner, "/api/v1/deals", """{"value":10}""", "k")).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await Post(owner, "/api/v1/deals", """{"value":"ten"}""", "k")).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal(HttpStatusCode.Created, (await Post(owner, "/api/v1/deals", """{"title":"n","value":10}""", "k")).StatusCode);
        await (await Post(owner, "/api/v1/deals", """{"title":"m","value":10}""", "k")).Problem(HttpStatusCode.UnprocessableEntity, "key_reused");
        // An answer is the first one's, whatever became of the thing since.
        var made = await (await Post(owner, "/api/v1/deals", """{"title":"n","value":10}""", "k")).Body();
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/deals/" + made.Text("id"), new { title = "later" })).StatusCode);
        Assert.Equal(made.GetRawText(), (await (await Post(owner, "/api/v1/deals", """{"title":"n","value":10}""", "k")).Body()).GetRawText());
    }

    [Theory]
    [InlineData("ar", " ")]
    [InlineData("en", null)]
    public async Task A_key_that_is_none_is_refused_by_its_name(string language, string? key)
    {
        var (owner, _) = await _api.Company();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/leads") { Content = JsonContent.Create(new { name = "n" }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key ?? new string('k', 256));
        request.Headers.AcceptLanguage.ParseAdd(language);
        var errors = (await (await owner.SendAsync(request)).Problem(HttpStatusCode.BadRequest, "bad_request")).GetProperty("errors");
        Assert.Contains("255", errors.GetProperty("Idempotency-Key")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await Post(owner, "/api/v1/leads", """{"name":"n"}""", new string('k', 255))).StatusCode);
        await Mark(owner);
        Assert.Equal(1, await Rows(owner, "/api/v1/leads"));
    }

    [Fact]
    public async Task After_a_restart_a_repeat_is_still_one()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-repeat-");
        var email = Api.NewEmail();
        var bodies = new Dictionary<string, string>
        {
            ["/api/v1/leads"] = """{"name":"n","phone":"0551234567"}""", ["/api/v1/deals"] = """{"title":"n","value":10}""",
            ["/api/v1/webhooks"] = """{"url":"https://hook.example.com/a","types":["lead.created"]}""",
            ["/api/v1/pipelines"] = """{"nameAr":"ن","nameEn":"n","template":"general"}""",
        };
        try
        {
            var before = new Dictionary<string, Answer>();
            await using (var api = await Api.Start(("SalesFlow:DataDirectory", folder.FullName)))
            {
                var (owner, _) = await api.Company(email);
                foreach (var (path, body) in bodies) before[path] = await Answer.To(Post(owner, path, body, "k"));
            }
            foreach (var forgetful in new[] { false, true })
            {
                // The second time the answers are gone, as after a crash: what the grains committed with their commands' ids is not.
                await using var api = await Api.Start(
                    services =>
                    {
                        if (forgetful) services.Replace(ServiceDescriptor.Singleton<IReplyStore>(new Forgetful()));
                    }, ("SalesFlow:DataDirectory", folder.FullName));
                var tokens = await (await api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password })).Body();
                var owner = api.With(tokens.Text("accessToken"));
                foreach (var (path, body) in bodies)
                    Assert.Equal(before[path] with { Replayed = !forgetful }, await Answer.To(Post(owner, path, body, "k")));
                await Mark(owner);
                foreach (var path in bodies.Keys.Where(p => p != "/api/v1/pipelines")) Assert.Equal(1, await Rows(owner, path));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What an import does goes on by itself, in the name of whoever began it.</summary>
    private static async Task Ended(HttpClient client, Answer answer)
    {
        if (answer.Location?.Contains("/leads/imports/", StringComparison.Ordinal) == true) await Stock.ImportEnded(client, answer.Location);
    }

    /// <summary>A body that a reader takes for the same, and that is another one.</summary>
    private static JsonNode Other(JsonNode? body)
    {
        if (body is JsonValue) return JsonValue.Create("b");
        var other = (body?.DeepClone() ?? new JsonObject()).AsObject();
        other["other"] = 1;
        return other;
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, string body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    private static async Task<int> Rows(HttpClient client, string path) =>
        (await (await client.GetAsync(path)).Body()) is var body && body.TryGetProperty("items", out var items) ? items.GetArrayLength() : -1;

    /// <summary>Does something of this moment and waits until the audit log and all lists show it; gives its id.</summary>
    private static async Task<string> Mark(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/activities") { Content = JsonContent.Create(new { type = "note", body = "mark" }) };
        var id = (await (await client.SendAsync(request)).Body()).Text("id");
        await Api.Eventually(async () => (await Log(client)).Any(e => e.Text("entityId") == id));
        return id;
    }

    /// <summary>What people changed since a mark: every event that somebody caused is in the log, and stands in the order of commits.</summary>
    private static async Task<List<string>> Since(HttpClient client, string mark)
    {
        var end = await Mark(client);
        return
        [
            .. (await Log(client)).SkipWhile(e => e.Text("entityId") != end).Skip(1).TakeWhile(e => e.Text("entityId") != mark)
                .Select(e => $"{e.Text("action")} of {e.Text("entityType")}"),
        ];
    }

    private static async Task<List<JsonElement>> Log(HttpClient client) =>
        [.. (await (await client.GetAsync("/api/v1/admin/audit-logs?limit=50")).Body()).GetProperty("items").EnumerateArray()];

    /// <summary>All that makes an answer.</summary>
    private sealed record Answer(HttpStatusCode Status, string Body, string? Tag, string? Location, bool Replayed)
    {
        public bool Succeeded => (int)Status is >= 200 and < 300;

        public bool IsReuse => Status == HttpStatusCode.UnprocessableEntity && Body.Contains("key_reused", StringComparison.Ordinal);

        public static async Task<Answer> To(Task<HttpResponseMessage> asked)
        {
            using var answer = await asked;
            return new Answer(
                answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.Tag, answer.Headers.Location?.ToString(),
                answer.Headers.Contains("Idempotency-Replayed"));
        }
    }

    /// <summary>Remembers nothing: as where a crash took every answer.</summary>
    private sealed class Forgetful : IReplyStore
    {
        public Task<KeptReply?> Claim(string tenant, string name, byte[] fingerprint, CancellationToken ct) => Task.FromResult<KeptReply?>(null);

        public Task<string> Keep(string tenant, string name, byte[] fingerprint, string answer, CancellationToken ct) => Task.FromResult(answer);

        public Task Release(string tenant, string name, CancellationToken ct) => Task.CompletedTask;
    }
}
