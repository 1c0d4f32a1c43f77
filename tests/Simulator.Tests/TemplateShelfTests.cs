using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace SalesFlow.Simulator.Tests;

/// <summary>Template management at the Graph double.</summary>
public sealed class TemplateShelfTests
{
    private const string Path = "v23.0/102290129340398/message_templates";

    [Fact]
    public async Task A_template_is_created_in_review_and_approved_a_moment_later()
    {
        await using var graph = await GraphFixture.Start();
        var made = await Json(await graph.Client.PostAsJsonAsync(Path, Template("welcome", "Hello {{1}}, welcome.", "Noura")));
        Assert.Equal(("PENDING", "UTILITY"), (made.GetProperty("status").GetString(), made.GetProperty("category").GetString()));
        Assert.Empty(graph.Updates);
        graph.Time.Advance(TimeSpan.FromSeconds(3));
        var told = Assert.Single(graph.Updates);
        Assert.Equal(("message_template_status_update", "102290129340398"), (told.Field, told.BusinessAccountId));
        var value = JsonDocument.Parse(told.Value).RootElement;
        Assert.Equal(("APPROVED", "welcome", "en", made.GetProperty("id").GetString()), (
            value.GetProperty("event").GetString(), value.GetProperty("message_template_name").GetString(), value.GetProperty("message_template_language").GetString(),
            value.GetProperty("message_template_id").GetRawText()));
        Assert.Contains((await List(graph)).Items, t => t.GetProperty("name").GetString() == "welcome" && t.GetProperty("status").GetString() == "APPROVED");
    }

