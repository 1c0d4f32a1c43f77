using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// Turns what was thrown into a problem: a malformed request is the caller's, an outage says when to come back, a bug tells nothing but its
/// trace id.
/// </summary>
internal sealed partial class ExceptionProblems(IOptions<JsonOptions> json, ILogger<ExceptionProblems> log) : IExceptionHandler
{
    private const int LongestField = 100;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var (status, code) = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "too_large"),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
                (StatusCodes.Status415UnsupportedMediaType, "media_type"),
            UnauthorizedAccessException => (StatusCodes.Status403Forbidden, "forbidden"),
            // JSON may spell half a character, which is found only when the text is read.
            InvalidOperationException { Source: "System.Text.Json" or "System.Text.Json.Rethrowable" } => (StatusCodes.Status400BadRequest, "bad_request"),
            BadHttpRequestException bad => (bad.StatusCode, "bad_request"),
            TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or LimitExceededException or GatewayTooBusyException
                => (StatusCodes.Status503ServiceUnavailable, "unavailable"),
            _ => (StatusCodes.Status500InternalServerError, "internal"),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            LogOutage(exception.GetType().Name, httpContext.Request.Method);
            httpContext.Response.Headers.RetryAfter = "2";
        }
        else if (status >= StatusCodes.Status500InternalServerError)
        {
            LogBug(exception, httpContext.Request.Method);
        }
        var errors = exception is BadHeaderException header ? new Dictionary<string, string[]> { [header.Header] = [header.Describe(httpContext)] }
            : exception is BadHttpRequestException malformed && FieldOf(malformed) is { Length: > 0 } field
            ? new Dictionary<string, string[]> { [field] = [Wrong(httpContext, malformed)] }
            : null;
        await Problems.Of(httpContext, status, code, errors: errors).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Whether an exception says that the request made no sense or was not allowed: nothing was done.</summary>
    public static bool IsCallers(Exception exception) => exception is BadHttpRequestException or UnauthorizedAccessException
        or InvalidOperationException { Source: "System.Text.Json" or "System.Text.Json.Rethrowable" };

    /// <summary>What is wrong with the field: of a word that is not among those that may stand there, which they are.</summary>
    private string Wrong(HttpContext http, BadHttpRequestException exception) =>
        // What lies within another exception could not even be read as JSON.
        exception.InnerException is JsonException { Path: { } path, InnerException: null }
        && http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } body
        && BodyPlaces.EnumAt(body, path, json.Value.SerializerOptions) is { } words
            ? Problems.Text(http, "field.one_of", EnumQuery.Words(words))
            : Problems.Text(http, "field.form");

    /// <summary>The field or parameter that could not be read, or null where the whole is unreadable.</summary>
    private static string? FieldOf(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException { Path: { } path })
        {
            // The reader's path says $.items[0].name or $['odd name']; what callers typed as a name is not repeated to them at length.
            var name = path.TrimStart('$').TrimStart('.');
            return name.Length <= LongestField ? name : name[..LongestField];
        }
        return Parameter().Match(exception.Message) is { Success: true } match ? match.Groups[1].Value : null;
    }

    // The framework tells the parameter's name in its message only: Failed to bind parameter "Nullable<int> limit" from "x".
    [GeneratedRegex("^(?:Failed to bind|Required) parameter \"[^\"]*?([A-Za-z]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [LoggerMessage(1, LogLevel.Warning, "A {Method} request met an outage: {Kind}.")]
    private partial void LogOutage(string kind, string method);

    [LoggerMessage(2, LogLevel.Error, "A {Method} request failed.")]
    private partial void LogBug(Exception exception, string method);
}
