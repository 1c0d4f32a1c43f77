using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Http;

/// <summary>Everything that a request does runs for the tenant of its validated token, in the name of whoever it stands for.</summary>
internal sealed class TenantScopeMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.User.Identity is { IsAuthenticated: true } && http.User.FindFirstValue(AuthClaims.Tenant) is { Length: > 0 } tenant
            && Policies.ActorOf(http.User, http.Connection.RemoteIpAddress?.ToString()) is { } actor)
            TenantScope.Enter(tenant, actor);
        return next(http);
    }
}
