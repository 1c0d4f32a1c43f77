using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Agents;

/// <summary>One run of a task agent.</summary>
[GrainType("agent-run")]
internal sealed class AgentRunGrain(
    [PersistentState("agent-run", EntityStorage.Provider)] IPersistentState<EntityRecord<AgentRunState>> storage, AgentActions actions, TimeProvider clock)
    : EntityGrain<AgentRunState>(storage, clock), IAgentRunGrain
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(2);

    public Task<Outcome> Start(string commandId, StartAgentRun command) => Execute(commandId, (s, now) => AgentRunDecisions.Start(s, command, now));

    public Task<Outcome> Record(string commandId, StartAgentRun command, AgentRunResult result) =>
        Execute(commandId, (s, now) => AgentRunDecisions.Record(s, command, result, now));

    public Task<AgentRunWork?> GetWork() => Task.FromResult(State is { Status: AgentRunStatus.Running, Start: { } start }
        ? new AgentRunWork(start, State.StartedAt)
        : null);

    public Task<Outcome> Finish(AgentRunResult result) => Settle((s, now) => AgentRunDecisions.Finish(s, result, now));

    public Task<Outcome> Fail(string reason) => Settle((s, now) => AgentRunDecisions.Fail(s, reason, now));

    public Task<Outcome> Postpone() => Settle((s, now) => s.Status != AgentRunStatus.Running
        ? Decision.Refuse(Refusal.StaleTurn)
        : now > s.StartedAt + AgentRunDecisions.GiveUpAfter && now > (s.Start!.NotBefore ?? s.StartedAt) + AgentRunDecisions.GiveUpAfter
            ? AgentRunDecisions.Fail(s, "gave_up", now)
            : Decision.Nothing.DueAt(AgentRunDecisions.Think, now + BusyPause));

    public Task<Outcome> Release(string commandId, string userId) => Execute(commandId, (s, now) => AgentRunDecisions.Release(s, userId, now));

    public Task<Outcome> Discard(string commandId, string userId, string? reason) =>
        Execute(commandId, (s, now) => AgentRunDecisions.Discard(s, userId, reason, now));

    protected override async Task<DueOutcome> Due(string name)
    {
        switch (name)
        {
            case AgentRunDecisions.Think when State.Status == AgentRunStatus.Running:
                await GrainFactory.GetGrain<IAgentWorkGrain>(this.GetPrimaryKeyString()).Run();
                return DueOutcome.Pending;
            case AgentRunDecisions.Act when State.Actions.Count > 0:
                var outcomes = await actions.Do(Key, State.Start!, State.Actions);
                return await Fire(name, (s, now) => AgentRunDecisions.Acted(s, outcomes, UpdatedAt ?? now, now));
            default:
                return await Fire(name, (_, _) => Decision.Nothing);
        }
    }

    private async Task<Outcome> Settle(Func<AgentRunState, DateTimeOffset, Decision> decide)
    {
        var decision = decide(State, Now);
        if (decision is { Accepted: true, IsEmpty: false }) await Commit(decision, []);
        return new Outcome(decision.Refusal, Version, decision.Detail);
    }
}
