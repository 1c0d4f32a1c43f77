using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Conversations;

/// <summary>What the whole team shares in the inbox: terms of leases, labels, ready answers.</summary>
internal static class InboxEndpoints
{
    private const string Inbox = "inbox";

    public static void Map(RouteGroupBuilder api)
    {
        var inbox = api.MapGroup("/inbox").WithTags("Conversations").Requires(Permission.ConversationsRead);
        inbox.MapGet("", Get).WithSummary("The terms of leases and the labels.");
        inbox.MapPut("", Configure).Requires(Permission.InboxManage).WithSummary("Sets the terms of leases.");
        inbox.MapPost("/labels", Define).Requires(Permission.InboxManage).WithSummary("Defines a label.");
        inbox.MapPut("/labels/{id}", ChangeLabel).Requires(Permission.InboxManage).WithSummary("Renames, colours, archives or restores a label.");

        var canned = api.MapGroup("/canned-replies").WithTags("Conversations").Requires(Permission.ConversationsRead);
        canned.MapGet("", List).WithSummary("The caller's ready answers and everybody's, by their words.");
        canned.MapPost("", Create).Requires(Permission.ConversationsReply).WithSummary("Writes a ready answer: one's own, or everybody's.");
        canned.MapGet("/{id}", GetReply).WithSummary("One ready answer.");
        canned.MapPut("/{id}", Rewrite).Requires(Permission.ConversationsReply).WithSummary("Writes a ready answer anew; its word stays.");
        canned.MapDelete("/{id}", Delete).Requires(Permission.ConversationsReply).WithSummary("Deletes a ready answer.");
        canned.MapGet("/{id}/text", Text)
            .WithSummary("A ready answer with its places filled from a conversation.")
            .WithDescription("In the conversation's language unless language says otherwise, and in the other one where there is no text in it.");
    }

    private static async Task<Ok<InboxView>> Get(ApiCall call)
    {
        var view = await call.Grain<IInboxGrain>(Inbox).Get();
        call.Tag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<InboxView>, ProblemHttpResult>> Configure(InboxSettingsRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.LeaseMinutes is < 1 or > 480) check.Add("leaseMinutes", "field.range", 1, 480);
        if (check.Failed) return check.Problem();
        var grain = call.Grain<IInboxGrain>(Inbox);
        var now = (await grain.Get()).Settings;
        var settings = new InboxSettings(request.LeaseMinutes ?? now.LeaseMinutes, request.ExpiredToAgents ?? now.ExpiredToAgents);
        var outcome = await grain.Configure(call.CommandId("inbox.configure"), settings, call.ExpectedVersion);
        return outcome.Accepted ? await Get(call) : Problems.Refused(call, outcome);
    }

    private static async Task<Results<Created<InboxLabel>, ProblemHttpResult>> Define(LabelRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var name = check.Required("name", request.Name, 40);
        var colour = check.Required("colour", request.Colour, 7);
        if (check.Failed) return check.Problem();
        var command = call.CommandId("inbox.label");
        var id = Id.Named("label", command);
        var outcome = await call.Grain<IInboxGrain>(Inbox).DefineLabel(command, id, name, colour);
        return outcome.Accepted
            ? TypedResults.Created("/api/v1/inbox", new InboxLabel(id, name, colour, false))
            : Problems.Refused(call, outcome);
    }

    private static async Task<Results<Ok<InboxView>, ProblemHttpResult>> ChangeLabel(string id, LabelRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var name = check.Optional("name", request.Name, 40);
        var colour = check.Optional("colour", request.Colour, 7);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Guarded<IInboxGrain>(Inbox).ChangeLabel(call.CommandId("inbox.label:" + id), id, name, colour, request.Archived);
        return outcome.Accepted ? await Get(call) : Problems.Refused(call, outcome);
    }

    private static Task<Results<Ok<Page<CannedReplyView>>, ProblemHttpResult>> List(
        ApiCall call, IConversationLists lists, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        return query.Answer((size, after) => lists.CannedReplies(call.Tenant, call.UserId, query.Search, after, size, call.Aborted));
    }

    private static async Task<Results<Created<CannedReplyView>, ProblemHttpResult>> Create(CannedReplyRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var shortcut = check.Required("shortcut", request.Shortcut, 40).TrimStart('/').ToLowerInvariant();
        if (shortcut.Length > 0 && !CannedText.IsShortcut(shortcut)) check.Add("shortcut", "field.shortcut");
        var (ar, en) = request.Texts(check);
        if (check.Failed) return check.Problem();
        var owner = request.Shared == true ? null : call.UserId;
        // One word, one answer: the id says so, whoever asks first.
        var id = Id.Named("canned", shortcut, owner ?? "");
        var grain = call.Grain<ICannedReplyGrain>(id);
        var outcome = await grain.Write(
            call.CommandId("canned.create:" + id), new WriteCannedReply(shortcut, ar, en, owner), mustBeNew: true, expectedVersion: null);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("canned-reply", id, outcome.Version);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/canned-replies/{id}", (await grain.Get())!);
    }

