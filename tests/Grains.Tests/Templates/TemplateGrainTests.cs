using System.Collections.Concurrent;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using static SalesFlow.Grains.Tests.Templates.TemplateRulesTests;

namespace SalesFlow.Grains.Tests.Templates;

/// <summary>Templates in a silo: what is asked of Meta, how often, and by whom.</summary>
public sealed class TemplateGrainTests : IAsyncLifetime
{
    private readonly GrainCluster _cluster = new();

    public async Task InitializeAsync()
    {
        await _cluster.InitializeAsync();
        Assert.True((await _cluster.Grain<ITenantGrain>("tenant").ConnectNumber("connect", new ConnectedNumber("555", "+966501234567", "900"))).Accepted);
        await _cluster.Grain<IWhatsAppNumberGrain>("555").Connect(new NumberCredentials("protected"), "900");
    }

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_submission_reaches_meta_and_its_answer_the_template()
    {
        var template = Template("welcome");
        await Write(template, "welcome");
        Assert.True((await template.Submit("submit", ["900"], ["ar", "en"])).Accepted);
        await GrainCluster.Until(async () => (await template.Get())!.Listings.All(l => l is { Status: TemplateStatus.Pending, MetaId: not null }));
        Assert.Equal(["ar", "en"], _cluster.Templates.Done.Select(o => o.Language).Order());
        Assert.DoesNotContain("task", _cluster.Timers);

        Assert.True((await template.Submit("submit", ["900"], ["ar", "en"])).Repeated);
        await TemplateNews.Tell(_cluster.Grains, GrainCluster.Tenant, "news", [new TemplateSighting("900", "welcome", "ar", _cluster.Clock.GetUtcNow(), Status: TemplateStatus.Approved)]);
        Assert.True((await template.Standing("900", "ar"))!.Sendable);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_tried_again_by_the_timer()
    {
        _cluster.Templates.Answers.Enqueue(new TemplateResult(TemplateResultKind.Later, Reason: "unreachable"));
        var template = Template("welcome");
        await Write(template, "welcome");
        await template.Submit("submit", ["900"], ["ar"]);
        await GrainCluster.Until(async () => (await template.Get())!.Listings[0].Attempts == 1);
        Assert.Contains("task", _cluster.Timers);
        await _cluster.Forget(template);
        await _cluster.Pass(TimeSpan.FromMinutes(1));
        await GrainCluster.Until(async () => (await template.Get())!.Listings[0].Status == TemplateStatus.Pending);
        Assert.Equal([1, 2], _cluster.Templates.Done.Select(o => o.Attempt));
    }

    [Fact]
    public async Task No_account_is_asked_for_more_than_a_hundred_creations_an_hour()
    {
        var pace = _cluster.Grain<ITemplatePaceGrain>("900");
        for (var i = 0; i < 100; i++) Assert.Null(await pace.Admit());
        Assert.Equal(TimeSpan.FromHours(1), await pace.Admit());
        var template = Template("welcome");
        await Write(template, "welcome");
        await template.Submit("submit", ["900"], ["ar"]);
        await GrainCluster.Until(async () => (await template.Get())!.Listings[0].Reason == "hourly_limit");
        Assert.Empty(_cluster.Templates.Done);
        await _cluster.Pass(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
        await GrainCluster.Until(async () => (await template.Get())!.Listings[0].Status == TemplateStatus.Pending);
    }

    [Fact]
    public async Task An_accounts_list_tells_what_was_made_elsewhere_and_what_is_gone()
    {
        var template = Template("welcome");
        await Write(template, "welcome");
        await template.Submit("submit", ["900"], ["ar"]);
        await GrainCluster.Until(async () => (await template.Get())!.Listings[0].MetaId is not null);
        _cluster.Templates.Pages.Enqueue(([Line("welcome", TemplateStatus.Approved), Line("offer", TemplateStatus.Approved)], "2"));
        _cluster.Templates.Pages.Enqueue(([Line("old", TemplateStatus.Paused)], null));
        var account = _cluster.Grain<ITemplateAccountGrain>("900");
        Assert.True((await account.Sync("sync")).Accepted);
        await GrainCluster.Until(async () => await account.Get() is { Found: 3, Running: false, Failure: null });
        Assert.Equal(TemplateStatus.Approved, (await template.Standing("900", "ar"))!.Status);
        var offer = await _cluster.Grain<ITemplateGrain>(TemplateIds.Of("offer@900")).Get();
        Assert.True(offer is { External: true, Listings: [{ Status: TemplateStatus.Approved }] });
        Assert.Null(await _cluster.Grain<ITemplateGrain>(TemplateIds.Of("offer")).Get());

        // The second time one is missing.
        _cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        _cluster.Templates.Known = [new KnownListing(TemplateIds.Of("offer@900"), "offer", "ar", TemplateStatus.Approved, "m-offer", _cluster.Clock.GetUtcNow().AddSeconds(-30))];
        _cluster.Templates.Pages.Enqueue(([Line("welcome", TemplateStatus.Approved), Line("old", TemplateStatus.Paused)], null));
        await account.Sync("sync-2");
        await GrainCluster.Until(async () => await account.Get() is { Found: 2, Running: false });
        Assert.True((await _cluster.Grain<ITemplateGrain>(TemplateIds.Of("offer@900")).Get())!.Deleted);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_to_its_end_proves_nobodys_absence()
    {
        _cluster.Templates.Failure = "unreachable";
        _cluster.Templates.Known = [new KnownListing("x", "offer", "ar", TemplateStatus.Approved, "m", _cluster.Clock.GetUtcNow().AddDays(-1))];
        var account = _cluster.Grain<ITemplateAccountGrain>("900");
        await account.Sync("sync");
        await GrainCluster.Until(async () => await account.Get() is { Failure: "unreachable", Running: false });
        Assert.Contains("sync", _cluster.Timers);
    }

    [Fact]
    public async Task Whoever_only_looks_writes_and_submits_nothing()
    {
        var template = Template("welcome");
        await Write(template, "welcome");
        TenantScope.Enter(GrainCluster.Tenant, Actor.User("user-2", Role.Agent));
        Assert.Equal(Refusal.Forbidden, (await template.Submit("s", ["900"], ["ar"])).Refusal);
        Assert.Equal(Refusal.Forbidden, (await template.Update("u", null, false)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await template.Delete("d")).Refusal);
        TenantScope.Enter("t2");
        await Assert.ThrowsAnyAsync<Exception>(() => template.Get());
    }

    private static TemplateSighting Line(string name, TemplateStatus status) => new(
        "900", name, "ar", new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero), "m-" + name, status, "", null, WhatsappCategory.Utility,
        new WhatsappText(null, "نص " + name, null, []));

    private ITemplateGrain Template(string code) => _cluster.Grain<ITemplateGrain>(TemplateIds.Of(code));

    private static async Task Write(ITemplateGrain template, string code) => Assert.True((await template.Create("create", code, Whatsapp, true)).Accepted);
}

/// <summary>Meta, as a test says, and what was asked of it.</summary>
internal sealed class TemplateChannelDouble : ITemplateChannel, ITemplateLists
{
    public ConcurrentQueue<TemplateOrder> Done { get; } = new();

    public ConcurrentQueue<TemplateResult> Answers { get; } = new();

    public ConcurrentQueue<(TemplateSighting[] Items, string? Next)> Pages { get; } = new();

    public IReadOnlyList<KnownListing> Known { get; set; } = [];

    public string? Failure { get; set; }

    public Task<TemplateResult> Do(TemplateOrder order, NumberCredentials credentials, CancellationToken ct)
    {
        Done.Enqueue(order);
        return Task.FromResult(Answers.TryDequeue(out var said) ? said : new TemplateResult(TemplateResultKind.Done, $"m-{order.Name}-{order.Language}", TemplateStatus.Pending));
    }

    public Task<TemplatePage> List(string businessAccountId, NumberCredentials credentials, string? cursor, DateTimeOffset at, CancellationToken ct) => Task.FromResult(
        Failure is { } why ? new TemplatePage([], null, why)
        : Pages.TryDequeue(out var page) ? new TemplatePage([.. page.Items.Select(i => i with { At = at })], page.Next)
        : new TemplatePage([], null));

    public Task<IReadOnlyList<KnownListing>> InAccount(string tenant, string businessAccountId, CancellationToken ct) => Task.FromResult(Known);

    public Task<SalesFlow.Feed.Page<TemplateView>> Templates(string tenant, TemplateFilter filter, string? cursor, int limit, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<SalesFlow.Feed.Page<TemplateVersionView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct) =>
        throw new NotSupportedException();
}
