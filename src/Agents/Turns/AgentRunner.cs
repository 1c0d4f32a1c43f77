using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Turns;

/// <summary>Answers turns: routes, thinks with the model if one is configured, and lets the rules stand in where it fails.</summary>
internal sealed class AgentRunner(AgentCatalogue agents, IOfflineEngine offline, AgentMetrics metrics, TimeProvider clock, TurnLoop? loop = null)
    : IAgentRunner
{
    /// <inheritdoc/>
    public bool IsRemote => loop is not null;

    /// <inheritdoc/>
    public async Task<AgentAnswer> Run(AgentTask task, IAgentTools tools, IAgentJournal journal, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var started = clock.GetTimestamp();
        // The rules are asked in any case: what they see of opt-outs, complaints and requests for a person holds whatever a model says, and the
        // language that they read is the one that routes.
        var rules = offline.Answer(task);
        var agent = TurnRouter.Route(rules.Output.Language, agents.ById);
        if (agent.Language != rules.Output.Language) rules = offline.Answer(task, agent.Language);
        return (await Think(agent, task, rules, tools, journal, started, ct)).Answer;
    }

    /// <summary>Answers as a given agent, in its language.</summary>
    public async Task<RunResult> RunAs(AgentDefinition agent, AgentTask task, IAgentTools tools, IAgentJournal journal, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var started = clock.GetTimestamp();
        return await Think(agent, task, offline.Answer(task, agent.Language), tools, journal, started, ct);
    }

    private async Task<RunResult> Think(
        AgentDefinition agent, AgentTask task, AgentAnswer rules, IAgentTools tools, IAgentJournal journal, long started, CancellationToken ct)
    {
        rules = rules with { AgentId = agent.Id };
        var result = new RunResult(rules, null);
        if (loop is not null)
        {
            result = await loop.Run(agent, task, tools, journal, ct) switch
            {
                LoopResult.Answered reply => new RunResult(AnswerMapper.Map(agent, task, reply, rules, loop.ModelName(agent)), reply.Output),
                LoopResult.Failed failure => new RunResult(AnswerMapper.StandIn(rules, failure), null),
                _ => throw new InvalidOperationException("Unknown result."),
            };
        }
        metrics.RunEnded(agent.Id, result.Answer.Engine, result.Answer.FallbackReason, clock.GetElapsedTime(started));
        return result;
    }
}
