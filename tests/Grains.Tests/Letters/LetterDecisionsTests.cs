using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Letters;

namespace SalesFlow.Grains.Tests.Letters;

public sealed class LetterDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly Letter Letter = new(LetterKind.PasswordReset, "account", "user-1");

    private static LetterState After(LetterState state, Decision decision) => decision.Events.Aggregate(state, (s, e) => s.Apply(e));

    private static LetterState Posted => After(new LetterState(), LetterDecisions.Post(new LetterState(), Letter, Now));

    [Fact]
    public void A_letter_is_posted_once_and_due_at_once()
    {
        var decision = LetterDecisions.Post(new LetterState(), Letter, Now);
        Assert.Equal((LetterDecisions.SendTimer, Now), Assert.Single(decision.DueSets));
        Assert.Equal(Refusal.AlreadyExists, LetterDecisions.Post(Posted, Letter, Now).Refusal);
    }

    [Fact]
    public void An_attempt_is_written_down_before_it_is_made_and_the_fifth_is_the_last()
    {
        var state = Posted;
        for (var attempt = 1; attempt <= LetterDecisions.MostAttempts; attempt++)
        {
            var decision = LetterDecisions.Due(state, Now);
            state = After(state, decision);
            Assert.Equal((attempt, Now.AddMinutes(attempt)), (state.Attempts, Assert.Single(decision.DueSets).At));
            Assert.True(LetterDecisions.Record(state, attempt, DispatchResult.Later, Now).IsEmpty);
        }
        var end = LetterDecisions.Due(state, Now);
        Assert.Equal((LetterStatus.Failed, 5), (After(state, end).Status, After(state, end).Attempts));
        Assert.Empty(end.DueSets);
    }

    [Theory]
    [InlineData(DispatchResult.Sent, LetterStatus.Sent)]
    [InlineData(DispatchResult.Refused, LetterStatus.Failed)]
    [InlineData(DispatchResult.NotConfigured, LetterStatus.Failed)]
    public void What_is_decided_ends_the_attempts(DispatchResult result, LetterStatus status)
    {
        var tried = After(Posted, LetterDecisions.Due(Posted, Now));
        var decision = LetterDecisions.Record(tried, 1, result, Now);
        Assert.Equal(status, After(tried, decision).Status);
        Assert.Equal(LetterDecisions.SendTimer, Assert.Single(decision.DueClears));
        Assert.True(LetterDecisions.Record(tried, 7, result, Now).IsEmpty);
        Assert.True(LetterDecisions.Due(After(tried, decision), Now).IsEmpty);
    }

    [Fact]
    public void Letters_speak_both_languages_and_hold_their_link_in_one_line()
    {
        foreach (var kind in Enum.GetValues<LetterKind>())
        {
            var (subject, text) = LetterTexts.Of(kind, "ar", "سارة\nBcc: x@example.com", "شركة", "https://example.com/x?token=a.b");
            Assert.DoesNotContain('\n', subject);
            Assert.Contains("https://example.com/x?token=a.b", text, StringComparison.Ordinal);
            Assert.NotEqual(text, LetterTexts.Of(kind, "en", "سارة", "شركة", "https://example.com/x?token=a.b").Text);
        }
    }
}
