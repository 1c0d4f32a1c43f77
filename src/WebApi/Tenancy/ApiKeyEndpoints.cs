using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Keys of integrations.</summary>
internal static class ApiKeyEndpoints
{
    private const int MostScopes = 128;

    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/admin/api-keys").WithTags("API keys").Requires(Permission.IntegrationsManage);
        keys.MapGet("", List).WithSummary("The company's keys, newest first, without their secrets.");
        keys.MapPost("", Make).WithSummary("Makes a key. The answer shows it, this once.")
            .WithDescription("A key allows no more than its maker may do at present, and nothing while its maker is deactivated.");
        keys.MapDelete("/{id}", Revoke).WithSummary("Revokes a key; it opens nothing any more within ten seconds.");
    }

    private static async Task<Ok<Page<ApiKeyView>>> List(ApiCall call) =>
        TypedResults.Ok(new Page<ApiKeyView>(await Keys(call).List(), null));

    private static async Task<Results<Created<ApiKeyMadeResponse>, ProblemHttpResult>> Make(ApiKeyRequest request, ApiCall call, Tokens tokens)
    {
        var check = new Check(call.Http);
        var name = check.Name("name", request.Name, 100);
        var scopes = (request.Scopes ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (scopes.Count is 0 or > MostScopes) check.Add("scopes", "field.required");
        else if (scopes.Any(s => s is null || Permissions.Find(s) is null or Permission.Platform))
            check.Add("scopes", "field.one_of", string.Join(", ", Permissions.All.Where(p => p != Permission.Platform).Select(p => p.Word())));
        if (request.ExpiresAt is { } end && end <= call.Clock.GetUtcNow()) check.Add("expiresAt", "field.future");
        if (check.Failed) return check.Problem();

        // Made of the command's id, so that a repeat under its Idempotency-Key shows the same key.
        var command = call.CommandId("api-key.make");
        var (id, secret) = (Id.Named("api-key", command), tokens.NextSecret("api-key", command));
        var outcome = await Keys(call).Make(command, new MakeApiKey(id, name, Tokens.Hash(secret), scopes, request.ExpiresAt));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        return TypedResults.Created(
            $"/api/v1/admin/api-keys/{id}", new ApiKeyMadeResponse(id, name, ApiKeys.Make(call.Tenant, id, secret), scopes, request.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await Keys(call).Revoke(Id.Named("api-key.revoke", id), id);
        return outcome.Accepted ? TypedResults.NoContent() : Problems.Refused(call, outcome);
    }

    private static IApiKeysGrain Keys(ApiCall call) => call.Grain<IApiKeysGrain>("api-keys");
}

/// <summary>A new key.</summary>
/// <param name="Name">1 to 100 characters: what it is for.</param>
/// <param name="Scopes">Words of permissions such as <c>leads.read</c>, up to what one holds oneself.</param>
/// <param name="ExpiresAt">When it ends by itself, or null.</param>
internal sealed record ApiKeyRequest(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A key that was made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Key">Goes into <c>Authorization: Bearer</c>. Nobody can show it again.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">When it ends, or null.</param>
internal sealed record ApiKeyMadeResponse(string Id, string Name, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);
