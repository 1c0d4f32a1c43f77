using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Grains.Agents;

/// <summary>
/// The router: calls the agents that have declared an event as their trigger. A run is named after its agent, its subject and its trigger, so an event
/// that is given again calls nobody twice; triggers of one subject within an agent's quiet time share one run, at its end.
/// </summary>
internal sealed class AgentTriggerReaction(IGrainFactory grains, IAgentDefinitions agents, AgentProfiles profiles, TimeProvider clock) : IReaction
{
    // What is long past is nobody's work any more: a log that is read anew must not set all agents going.
    private static readonly TimeSpan News = TimeSpan.FromHours(6);

    public string Name => "agent-triggers";

    public IReadOnlySet<string> EventTypes { get; } =
        agents.All.SelectMany(a => a.Triggers).Select(t => t.Event).ToFrozenSet(StringComparer.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (clock.GetUtcNow() - e.At > News) return;
        var type = EventCatalog.NameOf(e.Event);
        foreach (var agent in agents.All)
        {
            foreach (var trigger in agent.Triggers)
            {
                if (trigger.Event != type || !Sampled(e, agent.Id, trigger.Sample)) continue;
                if (trigger.When is { } condition && !agents.Matches(condition, Body(e))) continue;
                if (await profiles.Get(e.Tenant, agent.Id) is { Content.Enabled: false }) continue;
                await Start(e, agent.Id, type, trigger.Quiet);
            }
        }
    }

    private async Task Start(CommittedEvent e, string agentId, string type, TimeSpan quiet)
    {
        // The end of the stretch of quiet time in which the event lies: the same for all events in it, and for the same event given again.
        var slot = quiet > TimeSpan.Zero ? e.At.UtcTicks / quiet.Ticks : 0;
        var name = quiet > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"slot:{slot}") : e.CommandId;
        DateTimeOffset? notBefore = quiet > TimeSpan.Zero ? new DateTimeOffset((slot + 1) * quiet.Ticks, TimeSpan.Zero) : null;
        var runId = Id.Named("agent-run", agentId, $"{e.Entity}/{e.EntityId}", name);
        await grains.GetGrain<IAgentRunGrain>(TenantKey.Format(e.Tenant, runId))
            .Start(runId, new StartAgentRun(agentId, "event:" + type, e.Entity, e.EntityId, null, null, notBefore));
    }

    private static bool Sampled(CommittedEvent e, string agentId, double share) =>
        share >= 1 || BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{agentId}/{e.CommandId}"))) % 10_000 < share * 10_000;

    private static string Body(CommittedEvent e) => Encoding.UTF8.GetString(EventCatalog.Serialize(e.Event));
}
