namespace SalesFlow.Agents;

/// <summary>
/// What a run knew and did, in few bytes: it travels with the run's event. Texts are not repeated: the messages that it saw are named, and stand in
/// the messages' table.
/// </summary>
[GenerateSerializer, Immutable, Alias("agent.trace")]
public sealed record RunTrace
{
    /// <summary>The definition, with the tenant's own changes, that the run followed.</summary>
    [Id(0)]
    public string Revision { get; init; } = "";

    /// <summary>The number of the tenant's own version of the agent; null where it has none.</summary>
    [Id(1)]
    public int? Override { get; init; }

    /// <summary>The oldest message that it saw, or null where there was none before.</summary>
    [Id(2)]
    public string? SawFrom { get; init; }

    /// <summary>How many messages it saw, those to be answered among them.</summary>
    [Id(3)]
    public int SawCount { get; init; }

    /// <summary>The customer's messages that it answered.</summary>
    [Id(4)]
    public IReadOnlyList<string> Answered { get; init; } = [];

    /// <summary>What was known of the lead, by fact.</summary>
    [Id(5)]
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The lead's score then, or null.</summary>
    [Id(6)]
    public int? Score { get; init; }

    /// <summary>The tools that were called, in order: name, and what it came to (<c>ok</c> or a stable word).</summary>
    [Id(7)]
    public IReadOnlyList<ToolTrace> Tools { get; init; } = [];

    /// <summary>Documents that were read.</summary>
    [Id(8)]
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Guards that objected on the way, by their stable words.</summary>
    [Id(9)]
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>Why a person was called, or null.</summary>
    [Id(10)]
    public string? Escalation { get; init; }

    /// <summary>Who was called, or null.</summary>
    [Id(11)]
    public string? Target { get; init; }

    /// <summary>What the model cost, in riyals to six places; 0 without one, null where the model's price is not known.</summary>
    [Id(12)]
    public decimal? CostSar { get; init; }
}

/// <summary>A tool that a run called.</summary>
/// <param name="Name">The tool, as the model named it, cut at 60 characters.</param>
/// <param name="Outcome"><c>ok</c>, <c>not_allowed</c>, <c>invalid_arguments</c> or <c>failed</c>.</param>
[GenerateSerializer, Immutable, Alias("agent.tool-trace")]
public sealed record ToolTrace(string Name, string Outcome);