    [Theory]
    [InlineData("{{1}}, welcome to us.", "begins or ends")]
    [InlineData("Welcome to us, {{1}}", "begins or ends")]
    [InlineData("Welcome {{1}} {{2}} to us.", "next to each other")]
    [InlineData("Welcome {{2}} to us, {{1}} dear.", "not numbered in order")]
    public async Task Reviewers_reject_what_breaks_their_rules(string body, string why)
    {
        await using var graph = await GraphFixture.Start();
        var examples = body.Contains("{{2}}", StringComparison.Ordinal) ? new[] { "a", "b" } : ["a"];
        Assert.Equal(HttpStatusCode.OK, (await graph.Client.PostAsJsonAsync(Path, Template("bad", body, examples))).StatusCode);
        graph.Time.Advance(TimeSpan.FromSeconds(3));
        var value = JsonDocument.Parse(Assert.Single(graph.Updates).Value).RootElement;
        Assert.Equal(("REJECTED", "INVALID_FORMAT"), (value.GetProperty("event").GetString(), value.GetProperty("reason").GetString()));
        Assert.Contains(why, value.GetProperty("rejection_info").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_door_refuses_what_is_no_template()
    {
        await using var graph = await GraphFixture.Start();
        await Refused(graph, Template("Bad Name", "Hello there."), 100, null);
        await Refused(graph, Template("x", new string('s', 1025)), 100, 2388040);
        await Refused(graph, Template("x", "Hello {{1}}, welcome."), 100, 2388043);
        await graph.Client.PostAsJsonAsync(Path, Template("twice", "Hello there."));
        await Refused(graph, Template("twice", "Hello there."), 100, 2388024);
        graph.Client.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, (await graph.Client.GetAsync(Path)).StatusCode);
    }

    [Fact]
    public async Task No_more_than_a_hundred_are_created_an_hour()
    {
        await using var graph = await GraphFixture.Start();
        for (var i = 0; i < 100; i++) Assert.Equal(HttpStatusCode.OK, (await graph.Client.PostAsJsonAsync(Path, Template("t" + i, "Hello there."))).StatusCode);
        await Refused(graph, Template("more", "Hello there."), 80008, null);
        graph.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await graph.Client.PostAsJsonAsync(Path, Template("more", "Hello there."))).StatusCode);
    }

    [Fact]
    public async Task Lists_are_paged_and_end()
    {
        await using var graph = await GraphFixture.Start();
        for (var i = 0; i < 4; i++) await graph.Client.PostAsJsonAsync(Path, Template("t" + i, "Hello there."));
        var names = new List<string?>();
        string? after = null;
        do
        {
            var (items, next) = await List(graph, $"?limit=3{(after is null ? "" : "&after=" + after)}");
            names.AddRange(items.Select(t => t.GetProperty("name").GetString()));
            after = next;
        }
        while (after is not null);
        Assert.Equal(["follow_up", "follow_up", "new_offer", "t0", "t1", "t2", "t3"], names);
        Assert.Equal(["t0", "t1", "t2", "t3"], (await List(graph, "?status=PENDING")).Items.Select(t => t.GetProperty("name").GetString()));
        Assert.Equal(2, (await List(graph, "?name=follow")).Items.Count);
    }

    [Fact]
    public async Task A_change_is_reviewed_again_and_a_deleted_one_is_gone()
    {
        await using var graph = await GraphFixture.Start();
        var id = (await Json(await graph.Client.PostAsJsonAsync(Path, Template("welcome", "Hello {{1}}, welcome.", "Noura")))).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Client.PostAsJsonAsync($"v23.0/{id}", Template("welcome", "Hello there."))).StatusCode);
        graph.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, (await graph.Client.PostAsJsonAsync($"v23.0/{id}", new { components = new[] { new { type = "BODY", text = "Hello there." } } })).StatusCode);
        Assert.Equal("PENDING", (await List(graph, "?name=welcome")).Items[0].GetProperty("status").GetString());
        graph.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, graph.Updates.Count);
        Assert.Equal(HttpStatusCode.OK, (await graph.Client.DeleteAsync($"{Path}?hsm_id={id}&name=welcome")).StatusCode);
        Assert.Empty((await List(graph, "?name=welcome")).Items);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Client.DeleteAsync($"{Path}?hsm_id={id}&name=welcome")).StatusCode);
    }

    [Fact]
    public async Task A_message_by_a_template_must_fit_it()
    {
        await using var graph = await GraphFixture.Start(o => o.AcceptUnknownTemplates = false);
        await graph.Client.PostAsJsonAsync(Path, Template("welcome", "Hello {{1}}, welcome.", "Noura"));
        Assert.Equal(132001, await Send(graph, "Sara"));
        graph.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, await Send(graph, "Sara"));
        Assert.Equal(132000, await Send(graph));
        Assert.Equal(
            HttpStatusCode.OK,
            (await graph.Client.PostAsync("_sim/templates/judge?account=102290129340398&name=welcome&language=en&status=PAUSED", null)).StatusCode);
        Assert.Equal(132015, await Send(graph, "Sara"));
        Assert.Equal(2, graph.Updates.Count(u => u.Field == "message_template_status_update"));
    }

    private static object Template(string name, string body, params string[] examples) => new
    {
        name,
        language = "en",
        category = "UTILITY",
        components = new object[]
        {
            examples.Length == 0 ? new { type = "BODY", text = body } : new { type = "BODY", text = body, example = new { body_text = new[] { examples } } },
        },
    };

    private static async Task Refused(GraphFixture graph, object template, int code, int? subcode)
    {
        var answer = await graph.Client.PostAsJsonAsync(Path, template);
        Assert.False(answer.IsSuccessStatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal((code, subcode), (error.GetProperty("code").GetInt32(), error.TryGetProperty("error_subcode", out var sub) ? sub.GetInt32() : null));
    }

    private static async Task<(List<JsonElement> Items, string? Next)> List(GraphFixture graph, string query = "")
    {
        var page = await Json(await graph.Client.GetAsync(Path + query));
        var paging = page.GetProperty("paging");
        return ([.. page.GetProperty("data").EnumerateArray()], paging.TryGetProperty("next", out _) ? paging.GetProperty("cursors").GetProperty("after").GetString() : null);
    }

    private static async Task<int> Send(GraphFixture graph, params string[] values)
    {
        var answer = await graph.Client.PostAsJsonAsync($"v23.0/{GraphFixture.Number.PhoneNumberId}/messages", new
        {
            messaging_product = "whatsapp", to = "+" + GraphFixture.Customer, type = "template", biz_opaque_callback_data = Guid.NewGuid().ToString("N"),
            template = new
            {
                name = "welcome", language = new { code = "en" },
                components = new[] { new { type = "body", parameters = values.Select(v => new { type = "text", text = v }) } },
            },
        });
        return answer.IsSuccessStatusCode ? 0 : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetInt32();
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
