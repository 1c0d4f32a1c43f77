using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using SalesFlow.Knowledge;

namespace SalesFlow.WebApi.Tests;

/// <summary>A company that has one of everything, each bearing a word that stands nowhere else.</summary>
internal sealed class Stock
{
    private static int _made;
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, string> _seen = [];
    private Func<string, Task> _report = _ => Task.CompletedTask;
    private Func<Task<string>> _talk = () => Task.FromResult("");

    private Stock(HttpClient owner, JsonElement tokens, string mark, string phone, string email) =>
        (Owner, Tokens, Mark, Phone, Email) = (owner, tokens, mark, phone, email);

    public HttpClient Owner { get; }

    public JsonElement Tokens { get; }

    public string Mark { get; }

    public string Phone { get; }

    public string Email { get; }

    /// <summary>What nobody else may be told.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    public static async Task<Stock> Make(Api api)
    {
        var number = Interlocked.Increment(ref _made);
        var mark = $"Zaafaran{number}x";
        var email = $"customer-{mark.ToLowerInvariant()}@secret.example";
        var phone = $"+96655910{number:0000}";
        var (owner, tokens) = await api.Company(Api.NewEmail(mark.ToLowerInvariant()));
        var s = new Stock(owner, tokens, mark, phone, email);
        var user = (await api.Colleague(owner, "agent")).Tokens.Text("userId");
        s._ids["users"] = user;
        var lead = await s.New("leads", "/api/v1/leads", new { name = mark, phone, email });
        s._ids["lead-other"] = await s.New("lead-other", "/api/v1/leads", new { name = mark + "2", email = "b" + email });
        await s.New("companies", "/api/v1/companies", new { name = mark, phone, email });
        await s.New("contacts", "/api/v1/contacts", new { fullName = mark, phone, email });
        await s.New("contact-other", "/api/v1/contacts", new { fullName = mark + "2", email = "c" + email });
        await s.New("deals", "/api/v1/deals", new { title = mark, value = 100, leadId = lead });
        // A lead has its customer's id, once something is won with it.
        s._ids["customers"] = lead;
        await s.New("pipelines", "/api/v1/pipelines", new { nameAr = mark, nameEn = mark, template = "real_estate" });
        await s.New("activities", "/api/v1/activities", new { type = "note", subject = mark, body = mark, leadId = lead });
        await s.New("calls", "/api/v1/calls", new { direction = "outbound", status = "answered", leadId = lead, transcript = mark, durationSeconds = 5 });
        await s.New("fields", "/api/v1/fields", new { entity = "lead", key = "k" + mark.ToLowerInvariant(), labelAr = mark, labelEn = mark, type = "text" });
        await s.New("views", "/api/v1/views", new { entity = "leads", name = mark, shared = true });
        await s.New("forms", "/api/v1/forms", new
        {
            name = mark, fields = new[] { new { name = "name", label = mark, kind = "name", required = true } }, consentText = mark, allowedOrigins = Array.Empty<string>(),
            minimumSeconds = 0,
        });
        await s.New("labels", "/api/v1/inbox/labels", new { name = mark, colour = "#ff0000" });
        await s.New("canned-replies", "/api/v1/canned-replies", new { shortcut = "w" + number, textAr = mark, shared = true });
        await s.New("templates", "/api/v1/templates", new
        {
            code = "t_" + mark.ToLowerInvariant(), nameAr = mark, nameEn = mark, channel = "whatsapp", category = "followup", whatsappCategory = "utility", bodyAr = mark,
        });
        await s.New("webhooks", "/api/v1/webhooks", new { url = $"https://{mark.ToLowerInvariant()}.example.com/hook", name = mark, types = new[] { "lead.created" } });
        await s.New("api-keys", "/api/v1/admin/api-keys", new { name = mark, scopes = new[] { "leads.read" } });
        await s.New("policies", "/api/v1/admin/policies", new { type = "privacy", name = mark, contentAr = mark });
        using (var file = Walk.File($"name,email\n{mark},d{email}\n"))
            s._ids["imports"] = (await Read(await owner.PostAsync("/api/v1/leads/import", file))).Text("id");
        await ImportEnded(owner, "/api/v1/leads/imports/" + s._ids["imports"]);
        s._ids["whatsapp"] = $"88{number:000000}";
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(
            "/api/v1/channels/whatsapp/" + s._ids["whatsapp"], new { accessToken = mark, displayPhoneNumber = phone, businessAccountId = "900" })).StatusCode);
        var talk = s._ids["conversations"] = await api.Talk(tokens.Text("tenantId"), mark, mark, phone[1..]);
        s._ids["notes"] = (await Read(await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = mark }))).Text("id");
        using (var media = new MultipartFormDataContent { { new StringContent(mark, System.Text.Encoding.UTF8, "text/plain"), "file", "a.txt" } })
            s._ids["media"] = (await Read(await owner.PostAsync("/api/v1/media", media))).Text("id");
        var test = await Read(await owner.PostAsync($"/api/v1/webhooks/{s._ids["webhooks"]}/test", null));
        s._ids["deliveries"] = test.Text("id");
        var sessions = await Read(await owner.GetAsync("/api/v1/auth/sessions"));
        s._ids["sessions"] = sessions.GetProperty("items")[0].Text("id");
        await Api.Eventually(async () => (s._ids["messages"] = (await Read(await owner.GetAsync($"/api/v1/conversations/{talk}/messages")))
            .GetProperty("items").EnumerateArray().FirstOrDefault(m => m.Text("direction") == "inbound") is { ValueKind: JsonValueKind.Object } m ? m.Text("id") : "").Length > 0);
        await Api.Eventually(async () => (await owner.GetStringAsync("/api/v1/leads")).Contains(mark, StringComparison.Ordinal));
        s._ids["tenants"] = tokens.Text("tenantId");
        var pipeline = await Read(await owner.GetAsync("/api/v1/pipelines/" + s._ids["pipelines"]));
        s.Stages = [.. pipeline.GetProperty("stages").EnumerateArray().Select(x => x.Text("code"))];
        s._ids["stages"] = s.Stages[0];
        s._ids["agents"] = "arabic_whatsapp";
        await Read(await owner.PutAsJsonAsync("/api/v1/agents/arabic_whatsapp/profile", new { note = mark }));
        s._ids["runs"] = (await Read(await owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/invoke", new { input = new { message = mark } }))).Text("runId");
        s._ids["shadow"] = (await Read(await owner.PostAsJsonAsync("/api/v1/agents/arabic_whatsapp/shadow", new { trial = new { note = mark } }))).Text("shadowId");
        await s.New("knowledge", "/api/v1/knowledge", new { titleAr = mark, bodyAr = mark, category = "faq" });
        s._ids["versions"] = "1";
        s._ids["sectors"] = "healthcare";
        await s.New("assets", "/api/v1/sectors/healthcare/assets", new { type = "script", title = mark, content = new { text = mark }, language = "ar" });
        s._report = question => api.Services.GetRequiredService<IKnowledgeGaps>().Report(tokens.Text("tenantId"), question, "ar", "customer");
        s._talk = () => api.Talk(tokens.Text("tenantId"));
        await s.Ask(mark);
        s._ids["sla"] = s._ids["alerts"] = talk;
        s.Secrets = [mark, mark.ToLowerInvariant(), phone[4..], tokens.Text("tenantId"), tokens.Text("userId"), user];
        foreach (var path in s.Things()) s._seen[path] = await owner.GetStringAsync(path);
        return s;
    }

    /// <summary>The id of a kind that stands behind a segment of an address.</summary>
    public string Id(string segment) =>
        _ids.TryGetValue(segment, out var id) ? id : throw new InvalidOperationException($"Nothing in stock for /{segment}/{{id}}: say how one is made.");

    /// <summary>The document's example, with this company's ids where it names something, and made good where the example is only a form.</summary>
    public JsonNode? Body(Route route)
    {
        var given = route.Name switch
        {
            "POST /api/v1/leads/{id}/merge" or "POST /api/v1/leads/{id}/unmerge" => $$"""{"otherId":"{{_ids["lead-other"]}}"}""",
            "POST /api/v1/contacts/{id}/merge" or "POST /api/v1/contacts/{id}/unmerge" => $$"""{"otherContactId":"{{_ids["contact-other"]}}"}""",
            _ => null,
        };
        var body = given is null ? route.Example?.DeepClone() : JsonNode.Parse(given);
        if (body is JsonObject fields)
        {
            foreach (var (name, kind) in new[]
            {
                ("leadId", "leads"), ("dealId", "deals"), ("contactId", "contacts"), ("companyId", "companies"), ("conversationId", "conversations"),
                ("pipelineId", "pipelines"), ("ownerId", "users"), ("userId", "users"), ("assigneeId", "users"),
            })
            {
                if (fields.ContainsKey(name)) fields[name] = _ids[kind];
            }
        }
        return body;
    }

    /// <summary>A body that the route takes.</summary>
    public JsonNode? Good(Route route)
    {
        var given = Bodies(route.Name);
        return given is null ? Body(route) : JsonNode.Parse(given);
    }

    /// <summary>Whether a route wants what is neither put away nor merged yet, or a password that nobody has changed.</summary>
    public static bool IsSpent(Route route) =>
        route.Path.EndsWith("/restore", StringComparison.Ordinal) || route.Path.EndsWith("merge", StringComparison.Ordinal)
        || route.Path == "/api/v1/auth/totp/enrol";

    /// <summary>Brings about what a route undoes.</summary>
    public async Task Prepare(Route route)
    {
        var path = route.Address(Id);
        if (route.Path.EndsWith("/restore", StringComparison.Ordinal)) Assert.True((await Owner.DeleteAsync(path[..^"/restore".Length])).IsSuccessStatusCode, route.Name);
        if (route.Path.EndsWith("/unmerge", StringComparison.Ordinal))
        {
            var merged = await Owner.PostAsync(path[..^"unmerge".Length] + "merge", JsonContent.Create(Good(route)));
            Assert.True(merged.IsSuccessStatusCode, route.Name);
        }
        if (route.Path == "/api/v1/deals/{id}/reopen" && (await Read(await Owner.GetAsync(path[..^"/reopen".Length]))).Text("stage") != "closed_won")
            Assert.True((await Owner.PutAsJsonAsync(path[..^"reopen".Length] + "stage", new { stage = "closed_won" })).IsSuccessStatusCode);
        // A card stands above or below another of its column.
        if (route.Path == "/api/v1/deals/{id}/rank")
        {
            var stage = (await Read(await Owner.GetAsync(path[..^"/rank".Length]))).Text("stage");
            var other = await New("deal-other", "/api/v1/deals", new { title = Mark, value = 1 });
            await Read(await Owner.PutAsJsonAsync($"/api/v1/deals/{other}/stage", new { stage }));
        }
        _ids["agents"] = route.Path == "/api/v1/agents/{id}/runs" ? "lead_qualification" : "arabic_whatsapp";
        if (route.Path.StartsWith("/api/v1/conversations/{id}/held-reply/", StringComparison.Ordinal)) await HoldReply();
        if (route.Path is "/api/v1/agents/runs/{runId}/release" or "/api/v1/agents/runs/{runId}/discard") await HoldRun();
        if (route.Path.StartsWith("/api/v1/knowledge/gaps/", StringComparison.Ordinal)) await Ask($"{Mark} {route.Path.Split('/')[^1]}");
        if (route.Path == "/api/v1/activities/{id}/reopen" || route.Path == "/api/v1/activities/{id}/complete") _ids["activities"] = await NewTask();
        if (route.Path == "/api/v1/activities/{id}/reopen")
            Assert.True((await Owner.PostAsync($"/api/v1/activities/{_ids["activities"]}/complete", null)).IsSuccessStatusCode);
        if (route.Path is "/api/v1/conversations/{id}/lease" or "/api/v1/conversations/{id}/messages" or "/api/v1/conversations/{id}/give-back")
        {
            var taken = await Owner.PostAsJsonAsync($"/api/v1/conversations/{_ids["conversations"]}/take-over", new { force = true });
            Assert.True(taken.IsSuccessStatusCode, route.Name);
        }
        if (route.Path is "/api/v1/leads/imports/{id}/start" or "/api/v1/leads/imports/{id}/cancel")
        {
            using var file = Walk.File($"name,email\n{Mark},d{Guid.NewGuid():N}@secret.example\n");
            file.Add(new StringContent("true"), "dryRun");
            _ids["imports"] = (await Read(await Owner.PostAsync("/api/v1/leads/import", file))).Text("id");
            await ImportEnded(Owner, "/api/v1/leads/imports/" + _ids["imports"]);
        }
        if (route.Path == "/api/v1/conversations/{id}/draft")
            Assert.True((await Owner.PutAsJsonAsync(path, new { text = Mark })).IsSuccessStatusCode);
        // An invitation that nobody has accepted.
        if (route.Path == "/api/v1/admin/users/{id}/invite")
            await New("users", "/api/v1/admin/users", new { fullName = Mark, email = Api.NewEmail("invited"), role = "agent" });
        if (route.Path == "/api/v1/auth/totp/confirm")
        {
            var enrolled = await Read(await Owner.PostAsJsonAsync("/api/v1/auth/totp/enrol", new { password = Api.Password }));
            _ids["code"] = new Totp(Base32Encoding.ToBytes(enrolled.Text("secret"))).ComputeTotp();
        }
        // The directory's copies may be some seconds old.
        if (route.Path == "/api/v1/supervisor/reassign")
            await Api.Eventually(async () => (await Owner.PostAsync(path, JsonContent.Create(Good(route)))).IsSuccessStatusCode);
    }

    /// <summary>Waits until an import works no more.</summary>
    public static Task ImportEnded(HttpClient client, string address) =>
        Api.Eventually(async () => (await Read(await client.GetAsync(address))).Text("state") is not ("checking" or "importing"));

    /// <summary>The codes of the pipeline's stages, in order.</summary>
    private IReadOnlyList<string> Stages { get; set; } = [];

    private Task<string> NewTask() => New("task", "/api/v1/activities", new { type = "task", subject = Mark, scheduledAt = DateTimeOffset.UtcNow.AddDays(1) });

    private string? Bodies(string name) => name switch
    {
        "POST /api/v1/leads" => $$"""{"name":"n","email":"n{{Email}}"}""",
        "POST /api/v1/leads/assign" => $$"""{"ids":["{{_ids["leads"]}}"],"userId":"{{_ids["users"]}}"}""",
        "POST /api/v1/leads/{id}/assign" or "POST /api/v1/conversations/{id}/assign" => $$"""{"userId":"{{_ids["users"]}}"}""",
        "POST /api/v1/leads/{id}/status" => """{"status":"contacted"}""",
        "POST /api/v1/leads/{id}/convert" => """{"openDeal":true}""",
        "POST /api/v1/companies" => """{"name":"n"}""",
        "PUT /api/v1/companies/{id}" => """{"city":"جدة"}""",
        "POST /api/v1/contacts" => $$"""{"fullName":"n","email":"m{{Email}}"}""",
        "PUT /api/v1/contacts/{id}" => """{"jobTitle":"x"}""",
        "POST /api/v1/contacts/{id}/consents" => """{"channel":"whatsapp","status":"granted","source":"form"}""",
        "POST /api/v1/deals" => """{"title":"n","value":10}""",
        "PUT /api/v1/deals/{id}" => """{"title":"n"}""",
        "PUT /api/v1/deals/{id}/stage" => """{"stage":"closed_won"}""",
        "PUT /api/v1/deals/{id}/rank" => $$"""{"after":"{{_ids["deal-other"]}}"}""",
        "POST /api/v1/deals/{id}/reopen" => """{"stage":"discovery"}""",
        "POST /api/v1/pipelines" => """{"nameAr":"ن","nameEn":"n","template":"general"}""",
        "PUT /api/v1/pipelines/{id}" => """{"nameEn":"n"}""",
        "PUT /api/v1/pipelines/{id}/lost-reasons" => """{"lostReasons":[{"code":"price","nameAr":"س","nameEn":"p"}]}""",
        "POST /api/v1/activities" => """{"type":"note","subject":"s","body":"b"}""",
        "PUT /api/v1/activities/{id}" => """{"subject":"t"}""",
        "POST /api/v1/calls" => """{"direction":"outbound","status":"answered"}""",
        "PUT /api/v1/calls/{id}/outcome" => """{"outcome":"interested"}""",
        "POST /api/v1/fields" => """{"entity":"lead","key":"other","labelAr":"س","labelEn":"o","type":"text"}""",
        "PUT /api/v1/fields/{id}" => """{"labelEn":"p"}""",
        "POST /api/v1/views" or "PUT /api/v1/views/{id}" => """{"entity":"leads","name":"n"}""",
        "POST /api/v1/forms" or "PUT /api/v1/forms/{id}" =>
            """{"name":"n","fields":[{"name":"name","label":"n","kind":"name","required":true}],"consentText":"c","allowedOrigins":[],"minimumSeconds":0}""",
        "POST /api/v1/inbox/labels" or "PUT /api/v1/inbox/labels/{id}" => """{"name":"n","colour":"#00ff00"}""",
        "POST /api/v1/canned-replies" or "PUT /api/v1/canned-replies/{id}" => """{"shortcut":"n","textAr":"ن"}""",
        "POST /api/v1/templates" => """{"code":"n","nameAr":"ن","nameEn":"n","channel":"sms","category":"sales","bodyAr":"ن"}""",
        "PUT /api/v1/templates/{id}" => """{"nameEn":"n"}""",
        "POST /api/v1/webhooks" => """{"url":"https://hook.example.com/a","name":"n","types":["lead.created"]}""",
        "PUT /api/v1/webhooks/{id}" => """{"name":"n"}""",
        "POST /api/v1/admin/users" => $$"""{"fullName":"n","email":"u{{Email}}","role":"agent"}""",
        "PUT /api/v1/admin/users/{id}" => """{"capacity":3}""",
        "POST /api/v1/admin/api-keys" => """{"name":"n","scopes":["leads.read"]}""",
        "POST /api/v1/admin/policies" => """{"type":"refund","name":"n","contentAr":"ن"}""",
        "PUT /api/v1/admin/policies/{id}" => """{"name":"n","contentAr":"س"}""",
        "PUT /api/v1/leads/{id}/fields" => $$$"""{"values":{"k{{{Mark.ToLowerInvariant()}}}":"x"}}""",
        "PUT /api/v1/deals/{id}/fields" or "PUT /api/v1/contacts/{id}/fields" or "PUT /api/v1/companies/{id}/fields" => """{"values":{}}""",
        "PUT /api/v1/leads/{id}" => """{"city":"جدة"}""",
        "PUT /api/v1/auth/me" => """{"fullName":"n"}""",
        "POST /api/v1/tenant/apply-template" => """{"template":"platform"}""",
        "PUT /api/v1/tenant" => """{"name":"n"}""",
        "POST /api/v1/agents/{id}/invoke" => """{"input":{"message":"كم السعر؟"}}""",
        "POST /api/v1/agents/{id}/runs" => $$$"""{"subject":{"kind":"lead","id":"{{{_ids["leads"]}}}"}}""",
        "POST /api/v1/conversations/{id}/held-reply/release" or "POST /api/v1/conversations/{id}/held-reply/discard" => $$"""{"turn":{{_ids["turn"]}}}""",
        "POST /api/v1/conversations/{id}/messages" or "POST /api/v1/conversations/{id}/notes" or "PUT /api/v1/conversations/{id}/notes/{noteId}" => """{"text":"t"}""",
        "PUT /api/v1/conversations/{id}" => """{"priority":"urgent"}""",
        "POST /api/v1/auth/change-password" => $$"""{"currentPassword":"{{Api.Password}}","newPassword":"another long phrase of mine"}""",
        "POST /api/v1/auth/otp/send" => """{"channel":"email"}""",
        "POST /api/v1/auth/totp/enrol" => $$"""{"password":"{{Api.Password}}"}""",
        "POST /api/v1/auth/totp/confirm" => $$"""{"code":"{{_ids["code"]}}"}""",
        "POST /api/v1/leads/imports/{id}/start" => "{}",
        "POST /api/v1/pipelines/{id}/stages/reorder" => $$"""{"stages":[{{string.Join(',', Stages.Reverse().Select(s => $"\"{s}\""))}}]}""",
        "POST /api/v1/pipelines/{id}/stages/{stage}/move-deals" => $$"""{"to":"{{Stages[1]}}"}""",
        "POST /api/v1/admin/subscriptions/cancel" => """{"reason":"x"}""",
        "POST /api/v1/supervisor/reassign" => $$"""{"kind":"lead","ids":["{{_ids["leads"]}}"],"to":["{{_ids["users"]}}"]}""",
        _ when name.StartsWith("POST /api/v1/conversations/{id}/", StringComparison.Ordinal) => "{}",
        _ => null,
    };

    /// <summary>Nothing of it was changed by what strangers did.</summary>
    public async Task AssertUntouched()
    {
        foreach (var path in Things()) Assert.Equal(_seen[path], await Owner.GetStringAsync(path));
    }

    private IEnumerable<string> Things() => new[] { "leads", "companies", "contacts", "deals", "pipelines", "activities", "calls", "views", "forms", "canned-replies", "webhooks", "knowledge" }
        .Select(kind => $"/api/v1/{kind}/{_ids[kind]}").Append("/api/v1/sectors/healthcare/assets/" + _ids["assets"]).Append("/api/v1/knowledge/gaps").Append("/api/v1/admin/policies/" + _ids["policies"]).Append("/api/v1/inbox").Append("/api/v1/fields?entity=lead");

    /// <summary>A question that finds no answer.</summary>
    private async Task Ask(string question)
    {
        await _report(question);
        await Api.Eventually(async () => (_ids["gaps"] = (await Read(await Owner.GetAsync("/api/v1/knowledge/gaps"))).GetProperty("items").EnumerateArray()
            .FirstOrDefault(g => g.Text("question") == question) is { ValueKind: JsonValueKind.Object } gap ? gap.Text("id") : "").Length > 0);
    }

    /// <summary>An answer that waits for a person.</summary>
    private async Task HoldReply()
    {
        // No confidence is enough to go at once, and none so low that a person takes over.
        await Read(await Owner.PutAsJsonAsync("/api/v1/agents/arabic_whatsapp/profile", new { auto = 1, soft = 1, hold = 0 }));
        _ids["conversations"] = await _talk();
        await Api.Eventually(async () => (await Read(await Owner.GetAsync("/api/v1/conversations/" + _ids["conversations"]))).GetProperty("heldReply")
            is { ValueKind: JsonValueKind.Object } held && (_ids["turn"] = held.GetProperty("turn").GetRawText()).Length > 0);
    }

    /// <summary>A run whose effect waits for a person.</summary>
    private async Task HoldRun()
    {
        var lead = await Read(await Owner.PostAsJsonAsync("/api/v1/leads", new { name = Mark, email = $"{Guid.NewGuid():N}@secret.example", employees = 400 }));
        var run = await Read(await Owner.PostAsJsonAsync(
            "/api/v1/agents/lead_qualification/runs", new { subject = new { kind = "lead", id = lead.Text("id") }, hold = true }));
        _ids["runs"] = run.Text("id");
        await Api.Eventually(async () => await Owner.GetAsync("/api/v1/agents/runs/" + _ids["runs"]) is { IsSuccessStatusCode: true } answer
            && (await Read(answer)).GetProperty("run").Text("status") == "held");
    }

    private async Task<string> New(string kind, string path, object body) => _ids[kind] = (await Read(await Owner.PostAsJsonAsync(path, body))).Text("id");

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Body();
    }
}
