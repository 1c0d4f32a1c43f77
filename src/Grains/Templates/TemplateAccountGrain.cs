using Microsoft.Extensions.Logging;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>When an account's templates are read: daily, and whenever somebody asks.</summary>
[GrainType("template-account")]
internal sealed class TemplateAccountGrain(
    [PersistentState("template-account", EntityStorage.Provider)] IPersistentState<EntityRecord<TemplateAccountState>> storage, TimeProvider clock)
    : EntityGrain<TemplateAccountState>(storage, clock), ITemplateAccountGrain
{
    public Task<Outcome> Begin(string commandId) =>
        Execute(commandId, (_, now) => DueAt(TemplateSyncs.Timer) is null ? Decision.Nothing.DueAt(TemplateSyncs.Timer, now + TemplateSyncs.AfterConnecting) : Decision.Nothing);

    public Task<Outcome> Sync(string commandId) => Execute(commandId, TemplateSyncs.Ask);

    public Task<Outcome> Record(string commandId, int found, int gone, string? failure) =>
        Execute(commandId, (s, now) => TemplateSyncs.Record(s, found, gone, failure, Key.Id, now));

    public Task<TemplateAccountView> Get() => Task.FromResult(
        new TemplateAccountView(Key.Id, TemplateSyncs.Running(State, Now), State.SyncedAt, State.Found, State.Failure, Version));

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != TemplateSyncs.Timer) return await Fire(name, (_, _) => Decision.Nothing);
        await Puller.Run(Now);
        return DueOutcome.Pending;
    }

    protected override async Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        if (events.Any(e => e is TemplateSyncAsked)) await Puller.Run(Now);
    }

    private ITemplatePullerGrain Puller => GrainFactory.GetGrain<ITemplatePullerGrain>(this.GetPrimaryKeyString());
}

/// <summary>When an account's templates are read.</summary>
internal static class TemplateSyncs
{
    /// <summary>The timer.</summary>
    public const string Timer = "sync";

    /// <summary>How soon after its connection an account is read first.</summary>
    public static readonly TimeSpan AfterConnecting = TimeSpan.FromMinutes(1);

    /// <summary>For how long one that was asked for counts as under way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How soon it may be asked for again: management calls are counted by the hour.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WhileFailing = TimeSpan.FromHours(6);

    /// <summary>Whether one is under way.</summary>
    public static bool Running(TemplateAccountState s, DateTimeOffset now) => s.AskedAt is { } at && now - at < Patience;

    public static Decision Ask(TemplateAccountState s, DateTimeOffset now) =>
        Running(s, now) || (s.SyncedAt is { } at && now - at < Pause)
            ? Decision.Nothing
            : Decision.Accept(new TemplateSyncAsked(now)).DueAt(Timer, now + Patience);

    /// <summary>The next one comes in a day, each account's a little later than another's; after a failure in half an hour.</summary>
    public static Decision Record(TemplateAccountState s, int found, int gone, string? failure, string account, DateTimeOffset now)
    {
        var spread = TimeSpan.FromSeconds(EntityStorage.ShardOf(account) * 225);
        // What goes on failing in the same way is told once.
        if (failure is not null && failure == s.Failure && s.AskedAt is null) return Decision.Nothing.DueAt(Timer, now + WhileFailing);
        return Decision.Accept(new TemplatesSynced(found, gone, failure, now)).DueAt(Timer, now + (failure is null ? Day + spread : AfterFailure));
    }
}

/// <summary>Reads an account's templates and tells each template what the channel says of it.</summary>
[GrainType("template-puller")]
internal sealed partial class TemplatePullerGrain(
    ITemplateChannel channel, ITemplateLists lists, TimeProvider clock, ILogger<TemplatePullerGrain> logger) : Grain, ITemplatePullerGrain
{
    /// <summary>The most pages that are read: 100 templates each, more than an account may have.</summary>
    private const int MostPages = 70;

    private DateTimeOffset _ended;

    public async Task Run(DateTimeOffset askedAt)
    {
        // The question and its timer may both have come: one answer serves both.
        if (askedAt <= _ended) return;
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        var began = clock.GetUtcNow();
        int found = 0, gone = 0;
        string? failure;
        try
        {
            (found, gone, failure) = await Pull(key.Tenant, key.Id, began);
        }
        catch (Exception e)
        {
            PullFailed(logger, e.GetType().Name);
            failure = "exception";
        }
        _ended = began;
        await GrainFactory.GetGrain<ITemplateAccountGrain>(this.GetPrimaryKeyString())
            .Record(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sync:{began.UtcTicks}"), found, gone, failure);
    }

    private async Task<(int Found, int Gone, string? Failure)> Pull(string tenant, string account, DateTimeOffset began)
    {
        if (await AccountTokens.Of(GrainFactory, tenant, account) is not { } credentials) return (0, 0, "number_stopped");
        var all = new List<TemplateSighting>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            // The channel's own clock tells whole seconds: news of the same second must not look older than the list.
            var at = new DateTimeOffset(began.UtcTicks - (began.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            var answer = await channel.List(account, credentials, cursor, at, CancellationToken.None);
            if (answer.Failure is { } failure) return (all.Count, 0, failure);
            all.AddRange(answer.Items);
            if ((cursor = answer.Next) is null) break;
        }
        await AccountTokens.Prove(GrainFactory, tenant, account);
        var command = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sync:{account}:{began.UtcTicks}");
        foreach (var name in all.GroupBy(t => t.Name, StringComparer.Ordinal)) await TemplateNews.Tell(GrainFactory, tenant, command, [.. name]);
        // A list that ended too soon proves nobody's absence.
        if (cursor is not null) return (all.Count, 0, null);
        var there = all.Select(t => (t.Name, t.Language)).ToHashSet();
        var lost = (await lists.InAccount(tenant, account, CancellationToken.None))
            .Where(k => k.MetaId is not null && k.At < began && k.Status != TemplateStatus.Deleted && !there.Contains((k.Name, k.Language))).ToList();
        foreach (var k in lost)
            await TemplateNews.Tell(GrainFactory, tenant, command + ":gone", [new TemplateSighting(account, k.Name, k.Language, began, Status: TemplateStatus.Deleted)]);
        return (all.Count, lost.Count, null);
    }

    [LoggerMessage(1, LogLevel.Warning, "An account's templates could not be read ({Kind}); it is tried again.")]
    private static partial void PullFailed(ILogger logger, string kind);
}
