using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Templates;
using SalesFlow.Templates;
using static SalesFlow.Grains.Tests.Templates.TemplateRulesTests;

namespace SalesFlow.Grains.Tests.Templates;

/// <summary>The life of a template, here and at Meta.</summary>
public sealed class TemplateDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    private static TemplateState Written => After(new TemplateState(), TemplateDecisions.Create(new TemplateState(), "welcome", Whatsapp, true, Now));

    private static TemplateState Submitted => After(Written, TemplateDecisions.Submit(Written, ["900"], ["ar"], Now));

    private static TemplateState Approved => Told(Done(Submitted, new TemplateResult(TemplateResultKind.Done, "m1", TemplateStatus.Pending)), TemplateStatus.Approved, 1);

    [Fact]
    public void A_code_is_used_once_until_it_is_free_again()
    {
        Assert.Equal(Refusal.Taken, TemplateDecisions.Create(Written, "welcome", Whatsapp, true, Now).Refusal);
        Assert.Equal("template_code", TemplateDecisions.Create(new TemplateState(), "Welcome", Whatsapp, true, Now).Rule);
        var gone = After(Written, TemplateDecisions.Delete(Written, Now));
        Assert.Equal(Refusal.NotFound, TemplateDecisions.Update(gone, Whatsapp, null, Now).Refusal);
        var again = After(gone, TemplateDecisions.Create(gone, "welcome", Whatsapp, true, Now));
        Assert.Equal((2, false, true), (again.Number, again.Deleted, again.IsActive));
    }

    [Fact]
    public void A_copy_is_given_once_and_never_over_what_somebody_wrote_or_deleted()
    {
        Assert.IsType<TemplateWritten>(Assert.Single(TemplateDecisions.Adopt(new TemplateState(), "welcome", Whatsapp, Now).Events));
        Assert.True(TemplateDecisions.Adopt(Written, "welcome", Whatsapp with { NameEn = "New" }, Now).IsEmpty);
        var gone = After(Written, TemplateDecisions.Delete(Written, Now));
        Assert.True(TemplateDecisions.Adopt(gone, "welcome", Whatsapp, Now).IsEmpty);
    }

    [Fact]
    public void Only_a_change_of_the_words_is_a_version()
    {
        Assert.True(TemplateDecisions.Update(Written, Whatsapp with { Variables = [.. Whatsapp.Variables], Buttons = [] }, true, Now).IsEmpty);
        Assert.Equal(2, After(Written, TemplateDecisions.Update(Written, Whatsapp with { NameEn = "Other" }, null, Now)).Number);
        var off = TemplateDecisions.Update(Written, null, false, Now);
        Assert.IsType<TemplateSwitched>(Assert.Single(off.Events));
        Assert.Equal(("channel", "fixed"), Refused(TemplateDecisions.Update(Written, Letter, null, Now)));
        Assert.Equal(("bodyAr", "template_undeclared"), Refused(TemplateDecisions.Update(Written, Whatsapp with { Variables = [Name] }, null, Now)));
    }

    [Fact]
    public void A_submission_is_asked_once_and_taken_at_once()
    {
        var asked = TemplateDecisions.Submit(Written, ["900"], ["ar", "en"], Now);
        Assert.Equal(2, asked.Events.Length);
        Assert.Equal((TemplateDecisions.TaskTimer, Now), Assert.Single(asked.DueSets));
        var state = After(Written, asked);
        Assert.All(state.Listings, l => Assert.Equal((TemplateStatus.Submitting, TemplateTask.Create), (l.Status, l.Task)));
        Assert.True(TemplateDecisions.Submit(state, ["900"], ["ar", "en"], Now).IsEmpty);
        var order = TemplateDecisions.Next(state, Now)!;
        Assert.Equal(("welcome", "ar", 1, 1), (order.Name, order.Language, order.Number, order.Attempt));
    }

    [Fact]
    public void What_cannot_be_submitted_is_refused_with_its_reason()
    {
        Assert.Equal(Refusal.NotConfigured, TemplateDecisions.Submit(Written, [], ["ar"], Now).Refusal);
        Assert.Equal("template_language", TemplateDecisions.Submit(After(Written, TemplateDecisions.Update(Written, Whatsapp with { BodyEn = null }, null, Now)), ["900"], ["en"], Now).Rule);
        Assert.Equal("template_not_whatsapp", TemplateDecisions.Submit(Create(Letter), ["900"], ["ar"], Now).Detail);
        Assert.Equal("template_authentication", TemplateDecisions.Submit(Create(Whatsapp with { WhatsappCategory = WhatsappCategory.Authentication }), ["900"], ["ar"], Now).Detail);
        var pending = Done(Submitted, new TemplateResult(TemplateResultKind.Done, "m1", TemplateStatus.Pending));
        var changed = After(pending, TemplateDecisions.Update(pending, Whatsapp with { NameEn = "Other" }, null, Now));
        Assert.Equal((Refusal.WrongStatus, "template_pending"), (TemplateDecisions.Submit(changed, ["900"], ["ar"], Now).Refusal, TemplateDecisions.Submit(changed, ["900"], ["ar"], Now).Detail));
        Assert.Equal("template_disabled", TemplateDecisions.Submit(Told(Approved, TemplateStatus.Disabled, 2), ["900"], ["ar"], Now).Detail);
        static TemplateState Create(TemplateContent content) => After(new TemplateState(), TemplateDecisions.Create(new TemplateState(), "x", content, true, Now));
    }

    [Fact]
    public void An_approved_one_is_asked_again_only_with_other_words_and_by_a_change()
    {
        Assert.Equal((TemplateStatus.Approved, "m1", 1), (Of(Approved).Status, Of(Approved).MetaId, Of(Approved).Number));
        Assert.Equal(["contact_name", "company_name"], Of(Approved).Parameters!.Body);
        Assert.True(TemplateDecisions.Submit(Approved, ["900"], ["ar"], Now).IsEmpty);
        var changed = After(Approved, TemplateDecisions.Update(Approved, Whatsapp with { NameEn = "Other" }, null, Now));
        var asked = After(changed, TemplateDecisions.Submit(changed, ["900"], ["ar"], Now));
        // Until Meta has taken the change, the old words may be sent.
        Assert.Equal((TemplateTask.Edit, TemplateStatus.Approved, 1), (Of(asked).Task, Of(asked).Status, Of(asked).Number));
        Assert.True(TemplateDecisions.Next(asked, Now)!.CategoryFixed);
        var taken = Done(asked, new TemplateResult(TemplateResultKind.Done, "m1", TemplateStatus.Pending));
        Assert.Equal((TemplateTask.None, TemplateStatus.Pending, 2), (Of(taken).Task, Of(taken).Status, Of(taken).Number));
        // A rejected one is changed as well, and not created a second time.
        var rejected = Told(Done(Submitted, new TemplateResult(TemplateResultKind.Done, "m1", TemplateStatus.Pending)), TemplateStatus.Rejected, 1, "INVALID_FORMAT");
        Assert.Equal("INVALID_FORMAT", Of(rejected).Reason);
        Assert.Equal(TemplateTask.Edit, Of(After(rejected, TemplateDecisions.Submit(rejected, ["900"], ["ar"], Now))).Task);
    }

    [Fact]
    public void A_word_of_the_webhook_that_was_faster_than_the_answer_holds()
    {
        var early = Told(Submitted, TemplateStatus.Approved, 1);
        Assert.Equal((TemplateStatus.Approved, TemplateTask.Create), (Of(early).Status, Of(early).Task));
        var order = TemplateDecisions.Next(Submitted, Now)!;
        var after = After(early, TemplateDecisions.Record(early, order, new TemplateResult(TemplateResultKind.Done, "m1", TemplateStatus.Pending), Now));
        Assert.Equal((TemplateStatus.Approved, TemplateTask.None, 1), (Of(after).Status, Of(after).Task, Of(after).Number));
    }

    [Fact]
    public void News_older_than_what_is_known_changes_nothing()
    {
        var paused = Told(Approved, TemplateStatus.Paused, 10, "quality");
        Assert.Equal((TemplateStatus.Paused, "quality", false), (Of(paused).Status, Of(paused).Reason, Of(paused).Sendable));
        Assert.True(TemplateDecisions.Observe(paused, [Seen(TemplateStatus.Approved, 5)], Now).IsEmpty);
        var back = Told(paused, TemplateStatus.Approved, 11);
        Assert.Equal((TemplateStatus.Approved, null), (Of(back).Status, Of(back).Reason));
        Assert.True(TemplateDecisions.Observe(back, [Seen(TemplateStatus.Approved, 12)], Now).IsEmpty);
    }

    [Fact]
    public void Quality_and_category_are_taken_over_without_a_change_of_standing()
    {
        var seen = Seen(null, 5) with { Quality = "yellow", Category = WhatsappCategory.Marketing };
        var after = After(Approved, TemplateDecisions.Observe(Approved, [seen], Now));
        Assert.Equal((TemplateStatus.Approved, "yellow", WhatsappCategory.Marketing), (Of(after).Status, Of(after).Quality, Of(after).Category));
    }

    [Fact]
    public void What_fails_is_tried_again_with_growing_waits_and_in_the_end_given_up()
    {
        var state = Submitted;
        var now = Now;
        TimeSpan before = default;
        for (var attempt = 1; attempt < TemplateDecisions.MostAttempts; attempt++)
        {
            Assert.Equal(attempt, TemplateDecisions.Next(state, now)!.Attempt);
            var failed = TemplateDecisions.Record(state, TemplateDecisions.Next(state, now)!, new TemplateResult(TemplateResultKind.Later, Reason: "unreachable"), now);
            state = After(state, failed);
            var wait = Of(state).NextAt!.Value - now;
            Assert.True(wait >= before);
            Assert.Equal((TemplateDecisions.TaskTimer, now + wait), Assert.Single(failed.DueSets));
            Assert.Null(TemplateDecisions.Next(state, now));
            (before, now) = (wait, now + wait);
        }
        var over = TemplateDecisions.Record(state, TemplateDecisions.Next(state, now)!, new TemplateResult(TemplateResultKind.Later, Reason: "unreachable"), now);
        state = After(state, over);
        Assert.Equal((TemplateStatus.Failed, "unreachable", TemplateTask.None), (Of(state).Status, Of(state).Reason, Of(state).Task));
        Assert.Contains(TemplateDecisions.TaskTimer, over.DueClears);
        // Somebody may ask again.
        Assert.Equal(TemplateTask.Create, Of(After(state, TemplateDecisions.Submit(state, ["900"], ["ar"], now))).Task);
    }

    [Fact]
    public void Waiting_for_ones_turn_counts_as_no_attempt()
    {
        var order = TemplateDecisions.Next(Submitted, Now)!;
        var waiting = After(Submitted, TemplateDecisions.Record(Submitted, order, new TemplateResult(TemplateResultKind.NotYet, Reason: "hourly_limit", RetryAfter: TimeSpan.FromMinutes(20)), Now));
        Assert.Equal((0, Now.AddMinutes(20), TemplateStatus.Submitting), (Of(waiting).Attempts, Of(waiting).NextAt, Of(waiting).Status));
        Assert.Equal(1, TemplateDecisions.Next(waiting, Now.AddMinutes(20))!.Attempt);
    }

    [Fact]
    public void A_refusal_is_kept_with_its_reason_and_an_outcome_of_another_attempt_is_not()
    {
        var order = TemplateDecisions.Next(Submitted, Now)!;
        var failed = After(Submitted, TemplateDecisions.Record(Submitted, order, new TemplateResult(TemplateResultKind.Refused, Reason: "body_format"), Now));
        Assert.Equal((TemplateStatus.Failed, "body_format"), (Of(failed).Status, Of(failed).Reason));
        Assert.True(TemplateDecisions.Record(failed, order, new TemplateResult(TemplateResultKind.Done, "m1"), Now).IsEmpty);
    }

    [Fact]
    public void A_deleted_template_is_deleted_at_meta_too()
    {
        var gone = After(Approved, TemplateDecisions.Delete(Approved, Now));
        Assert.Equal((true, TemplateTask.Delete), (gone.Deleted, Of(gone).Task));
        Assert.Equal("template_pending_deletion", TemplateDecisions.Submit(gone with { Deleted = false }, ["900"], ["ar"], Now).Detail);
        var done = Done(gone, new TemplateResult(TemplateResultKind.Done));
        Assert.Equal((TemplateStatus.Deleted, null, TemplateTask.None), (Of(done).Status, Of(done).MetaId, Of(done).Task));
        // Under the same code it begins anew, by a creation.
        var again = After(done, TemplateDecisions.Create(done, "welcome", Whatsapp, true, Now));
        Assert.Equal(TemplateTask.Create, Of(After(again, TemplateDecisions.Submit(again, ["900"], ["ar"], Now))).Task);
    }

    [Fact]
    public void One_made_elsewhere_is_kept_to_be_read_and_not_changed()
    {
        Assert.Equal(Refusal.NotFound, TemplateDecisions.Observe(Written, [Seen(TemplateStatus.Approved, 1)], Now).Refusal);
        var seen = Seen(TemplateStatus.Approved, 1) with
        {
            Name = "offer",
            Category = WhatsappCategory.Marketing,
            Text = new WhatsappText(null, "مرحباً {{1}}، لدينا عرض.", null, [new(TemplateButtonKind.QuickReply, "نعم")]),
        };
        var state = After(new TemplateState(), TemplateDecisions.Import(new TemplateState(), [seen], Now));
        Assert.Equal(("offer@900", true, "offer"), (state.Code, state.External, state.Name));
        Assert.Equal(("مرحباً {{1}}، لدينا عرض.", null, WhatsappCategory.Marketing), (state.Content!.BodyAr, state.Content.BodyEn, state.Content.WhatsappCategory));
        Assert.Null(Of(state).Parameters);
        Assert.True(TemplateDecisions.Import(state, [seen with { At = Now.AddMinutes(2) }], Now).IsEmpty);
        var english = seen with { Language = "en_US", Text = new WhatsappText(null, "Hello {{1}}, we have an offer.", null, [new(TemplateButtonKind.QuickReply, "Yes")]) };
        var both = After(state, TemplateDecisions.Import(state, [english], Now));
        Assert.Equal(("نعم", "Yes", 2), (both.Content!.Buttons[0].TextAr, both.Content.Buttons[0].TextEn, both.Number));
        Assert.All(
            new[] { TemplateDecisions.Update(state, Whatsapp, null, Now), TemplateDecisions.Delete(state, Now), TemplateDecisions.Submit(state, ["900"], ["ar"], Now) },
            refused => Assert.Equal((Refusal.WrongStatus, "template_external"), (refused.Refusal, refused.Detail)));
        Assert.True(TemplateDecisions.Update(state, null, false, Now).Accepted);
        var gone = After(state, TemplateDecisions.Import(state, [seen with { Status = TemplateStatus.Deleted, Text = null, At = Now.AddMinutes(3) }], Now));
        Assert.True(gone.Deleted);
    }

    [Fact]
    public void News_without_words_of_a_template_that_nobody_knows_makes_none() =>
        Assert.True(TemplateDecisions.Import(new TemplateState(), [Seen(TemplateStatus.Rejected, 1)], Now).IsEmpty);

    [Fact]
    public void An_account_is_read_daily_and_not_twice_within_a_moment()
    {
        var asked = TemplateSyncs.Ask(new TemplateAccountState(), Now);
        var running = asked.Events.Aggregate(new TemplateAccountState(), (s, e) => s.Apply(e));
        Assert.True(TemplateSyncs.Ask(running, Now.AddMinutes(1)).IsEmpty);
        Assert.False(TemplateSyncs.Ask(running, Now.AddMinutes(11)).IsEmpty);
        var read = TemplateSyncs.Record(running, 7, 0, null, "900", Now.AddMinutes(1));
        Assert.InRange(Assert.Single(read.DueSets).At - Now, TimeSpan.FromDays(1), TimeSpan.FromHours(26));
        var done = read.Events.Aggregate(running, (s, e) => s.Apply(e));
        Assert.Equal((7, false), (done.Found, TemplateSyncs.Running(done, Now.AddMinutes(1))));
        Assert.True(TemplateSyncs.Ask(done, Now.AddMinutes(1).AddSeconds(5)).IsEmpty);
        var failed = TemplateSyncs.Record(done, 0, 0, "token", "900", Now).Events.Aggregate(done, (s, e) => s.Apply(e));
        Assert.Equal(("token", 7), (failed.Failure, failed.Found));
        // What goes on failing is told once.
        Assert.Empty(TemplateSyncs.Record(failed, 0, 0, "token", "900", Now).Events);
    }

    private static TemplateSighting Seen(TemplateStatus? status, int minute, string? reason = null) =>
        new("900", "welcome", "ar", Now.AddMinutes(minute), "m1", status, reason);

    private static TemplateState Told(TemplateState state, TemplateStatus status, int minute, string? reason = null) =>
        After(state, TemplateDecisions.Observe(state, [Seen(status, minute, reason)], Now));

    private static TemplateState Done(TemplateState state, TemplateResult result) =>
        After(state, TemplateDecisions.Record(state, TemplateDecisions.Next(state, Now)!, result, Now));

    private static TemplateListing Of(TemplateState state) => state.Find("900", "ar")!;

    private static (string?, string?) Refused(Decision decision) => (decision.Detail, decision.Rule);

    private static TemplateState After(TemplateState state, Decision decision)
    {
        Assert.True(decision.Accepted, decision.Detail);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }
}
