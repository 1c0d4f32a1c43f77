using System.Text.Json;
using Microsoft.Extensions.Logging;
using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Models;
using SalesFlow.Conversations;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Turns;

/// <summary>
/// The loop of a turn: model, tools, model, until there is a reply that passes every check. Steps that call tools are journaled before their
/// tools run and are not asked for again. Ends in a reply or in a stable word that says why there is none.
/// </summary>
internal sealed partial class TurnLoop(
    ModelCaller caller, PromptBuilder prompts, Spending budget, KnowledgeDesk knowledge, AgentMetrics metrics, AgentOptions options, TimeProvider clock,
        ILogger<TurnLoop> log)
{
    private const int MaxCallsPerStep = 8;
    private const int MaxToolResult = 8_000;

    /// <summary>The model's name for an agent.</summary>
    public string ModelName(AgentDefinition agent) => caller.Model.NameFor(agent);

    /// <summary>Runs the loop.</summary>
    public async Task<LoopResult> Run(AgentDefinition agent, AgentTask task, IAgentTools tools, IAgentJournal journal, CancellationToken ct)
    {
        var run = new State(agent, task, tools, PromptBuilder.Messages(agent, task), Deadline.From(clock, options.TurnDeadline));
        var model = ModelName(agent);
        var before = new SpentBefore(task.Turn.TokensSpent, task.Turn.CostSpentSar);
        await budget.Refresh(task.Tenant.TenantId, task.Now, ct);
        await Resume(run, journal, ct);
        while (true)
        {
            if (run.Step >= agent.Limits.MaxSteps) return run.Failed("steps");
            if (!budget.Allows(agent, task.Tenant.TenantId, model, run.Input, run.Output, before, task.Now)) return run.Failed("budget");
            ModelReply reply;
            try
            {
                // The last step must answer, so it is offered no tools.
                var request = new ModelRequest(agent, prompts.System(agent, task.Tenant), run.Messages, agent.Tools.Count > 0
                    && run.Step < agent.Limits.MaxSteps - 1);
                reply = await caller.Complete(request, run.Deadline, Random.Shared.NextDouble, ct);
            }
            catch (ModelFailureException e)
            {
                ModelFailed(log, agent.Id, e.Reason, e.InnerException?.GetType().Name);
                return run.Failed(Reason(e));
            }
            run.Count(reply.InputTokens, reply.OutputTokens);
            budget.Spend(task.Tenant.TenantId, model, reply.InputTokens, reply.OutputTokens, task.Now);
            var result = reply.Step switch
            {
                AgentStep.Refusal => run.Failed("refused"),
                AgentStep.ToolCalls calls => await CallTools(run, calls.Items, reply, journal, ct),
                AgentStep.Reply text => Consider(run, text.Text, reply.Finish),
                _ => throw new InvalidOperationException("Unknown step."),
            };
            if (result is not null) return result;
            run.Step++;
        }
    }

    /// <summary>A failure as runs record it.</summary>
    internal static string Reason(ModelFailureException e) => e.Kind switch
    {
        ModelFailureKind.Timeout => "timeout",
        ModelFailureKind.RateLimited => "rate_limited",
        ModelFailureKind.NotTried => e.Reason,
        _ => "error",
    };

    private async Task Resume(State run, IAgentJournal journal, CancellationToken ct)
    {
        foreach (var recorded in journal.Steps.OrderBy(s => s.Step))
        {
            if (StepJson.Read(recorded.ResponseJson) is not { } calls) continue;
            run.Step = recorded.Step;
            run.Count(recorded.InputTokens, recorded.OutputTokens);
            await RunTools(run, calls, ct);
            run.Step++;
        }
    }

    private async Task<LoopResult?> CallTools(State run, IReadOnlyList<ToolCall> calls, ModelReply reply, IAgentJournal journal, CancellationToken ct)
    {
        if (calls.Count > MaxCallsPerStep) calls = [.. calls.Take(MaxCallsPerStep)];
        await journal.Append(new JournalStep(run.Step, StepJson.Write(calls), reply.InputTokens, reply.OutputTokens));
        await RunTools(run, calls, ct);
        return null;
    }

    private async Task RunTools(State run, IReadOnlyList<ToolCall> calls, CancellationToken ct)
    {
        run.Messages.Add(new ModelMessage.Calls(calls));
        for (var i = 0; i < calls.Count; i++)
        {
            var (outcome, result) = await RunTool(run, calls[i], $"{run.Task.Turn.Turn}:{run.Step}:{i}", ct);
            run.Called.Add(new ToolTrace(calls[i].Tool.Length <= 60 ? calls[i].Tool : calls[i].Tool[..60], outcome));
            if (result.Length > MaxToolResult) result = ToolBox.Error("result_too_long");
            run.Messages.Add(new ModelMessage.ToolResult(calls[i].Id, calls[i].Tool, result));
        }
    }

    private async Task<(string Outcome, string Result)> RunTool(State run, ToolCall call, string callId, CancellationToken ct)
    {
        if (!run.Agent.Tools.Contains(call.Tool))
        {
            // The name is the model's, perhaps the customer's: it is in the journal, not in the log.
            metrics.ToolRefused(run.Agent.Id, "not_allowed");
            ToolRefused(log, run.Agent.Id, callId);
            return ("not_allowed", ToolBox.Error("tool_not_allowed"));
        }
        if (!ToolBox.TryRead(call, out var arguments, out var error))
        {
            metrics.ToolRefused(run.Agent.Id, "invalid_arguments");
            return ("invalid_arguments", ToolBox.Error("invalid_arguments", error));
        }
        if (call.Tool == ToolNames.LookupKnowledge && knowledge.IsOpen)
        {
            var found = await knowledge.Ask(run.Task.Tenant.TenantId, arguments.GetProperty("query").GetString()!, run.Agent.Language, ct);
            run.Read.AddRange(found);
            // The short facts stand in the prompt already; where the base has nothing they are what there is.
            if (found.Count > 0) return ("ok", KnowledgeDesk.Json(found));
        }
        if (ToolBox.IsLookup(call.Tool)) return ("ok", ToolBox.Lookup(call.Tool, arguments, run.Task.Tenant, run.Agent.Language));
        Gather(run, call.Tool, arguments);
        return ("ok", await run.Tools.Call(callId, call.Tool, arguments.GetRawText(), ct));
    }

    private static void Gather(State run, string tool, JsonElement arguments)
    {
        if (tool == ToolNames.RememberFacts)
        {
            foreach (var (name, value) in CustomerFacts.Read(arguments.GetProperty("facts"), run.Task)) run.Gathered.Facts[name] = value;
        }
        else if (tool == ToolNames.RequestHandOver)
        {
            var reason = arguments.GetProperty("reason").GetString()!;
            run.Gathered.HandOver = new HandOverRequest(
                reason, run.Agent.Escalations.GetValueOrDefault(reason, "sales"), arguments.GetProperty("summary").GetString()!);
        }
    }

    /// <summary>Takes a reply, or sends it back once for its form and once for its content.</summary>
    private LoopResult? Consider(State run, string text, FinishReason finish)
    {
        if (finish == FinishReason.Filter) return run.Failed("refused");
        var parsed = ReplyParser.Parse(text, finish == FinishReason.Length, run.Agent);
        if (parsed is ParsedReply.Malformed malformed)
        {
            if (run.FormMended) return run.Failed("malformed");
            run.FormMended = true;
            return Repair(run, text, "malformed", "Your answer does not follow the schema: " + malformed.Error + ". Answer again with one JSON object that follows it.");
        }
        var output = (parsed as ParsedReply.Structured)?.Output;
        var reply = ReplyGuard.Polish(output?.GetProperty(run.Agent.ReplyField).GetString() ?? ((ParsedReply.Prose)parsed).Text, run.Agent);
        if (ReplyGuard.Check(reply, run.Agent, run.Task, run.Read) is { } violation)
        {
            GuardObjected(log, run.Agent.Id, violation.Code);
            run.Guards.Add(violation.Code);
            if (run.ContentMended) return run.Failed("guard");
            run.ContentMended = true;
            return Repair(run, text, violation.Code, violation.Advice + " Answer again in the same form.");
        }
        return new LoopResult.Answered(reply, output, run.Gathered, run.Input, run.Output) { Tools = run.Called, Guards = run.Guards, Read = run.Read };
    }

    private LoopResult? Repair(State run, string text, string reason, string advice)
    {
        metrics.Repaired(run.Agent.Id, reason);
        run.Messages.Add(new ModelMessage.Assistant(text.Length <= MaxToolResult ? text : text[..MaxToolResult]));
        run.Messages.Add(new ModelMessage.User(advice));
        return null;
    }

    /// <summary>What one run carries along.</summary>
    private sealed class State(AgentDefinition agent, AgentTask task, IAgentTools tools, List<ModelMessage> messages, Deadline deadline)
    {
        public AgentDefinition Agent { get; } = agent;
        public AgentTask Task { get; } = task;
        public IAgentTools Tools { get; } = tools;
        public List<ModelMessage> Messages { get; } = messages;
        public Deadline Deadline { get; } = deadline;
        public Gathered Gathered { get; } = new();
        public List<ToolTrace> Called { get; } = [];
        public List<string> Guards { get; } = [];
        public List<KnowledgePassage> Read { get; } = [.. task.Passages ?? []];
        public int Step { get; set; }
        public int Input { get; private set; }
        public int Output { get; private set; }
        public bool FormMended { get; set; }
        public bool ContentMended { get; set; }

        public void Count(int input, int output)
        {
            Input += input;
            Output += output;
        }

        public LoopResult.Failed Failed(string reason) => new(reason, Input, Output) { Tools = Called, Guards = Guards, Read = Read };
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Agent {Agent}: the model gave no answer ({Reason}, {Error}); the offline engine answers.")]
    private static partial void ModelFailed(ILogger log, string agent, string reason, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent}: call {CallId} asked for a tool that is not allowed and was refused.")]
    private static partial void ToolRefused(ILogger log, string agent, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent}: a reply was held back by the guard {Guard}.")]
    private static partial void GuardObjected(ILogger log, string agent, string guard);
}
