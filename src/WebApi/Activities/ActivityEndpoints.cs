using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Activities;

/// <summary>Activities, tasks, notes and mentions.</summary>
internal static class ActivityEndpoints
{
    private const int DaysOfAWeek = 7;

    public static void Map(RouteGroupBuilder api)
    {
        var activities = api.MapGroup("/activities").WithTags("Activities").Requires(Permission.ActivitiesRead);
        activities.MapGet("", List).WithSummary("Activities, newest first; ?type=, ?done=, ?assignee=, ?pinned=, and one of ?leadId=, ?dealId=, ?contactId=, ?companyId=, ?conversationId=.");
        activities.MapPost("", Create).Requires(Permission.ActivitiesWrite).WithSummary("Adds a task, a note, a meeting or anything else done or to be done.");
        activities.MapGet("/{id}", Get).WithSummary("One activity; a deleted one says so.");
        activities.MapPut("/{id}", Update).Requires(Permission.ActivitiesWrite).WithSummary("Changes an activity; a note's words are its writer's.");
        activities.MapDelete("/{id}", Delete).Requires(Permission.ActivitiesWrite).WithSummary("Takes an activity out of lists and timelines.");
        activities.MapPost("/{id}/restore", Restore).Requires(Permission.ActivitiesWrite).WithSummary("Brings a deleted activity back.");
        activities.MapPost("/{id}/complete", Complete).Requires(Permission.ActivitiesWrite).WithSummary("It is done.");
        activities.MapPost("/{id}/reopen", Reopen).Requires(Permission.ActivitiesWrite).WithSummary("It is not done after all.");
        activities.MapGet("/{id}/edits", Edits).WithSummary("The forms that a note's words had, newest first.");

        api.MapGroup("/tasks").WithTags("Activities").MapGet("", Tasks).Requires(Permission.ActivitiesRead)
            .WithSummary("Open tasks and follow-ups, first due first; ?assignee=me, ?due=today|overdue|week.")
            .WithDescription("Days are the tenant's. today is the calendar day, week the seven days that begin with it, overdue what was due before now.");
        api.MapGroup("/mentions").WithTags("Activities").MapGet("", Mentions).Requires(Permission.ActivitiesRead)
            .WithSummary("Where the caller was called upon, newest first.");

        Of(api, "leads", "lead", Permission.LeadsRead);
        Of(api, "deals", "deal", Permission.DealsRead);
        Of(api, "contacts", "contact", Permission.ContactsRead);
        Of(api, "companies", "company", Permission.ContactsRead);
    }

    /// <summary>What belongs to one record: its activities and its timeline.</summary>
    private static void Of(RouteGroupBuilder api, string plural, string kind, Permission permission)
    {
        var records = api.MapGroup("/" + plural).WithTags("Activities").Requires(permission);
        records.MapGet("/{id}/activities", (string id, ApiCall call, IActivityLists lists, string? type = null, bool? done = null, int? limit = null, string? cursor = null) =>
                OfRecord(kind, id, call, lists, type, done, limit, cursor))
            .Requires(Permission.ActivitiesRead).WithSummary($"Activities of a {kind}, newest first; ?type=, ?done=.");
        records.MapGet("/{id}/timeline", (string id, ApiCall call, ITimelineReader timeline, string? type = null, int? limit = null, string? cursor = null) =>
                Timeline(kind, id, call, timeline, type, limit, cursor))
            .WithSummary($"What happened to a {kind} and to what belongs to it, newest first; ?type=deal or ?type=deal.stage_changed.")
            .WithDescription("Only what the caller may see anyway. Messages stand in their own lists.");
    }

