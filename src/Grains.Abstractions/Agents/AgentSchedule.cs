using SalesFlow.Common;

namespace SalesFlow.Agents;

/// <summary>Calls a tenant's agents by the clock. Key: <c>tenant/agents</c>.</summary>
[Alias("agent-schedule")]
public interface IAgentScheduleGrain : ITenantScoped
{
    /// <summary>Begins to call; where it has begun nothing changes.</summary>
    [Alias("Begin")]
    Task<Outcome> Begin(string commandId);
}
