using SalesFlow.Agents.Schemas;

namespace SalesFlow.Agents.Definitions;

/// <summary>How an agent works.</summary>
internal enum AgentKind
{
    /// <summary>It answers a customer's turns.</summary>
    Talk,
    /// <summary>It is given an input and gives an output, once.</summary>
    Task,
}

/// <summary>An agent as its folder describes it. Immutable; loaded and validated at start.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Kind">How it works.</param>
/// <param name="Language">The language that it answers in, <c>ar</c> or <c>en</c>; <c>both</c> for a task, whose texts stand in both.</param>
/// <param name="Model">How the model is asked.</param>
/// <param name="Limits">What a reply and a run may cost.</param>
/// <param name="Thresholds">The lowest confidence by subject; for conversation agents by intent.</param>
/// <param name="Bands">Bands of confidence.</param>
/// <param name="Tools">The tools that it may call.</param>
/// <param name="Escalations">Who takes over, by reason.</param>
/// <param name="PromptAr">Arabic system prompt.</param>
/// <param name="PromptEn">English system prompt.</param>
/// <param name="Input">What an input must look like.</param>
/// <param name="Output">What an output must look like.</param>
/// <param name="Folder">Where it was read.</param>
internal sealed record AgentDefinition(
    string Id, string NameAr, string NameEn, AgentKind Kind, string Language, ModelSettings Model, AgentLimits Limits,
    IReadOnlyDictionary<string, double> Thresholds, ConfidenceBands Bands, IReadOnlyList<string> Tools,
    IReadOnlyDictionary<string, string> Escalations, string PromptAr, string PromptEn, JsonSchema Input, JsonSchema Output, string Folder)
{
    /// <summary>What only a task has; null for a conversation agent.</summary>
    public TaskSettings? Task { get; init; }

    /// <summary>Examples: what must come out of what, at least eight.</summary>
    public IReadOnlyList<AgentExample> Examples { get; init; } = [];

    /// <summary>Grows whenever the folder, or the tenant's own version of the agent, changes: names the definition in a run.</summary>
    public string Revision { get; init; } = string.Empty;

    /// <summary>The output's field that holds a conversation agent's reply.</summary>
    public string ReplyField => Language == "ar" ? "response_message_ar" : "response_message_en";

    /// <summary>The system prompt in the agent's own language; a task's is the English one, which models follow best.</summary>
    public string Prompt => Language == "ar" ? PromptAr : PromptEn;
}

/// <summary>What an agent that does a task has beyond the common.</summary>
/// <param name="Triggers">The events that call it; none where it is called by hand or by the clock alone.</param>
/// <param name="Confidence">Where the confidence stands, 0 to 1.</param>
/// <param name="CustomerTexts">Texts of the output that may reach somebody outside: they pass the guards of a reply.</param>
/// <param name="Retrieves">The question that the knowledge base is asked beforehand, or null.</param>
/// <param name="Rules">When a person is needed, the weightiest rule first.</param>
/// <param name="Actions">What is done with the output.</param>
internal sealed record TaskSettings(
    IReadOnlyList<TaskTrigger> Triggers, JsonQuery Confidence, IReadOnlyList<JsonQuery> CustomerTexts, JsonQuery? Retrieves,
    IReadOnlyList<EscalationRule> Rules, IReadOnlyList<TaskAction> Actions);

/// <summary>An event that calls an agent.</summary>
/// <param name="Event">The stored name, such as <c>lead.created</c>.</param>
/// <param name="Quiet">Triggers of one subject within this time make one run, at its end; zero for a run each.</param>
/// <param name="Sample">The share of events that call it, 0 to 1.</param>
/// <param name="When">A condition over the event's body, or null.</param>
internal sealed record TaskTrigger(string Event, TimeSpan Quiet, double Sample, JsonQuery? When);

/// <summary>
/// Something that is done with an output. What may be done is named here alone; what a model writes fills in words, and never chooses a command.
/// </summary>
/// <param name="Do">One of <see cref="Known"/>.</param>
/// <param name="When">The condition over <c>input</c>, <c>facts</c>, <c>output</c>, <c>escalations</c> and <c>band</c>; null for always.</param>
/// <param name="Text">The words.</param>
/// <param name="Due">A task's time to its due instant.</param>
/// <param name="Target">Who it is for.</param>
/// <param name="Values">An object: facts to learn, or what is to be changed.</param>
internal sealed record TaskAction(string Do, JsonQuery? When, JsonQuery Text, TimeSpan? Due, JsonQuery? Target, JsonQuery? Values)
{
    /// <summary>
    /// What can be done: a note on the subject's timeline, a task, an alert for the team, the lead or the conversation moved on, a message sent, the
    /// conversation handed over, facts learnt of the lead, a gap of knowledge told.
    /// </summary>
    public static readonly string[] Known = ["note", "task", "notify", "update", "send", "hand_over", "learn", "gap"];

