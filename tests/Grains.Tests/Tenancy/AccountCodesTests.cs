using SalesFlow.Common;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

public sealed class AccountCodesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    private static readonly AccountState Open = new()
    {
        Account = new OpenAccount("user-1", "t1", "sara@example.com", "سارة", "owner", "hash", "ar"), OpenedBy = "open", IsActive = true,
    };

    private static AccountState WithApp => Open.EnrolTotp("protected", Now).ConfirmTotp(100, ["r1", "r2"], Now).Next;

    private static AccountState Asked(AccountState state, CodeWay way, ChallengePurpose purpose = ChallengePurpose.SignIn, string? target = null, string id = "c1") =>
        state.Ask(new NewChallenge(id, purpose, way, target), Now).Next;

    private static AccountState Mailed => Asked(Open, CodeWay.Email).IssueCode("c1", "right", Now)!.Value.Next;

    [Fact]
    public void A_code_is_good_once_and_only_under_its_own_question()
    {
        var state = Asked(Mailed, CodeWay.Totp, id: "c2");
        Assert.Equal(ChallengeVerdict.Wrong, state.Answer("c2", new ChallengeAnswer("right"), Now).Result.Verdict);
        var (next, result) = state.Answer("c1", new ChallengeAnswer("right"), Now);
        Assert.Equal((ChallengeVerdict.Passed, true), (result.Verdict, next.EmailConfirmed));
        Assert.Equal(ChallengeVerdict.Gone, next.Answer("c1", new ChallengeAnswer("right"), Now).Result.Verdict);
    }

    [Fact]
    public void A_code_ends_after_five_minutes_and_is_not_even_sent_after_them()
    {
        var late = Now + OneTimeCodes.Life;
        Assert.Equal(ChallengeVerdict.Passed, Mailed.Answer("c1", new ChallengeAnswer("right"), late.AddSeconds(-1)).Result.Verdict);
        Assert.Equal(ChallengeVerdict.Gone, Mailed.Answer("c1", new ChallengeAnswer("right"), late).Result.Verdict);
        Assert.Null(Asked(Open, CodeWay.Email).IssueCode("c1", "right", late));
    }

    [Fact]
    public void A_question_whose_code_was_not_sent_yet_has_no_right_answer() =>
        Assert.Equal(ChallengeVerdict.Wrong, Asked(Open, CodeWay.Email).Answer("c1", new ChallengeAnswer(""), Now).Result.Verdict);

    [Fact]
    public void The_fifth_wrong_answer_ends_the_question_and_every_one_counts_toward_the_lock_out()
    {
        var state = Mailed;
        for (var i = 1; i <= OneTimeCodes.MostTries; i++)
        {
            (state, var result) = state.Answer("c1", new ChallengeAnswer("wrong"), Now);
            Assert.Equal((ChallengeVerdict.Wrong, i), (result.Verdict, state.Failures));
        }
        Assert.Equal(ChallengeVerdict.Gone, state.Answer("c1", new ChallengeAnswer("right"), Now).Result.Verdict);
    }

    [Fact]
    public void A_wrong_code_that_locks_the_account_says_for_how_long()
    {
        var (_, first) = Mailed.Answer("c1", new ChallengeAnswer("wrong"), Now);
        Assert.Equal((ChallengeVerdict.Wrong, null), (first.Verdict, first.Locks));
        var last = Mailed with { Failures = AccountState.FreeFailures - 1, FailedAt = Now };
        Assert.Equal(TimeSpan.FromSeconds(30), last.Answer("c1", new ChallengeAnswer("wrong"), Now).Result.Locks);
    }

    [Fact]
    public void A_link_that_came_by_mail_confirms_the_address()
    {
        var state = Open.WithTicket(TicketKind.Invitation, "h", TimeSpan.FromMinutes(1), Now);
        Assert.False(state.EmailConfirmed);
        Assert.True(state.Redeem(TicketKind.Invitation, "h", "other", Now)!.EmailConfirmed);
    }

    [Fact]
    public void While_the_account_is_locked_no_answer_is_looked_at()
    {
        var state = Mailed with { Failures = AccountState.FreeFailures - 1, FailedAt = Now };
        (state, _) = state.Answer("c1", new ChallengeAnswer("wrong"), Now);
        var (same, result) = state.Answer("c1", new ChallengeAnswer("right"), Now.AddSeconds(29));
        Assert.Equal((ChallengeVerdict.Locked, TimeSpan.FromSeconds(1)), (result.Verdict, result.Wait));
        Assert.Same(state, same);
        Assert.Equal(ChallengeVerdict.Passed, state.Answer("c1", new ChallengeAnswer("right"), Now.AddSeconds(30)).Result.Verdict);
    }

    [Fact]
    public void A_right_password_takes_back_its_own_attempt_but_not_what_wrong_codes_have_counted()
    {
        var state = Open with { Failures = 11, FailedAt = Now.AddHours(-1), LockedUntil = Now.AddSeconds(-1) };
        (state, var attempt) = state.Attempt(Now);
        Assert.NotNull(attempt.Account);
        Assert.True(state.LockedUntil > Now);
        state = Asked(state, CodeWay.Totp);
        Assert.Equal((11, (DateTimeOffset?)null), (state.Failures, state.LockedUntil));
    }

    [Fact]
    public void Codes_are_sent_once_a_minute_and_five_times_an_hour_whatever_the_way()
    {
        var (state, at) = (Open, Now);
        for (var i = 0; i < 5; i++)
        {
            (state, var wait) = state.Ask(new NewChallenge($"c{i}", ChallengePurpose.Confirm, i % 2 == 0 ? CodeWay.Sms : CodeWay.Email, "+966500000001"), at);
            Assert.Null(wait);
            if (i < 4) Assert.Equal(TimeSpan.FromSeconds(50), state.Ask(new NewChallenge("x", ChallengePurpose.Confirm, CodeWay.Email), at.AddSeconds(10)).Wait);
            at = at.AddSeconds(60);
        }
        Assert.Equal(TimeSpan.FromMinutes(55), state.Ask(new NewChallenge("x", ChallengePurpose.Confirm, CodeWay.Email), at).Wait);
        Assert.Null(state.Ask(new NewChallenge("x", ChallengePurpose.Confirm, CodeWay.Email), Now.AddHours(1)).Wait);
        Assert.Null(state.Ask(new NewChallenge("x", ChallengePurpose.SignIn, CodeWay.Totp), at).Wait);
    }

    [Fact]
    public void Asking_again_keeps_the_tries_and_takes_the_first_code_away()
    {
        var (state, _) = Mailed.Answer("c1", new ChallengeAnswer("wrong"), Now);
        Assert.Equal((Refusal.LimitReached, "30"), (state.AskAgain("c1", CodeWay.Email, Now.AddSeconds(30)).Outcome.Refusal, state.AskAgain("c1", CodeWay.Email, Now.AddSeconds(30)).Outcome.Detail));
        var (again, outcome) = state.AskAgain("c1", CodeWay.Email, Now.AddSeconds(60));
        Assert.True(outcome.Accepted);
        Assert.Equal(1, Assert.Single(again.Challenges).Tries);
        Assert.Equal(ChallengeVerdict.Wrong, again.Answer("c1", new ChallengeAnswer("right"), Now.AddSeconds(61)).Result.Verdict);
    }

    [Fact]
    public void A_second_step_goes_only_to_a_phone_that_was_confirmed()
    {
        var at = Now.AddSeconds(60);
        Assert.Equal(Refusal.NotConfigured, Mailed.AskAgain("c1", CodeWay.Sms, at).Outcome.Refusal);
        var confirming = Asked(Open, CodeWay.Sms, ChallengePurpose.Confirm, "+966500000001").IssueCode("c1", "right", Now)!.Value;
        Assert.Equal("+966500000001", confirming.Target);
        Assert.Equal(Refusal.NotConfigured, confirming.Next.AskAgain("c1", CodeWay.Email, at).Outcome.Refusal);
        var confirmed = confirming.Next.Answer("c1", new ChallengeAnswer("right"), Now).Next;
        Assert.Equal("+966500000001", confirmed.View()!.ConfirmedPhone);
        var mailed = confirmed.Ask(new NewChallenge("c2", ChallengePurpose.SignIn, CodeWay.Email), at).Next;
        Assert.Equal("+966500000001", mailed.AskAgain("c2", CodeWay.Sms, at.AddSeconds(60)).Next.IssueCode("c2", "h", at.AddSeconds(60))!.Value.Target);
    }

    [Fact]
    public void A_code_of_the_app_is_never_taken_twice_nor_an_older_one_after_it()
    {
        var state = Asked(WithApp, CodeWay.Totp);
        Assert.Equal(ChallengeVerdict.Wrong, state.Answer("c1", new ChallengeAnswer("", 100), Now).Result.Verdict);
        Assert.Equal(ChallengeVerdict.Wrong, state.Answer("c1", new ChallengeAnswer("", 99), Now).Result.Verdict);
        var (next, result) = state.Answer("c1", new ChallengeAnswer("", 101), Now);
        Assert.Equal(ChallengeVerdict.Passed, result.Verdict);
        Assert.Equal(ChallengeVerdict.Wrong, Asked(next, CodeWay.Totp, id: "c2").Answer("c2", new ChallengeAnswer("", 101), Now).Result.Verdict);
    }

    [Fact]
    public void A_recovery_code_is_good_once()
    {
        var (next, result) = Asked(WithApp, CodeWay.Totp).Answer("c1", new ChallengeAnswer("r1"), Now);
        Assert.Equal((ChallengeVerdict.Passed, true, 1), (result.Verdict, result.Recovery, next.Totp(Now).RecoveryCodesLeft));
        Assert.Equal(ChallengeVerdict.Wrong, Asked(next, CodeWay.Totp, id: "c2").Answer("c2", new ChallengeAnswer("r1"), Now).Result.Verdict);
    }

    [Fact]
    public void An_app_counts_from_its_first_code_on_and_waits_a_quarter_of_an_hour_for_it()
    {
        var pending = Open.EnrolTotp("protected", Now);
        Assert.False(pending.View()!.HasTotp);
        // Whoever enrols was asked for the password, and that attempt was counted before it was known to be right.
        Assert.Equal(0, Open.Attempt(Now).Next.EnrolTotp("protected", Now).Failures);
        var (wrong, result) = pending.ConfirmTotp(null, [], Now);
        Assert.Equal((ChallengeVerdict.Wrong, 1, false), (result.Verdict, wrong.Failures, wrong.View()!.HasTotp));
        Assert.Equal(ChallengeVerdict.Gone, pending.ConfirmTotp(100, [], Now.AddMinutes(15)).Result.Verdict);
        Assert.True(WithApp.View()!.HasTotp);
        Assert.Equal((false, 0), (WithApp.WithoutTotp().View()!.HasTotp, WithApp.WithoutTotp().Totp(Now).RecoveryCodesLeft));
    }

    [Fact]
    public void Nothing_is_asked_of_or_answered_for_an_account_that_is_closed()
    {
        var closed = Mailed with { IsActive = false };
        Assert.Equal((null, null, ChallengeVerdict.Gone),
            (closed.Challenged("c1", Now), closed.IssueCode("c1", "h", Now)?.Target, closed.Answer("c1", new ChallengeAnswer("right"), Now).Result.Verdict));
    }

    [Fact]
    public void An_exchange_ticket_is_good_once_and_sets_no_password()
    {
        var state = Open.WithTicket(TicketKind.Exchange, "h", TimeSpan.FromMinutes(1), Now);
        Assert.Null(state.Redeem(TicketKind.Reset, "h", "other", Now));
        Assert.Null(state.Exchange("h", Now.AddMinutes(1)));
        var used = state.Exchange("h", Now)!;
        Assert.Equal(("hash", true), (used.View()!.PasswordHash, used.EmailConfirmed));
        Assert.Null(used.Exchange("h", Now));
    }

    [Theory]
    [InlineData("123 456", "123456")]
    [InlineData("١٢٣٤٥٦", "123456")]
    [InlineData("۱۲۳-۴۵۶", "123456")]
    [InlineData("\u200F654321\u200F", "654321")]
    [InlineData("K3M9X-p7w2q", "k3m9xp7w2q")]
    public void Codes_are_read_as_people_type_them(string typed, string code) => Assert.Equal(code, OneTimeCodes.Normalise(typed));

    [Fact]
    public void Codes_have_six_digits() => Assert.All(Enumerable.Range(0, 200), _ => Assert.Matches("^[0-9]{6}$", OneTimeCodes.New()));
}
