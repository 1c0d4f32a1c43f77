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
    /// <summary>The channels that conversations come by.</summary>
    private static readonly string[] Channels = ["whatsapp"];

    public static void Map(RouteGroupBuilder api)
    {
        var talks = api.MapGroup("/conversations").WithTags("Conversations").Requires(Permission.ConversationsRead);
        talks.MapGet("", List).WithSummary("Conversations, newest message first.")
            .WithDescription("folder: mine, unassigned, unread, waiting, snoozed, resolved. assignee: me, none or a user's id. All filters hold at once.");
        talks.MapGet("/{id}", Get).WithSummary("One conversation: who answers, who holds it, whether the window is open, its last lines.");
        talks.MapGet("/{id}/messages", Messages).WithSummary("Messages and notes, newest first.");
        talks.MapPost("/{id}/messages", Send).Requires(Permission.ConversationsReply)
            .WithSummary("Sends as a person; takes the conversation over and renews the lease.")
            .WithDescription("409 held_by_human names who holds it and until when. 422 window_closed where more than 24 hours have passed since the "
                + "customer wrote: only a template may be sent then, and none (422 no_consent) to whoever asked for silence. Give text, template or "
                + "media, one of them. A template of the company's own goes by its code with named values, in the customer's language unless one is named; "
                + "409 template_not_sendable where Meta does not let it through now.");
        talks.MapPost("/{id}/messages/{messageId}/retry", Retry).Requires(Permission.ConversationsReply)
            .WithSummary("Sends a failed message again, where that can help.");
        DeskEndpoints.Map(talks);
        api.MapGet("/messages/search", SearchMessages).WithTags("Conversations").Requires(Permission.ConversationsRead)
            .WithSummary("Messages that hold every word, newest first.")
            .WithDescription("Words in any Arabic spelling; each may be the beginning of a longer one.");
    }

    internal static Task<Results<Ok<Page<ConversationRowView>>, ProblemHttpResult>> List(
        ApiCall call, IConversationLists lists, string? folder = null, string? status = null, string? assignee = null, string? label = null,
        string? handler = null, string? unread = null, string? channel = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var filter = new ConversationFilter(
            query.Word<ConversationFolder>("folder", folder), call.UserId, query.Word<ConversationStatus>("status", status),
            assignee switch { null or "" => null, "me" => call.UserId, "none" => "", _ => query.Id("assignee", assignee) },
            query.Id("label", label), query.Word<Handler>("handler", handler), query.Flag("unread", unread), query.OneOf("channel", channel, Channels), query.Search);
        return query.Answer((size, after) => lists.Conversations(call.Tenant, filter, after, size, call.Aborted));
    }

    internal static Task<Results<Ok<ConversationView>, ProblemHttpResult>> Get(string id, ApiCall call) => ConversationAnswers.Get(id, call);

    private static async Task<Results<Ok<Page<MessageRowView>>, ProblemHttpResult>> Messages(
        string id, ApiCall call, IConversationLists lists, int? limit = null, string? cursor = null) => await call.Exists("conversation", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Messages(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Accepted<CommandResponse>, ProblemHttpResult>> Send(
        string id, SendRequest request, ApiCall call, IConversationLists lists, IMediaStore store, IMediaChannel channel)
    {
        var check = new Check(call.Http);
        // Of two contents one would be lost without a word.
        var words = !string.IsNullOrWhiteSpace(request.Text);
        if (request.Template is not null && (request.Media is not null || words)) check.Add("template", "field.one_content");
        if (request.Media is not null && words) check.Add("media", "field.one_content");
        if (check.Failed) return check.Problem();
        OutboundContent? content;
        if (request.Template is { Code: not null } template)
        {
            var reply = check.Optional("replyTo", request.ReplyTo, 256);
            if (!Key.Fits(id) || await call.Grain<IConversationGrain>(id).Get() is not { } addressed) return Problems.NotFound(call);
            (content, var refused) = await OutgoingTemplates.ByCode(call, check, addressed, template, reply);
            if (refused is not null) return refused;
        }
        else
        {
            content = request.Media is { } media
                ? await OutgoingMedia.Content(call, check, media, check.Optional("replyTo", request.ReplyTo, 256), store)
                : request.Content(check);
        }
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        if (content!.ReplyTo is { } answered)
        {
            if (await call.Grain<IConversationGrain>(id).Get() is not { } talk) return Problems.NotFound(call);
            // The talk knows its last lines, its list all but what came a moment ago. A note was never the customer's to read.
            if (talk.Recent.All(l => l.MessageId != answered)
                && await lists.Message(call.Tenant, id, answered, call.Aborted) is not { Message.Direction: not "internal" })
            {
                check.Add("replyTo", "field.message");
                return check.Problem();
            }
        }
        return await Deliver(id, call.CommandId("conversation.send:" + id), content, call, store, channel);
    }

    private static async Task<Results<Accepted<CommandResponse>, ProblemHttpResult>> Retry(
        string id, string messageId, ApiCall call, IConversationLists lists, IMediaStore store, IMediaChannel channel)
    {
        if (!Key.Fits(id) || messageId.Length > 256 || await lists.Message(call.Tenant, id, messageId, call.Aborted) is not { } found) return Problems.NotFound(call);
        var (message, content) = found;
        if (message.Status != MessageStatus.Failed) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "wrong_status");
        if (message.NextStep is not "retry" || content is null)
            return Problems.Of(call.Http, StatusCodes.Status409Conflict, "not_retryable", Problems.Word(call.Http, message.NextStep ?? "none"));
        // Named after the message: however often it is asked for, one failure is followed by one new attempt.
        return await Deliver(id, Id.Named("retry", call.Tenant, id, message.Id), content, call, store, channel);
    }

    private static async Task<Results<Accepted<CommandResponse>, ProblemHttpResult>> Deliver(
        string id, string command, OutboundContent content, ApiCall call, IMediaStore store, IMediaChannel channel)
    {
        if (await OutgoingTemplates.Unfit(call, id, content) is { } unfit) return unfit;
        (content, var refused) = await OutgoingMedia.Prepare(call, id, content, store, channel);
        if (refused is not null) return await ConversationAnswers.Refused(call, id, refused);
        var outcome = await call.Guarded<IConversationGrain>(id).SendByHuman(command, call.UserId, content);
        if (!outcome.Accepted) return await ConversationAnswers.Refused(call, id, outcome);
        call.Tag(outcome.Version);
        await call.Settle("conversation", id, outcome.Version);
        return TypedResults.Accepted($"/api/v1/conversations/{id}/messages", new CommandResponse(id, outcome.Version, outcome.Repeated));
    }

    private static Task<Results<Ok<Page<MessageHitView>>, ProblemHttpResult>> SearchMessages(
        ApiCall call, IConversationLists lists, string? q = null, string? conversationId = null, string? from = null, string? to = null,
        string? direction = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var search = new MessageSearch(
            query.Required("q", q), query.Id("conversationId", conversationId), query.Instant("from", from), query.Instant("to", to),
            query.Word<MessageDirection>("direction", direction) switch
            {
                MessageDirection.Outbound => true,
                MessageDirection.Inbound => false,
                _ => null,
            });
        return query.Answer((size, after) => lists.SearchMessages(call.Tenant, search, after, size, call.Aborted));
    }

    private enum MessageDirection
    {
        Inbound,
        Outbound,
    }
}

