using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Hosting;
using SalesFlow.Grains.Tests.Templates;
using SalesFlow.Templates;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Support;

/// <summary>One silo with a clock that only tests move, storage in memory, a tenant with the platform's template, and scripted conversations.</summary>
public sealed class GrainCluster : IAsyncLifetime
{
    public const string Tenant = "t1";

    private InProcessTestCluster _cluster = null!;

    /// <summary>The clock: a Sunday, 10:00 in Riyadh.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero));

    internal EntityStoreDouble Store { get; private set; } = null!;

    /// <summary>The names of the timers that stand, but for those of the company itself: its trial has one.</summary>
    internal List<string> Timers => [.. Store.Due.Where(d => d.Grain.Type.ToString() is not ("tenant" or "subscription")).Select(d => d.Name)];

    /// <summary>Whether conversations are real ones. They neither think nor send: nobody is there who would.</summary>
    internal bool RealTalks { get; init; }

    internal QuotasDouble Quotas { get; } = new();

    internal TalkScript Script { get; } = new();

    internal MailDouble Mail { get; } = new();

    internal TemplateChannelDouble Templates { get; } = new();

    /// <summary>The users that assignment knows.</summary>
    internal PeopleDouble People { get; } = new();

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSalesFlowGrains(new ConfigurationBuilder().Build());
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton(Script);
            silo.Services.AddSingleton<IQuotas>(Quotas);
            silo.Services.AddSingleton<IMailChannel>(Mail);
            silo.Services.AddSingleton<ISmsChannel>(Mail);
            silo.Services.AddSingleton<ISecretProtector>(Mail);
            silo.Services.AddSingleton<IUserDirectory>(People);
            silo.Services.AddSingleton<ITemplateChannel>(Templates);
            silo.Services.AddSingleton<ITemplateLists>(Templates);
            silo.AddMemoryGrainStorage(EntityStorage.Relational);
            silo.Services.AddSingleton<SalesFlow.Leads.ILeadLists>(People);
            silo.Services.AddSingleton<EntityStoreDouble>();
            silo.Services.AddKeyedSingleton<IGrainStorage>(EntityStorage.Provider, (sp, _) => sp.GetRequiredService<EntityStoreDouble>());
            silo.Services.Configure<GrainTypeOptions>(o => o.Classes.Remove(RealTalks ? typeof(ScriptedConversationGrain) : typeof(ConversationGrain)));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Store = _cluster.GetSiloServiceProvider().GetRequiredService<EntityStoreDouble>();
        var tenant = Grain<ITenantGrain>("tenant");
        Assert.True((await tenant.Register("register", new RegisterTenant("شركة", "user-1", "المالك"))).Accepted);
        Assert.True((await tenant.ApplyTemplate("template", "platform")).Accepted);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>For what calls grains from outside.</summary>
    internal IGrainFactory Grains => _cluster.Client;

    /// <summary>A grain of the tenant, called in its name from here on.</summary>
    public T Grain<T>(string id) where T : ITenantScoped
    {
        TenantScope.Enter(Tenant);
        return _cluster.Client.GetGrain<T>(TenantKey.Format(Tenant, id));
    }

    /// <summary>Moves the clock on, stopping at every timer on the way to deliver it, as the dispatcher would.</summary>
    public async Task Pass(TimeSpan time)
    {
        var until = Clock.GetUtcNow() + time;
        while (Store.Due is [var next, ..] && next.At <= until)
        {
            if (next.At > Clock.GetUtcNow()) Clock.SetUtcNow(next.At);
            await Deliver(next.Grain, next.Name, next.Token);
        }
        Clock.SetUtcNow(until);
    }

    /// <summary>Delivers one timer.</summary>
    public Task<DueOutcome> Deliver(GrainId grain, string name, long token)
    {
        TenantScope.Enter(Tenant);
        return _cluster.Client.GetGrain<IDueGrain>(grain).OnDue(name, token);
    }

    /// <summary>Forgets a grain's memory, so that the next call reads what was stored.</summary>
    public Task Forget(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Waits until something holds that a turn of its own brings about.</summary>
    public static async Task Until(Func<Task<bool>> holds)
    {
        var limit = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(20), "It did not come about.");
            await Task.Yield();
        }
    }
}

/// <summary>What the scripted conversation answers, and what it was asked to send.</summary>
internal sealed class TalkScript
{
    public ConversationView? View { get; set; }

    public Refusal Answer { get; set; }

    public System.Collections.Concurrent.ConcurrentQueue<(string Command, string Purpose, string Text, string? Template)> Sent { get; } = new();
}

/// <summary>A plan as used as a test says; without a word of it there is no limit.</summary>
internal sealed class QuotasDouble : IQuotas
{
    public System.Collections.Concurrent.ConcurrentDictionary<QuotaMetric, QuotaUse> Uses { get; } = new();

    public ValueTask<bool> Allows(string tenant, QuotaMetric metric, long more, CancellationToken ct) => ValueTask.FromResult(Use(metric).Allows(more));

    public ValueTask<QuotaStanding> Standing(string tenant, CancellationToken ct) => ValueTask.FromResult(
        new QuotaStanding("basic", SubscriptionStatus.Active, "2026-11", [.. Enum.GetValues<QuotaMetric>().Select(Use)]));

    private QuotaUse Use(QuotaMetric metric) => Uses.GetValueOrDefault(metric) ?? new QuotaUse(metric, 0, null);
}

/// <summary>A mail server that remembers what it was given and answers as a test says. Nothing is secret before it.</summary>
internal sealed class MailDouble : IMailChannel, ISmsChannel, ISecretProtector
{
    public bool IsConfigured { get; set; } = true;

    public DispatchResult Answer { get; set; } = DispatchResult.Sent;

    public System.Collections.Concurrent.ConcurrentQueue<MailMessage> Sent { get; } = new();

    public Task<DispatchResult> Send(MailMessage message, CancellationToken ct)
    {
        Sent.Enqueue(message);
        return Task.FromResult(Answer);
    }

    public Task<DispatchResult> Send(string to, string text, CancellationToken ct) => throw new NotSupportedException();

    public string Protect(string secret) => secret;

    public string Unprotect(string protectedSecret) => protectedSecret;

    public byte[] Derive(string name, int length) => new byte[length];
}
