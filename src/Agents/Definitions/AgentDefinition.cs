using SalesFlow.Agents.Schemas;

namespace SalesFlow.Agents.Definitions;

/// <summary>An agent as its folder describes it. Immutable; loaded and validated once at start.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Language">The language that it answers in, <c>ar</c> or <c>en</c>.</param>
/// <param name="Model">How the model is asked.</param>
/// <param name="Limits">What a reply and a turn may cost.</param>
/// <param name="Thresholds">The lowest confidence by intent.</param>
/// <param name="Bands">Bands of confidence.</param>
/// <param name="Tools">The tools that it may call.</param>
/// <param name="Escalations">Who takes over, by reason.</param>
/// <param name="PromptAr">Arabic system prompt.</param>
/// <param name="PromptEn">English system prompt.</param>
/// <param name="Input">What an input must look like.</param>
/// <param name="Output">What an output must look like.</param>
/// <param name="Folder">Where it was read.</param>
internal sealed record AgentDefinition(
    string Id, string NameAr, string NameEn, string Language, ModelSettings Model, AgentLimits Limits, IReadOnlyDictionary<string, double> Thresholds,
    ConfidenceBands Bands, IReadOnlyList<string> Tools, IReadOnlyDictionary<string, string> Escalations, string PromptAr, string PromptEn,
    JsonSchema Input, JsonSchema Output, string Folder)
{
    /// <summary>The output's field that holds the reply.</summary>
    public string ReplyField => Language == "ar" ? "response_message_ar" : "response_message_en";

    /// <summary>The system prompt in the agent's own language.</summary>
    public string Prompt => Language == "ar" ? PromptAr : PromptEn;
}

/// <summary>How the model is asked.</summary>
/// <param name="Name">A model of the agent's own, or null for the one configured.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="MaxOutputTokens">Tokens that one answer may have.</param>
/// <param name="Timeout">For one attempt.</param>
/// <param name="Retries">Attempts after the first.</param>
internal sealed record ModelSettings(string? Name, double Temperature, int MaxOutputTokens, TimeSpan Timeout, int Retries);

/// <summary>What a reply and a turn may cost.</summary>
/// <param name="MaxWords">Words in a reply.</param>
/// <param name="MaxEmoji">Emoji in a reply.</param>
/// <param name="MaxSteps">Model steps in a turn.</param>
/// <param name="TokensPerTurn">Tokens, read and written, in a turn.</param>
/// <param name="TokensPerTenantDay">Tokens of one tenant in one Riyadh day on one node.</param>
internal sealed record AgentLimits(int MaxWords, int MaxEmoji, int MaxSteps, int TokensPerTurn, long TokensPerTenantDay);

/// <summary>Bands of confidence: at or above <paramref name="Send"/> at once; below <paramref name="Hold"/> a person takes over.</summary>
internal sealed record ConfidenceBands(double Send, double Delay, double Hold);

/// <summary>A definition that cannot be used. The message names the file and, where there is one, the line.</summary>
internal sealed class AgentDefinitionException(string file, long? line, string message)
    : Exception(line is null ? $"{file}: {message}" : $"{file}({line}): {message}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>1 for the first line; null where the whole file is meant.</summary>
    public long? Line { get; } = line;
}
