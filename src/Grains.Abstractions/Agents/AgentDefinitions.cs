namespace SalesFlow.Agents;

/// <summary>The agents as the product defines them.</summary>
public interface IAgentDefinitions
{
    /// <summary>All of them, by id.</summary>
    IReadOnlyList<AgentDescription> All { get; }

    /// <summary>One of them, or null.</summary>
    AgentDescription? Find(string agentId);

    /// <summary>What is wrong with a tenant's own version: the field, and what is the matter; empty where it can be used.</summary>
    /// <exception cref="KeyNotFoundException">There is no such agent.</exception>
    IReadOnlyList<(string Field, string Rule)> Faults(string agentId, AgentOverride changes);

    /// <summary>Whether a trigger's condition holds for an event's body.</summary>
    bool Matches(string condition, string bodyJson);
}

/// <summary>An agent as the product defines it.</summary>
/// <param name="Id">The id.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Kind"><c>talk</c> or <c>task</c>.</param>
/// <param name="Revision">Names the definition's files.</param>
/// <param name="Triggers">The events that call it.</param>
/// <param name="Tools">The tools that it may call.</param>
/// <param name="Thresholds">Lowest confidence by subject.</param>
/// <param name="Bands">Bands of confidence.</param>
/// <param name="Escalations">When a person is needed, and who.</param>
/// <param name="Model">How the model is asked.</param>
/// <param name="PromptAr">Arabic system prompt.</param>
/// <param name="PromptEn">English system prompt.</param>
/// <param name="InputSchema">JSON Schema of its input.</param>
/// <param name="OutputSchema">JSON Schema of its output.</param>
/// <param name="HasRules">Whether it works without a model.</param>
public sealed record AgentDescription(
    string Id, string NameAr, string NameEn, string Kind, string Revision, IReadOnlyList<AgentTrigger> Triggers, IReadOnlyList<string> Tools,
    IReadOnlyDictionary<string, double> Thresholds, AgentBands Bands, IReadOnlyList<AgentEscalation> Escalations, AgentModel Model,
    string PromptAr, string PromptEn, string InputSchema, string OutputSchema, bool HasRules)
{
    /// <summary>What is done with its output: by <see cref="AgentAction"/>.</summary>
    public IReadOnlyList<AgentActionRule> Actions { get; init; } = [];

    /// <summary>Examples: input and expectation, as JSON.</summary>
    public IReadOnlyList<(string Name, string Input, string Expected)> Examples { get; init; } = [];

    /// <summary>Runs at once a tenant.</summary>
    public int Concurrent { get; init; } = 1;
}

/// <summary>An event that calls an agent.</summary>
/// <param name="Event">The stored name, such as <c>lead.created</c>.</param>
/// <param name="Quiet">
/// How long the agent waits for more of the same subject: triggers of one subject within this time make one run, at its end; zero for a run each.
/// </param>
/// <param name="Sample">The share of events that call it, 0 to 1.</param>
/// <param name="When">A condition over the event's body in JMESPath, or null.</param>
public sealed record AgentTrigger(string Event, TimeSpan Quiet, double Sample, string? When);

/// <summary>Bands of confidence.</summary>
/// <param name="Auto">At or above it an answer is acted on at once.</param>
/// <param name="Soft">At or above it after a delay, or with a person told.</param>
/// <param name="Hold">At or above it the answer waits for a person; below, a person takes over.</param>
/// <param name="SoftDelaySeconds">How long a soft answer of a conversation waits.</param>
/// <param name="HoldReleaseSeconds">After which time a held answer goes by itself; null where only a person lets it go.</param>
public sealed record AgentBands(double Auto, double Soft, double Hold, double SoftDelaySeconds, double? HoldReleaseSeconds);

/// <summary>When a person is needed.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="Target">Who takes over.</param>
/// <param name="When">The condition, or null where the agent itself says so.</param>
public sealed record AgentEscalation(string Reason, string Target, string? When);

/// <summary>How the model is asked.</summary>
/// <param name="Name">A model of its own, or null for the one configured.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="MaxOutputTokens">Tokens of one answer.</param>
/// <param name="TimeoutSeconds">For one attempt.</param>
/// <param name="Retries">Attempts after the first.</param>
public sealed record AgentModel(string? Name, double Temperature, int MaxOutputTokens, double TimeoutSeconds, int Retries);

/// <summary>What is done where an agent's output meets a condition.</summary>
/// <param name="Do"><c>note</c>, <c>task</c>, <c>hand_over</c>, <c>learn</c> or <c>gap</c>.</param>
/// <param name="When">The condition over <c>input</c>, <c>facts</c>, <c>output</c>, <c>escalations</c> and <c>band</c>, or null for always.</param>
public sealed record AgentActionRule(string Do, string? When);
