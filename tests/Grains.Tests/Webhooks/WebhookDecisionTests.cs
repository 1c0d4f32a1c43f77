using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Webhooks;
using SalesFlow.Webhooks;

namespace SalesFlow.Grains.Tests.Webhooks;

public sealed class WebhookDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly NewWebhook New = new("https://example.com/hook", "Ours", ["lead.created"], "v1.x", 7);
    private static readonly Actor Owner = Actor.User("u1", Role.Owner);

    private static WebhookState After(params Decision[] decisions) =>
        decisions.SelectMany(d => d.Events).Aggregate(new WebhookState(), (s, e) => s.Apply(e));

    [Fact]
    public void One_that_is_set_up_is_enabled_and_knows_its_kinds_in_order()
    {
        var state = After(WebhookDecisions.Create(new WebhookState(), New with { Types = ["lead.created", "deal.*", "lead.created"] }, Owner, Now));
        Assert.True(state.Exists);
        Assert.Null(state.DisabledReason);
        Assert.Equal(["deal.*", "lead.created"], state.Types);
        Assert.Equal(Refusal.AlreadyExists, WebhookDecisions.Create(state, New, Owner, Now).Refusal);
    }

    [Theory]
    [InlineData("ftp://example.com")]
    [InlineData("/hook")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("")]
    public void An_address_that_cannot_be_posted_to_is_refused(string url)
    {
        var refused = WebhookDecisions.Create(new WebhookState(), New with { Url = url }, Owner, Now);
        Assert.Equal((Refusal.Invalid, "url"), (refused.Refusal, refused.Detail));
    }

    [Theory]
    [InlineData("lead.created", true)]
    [InlineData("lead.*", true)]
    [InlineData("*", true)]
    [InlineData("lead.unheard_of", false)]
    [InlineData("webhook.created", false)]
    [InlineData("webhook.*", false)]
    [InlineData("number-owner.claimed", false)]
    [InlineData(null, false)]
    [InlineData(".*", false)]
    public void Only_events_that_people_may_see_can_be_asked_for(string? type, bool allowed) => Assert.Equal(allowed, WebhookDecisions.IsType(type));

    [Theory]
    [InlineData("lead.created", true)]
    [InlineData("lead.*", true)]
    [InlineData("deal.*", false)]
    [InlineData("audit.recorded", false)]
    [InlineData("*", false)]
    public void Nobody_has_events_sent_that_they_may_not_see(string type, bool allowed)
    {
        var key = Actor.Key("k1", PermissionSet.Of(Permission.IntegrationsManage, Permission.LeadsRead));
        var expected = allowed ? (Refusal.None, null) : (Refusal.Forbidden, "types");
        var created = WebhookDecisions.Create(new WebhookState(), New with { Types = [type] }, key, Now);
        Assert.Equal(expected, (created.Refusal, created.Detail));
        Assert.Equal(Refusal.None, WebhookDecisions.Create(new WebhookState(), New with { Types = [type] }, Owner, Now).Refusal);

        // Nor are they led elsewhere, or signed anew, by whoever may not see them.
        var owners = After(WebhookDecisions.Create(new WebhookState(), New with { Types = [type] }, Owner, Now));
        var moved = WebhookDecisions.Update(owners, new UpdateWebhook("https://example.org/mine", null, null), key, 1, null, Now);
        Assert.Equal(expected, (moved.Refusal, moved.Detail));
        // Asking for less in the same breath takes nothing back of what was queued already.
        var narrowed = WebhookDecisions.Update(owners, new UpdateWebhook("https://example.org/mine", null, ["lead.created"]), key, 1, null, Now);
        Assert.Equal(expected, (narrowed.Refusal, narrowed.Detail));
        Assert.Equal(expected.Item1, WebhookDecisions.Enable(owners.Apply(new WebhookDisabled("gone", Now)), key, Now).Refusal);
        Assert.Equal(expected.Item1, WebhookDecisions.RotateSecret(owners, "v1.y", key, Now).Refusal);
        var widened = WebhookDecisions.Update(After(WebhookDecisions.Create(new WebhookState(), New, key, Now)), new UpdateWebhook(null, null, [type]), key, 1, null, Now);
        Assert.Equal(expected.Item1, widened.Refusal);
    }

    [Fact]
    public void A_stale_version_changes_nothing_and_the_same_again_is_no_event()
    {
        var state = After(WebhookDecisions.Create(new WebhookState(), New, Owner, Now));
        Assert.Equal(Refusal.StaleVersion, WebhookDecisions.Update(state, new UpdateWebhook(null, "B", null), Owner, 3, 2, Now).Refusal);
        Assert.True(WebhookDecisions.Update(state, new UpdateWebhook(New.Url, New.Name, ["lead.created"]), Owner, 3, 3, Now).IsEmpty);
    }

    [Fact]
    public void Disabled_once_it_keeps_its_first_reason_until_it_is_enabled()
    {
        var created = WebhookDecisions.Create(new WebhookState(), New, Owner, Now);
        var state = After(created, WebhookDecisions.Disable(After(created), "gone", Now));
        Assert.Equal("gone", state.DisabledReason);
        Assert.True(WebhookDecisions.Disable(state, "failing", Now).IsEmpty);
        Assert.Null(state.Apply(Assert.Single(WebhookDecisions.Enable(state, Owner, Now).Events)).DisabledReason);
    }

    [Fact]
    public void A_former_secret_signs_for_a_day_more()
    {
        var state = After(WebhookDecisions.Create(new WebhookState(), New, Owner, Now));
        var rotated = Assert.IsType<WebhookSecretRotated>(Assert.Single(WebhookDecisions.RotateSecret(state, "v1.y", Owner, Now).Events));
        Assert.Equal(Now.AddDays(1), rotated.FormerUntil);
    }
}
