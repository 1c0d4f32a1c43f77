using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace SalesFlow.WebApi.Http;

/// <summary>Gives a body to statuses that the framework answers without one.</summary>
internal static class StatusProblems
{
    public static Task Write(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var code = status switch
        {
            StatusCodes.Status401Unauthorized => "unauthorized",
            StatusCodes.Status403Forbidden => "forbidden",
            StatusCodes.Status404NotFound => "no_route",
            StatusCodes.Status405MethodNotAllowed => "method",
            StatusCodes.Status413PayloadTooLarge => "too_large",
            StatusCodes.Status415UnsupportedMediaType => "media_type",
            StatusCodes.Status429TooManyRequests => "rate_limited",
            StatusCodes.Status503ServiceUnavailable => "unavailable",
            _ => status >= StatusCodes.Status500InternalServerError ? "internal" : "bad_request",
        };
        return Problems.Of(http, status, code).ExecuteAsync(http);
    }
}
