using System.Net;
using System.Text.Json.Nodes;

namespace SalesFlow.WebApi.Tests;

/// <summary>Every POST under one key is done once, and no change is made on a version that is no more.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    /// <summary>POST routes that a walk of examples cannot complete, with the reason and hence the test that covers them.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["POST /api/v1/auth/logout"] = "Whoever repeats it is out: SessionTests.",
        ["POST /api/v1/auth/change-password"] = "The present password is another then: SessionTests.",
        ["POST /api/v1/admin/users/{id}/invite"] = "Only before the invitation is accepted: SessionTests.",
        ["POST /api/v1/admin/seed"] = "Only in an empty company.",
        ["POST /api/v1/sla/{id}/acknowledge"] = "Needs a case whose time has passed: ReportingTests.",
        ["POST /api/v1/supervisor/alerts/{id}/acknowledge"] = "Needs an alert: ReportingTests.",
        ["POST /api/v1/conversations/{id}/messages/{messageId}/retry"] = "Needs a message that was not sent.",
        ["POST /api/v1/leads/imports/{id}/start"] = "Needs an import that stopped: LeadTransferTests.",
        ["POST /api/v1/leads/imports/{id}/cancel"] = "Needs an import that runs: LeadTransferTests.",
    };

    /// <summary>Changes of things with an ETag where the version seen does not matter, and why.</summary>
    private static readonly Dictionary<string, string> Unconditional = new()
    {
    };

    private Api _api = null!;
    private List<Route> _routes = null!;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        _routes = await Walk.Routes(_api);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_POST_sent_twice_under_its_key_is_done_once()
    {
        var wrong = new List<string>();
        foreach (var group in _routes.Where(r => r.Method == "POST" && !Walk.Public.Contains(r.Name) && !Elsewhere.ContainsKey(r.Name)).Chunk(12))
        {
            // A company of its own for a few routes: what one of them ended, another does not miss.
            var stock = await Stock.Make(_api);
            foreach (var route in group.OrderBy(r => r.Path.EndsWith("/logout", StringComparison.Ordinal)))
            {
                await stock.Prepare(route);
                var (key, body) = (Guid.NewGuid().ToString("n"), stock.Good(route));
                var first = await Walk.Call(stock.Owner, route, stock.Id, body, key);
                if (!first.IsSuccessStatusCode)
                {
                    wrong.Add($"{route.Name}: {(int)first.StatusCode} {await first.Content.ReadAsStringAsync()} <- {body?.ToJsonString()}");
                    continue;
                }
                var again = await Walk.Call(stock.Owner, route, stock.Id, body, key);
                if (first.StatusCode != again.StatusCode) wrong.Add($"{route.Name}: {(int)first.StatusCode}, then {(int)again.StatusCode} {await again.Content.ReadAsStringAsync()}");
                else if (first.Headers.Location != again.Headers.Location) wrong.Add($"{route.Name}: elsewhere the second time");
                else if (await Told(first) != await Told(again)) wrong.Add($"{route.Name}: {await Told(first)}, then {await Told(again)}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task No_change_is_made_on_a_version_that_is_no_more()
    {
        var wrong = new List<string>();
        var stock = await Stock.Make(_api);
        var tested = 0;
        foreach (var route in _routes.Where(r => r.Method is "PUT" or "DELETE" && !Unconditional.ContainsKey(r.Name)))
        {
            if (await Tag(stock, route) is null) continue;
            tested++;
            var answer = await Walk.Call(stock.Owner, route, stock.Id, stock.Good(route), version: "\"99999\"");
            if (answer.StatusCode != HttpStatusCode.PreconditionFailed)
                wrong.Add($"{route.Name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tested >= 15, $"Only {tested} routes have a tag.");
        await stock.AssertUntouched();
    }

    /// <summary>The tag of what a route changes: its own address's, or that of the thing it is a part of.</summary>
    private async Task<string?> Tag(Stock stock, Route route)
    {
        foreach (var path in new[] { route.Path, route.Path[..(route.Path.LastIndexOf('}') + 1)] })
        {
            if (_routes.FirstOrDefault(r => r.Method == "GET" && r.Path == path) is not { } get) continue;
            if ((await Walk.Call(stock.Owner, get, stock.Id)).Headers.ETag is { } tag) return tag.Tag;
        }
        return null;
    }

    /// <summary>What an answer says of the thing: its id and version.</summary>
    private static async Task<string> Told(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length == 0 || JsonNode.Parse(text) is not JsonObject body) return "";
        return $"id {body["id"]?.ToJsonString()}, version {body["version"]?.ToJsonString()}";
    }
}
