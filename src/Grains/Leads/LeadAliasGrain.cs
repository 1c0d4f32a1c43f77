using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>One phone or e-mail of a lead. The first to claim it wins; a claim that its lead does not stand by falls after a minute.</summary>
[GrainType("lead-alias")]
internal sealed class LeadAliasGrain(
    [PersistentState("lead-alias", EntityStorage.Provider)] IPersistentState<EntityRecord<LeadAliasState>> storage, TimeProvider clock)
    : EntityGrain<LeadAliasState>(storage, clock), ILeadAliasGrain
{
    /// <summary>How long a claim is believed without asking its lead: longer than any commit takes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public async Task<string> Claim(string leadId)
    {
        if (State.LeadId == leadId) return leadId;
        if (State.LeadId is { } owner && (State.At + Grace > Now || await Lead(owner).Holds(Key.Id))) return owner;
        await Commit(Decision.Accept(new LeadAliasClaimed(leadId, Now)), []);
        return leadId;
    }

    public async Task<Outcome> Release(string leadId)
    {
        if (State.LeadId == leadId) await Commit(Decision.Accept(new LeadAliasReleased(leadId)), []);
        return new Outcome(Refusal.None, Version);
    }

    public async Task<Outcome> Move(string fromLeadId, string toLeadId)
    {
        if (State.LeadId == fromLeadId) await Commit(Decision.Accept(new LeadAliasClaimed(toLeadId, Now)), []);
        return new Outcome(Refusal.None, Version);
    }

    public Task<string?> Get() => Task.FromResult(State.LeadId);

    private ILeadGrain Lead(string id) => GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, id));
}

/// <summary>Whose a name is, and since when.</summary>
internal sealed record LeadAliasState : IFold<LeadAliasState>
{
    public string? LeadId { get; init; }

    public DateTimeOffset At { get; init; }

    public LeadAliasState Apply(IDomainEvent e) => e switch
    {
        LeadAliasClaimed c => this with { LeadId = c.LeadId, At = c.At },
        LeadAliasReleased => this with { LeadId = null },
        _ => this,
    };
}
