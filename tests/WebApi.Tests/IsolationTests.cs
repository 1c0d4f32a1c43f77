using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SalesFlow.Access;

namespace SalesFlow.WebApi.Tests;

/// <summary>Walks every route of the OpenAPI document. A new route is in it without anybody's doing.</summary>
public sealed class IsolationTests : IAsyncLifetime
{
    private static readonly string[] Public =
    [
        "POST /api/v1/auth/register", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh",
        "GET /api/v1/health", "GET /api/v1/health/ready", "GET /api/v1/health/version",
    ];

    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Nobody_gets_in_anywhere_but_at_the_public_routes()
    {
        var client = _api.Nobody();
        foreach (var (method, path) in await Routes())
        {
            var answer = await Call(client, method, path);
            if (Public.Contains($"{method} {path}")) Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            else Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered nobody with {(int)answer.StatusCode}.");
        }
    }

    [Fact]
    public async Task The_public_routes_are_those_of_the_list()
    {
        var routes = (await Routes()).Select(r => $"{r.Method} {r.Path}").ToHashSet();
        Assert.All(Public, route => Assert.Contains(route, routes));
        var document = await Document();
        var open = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()
            .Where(o => !o.Value.TryGetProperty("security", out _)).Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(Public.Order(), open.Order());
    }

    [Fact]
    public async Task A_viewer_changes_nothing_and_an_affiliate_sees_nothing()
    {
        var viewer = await _api.As("viewer");
        var affiliate = await _api.As("affiliate");
        var document = await Document();
        foreach (var (method, path) in await Routes())
        {
            if (Public.Contains($"{method} {path}") || IsOnesOwn(path)) continue;
            var seen = await Call(viewer, method, path);
            if (method == "GET") Assert.Equal(!MaySee(document, path), seen.StatusCode == HttpStatusCode.Forbidden);
            else Assert.True(seen.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered a viewer with {(int)seen.StatusCode}.");
            var hidden = await Call(affiliate, method, path);
            Assert.True(hidden.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered an affiliate with {(int)hidden.StatusCode}.");
        }
    }

    /// <summary>Whether the permission that reading a route needs is a viewer's.</summary>
    private static bool MaySee(JsonElement document, string path) =>
        !document.GetProperty("paths").GetProperty(path).GetProperty("get").TryGetProperty("x-permission", out var word)
        || Roles.PermissionsOf(Role.Viewer).Has(Permissions.Find(word.GetString()!)!.Value);

    [Fact]
    public async Task A_rep_works_but_does_not_set_the_company_up()
    {
        var agent = await _api.As("agent");
        Assert.Equal(HttpStatusCode.Created, (await agent.PostAsJsonAsync("/api/v1/leads", new { name = "A" })).StatusCode);
        await (await agent.PostAsJsonAsync("/api/v1/tenant/apply-template", new { template = "platform" })).Problem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Another_company_finds_nothing_of_the_first_ones()
    {
        var (first, mine) = await _api.Company();
        var (second, theirs) = await _api.Company();
        var lead = (await first.PostAsJsonAsync("/api/v1/leads", new { name = "A", email = "secret@example.com" })).Headers.Location!.ToString();
        var deal = (await first.PostAsJsonAsync("/api/v1/deals", new { title = "A" })).Headers.Location!.ToString();
        var ids = new Dictionary<string, string> { ["leads"] = lead.Split('/')[^1], ["deals"] = deal.Split('/')[^1] };

        foreach (var (method, path) in await Routes())
        {
            if (Public.Contains($"{method} {path}")) continue;
            var module = path.Split('/')[3];
            var address = path.Replace("{id}", ids.GetValueOrDefault(module, "t1"), StringComparison.Ordinal);
            var answer = await Call(second, method, address);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(mine.Text("tenantId"), text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret@example.com", text, StringComparison.Ordinal);
            if (ids.ContainsKey(module) && path.Contains("{id}", StringComparison.Ordinal))
                Assert.NotInRange((int)answer.StatusCode, 200, 299);
        }
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync(lead)).StatusCode);
        Assert.Contains(theirs.Text("tenantId"), await second.GetStringAsync("/api/v1/leads"), StringComparison.Ordinal);
    }

    /// <summary>Routes to one's own account: everybody who is signed in may call them.</summary>
    private static bool IsOnesOwn(string path) => path.StartsWith("/api/v1/auth/", StringComparison.Ordinal);

    private async Task<JsonElement> Document() => await (await _api.Nobody().GetAsync("/openapi/v1.json")).Body();

    private async Task<List<(string Method, string Path)>> Routes()
    {
        var document = await Document();
        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        var routes = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => (o.Name.ToUpperInvariant(), p.Name))).ToList();
        Assert.InRange(routes.Count, 30, 500);
        return routes;
    }

    private static async Task<HttpResponseMessage> Call(HttpClient client, string method, string path)
    {
        var address = path.Replace("{id}", "t1", StringComparison.Ordinal).Replace("{phoneNumberId}", "100", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method is "POST" or "PUT") request.Content = JsonContent.Create(new { status = "qualified", stage = "closed_won", title = "B", text = "x" });
        return await client.SendAsync(request);
    }
}