/// <summary>A person's message: text, or a template where the window is closed.</summary>
/// <param name="Text">1 to 4,096 characters.</param>
/// <param name="ReplyTo">The message of this conversation that it answers, by its id or its wamid, or null.</param>
/// <param name="Template">An approved template instead of text.</param>
/// <param name="Media">A stored file instead of text.</param>
internal sealed record SendRequest(string? Text, string? ReplyTo, TemplateRequest? Template, MediaRequest? Media = null)
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

/// <summary>Lets an answer that waits go.</summary>
/// <param name="Turn">The turn of the answer that was seen.</param>
/// <param name="Text">Other words, at most 4,096 characters; left out for the agent's own.</param>
internal sealed record ReleaseReplyRequest(long? Turn, string? Text);

/// <summary>Drops an answer that waits.</summary>
/// <param name="Turn">The turn of the answer that was seen.</param>
internal sealed record DiscardReplyRequest(long? Turn);

/// <summary>An approved template with its values: one of the company's own by its code and named values, or any by its name and values in order.</summary>
/// <param name="Name">The name at Meta, where no code is given.</param>
/// <param name="Language">The language code; the customer's language unless given, where a code is.</param>
/// <param name="BodyValues">The body's values in order, where a name is given; at most 20.</param>
/// <param name="Category"><c>marketing</c>, <c>utility</c> (default) or <c>authentication</c>, where a name is given.</param>
/// <param name="Code">The code of a template of the company's own.</param>
/// <param name="Values">Its values by the names of its places.</param>
internal sealed record TemplateRequest(
    string? Name, string? Language, IReadOnlyList<string>? BodyValues, string? Category, string? Code = null, IReadOnlyDictionary<string, string?>? Values = null);

/// <summary>A command was taken.</summary>
/// <param name="Id">The entity.</param>
/// <param name="Version">Its version after the command.</param>
/// <param name="Repeated">Whether the command had been taken before.</param>
internal sealed record CommandResponse(string Id, long Version, bool Repeated);
