using System.Net;

namespace SalesFlow.WebApi.Tests;

/// <summary>HEAD, at every route that answers GET.</summary>
public sealed class HeadTests
{
    [Fact]
    public async Task Every_get_route_answers_a_head_request_as_it_answers_a_get_without_the_body()
    {
        var api = await Api.Start();
        var stock = await Stock.Make(api);
        var wrong = new List<string>();
        foreach (var route in (await Walk.Routes(api)).Where(r => r.Method == "GET"))
        {
            foreach (var client in new[] { stock.Owner, api.Nobody() })
            {
                using var get = await client.GetAsync(route.Address(stock.Id), HttpCompletionOption.ResponseHeadersRead);
                using var head = await Head(client, route.Address(stock.Id));
                var (asked, told) = ((get.StatusCode, get.Content.Headers.ContentType?.ToString()), (head.StatusCode, head.Content.Headers.ContentType?.ToString()));
                if (asked != told) wrong.Add($"{route.Name}: {told} for {asked}");
                // What agents do meanwhile may have moved the version on.
                if (head.Headers.ETag is null != get.Headers.ETag is null) wrong.Add($"{route.Name}: another tag");
                if ((await head.Content.ReadAsByteArrayAsync()).Length > 0) wrong.Add($"{route.Name}: a body");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_head_request_needs_the_permission_of_its_route_and_is_refused_where_nothing_answers_get()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var (agent, _, _) = await api.Colleague(owner, "agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await Head(agent, "/api/v1/admin/audit-logs")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Head(owner, "/api/v1/admin/audit-logs")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Head(owner, "/api/v1/nothing")).StatusCode);
        var refused = await Head(owner, "/api/v1/auth/login");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        Assert.Equal(["POST"], refused.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_requests_count_towards_the_limits_of_requests()
    {
        await using var api = await Api.Start(("SalesFlow:RateLimits:PerActor", "3"));
        var (owner, _) = await api.Company();
        await Api.Eventually(async () => (await Head(owner, "/api/v1/auth/me")).StatusCode == HttpStatusCode.TooManyRequests);
    }

    private static async Task<HttpResponseMessage> Head(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        return await client.SendAsync(request);
    }
}
