using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Guards;
using SalesFlow.Conversations;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Turns;

/// <summary>Answers turns: routes, thinks with the model if one is configured, and lets the rules stand in where it fails.</summary>
internal sealed class AgentRunner(
    AgentCatalogue agents, IOfflineEngine offline, AgentMetrics metrics, ModelPrices prices, KnowledgeDesk knowledge, TimeProvider clock,
    TurnLoop? loop = null) : IAgentRunner
{
    /// <inheritdoc/>
    public bool IsRemote => loop is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Agents { get; } = [TurnRouter.Arabic, TurnRouter.English];

    /// <inheritdoc/>
    public async Task<AgentAnswer> Run(AgentTask task, IAgentTools tools, IAgentJournal journal, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var started = clock.GetTimestamp();
        // The rules are asked in any case: what they see of opt-outs, complaints and requests for a person holds whatever a model says, and the
        // language that they read is the one that routes.
        var rules = offline.Answer(task);
        var known = TurnRouter.Route(rules.Output.Language, agents.ById);
        if (known.Language != rules.Output.Language) rules = offline.Answer(task, known.Language);
        task.Profiles.TryGetValue(known.Id, out var profile);
        if (profile?.Content.Enabled == false) return Off(known, rules);
        var agent = AgentOverrides.Over(known, profile?.Content);
        var answer = (await Think(agent, task, rules, tools, journal, started, ct)).Answer;
        return profile is null ? answer : answer with { Trace = answer.Trace with { Override = profile.Number } };
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
        (task, rules) = await Informed(agent, task, rules, ct);
        rules = rules with { AgentId = agent.Id };
        var result = new RunResult(rules, null);
        var trace = TurnTrace.Of(agent, task) with { Sources = Sources(rules) };
        if (loop is not null)
        {
            var thought = await loop.Run(agent, task, tools, journal, ct);
            result = thought switch
            {
                LoopResult.Answered reply => new RunResult(AnswerMapper.Map(agent, task, reply, rules, loop.ModelName(agent)), reply.Output),
                LoopResult.Failed failure => new RunResult(AnswerMapper.StandIn(rules, failure), null),
                _ => throw new InvalidOperationException("Unknown result."),
            };
            trace = trace with
            {
                Tools = thought.Tools,
                Guards = thought.Guards,
                Sources = [.. trace.Sources.Union(thought.Read.Select(p => p.DocumentId))],
                CostSar = prices.Cost(loop.ModelName(agent), thought.InputTokens, thought.OutputTokens, task.Now),
            };
        }
        metrics.RunEnded(agent.Id, result.Answer.Engine, result.Answer.FallbackReason, clock.GetElapsedTime(started));
        var answer = Checked(result.Answer, task, ref trace);
        return result with { Answer = Banded(agent, answer) with { Trace = trace } };
    }

    /// <summary>A question that neither prices nor facts answer is put to the knowledge base; the rules answer anew with what it gave.</summary>
    private async Task<(AgentTask Task, AgentAnswer Rules)> Informed(AgentDefinition agent, AgentTask task, AgentAnswer rules, CancellationToken ct)
    {
        if (rules.Question is not { } question || task.Passages is not null || !knowledge.IsOpen) return (task, rules);
        var found = await knowledge.Ask(task.Tenant.TenantId, question, agent.Language, ct);
        task = task with { Passages = found };
        return (task, offline.Answer(task, agent.Language) with { Question = question, IsGap = found is not [{ Score: >= KnowledgeScore.Answers }, ..] });
    }

    private static IReadOnlyList<string> Sources(AgentAnswer rules) => [.. rules.Read.Select(p => p.DocumentId).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The door. A model's reply has passed it inside its loop; the rules' own words pass it here, so that nothing leaves unread: what they would say that
    /// must not be said is not said, and a person takes over.
    /// </summary>
    private static AgentAnswer Checked(AgentAnswer answer, AgentTask task, ref RunTrace trace)
    {
        if (answer.Engine != "offline" || answer.Output.ActionTaken == "opted_out") return answer;
        foreach (var message in answer.Messages)
        {
            if (message.Text is not { Length: > 0 } text || ReplyGate.Check(text, task, answer.Read) is not { Decision: GateDecision.Block } verdict) continue;
            trace = trace with { Guards = [.. trace.Guards, verdict.Reasons[0].Code] };
            return answer with
            {
                Messages = [],
                Output = answer.Output with
                {
                    ActionTaken = "escalated",
                    Escalation = answer.Output.Escalation ?? new HandOverRequest("guard_" + verdict.Reasons[0].Code, "sales", string.Empty),
                },
            };
        }
        return answer;
    }

    /// <summary>
    /// What is done with the answer by its confidence. Whoever calls a person, and whoever confirms silence, says so at once; everything else waits
    /// as its band wants.
    /// </summary>
    private static AgentAnswer Banded(AgentDefinition agent, AgentAnswer answer)
    {
        var band = agent.Bands.Of(answer.Output.Confidence);
        if (answer.Output.Escalation is not null || answer.Output.ActionTaken == "opted_out") return answer with { Band = band.Word() };
        ReplyHold? hold = band switch
        {
            ConfidenceBand.Soft when agent.Bands.SoftDelay > TimeSpan.Zero => new ReplyHold("soft", agent.Bands.SoftDelay),
            ConfidenceBand.Hold => new ReplyHold("hold", agent.Bands.HoldRelease),
            _ => null,
        };
        return answer with { Band = band.Word(), Hold = hold };
    }

    /// <summary>The tenant has switched the agent off: its customers are people's.</summary>
    private static AgentAnswer Off(AgentDefinition agent, AgentAnswer rules) => rules with
    {
        AgentId = agent.Id,
        Messages = [],
        Output = rules.Output with { ActionTaken = "escalated", Escalation = rules.Output.Escalation ?? new HandOverRequest("agent_off", "sales", string.Empty) },
    };
}
