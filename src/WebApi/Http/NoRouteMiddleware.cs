using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// What does not exist needs no token: an unknown address, a wrong method or media type, a question that cannot be asked is told to anybody. Every real
/// route still needs one.
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
        // No text holds it, and one database cannot even be asked about it.
        if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            && http.Request.Query.FirstOrDefault(q => q.Value.Any(v => v?.Contains('\0') == true)) is { Key: { Length: > 0 } name })
        {
            var errors = new Dictionary<string, string[]> { [name] = [Problems.Text(http, "field.control")] };
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad_request", errors: errors).ExecuteAsync(http);
        }
        // Routing answers 405 and 415 by endpoints of its own, which are no routes.
        if (http.GetEndpoint() is not RouteEndpoint)
        {
            var routing = http.GetEndpoint();
            http.SetEndpoint(routing?.RequestDelegate is null ? Nothing : new Endpoint(routing.RequestDelegate, Anyone, routing.DisplayName));
        }
        return next(http);
    }
}
