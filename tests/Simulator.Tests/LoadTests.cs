using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Load;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class LoadTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly MessagePrice Free = new("service", "free_customer_service", false, 0, "SAR", "SA");

    [Fact]
    public async Task A_business_that_answers_each_message_once_is_exact()
    {
        var report = await Run(_ => { }, o => (o.Replay, o.Shuffle, o.Faults) = (3, true, new FaultOptions { RateLimited = 0.1, ServerError = 0.05 }));
        Assert.True(report.IsExact, report.ToString());
        Assert.Equal((report.Sent, report.Sent), (report.Acknowledged, report.Answered));
        Assert.True(report.Sent >= 100, report.ToString());
        Assert.True(report.Refused[130429] > 0 && report.WebhookPosts >= 3 * report.Sent);
    }

    [Fact]
    public async Task A_business_that_forgets_is_found_out()
    {
        var report = await Run(
            business => business.Reply = (_, text) => text.EndsWith("#2", StringComparison.Ordinal) ? null : Text("ok"),
            o => (o.Deadline, o.Drain) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        Assert.True(report.Lost > 0, report.ToString());
        Assert.Equal(report.Sent, report.Answered + report.Lost);
        Assert.Equal(0, report.Duplicates);
    }

    [Fact]
    public async Task A_business_that_answers_twice_is_found_out()
    {
        var report = await Run(business => business.ReplyTimes = 2, _ => { });
        Assert.Equal(report.Sent, report.Duplicates);
        Assert.Equal(0, report.Lost);
    }

    [Fact]
    public async Task A_business_that_believes_copies_is_found_out()
    {
        var report = await Run(business => business.Deduplicates = false, o => o.Replay = 2);
        Assert.True(report.Duplicates > 0, report.ToString());
    }

    [Fact]
    public async Task A_webhook_that_is_refused_for_a_while_loses_nothing()
    {
        var report = await Run(business => business.Answers = post => post % 3 == 0 ? 503 : 200, _ => { });
        Assert.True(report.IsExact && report.Unacknowledged == 0 && report.WebhookFailures > 0, report.ToString());
    }

    [Fact]
    public void One_reply_may_cover_several_quick_messages()
    {
        var book = Book(3);
        Assert.NotNull(book.Replied(Reply(1, 1, "m"), TimeSpan.FromMinutes(1)));
        Assert.Equal((3, 0, 0), (book.Answered, book.Duplicates, book.Owed));
        Assert.All(book.Messages(), m => Assert.Equal("r1", m.ReplyWamid));
    }

    [Fact]
    public void A_reply_that_names_a_number_covers_up_to_it()
    {
        var book = Book(3);
        Assert.Null(book.Replied(Reply(1, 1, "a", "you wrote #2"), TimeSpan.FromMinutes(1)));
        Assert.Equal(1, book.Owed);
        book.Replied(Reply(2, 2, "b", "and #1"), TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (book.OutOfOrder, book.Owed));
    }

    [Fact]
    public void A_reply_first_tried_earlier_and_accepted_later_is_out_of_order()
    {
        var book = Book(2);
        book.Replied(Reply(1, 6, "second"), TimeSpan.FromMinutes(1));
        book.Replied(Reply(2, 5, "first"), TimeSpan.FromMinutes(1));
        Assert.Equal((1, 0), (book.OutOfOrder, book.Duplicates));
    }

    [Fact]
    public void A_callback_that_comes_twice_is_a_double_and_a_reply_to_nobody_a_stray()
    {
        var book = Book(3);
        book.Replied(Reply(1, 1, "same"), TimeSpan.FromMinutes(1));
        book.Replied(Reply(2, 1, "same"), TimeSpan.FromMinutes(1));
        book.Replied(Reply(3, 2, "x") with { To = "966509999999" }, TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (book.Duplicates, book.Strays));
    }

    private static LoadBook Book(int messages)
    {
        var book = new LoadBook();
        for (var i = 1; i <= messages; i++)
        {
            book.Sent(new LoadMessage("n", "966501234567", i, "w" + i, Start, null, null, null));
            book.Confirmed("w" + i, Start.AddMilliseconds(2));
        }

        return book;
    }

    private static SentMessage Reply(long sequence, long firstAttempt, string callback, string text = "ok") => new(
        sequence, firstAttempt, "r" + sequence, "n", "966501234567", "text", text, [], callback, null, Start.AddMilliseconds(10), Free);

    private static object Text(string body) => new { type = "text", text = new { body } };

    private static async Task<LoadReport> Run(Action<TestBusiness> business, Action<LoadOptions> load)
    {
        await using var taker = await TestBusiness.Start();
        taker.Reply = (_, _) => Text("أهلاً");
        business(taker);
        var options = new LoadOptions
        {
            WebhookUrl = taker.Url, AppSecret = TestBusiness.Secret, Numbers = [GraphFixture.Number], Rate = 100, Duration = TimeSpan.FromSeconds(2), Chats = 40,
            MessagesPerChat = 4, Settle = TimeSpan.FromMilliseconds(500),
        };
        load(options);
        await using var run = await LoadRun.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        taker.Graph = run.Graph.BaseAddress;
        return await run.RunAsync();
    }
}
