using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A company that uses the product.</summary>
[GrainType("tenant")]
public sealed class TenantGrain(
    [PersistentState("tenant", EntityStorage.Provider)] IPersistentState<EntityRecord<TenantState>> storage, TenantViews copies, TimeProvider clock)
    : EntityGrain<TenantState>(storage, clock), ITenantGrain
{
    /// <summary>The id part of every tenant's key.</summary>
    public const string KeyId = "tenant";

    /// <inheritdoc/>
    public Task<Outcome> Register(string commandId, RegisterTenant command) => Execute(commandId, (s, now) => TenantDecisions.Register(s, command, now));

    /// <inheritdoc/>
    public Task<Outcome> ApplyTemplate(string commandId, string template) => Execute(commandId, (s, _) => TenantDecisions.ApplyTemplate(s, template));

    /// <inheritdoc/>
    public Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number) => Execute(commandId, (s, _) => TenantDecisions.ConnectNumber(s, number));

    /// <inheritdoc/>
    public Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice) =>
        Execute(commandId, (s, now) => s.CompanyName is null ? Decision.Refuse(Refusal.NotFound) : Decision.Accept(new ChannelNoticed(notice, now)));

    /// <inheritdoc/>
    public async Task<Outcome> Update(string commandId, UpdateTenant command, long? expectedVersion)
    {
        if (command.Slug is { Length: > 0 } slug && slug != State.Profile.Slug && Seen(commandId) is null)
        {
            // Decided before the slug is claimed: what is refused for another reason must not keep one.
            var first = TenantDecisions.Update(State, command, Version, expectedVersion, Now);
            if (!first.Accepted) return new Outcome(first.Refusal, Version, first.Detail);
            var claimed = await GrainFactory.GetGrain<ISlugOwnerGrain>(Slugs.KeyOf(slug)).Claim(commandId, Key.Tenant);
            if (!claimed.Accepted) return new Outcome(Refusal.Taken, Version, "slug");
        }
        return await Execute(commandId, (s, now) => TenantDecisions.Update(s, command, Version, expectedVersion, now));
    }

    /// <inheritdoc/>
    public Task<Outcome> Suspend(string commandId, string reason) => Execute(commandId, (s, now) => TenantDecisions.Suspend(s, reason, now));

    /// <inheritdoc/>
    public Task<Outcome> Reactivate(string commandId, string reason) => Execute(commandId, (s, now) => TenantDecisions.Reactivate(s, reason, now));

    /// <inheritdoc/>
    public Task<Outcome> WarnQuota(string commandId, QuotaWarning warning) => Execute(commandId, (s, now) => TenantDecisions.Warn(s, warning, now));

    /// <inheritdoc/>
    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != TenantDecisions.SetUpTimer) return await Fire(name, (_, _) => Decision.Nothing);
        var subscription = GrainFactory.GetGrain<ISubscriptionGrain>(TenantKey.Format(Key.Tenant, SubscriptionGrain.KeyId));
        // One that has begun may be warning this company in a turn of its own, and must not be waited for.
        if (await subscription.Get() is null) await subscription.Start(TenantDecisions.SetUpTimer, PlanCatalogue.First);
        var slug = State.Profile.Slug ?? await ClaimSlug();
        return await Fire(name, (s, now) => s.Profile.Slug == slug
            ? Decision.Nothing
            : Decision.Accept(new TenantSettingsChanged(new UpdateTenant(Slug: slug), now)));
    }

    private async Task<string> ClaimSlug()
    {
        var first = Slugs.Of(State.CompanyName!);
        for (var attempt = 0; ; attempt++)
        {
            var slug = attempt == 0 ? first : Slugs.Other(first, Now, attempt);
            var claimed = await GrainFactory.GetGrain<ISlugOwnerGrain>(Slugs.KeyOf(slug)).Claim($"{TenantDecisions.SetUpTimer}:{Key.Tenant}", Key.Tenant);
            if (claimed.Accepted) return slug;
        }
    }

    /// <inheritdoc/>
    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        copies.Forget(Key.Tenant);
        // In a turn of its own, so that the registrant does not wait; the timer's row brings it about if this call is lost.
        if (events.Any(e => e is TenantRegistered)) this.AsReference<IDueGrain>().OnDue(TenantDecisions.SetUpTimer, Version).Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TenantView?> Get() => Task.FromResult(State.CompanyName is null
        ? null
        : new TenantView(
            Key.Tenant, State.CompanyName, State.Language, State.TimeZone, State.Template, State.PriceList, State.Pipeline, State.Knowledge, State.Numbers,
            State.Scoring, Version, State.TemplateNumber)
        {
            Profile = State.Profile,
            CreatedAt = CreatedAt,
        });
}
