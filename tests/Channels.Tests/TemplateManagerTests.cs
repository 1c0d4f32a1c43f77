using System.Text.Json.Nodes;
using SalesFlow.Templates;

namespace SalesFlow.Channels.Tests;

/// <summary>Templates at the Graph API: what is asked, and what the answers mean.</summary>
public sealed class TemplateManagerTests
{
    private static readonly TemplateContent Content = new(
        "ترحيب", "Welcome", TemplateChannel.Whatsapp, TemplateCategory.Followup, WhatsappCategory.Marketing, null, null,
        "أهلاً {{contact_name}}، معكم {{company_name}} دائماً.", "Welcome {{contact_name}}, {{company_name}} here.", "إلى {{contact_name}} الكريم", "For {{contact_name}} only",
        "للإيقاف: إيقاف", "To stop: STOP",
        [
            new(TemplateButtonKind.QuickReply, "نعم", "Yes"), new(TemplateButtonKind.Url, "صفحة", "Page", "https://example.com/{{company_name}}"),
            new(TemplateButtonKind.Phone, "اتصال", "Call", Phone: "+966501234567"),
        ],
        [new("contact_name", true, "نورة", "Noura", 60), new("company_name", true, "elite", "elite", 60)]);

    private static TemplateOrder Order(TemplateTask task, int attempt = 1, string? metaId = null, bool fixedCategory = false) =>
        new(task, "900", "welcome", "ar", metaId, 1, Content, attempt, 0, fixedCategory);

