using Microsoft.AspNetCore.Http;
using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// Refuses the users and keys of a suspended company everywhere but at sign-out. Webhooks carry no user: what customers send is still taken in. Whoever
/// runs the installation passes. What is known of a company is at most five seconds old.
/// </summary>
internal sealed class SuspensionMiddleware(RequestDelegate next, Suspensions suspensions)
{
    /// <summary>The name under which a request notes that it was refused here.</summary>
    public const string Refused = "salesflow.suspended";

    public async Task InvokeAsync(HttpContext http)
    {
        if (TenantScope.Current is { } tenant && TenantScope.Actor is { Kind: not ActorKind.System } actor && !actor.May(Permission.Platform)
            && !http.Request.Path.StartsWithSegments("/api/v1/auth", StringComparison.OrdinalIgnoreCase)
            && await suspensions.Reason(tenant) is { } reason)
        {
            http.Items[Refused] = true;
            await Problems.Of(http, StatusCodes.Status403Forbidden, "tenant_suspended", reason).ExecuteAsync(http);
            return;
        }
        await next(http);
    }
}
