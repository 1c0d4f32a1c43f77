using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace SalesFlow.Silo.Demo;

/// <summary>
/// Fills the demo's company through the product's own API, once the host listens and before the simulated customers write. Each call carries a key
/// of its own, so that a start that broke off is finished by the next and doubles nothing.
/// </summary>
internal sealed class DemoSeed(DemoPlan plan, IServer server) : IHostedLifecycleService
{
    private static readonly (string Name, string Phone, string Company, string Sector, string City, string Source)[] Leads =
    [
        ("نورة العتيبي", "0551000001", "عيادات النور", "healthcare", "الرياض", "web"),
        ("فهد الشهري", "0551000002", "مكتب المدار العقاري", "real_estate", "جدة", "referral"),
        ("ريم الحربي", "0551000003", "متجر ريم", "ecommerce", "الدمام", "web"),
        ("Omar Haddad", "0551000004", "Gulf Logistics", "logistics", "Riyadh", "import"),
    ];

    /// <summary>Deals of the leads' companies, and of companies whose contact has been known for longer.</summary>
    private static readonly (string Company, string Offer, decimal Value, string Stage, string? Contact, string? Phone)[] Deals =
    [
        ("عيادات النور", "باقة سنوية", 17_988m, "discovery", null, null),
        ("متجر ريم", "الباقة الأساسية", 3_588m, "discovery", null, null),
        ("مكتب المدار العقاري", "ثلاثة فروع", 8_970m, "demo", null, null),
        ("Gulf Logistics", "pilot", 4_497m, "demo", null, null),
        ("مجموعة السنابل", "عشرون مستخدمًا", 35_976m, "proposal", "سعود المالكي", "0551000005"),
        ("مدارس الأفق", "الباقة الاحترافية", 8_388m, "negotiation", "منيرة الدوسري", "0551000006"),
        ("Najd Coffee Roasters", "Professional", 8_388m, "closed_won", "Yousef Alotaibi", "0551000007"),
    ];

    /// <summary>Templates that are in review when the demo begins.</summary>
    private static readonly string[] Submitted = ["welcome", "proposal_followup", "booking_confirmed"];

