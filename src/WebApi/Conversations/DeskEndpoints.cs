using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Conversations;

/// <summary>How people work on conversations: who holds one, whose it is, its status and labels, notes among colleagues, drafts.</summary>
internal static class DeskEndpoints
{
    public static void Map(RouteGroupBuilder talks)
    {
        talks.MapGet("/counts", Counts).WithSummary("How many conversations stand in each folder.");
        talks.MapPost("/{id}/take-over", TakeOver).Requires(Permission.ConversationsReply)
            .WithSummary("Agents fall silent; the caller holds the conversation.")
            .WithDescription("409 held_by_human names who holds it and until when. With force, whoever may assign takes it from them.");
        talks.MapPost("/{id}/lease", Renew).Requires(Permission.ConversationsReply)
            .WithSummary("The holder is still writing: the lease runs on.")
            .WithDescription("Call it while somebody types, at most every half minute. 409 where the caller does not hold the conversation.");
        talks.MapPost("/{id}/give-back", GiveBack).Requires(Permission.ConversationsReply)
            .WithSummary("Agents answer again, first of all what the customer wrote last and nobody answered.");
        talks.MapPost("/{id}/escalate", Escalate).Requires(Permission.ConversationsReply).WithSummary("Agents fall silent; the conversation waits for a person.");
        talks.MapPost("/{id}/held-reply/release", ReleaseReply).Requires(Permission.ConversationsReply)
            .WithSummary("Sends an agent's answer that waits, as it is or in other words.")
            .WithDescription("turn is the turn of the answer that was seen: where another one waits by now, 409 stale_turn.");
        talks.MapPost("/{id}/held-reply/discard", DiscardReply).Requires(Permission.ConversationsReply)
            .WithSummary("Drops an agent's answer that waits; the conversation waits for a person's.");
        talks.MapPost("/{id}/assign", Assign).Requires(Permission.ConversationsReply)
            .WithSummary("Makes the conversation somebody's, or nobody's; a lease goes with it.")
            .WithDescription("One's own and free ones need no more; those of others need conversations.assign.");
        talks.MapPut("/{id}", Update).Requires(Permission.ConversationsReply).WithSummary("Status, snooze, priority, labels.")
            .WithDescription("What is left out stays. A customer's message opens a conversation again, whatever its status.");
        talks.MapPost("/{id}/read", Read).Requires(Permission.ConversationsReply).WithSummary("The caller has seen what the customer wrote.");
        talks.MapPost("/{id}/notes", AddNote).Requires(Permission.ConversationsReply).WithSummary("A note among colleagues; never sent.");
        talks.MapPut("/{id}/notes/{noteId}", EditNote).Requires(Permission.ConversationsReply).WithSummary("Corrects one's own note.");
        talks.MapDelete("/{id}/notes/{noteId}", DeleteNote).Requires(Permission.ConversationsReply).WithSummary("Takes one's own note back.");
        talks.MapGet("/{id}/draft", GetDraft).WithSummary("What the caller has begun to write.");
        talks.MapPut("/{id}/draft", KeepDraft).Requires(Permission.ConversationsReply).WithSummary("Keeps a draft in place of the one before.");
        talks.MapDelete("/{id}/draft", DropDraft).Requires(Permission.ConversationsReply).WithSummary("Forgets the draft.");
    }

