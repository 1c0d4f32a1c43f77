using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>The audit log.</summary>
internal static class AuditEndpoints
{
    private const int LongestFilter = 150;

    public static void Map(RouteGroupBuilder admin)
    {
        var audit = admin.MapGroup("/audit-logs").Requires(Permission.AuditRead);
        audit.MapGet("", List).WithSummary("The audit log, newest first.")
            .WithDescription("Filters: actor (a user's or key's id), action, entityType, entityId, from and to (instants; from is included, to is not).");
        audit.MapGet("/verify", Verify).WithSummary("Checks the whole audit log.")
            .WithDescription("Reads every entry and checks its place, hash and seal, and the sealed end. Keep head and headHash elsewhere to see later that the log only grew.");
    }

    private static async Task<Results<Ok<Page<AuditLogView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] IAuditLog log, string? actor = null, string? action = null, string? entityType = null, string? entityId = null,
        string? from = null, string? to = null, int? limit = null, string? cursor = null)
    {
        var check = new Check(call.Http);
        var filter = new AuditFilter(
            check.Optional("actor", actor, LongestFilter), check.Optional("action", action, LongestFilter), check.Optional("entityType", entityType, LongestFilter),
            check.Optional("entityId", entityId, LongestFilter), Instant(check, "from", from), Instant(check, "to", to));
        if (check.Failed) return check.BadRequest();
        return await new ListQuery(call, limit, cursor).Answer((size, after) => log.Entries(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Ok<AuditVerdict>> Verify(ApiCall call, [FromServices] IAuditLog log) =>
        TypedResults.Ok(await log.Verify(call.Tenant, call.Aborted));

    private static DateTimeOffset? Instant(Check check, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return at;
        check.Add(field, "field.instant");
        return null;
    }
}