    private static readonly (string Name, string Email, string Role, string[] Languages, string[] Sectors)[] Team =
    [
        ("هند القحطاني", "manager@salesflow.example", "manager", ["ar", "en"], []),
        ("ماجد الدوسري", "majed@salesflow.example", "agent", ["ar"], ["healthcare", "real_estate"]),
        ("لينا الزهراني", "lina@salesflow.example", "agent", ["ar", "en"], []),
    ];

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (plan.Seeded) return;
        using var http = new HttpClient { BaseAddress = OwnAddress(), Timeout = TimeSpan.FromSeconds(30) };
        var tokens = await Post(
            http, "api/v1/auth/register", "demo",
            new { companyName = "منصة المبيعات", fullName = "مالك العرض", email = DemoPlan.Email, password = plan.Password }, cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        await Post(http, "api/v1/tenant/apply-template", "demo-template", new { template = "platform" }, cancellationToken);
        foreach (var person in Team) await Seat(http, person, cancellationToken);
        foreach (var number in plan.Numbers)
        {
            using var answer = await http.PutAsJsonAsync(
                $"api/v1/channels/whatsapp/{number.PhoneNumberId}",
                new { accessToken = number.AccessToken, displayPhoneNumber = number.DisplayPhoneNumber, businessAccountId = number.BusinessAccountId },
                cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
        foreach (var code in Submitted) await Submit(http, code, cancellationToken);
        var people = new Dictionary<string, (string? LeadId, string? ContactId, string? CompanyId)>(StringComparer.Ordinal);
        foreach (var (lead, i) in Leads.Select((lead, i) => (lead, i))) people[lead.Company] = await Person(http, lead, i, cancellationToken);
        foreach (var (deal, i) in Deals.Select((deal, i) => (deal, i)))
        {
            var (leadId, contactId, companyId) = deal.Contact is { } contact
                ? await Acquaintance(http, deal.Company, contact, deal.Phone!, i, cancellationToken)
                : people[deal.Company];
            var opened = await Post(
                http, "api/v1/deals", $"demo-deal-{i}",
                new { title = $"{deal.Company} - {deal.Offer}", value = deal.Value, leadId, contactId, companyId }, cancellationToken);
            // A second start is told what the first one was, and finds the deal where that left it; no deal is opened in a closed stage, so that
            // each is moved there.
            var address = $"api/v1/deals/{opened.GetProperty("id").GetString()}";
            if ((await http.GetFromJsonAsync<JsonElement>(address, cancellationToken)).GetProperty("stage").GetString() == deal.Stage) continue;
            using var moved = await http.PutAsJsonAsync(
                $"{address}/stage", new { stage = deal.Stage }, cancellationToken);
            moved.EnsureSuccessStatusCode();
        }
        plan.MarkSeeded();
        // Once, and to the console only: no log keeps it.
        await Console.Out.WriteLineAsync($"Demo: open {http.BaseAddress} and sign in as {DemoPlan.Email} with {plan.Password}");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Submits a template to the simulated Meta. The company's copies come a moment after its registration.</summary>
    private static async Task Submit(HttpClient http, string code, CancellationToken ct)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"api/v1/templates?search={code}", ct);
            var found = page.GetProperty("items").EnumerateArray().FirstOrDefault(t => t.GetProperty("code").GetString() == code);
            if (found.ValueKind == JsonValueKind.Object)
            {
                await Post(http, $"api/v1/templates/{found.GetProperty("id").GetString()}/submit", "demo-submit-" + code, new { }, ct);
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }

    /// <summary>Somebody interested, with their company, what is to be done for them and a telephone call. The talks are the simulator's.</summary>
    private static async Task<(string? LeadId, string? ContactId, string? CompanyId)> Person(
        HttpClient http, (string Name, string Phone, string Company, string Sector, string City, string Source) person, int i, CancellationToken ct)
    {
        var companyId = await Company(http, $"demo-company-{i}", person.Company, person.Sector, person.City, ct);
        var lead = await Post(
            http, "api/v1/leads", $"demo-lead-{i}",
            new { name = person.Name, phone = person.Phone, companyName = person.Company, sector = person.Sector, city = person.City, source = person.Source },
            ct);
        var leadId = lead.GetProperty("id").GetString();
        await Post(
            http, "api/v1/activities", $"demo-activity-{i}",
            new { type = "task", subject = $"متابعة {person.Name}", scheduledAt = DateTimeOffset.UtcNow.AddDays(i + 1), leadId, companyId }, ct);
        await Post(
            http, "api/v1/calls", $"demo-call-{i}",
            new
            {
                direction = i % 2 == 0 ? "outbound" : "inbound", status = i == 2 ? "missed" : "answered", durationSeconds = i == 2 ? 0 : 90 + (60 * i),
                startedAt = DateTimeOffset.UtcNow.AddDays(-i - 1), outcome = i == 2 ? "no_answer" : "interested", leadId, companyId,
            },
            ct);
        return (leadId, null, companyId);
    }

    /// <summary>Somebody at a company who has been known for longer.</summary>
    private static async Task<(string? LeadId, string? ContactId, string? CompanyId)> Acquaintance(
        HttpClient http, string company, string name, string phone, int i, CancellationToken ct)
    {
        var companyId = await Company(http, $"demo-company-of-deal-{i}", company, null, "الرياض", ct);
        var contact = await Post(http, "api/v1/contacts", $"demo-contact-{i}", new { fullName = name, phone, companyId }, ct);
        return (null, contact.GetProperty("id").GetString(), companyId);
    }

    private static async Task<string?> Company(HttpClient http, string key, string name, string? sector, string city, CancellationToken ct)
    {
        var english = name[0] < 128;
        var company = await Post(http, "api/v1/companies", key, new { nameAr = english ? null : name, name = english ? name : null, sector, city }, ct);
        return company.GetProperty("id").GetString();
    }

    /// <summary>Adds a colleague, who signs in with the demo's password and takes work at once.</summary>
    private async Task Seat(
        HttpClient http, (string Name, string Email, string Role, string[] Languages, string[] Sectors) person, CancellationToken ct)
    {
        await Post(
            http, "api/v1/admin/users", "demo-user-" + person.Email,
            new
            {
                fullName = person.Name, email = person.Email, role = person.Role, password = plan.Password, languages = person.Languages, sectors = person.Sectors,
                capacity = 40, workFrom = "09:00:00", workUntil = "18:00:00",
            },
            ct);
        var own = await Post(http, "api/v1/auth/login", "demo-login-" + person.Email, new { email = person.Email, password = plan.Password }, ct);
        using var present = new HttpRequestMessage(HttpMethod.Put, "api/v1/users/me/presence") { Content = JsonContent.Create(new { presence = "online" }) };
        present.Headers.Authorization = new AuthenticationHeaderValue("Bearer", own.GetProperty("accessToken").GetString());
        using var answer = await http.SendAsync(present, ct);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement> Post(HttpClient http, string path, string key, object body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request, ct);
        if (answer.IsSuccessStatusCode) return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        throw new InvalidOperationException(
            $"Seeding the demo failed: {path} answered {(int)answer.StatusCode}. Start again, or set SalesFlow:Demo to false.");
    }

    private Uri OwnAddress()
    {
        var own = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("The demo needs an http address to listen on; set ASPNETCORE_URLS, or SalesFlow:Demo to false.");
        var address = new UriBuilder(own.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal));
        if (address.Host is "0.0.0.0" or "[::]") address.Host = "127.0.0.1";
        return address.Uri;
    }
}
