using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Feed;

namespace SalesFlow.WebApi.Tests;

/// <summary>People and agents at the same conversations, through all layers.</summary>
public sealed class InboxTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private static int _companies;

    [Fact]
    public async Task The_second_writer_is_told_who_holds_the_conversation_and_until_when()
    {
        var team = await Team(2);
        var talk = await Talk(team.Tenant);

        var taken = await (await team.Reps[0].Client.PostAsync($"/api/v1/conversations/{talk}/take-over", null)).Body();
        var refused = await (await team.Reps[1].Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = "أهلاً" }))
            .Problem(HttpStatusCode.Conflict, "held_by_human");

        Assert.Equal("human", taken.Text("handler"));
        Assert.Equal((team.Reps[0].Id, "موظف 0"), (refused.Text("heldBy"), refused.Text("heldByName")));
        Assert.Equal(taken.GetProperty("heldUntil").GetDateTimeOffset(), refused.GetProperty("heldUntil").GetDateTimeOffset());
        await (await team.Reps[1].Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/take-over", new { force = true })).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(team.OwnerId, (await (await team.Owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/take-over", new { force = true })).Body()).Text("heldBy"));
        Assert.Equal(HttpStatusCode.OK, (await team.Owner.PostAsync($"/api/v1/conversations/{talk}/lease", null)).StatusCode);
        await (await team.Reps[0].Client.PostAsync($"/api/v1/conversations/{talk}/lease", null)).Problem(HttpStatusCode.Conflict, "held_by_human");
        var passed = await (await team.Owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/assign", new { userId = team.Reps[1].Id })).Body();
        Assert.Equal(team.Reps[1].Id, passed.Text("heldBy"));
        await (await team.Owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/assign", new { userId = "nobody" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Status_labels_notes_drafts_and_ready_answers_are_kept()
    {
        var team = await Team(1);
        var (rep, owner) = (team.Reps[0].Client, team.Owner);
        var talk = await Talk(team.Tenant);
        var label = (await (await owner.PostAsJsonAsync("/api/v1/inbox/labels", new { name = "عاجل", colour = "#ff0000" })).Body()).Text("id");
        await (await rep.PostAsJsonAsync("/api/v1/inbox/labels", new { name = "x", colour = "#ff0000" })).Problem(HttpStatusCode.Forbidden, "forbidden");
        // A label made a moment ago can be put on at once.
        await (await Put(rep, $"/api/v1/conversations/{talk}", new { addLabels = new[] { label } })).Body();
        var young = (await (await owner.PostAsJsonAsync("/api/v1/inbox/labels", new { name = "جديد", colour = "#00ff00" })).Body()).Text("id");
        var twice = await (await Put(rep, $"/api/v1/conversations/{talk}", new { addLabels = new[] { young } })).Body();
        Assert.Equal([label, young], twice.GetProperty("desk").GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
        await (await Put(rep, $"/api/v1/conversations/{talk}", new { removeLabels = new[] { label, young } })).Body();

        var until = DateTimeOffset.UtcNow.AddDays(1);
        var changed = await (await Put(rep, $"/api/v1/conversations/{talk}",
            new { status = "snoozed", snoozedUntil = until, priority = "urgent", addLabels = new[] { label } }, wait: true)).Body();
        Assert.Equal(("snoozed", "urgent"), (changed.GetProperty("desk").Text("status"), changed.GetProperty("desk").Text("priority")));
        await (await Put(rep, $"/api/v1/conversations/{talk}", new { addLabels = new[] { "unknown" } })).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
        await (await Put(rep, $"/api/v1/conversations/{talk}", new { status = "snoozed" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        foreach (var filter in new[] { "folder=snoozed", "label=" + label, "status=snoozed&assignee=none" })
            Assert.Equal(talk, Assert.Single((await (await rep.GetAsync("/api/v1/conversations?" + filter)).Body()).GetProperty("items").EnumerateArray()).Text("id"));
        Assert.Equal(1, (await (await rep.GetAsync("/api/v1/conversations/counts")).Body()).GetProperty("snoozed").GetInt64());

        var noted = await rep.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = "عميل مهم", mentions = new[] { team.OwnerId } });
        Assert.Equal(HttpStatusCode.Created, noted.StatusCode);
        var note = (await noted.Body()).Text("id");
        await (await owner.PutAsJsonAsync($"/api/v1/conversations/{talk}/notes/{note}", new { text = "x" })).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await rep.PutAsJsonAsync($"/api/v1/conversations/{talk}/notes/{note}", new { text = "عميل مهم جداً" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await rep.DeleteAsync($"/api/v1/conversations/{talk}/notes/{note}")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await rep.GetAsync($"/api/v1/conversations/{talk}/draft")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await rep.PutAsJsonAsync($"/api/v1/conversations/{talk}/draft", new { text = "مسودة" })).StatusCode);
        Assert.Equal("مسودة", (await (await rep.GetAsync($"/api/v1/conversations/{talk}/draft")).Body()).Text("text"));
        Assert.Equal(HttpStatusCode.NoContent, (await owner.GetAsync($"/api/v1/conversations/{talk}/draft")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await rep.DeleteAsync($"/api/v1/conversations/{talk}/draft")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await rep.GetAsync($"/api/v1/conversations/{talk}/draft")).StatusCode);

        await (await rep.PostAsJsonAsync("/api/v1/canned-replies", new { shortcut = "hi", textAr = "أهلاً", shared = true })).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await rep.PostAsJsonAsync("/api/v1/canned-replies", new { shortcut = "hi", textAr = "{{secret}}" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var reply = await (await rep.PostAsJsonAsync("/api/v1/canned-replies", new { shortcut = "/hi", textAr = "أهلاً {{customer.name}}، معك {{user.name}}" })).Body();
        var filled = await (await rep.GetAsync($"/api/v1/canned-replies/{reply.Text("id")}/text?conversationId={talk}")).Body();
        Assert.Equal("أهلاً نورة، معك موظف 0", filled.Text("text"));
        await (await owner.GetAsync($"/api/v1/canned-replies/{reply.Text("id")}")).Problem(HttpStatusCode.NotFound, "not_found");

        var stranger = await Team(0);
        foreach (var path in new[] { $"/api/v1/conversations/{talk}", $"/api/v1/canned-replies/{reply.Text("id")}" })
            await (await stranger.Owner.GetAsync(path)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.Owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = "x" })).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_conversation_goes_to_people_who_may_answer_and_a_note_calls_upon_people_who_may_see_it()
    {
        var team = await Team(2);
        var talk = await Talk(team.Tenant);
        var (viewer, affiliate) = (await Add("viewer"), await Add("affiliate"));
        var (first, second) = (team.Reps[0], team.Reps[1]);

        var refused = await (await team.Owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/assign", new { userId = viewer }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.True(refused.GetProperty("errors").TryGetProperty("userId", out _));
        await (await first.Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = "انظر", mentions = new[] { affiliate } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");

        var note = (await (await first.Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = "انظر هنا", mentions = new[] { second.Id, viewer } })).Body()).Text("id");
        JsonElement mention = default;
        await Eventually(async () => (await Mentions()).FirstOrDefault() is { ValueKind: JsonValueKind.Object } found && (mention = found).ValueKind == JsonValueKind.Object);
        Assert.Equal((note, talk, first.Id, "انظر هنا"), (mention.Text("activityId"), mention.Text("conversationId"), mention.Text("by"), mention.Text("excerpt")));
        // A correction of the words leaves whom the note calls upon; a list replaces them.
        Assert.Equal(HttpStatusCode.OK, (await first.Client.PutAsJsonAsync($"/api/v1/conversations/{talk}/notes/{note}", new { text = "انظر هناك" })).StatusCode);
        await Eventually(async () => (await Note()).Text("text") == "انظر هناك");
        Assert.Equal([second.Id, viewer], (await Note()).GetProperty("mentions").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("انظر هناك", Assert.Single(await Mentions()).Text("excerpt"));
        Assert.Equal(HttpStatusCode.OK, (await first.Client.PutAsJsonAsync($"/api/v1/conversations/{talk}/notes/{note}", new { text = "انظر", mentions = new[] { second.Id } })).StatusCode);
        await Eventually(async () => (await Note()).GetProperty("mentions").GetArrayLength() == 1);
        Assert.Equal(HttpStatusCode.OK, (await first.Client.DeleteAsync($"/api/v1/conversations/{talk}/notes/{note}")).StatusCode);
        await Eventually(async () => (await Mentions()).Count == 0);

        async Task<JsonElement> Note() => (await (await first.Client.GetAsync($"/api/v1/conversations/{talk}/messages")).Body())
            .GetProperty("items").EnumerateArray().Single(m => m.Text("id") == note);

        async Task<List<JsonElement>> Mentions() =>
            [.. (await (await second.Client.GetAsync("/api/v1/mentions")).Body()).GetProperty("items").EnumerateArray()];

        async Task<string> Add(string role) => (await (await team.Owner.PostAsJsonAsync(
            "/api/v1/admin/users", new { fullName = role, email = $"{role}-{talk}@example.com", password = Api.Password, role, language = "ar" })).Body()).Text("id");
    }

    [Fact]
    public async Task Its_holder_escalates_a_conversation_and_a_manager_finds_it_waiting()
    {
        var team = await Team(2);
        var talk = await Talk(team.Tenant);
        await (await team.Reps[0].Client.PostAsync($"/api/v1/conversations/{talk}/take-over", null)).Body();

        await (await team.Reps[1].Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/escalate", new { reason = "complaint", target = "sales_manager" }))
            .Problem(HttpStatusCode.Conflict, "held_by_human");
        var waiting = await (await team.Reps[0].Client.PostAsJsonAsync(
            $"/api/v1/conversations/{talk}/escalate", new { reason = "complaint", target = "sales_manager" })).Body();

        var desk = waiting.GetProperty("desk");
        Assert.Equal(("human_queue", "sales_manager", "complaint"), (waiting.Text("handler"), desk.Text("waitsFor"), desk.Text("waitsBecause")));
        await Eventually(async () =>
        {
            var answer = await team.Owner.GetAsync($"/api/v1/sla/{talk}");
            return answer.StatusCode == HttpStatusCode.OK && await answer.Body() is var sla && sla.GetProperty("level").GetInt32() == 3 && sla.Text("priority") == "urgent";
        });
        await Eventually(async () => (await (await team.Owner.GetAsync("/api/v1/supervisor/queue")).Body()).GetProperty("queues").EnumerateArray()
            .Single(q => q.Text("name") == "waiting_conversations").GetProperty("count").GetInt32() == 1);
        Assert.Equal("human", (await (await team.Owner.PostAsync($"/api/v1/conversations/{talk}/take-over", null)).Body()).Text("handler"));
    }

    [Fact]
    public async Task A_message_of_two_contents_is_refused_and_says_so()
    {
        var team = await Team(1);
        var talk = await Talk(team.Tenant);
        var template = new { name = "offer", language = "ar" };
        foreach (var (body, field) in new (object, string)[]
                 {
                     (new { text = "أهلاً", template }, "template"), (new { template, media = new { id = "m1" } }, "template"),
                     (new { text = "أهلاً", media = new { id = "m1" } }, "media"),
                 })
        {
            var problem = await (await team.Reps[0].Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", body))
                .Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        }
    }

    [Fact]
    public async Task Whoever_asked_for_silence_gets_no_template()
    {
        var team = await Team(1);
        var talk = await Talk(team.Tenant, "stop");
        var rep = team.Reps[0].Client;

        await (await rep.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { template = new { name = "offer", language = "ar", category = "marketing" } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "no_consent");
        // What they ask is still answered.
        Assert.Equal(HttpStatusCode.Accepted, (await rep.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = "تم، لن نراسلك" })).StatusCode);
    }

    [Fact]
    public async Task A_consent_taken_back_in_the_records_silences_the_conversation_and_one_given_anew_ends_that()
    {
        var team = await Team(1);
        var rep = team.Reps[0].Client;
        var number = Random.Shared.NextInt64(10_000_000_000, 99_999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.OK, (await team.Owner.PutAsJsonAsync(
            "/api/v1/channels/whatsapp/" + number, new { accessToken = "EAAG", displayPhoneNumber = "+966 55 000 0000", businessAccountId = "900" })).StatusCode);
        var contact = Id.New(TimeProvider.System);
        TenantScope.Enter(team.Tenant);
        Assert.True((await product.Services.GetRequiredService<IGrainFactory>().GetGrain<IContactGrain>(TenantKey.Format(team.Tenant, contact))
            .Observe("seen", new ContactObservation("نورة", null, "SA." + contact, null, "ar", "whatsapp"))).Accepted);
        var talk = await Talk(team.Tenant, contact: contact, number: number);

        await Record("revoked");
        await Eventually(async () => await OptedOut());
        await (await rep.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { template = new { name = "offer", language = "ar", category = "marketing" } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "no_consent");
        await Record("granted");
        await Eventually(async () => !await OptedOut());

        async Task<bool> OptedOut() => (await (await rep.GetAsync($"/api/v1/conversations/{talk}")).Body()).GetProperty("optedOut").GetBoolean();

        async Task Record(string status) => Assert.Equal(HttpStatusCode.OK,
            (await rep.PostAsJsonAsync($"/api/v1/contacts/{contact}/consents", new { channel = "whatsapp", status, source = "phone_call" })).StatusCode);
    }

    [Fact]
    public async Task A_message_is_found_by_its_words()
    {
        var team = await Team(0);
        var talk = await Talk(team.Tenant, "أبغى أعرف أسعار الباقات لو سمحت");
        JsonElement page = default;
        await Eventually(async () =>
        {
            page = await (await team.Owner.GetAsync("/api/v1/messages/search?direction=inbound&q=" + Uri.EscapeDataString("الاسعار"))).Body();
            return page.GetProperty("items").GetArrayLength() > 0;
        });
        var hit = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal((talk, "نورة", "inbound"), (hit.Text("conversationId"), hit.Text("customerName"), hit.Text("direction")));
        await (await team.Owner.GetAsync("/api/v1/messages/search")).Problem(HttpStatusCode.BadRequest, "bad_request");
        await (await team.Owner.GetAsync("/api/v1/messages/search?q=x&from=yesterday")).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Empty((await (await (await Team(0)).Owner.GetAsync("/api/v1/messages/search?q=" + Uri.EscapeDataString("أسعار"))).Body())
            .GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Of_many_reps_at_few_conversations_over_HTTP_one_writes_and_the_others_know_who()
    {
        var team = await Team(8);
        var talks = new List<string>();
        for (var i = 0; i < 12; i++) talks.Add(await Talk(team.Tenant));

        var answers = await Task.WhenAll(Enumerable.Range(0, 160).Select(async i =>
        {
            var (rep, talk) = (team.Reps[i * 7 % 8], talks[i * 5 % 12]);
            var answer = i % 2 == 0
                ? await rep.Client.PostAsync($"/api/v1/conversations/{talk}/take-over", null)
                : await rep.Client.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = $"رد {i}" });
            return (Rep: rep.Id, Status: answer.StatusCode, Body: await answer.Body());
        }));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.Conflict, a.Status.ToString()));
        var losers = answers.Where(a => a.Status == HttpStatusCode.Conflict).ToList();
        Assert.NotEmpty(losers);
        Assert.All(losers, l =>
        {
            Assert.Contains(team.Reps, r => r.Id == l.Body.Text("heldBy") && r.Id != l.Rep);
            Assert.True(l.Body.GetProperty("heldUntil").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        });
        Assert.Equal(0, (await Writers(team.Tenant, talks)).Violations);
    }

    [Fact]
    public async Task In_a_burst_of_160_reps_on_800_conversations_none_has_two_writers()
    {
        const int reps = 160, conversations = 800, acts = 900;
        var tenant = (await Team(0)).Tenant;
        var grains = product.Services.GetRequiredService<IGrainFactory>();
        var talks = new string[conversations];
        await Parallel.ForAsync(0, conversations, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => talks[i] = await Talk(tenant));

        // Most acts go to a tenth of the conversations, as it is when a campaign is answered; half of the acts write without having asked.
        var random = new Random(42);
        var plan = Enumerable.Range(0, acts).Select(i => (
            Rep: $"rep-{random.Next(reps)}", Talk: talks[random.Next(10) < 8 ? random.Next(conversations / 10) : random.Next(conversations)], Writes: random.Next(2) == 0))
            .ToList();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = plan.Select(async act =>
        {
            await start.Task;
            TenantScope.Enter(tenant, Actor.User(act.Rep, Role.Agent));
            var talk = grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, act.Talk));
            var outcome = act.Writes
                ? await talk.SendByHuman(Id.New(TimeProvider.System), act.Rep, OutboundContent.OfText("رد"))
                : await talk.TakeOver(Id.New(TimeProvider.System), act.Rep);
            return (act.Rep, act.Talk, outcome);
        }).ToList();
        start.SetResult();
        var results = await Task.WhenAll(running);

        var (violations, holders) = await Writers(tenant, talks);
        Assert.Equal(0, violations);
        var losers = results.Where(r => !r.outcome.Accepted).ToList();
        Assert.NotEmpty(losers);
        Assert.All(losers, l =>
        {
            Assert.Equal(Refusal.HeldByHuman, l.outcome.Refusal);
            Assert.Equal(holders[l.Talk], l.outcome.Detail);
            Assert.NotEqual(l.Rep, l.outcome.Detail);
        });
        // Everybody who was let in is the one holder of that conversation.
        Assert.All(results.Where(r => r.outcome.Accepted), r => Assert.Equal(holders[r.Talk], r.Rep));
    }

    /// <summary>Replays the log: who held each conversation when something was written.</summary>
    private async Task<(int Violations, Dictionary<string, string> Holders)> Writers(string tenant, IReadOnlyCollection<string> talks)
    {
        var feed = product.Services.GetRequiredService<IFeedReader>();
        var grains = product.Services.GetRequiredService<IGrainFactory>();
        var versions = new Dictionary<string, long>();
        foreach (var talk in talks)
        {
            TenantScope.Enter(tenant);
            versions[talk] = (await grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, talk)).Get())!.Version;
        }
        var holders = new Dictionary<string, string>();
        var violations = 0;
        var read = 0L;
        var reached = new Dictionary<string, long>();
        await Eventually(async () =>
        {
            for (var page = await feed.Read(tenant, read, 500, default); page.Items.Count > 0; page = await feed.Read(tenant, read, 500, default))
            {
                foreach (var item in page.Items)
                {
                    read = item.Seq;
                    if (item.Entity != "conversation") continue;
                    reached[item.EntityId] = item.Version;
                    var held = holders.GetValueOrDefault(item.EntityId);
                    switch (EventCatalog.Deserialize(item.Type, System.Text.Encoding.UTF8.GetBytes(item.Data!)))
                    {
                        case HandedOver { UserId: { } user } h:
                            if (held is not null && held != user && h.From != held) violations++;
                            holders[item.EntityId] = user;
                            break;
                        case MessageQueued { By: { } by } when held is not null && held != by:
                        case ReplyQueued when held is not null:
                            violations++;
                            break;
                    }
                }
            }
            return talks.All(t => reached.GetValueOrDefault(t) >= versions[t]);
        });
        return (violations, holders);
    }

    private async Task<string> Talk(string tenant, string text = "السلام عليكم", string? contact = null, string number = "555000")
    {
        contact ??= Id.New(TimeProvider.System);
        var address = new ConversationAddress(contact, number, "900", "9665" + Random.Shared.Next(10_000_000, 99_999_999), null, "نورة");
        TenantScope.Enter(tenant);
        var outcome = await product.Services.GetRequiredService<IGrainFactory>().GetGrain<IConversationGrain>(TenantKey.Format(tenant, address.ConversationId))
            .Receive(address, [new InboundMessage("wamid." + contact, InboundKind.Text, text, DateTimeOffset.UtcNow)]);
        Assert.True(outcome.Accepted);
        return address.ConversationId;
    }

    private sealed record Crew(string Tenant, HttpClient Owner, string OwnerId, IReadOnlyList<(HttpClient Client, string Id)> Reps);

    private async Task<Crew> Team(int reps)
    {
        var number = Interlocked.Increment(ref _companies);
        var owner = product.CreateClient();
        var registered = await (await owner.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"inbox-owner{number}@example.com"))).Body();
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", registered.Text("accessToken"));
        var crew = new List<(HttpClient, string)>();
        for (var i = 0; i < reps; i++)
        {
            var email = $"inbox-rep{number}-{i}@example.com";
            var added = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = $"موظف {i}", email, password = Api.Password, role = "agent", language = "ar" });
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
            var client = product.CreateClient();
            var tokens = await (await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password })).Body();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
            crew.Add((client, (await added.Body()).Text("id")));
        }
        return new Crew(registered.Text("tenantId"), owner, registered.Text("userId"), crew);
    }

    private static async Task<HttpResponseMessage> Put(HttpClient client, string path, object body, bool wait = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (wait) request.Headers.Add("Prefer", "wait=5");
        return await client.SendAsync(request);
    }
}
