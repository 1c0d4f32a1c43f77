using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// Answers HEAD as GET would be answered, without the body: by the same route under the same permission, with the same status and headers. Only the
/// routing takes it for a GET; what comes after sees what was asked.
/// </summary>
internal static class HeadRequests
{
    private static readonly PathString Api = new("/api/v1");

    /// <summary>The name under which a request notes that it asked for no body.</summary>
    private static readonly object Asked = new();

    /// <summary>Before everything that writes: nothing that is written leaves.</summary>
    public static IApplicationBuilder UseHeadRequests(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method) || !http.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }
        http.Items[Asked] = true;
        http.Request.Method = HttpMethods.Get;
        var body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        http.Response.Body = Stream.Null;
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(body);
        }
    });

    /// <summary>After the routing: the request is again what it was.</summary>
    public static IApplicationBuilder UseHeadRequestsAsAsked(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Items.ContainsKey(Asked)) http.Request.Method = HttpMethods.Head;
        return next(http);
    });
}
