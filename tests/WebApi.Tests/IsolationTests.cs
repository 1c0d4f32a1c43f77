using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Tests;

/// <summary>Walks every route as everybody who must not get in, and as every role against the matrix.</summary>
public sealed class IsolationTests : IAsyncLifetime
{
    /// <summary>Where a route refuses somebody who holds its permission, and why.</summary>
    private static readonly Dictionary<string, string> FinerRules = new()
    {
        ["agent POST /api/v1/leads"] = "The example names an owner: giving leads to others needs leads.assign.",
        ["agent POST /api/v1/leads/{id}/assign"] = "Giving leads to others needs leads.assign.",
        ["agent POST /api/v1/conversations/{id}/take-over"] = "The example takes it by force: that needs conversations.assign.",
        ["agent POST /api/v1/conversations/{id}/assign"] = "Giving conversations to others needs conversations.assign.",
        ["agent POST /api/v1/canned-replies"] = "The example is everybody's: that needs inbox.manage.",
        ["supervisor POST /api/v1/canned-replies"] = "The example is everybody's: that needs inbox.manage.",
        ["agent POST /api/v1/views"] = "The example is shared: that needs team.manage.",
        ["key POST /api/v1/admin/api-keys"] = "The example asks for more than this key holds: nobody grants more.",
        ["key POST /api/v1/webhooks"] = "The example asks for events that this key's scopes do not show.",
        ["key POST /api/v1/leads"] = "The example names an owner: giving leads to others needs leads.assign.",
        ["key POST /api/v1/leads/{id}/assign"] = "Giving leads to others needs leads.assign.",
    };

    private static readonly string[] RefusedBefore =
    [
        "DELETE /api/v1/conversations/{id}/draft", "POST /api/v1/conversations/{id}/assign", "GET /api/v1/canned-replies/{id}/text",
    ];

    private Api _api = null!;
    private List<Route> _routes = null!;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        _routes = await Walk.Routes(_api);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_route_names_its_permission_or_stands_in_a_list()
    {
        var names = _routes.Select(r => r.Name).ToHashSet();
        Assert.All(Walk.Public.Concat(Walk.Own), name => Assert.Contains(name, names));
        var free = _routes.Where(r => r.Permission is null).Select(r => r.Name);
        Assert.Equal(Walk.Public.Concat(Walk.Own).Order(), free.Order());
        Assert.All(_routes.Where(r => r.Permission is not null), r => Assert.Equal(r.Permission, r.Permissions[^1].Word()));
        var open = (await Walk.Document(_api)).GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()
            .Where(o => !o.Value.TryGetProperty("security", out _)).Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(Walk.Public.Order(), open.Order());
    }