    private static async Task<Results<Ok<CannedReplyView>, ProblemHttpResult>> GetReply(string id, ApiCall call)
    {
        if (await Own(id, call) is not { } reply) return Problems.NotFound(call);
        call.Tag(reply.Version);
        return TypedResults.Ok(reply);
    }

    private static async Task<Results<Ok<CannedReplyView>, ProblemHttpResult>> Rewrite(string id, CannedReplyRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var (ar, en) = request.Texts(check);
        if (check.Failed) return check.Problem();
        if (await Own(id, call) is not { } reply) return Problems.NotFound(call);
        var outcome = await call.Grain<ICannedReplyGrain>(id).Write(
            call.CommandId("canned.write:" + id), new WriteCannedReply(reply.Shortcut, ar, en, reply.Owner), mustBeNew: false, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("canned-reply", id, outcome.Version);
        return await GetReply(id, call);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Guarded<ICannedReplyGrain>(id).Delete(call.CommandId("canned.delete:" + id), call.UserId);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("canned-reply", id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<FilledTextResponse>, ProblemHttpResult>> Text(
        string id, ApiCall call, string? conversationId = null, string? language = null)
    {
        var check = new Check(call.Http);
        var conversation = check.Required("conversationId", conversationId, 100);
        var wanted = check.OneOf("language", language, "", "ar", "en");
        if (check.Failed) return check.BadRequest();
        if (await Own(id, call) is not { } reply || !Key.Fits(conversation)
            || await call.Grain<IConversationGrain>(conversation).Get() is not { } talk) return Problems.NotFound(call);
        if (wanted.Length == 0) wanted = talk.Language;
        var text = (wanted == "en" ? reply.TextEn ?? reply.TextAr : reply.TextAr ?? reply.TextEn)!;
        var user = await call.AnyUser(call.UserId);
        var tenant = await call.Grain<ITenantGrain>("tenant").Get();
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["customer.name"] = talk.CustomerName, ["customer.phone"] = talk.CustomerPhone, ["user.name"] = user?.FullName, ["company.name"] = tenant?.CompanyName,
        };
        return TypedResults.Ok(new FilledTextResponse(CannedText.Fill(text, values), text == reply.TextEn ? "en" : "ar"));
    }

    /// <summary>A ready answer that is the caller's or everybody's.</summary>
    private static async Task<CannedReplyView?> Own(string id, ApiCall call) =>
        Key.Fits(id) && await call.Grain<ICannedReplyGrain>(id).Get() is { } reply && (reply.Owner is null || reply.Owner == call.UserId) ? reply : null;
}

/// <summary>Terms of leases; what is left out stays.</summary>
/// <param name="LeaseMinutes">1 to 480.</param>
/// <param name="ExpiredToAgents">Whether agents take over when a lease ends; otherwise the conversation waits for a person.</param>
internal sealed record InboxSettingsRequest(int? LeaseMinutes, bool? ExpiredToAgents);

/// <summary>A label.</summary>
/// <param name="Name">1 to 40 characters.</param>
/// <param name="Colour"><c>#rrggbb</c>.</param>
/// <param name="Archived">Whether it can no longer be put on conversations.</param>
internal sealed record LabelRequest(string? Name, string? Colour, bool? Archived);

/// <summary>A ready answer.</summary>
/// <param name="Shortcut">The word behind the slash: 1 to 40 letters, digits, <c>-</c> or <c>_</c>. Ignored where an answer is written anew.</param>
/// <param name="TextAr">Arabic text, at most 4,096 characters, with places such as <c>{{customer.name}}</c>.</param>
/// <param name="TextEn">English text.</param>
/// <param name="Shared">Whether it is everybody's; needs inbox.manage.</param>
internal sealed record CannedReplyRequest(string? Shortcut, string? TextAr, string? TextEn, bool? Shared)
{
    public (string? Ar, string? En) Texts(Check check)
    {
        var ar = One(check, "textAr", TextAr);
        var en = One(check, "textEn", TextEn);
        if (ar is null && en is null) check.Add("textAr", "field.required");
        return (ar, en);
    }

    private static string? One(Check check, string field, string? value)
    {
        var text = check.Optional(field, value, CannedText.MaxText);
        if (text is not null && CannedText.Fault(text) is { } fault and not ("empty" or "too_long")) check.Add(field, "field.placeholder", fault);
        return text;
    }
}

/// <summary>A text with its places filled.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
internal sealed record FilledTextResponse(string Text, string Language);