    /// <summary>Those that are nothing without values.</summary>
    public static readonly string[] WithValues = ["update", "learn"];
}

/// <summary>When a person is needed, and who. Evaluated by the program over what went in and what came out, whoever answered.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="Target">Who takes over.</param>
/// <param name="When">The condition over <c>input</c>, <c>facts</c> (the input as the program read it), <c>output</c> and <c>thresholds</c>.</param>
internal sealed record EscalationRule(string Reason, string Target, JsonQuery When);

/// <summary>An example: an input with what its output must hold.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Input">Valid against the input schema.</param>
/// <param name="Expected">Members that the output must have, with matchers where a value is not exact.</param>
internal sealed record AgentExample(string Name, System.Text.Json.JsonElement Input, System.Text.Json.JsonElement Expected);

/// <summary>How the model is asked.</summary>
/// <param name="Name">A model of the agent's own, or null for the one configured.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="MaxOutputTokens">Tokens that one answer may have.</param>
/// <param name="Timeout">For one attempt.</param>
/// <param name="Retries">Attempts after the first.</param>
internal sealed record ModelSettings(string? Name, double Temperature, int MaxOutputTokens, TimeSpan Timeout, int Retries);

/// <summary>What a reply and a run may cost.</summary>
/// <param name="MaxWords">Words in a reply, or in each text of a task that may reach a customer.</param>
/// <param name="MaxEmoji">Emoji in a reply.</param>
/// <param name="MaxSteps">Model steps in a run, repairs included.</param>
/// <param name="TokensPerRun">Tokens, read and written, in a run.</param>
/// <param name="TokensPerConversation">Tokens in all runs about one conversation or other subject; 0 for no limit.</param>
/// <param name="TokensPerTenantDay">Tokens of one tenant in one Riyadh day on one node; 0 for no limit.</param>
/// <param name="Concurrent">Runs of this agent at once a tenant.</param>
internal sealed record AgentLimits(
    int MaxWords, int MaxEmoji, int MaxSteps, int TokensPerRun, long TokensPerConversation, long TokensPerTenantDay, int Concurrent);

/// <summary>
/// Bands of confidence: at or above <paramref name="Auto"/> the answer is acted on at once; at or above <paramref name="Soft"/> after a delay, or
/// with a person told; at or above <paramref name="Hold"/> it waits for a person; below, a person takes over.
/// </summary>
/// <param name="Auto">0 to 1.</param>
/// <param name="Soft">0 to 1, at most <paramref name="Auto"/>.</param>
/// <param name="Hold">0 to 1, at most <paramref name="Soft"/>.</param>
/// <param name="SoftDelay">How long a soft answer of a conversation waits; zero for not at all.</param>
/// <param name="HoldRelease">After which time a held answer goes by itself; null where only a person lets it go.</param>
internal sealed record ConfidenceBands(double Auto, double Soft, double Hold, TimeSpan SoftDelay, TimeSpan? HoldRelease)
{
    /// <summary>The band of a confidence.</summary>
    public ConfidenceBand Of(double confidence) => confidence >= Auto ? ConfidenceBand.Auto
        : confidence >= Soft ? ConfidenceBand.Soft
        : confidence >= Hold ? ConfidenceBand.Hold
        : ConfidenceBand.Escalate;
}

/// <summary>What is done with an answer by its confidence.</summary>
internal enum ConfidenceBand
{
    /// <summary>It is acted on at once.</summary>
    Auto,
    /// <summary>It is acted on after a delay, and a person is told.</summary>
    Soft,
    /// <summary>It waits for a person.</summary>
    Hold,
    /// <summary>A person takes over.</summary>
    Escalate,
}

/// <summary>The words of bands.</summary>
internal static class ConfidenceBandWords
{
    /// <summary><c>auto</c>, <c>soft</c>, <c>hold</c> or <c>escalate</c>.</summary>
    public static string Word(this ConfidenceBand band) => band switch
    {
        ConfidenceBand.Auto => "auto",
        ConfidenceBand.Soft => "soft",
        ConfidenceBand.Hold => "hold",
        _ => "escalate",
    };
}

/// <summary>A definition that cannot be used. The message names the file and, where there is one, the line.</summary>
internal sealed class AgentDefinitionException(string file, long? line, string message)
    : Exception(line is null ? $"{file}: {message}" : $"{file}({line}): {message}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>1 for the first line; null where the whole file is meant.</summary>
    public long? Line { get; } = line;
}
