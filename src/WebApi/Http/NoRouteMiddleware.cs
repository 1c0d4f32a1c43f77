using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// What does not exist needs no token: an unknown address, a wrong method or media type is told to anybody. Every real route still needs one.
/// </summary>
internal sealed class NoRouteMiddleware(RequestDelegate next)
{
    private static readonly EndpointMetadataCollection Anyone = new(new AllowAnonymousAttribute());
    private static readonly Endpoint Nothing = new(
        http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        },
        Anyone, "404");

    public Task InvokeAsync(HttpContext http)
    {
        // Routing answers 405 and 415 by endpoints of its own, which are no routes.
        if (http.GetEndpoint() is not RouteEndpoint)
        {
            var routing = http.GetEndpoint();
            http.SetEndpoint(routing?.RequestDelegate is null ? Nothing : new Endpoint(routing.RequestDelegate, Anyone, routing.DisplayName));
        }
        return next(http);
    }
}
