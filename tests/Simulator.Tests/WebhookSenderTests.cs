using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class WebhookSenderTests
{
    [Theory]
    [InlineData("{\"a\":1}", "sha256=a9076adb7408d26443ef1902aaae098b7ab6b934eddfa6fc1338cd0153ddda4d")]
    [InlineData("{\"b\":\"مرحبا\"}", "sha256=d2e31288d81a171b994fa4c98d0eff8101ebd48733abc381e2bfc0c4ea02d49b")]
    [InlineData("", "sha256=a7dfadfa864dba471c925e814eca5ee032a7ded01574b16ac33dd477b5d6d0f7")]
    public void Signatures_are_those_that_others_compute(string body, string header) =>
        Assert.Equal(header, WebhookSignature.Of("test-app-secret", Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Every_post_is_signed_and_repeated_until_it_is_taken()
    {
        await using var business = await TestBusiness.Start();
        business.Answers = post => post < 3 ? 503 : 200;
        await using var sender = Sender(business, o => o.FirstRetryWait = TimeSpan.FromMilliseconds(5));
        Assert.True(sender.TryPost(Message("966501234567", "w1", "السلام عليكم")));
        await Eventually(() => sender.Counts.Acknowledged == 1);
        Assert.Equal(3, business.Posts.Count);
        Assert.All(business.Posts, post => Assert.True(post.Signed));
        Assert.Equal((3, 200), (sender.Receipt("w1")!.Attempts, sender.Receipt("w1")!.LastStatus));
        Assert.Equal("السلام عليكم", Assert.Single(business.Received).Text);
    }

    [Fact]
    public async Task An_update_that_is_never_taken_is_given_up_and_counted()
    {
        await using var business = await TestBusiness.Start();
        business.Answers = _ => 500;
        await using var sender = Sender(business, o => (o.FirstRetryWait, o.RetryFor) = (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(20)));
        sender.TryPost(Message("966501234567", "w1", "x"));
        await Eventually(() => sender.Counts.GivenUp == 1);
        Assert.Null(sender.Receipt("w1")!.AcknowledgedAt);
        Assert.Equal(0, sender.Counts.Waiting);
    }

    [Fact]
    public async Task Copies_and_shuffling_deliver_everything_and_keep_the_order_of_each_chat()
    {
        await using var business = await TestBusiness.Start();
        await using var sender = Sender(business, o => (o.Copies, o.Shuffle, o.Spread) = (3, true, TimeSpan.FromMilliseconds(100)));
        for (var i = 0; i < 200; i++) Assert.True(sender.TryPost(Message("96650000000" + (i % 10), "w" + i, "#" + (i / 10))));
        await Eventually(() => business.Posts.Count == 600 && sender.Receipts.All(r => r.Copies == 3));
        Assert.Equal(200, sender.Receipts.Count);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => "w" + i).Order(), business.Received.Select(m => m.Id).Order());
        Assert.All(
            business.Received.GroupBy(m => m.From),
            chat => Assert.Equal(Enumerable.Range(0, 20).Select(n => "#" + n), chat.Select(m => m.Text)));
        Assert.NotEqual(Enumerable.Range(0, 200).Select(i => "w" + i), business.Received.Select(m => m.Id));
    }

    [Fact]
    public async Task A_post_holds_at_most_as_many_updates_as_it_may()
    {
        await using var business = await TestBusiness.Start();
        using var hold = new SemaphoreSlim(0);
        business.Answers = post =>
        {
            if (post == 1) hold.Wait(TimeSpan.FromSeconds(20));
            return 200;
        };
        await using var sender = Sender(business, o => (o.Connections, o.BatchSize) = (1, 40));
        for (var i = 0; i < 101; i++) sender.TryPost(Message("966501234567", "w" + i, "x"));
        hold.Release();
        await Eventually(() => sender.Counts.Acknowledged == 101);
        var sizes = business.Posts.Select(post => JsonDocument.Parse(post.Body).RootElement.GetProperty("entry").EnumerateArray().Sum(e => e.GetProperty("changes").GetArrayLength()));
        Assert.Equal(101, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 40));
        Assert.Contains(40, sizes);
    }

    [Fact]
    public async Task What_finds_no_room_is_refused_and_counted()
    {
        await using var business = await TestBusiness.Start();
        business.Answers = _ => 500;
        await using var sender = Sender(business, o => o.Capacity = 3);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => sender.TryPost(Message("966501234567", "w" + i, "x"))));
        Assert.Equal(1, sender.Counts.Dropped);
    }

    [Fact]
    public void A_customer_without_a_phone_is_known_by_its_id_alone()
    {
        var update = Updates.Message(GraphFixture.Number, new SimulatedCustomer("شهد", null, "SA.1", "shahad"), CustomerAct.Say("هلا"), "w", DateTimeOffset.UnixEpoch);
        var value = JsonDocument.Parse(update.Value).RootElement;
        var message = value.GetProperty("messages")[0];
        Assert.False(message.TryGetProperty("from", out _));
        Assert.False(value.GetProperty("contacts")[0].TryGetProperty("wa_id", out _));
        Assert.Equal(("SA.1", "shahad"), (message.GetProperty("from_user_id").GetString(), value.GetProperty("contacts")[0].GetProperty("profile").GetProperty("username").GetString()));
    }

    internal static async Task Eventually(Func<bool> condition)
    {
        var limit = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < limit, "The condition was not met in 30 seconds.");
            await Task.Delay(5);
        }
    }

    private static WebhookUpdate Message(string from, string wamid, string text) =>
        Updates.Message(GraphFixture.Number, new SimulatedCustomer("n", from, null), CustomerAct.Say(text), wamid, DateTimeOffset.UnixEpoch);

    private static WebhookSender Sender(TestBusiness business, Action<WebhookOptions> change)
    {
        var options = new WebhookOptions { Url = business.Url, AppSecret = TestBusiness.Secret };
        change(options);
        return new WebhookSender(options, TimeProvider.System, NullLogger.Instance);
    }
}
