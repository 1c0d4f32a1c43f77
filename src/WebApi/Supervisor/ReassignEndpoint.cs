using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Reporting;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Gives many pieces of work to one or several people at once, or all open work of somebody.</summary>
internal static class ReassignEndpoint
{
    private const int MostIds = 200, MostPeople = 50;
    private const string Rules = "rules";

    public static void Map(RouteGroupBuilder api) => api.MapGroup("/supervisor").WithTags("Supervisor").MapPost("/reassign", Reassign)
        .Requires(Permission.TeamManage)
        .WithSummary("Gives pieces of work, or all open work of somebody, to people in turn or by the rules.")
        .WithDescription(
            "With `ids`: those, at most 200; with `from` too: only those that are theirs. Without `ids`: the open work of `from`, 200 pieces a call; "
            + "repeat with `cursor` set to the answer's `next` until that is null. `to` names people who take turns; `rule: \"rules\"` has the company's "
            + "rules choose for leads, never `from` again, and puts conversations back into the queue. Each piece has an outcome of its own: `assigned`, "
            + "`not_theirs`, `nobody_available` where the rules found nobody, or the code of the refusal. One that is refused does not stop the others.");

    private static async Task<Results<Ok<ReassignResponse>, ProblemHttpResult>> Reassign(
        ReassignRequest request, ApiCall call, [FromServices] IEnumerable<IWorkAssignment> kinds)
    {
        var check = new Check(call.Http);
        var known = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);
        var kind = check.OneOf("kind", request.Kind, "conversation", [.. known.Keys.Order(StringComparer.Ordinal)]);
        var from = check.Optional("from", request.From, 100);
        var given = from is null || request.Ids is not null ? Words(check, "ids", request.Ids, MostIds) : null;
        var byRules = request.Rule is not null && check.OneOf("rule", request.Rule, Rules, Rules) == Rules;
        var people = byRules && request.To is not { Count: > 0 } ? [] : Words(check, "to", request.To, MostPeople);
        if (byRules && people.Count > 0) check.Add("rule", "field.beside", "to");
        if (check.Failed) return check.Problem();
        foreach (var person in people)
        {
            if (await call.ActiveUser(person) is { } user && await call.MayNow(user, Roles.TakingWork)) continue;
            check.Add("to", "field.person");
            return check.Problem();
        }

        var work = known[kind];
        string? next = null;
        if (given is null)
        {
            try
            {
                var page = await work.OpenOf(call.Tenant, from!, request.Cursor, MostIds, call.Aborted);
                (given, next) = ([.. page.Items], page.Next);
            }
            catch (FormatException)
            {
                check.Add("cursor", "field.cursor");
                return check.Problem();
            }
        }
        var outcomes = new List<ReassignOutcome>(given.Count);
        foreach (var (id, i) in given.Select((id, i) => (id, i)))
        {
            var user = byRules ? null : people[i % people.Count];
            if (!Key.Fits(id)) outcomes.Add(new ReassignOutcome(id, user, Problems.CodeOf(Refusal.NotFound), null));
            // The list that named it may be a moment old.
            else if (from is not null && await work.OwnerOf(call.Tenant, id) != from) outcomes.Add(new ReassignOutcome(id, user, "not_theirs", null));
            else
            {
                var outcome = await work.Assign(call.Tenant, call.CommandId($"reassign:{kind}:{id}:{user ?? Rules}"), id, user, from, call.UserId);
                if (outcome.Accepted && byRules && work.RulesChoose)
                {
                    user = await work.OwnerOf(call.Tenant, id);
                    // The rules found nobody else: it stays where it is.
                    if (user is null || user == from) outcome = new Outcome(Refusal.None, outcome.Version, "nobody_available");
                }
                var word = outcome.Accepted ? outcome.Detail ?? "assigned" : Problems.CodeOf(outcome.Refusal);
                outcomes.Add(new ReassignOutcome(id, user, word, outcome.Accepted ? null : outcome.Detail));
            }
        }
        return TypedResults.Ok(new ReassignResponse(outcomes.Count(o => o.Outcome == "assigned"), outcomes, next));
    }

    /// <summary>Distinct ids, at least one and at most so many.</summary>
    private static List<string> Words(Check check, string field, IReadOnlyList<string?>? words, int most)
    {
        var found = (words ?? []).Take(most + 1).OfType<string>().Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (found.Count == 0) check.Add(field, "field.required");
        if (words?.Count > most) check.Add(field, "field.range", 1, most);
        return found;
    }
}

/// <summary>Work to give to people.</summary>
/// <param name="Kind">What it is: <c>conversation</c> unless given, or <c>lead</c>.</param>
/// <param name="Ids">The pieces, 1 to 200; absent with <paramref name="From"/>: all that they have open.</param>
/// <param name="To">The people, 1 to 50; several take turns. Absent with <paramref name="Rule"/>.</param>
/// <param name="From">Whose work it must be, or null.</param>
/// <param name="Rule"><c>rules</c> instead of people.</param>
/// <param name="Cursor">Where to go on in somebody's open work, or null.</param>
internal sealed record ReassignRequest(
    string? Kind = null, IReadOnlyList<string?>? Ids = null, IReadOnlyList<string?>? To = null, string? From = null, string? Rule = null, string? Cursor = null);

/// <summary>What became of it.</summary>
/// <param name="Assigned">How many were given.</param>
/// <param name="Outcomes">One for each piece, in the order of the request.</param>
/// <param name="Next">The cursor for the next pieces of somebody's open work; null at the end.</param>
internal sealed record ReassignResponse(int Assigned, IReadOnlyList<ReassignOutcome> Outcomes, string? Next);

/// <summary>What became of one piece.</summary>
/// <param name="Id">The piece.</param>
/// <param name="UserId">To whom it was to go; where the rules chose, whose it is now, null for nobody.</param>
/// <param name="Outcome"><c>assigned</c>, <c>not_theirs</c>, <c>nobody_available</c> or the code of the refusal, such as <c>wrong_status</c>.</param>
/// <param name="Detail">What completes the refusal, or null.</param>
internal sealed record ReassignOutcome(string Id, string? UserId, string Outcome, string? Detail);