    private static async Task<Results<Ok<Page<ActivityRowView>>, ProblemHttpResult>> List(
        ApiCall call, IActivityLists lists, string? type = null, bool? done = null, string? assignee = null, bool? pinned = null, string? leadId = null,
        string? dealId = null, string? contactId = null, string? companyId = null, string? conversationId = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var only = query.Word<ActivityType>("type", type);
        var filter = new ActivityFilter(
            only, done, assignee == "me" ? call.UserId : Only(assignee), pinned,
            new RecordLinks(Only(leadId), Only(dealId), Only(contactId), Only(companyId), Only(conversationId)), await call.MergedLeads(leadId));
        return await query.Answer((size, after) => lists.Activities(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<Page<ActivityRowView>>, ProblemHttpResult>> OfRecord(
        string kind, string id, ApiCall call, IActivityLists lists, string? type, bool? done, int? limit, string? cursor)
    {
        if (!await call.Exists(kind, id)) return Problems.NotFound(call);
        var query = new ListQuery(call, limit, cursor);
        var only = query.Word<ActivityType>("type", type);
        var links = kind switch
        {
            "lead" => new RecordLinks(LeadId: id),
            "deal" => new RecordLinks(DealId: id),
            "contact" => new RecordLinks(ContactId: id),
            _ => new RecordLinks(CompanyId: id),
        };
        var filter = new ActivityFilter(only, done, Links: links, MergedLeads: await call.MergedLeads(links.LeadId));
        return await query.Answer((size, after) => lists.Activities(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<Page<TimelineMark>>, ProblemHttpResult>> Timeline(
        string kind, string id, ApiCall call, ITimelineReader timeline, string? type, int? limit, string? cursor)
    {
        if (!await call.Exists(kind, id)) return Problems.NotFound(call);
        var query = new ListQuery(call, limit, cursor, type);
        var merged = kind == "lead" ? await call.MergedLeads(id) : [];
        return await query.Answer((size, after) =>
            timeline.Timeline(call.Tenant, kind, id, query.Search, call.Actor.Permissions, after, size, call.Aborted, merged));
    }

    private static async Task<Results<Ok<Page<ActivityRowView>>, ProblemHttpResult>> Tasks(
        ApiCall call, IActivityLists lists, string? assignee = null, string? due = null, int? limit = null, string? cursor = null)
    {
        var check = new Check(call.Http);
        var span = check.OneOf("due", due, "", "today", "overdue", "week");
        if (check.Failed) return check.BadRequest();
        var zone = span is "today" or "week" ? (await call.Grain<ITenantGrain>("tenant").Get())?.TimeZone : null;
        var filter = Span(span, new BusinessCalendar(zone ?? BusinessCalendar.DefaultZone), call.Clock.GetUtcNow()) with
        {
            AssigneeId = assignee == "me" ? call.UserId : Only(assignee),
        };
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Tasks(call.Tenant, filter, after, size, call.Aborted));
    }

    /// <summary>The instants that a word for a span of days means.</summary>
    internal static TaskFilter Span(string word, BusinessCalendar calendar, DateTimeOffset now)
    {
        var today = calendar.Day(now);
        return word switch
        {
            "today" => new TaskFilter(From: calendar.Instant(today, TimeOnly.MinValue), Until: calendar.Instant(today.AddDays(1), TimeOnly.MinValue)),
            "week" => new TaskFilter(From: calendar.Instant(today, TimeOnly.MinValue), Until: calendar.Instant(today.AddDays(DaysOfAWeek), TimeOnly.MinValue)),
            "overdue" => new TaskFilter(Until: now),
            _ => new TaskFilter(),
        };
    }

    private static Task<Results<Ok<Page<MentionRowView>>, ProblemHttpResult>> Mentions(
        ApiCall call, IActivityLists lists, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) => lists.Mentions(call.Tenant, call.UserId, after, size, call.Aborted));

    private static async Task<Results<Created<ActivityResponse>, ProblemHttpResult>> Create(ActivityRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        check.Required("type", request.Type, 20);
        var type = check.Word<ActivityType>("type", request.Type) ?? ActivityType.Task;
        var subject = Full(check.Line("subject", request.Subject, 255));
        var body = Full(check.Lines("body", request.Body, 5000));
        if (type == ActivityType.Note && body is null) check.Add("body", "field.required");
        if (type != ActivityType.Note && subject is null) check.Add("subject", "field.required");
        var priority = check.Word<ActivityPriority>("priority", request.Priority) ?? ActivityPriority.Normal;
        var assignee = Full(await check.User(call, "assigneeId", request.AssigneeId)) ?? (type == ActivityType.Note ? null : call.UserId);
        var mentions = await check.Mentions(call, request.Mentions);
        var (scheduled, remind) = (check.Instant("scheduledAt", request.ScheduledAt), check.Instant("remindAt", request.RemindAt));
        var links = await check.Links(call, request.LeadId, request.DealId, request.ContactId, request.CompanyId, request.ConversationId);
        if (check.Failed) return check.Problem();

        var command = call.CommandId("activity.create");
        var id = Id.Named("activity", call.Tenant, command);
        var activity = call.Grain<IActivityGrain>(id);
        var outcome = await activity.Create(command, new CreateActivity(
            type, subject, body, scheduled, remind, priority, assignee, links, call.UserId,
            Completed: request.Completed ?? false, Pinned: request.Pinned ?? false, Mentions: mentions));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("activity", id, outcome.Version);
        var view = await activity.Get() ?? throw new InvalidOperationException("A created activity has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/activities/{id}", ActivityResponse.Of(view));
    }

    private static async Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IActivityGrain>(id).Get() is not { } activity) return Problems.NotFound(call);
        call.Tag(activity.Version);
        return TypedResults.Ok(ActivityResponse.Of(activity));
    }

    private static async Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Update(string id, ActivityChangeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var change = new ChangeActivity(
            check.Line("subject", request.Subject, 255), check.Lines("body", request.Body, 5000), check.Instant("scheduledAt", request.ScheduledAt),
            request.Unscheduled ?? false, check.Instant("remindAt", request.RemindAt), check.Word<ActivityPriority>("priority", request.Priority),
            await check.User(call, "assigneeId", request.AssigneeId), request.Pinned, await check.Mentions(call, request.Mentions));
        if (check.Failed) return check.Problem();
        return await Command(id, call, a => a.Update(call.CommandId("activity.update:" + id), change, call.ExpectedVersion));
    }

    private static Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Delete(string id, ApiCall call) =>
        Command(id, call, a => a.Delete(call.CommandId("activity.delete:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Restore(string id, ApiCall call) =>
        Command(id, call, a => a.Restore(call.CommandId("activity.restore:" + id)));

    private static Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Complete(string id, ApiCall call) =>
        Command(id, call, a => a.Complete(call.CommandId("activity.complete:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Reopen(string id, ApiCall call) =>
        Command(id, call, a => a.Reopen(call.CommandId("activity.reopen:" + id), call.ExpectedVersion));

    private static async Task<Results<Ok<Page<NoteEdit>>, ProblemHttpResult>> Edits(string id, ApiCall call, IActivityLists lists) =>
        Key.Fits(id) && await call.Grain<IActivityGrain>(id).Get() is not null
            ? TypedResults.Ok(new Page<NoteEdit>(await lists.Edits(call.Tenant, id, call.Aborted), null))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Command(string id, ApiCall call, Func<IActivityGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await command(call.Guarded<IActivityGrain>(id));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("activity", id, outcome.Version);
        return await Get(id, call);
    }

    private static string? Full(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? Only(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>A new activity.</summary>
/// <param name="Type"><c>call</c>, <c>email</c>, <c>whatsapp</c>, <c>meeting</c>, <c>note</c>, <c>task</c> or <c>follow_up</c>.</param>
/// <param name="Subject">At most 255 characters; required but for notes.</param>
/// <param name="Body">At most 5,000 characters; required for notes.</param>
/// <param name="ScheduledAt">When it takes place or is due.</param>
/// <param name="RemindAt">When its assignee is reminded; not after that.</param>
/// <param name="Priority"><c>low</c>, <c>normal</c> (default), <c>high</c> or <c>urgent</c>.</param>
/// <param name="AssigneeId">A user, or <c>me</c>; the caller unless given.</param>
/// <param name="LeadId">A lead that it is about.</param>
/// <param name="DealId">A deal.</param>
/// <param name="ContactId">A contact.</param>
/// <param name="CompanyId">A company.</param>
/// <param name="ConversationId">A conversation.</param>
/// <param name="Completed">Whether it is done already.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Mentions">Ids of users called upon; at most 20.</param>
internal sealed record ActivityRequest(
    string? Type = null, string? Subject = null, string? Body = null, DateTimeOffset? ScheduledAt = null, DateTimeOffset? RemindAt = null,
    string? Priority = null, string? AssigneeId = null, string? LeadId = null, string? DealId = null, string? ContactId = null, string? CompanyId = null,
    string? ConversationId = null, bool? Completed = null, bool? Pinned = null, IReadOnlyList<string?>? Mentions = null);

/// <summary>A change: absent fields stay as they are, empty texts clear.</summary>
/// <param name="Subject">At most 255 characters.</param>
/// <param name="Body">At most 5,000 characters.</param>
/// <param name="ScheduledAt">When.</param>
/// <param name="Unscheduled">No longer at any time.</param>
/// <param name="RemindAt">When to remind.</param>
/// <param name="Priority">How urgent.</param>
/// <param name="AssigneeId">A user, or <c>me</c>.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Mentions">All users called upon now.</param>
internal sealed record ActivityChangeRequest(
    string? Subject = null, string? Body = null, DateTimeOffset? ScheduledAt = null, bool? Unscheduled = null, DateTimeOffset? RemindAt = null,
    string? Priority = null, string? AssigneeId = null, bool? Pinned = null, IReadOnlyList<string?>? Mentions = null);

/// <summary>An activity as it stands.</summary>
internal sealed record ActivityResponse(
    string Id, ActivityType Type, string? Subject, string? Body, DateTimeOffset? ScheduledAt, DateTimeOffset? RemindAt, DateTimeOffset? CompletedAt,
    ActivityPriority Priority, string? AssigneeId, string? LeadId, string? DealId, string? ContactId, string? CompanyId, string? ConversationId,
    string? CreatedBy, bool IsAutomated, bool Overdue, bool Pinned, IReadOnlyList<string> Mentions, bool Deleted, DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt, long Version)
{
    public static ActivityResponse Of(ActivityView a) => new(
        a.ActivityId, a.Type, a.Subject, a.Body, a.ScheduledAt, a.RemindAt, a.CompletedAt, a.Priority, a.AssigneeId, a.Links.LeadId, a.Links.DealId,
        a.Links.ContactId, a.Links.CompanyId, a.Links.ConversationId, a.CreatedBy, a.IsAutomated, a.Overdue, a.Pinned, a.Mentions, a.Deleted, a.CreatedAt,
        a.UpdatedAt, a.Version);
}
