using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Reporting;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Gives many pieces of work to one or several people at once.</summary>
internal static class ReassignEndpoint
{
    private const int MostIds = 200, MostPeople = 50;

    public static void Map(RouteGroupBuilder api) => api.MapGroup("/supervisor").WithTags("Supervisor").MapPost("/reassign", Reassign)
        .Requires(Permission.TeamManage)
        .WithSummary("Gives up to 200 pieces of work to people, in turn where several are named.")
        .WithDescription("Each piece has an outcome of its own: `assigned`, or the code of the refusal. One that is refused does not stop the others.");

    private static async Task<Results<Ok<ReassignResponse>, ProblemHttpResult>> Reassign(
        ReassignRequest request, ApiCall call, [FromServices] IEnumerable<IWorkAssignment> kinds, [FromServices] IUserDirectory directory)
    {
        var check = new Check(call.Http);
        var known = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);
        var kind = check.OneOf("kind", request.Kind, "conversation", [.. known.Keys.Order(StringComparer.Ordinal)]);
        var ids = Words(check, "ids", request.Ids, MostIds);
        var people = Words(check, "to", request.To, MostPeople);
        if (check.Failed) return check.Problem();
        var users = (await directory.All(call.Tenant, call.Aborted)).ToDictionary(u => u.UserId, StringComparer.Ordinal);
        if (people.Any(p => !users.TryGetValue(p, out var user) || !user.IsActive || !Roles.PermissionsOf(user.Role).Has(Permission.ConversationsReply)))
        {
            check.Add("to", "field.person");
            return check.Problem();
        }

        var outcomes = new List<ReassignOutcome>(ids.Count);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            var user = people[i % people.Count];
            var outcome = Key.Fits(id)
                ? await known[kind].Assign(call.Tenant, call.CommandId($"reassign:{kind}:{id}:{user}"), id, user, call.UserId)
                : new Outcome(Refusal.NotFound, 0);
            outcomes.Add(new ReassignOutcome(id, user, outcome.Accepted ? "assigned" : Problems.CodeOf(outcome.Refusal), outcome.Accepted ? null : outcome.Detail));
        }
        return TypedResults.Ok(new ReassignResponse(outcomes.Count(o => o.Outcome == "assigned"), outcomes));
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
/// <param name="Kind">What it is: <c>conversation</c> unless given.</param>
/// <param name="Ids">The pieces, 1 to 200.</param>
/// <param name="To">The people, 1 to 50; several take turns.</param>
internal sealed record ReassignRequest(string? Kind, IReadOnlyList<string?>? Ids, IReadOnlyList<string?>? To);

/// <summary>What became of it.</summary>
/// <param name="Assigned">How many were given.</param>
/// <param name="Outcomes">One for each piece, in the order of the request.</param>
internal sealed record ReassignResponse(int Assigned, IReadOnlyList<ReassignOutcome> Outcomes);

/// <summary>What became of one piece.</summary>
/// <param name="Id">The piece.</param>
/// <param name="UserId">To whom it was to go.</param>
/// <param name="Outcome"><c>assigned</c> or the code of the refusal, such as <c>held_by_human</c>.</param>
/// <param name="Detail">What completes the refusal, or null.</param>
internal sealed record ReassignOutcome(string Id, string UserId, string Outcome, string? Detail);
