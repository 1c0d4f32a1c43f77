using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.SemanticKernel;

/// <summary>
/// What Semantic Kernel needs of an agent, made once: settings with and without tools, the response's schema, the tools' declarations.
/// </summary>
internal sealed class AgentProfile
{
    private AgentProfile(OpenAIPromptExecutionSettings plain, OpenAIPromptExecutionSettings withTools)
    {
        Plain = plain;
        WithTools = withTools;
    }

    /// <summary>Settings of a step without tools.</summary>
    public OpenAIPromptExecutionSettings Plain { get; }

    /// <summary>Settings of a step that may call tools.</summary>
    public OpenAIPromptExecutionSettings WithTools { get; }

    /// <summary>Makes it.</summary>
    public static AgentProfile Of(AgentDefinition agent, AnswerFormat wanted)
    {
        var format = wanted switch
        {
            AnswerFormat.JsonSchema => ChatResponseFormat.CreateJsonSchemaFormat(
                agent.Id, BinaryData.FromString(ModelSchema.From(agent.Output.Document).ToJsonString()), jsonSchemaIsStrict: true),
            AnswerFormat.JsonObject => ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null, // a server that knows no formats may not even know the word
        };
        var functions = agent.Tools.Select(Declare).ToList();
        var withTools = Settings(agent, format);
        // Auto-invocation stays off: the loop checks, journals and runs every call itself. Of the two ways to offer functions this one makes their
        // declarations once; FunctionChoiceBehavior would make them again for each request.
        withTools.ToolCallBehavior = ToolCallBehavior.EnableFunctions(functions, autoInvoke: false);
        return new AgentProfile(Settings(agent, format), withTools);
    }

    private static OpenAIPromptExecutionSettings Settings(AgentDefinition agent, ChatResponseFormat? format) =>
        new() { Temperature = agent.Model.Temperature, MaxTokens = agent.Model.MaxOutputTokens, ResponseFormat = format };

    private static OpenAIFunction Declare(string tool)
    {
        var declaration = ToolBox.Declaration(tool);
        var schema = declaration.Parameters.Document;
        var required = schema.GetProperty("required").EnumerateArray().Select(n => n.GetString()).ToHashSet();
        var parameters = schema.GetProperty("properties").EnumerateObject().Select(p => new KernelParameterMetadata(p.Name)
        {
            IsRequired = required.Contains(p.Name),
            Description = p.Value.TryGetProperty("description", out var text) ? text.GetString()! : string.Empty,
            Schema = KernelJsonSchema.Parse(p.Value.GetRawText()),
        });
        return KernelFunctionFactory.CreateFromMethod(NotInvoked, tool, declaration.Description, parameters).Metadata.ToOpenAIFunction();
    }

    private static string NotInvoked() => throw new InvalidOperationException("Tools are run by the turn's loop, never by the kernel.");
}