    [Fact]
    public async Task A_creation_carries_numbered_places_with_their_examples()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(200, """{"id":"594425479261596","status":"PENDING","category":"MARKETING"}"""));
        var result = await graph.Templates.Do(Order(TemplateTask.Create), graph.Credentials, default);
        Assert.Equal(new TemplateResult(TemplateResultKind.Done, "594425479261596", TemplateStatus.Pending, WhatsappCategory.Marketing), result);
        var request = Assert.Single(graph.Requests);
        Assert.Equal(("POST", "/v23.0/900/message_templates", "Bearer TOKEN-1", "application/json"), (request.Method, request.Path, request.Authorization, request.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {
              "name": "welcome", "language": "ar", "category": "MARKETING", "parameter_format": "POSITIONAL",
              "components": [
                { "type": "HEADER", "format": "TEXT", "text": "إلى {{1}} الكريم", "example": { "header_text": ["نورة"] } },
                { "type": "BODY", "text": "أهلاً {{1}}، معكم {{2}} دائماً.", "example": { "body_text": [["نورة", "elite"]] } },
                { "type": "FOOTER", "text": "للإيقاف: إيقاف" },
                { "type": "BUTTONS", "buttons": [
                  { "type": "QUICK_REPLY", "text": "نعم" },
                  { "type": "URL", "text": "صفحة", "url": "https://example.com/{{1}}", "example": ["https://example.com/elite"] },
                  { "type": "PHONE_NUMBER", "text": "اتصال", "phone_number": "+966501234567" } ] }
              ]
            }
            """), JsonNode.Parse(request.Body)), request.Body);
    }

    [Fact]
    public async Task A_change_goes_to_the_template_and_leaves_an_approved_category_alone()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(200, """{"success":true}"""));
        Assert.Equal(
            new TemplateResult(TemplateResultKind.Done, "77", TemplateStatus.Pending),
            await graph.Templates.Do(Order(TemplateTask.Edit, metaId: "77", fixedCategory: true), graph.Credentials, default));
        await graph.Templates.Do(Order(TemplateTask.Edit, metaId: "77"), graph.Credentials, default);
        Assert.Equal(["/v23.0/77", "/v23.0/77"], graph.Requests.Select(r => r.Path));
        Assert.Equal([null, "MARKETING"], graph.Requests.Select(r => (string?)JsonNode.Parse(r.Body)!["category"]));
    }

    [Fact]
    public async Task A_deletion_names_one_language_and_what_is_gone_already_is_done()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(400, """{"error":{"code":100,"error_subcode":33,"message":"x"}}"""));
        Assert.Equal(TemplateResultKind.Done, (await graph.Templates.Do(Order(TemplateTask.Delete, metaId: "77"), graph.Credentials, default)).Kind);
        var request = Assert.Single(graph.Requests);
        Assert.Equal(("DELETE", "/v23.0/900/message_templates", "?hsm_id=77&name=welcome"), (request.Method, request.Path, request.Query));
    }

    [Fact]
    public async Task A_repeated_creation_finds_what_the_first_one_made()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(200, List("أهلاً {{1}}، معكم {{2}} دائماً.", "APPROVED")));
        var result = await graph.Templates.Do(Order(TemplateTask.Create, attempt: 2), graph.Credentials, default);
        Assert.Equal((TemplateResultKind.Done, "5", TemplateStatus.Approved), (result.Kind, result.MetaId, result.Status));
        var request = Assert.Single(graph.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Contains("name=welcome", request.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_says_something_else_is_somebody_elses()
    {
        await using var graph = await GraphDouble.Start(async context =>
        {
            var answer = context.Request.Method == "GET"
                ? GraphDouble.Json(200, List("نص آخر", "APPROVED"))
                : GraphDouble.Json(400, """{"error":{"code":100,"error_subcode":2388024,"message":"x"}}""");
            await answer(context);
        });
        Assert.Equal(
            new TemplateResult(TemplateResultKind.Refused, Reason: "template_exists"), await graph.Templates.Do(Order(TemplateTask.Create), graph.Credentials, default));
        Assert.Equal(["POST", "GET"], graph.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData(400, 80008, null, TemplateResultKind.Later, "app_rate")]
    [InlineData(400, 4, null, TemplateResultKind.Later, "app_rate")]
    [InlineData(401, 190, null, TemplateResultKind.Later, "token")]
    [InlineData(500, 2, null, TemplateResultKind.Later, "channel_trouble")]
    [InlineData(403, 200, null, TemplateResultKind.Refused, "permission")]
    [InlineData(400, 368, null, TemplateResultKind.Refused, "account_restricted")]
    [InlineData(400, 100, 2388019, TemplateResultKind.Refused, "template_limit")]
    [InlineData(400, 100, 2388023, TemplateResultKind.Refused, "name_being_deleted")]
    [InlineData(400, 100, 2388293, TemplateResultKind.Refused, "parameter_ratio")]
    [InlineData(400, 100, 2388299, TemplateResultKind.Refused, "parameter_at_edge")]
    [InlineData(400, 100, null, TemplateResultKind.Refused, "The body is wrong.")]
    [InlineData(400, 999999, null, TemplateResultKind.Refused, "The body is wrong.")]
    public async Task A_refusal_is_told_clearly_or_tried_again(int status, int code, int? subcode, TemplateResultKind kind, string reason)
    {
        var sub = subcode is null ? "" : $"\"error_subcode\":{subcode},";
        await using var graph = await GraphDouble.Start(GraphDouble.Json(
            status, $$$"""{"error":{"message":"x","code":{{{code}}},{{{sub}}}"error_user_msg":"The body is wrong."}}"""));
        var result = await graph.Templates.Do(Order(TemplateTask.Create), graph.Credentials, default);
        Assert.Equal((kind, reason), (result.Kind, result.Reason));
    }

    [Theory]
    [InlineData(502, "<html>", "channel_trouble")]
    [InlineData(403, "<html>", "refused_on_the_way")]
    [InlineData(200, "nonsense", "answer_unreadable")]
    [InlineData(200, "{}", "answer_unreadable")]
    public async Task An_answer_that_is_none_is_tried_again(int status, string body, string reason)
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(status, body));
        Assert.Equal(new TemplateResult(TemplateResultKind.Later, Reason: reason), await graph.Templates.Do(Order(TemplateTask.Create), graph.Credentials, default));
    }

    [Fact]
    public async Task Nobody_there_is_tried_again()
    {
        await using var services = GraphDouble.Services("http://127.0.0.1:1");
        var secrets = (ISecretProtector)services.GetService(typeof(ISecretProtector))!;
        var channel = (ITemplateChannel)services.GetService(typeof(ITemplateChannel))!;
        Assert.Equal(
            new TemplateResult(TemplateResultKind.Later, Reason: "unreachable"),
            await channel.Do(Order(TemplateTask.Create), new NumberCredentials(secrets.Protect("TOKEN-1")), default));
        Assert.Equal("token_unreadable", (await channel.Do(Order(TemplateTask.Create), new NumberCredentials("nonsense"), default)).Reason);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        await using var graph = await GraphDouble.Start(context => (context.Request.Query["after"] == "A1"
            ? GraphDouble.Json(200, """{"data":[{"id":"6","name":"bye","language":"en","status":"DREAMING","category":"UTILITY"}],"paging":{"cursors":{"after":"A2"}}}""")
            : GraphDouble.Json(200, List("أهلاً {{1}}، معكم {{2}} دائماً.", "REJECTED", """,{"id":7},{"name":"x","language":"ar","status":"PAUSED","rejected_reason":"NONE"}""",
                ""","paging":{"cursors":{"after":"A1"},"next":"https://x"}""")))(context));
        var at = new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
        var first = await graph.Templates.List("900", graph.Credentials, null, at, default);
        Assert.Equal("A1", first.Next);
        Assert.Equal(["welcome", "x"], first.Items.Select(i => i.Name));
        var one = first.Items[0];
        Assert.Equal(("900", "ar", at, "5", TemplateStatus.Rejected, "INVALID_FORMAT", "green", WhatsappCategory.Marketing),
            (one.BusinessAccountId, one.Language, one.At, one.MetaId, one.Status, one.Reason, one.Quality, one.Category));
        Assert.Equal("أهلاً {{1}}، معكم {{2}} دائماً.", one.Text!.Body);
        Assert.Equal("", first.Items[1].Reason);
        // A standing that nobody here knows is not guessed.
        var last = await graph.Templates.List("900", graph.Credentials, first.Next, at, default);
        Assert.Equal((0, null, null), (last.Items.Count, last.Next, last.Failure));
    }

    [Fact]
    public async Task A_message_carries_the_values_of_header_body_and_pages()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Accepts());
        var template = new TemplateMessage("welcome", "ar", ["نورة", "elite"], "marketing") { HeaderValue = "نورة", ButtonValues = new Dictionary<int, string> { [1] = "elite" } };
        await graph.Channel.Send(GraphDouble.Order(new OutboundContent(OutboundKind.Template, "أهلاً", Template: template)), graph.Credentials, default);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            [
              { "type": "header", "parameters": [{ "type": "text", "text": "نورة" }] },
              { "type": "body", "parameters": [{ "type": "text", "text": "نورة" }, { "type": "text", "text": "elite" }] },
              { "type": "button", "sub_type": "url", "index": "1", "parameters": [{ "type": "text", "text": "elite" }] }
            ]
            """), JsonNode.Parse(Assert.Single(graph.Requests).Body)!["template"]!["components"]));
    }

    private static string List(string body, string status, string more = "", string paging = "") => $$"""
        {"data":[{"id":"5","name":"welcome","language":"ar","status":"{{status}}","category":"MARKETING","rejected_reason":"INVALID_FORMAT","quality_score":{"score":"GREEN"},
        "components":[{"type":"HEADER","format":"TEXT","text":"إلى {{Place}} الكريم"},{"type":"BODY","text":"{{body}}"},{"type":"FOOTER","text":"للإيقاف: إيقاف"}]}{{more}}]{{paging}}}
        """;

    private const string Place = "{{1}}";
}
