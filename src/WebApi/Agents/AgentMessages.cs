using System.Text.Json;
using SalesFlow.Agents;

namespace SalesFlow.WebApi.Agents;

/// <summary>An agent.</summary>
/// <param name="Id">The id.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Kind"><c>talk</c>: it answers customers; <c>task</c>: it makes an output of an input.</param>
/// <param name="HasRules">Whether it works without a model.</param>
/// <param name="Enabled">Whether it works for the company.</param>
/// <param name="Override">The number of the company's own version; null where it has none.</param>
/// <param name="Bands">What is done with its answers by their confidence.</param>
/// <param name="Triggers">Events that call it.</param>
internal sealed record AgentResponse(
    string Id, string NameAr, string NameEn, string Kind, bool HasRules, bool Enabled, int? Override, AgentBands Bands, IReadOnlyList<string> Triggers);

/// <summary>An agent with everything that defines it.</summary>
internal sealed record AgentDetailResponse(
    string Id, string NameAr, string NameEn, string Kind, bool HasRules, string Revision, IReadOnlyList<AgentTrigger> Triggers, IReadOnlyList<string> Tools,
    IReadOnlyDictionary<string, double> Thresholds, AgentBands Bands, IReadOnlyList<AgentEscalation> Escalations, IReadOnlyList<AgentActionRule> Actions,
    AgentModel Model, string PromptAr, string PromptEn, JsonElement InputSchema, JsonElement OutputSchema, IReadOnlyList<AgentExampleResponse> Examples,
    AgentProfileView? Profile);

/// <summary>An example: what must come out of what.</summary>
internal sealed record AgentExampleResponse(string Name, JsonElement Input, JsonElement Expected);

/// <summary>What an agent did and cost in a range of days.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Runs">Its runs.</param>
/// <param name="Fallbacks">Those in which the rules stood in for a model.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CostSar">In riyals to six places, as far as prices are known.</param>
internal sealed record AgentUsageResponse(string AgentId, long Runs, long Fallbacks, long InputTokens, long OutputTokens, decimal CostSar);

/// <summary>Calls an agent.</summary>
/// <param name="Input">An object of the agent's input schema, at most 100,000 characters.</param>
internal sealed record InvokeRequest(JsonElement Input);

/// <summary>Has an agent work on a record.</summary>
/// <param name="Subject">The record.</param>
/// <param name="Input">An object whose members stand above those made of the record, such as a channel and a purpose; at most 20,000 characters.</param>
/// <param name="Hold">Whether the effect waits for a person in any case.</param>
internal sealed record StartRunRequest(RunSubject? Subject, JsonElement? Input = null, bool Hold = false);

/// <summary>What a run is about.</summary>
/// <param name="Kind"><c>lead</c>, <c>conversation</c>, <c>deal</c>, <c>call</c>, or <c>tenant</c> for the company's figures.</param>
/// <param name="Id">The record's id; of <c>tenant</c> the period: <c>daily</c>, <c>weekly</c> or <c>monthly</c>.</param>
internal sealed record RunSubject(string? Kind, string? Id);

/// <summary>What an agent answered.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Output">Valid against the agent's output schema.</param>
/// <param name="Status"><c>success</c> or <c>escalated</c>.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Escalation">Whether a person is needed, or null.</param>
/// <param name="Usage">What it cost.</param>
internal sealed record InvokeResponse(
    string RunId, JsonElement Output, string Status, double Confidence, JsonElement? Escalation, UsageResponse Usage)
{
    /// <summary>What would be done with it by its confidence: <c>auto</c>, <c>soft</c>, <c>hold</c> or <c>escalate</c>.</summary>
    public string Band { get; init; } = "auto";

    /// <summary>What would be done with it, had an event called the agent.</summary>
    public IReadOnlyList<AgentAction> Actions { get; init; } = [];
}

/// <summary>Which engine answered, and what it used.</summary>
internal sealed record UsageResponse(string Engine, int InputTokens, int OutputTokens)
{
    /// <summary>The model, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Why the rules stood in for the model, or null.</summary>
    public string? FallbackReason { get; init; }

    /// <summary>In riyals to six places; null where the model's price is not known.</summary>
    public decimal? CostSar { get; init; }
}

