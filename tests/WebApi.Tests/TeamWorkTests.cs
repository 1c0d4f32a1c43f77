using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Work given to others, seats of a plan, letters of alarms and deals that nobody touches, through all layers and on a clock that moves.</summary>
public sealed class TeamWorkTests(TeamWorkTests.Fixture fixture) : IClassFixture<TeamWorkTests.Fixture>
{
    private const string Reassign = "/api/v1/supervisor/reassign";

    // Copies of a company's users, and of what it uses of its plan, are at most three seconds old.
    private static readonly TimeSpan CopiesLife = TimeSpan.FromSeconds(4);
    private readonly Api _api = fixture.Api;

    /// <summary>A product whose clock these tests move.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public Api Api { get; private set; } = null!;

        public async Task InitializeAsync() => Api = await Api.Start(
            ("SalesFlow:RateLimits:PerActor", "0"), ("SalesFlow:RateLimits:PerTenant", "0"), ("SalesFlow:Auth:AttemptsPerAccount", "1000"));

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }

    [Fact]
    public async Task Only_what_is_somebodys_is_taken_from_them_and_each_piece_says_what_became_of_it()
    {
        var (owner, _) = await _api.Company();
        var (from, to) = (await Person(owner, "agent"), await Person(owner, "agent"));
        string[] leads = [await Lead(owner, from), await Lead(owner, to), await Lead(owner, from)];

        var answer = await Moved(owner, new { kind = "lead", ids = leads.Append("no-such-lead").Append(leads[0]), from, to = new[] { to } });
        Assert.Equal(
            [("assigned", leads[0]), ("not_theirs", leads[1]), ("assigned", leads[2]), ("not_theirs", "no-such-lead")],
            answer.GetProperty("outcomes").EnumerateArray().Select(o => (o.Text("outcome"), o.Text("id"))));
        Assert.Equal(2, answer.GetProperty("assigned").GetInt32());
        foreach (var lead in leads) Assert.Equal(to, (await (await owner.GetAsync("/api/v1/leads/" + lead)).Body()).Text("assignedTo"));
        // The same again finds nothing of theirs.
        var again = await Moved(owner, new { kind = "lead", ids = leads, from, to = new[] { to } });
        Assert.Equal(0, again.GetProperty("assigned").GetInt32());
    }

    [Fact]
    public async Task All_open_work_of_somebody_goes_page_by_page_until_the_cursor_ends_and_closed_work_stays()
    {
        var (owner, _) = await _api.Company();
        var (from, first, second) = (await Person(owner, "agent"), await Person(owner, "agent"), await Person(owner, "agent"));
        var closed = await Lead(owner, from);
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/leads/{closed}/status", new { status = "lost", reason = "price" })).StatusCode);
        const int open = 203;
        for (var i = 0; i < open; i += 20) await Task.WhenAll(Enumerable.Range(i, Math.Min(20, open - i)).Select(_ => Lead(owner, from)));
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/leads/count")).Body()).GetProperty("openByAssignee") is { } counts
            && counts.TryGetProperty(from, out var mine) && mine.GetInt64() == open);

        var page = await Moved(owner, new { kind = "lead", from, to = new[] { first, second } });
        Assert.Equal((200, 200), (page.GetProperty("assigned").GetInt32(), page.GetProperty("outcomes").GetArrayLength()));
        Assert.Equal(100, page.GetProperty("outcomes").EnumerateArray().Count(o => o.Text("userId") == first));
        await (await owner.PostAsJsonAsync(Reassign, new { kind = "lead", from, to = new[] { first }, cursor = "nonsense" }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var rest = await Moved(owner, new { kind = "lead", from, to = new[] { first, second }, cursor = page.Text("next") });
        Assert.Equal(3, rest.GetProperty("assigned").GetInt32());
        Assert.Null(rest.GetProperty("next").GetString());
        Assert.Equal(from, (await (await owner.GetAsync("/api/v1/leads/" + closed)).Body()).Text("assignedTo"));
        await Api.Eventually(async () => !(await (await owner.GetAsync("/api/v1/leads/count")).Body()).GetProperty("openByAssignee").TryGetProperty(from, out var mine)
            || mine.GetInt64() == 0);
    }

    [Fact]
    public async Task The_rules_find_somebody_else_for_leads_and_say_where_there_is_nobody()
    {
        var (owner, _) = await _api.Company();
        var from = await Person(owner, "agent");
        string[] leads = [await Lead(owner, from), await Lead(owner, from)];
        var alone = await Moved(owner, new { kind = "lead", ids = leads, from, rule = "rules" });
        Assert.Equal(0, alone.GetProperty("assigned").GetInt32());
        Assert.All(alone.GetProperty("outcomes").EnumerateArray(), o => Assert.Equal(("nobody_available", from), (o.Text("outcome"), o.Text("userId"))));

        var other = await Person(owner, "agent");
        _api.Clock.Advance(CopiesLife);
        var shared = await Moved(owner, new { kind = "lead", from, rule = "rules" });
        Assert.Equal([("assigned", other), ("assigned", other)], shared.GetProperty("outcomes").EnumerateArray().Select(o => (o.Text("outcome"), o.Text("userId"))));
        Assert.Equal(other, (await (await owner.GetAsync("/api/v1/leads/" + leads[0])).Body()).Text("assignedTo"));
        await (await owner.PostAsJsonAsync(Reassign, new { kind = "lead", from, rule = "rules", to = new[] { other } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await owner.PostAsJsonAsync(Reassign, new { kind = "lead", from, rule = "chance" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Conversations_of_somebody_go_back_into_the_queue_by_the_rules_and_resolved_ones_are_left_alone()
    {
        var (owner, tokens) = await _api.Company();
        var from = await Person(owner, "agent");
        string[] talks = [await _api.Talk(tokens.Text("tenantId")), await _api.Talk(tokens.Text("tenantId")), await _api.Talk(tokens.Text("tenantId"))];
        Assert.Equal(3, (await Moved(owner, new { ids = talks, to = new[] { from } })).GetProperty("assigned").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/conversations/" + talks[2], new { status = "resolved" })).StatusCode);
        await Api.Eventually(async () => (await Items(owner, $"/api/v1/conversations?assignee={from}")).Count(c => c.Text("status") != "resolved") == 2);

        var given = talks.Take(2).ToList();
        var back = await Moved(owner, new { kind = "conversation", from, rule = "rules" });
        Assert.Equal(given.Order(), back.GetProperty("outcomes").EnumerateArray().Where(o => o.Text("outcome") == "assigned").Select(o => o.Text("id")).Order());
        await Api.Eventually(async () => (await Items(owner, "/api/v1/conversations?assignee=none")).Count(c => given.Contains(c.Text("id"))) == 2);
    }

    [Fact]
    public async Task A_plans_seats_are_warned_of_at_four_fifths_refused_when_full_and_given_again_when_free()
    {
        var email = Api.NewEmail();
        var (owner, tokens) = await _api.Company(email);
        var (superadmin, _) = await _api.Member("superadmin");
        var file = "/api/v1/admin/tenants/" + tokens.Text("tenantId");
        await Api.Eventually(async () => (await superadmin.GetAsync(file)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, (await superadmin.PutAsJsonAsync(file, new { plan = "professional", period = "month", reference = "TR-1" })).StatusCode);
        for (var seat = 2; seat <= 7; seat++) await Person(owner, "agent");
        owner = await Later(email, TimeSpan.FromMinutes(61));
        await Api.Eventually(async () => (await Used(owner)).Text == "7/10");
        Assert.Empty(await Warnings(owner));

        await Person(owner, "agent");
        owner = await Later(email, TimeSpan.FromMinutes(61));
        JsonElement warning = default;
        await Api.Eventually(async () => (await Warnings(owner)) is [var one, ..] && (warning = one).Text("detail") == "8/10");
        Assert.Equal(("warning", "users"), (warning.Text("severity"), warning.Text("entityId")));

        await Person(owner, "agent");
        var last = await Person(owner, "agent");
        await Full(owner);
        var refused = await (await Add(owner, Api.NewEmail("agent"))).Problem(HttpStatusCode.PaymentRequired, "quota_exceeded");
        Assert.Equal(("users", 10, 10), (refused.Text("metric"), refused.GetProperty("limit").GetInt32(), refused.GetProperty("used").GetInt32()));
        // Told again where nothing is left, and then no more.
        owner = await Later(email, TimeSpan.FromMinutes(61));
        await Api.Eventually(async () => (await Warnings(owner)) is [var one, ..] && one.Text("detail") == "10/10" && one.Text("severity") == "alarm");

        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/admin/users/" + last, new { isActive = false })).StatusCode);
        HttpResponseMessage added = null!;
        var next = Api.NewEmail("agent");
        await Api.Eventually(async () =>
        {
            _api.Clock.Advance(CopiesLife);
            return (added = await Add(owner, next)).StatusCode != HttpStatusCode.PaymentRequired;
        });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        await Full(owner);
        await (await owner.PutAsJsonAsync("/api/v1/admin/users/" + last, new { isActive = true })).Problem(HttpStatusCode.PaymentRequired, "quota_exceeded");
        // A repeat for somebody who is there needs no further seat.
        Assert.NotEqual(HttpStatusCode.PaymentRequired, (await Add(owner, next)).StatusCode);
    }

    [Fact]
    public async Task A_missed_answer_is_mailed_once_to_those_whom_the_chain_names_and_to_nobody_else()
    {
        var email = Api.NewEmail();
        var (owner, tokens) = await _api.Company(email);
        var (_, _, manager) = await _api.Colleague(owner, "manager");
        var (_, _, rep) = await _api.Colleague(owner, "agent");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/settings/sla", new
        {
            hours = new { alwaysOpen = true }, targets = new[] { new { level = 2, priority = "normal", firstResponseMinutes = 5, resolutionMinutes = 500 } },
            chain = new[] { new { level = 2, notify = new[] { "role:manager" }, acknowledgeMinutes = 10_000 } },
        })).StatusCode);
        var talk = await _api.Talk(tokens.Text("tenantId"));
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/escalate", new { reason = "requested", target = "sales" })).StatusCode);
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/sla?state=running")).Body()).GetProperty("items").GetArrayLength() == 1);
        var before = _api.Letters.To(rep).Count;

        owner = await Later(email, TimeSpan.FromMinutes(31));
        await Api.Eventually(() => Task.FromResult(_api.Letters.To(manager).Any(l => l.Text.Contains("/inbox/" + talk, StringComparison.Ordinal))));
        await Api.Eventually(async () => (await Items(owner, "/api/v1/supervisor/alerts")).Any(a => a.Text("kind") == "sla_breach"));
        owner = await Later(email, TimeSpan.FromHours(2));
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/sla?state=breached")).Body()).GetProperty("items").GetArrayLength() == 1);
        Assert.Single(_api.Letters.To(manager), l => l.Text.Contains("/inbox/" + talk, StringComparison.Ordinal));
        Assert.Equal(before, _api.Letters.To(rep).Count);
        Assert.DoesNotContain(_api.Letters.To(email), l => l.Text.Contains("/inbox/" + talk, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_on_a_deal_that_nobody_touched_ends_its_alarm_and_is_its_last_touch()
    {
        var email = Api.NewEmail();
        var (owner, _) = await _api.Company(email);
        var made = await owner.PostAsJsonAsync("/api/v1/pipelines", new
        {
            nameAr = "سريع", nameEn = "Quick", stages = new object[]
            {
                new { code = "talk", nameAr = "حديث", nameEn = "Talk", probability = 10, staleAfterDays = 1 },
                new { code = "won", nameAr = "كسب", nameEn = "Won", kind = "won" }, new { code = "lost", nameAr = "خسارة", nameEn = "Lost", kind = "lost" },
            },
        });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var deal = (await (await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد منسي", pipelineId = (await made.Body()).Text("id"), stage = "talk" })).Body()).Text("id");
        owner = await Later(email, TimeSpan.FromHours(25));
        await Api.Eventually(async () => (await Items(owner, "/api/v1/supervisor/alerts")).Any(a => a.Text("kind") == "stale_deal" && a.Text("entityId") == deal));
        Assert.Equal(deal, Assert.Single(await Items(owner, "/api/v1/deals?stale=true")).Text("id"));
        var noted = _api.Clock.GetUtcNow();

        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/activities", new { type = "note", body = "اتصلنا به", dealId = deal })).StatusCode);
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/deals/" + deal)).Body()) is var body
            && body.GetProperty("staleSince").ValueKind == JsonValueKind.Null && body.GetProperty("touchedAt").GetDateTimeOffset() >= noted);
        await Api.Eventually(async () => !(await Items(owner, "/api/v1/supervisor/alerts")).Any(a => a.Text("entityId") == deal));
        Assert.Empty(await Items(owner, "/api/v1/deals?stale=true"));
        Assert.Contains(await Items(owner, "/api/v1/supervisor/alerts?open=false"), a => a.Text("entityId") == deal && !a.GetProperty("open").GetBoolean());
    }

    private async Task<JsonElement> Moved(HttpClient client, object request)
    {
        HttpResponseMessage answer = null!;
        // People added a moment ago may not be known yet.
        await Api.Eventually(async () =>
        {
            answer = await client.PostAsJsonAsync(Reassign, request);
            if (answer.StatusCode == HttpStatusCode.OK) return true;
            _api.Clock.Advance(CopiesLife);
            return false;
        });
        return await answer.Body();
    }

    private async Task<string> Lead(HttpClient client, string assignedTo)
    {
        HttpResponseMessage answer = null!;
        await Api.Eventually(async () =>
        {
            answer = await client.PostAsJsonAsync("/api/v1/leads", new { name = "خالد", assignedTo });
            if (answer.StatusCode == HttpStatusCode.Created) return true;
            _api.Clock.Advance(CopiesLife);
            return false;
        });
        return (await answer.Body()).Text("id");
    }

    private static Task<HttpResponseMessage> Add(HttpClient client, string email, string role = "agent") =>
        client.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "زميل", email, role, password = Api.Password });

    private static async Task<string> Person(HttpClient client, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/users")
        {
            Content = JsonContent.Create(new { fullName = "زميل", email = Api.NewEmail(role), role, password = Api.Password }),
        };
        request.Headers.Add("Prefer", "wait=5");
        var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Body()).Text("id");
    }

    /// <summary>Some time later: whoever was signed in signs in again.</summary>
    private async Task<HttpClient> Later(string email, TimeSpan time)
    {
        _api.Clock.Advance(time);
        var answer = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return _api.With((await answer.Body()).Text("accessToken"));
    }

    private static async Task<(string Text, bool Exceeded)> Used(HttpClient client)
    {
        var users = (await (await client.GetAsync("/api/v1/admin/usage")).Body()).GetProperty("metrics").EnumerateArray().Single(m => m.Text("metric") == "users");
        return ($"{users.GetProperty("used").GetInt64()}/{users.GetProperty("limit").GetInt64()}", users.GetProperty("exceeded").GetBoolean());
    }

    /// <summary>Waits until the figures say that all ten seats are taken.</summary>
    private Task Full(HttpClient client) => Api.Eventually(async () =>
    {
        _api.Clock.Advance(CopiesLife);
        return await Used(client) == ("10/10", true);
    });

    /// <summary>Open warnings, the newest first; a test that crosses the end of a month sees one of each.</summary>
    private static async Task<List<JsonElement>> Warnings(HttpClient client) =>
        [
            .. (await Items(client, "/api/v1/supervisor/alerts")).Where(a => a.Text("kind") == "quota_warning")
                .OrderByDescending(a => a.GetProperty("at").GetDateTimeOffset()),
        ];

    private static async Task<List<JsonElement>> Items(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Body()).GetProperty("items").EnumerateArray()];
    }
}
