using SalesFlow.Common;
using SalesFlow.Templates;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

/// <summary>What the webhook says of templates, and whom it reaches.</summary>
public sealed class TemplateNewsTests
{
    private const string Named = "\"message_template_id\":1689556908129835,\"message_template_name\":\"offer\",\"message_template_language\":\"ar\"";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(Then);

    [Fact]
    public void A_rejection_says_why_in_metas_words()
    {
        var seen = Seen("message_template_status_update", $$"""
            {"event":"REJECTED",{{Named}},"reason":"INVALID_FORMAT","message_template_category":"MARKETING",
             "rejection_info":{"reason":"Parameters next to each other.","recommendation":"Separate them."} }
            """);
        Assert.Equal(
            new TemplateSighting(
                Account, "offer", "ar", At, "1689556908129835", TemplateStatus.Rejected, "INVALID_FORMAT: Parameters next to each other.", null,
                WhatsappCategory.Marketing), seen);
    }

    [Theory]
    [InlineData("APPROVED", TemplateStatus.Approved)]
    [InlineData("REINSTATED", TemplateStatus.Approved)]
    [InlineData("PENDING", TemplateStatus.Pending)]
    [InlineData("PAUSED", TemplateStatus.Paused)]
    [InlineData("DISABLED", TemplateStatus.Disabled)]
    [InlineData("FLAGGED", TemplateStatus.Flagged)]
    [InlineData("IN_APPEAL", TemplateStatus.InAppeal)]
    [InlineData("LIMIT_EXCEEDED", TemplateStatus.LimitExceeded)]
    [InlineData("ARCHIVED", TemplateStatus.Archived)]
    [InlineData("LOCKED", TemplateStatus.Locked)]
    [InlineData("PENDING_DELETION", TemplateStatus.PendingDeletion)]
    [InlineData("DELETED", TemplateStatus.Deleted)]
    [InlineData("DREAMING", null)]
    public void Every_event_is_a_standing_and_an_unknown_one_is_none(string word, TemplateStatus? status)
    {
        var seen = Seen("message_template_status_update", $$"""{"event":"{{word}}",{{Named}},"reason":"NONE"}""")!;
        Assert.Equal((status, ""), (seen.Status, seen.Reason));
    }

    [Fact]
    public void Quality_category_and_words_come_by_themselves()
    {
        Assert.Equal("yellow", Seen("message_template_quality_update", $$"""{"previous_quality_score":"GREEN","new_quality_score":"YELLOW",{{Named}}}""")!.Quality);
        Assert.Equal(WhatsappCategory.Marketing, Seen("template_category_update", $$"""{ {{Named}},"new_category":"MARKETING"}""")!.Category);
        // One that is only announced does not hold yet.
        Assert.Null(Seen("template_category_update", $$"""{ {{Named}},"correct_category":"MARKETING"}""")!.Category);
        var text = Seen("message_template_components_update", $$"""
            { {{Named}},"message_template_title":"Confirmed","message_template_element":"Thank you, {1}!","message_template_footer":"Elite",
             "message_template_buttons":[{"message_template_button_type":"PHONE_NUMBER","message_template_button_text":"Call","message_template_button_phone_number":"+15550783881"},
             {"message_template_button_type":"FLOW","message_template_button_text":"x"}]}
            """)!.Text!;
        Assert.Equal(("Confirmed", "Thank you, {1}!", "Elite"), (text.Header, text.Body, text.Footer));
        Assert.Equal([new WhatsappButton(TemplateButtonKind.Phone, "Call", null, "+15550783881")], text.Buttons);
    }

    [Theory]
    [InlineData("message_template_status_update", """{"event":"APPROVED","message_template_id":5}""")]
    [InlineData("account_review_update", """{"decision":"APPROVED","message_template_name":"offer","message_template_language":"ar"}""")]
    public void What_names_no_template_says_nothing_of_one(string field, string value) => Assert.Null(Seen(field, value));

    [Fact]
    public async Task News_reach_the_companys_own_template_where_it_was_submitted_and_otherwise_one_made_elsewhere()
    {
        using var world = new FakeWorld();
        world.Owners["platform/waba:" + Account] = "acme";
        var own = TenantKey.Format("acme", TemplateIds.Of("offer"));
        var elsewhere = TenantKey.Format("acme", TemplateIds.Of($"offer@{Account}"));
        var body = Body(Change("message_template_status_update", $$"""{"event":"APPROVED",{{Named}},"reason":"NONE"}"""));
        await world.Take(body);
        world.Submitted[own] = true;
        await world.Take(body);
        Assert.Equal([elsewhere, own], world.Sightings.Select(s => s.Key));
        Assert.All(world.Sightings, s => Assert.Equal(TemplateStatus.Approved, s.Seen.Status));
        // A repeat is the same command.
        Assert.Single(world.Sightings.Select(s => s.CommandId).Distinct());
        Assert.Equal(2, world.Notices.Count);
    }

    [Fact]
    public async Task News_of_nobodys_account_are_kept_as_they_came()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Change("message_template_status_update", $$"""{"event":"APPROVED",{{Named}}}""")));
        Assert.Empty(world.Sightings);
        Assert.Equal("account_unknown", Assert.Single(world.Raw).Reason);
    }

    private static TemplateSighting? Seen(string field, string value) => Assert.Single(Parse(Body(Change(field, value))).Notices).Template;

    private static string Change(string field, string value) => "{\"field\":\"" + field + "\",\"value\":" + value + "}";
}