    private static async Task<Ok<FolderCounts>> Counts(ApiCall call, IConversationLists lists) =>
        TypedResults.Ok(await lists.Counts(call.Tenant, call.UserId, call.Aborted));

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> TakeOver(string id, ApiCall call, TakeOverRequest? request = null) =>
        ConversationAnswers.Change(id, call, talk => request?.Force == true
            ? talk.TakeFrom(call.CommandId("conversation.take-from:" + id), call.UserId)
            : talk.TakeOver(call.CommandId("conversation.take:" + id), call.UserId));

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> Renew(string id, ApiCall call) =>
        ConversationAnswers.Change(id, call, talk => talk.RenewLease(call.UserId));

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> GiveBack(string id, ApiCall call) =>
        ConversationAnswers.Change(id, call, talk => talk.GiveBack(call.CommandId("conversation.give:" + id), call.UserId));

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Escalate(string id, EscalateRequest? request, ApiCall call)
    {
        var check = new Check(call.Http);
        var reason = check.Optional("reason", request?.Reason, 64) ?? "requested";
        var target = check.OneOf("target", request?.Target, "sales", "sales", "sales_manager", "support", "compliance");
        if (check.Failed) return check.Problem();
        return await ConversationAnswers.Change(id, call, talk => talk.Escalate(call.CommandId("conversation.escalate:" + id), reason, target));
    }

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> ReleaseReply(string id, ReleaseReplyRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Turn is null) check.Add("turn", "field.required");
        var text = request.Text is null ? null : check.Required("text", request.Text, 4096);
        if (check.Failed) return check.Problem();
        return await ConversationAnswers.Change(
            id, call, talk => talk.ReleaseReply(call.CommandId("conversation.release-reply:" + id), call.UserId, request.Turn!.Value, text));
    }

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> DiscardReply(string id, DiscardReplyRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Turn is null) check.Add("turn", "field.required");
        if (check.Failed) return check.Problem();
        return await ConversationAnswers.Change(
            id, call, talk => talk.DiscardReply(call.CommandId("conversation.discard-reply:" + id), call.UserId, request.Turn!.Value));
    }

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Assign(string id, AssignRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var user = check.Optional("userId", request.UserId, 100);
        if (user is not null)
        {
            var (unknown, unable) = await ConversationAnswers.Unfit(call, [user], Roles.TakingWork);
            if (unknown is not null) check.Add("userId", "field.unknown_user", user);
            if (unable is not null) check.Add("userId", "field.person");
        }
        if (check.Failed) return check.Problem();
        return await ConversationAnswers.Change(id, call, talk => talk.Assign(call.CommandId("conversation.assign:" + id), user, call.UserId));
    }

    private static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Update(string id, UpdateConversationRequest request, ApiCall call)
    {
        const int most = 20;
        var check = new Check(call.Http);
        if (request.Status == ConversationStatus.Snoozed && request.SnoozedUntil is null) check.Add("snoozedUntil", "field.required");
        if (request.SnoozedUntil is { } until && (until <= call.Clock.GetUtcNow() || until > call.Clock.GetUtcNow().AddDays(366)))
            check.Add("snoozedUntil", "field.future");
        foreach (var (field, labels) in new[] { ("addLabels", request.AddLabels), ("removeLabels", request.RemoveLabels) })
        {
            if (labels?.Count > most) check.Add(field, "field.range", 0, most);
            else if (labels?.FirstOrDefault(l => !Key.Fits(l)) is not null || labels?.Contains(null!) == true) check.Add(field, "field.required");
        }
        if (check.Failed) return check.Problem();
        var change = new ConversationChange(
            request.Status, request.SnoozedUntil?.ToUniversalTime(), request.Priority, request.AddLabels, request.RemoveLabels);
        return await ConversationAnswers.Change(id, call, talk => talk.Change(call.CommandId("conversation.change:" + id), call.UserId, change));
    }

    private static Task<Results<Ok<ConversationView>, ProblemHttpResult>> Read(string id, ApiCall call) =>
        ConversationAnswers.Change(id, call, talk => talk.MarkRead(call.UserId));

    private static async Task<Results<Created<CommandResponse>, ProblemHttpResult>> AddNote(string id, NoteRequest request, ApiCall call)
    {
        var (text, mentions, problem) = await request.Read(call);
        if (problem is not null) return problem;
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var command = call.CommandId("conversation.note:" + id);
        var note = "n" + Id.Named("note", command);
        var outcome = await call.Guarded<IConversationGrain>(id).AddNote(command, note, call.UserId, text, mentions ?? []);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("conversation", id, outcome.Version);
        return TypedResults.Created($"/api/v1/conversations/{id}/messages", new CommandResponse(note, outcome.Version, outcome.Repeated));
    }

    private static async Task<Results<Ok<CommandResponse>, ProblemHttpResult>> EditNote(string id, string noteId, NoteRequest request, ApiCall call)
    {
        var (text, mentions, problem) = await request.Read(call);
        if (problem is not null) return problem;
        return await OnNote(id, noteId, call, talk => talk.EditNote(call.CommandId("conversation.note-edit:" + noteId), noteId, call.UserId, text, mentions));
    }

    private static Task<Results<Ok<CommandResponse>, ProblemHttpResult>> DeleteNote(string id, string noteId, ApiCall call) =>
        OnNote(id, noteId, call, talk => talk.DeleteNote(call.CommandId("conversation.note-delete:" + noteId), noteId, call.UserId));

    private static async Task<Results<Ok<CommandResponse>, ProblemHttpResult>> OnNote(
        string id, string noteId, ApiCall call, Func<IConversationGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id) || !Key.Fits(noteId)) return Problems.NotFound(call);
        var outcome = await command(call.Guarded<IConversationGrain>(id));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("conversation", id, outcome.Version);
        return TypedResults.Ok(new CommandResponse(noteId, outcome.Version, outcome.Repeated));
    }

    private static async Task<Results<Ok<DraftView>, NoContent, ProblemHttpResult>> GetDraft(string id, ApiCall call)
    {
        if (!await call.Exists("conversation", id)) return Problems.NotFound(call);
        if (await Draft(id, call).Get() is not { } draft) return TypedResults.NoContent();
        call.Tag(draft.Version);
        return TypedResults.Ok(draft);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepDraft(string id, DraftRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Text?.Length > CannedText.MaxText) check.Add("text", "field.too_long", CannedText.MaxText);
        var reply = check.Optional("replyTo", request.ReplyTo, 256);
        if (check.Failed) return check.Problem();
        // A draft of nothing would be kept for ever.
        if (!Key.Fits(id) || await call.Grain<IConversationGrain>(id).Get() is null) return Problems.NotFound(call);
        return await Kept(id, call, request.Text, reply);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DropDraft(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        return await Kept(id, call, null, null);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Kept(string id, ApiCall call, string? text, string? reply)
    {
        var outcome = await Draft(id, call).Keep(text, reply, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        if (outcome.Version > 0) call.Tag(outcome.Version);
        return TypedResults.NoContent();
    }

    private static IDraftGrain Draft(string id, ApiCall call) => call.Grain<IDraftGrain>($"draft/{call.UserId}/{id}");
}

/// <summary>Takes a conversation over.</summary>
/// <param name="Force">Whether to take it from another person; needs conversations.assign.</param>
internal sealed record TakeOverRequest(bool? Force);

/// <summary>Assigns a conversation.</summary>
/// <param name="UserId">Whose it becomes; null for nobody's.</param>
internal sealed record AssignRequest(string? UserId);

/// <summary>Changes a conversation's order in the inbox; what is left out stays.</summary>
/// <param name="Status"><c>open</c>, <c>pending</c>, <c>snoozed</c> (with <paramref name="SnoozedUntil"/>), <c>resolved</c>.</param>
/// <param name="SnoozedUntil">When it comes back: later than now, within 366 days.</param>
/// <param name="Priority"><c>none</c>, <c>low</c>, <c>high</c>, <c>urgent</c>.</param>
/// <param name="AddLabels">Ids of labels to put on; at most 20.</param>
/// <param name="RemoveLabels">Ids of labels to take off.</param>
internal sealed record UpdateConversationRequest(
    ConversationStatus? Status, DateTimeOffset? SnoozedUntil, ConversationPriority? Priority, IReadOnlyList<string>? AddLabels,
    IReadOnlyList<string>? RemoveLabels);

/// <summary>A note among colleagues.</summary>
/// <param name="Text">1 to 4,000 characters.</param>
/// <param name="Mentions">Ids of users who should look, at most 20; in a correction those of the note unless given.</param>
internal sealed record NoteRequest(string? Text, IReadOnlyList<string>? Mentions)
{
    private const int LongestText = 4000;
    private const int MostMentions = 20;

    public async Task<(string Text, IReadOnlyList<string>? Mentions, ProblemHttpResult? Problem)> Read(ApiCall call)
    {
        var check = new Check(call.Http);
        var text = check.Required("text", Text, LongestText);
        var mentions = Mentions?.Distinct(StringComparer.Ordinal).ToList();
        if (mentions?.Count > MostMentions) check.Add("mentions", "field.range", 0, MostMentions);
        else if (mentions?.Exists(m => !Key.Fits(m)) == true) check.Add("mentions", "field.required");
        // Who may not see the conversation is nobody here: a mention would show it to them.
        else if (await ConversationAnswers.Unfit(call, mentions ?? [], Permission.ConversationsRead) is var (unknown, unable) && (unknown ?? unable) is { } who)
            check.Add("mentions", "field.unknown_user", who);
        return (text, mentions, check.Failed ? check.Problem() : null);
    }
}

/// <summary>A draft.</summary>
/// <param name="Text">At most 4,096 characters; empty forgets the draft.</param>
/// <param name="ReplyTo">The message that it answers, or null.</param>
internal sealed record DraftRequest(string? Text, string? ReplyTo);
