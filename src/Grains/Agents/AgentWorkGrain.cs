using Microsoft.Extensions.Logging;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Agents;

/// <summary>
/// Thinks for one run, outside the run's turn. Where too many of the tenant's runs are being thought on this silo already, the run is put off; where
/// thinking fails, its timer asks again until the run gives up.
/// </summary>
[GrainType("agent-work")]
internal sealed partial class AgentWorkGrain(
    IAgentInvoker invoker, AgentProfiles profiles, AgentRunInputs inputs, AgentRunGate gate, IAgentDefinitions agents, TenantViews tenants, TimeProvider clock,
    ILogger<AgentWorkGrain> logger) : Grain, IAgentWorkGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task Run()
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        var run = GrainFactory.GetGrain<IAgentRunGrain>(this.GetPrimaryKeyString());
        if (await run.GetWork() is not { } work) return;
        var start = work.Start;
        if (agents.Find(start.AgentId) is not { } agent || await tenants.Get(key.Tenant) is not { } tenant)
        {
            await run.Fail("unknown_agent");
            return;
        }
        if (!gate.TryEnter(key.Tenant, agent))
        {
            await run.Postpone();
            return;
        }
        try
        {
            await Think(key, run, start, tenant);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ThinkingFailed(logger, e, start.AgentId);
            await run.Postpone();
        }
        finally
        {
            gate.Leave(key.Tenant, agent);
        }
    }

    private async Task Think(TenantKey key, IAgentRunGrain run, StartAgentRun start, TenantView tenant)
    {
        if (tenant.Profile.Suspended)
        {
            await run.Fail("suspended");
            return;
        }
        var input = start.InputJson ?? await inputs.Make(key.Tenant, start, clock.GetUtcNow());
        if (input is null)
        {
            await run.Fail("no_subject");
            return;
        }
        using var limit = new CancellationTokenSource(Deadline, clock);
        var profile = start.Trial is { } trial
            ? new AgentProfileView(start.AgentId, 0, trial, null, null, start.By ?? "", clock.GetUtcNow(), 0)
            : await profiles.Get(key.Tenant, start.AgentId);
        var answer = await invoker.Invoke(start.AgentId, input, tenant, clock.GetUtcNow(), limit.Token, profile, key.Id);
        if (answer?.Result is { } result) await run.Finish(result);
        else await run.Fail(answer?.Status ?? "unknown_agent");
    }

    [LoggerMessage(1, LogLevel.Warning, "A run of {Agent} could not be thought; it is tried again.")]
    private static partial void ThinkingFailed(ILogger logger, Exception e, string agent);
}

/// <summary>Bounds how many runs of an agent a tenant has at once on this silo, and how many all tenants have together.</summary>
public sealed class AgentRunGate
{
    private const int MaxAtOnce = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Tenant, string Agent), int> _running = [];
    private int _all;

    /// <summary>Takes a place; false where there is none.</summary>
    public bool TryEnter(string tenant, AgentDescription agent)
    {
        lock (_gate)
        {
            var running = _running.GetValueOrDefault((tenant, agent.Id));
            if (running >= agent.Concurrent || _all >= MaxAtOnce) return false;
            _running[(tenant, agent.Id)] = running + 1;
            _all++;
            return true;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Leave(string tenant, AgentDescription agent)
    {
        lock (_gate)
        {
            _all--;
            if (_running[(tenant, agent.Id)] is > 1 and var running) _running[(tenant, agent.Id)] = running - 1;
            else _running.Remove((tenant, agent.Id));
        }
    }
}