/// <summary>The company's own version of an agent, written whole: what is left out is as the product's own definition says.</summary>
/// <param name="Enabled">Whether the agent works; left out for yes. Customers of a conversation agent that is off are left to people.</param>
/// <param name="PromptAr">Arabic system prompt, at most 8,000 characters.</param>
/// <param name="PromptEn">English system prompt, at most 8,000 characters.</param>
/// <param name="Thresholds">Thresholds by subject, 0 to 1.</param>
/// <param name="Auto">The band of answers that are acted on at once, from 0 to 1.</param>
/// <param name="Soft">The band of answers that are acted on after a delay.</param>
/// <param name="Hold">The band of answers that wait for a person.</param>
/// <param name="Model">A model of the provider that is configured.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="Note">Why, at most 500 characters.</param>
internal sealed record AgentProfileRequest(
    bool? Enabled, string? PromptAr, string? PromptEn, IReadOnlyDictionary<string, double>? Thresholds, double? Auto, double? Soft, double? Hold,
    string? Model, double? Temperature, string? Note)
{
    /// <summary>The content of a version.</summary>
    public AgentOverride Content() => new()
    {
        Enabled = Enabled ?? true,
        PromptAr = PromptAr,
        PromptEn = PromptEn,
        Thresholds = Thresholds,
        Auto = Auto,
        Soft = Soft,
        Hold = Hold,
        Model = Model,
        Temperature = Temperature,
    };
}

/// <summary>Takes an earlier version's content as the next one.</summary>
/// <param name="Number">The version; 0 for the product's own definition.</param>
internal sealed record RollBackRequest(int? Number);

/// <summary>What differs between two versions.</summary>
/// <param name="From">The earlier one; 0 for the product's own definition.</param>
/// <param name="To">The later one.</param>
/// <param name="Fields">Single values that differ.</param>
/// <param name="PromptAr">The Arabic prompt, line by line; empty where it is the same.</param>
/// <param name="PromptEn">The English prompt, line by line; empty where it is the same.</param>
internal sealed record AgentDiffResponse(
    int From, int To, IReadOnlyList<FieldDifference> Fields, IReadOnlyList<LineDifference> PromptAr, IReadOnlyList<LineDifference> PromptEn);

/// <summary>A value that differs.</summary>
internal sealed record FieldDifference(string Field, string? From, string? To);

/// <summary>A line: <c>same</c>, <c>added</c> or <c>removed</c>.</summary>
internal sealed record LineDifference(string Change, string Text);

/// <summary>Drops a held answer.</summary>
/// <param name="Reason">Why, at most 200 characters.</param>
internal sealed record DiscardRunRequest(string? Reason);

/// <summary>Tries a version of a conversation agent on recorded turns. Nothing is sent, and nothing changes.</summary>
/// <param name="Trial">The version to try.</param>
/// <param name="ConversationId">Turns of one conversation; left out for the newest of all.</param>
/// <param name="Turns">How many recorded turns, 1 to 200; 50 where left out.</param>
internal sealed record ShadowRequest(AgentProfileRequest? Trial, string? ConversationId, int? Turns);

/// <summary>A trial that was begun.</summary>
/// <param name="ShadowId">Its id.</param>
/// <param name="Turns">How many turns it tries.</param>
internal sealed record ShadowStarted(string ShadowId, int Turns);

/// <summary>A recorded turn beside what the trial made of it.</summary>
/// <param name="RunId">The trial's run.</param>
/// <param name="Reference">The recorded run.</param>
/// <param name="Status"><c>running</c> until it has answered.</param>
/// <param name="Differences">What differs: <c>intent</c>, <c>escalation</c>, <c>confidence</c>, <c>text</c>; empty where nothing does.</param>
/// <param name="Before">What was answered then.</param>
/// <param name="After">What the trial answers; null before.</param>
internal sealed record ShadowTurn(
    string RunId, string? Reference, string Status, IReadOnlyList<string> Differences, ShadowOutcome? Before, ShadowOutcome? After);

/// <summary>What came out of a turn.</summary>
internal sealed record ShadowOutcome(string? Intent, string? EscalationReason, double Confidence, string? Text, string Engine, int Tokens, decimal? CostSar);
