using SalesFlow.Channels.WhatsApp;

namespace SalesFlow.Channels.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(0, SendResultKind.NumberStopped)]
    [InlineData(190, SendResultKind.NumberStopped)]
    [InlineData(3, SendResultKind.NumberStopped)]
    [InlineData(10, SendResultKind.NumberStopped)]
    [InlineData(200, SendResultKind.NumberStopped)]
    [InlineData(299, SendResultKind.NumberStopped)]
    [InlineData(4, SendResultKind.Delay)]
    [InlineData(80007, SendResultKind.Delay)]
    [InlineData(130429, SendResultKind.Delay)]
    [InlineData(131056, SendResultKind.Delay)]
    [InlineData(131048, SendResultKind.Delay)]
    [InlineData(131049, SendResultKind.Failed)]
    [InlineData(131050, SendResultKind.ConsentWithdrawn)]
    [InlineData(131047, SendResultKind.WindowClosed)]
    [InlineData(470, SendResultKind.WindowClosed)]
    [InlineData(131026, SendResultKind.Failed)]
    [InlineData(130472, SendResultKind.Failed)]
    [InlineData(131008, SendResultKind.Failed)]
    [InlineData(131009, SendResultKind.Failed)]
    [InlineData(100, SendResultKind.Failed)]
    [InlineData(33, SendResultKind.Failed)]
    [InlineData(131021, SendResultKind.Failed)]
    [InlineData(131030, SendResultKind.Failed)]
    [InlineData(368, SendResultKind.NumberStopped)]
    [InlineData(131031, SendResultKind.NumberStopped)]
    [InlineData(130497, SendResultKind.Failed)]
    [InlineData(131037, SendResultKind.NumberStopped)]
    [InlineData(131042, SendResultKind.NumberStopped)]
    [InlineData(131045, SendResultKind.NumberStopped)]
    [InlineData(131051, SendResultKind.Failed)]
    [InlineData(131052, SendResultKind.Failed)]
    [InlineData(131053, SendResultKind.Failed)]
    [InlineData(131057, SendResultKind.Delay)]
    [InlineData(131062, SendResultKind.Failed)]
    [InlineData(131063, SendResultKind.Failed)]
    [InlineData(131064, SendResultKind.Failed)]
    [InlineData(132000, SendResultKind.Failed)]
    [InlineData(132001, SendResultKind.Failed)]
    [InlineData(132005, SendResultKind.Failed)]
    [InlineData(132007, SendResultKind.Failed)]
    [InlineData(132012, SendResultKind.Failed)]
    [InlineData(132015, SendResultKind.Failed)]
    [InlineData(132016, SendResultKind.Failed)]
    [InlineData(132068, SendResultKind.Failed)]
    [InlineData(132069, SendResultKind.Failed)]
    [InlineData(133010, SendResultKind.NumberStopped)]
    [InlineData(133016, SendResultKind.NumberStopped)]
    [InlineData(131000, SendResultKind.Delay)]
    [InlineData(131016, SendResultKind.Delay)]
    [InlineData(135000, SendResultKind.Delay)]
    [InlineData(1, SendResultKind.Delay)]
    [InlineData(2, SendResultKind.Delay)]
    [InlineData(137000, SendResultKind.Failed)]
    [InlineData(138006, SendResultKind.Failed)]
    [InlineData(139001, SendResultKind.Failed)]
    public void Every_code_of_the_table_has_its_outcome_whatever_the_status(int code, SendResultKind kind)
    {
        foreach (var status in new[] { 400, 429, 500 })
        {
            var result = WhatsAppErrors.Result(new GraphError(code), status, null, 1, false, 0.5);
            Assert.Equal(kind, result.Kind);
            Assert.Equal(code, result.ErrorCode);
            Assert.False(string.IsNullOrEmpty(result.Reason));
            if (kind == SendResultKind.Delay) Assert.True(result.RetryAfter > TimeSpan.Zero);
        }
    }

    [Fact]
    public void A_pair_waits_four_times_as_long_after_each_attempt_and_an_hour_at_most()
    {
        var waits = Enumerable.Range(1, 8).Select(n => WhatsAppErrors.Result(new GraphError(131056), 400, null, n, false, 0.9).RetryAfter!.Value.TotalSeconds);
        Assert.Equal([4, 16, 64, 256, 1024, 3600, 3600, 3600], waits);
    }

    [Fact]
    public void What_was_held_back_for_the_customers_good_rests_a_day() =>
        Assert.Equal(TimeSpan.FromHours(24), WhatsAppErrors.Result(new GraphError(131049), 400, null, 1, true, 0).RetryAfter);

    [Fact]
    public void The_spam_limit_ends_a_campaign_and_only_delays_an_answer()
    {
        Assert.Equal(SendResultKind.Failed, WhatsAppErrors.Result(new GraphError(131048), 400, null, 1, marketing: true, 0).Kind);
        Assert.Equal(SendResultKind.Delay, WhatsAppErrors.Result(new GraphError(131048), 400, null, 1, marketing: false, 0).Kind);
    }

    [Fact]
    public void A_number_that_is_not_there_stops_although_its_code_is_that_of_a_wrong_parameter() =>
        Assert.Equal(SendResultKind.NumberStopped, WhatsAppErrors.Result(new GraphError(100, 33), 400, null, 1, false, 0).Kind);

    [Theory]
    [InlineData(999999, false, 400, SendResultKind.Failed)]
    [InlineData(999999, true, 400, SendResultKind.Delay)]
    [InlineData(999999, false, 429, SendResultKind.Delay)]
    [InlineData(999999, false, 503, SendResultKind.Delay)]
    public void A_code_never_seen_is_judged_by_what_comes_with_it(int code, bool transient, int status, SendResultKind kind) =>
        Assert.Equal(kind, WhatsAppErrors.Result(new GraphError(code, 0, transient), status, null, 1, false, 0).Kind);

    [Fact]
    public void The_longer_of_the_two_waits_holds_but_never_more_than_an_hour()
    {
        Assert.Equal(TimeSpan.FromSeconds(40), WhatsAppErrors.Result(new GraphError(130429), 429, TimeSpan.FromSeconds(40), 1, false, 0).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(1), WhatsAppErrors.Result(new GraphError(130429), 429, TimeSpan.FromMilliseconds(5), 1, false, 0).RetryAfter);
        Assert.Equal(TimeSpan.FromHours(1), WhatsAppErrors.Result(new GraphError(130429), 429, TimeSpan.FromDays(3), 1, false, 0).RetryAfter);
    }

    [Fact]
    public void Jitter_only_lengthens_and_by_a_half_at_most()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), WhatsAppErrors.Delay(DelayRule.Backoff, 1, 0));
        Assert.Equal(TimeSpan.FromSeconds(3), WhatsAppErrors.Delay(DelayRule.Backoff, 1, 1));
        Assert.Equal(TimeSpan.FromSeconds(300), WhatsAppErrors.Delay(DelayRule.Backoff, int.MaxValue, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{\"messages\":{}}")]
    [InlineData("{\"messages\":[]}")]
    [InlineData("{\"messages\":[{}]}")]
    [InlineData("{\"messages\":[{\"id\":5}]}")]
    [InlineData("{\"messages\":[{\"id\":\"\"}]}")]
    [InlineData("{\"messages\":[{\"id\":\"wamid.cut\"}")]
    [InlineData("{\"error\":\"text\"}")]
    [InlineData("{\"error\":{\"code\":\"many\"}}")]
    [InlineData("{\"messages\":[{\"id\":\"\\ud83d\"}]}")]
    public void Garbage_holds_nothing(string body) => Assert.Equal(default, WhatsAppAnswer.Read(System.Text.Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Fields_never_seen_do_not_hide_the_ones_that_matter()
    {
        var answer = WhatsAppAnswer.Read("""{"x":{"error":{"code":1}},"messages":[{"y":[{"id":"no"}],"id":"wamid.A","message_status":"paused"},{"id":"b"}],"z":[1]}"""u8);
        Assert.Equal(new WhatsAppAnswer("wamid.A", "paused", null), answer);
    }
}
