using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Models;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace SalesFlow.Agents.SemanticKernel;

/// <summary>The port to a model by Semantic Kernel, against any OpenAI-compatible endpoint. Turns every failure into our own kinds.</summary>
internal sealed class SemanticKernelModel(OpenAIConnection connection, OpenAIOptions options) : IAgentModel
{
    private const int MaxProfiles = 1_000;
    private readonly ConcurrentDictionary<string, AgentProfile> _profiles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IChatCompletionService> _services = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string NameFor(AgentDefinition agent) => agent.Model.Name ?? options.Model;

    /// <inheritdoc/>
    public async Task<ModelReply> Complete(ModelRequest request, CancellationToken ct)
    {
        if (_profiles.Count >= MaxProfiles) _profiles.Clear();
        var profile = _profiles.GetOrAdd($"{request.Agent.Id}:{request.Agent.Revision}", static (_, of) =>
            AgentProfile.Of(of.Agent, of.Format), (request.Agent, Format: options.ResponseFormat));
        var service = _services.GetOrAdd(NameFor(request.Agent), static (model, c) => new OpenAIChatCompletionService(model, c.Client), connection);
        var settings = request.Tools ? profile.WithTools : profile.Plain;
        var history = History(request);
        try
        {
            return options.Stream ? await Streamed(service, history, settings, ct) : await Whole(service, history, settings, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (ProviderErrors.Read(e) is { } failure)
        {
            throw failure;
        }
    }

    private static async Task<ModelReply> Whole(IChatCompletionService service, ChatHistory history, PromptExecutionSettings settings,
        CancellationToken ct)
    {
        var answers = await service.GetChatMessageContentsAsync(history, settings, null, ct);
        if (answers is not [{ InnerContent: ChatCompletion completion } message]) throw new ModelFailureException(ModelFailureKind.Unavailable,
            "empty");
        var usage = completion.Usage;
        var finish = Finish(completion.FinishReason);
        if (completion.ToolCalls.Count > 0)
        {
            var calls = completion.ToolCalls.Select(c => new ToolCall(c.Id, c.FunctionName, c.FunctionArguments.ToString())).ToList();
            return Reply(new AgentStep.ToolCalls(calls), finish, usage, history, 0);
        }
        if (!string.IsNullOrEmpty(completion.Refusal)) return Reply(new AgentStep.Refusal(), finish, usage, history, 0);
        var text = message.Content ?? string.Empty;
        return Reply(new AgentStep.Reply(text), finish, usage, history, text.Length);
    }

    private static async Task<ModelReply> Streamed(IChatCompletionService service, ChatHistory history, PromptExecutionSettings settings,
        CancellationToken ct)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        var refused = false;
        await foreach (var part in service.GetStreamingChatMessageContentsAsync(history, settings, null, ct))
        {
            if (part.InnerContent is not StreamingChatCompletionUpdate update) continue;
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
            refused |= !string.IsNullOrEmpty(update.RefusalUpdate);
            text.Append(part.Content);
            foreach (var call in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(call.Index, out var known)) known = (string.Empty, string.Empty, new StringBuilder());
                if (call.FunctionArgumentsUpdate is { } arguments && !arguments.ToMemory().IsEmpty) known.Arguments.Append(arguments.ToString());
                calls[call.Index] = (call.ToolCallId ?? known.Id, call.FunctionName ?? known.Name, known.Arguments);
            }
        }
        // A stream that ends without a reason was cut off on the way: nothing in it can be trusted to be whole.
        if (finish is not { } reason) throw new ModelFailureException(ModelFailureKind.Unavailable, "cut_off");
        AgentStep step = calls.Count > 0 ? new AgentStep.ToolCalls([.. calls.Values.Select(c => new ToolCall(c.Id, c.Name, c.Arguments.ToString()))])
            : refused ? new AgentStep.Refusal()
            : new AgentStep.Reply(text.ToString());
        return Reply(step, Finish(reason), usage, history, text.Length);
    }

    /// <summary>Where an endpoint counts no tokens, three characters are taken for one: too many rather than too few.</summary>
    private static ModelReply Reply(AgentStep step, FinishReason finish, ChatTokenUsage? usage, ChatHistory history, int written) =>
        usage is { InputTokenCount: > 0 }
            ? new ModelReply(step, finish, usage.InputTokenCount, usage.OutputTokenCount)
            : new ModelReply(step, finish, history.Sum(m => m.Content?.Length ?? 0) / 3, written / 3 + 1);

    private static FinishReason Finish(ChatFinishReason reason) => reason switch
    {
        ChatFinishReason.Length => FinishReason.Length,
        ChatFinishReason.ToolCalls or ChatFinishReason.FunctionCall => FinishReason.Tools,
        ChatFinishReason.ContentFilter => FinishReason.Filter,
        _ => FinishReason.Stop,
    };

    private static ChatHistory History(ModelRequest request)
    {
        var history = new ChatHistory(request.System); // this constructor makes a system message
        foreach (var message in request.Messages)
        {
            switch (message)
            {
                case ModelMessage.User user: history.AddUserMessage(user.Text); break;
                case ModelMessage.Assistant assistant: history.AddAssistantMessage(assistant.Text); break;
                case ModelMessage.Calls calls:
                    history.Add(new ChatMessageContent(AuthorRole.Assistant,
                        [.. calls.Items.Select(c => new FunctionCallContent(c.Tool, null, c.Id, Arguments(c.Arguments)))]));
                    break;
                case ModelMessage.ToolResult result:
                    history.Add(new ChatMessageContent(AuthorRole.Tool, [new FunctionResultContent(result.Tool, null, result.CallId, result.Json)]));
                    break;
            }
        }
        return history;
    }

    private static KernelArguments Arguments(string json)
    {
        var arguments = new KernelArguments();
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                foreach (var property in document.RootElement.EnumerateObject()) arguments[property.Name] = property.Value.Clone();
        }
        catch (JsonException)
        {
            // The tool's result already tells the model that its arguments were malformed; the echo of the call stays empty.
        }
        return arguments;
    }
}
