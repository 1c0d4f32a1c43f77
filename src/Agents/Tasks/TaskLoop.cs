using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Turns;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks;

/// <summary>What a model made of a task.</summary>
/// <param name="Output">Valid against the agent's schema but for what the program fills in; null where there is none.</param>
/// <param name="Failure">Why there is none, a stable word; null where there is one.</param>
/// <param name="Model">The model's name.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Tools">Tools that were called.</param>
/// <param name="Guards">Guards that objected.</param>
internal sealed record Thought(
    JsonObject? Output, string? Failure, string Model, int InputTokens, int OutputTokens, IReadOnlyList<ToolTrace> Tools, IReadOnlyList<string> Guards);

/// <summary>
/// The loop of a task: model, look-ups, model, until there is an output that follows the schema and passes the guards; one repair of its form and one
/// of its content. A task's tools only read, so nothing has to be journaled: begun anew it does no harm.
/// </summary>
internal sealed partial class TaskLoop(
    ModelCaller caller, PromptBuilder prompts, Spending budget, AgentMetrics metrics, AgentOptions options, TimeProvider clock, ILogger<TaskLoop> log)
{
    private const int MaxCallsPerStep = 8;
    private const int MaxEcho = 8_000;

    /// <summary>Runs the loop. Never throws for what a model does.</summary>
    /// <param name="request">The task.</param>
    /// <param name="facts">The input as the program read it.</param>
    /// <param name="passages">What the knowledge base gave.</param>
    /// <param name="rules">The rules' own answer, whose ids and instants the model's answer gets; or null.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Thought> Run(
        AgentTaskRequest request, JsonObject facts, IReadOnlyList<KnowledgePassage> passages, JsonObject? rules, DateTimeOffset now, CancellationToken ct)
    {
        var run = new State(request, caller.Model.NameFor(request.Agent));
        run.Messages.Add(new ModelMessage.User(TaskPrompt.Compose(request.Input, facts, passages)));
        await budget.Refresh(request.Tenant.TenantId, now, ct);
        var deadline = Deadline.From(clock, options.TurnDeadline);
        var agent = request.Agent;
        for (var step = 0; step < agent.Limits.MaxSteps; step++)
        {
            if (!budget.Allows(agent, request.Tenant.TenantId, run.Model, run.Input, run.Output, new SpentBefore(request.Spent, 0), now)) return run.Failed("budget");
            ModelReply reply;
            try
            {
                var tools = agent.Tools.Count > 0 && step < agent.Limits.MaxSteps - 1;
                reply = await caller.Complete(
                    new ModelRequest(agent, prompts.System(agent, request.Tenant), run.Messages, tools), deadline, Random.Shared.NextDouble, ct);
            }
            catch (ModelFailureException e)
            {
                ModelFailed(log, agent.Id, e.Reason, e.InnerException?.GetType().Name);
                return run.Failed(TurnLoop.Reason(e));
            }
            run.Count(reply.InputTokens, reply.OutputTokens);
            budget.Spend(request.Tenant.TenantId, run.Model, reply.InputTokens, reply.OutputTokens, now);
            var thought = reply.Step switch
            {
                AgentStep.Refusal => run.Failed("refused"),
                AgentStep.ToolCalls calls => Look(run, calls.Items),
                AgentStep.Reply text => Consider(run, text.Text, reply.Finish, rules, now),
                _ => throw new InvalidOperationException("Unknown step."),
            };
            if (thought is not null) return thought;
        }
        return run.Failed("steps");
    }

    /// <summary>Runs look-ups. What is not on the agent's list is refused, whoever asked for it.</summary>
    private Thought? Look(State run, IReadOnlyList<ToolCall> calls)
    {
        if (calls.Count > MaxCallsPerStep) calls = [.. calls.Take(MaxCallsPerStep)];
        run.Messages.Add(new ModelMessage.Calls(calls));
        foreach (var call in calls)
        {
            var (outcome, result) = Look(run, call);
            if (outcome != "ok") metrics.ToolRefused(run.Request.Agent.Id, outcome);
            run.Tools.Add(new ToolTrace(call.Tool.Length <= 60 ? call.Tool : call.Tool[..60], outcome));
            run.Messages.Add(new ModelMessage.ToolResult(call.Id, call.Tool, result.Length <= MaxEcho ? result : ToolBox.Error("result_too_long")));
        }
        return null;
    }

    private static (string Outcome, string Result) Look(State run, ToolCall call)
    {
        if (!run.Request.Agent.Tools.Contains(call.Tool) || !ToolBox.IsLookup(call.Tool)) return ("not_allowed", ToolBox.Error("tool_not_allowed"));
        return ToolBox.TryRead(call, out var arguments, out var error)
            ? ("ok", ToolBox.Lookup(call.Tool, arguments, run.Request.Tenant, run.Request.Tenant.Language))
            : ("invalid_arguments", ToolBox.Error("invalid_arguments", error));
    }

    private Thought? Consider(State run, string text, FinishReason finish, JsonObject? rules, DateTimeOffset now)
    {
        if (finish == FinishReason.Filter) return run.Failed("refused");
        var (output, error) = TaskOutput.Read(text, finish == FinishReason.Length, run.Request, rules, now);
        if (output is null)
        {
            if (run.FormMended) return run.Failed("malformed");
            run.FormMended = true;
            return Repair(run, text, "malformed", $"Your answer does not follow the schema: {error}. Answer again with one JSON object that follows it.");
        }
        if (TaskGuards.Check(run.Request, output) is { } violation)
        {
            run.Guards.Add(violation.Code);
            GuardObjected(log, run.Request.Agent.Id, violation.Code);
            if (run.ContentMended) return run.Failed("guard");
            run.ContentMended = true;
            return Repair(run, text, violation.Code, violation.Advice + " Answer again in the same form.");
        }
        return run.Answered(output);
    }

    private Thought? Repair(State run, string text, string reason, string advice)
    {
        metrics.Repaired(run.Request.Agent.Id, reason);
        run.Messages.Add(new ModelMessage.Assistant(text.Length <= MaxEcho ? text : text[..MaxEcho]));
        run.Messages.Add(new ModelMessage.User(advice));
        return null;
    }

    private sealed class State(AgentTaskRequest request, string model)
    {
        public AgentTaskRequest Request { get; } = request;
        public string Model { get; } = model;
        public List<ModelMessage> Messages { get; } = [];
        public List<ToolTrace> Tools { get; } = [];
        public List<string> Guards { get; } = [];
        public int Input { get; private set; }
        public int Output { get; private set; }
        public bool FormMended { get; set; }
        public bool ContentMended { get; set; }

        public void Count(int input, int output)
        {
            Input += input;
            Output += output;
        }

        public Thought Failed(string reason) => new(null, reason, Model, Input, Output, Tools, Guards);

        public Thought Answered(JsonObject output) => new(output, null, Model, Input, Output, Tools, Guards);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent}: the model gave no answer ({Reason}, {Error}); the rules answer.")]
    private static partial void ModelFailed(ILogger log, string agent, string reason, string? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent}: an output was held back by the guard {Guard}.")]
    private static partial void GuardObjected(ILogger log, string agent, string guard);
}
