using Microsoft.AspNetCore.Http;

namespace SalesFlow.WebApi.Http;

/// <summary>Headers that keep browsers strict. API answers are never cached and never framed.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";
    // WebAssembly needs wasm-unsafe-eval; the component library and the reference UI set styles and start-up scripts inline.
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        var api = http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        headers.ContentSecurityPolicy = api ? ApiPolicy : PagePolicy;
        if (api) headers.CacheControl = "no-store";
        return next(http);
    }
}
