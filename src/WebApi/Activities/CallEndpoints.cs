using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Fields;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Activities;

/// <summary>Telephone calls.</summary>
internal static class CallEndpoints
{
    private const int LongestUrl = 2000;
    private const int LongestTranscript = 30_000;
    private const int LongestSeconds = 86_400;

    public static void Map(RouteGroupBuilder api)
    {
        var calls = api.MapGroup("/calls").WithTags("Calls").Requires(Permission.ActivitiesRead);
        calls.MapGet("", List).WithSummary("Calls, newest first; ?direction=, ?status=, ?userId=, ?outcome=, and one of ?leadId=, ?dealId=, ?contactId=, ?companyId=.");
        calls.MapPost("", Record).Requires(Permission.ActivitiesWrite).WithSummary("Records a call.");
        calls.MapGet("/{id}", Get).WithSummary("One call.");
        calls.MapGet("/{id}/transcript", Transcript).WithSummary("What was said; 404 where nothing was written down.");
        calls.MapPut("/{id}/outcome", SetOutcome).Requires(Permission.ActivitiesWrite).WithSummary("Says what became of a call.");
    }

    private static async Task<Results<Ok<Page<CallRowView>>, ProblemHttpResult>> List(
        ApiCall call, IActivityLists lists, string? direction = null, string? status = null, string? userId = null, string? outcome = null,
        string? leadId = null, string? dealId = null, string? contactId = null, string? companyId = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var filter = new CallFilter(
            query.Word<CallDirection>("direction", direction), query.Word<CallStatus>("status", status), userId == "me" ? call.UserId : Only(userId),
            Only(outcome), new RecordLinks(Only(leadId), Only(dealId), Only(contactId), Only(companyId)), await call.MergedLeads(leadId));
        return await query.Answer((size, after) => lists.Calls(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Created<CallResponse>, ProblemHttpResult>> Record(CallRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        check.Required("direction", request.Direction, 20);
        check.Required("status", request.Status, 20);
        var direction = check.Word<CallDirection>("direction", request.Direction);
        var status = check.Word<CallStatus>("status", request.Status);
        var result = Result(check, request.DurationSeconds, request.RecordingUrl, request.Transcript, request.Sentiment, request.Outcome);
        var user = await check.User(call, "userId", request.UserId);
        var started = check.Instant("startedAt", request.StartedAt) ?? call.Clock.GetUtcNow();
        var links = await check.Links(call, request.LeadId, request.DealId, request.ContactId, request.CompanyId, request.ConversationId);
        if (check.Failed) return check.Problem();

        var command = call.CommandId("call.record");
        var id = Id.Named("call", call.Tenant, command);
        var grain = call.Grain<ICallGrain>(id);
        var outcome = await grain.Record(command, new RecordCall(
            direction!.Value, status!.Value, started, string.IsNullOrEmpty(user) ? call.UserId : user,
            links, result));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("call", id, outcome.Version);
        var view = await grain.Get() ?? throw new InvalidOperationException("A recorded call has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/calls/{id}", CallResponse.Of(view));
    }

    private static async Task<Results<Ok<CallResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ICallGrain>(id).Get() is not { } view) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(CallResponse.Of(view));
    }

    private static async Task<Results<Ok<TranscriptResponse>, ProblemHttpResult>> Transcript(string id, ApiCall call, IActivityLists lists) =>
        Key.Fits(id) && await lists.Transcript(call.Tenant, id, call.Aborted) is { } text
            ? TypedResults.Ok(new TranscriptResponse(id, text))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<CallResponse>, ProblemHttpResult>> SetOutcome(string id, CallOutcomeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var change = Result(check, request.DurationSeconds, request.RecordingUrl, request.Transcript, request.Sentiment, request.Outcome) with
        {
            Status = check.Word<CallStatus>("status", request.Status),
        };
        if (change == new CallChange() && !check.Failed) check.Add("outcome", "field.required");
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<ICallGrain>(id).SetOutcome(call.CommandId("call.outcome:" + id), change, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("call", id, outcome.Version);
        return await Get(id, call);
    }

    private static CallChange Result(Check check, int? seconds, string? recording, string? transcript, string? sentiment, string? outcome)
    {
        if (seconds is < 0 or > LongestSeconds) check.Add("durationSeconds", "field.range", 0, LongestSeconds);
        var address = check.Line("recordingUrl", recording, LongestUrl);
        if (address is { Length: > 0 and <= LongestUrl } && !FieldRules.IsWebAddress(address, secureOnly: true)) check.Add("recordingUrl", "field.https");
        return new CallChange(
            null, seconds, address, check.Lines("transcript", transcript, LongestTranscript), check.Word<CallSentiment>("sentiment", sentiment),
            check.Line("outcome", outcome, 50));
    }

    private static string? Only(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>A call to be recorded.</summary>
/// <param name="Direction"><c>inbound</c> or <c>outbound</c>.</param>
/// <param name="Status"><c>ringing</c>, <c>answered</c>, <c>missed</c>, <c>voicemail</c> or <c>failed</c>.</param>
/// <param name="StartedAt">When it began; now unless given.</param>
/// <param name="UserId">Who spoke for us; the caller unless given.</param>
/// <param name="LeadId">A lead that it was about.</param>
/// <param name="DealId">A deal.</param>
/// <param name="ContactId">A contact.</param>
/// <param name="CompanyId">A company.</param>
/// <param name="ConversationId">A conversation.</param>
/// <param name="DurationSeconds">0 to 86,400.</param>
/// <param name="RecordingUrl">An https address. Never fetched.</param>
/// <param name="Transcript">At most 30,000 characters.</param>
/// <param name="Sentiment"><c>positive</c>, <c>neutral</c> or <c>negative</c>.</param>
/// <param name="Outcome">A word of at most 50 characters.</param>
internal sealed record CallRequest(
    string? Direction = null, string? Status = null, DateTimeOffset? StartedAt = null, string? UserId = null, string? LeadId = null, string? DealId = null,
    string? ContactId = null, string? CompanyId = null, string? ConversationId = null, int? DurationSeconds = null, string? RecordingUrl = null,
    string? Transcript = null, string? Sentiment = null, string? Outcome = null);

/// <summary>What became of a call: absent fields stay as they are, empty texts clear.</summary>
/// <param name="Status">Where it stands now.</param>
/// <param name="DurationSeconds">0 to 86,400.</param>
/// <param name="RecordingUrl">An https address.</param>
/// <param name="Transcript">At most 30,000 characters.</param>
/// <param name="Sentiment">How it felt.</param>
/// <param name="Outcome">A word of at most 50 characters.</param>
internal sealed record CallOutcomeRequest(
    string? Status = null, int? DurationSeconds = null, string? RecordingUrl = null, string? Transcript = null, string? Sentiment = null,
    string? Outcome = null);

/// <summary>What was said in a call.</summary>
internal sealed record TranscriptResponse(string Id, string Transcript);

/// <summary>A call as it stands.</summary>
internal sealed record CallResponse(
    string Id, CallDirection Direction, CallStatus Status, DateTimeOffset StartedAt, string? UserId, string? LeadId, string? DealId, string? ContactId,
    string? CompanyId, string? ConversationId, int? DurationSeconds, string? RecordingUrl, CallSentiment? Sentiment, string? Outcome, bool HasTranscript,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, long Version)
{
    public static CallResponse Of(CallView c) => new(
        c.CallId, c.Direction, c.Status, c.StartedAt, c.UserId, c.Links.LeadId, c.Links.DealId, c.Links.ContactId, c.Links.CompanyId,
        c.Links.ConversationId, c.DurationSeconds, c.RecordingUrl, c.Sentiment, c.Outcome, c.HasTranscript, c.CreatedAt, c.UpdatedAt, c.Version);
}
