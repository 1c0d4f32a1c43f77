using System.Text.Json;
using SalesFlow.Conversations;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Turns;

/// <summary>A run's answer with what only an invocation by hand shows.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="ModelOutput">The model's structured output, or null where there was none.</param>
internal sealed record RunResult(AgentAnswer Answer, JsonElement? ModelOutput);

/// <summary>What the loop came to.</summary>
internal abstract record LoopResult(int InputTokens, int OutputTokens)
{
    /// <summary>The tools that were called, in order.</summary>
    public IReadOnlyList<ToolTrace> Tools { get; init; } = [];

    /// <summary>The guards that objected.</summary>
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>The passages of the knowledge base that tools gave.</summary>
    public IReadOnlyList<KnowledgePassage> Read { get; init; } = [];

    /// <summary>A reply that passed every check.</summary>
    /// <param name="Text">The reply.</param>
    /// <param name="Output">The structured output, or null for prose.</param>
    /// <param name="Gathered">What tools gathered on the way.</param>
    /// <param name="InputTokens">Tokens read.</param>
    /// <param name="OutputTokens">Tokens written.</param>
    public sealed record Answered(string Text, JsonElement? Output, Gathered Gathered, int InputTokens, int OutputTokens)
        : LoopResult(InputTokens, OutputTokens);

    /// <summary>No reply; the offline engine answers, and the run says why.</summary>
    /// <param name="Reason">A stable word.</param>
    /// <param name="InputTokens">Tokens read.</param>
    /// <param name="OutputTokens">Tokens written.</param>
    public sealed record Failed(string Reason, int InputTokens, int OutputTokens) : LoopResult(InputTokens, OutputTokens);
}

/// <summary>What a run's tools gathered for its answer.</summary>
internal sealed class Gathered
{
    /// <summary>Facts, by name.</summary>
    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    /// <summary>The hand-over asked for, or null.</summary>
    public HandOverRequest? HandOver { get; set; }
}
