using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Leads;
using SalesFlow.Storage.Webhooks;
using SalesFlow.Webhooks;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteWebhookTests : WebhookTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresWebhookTests : WebhookTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What is queued, sent, retried and replayed, on both databases.</summary>
public abstract class WebhookTests : DatabaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly Receiver _receiver = new();
    private WebhookStore _store = null!;
    private WebhookDeliveryLists _lists = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var sql = new WebhookSql(Db.Services);
        _store = new WebhookStore(sql, _clock);
        _lists = new WebhookDeliveryLists(Db.Contexts, sql, _store, _clock);
    }

    [Fact]
    public async Task What_happens_after_it_was_set_up_is_sent_once_each_and_nothing_else()
    {
        await Happens("t", "lead/a", 1, Created("before"));
        await Db.ProjectAll();
        await SetUp("t", "w", 1, "lead.*");
        await Happens("t", "lead/b", 1, Created("one"));
        await Happens("t", "deal/d", 1, new Deals.DealOpened("D", Common.Money.Sar(1), "s", 10, null, null, null, "u", _clock.GetUtcNow()));
        await Happens("u", "lead/c", 1, Created("theirs"));
        await Db.ProjectAll();
        var dispatcher = Dispatcher();

        Assert.Equal(1, await dispatcher.QueueNew(None));
        Assert.Equal(0, await dispatcher.QueueNew(None));
        Assert.Equal(1, await dispatcher.SendDue(None));
        Assert.Equal(0, await dispatcher.SendDue(None));
        var message = Assert.Single(_receiver.Messages);
        Assert.Contains("\"type\":\"lead.created\"", message.Body, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"one\"", message.Body, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Delivered, Assert.Single((await _lists.Deliveries("t", "w", null, null, 10, None)).Items).State);
        Assert.Empty((await _lists.Deliveries("u", "w", null, null, 10, None)).Items);
    }

    [Fact]
    public async Task Two_silos_that_look_at_once_queue_each_event_once()
    {
        await SetUp("t", "w", 0, "lead.created");
        for (var i = 0; i < 30; i++) await Happens("t", "lead/l" + i, 1, Created("n" + i));
        await Db.ProjectAll();
        await Task.WhenAll(Dispatcher().QueueNew(None), Dispatcher().QueueNew(None), Dispatcher().QueueNew(None));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            var dispatcher = Dispatcher();
            while (await dispatcher.SendDue(None) > 0)
            {
            }
        }));
        Assert.Equal(30, _receiver.Messages.Count);
        Assert.Equal(30, _receiver.Messages.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_by_the_schedule_and_then_given_up_and_replayed_under_the_same_id()
    {
        await SetUp("t", "w", 0, "*");
        await Happens("t", "lead/a", 1, Created("x"));
        await Db.ProjectAll();
        _receiver.Answer = _ => new WebhookAnswer(500, "status", null, 3);
        var dispatcher = Dispatcher();
        await dispatcher.QueueNew(None);
        var attempts = 0;
        while (attempts < WebhookSchedule.MaxAttempts)
        {
            attempts += await dispatcher.SendDue(None);
            Assert.Equal(0, await dispatcher.SendDue(None));
            _clock.Advance(TimeSpan.FromHours(27));
        }
        Assert.Equal(0, await dispatcher.SendDue(None));
        var failed = Assert.Single((await _lists.Deliveries("t", "w", DeliveryState.Failed, null, 10, None)).Items);
        Assert.Equal((10, 500, "status"), (failed.Attempts, failed.LastStatus, failed.LastError));
        Assert.Equal(10, (await _lists.Delivery("t", "w", failed.Id, None))!.Attempts.Count);
        Assert.Equal([("w", "failing")], _receiver.Disabled);

        _receiver.Answer = _ => new WebhookAnswer(200, null, null, 3);
        Assert.Equal(1, await _lists.ReplayFailed("t", "w", None));
        Assert.Equal(1, await dispatcher.SendDue(None));
        Assert.Single(_receiver.Messages.Select(m => m.Id).Distinct());
        Assert.Equal(DeliveryState.Delivered, (await _lists.Delivery("t", "w", failed.Id, None))!.Delivery.State);
    }

    [Fact]
    public async Task What_is_gone_is_disabled_at_once_and_what_waits_is_not_lost()
    {
        await SetUp("t", "w", 0, "lead.created");
        await Happens("t", "lead/a", 1, Created("x"));
        await Db.ProjectAll();
        _receiver.Answer = _ => new WebhookAnswer(410, "status", null, 1);
        var dispatcher = Dispatcher();
        await dispatcher.QueueNew(None);
        await dispatcher.SendDue(None);
        Assert.Equal([("w", "gone")], _receiver.Disabled);
        await Happens("t", "webhook/w", 2, new WebhookDisabled("gone", _clock.GetUtcNow()));
        await Happens("t", "lead/b", 1, Created("y"));
        await Db.ProjectAll();
        Assert.Equal(0, await dispatcher.QueueNew(None));

        _receiver.Answer = _ => new WebhookAnswer(200, null, null, 1);
        await Happens("t", "webhook/w", 3, new WebhookEnabled(_clock.GetUtcNow()));
        await Db.ProjectAll();
        Assert.Equal(1, await dispatcher.QueueNew(None));
        Assert.Equal(1, await dispatcher.SendDue(None));
    }

    [Fact]
    public async Task An_attempt_that_died_is_made_again_when_its_lease_has_run_out()
    {
        await SetUp("t", "w", 0, "lead.created");
        await Happens("t", "lead/a", 1, Created("x"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        Assert.Single(await _store.Take(10, 4, [], TimeSpan.FromMinutes(1), None));
        Assert.Empty(await _store.Take(10, 4, [], TimeSpan.FromMinutes(1), None));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Single(await _store.Take(10, 4, [], TimeSpan.FromMinutes(1), None));
    }

    [Fact]
    public async Task A_rotated_secret_signs_first_and_the_former_one_beside_it_for_its_time()
    {
        await SetUp("t", "w", 0, "lead.created");
        await Happens("t", "webhook/w", 2, new WebhookSecretRotated("new", _clock.GetUtcNow().AddDays(1), _clock.GetUtcNow()));
        await Happens("t", "lead/a", 1, Created("x"));
        await Happens("t", "lead/b", 1, Created("y"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        Assert.Equal(["new", "secret"], (await _store.Take(1, 4, [], TimeSpan.FromMinutes(1), None))[0].Secrets);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["new"], (await _store.Take(1, 4, [], TimeSpan.FromMinutes(1), None))[0].Secrets);
    }

    [Fact]
    public async Task Pages_of_deliveries_show_each_once_and_settled_ones_leave_in_time()
    {
        await SetUp("t", "w", 0, "lead.created");
        for (var i = 0; i < 25; i++) await Happens("t", "lead/l" + i, 1, Created("n" + i));
        await Db.ProjectAll();
        var dispatcher = Dispatcher();
        await dispatcher.QueueNew(None);
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _lists.Deliveries("t", "w", DeliveryState.Pending, cursor, 7, None);
            ids.AddRange(page.Items.Select(d => d.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(25, ids.Distinct().Count());
        Assert.Equal(25, ids.Count);

        while (await dispatcher.SendDue(None) > 0)
        {
        }
        Assert.Equal(0, await _store.Trim(_clock.GetUtcNow().AddDays(-30), 1000, None));
        Assert.Equal(25, await _store.Trim(_clock.GetUtcNow().AddMinutes(1), 1000, None));
    }

    [Fact]
    public async Task What_waits_for_a_disabled_webhook_stands_in_nobodys_way()
    {
        await SetUp("t", "full", 0, "lead.created");
        for (var i = 0; i < 40; i++) await Happens("t", "lead/l" + i, 1, Created("n" + i));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        await Happens("t", "webhook/full", 2, new WebhookDisabled("failing", _clock.GetUtcNow()));
        await SetUp("u", "w", 0, "lead.created");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Happens("u", "lead/x", 1, Created("theirs"));
        await Db.ProjectAll();
        var dispatcher = Dispatcher();
        await dispatcher.QueueNew(None);

        // More wait in front of it than one look takes.
        var taken = Assert.Single(await _store.Take(16, 4, [], TimeSpan.FromMinutes(1), None));
        Assert.Equal(("u", "w"), (taken.Tenant, taken.Webhook));
        await Happens("t", "webhook/full", 3, new WebhookEnabled(_clock.GetUtcNow()));
        await Db.ProjectAll();
        Assert.Equal(40, await _store.Wake("t", "full", None));
        Assert.Equal(4, (await _store.Take(16, 4, [], TimeSpan.FromMinutes(1), None)).Count);
    }

    [Fact]
    public async Task Nothing_is_sent_for_a_suspended_company_and_all_of_it_once_it_is_active_again()
    {
        await Happens("t", "tenant/tenant", 1, new Tenancy.TenantRegistered("Co", "u1", "سارة", "ar"));
        await SetUp("t", "w", 0, "lead.created");
        await Happens("t", "lead/a", 1, Created("before"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        await Happens("t", "tenant/tenant", 2, new Tenancy.TenantSuspended("unpaid", _clock.GetUtcNow()));
        await Happens("t", "lead/b", 1, Created("meanwhile"));
        await Db.ProjectAll();
        Assert.Equal(0, await Dispatcher().QueueNew(None));
        Assert.Equal(0, await Dispatcher().SendDue(None));

        await Happens("t", "tenant/tenant", 3, new Tenancy.TenantReactivated("paid", _clock.GetUtcNow()));
        await Db.ProjectAll();
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await Dispatcher().QueueNew(None));
        Assert.Equal(2, await Dispatcher().SendDue(None));
    }

    [Fact]
    public async Task What_was_queued_under_former_kinds_is_sent_to_nobody_any_more()
    {
        await SetUp("t", "w", 0, "*");
        await Happens("t", "lead/a", 1, Created("x"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        await Happens("t", "webhook/w", 2, new WebhookUpdated("https://example.org/other", null, ["deal.*"], _clock.GetUtcNow()));
        await Db.ProjectAll();
        Assert.Equal(0, await Dispatcher().SendDue(None));
        Assert.Equal("type_not_wanted", Assert.Single((await _lists.Deliveries("t", "w", DeliveryState.Failed, null, 10, None)).Items, d => d.Type == "lead.created").LastError);
        await _lists.QueueTest("t", "w", "msg_test", None);
        Assert.Equal(1, await Dispatcher().SendDue(None));
    }

    [Fact]
    public async Task One_enabled_again_after_the_feed_was_trimmed_is_sent_all_that_is_kept()
    {
        await SetUp("t", "w", 0, "lead.created");
        for (var i = 0; i < 3; i++) await Happens("t", "lead/old" + i, 1, Created("old"));
        await Db.ProjectAll();
        _clock.Advance(TimeSpan.FromDays(8));
        for (var i = 0; i < 2; i++) await Happens("t", "lead/new" + i, 1, Created("new"));
        await Db.ProjectAll();
        Assert.True(await Db.Store.Trim(Entities.EntityStorage.ShardOf("t"), _clock.GetUtcNow().AddDays(-7), 1000, None) >= 3);

        await Dispatcher().QueueNew(None);
        Assert.Equal(2, await Dispatcher().SendDue(None));
        Assert.All(_receiver.Messages, m => Assert.Contains("\"name\":\"new\"", m.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_settled_goes_after_its_time_all_of_it_and_what_waits_stays()
    {
        await SetUp("t", "w", 0, "lead.created");
        await SetUp("t", "gone", 0, "lead.created");
        for (var i = 0; i < 5; i++) await Happens("t", "lead/old" + i, 1, Created("old"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        while (await Dispatcher().SendDue(None) > 0)
        {
        }
        _clock.Advance(TimeSpan.FromDays(20));
        await Happens("t", "lead/new", 1, Created("new"));
        await Db.ProjectAll();
        await Dispatcher().QueueNew(None);
        await Happens("t", "webhook/gone", 2, new WebhookDeleted(_clock.GetUtcNow()));
        await Db.ProjectAll();

        await Dispatcher().Trim(2, None);
        Assert.Equal((6, 0), (await Count("w"), await Count("gone")));
        _clock.Advance(TimeSpan.FromDays(11));
        await Dispatcher().Trim(2, None);
        Assert.Equal(DeliveryState.Pending, Assert.Single((await _lists.Deliveries("t", "w", null, null, 10, None)).Items).State);

        async Task<int> Count(string webhook) => (await _lists.Deliveries("t", webhook, null, null, 20, None)).Items.Count;
    }

    private static LeadCreated Created(string name) => new(name, null, "web", null, null, "ar", null, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    private Task SetUp(string tenant, string id, long after, params string[] types) => Happens(
        tenant, "webhook/" + id, 1, new WebhookCreated("https://example.com", "W", types, "secret", after, _clock.GetUtcNow()));

    private Task Happens(string tenant, string stream, long version, Common.IDomainEvent e) =>
        Db.Append(Logged.Of(tenant, stream, version, e, _clock.GetUtcNow()));

    private WebhookDispatcher Dispatcher() => new(
        _store, Db.Feed(), _receiver, _receiver.Grains, Options.Create(new WebhookDispatchOptions()), _clock, NullLogger<WebhookDispatcher>.Instance);

    private sealed class Receiver : IWebhookSender
    {
        private readonly Lock _lock = new();

        public Receiver() => Grains = DisablingGrains.Create(this);

        public Func<WebhookMessage, WebhookAnswer> Answer { get; set; } = _ => new WebhookAnswer(200, null, null, 1);

        public List<WebhookMessage> Messages { get; } = [];

        public List<(string Webhook, string Reason)> Disabled { get; } = [];

        public IGrainFactory Grains { get; }

        public Task<WebhookAnswer> Send(WebhookMessage message, CancellationToken ct)
        {
            lock (_lock) Messages.Add(message);
            return Task.FromResult(Answer(message));
        }
    }

    /// <summary>Grains of which only a webhook's being disabled is seen.</summary>
#pragma warning disable CA1852 // The proxy derives from it at run time.
    private class DisablingGrains : System.Reflection.DispatchProxy
#pragma warning restore CA1852
    {
        private Receiver _receiver = null!;
        private string _key = "";

        public static IGrainFactory Create(Receiver receiver) => Of<IGrainFactory>(receiver, "");

        protected override object? Invoke(System.Reflection.MethodInfo? method, object?[]? args)
        {
            if (method?.Name == nameof(IGrainFactory.GetGrain)) return Of<IWebhookGrain>(_receiver, (string)args![0]!);
            if (method?.Name != nameof(IWebhookGrain.Disable)) throw new NotSupportedException(method?.Name);
            _receiver.Disabled.Add((_key.Split('/')[1], (string)args![1]!));
            return Task.FromResult(new Common.Outcome(Common.Refusal.None, 2));
        }

        private static T Of<T>(Receiver receiver, string key) where T : class
        {
            var made = Create<T, DisablingGrains>();
            ((DisablingGrains)(object)made)._receiver = receiver;
            ((DisablingGrains)(object)made)._key = key;
            return made;
        }
    }
}