    [Fact]
    public async Task Nobody_gets_in_anywhere_but_at_the_public_routes()
    {
        var client = _api.Nobody();
        var wrong = new List<string>();
        foreach (var route in _routes)
        {
            var status = (await Walk.Call(client, route)).StatusCode;
            if (Walk.Public.Contains(route.Name) ? (int)status >= 500 : status != HttpStatusCode.Unauthorized) wrong.Add($"{route.Name}: {(int)status}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Neither_an_expired_token_nor_one_of_another_key_gets_in_anywhere()
    {
        var (_, tokens) = await _api.Company();
        var token = tokens.Text("accessToken");
        var key = Encoding.UTF8.GetBytes(_api.Services.GetRequiredService<IConfiguration>()[SigningKeys.Setting]!);
        // The way of making them is right: the same token, signed again, gets in.
        Assert.Equal(HttpStatusCode.OK, (await _api.With(Signed(token, key, expired: false)).GetAsync("/api/v1/auth/me")).StatusCode);
        string[] worthless =
        [
            Signed(token, key, expired: true), Signed(token, new byte[64], expired: false), token[..^2] + (token[^2] == 'A' ? "BB" : "AA"),
            $"{Base64("""{"alg":"none","typ":"JWT"}"""u8)}.{token.Split('.')[1]}.", tokens.Text("refreshToken"), "sf_live_a_b_c",
        ];
        var wrong = new List<string>();
        foreach (var (bad, number) in worthless.Select((t, i) => (t, i)))
        {
            var client = _api.With(bad);
            foreach (var route in _routes.Where(r => !Walk.Public.Contains(r.Name)))
            {
                var status = (await Walk.Call(client, route)).StatusCode;
                if (status != HttpStatusCode.Unauthorized) wrong.Add($"{number} {route.Name}: {(int)status}");
            }
            foreach (var hub in new[] { "pipeline", "inbox" })
                Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync($"/hubs/{hub}/negotiate?negotiateVersion=1", null)).StatusCode);
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    [InlineData("manager")]
    [InlineData("supervisor")]
    [InlineData("agent")]
    [InlineData("affiliate")]
    [InlineData("viewer")]
    [InlineData("superadmin")]
    public async Task A_role_gets_in_where_the_matrix_says_so_and_nowhere_else(string role)
    {
        var client = await _api.As(role);
        var held = Roles.PermissionsOf(Roles.Find(role)!.Value);
        await Matrix(client, role, route => route.Permissions.All(held.Has));
    }

    [Theory]
    [InlineData("leads.read")]
    [InlineData("leads.write")]
    [InlineData("leads.read,leads.write")]
    [InlineData("tenant.manage")]
    [InlineData("integrations.manage")]
    [InlineData("audit.read")]
    public async Task A_key_gets_in_where_its_scopes_say_so_and_nowhere_else(string scopes)
    {
        var (owner, _) = await _api.Company();
        var made = await (await owner.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "k", scopes = scopes.Split(',') })).Body();
        var held = PermissionSet.Of(scopes.Split(',').Select(s => Permissions.Find(s)!.Value));
        // A key is no person: what is a person's own is closed to it.
        await Matrix(_api.With(made.Text("key")), "key", route => route.Permissions.Count > 0 && route.Permissions.All(held.Has));
    }

    private async Task Matrix(HttpClient client, string who, Func<Route, bool> may)
    {
        var wrong = new List<string>();
        // Whoever has logged out gets in nowhere: that comes last.
        foreach (var route in _routes.Where(r => !Walk.Public.Contains(r.Name)).OrderBy(r => r.Path == "/api/v1/auth/logout"))
        {
            if (route.Path == "/api/v1/admin/seed" && may(route)) continue; // Filling a company has tests of its own and takes long.
            var answer = await Walk.Call(client, route);
            var refused = answer.StatusCode == HttpStatusCode.Forbidden;
            if (refused == may(route) && !(refused && FinerRules.ContainsKey($"{who} {route.Name}"))) wrong.Add($"{who} {route.Name}: {(int)answer.StatusCode}");
            // A wrong code is told by 401 as well: who hears that has got in.
            var unknown = answer.StatusCode == HttpStatusCode.Unauthorized
                && !(await answer.Content.ReadAsStringAsync()).Contains("problem:code_wrong\"", StringComparison.Ordinal);
            if (unknown || (int)answer.StatusCode >= 500) wrong.Add($"{who} {route.Name}: {(int)answer.StatusCode}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Another_company_finds_nothing_of_the_first_ones()
    {
        var stock = await Stock.Make(_api);
        var (second, _) = await _api.Company();
        var wrong = new List<string>();

        foreach (var route in _routes.Where(r => r.Method == "GET" && !r.HasIds && !Walk.Public.Contains(r.Name)))
        {
            // The company's own beginnings: its owner, their session and sign-in, the default pipeline, its copies of templates, what is the same for all.
            var given = route.Path is "/api/v1/admin/users" or "/api/v1/auth/sessions" or "/api/v1/admin/audit-logs" or "/api/v1/pipelines" or "/api/v1/agents"
                or "/api/v1/pipelines/templates" or "/api/v1/events" or "/api/v1/webhooks/event-types" or "/api/v1/dashboard/activity"
                or "/api/v1/templates" or "/api/v1/sectors";
            var answer = await Walk.Call(second, route);
            var text = await answer.Content.ReadAsStringAsync();
            if (!given && answer.StatusCode == HttpStatusCode.OK && text.StartsWith("{\"items\":[{", StringComparison.Ordinal)) wrong.Add($"{route.Name}: not empty");
        }
        foreach (var route in _routes.Where(r => !Walk.Public.Contains(r.Name)).OrderBy(r => r.Path == "/api/v1/auth/logout"))
        {
            if (route.Path == "/api/v1/admin/seed") continue;
            var answer = await Walk.Call(second, route, stock.Id, stock.Body(route));
            var text = await answer.Content.ReadAsStringAsync();
            foreach (var secret in stock.Secrets.Where(s => text.Contains(s, StringComparison.Ordinal))) wrong.Add($"{route.Name}: tells {secret}");
            // A draft is the caller's own, whatever it is about; an unknown person and a text without its talk are refused before anything is looked up.
            if (!route.HasIds || route.Path.StartsWith("/api/v1/agents/{id}", StringComparison.Ordinal) || RefusedBefore.Contains(route.Name)) continue;
            // What is known of a sector is the same for all; what a company keeps for it is its own.
            if (route.Path.StartsWith("/api/v1/sectors/{sector}", StringComparison.Ordinal) && !route.Path.Contains("{id}", StringComparison.Ordinal)) continue;
            // A list beneath what is not there is empty, or is not there either.
            var nothing = route.Method == "GET" && (answer.StatusCode == HttpStatusCode.NoContent || text.StartsWith("{\"items\":[]", StringComparison.Ordinal));
            var expected = route.Path.StartsWith("/api/v1/channels/whatsapp/", StringComparison.Ordinal) ? HttpStatusCode.Conflict : HttpStatusCode.NotFound;
            if (answer.StatusCode is not HttpStatusCode.Forbidden && answer.StatusCode != expected && !nothing)
                wrong.Add($"{route.Name}: {(int)answer.StatusCode} {text[..Math.Min(200, text.Length)]}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        await stock.AssertUntouched();
    }

    [Fact]
    public async Task The_hubs_show_a_company_its_own_and_a_role_what_it_may_see()
    {
        var stock = await Stock.Make(_api);
        var (stranger, strangers) = await _api.Company();
        await stranger.PostAsJsonAsync("/api/v1/leads", new { name = "own" });
        foreach (var hub in new[] { "pipeline", "inbox" })
        {
            foreach (var e in await Heard(hub, strangers.Text("accessToken"), "lead.created"))
                Assert.All(stock.Secrets, secret => Assert.DoesNotContain(secret, e.GetRawText(), StringComparison.Ordinal));
            foreach (var role in new[] { "owner", "admin", "manager", "supervisor", "agent", "affiliate", "viewer" })
            {
                var tokens = role == "owner" ? stock.Tokens : (await _api.Colleague(stock.Owner, role)).Tokens;
                var held = Roles.PermissionsOf(Roles.Find(role)!.Value);
                var seen = await Heard(hub, tokens.Text("accessToken"), null);
                Assert.All(seen, e =>
                {
                    if (e.Text("type") == "hidden")
                        Assert.True(!e.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null, e.GetRawText());
                    else
                        Assert.True(EventVisibility.Shows(held, e.Text("entity")), $"{role} {e.Text("type")}");
                });
                if (role == "affiliate") Assert.All(seen, e => Assert.DoesNotContain(stock.Mark, e.GetRawText(), StringComparison.Ordinal));
                else Assert.Contains(seen, e => e.Text("type") == "lead.created" && e.GetRawText().Contains(stock.Mark, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>What a hub tells of the past, up to its head.</summary>
    private async Task<List<JsonElement>> Heard(string hub, string token, string? until)
    {
        var events = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
        await using var connection = new HubConnectionBuilder().WithUrl($"http://localhost/hubs/{hub}", options =>
        {
            options.HttpMessageHandlerFactory = _ => _api.Handler();
            options.Transports = HttpTransportType.LongPolling;
            options.AccessTokenProvider = () => Task.FromResult<string?>(token);
        }).Build();
        connection.On<JsonElement>("Event", e => events.Writer.TryWrite(e));
        await connection.StartAsync();
        var head = await connection.InvokeAsync<long>("Subscribe", 0L);
        var heard = new List<JsonElement>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (heard.Count == 0 || heard[^1].GetProperty("seq").GetInt64() < head || (until is not null && heard.All(e => e.Text("type") != until)))
            heard.Add(await events.Reader.ReadAsync(limit.Token));
        return heard;
    }

    private static string Signed(string token, byte[] key, bool expired)
    {
        var parts = token.Split('.');
        var payload = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        if (expired)
        {
            payload["exp"] = DateTimeOffset.UtcNow.AddMinutes(-2).ToUnixTimeSeconds();
            payload["nbf"] = DateTimeOffset.UtcNow.AddMinutes(-32).ToUnixTimeSeconds();
        }
        var text = $"{parts[0]}.{Base64(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        return $"{text}.{Base64(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
