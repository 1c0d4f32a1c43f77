using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Conversations;

/// <summary>Talks with customers.</summary>
internal static class ConversationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var talks = api.MapGroup("/conversations").WithTags("Conversations").Requires(Permission.ConversationsRead);
        talks.MapGet("", List).WithSummary("Conversations, newest message first.");
        talks.MapGet("/{id}", Get).WithSummary("One conversation: who answers, whether the window is open, its last lines.");
        talks.MapGet("/{id}/messages", Messages).WithSummary("Messages, newest first.");
        talks.MapPost("/{id}/messages", Send).Requires(Permission.ConversationsReply)
            .WithSummary("Sends as a person; takes the conversation over.");
        talks.MapPost("/{id}/take-over", TakeOver).Requires(Permission.ConversationsReply).WithSummary("Agents fall silent; the caller answers.");
        talks.MapPost("/{id}/escalate", Escalate).Requires(Permission.ConversationsReply).WithSummary("Agents fall silent; the conversation waits for a person.");
        talks.MapPost("/{id}/give-back", GiveBack).Requires(Permission.ConversationsReply).WithSummary("Agents answer again.");
    }

    internal static Task<Results<Ok<Page<ConversationRowView>>, ProblemHttpResult>> List(
        ApiCall call, IReadModels models, string? handler = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var only = query.Word<Handler>("handler", handler);
        return query.Answer((size, after) => models.Conversations(call.Tenant, only, query.Search, after, size, call.Aborted));
    }

    internal static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IConversationGrain>(id).Get() is not { } talk) return Problems.NotFound(call);
        call.Tag(talk.Version);
        return TypedResults.Ok(talk);
    }

    private static async Task<Results<Ok<Page<MessageRowView>>, ProblemHttpResult>> Messages(
        string id, ApiCall call, IReadModels models, int? limit = null, string? cursor = null) => Key.Fits(id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => models.Messages(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Accepted<CommandResponse>, ProblemHttpResult>> Send(string id, SendRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var content = request.Content(check);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IConversationGrain>(id).SendByHuman(call.CommandId("conversation.send:" + id), call.UserId, content);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        await call.Settle("conversation", id, outcome.Version);
        return TypedResults.Accepted($"/api/v1/conversations/{id}/messages", new CommandResponse(id, outcome.Version, outcome.Repeated));
    }

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> TakeOver(string id, ApiCall call) =>
        Change(id, call, talk => talk.TakeOver(call.CommandId("conversation.take:" + id), call.UserId));

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Escalate(string id, EscalateRequest? request, ApiCall call)
    {
        var check = new Check(call.Http);
        var reason = check.Optional("reason", request?.Reason, 64) ?? "requested";
        var target = check.OneOf("target", request?.Target, "sales", "sales", "sales_manager", "support", "compliance");
        if (check.Failed) return check.Problem();
        return await Change(id, call, talk => talk.Escalate(call.CommandId("conversation.escalate:" + id), reason, target));
    }

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> GiveBack(string id, ApiCall call) =>
        Change(id, call, talk => talk.GiveBack(call.CommandId("conversation.give:" + id), call.UserId));

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Change(
        string id, ApiCall call, Func<IConversationGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var talk = call.Grain<IConversationGrain>(id);
        if (call.ExpectedVersion is { } seen && await talk.Get() is { } now && now.Version != seen) return Problems.Stale(call);
        var outcome = await command(talk);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("conversation", id, outcome.Version);
        return await Get(id, call);
    }
}

/// <summary>A person's message: text, or a template where the window is closed.</summary>
/// <param name="Text">1 to 4,096 characters.</param>
/// <param name="ReplyTo">The message that it answers, or null.</param>
/// <param name="Template">An approved template instead of text.</param>
internal sealed record SendRequest(string? Text, string? ReplyTo, TemplateRequest? Template)
{
    private const int LongestText = 4096;

    public OutboundContent Content(Check check)
    {
        var reply = check.Optional("replyTo", ReplyTo, 256);
        if (Template is null) return OutboundContent.OfText(check.Required("text", Text, LongestText), reply);
        var name = check.Required("template.name", Template.Name, 512);
        var language = check.Required("template.language", Template.Language, 10);
        var category = check.OneOf("template.category", Template.Category, "utility", "marketing", "utility", "authentication");
        if (Template.BodyValues is { } values && (values.Count > 20 || values.Any(v => v is null or { Length: > 1024 })))
            check.Add("template.bodyValues", "field.too_long", 1024);
        return new OutboundContent(
            OutboundKind.Template, ReplyTo: reply, Template: new TemplateMessage(name, language, Template.BodyValues ?? [], category));
    }
}

/// <summary>Escalates.</summary>
/// <param name="Reason">A code of at most 64 characters; <c>requested</c> unless given.</param>
/// <param name="Target"><c>sales</c> (default), <c>sales_manager</c>, <c>support</c>, <c>compliance</c>.</param>
internal sealed record EscalateRequest(string? Reason, string? Target);

/// <summary>An approved template with its values.</summary>
internal sealed record TemplateRequest(string? Name, string? Language, IReadOnlyList<string>? BodyValues, string? Category);

/// <summary>A command was taken.</summary>
/// <param name="Id">The entity.</param>
/// <param name="Version">Its version after the command.</param>
/// <param name="Repeated">Whether the command had been taken before.</param>
internal sealed record CommandResponse(string Id, long Version, bool Repeated);
