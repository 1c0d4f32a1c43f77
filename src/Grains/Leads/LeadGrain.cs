using Microsoft.Extensions.Logging;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>The lead's grain: reads what a decision needs of others, commits what it came to, and carries out what is due.</summary>
[GrainType("lead")]
internal sealed partial class LeadGrain(
    [PersistentState("lead", EntityStorage.Provider)] IPersistentState<EntityRecord<LeadState>> storage, TimeProvider clock, TenantViews tenants,
    IQuotas quotas, ILogger<LeadGrain> log)
    : EntityGrain<LeadState>(storage, clock), ILeadGrain
{
    private static readonly TimeSpan DealRetry = TimeSpan.FromHours(1);

    public Task<Outcome> Open(string commandId, OpenLead command) => Execute(commandId, (s, now) => LeadDecisions.Open(s, command, now));

    public async Task<Outcome> Learn(string commandId, LeadInsight insight)
    {
        if (State.Exists && !LeadDecisions.BringsNews(State, insight)) return new Outcome(Refusal.None, Version);
        var bands = (await tenants.Get(Key.Tenant))?.Scoring ?? new TemperatureBands();
        return await Execute(commandId, (s, now) => LeadDecisions.Learn(s, Key.Id, insight, bands, now));
    }

    public Task<Outcome> CustomerWrote(string commandId, DateTimeOffset at) => Execute(commandId, LeadCadence.CustomerWrote);

    public async Task<Outcome> Answered(string commandId, DateTimeOffset at)
    {
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        return await Execute(commandId, (s, now) => LeadCadence.Answered(s, calendar, at, now));
    }

    public Task<Outcome> ChangeStatus(string commandId, LeadStatus status, string? reason) =>
        Execute(commandId, (s, now) => LeadDecisions.ChangeStatus(s, Key.Id, status, reason, now));

    public Task<Outcome> StopFollowUps(string commandId, string reason) => Execute(commandId, (s, now) =>
        s.Exists ? LeadCadence.Stop(Decision.Nothing, s, reason, now) : Decision.Refuse(Refusal.NotFound));

    public Task<LeadView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) : null);

    protected override Task<DueOutcome> Due(string name) => name switch
    {
        LeadCadence.Timer => FollowUp(),
        LeadDecisions.OpenDealTimer => OpenDeal(),
        _ => Fire(name, (_, _) => Decision.Nothing),
    };

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In a turn of its own, so that the caller does not wait for the deal; the timer's row brings it about if this call is lost.
        if (events.Any(e => e is LeadDealEarned)) this.AsReference<IDueGrain>().OnDue(LeadDecisions.OpenDealTimer, Version).Ignore();
        return Task.CompletedTask;
    }

    private async Task<DueOutcome> FollowUp()
    {
        var tenant = await tenants.Get(Key.Tenant);
        var calendar = tenant.Calendar();
        var conversation = State.ConversationId is { } id ? GrainFactory.GetGrain<IConversationGrain>(TenantKey.Format(Key.Tenant, id)) : null;
        var view = conversation is null ? null : await conversation.Get();
        var step = LeadCadence.Due(State, view is null ? null : LeadCadence.Situation.Of(view), calendar, Now);
        if (step.Send == 0) return await Fire(LeadCadence.Timer, (_, _) => step.Decision!);

        // The instant that the timer was set to names this round: a repeated delivery sends nothing twice, the next round is another command.
        var command = $"{Key.Id}:{LeadCadence.Timer}:{step.Send}:{DueAt(LeadCadence.Timer)!.Value.UtcTicks}";
        var company = tenant?.CompanyName ?? "";
        var name = State.Name ?? view!.CustomerName;
        // A suspended company sends nothing; one whose plan is used up writes to nobody unasked.
        var allowed = tenant is { Profile.Suspended: false } && await quotas.Allows(Key.Tenant, QuotaMetric.MessagesPerMonth, 1, CancellationToken.None);
        var outcome = allowed
            ? await conversation!.SendUnasked(command, FollowUpTexts.Purpose,
                FollowUpTexts.Text(step.Send, State.Language, name, company), FollowUpTexts.Template(step.Send, State.Language, name, company))
            : new Outcome(Refusal.LimitReached, Version, QuotaMetric.MessagesPerMonth.Word());
        if (!outcome.Accepted) LogFollowUpRefused(log, outcome.Refusal, outcome.Detail);
        return await Fire(LeadCadence.Timer, (s, now) => LeadCadence.Sent(s, outcome, calendar, now));
    }

    private async Task<DueOutcome> OpenDeal()
    {
        if (State.DealId is not { } dealId) return await Fire(LeadDecisions.OpenDealTimer, (_, _) => Decision.Nothing);
        var tenant = await tenants.Get(Key.Tenant);
        var deal = GrainFactory.GetGrain<IDealGrain>(TenantKey.Format(Key.Tenant, dealId));
        var outcome = await deal.Open($"{Key.Id}:{LeadDecisions.OpenDealTimer}", LeadDeal.Of(State, Key.Id, tenant?.PriceList ?? []));
        if (outcome.Accepted || outcome.Refusal == Refusal.AlreadyExists) return await Fire(LeadDecisions.OpenDealTimer, (_, _) => Decision.Nothing);
        // A tenant whose pipeline is not set up yet: the deal is not forgotten.
        LogDealRefused(log, outcome.Refusal, outcome.Detail);
        return await Fire(LeadDecisions.OpenDealTimer, (_, now) => Decision.Nothing.DueAt(LeadDecisions.OpenDealTimer, now + DealRetry));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A follow-up was refused: {Refusal} {Detail}")]
    private static partial void LogFollowUpRefused(ILogger log, Refusal refusal, string? detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An earned deal could not be opened and will be tried again: {Refusal} {Detail}")]
    private static partial void LogDealRefused(ILogger log, Refusal refusal, string? detail);
}
