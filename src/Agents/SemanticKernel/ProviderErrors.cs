using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.SemanticKernel;
using SalesFlow.Agents.Models;

namespace SalesFlow.Agents.SemanticKernel;

/// <summary>Reads what the client libraries throw: one kind of exception when whole answers are asked for, another while streaming.</summary>
internal static class ProviderErrors
{
    /// <summary>Our failure for an exception; null for one that is no failure of the provider.</summary>
    public static ModelFailureException? Read(Exception error)
    {
        switch (error)
        {
            case ModelFailureException: return null;
            case HttpOperationException e when e.StatusCode is { } status
                && (int)status > 0:
                return Of((int)status, e.InnerException as ClientResultException, e);
            case HttpOperationException e: return new ModelFailureException(ModelFailureKind.Unavailable, "connection", null, e);
            case ClientResultException { Status: > 0 } e: return Of(e.Status, e, e);
            case ClientResultException or HttpRequestException or IOException:
                return new ModelFailureException(ModelFailureKind.Unavailable,
                "connection", null, error);
            case OperationCanceledException or TimeoutException: return new ModelFailureException(ModelFailureKind.Timeout, "timeout", null, error);
            // The libraries read the provider's JSON themselves and throw these for one that is not what it should be.
            case JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException or KernelException or NotSupportedException:
                return new ModelFailureException(ModelFailureKind.Unavailable, "bad_response", null, error);
            default: return null;
        }
    }

    private static ModelFailureException Of(int status, ClientResultException? result, Exception error) => status switch
    {
        429 => new ModelFailureException(ModelFailureKind.RateLimited, "rate_limited", RetryAfter(result), error),
        (int)HttpStatusCode.RequestTimeout => new ModelFailureException(ModelFailureKind.Timeout, "timeout", null, error),
        >= 500 or (int)HttpStatusCode.Conflict => new ModelFailureException(ModelFailureKind.Unavailable, "server_error", RetryAfter(result), error),
        _ => new ModelFailureException(ModelFailureKind.Rejected, "rejected", null, error),
    };

    private static TimeSpan? RetryAfter(ClientResultException? result)
    {
        if (result?.GetRawResponse() is not { } response) return null;
        if (response.Headers.TryGetValue("retry-after-ms", out var exact) && double.TryParse(exact, CultureInfo.InvariantCulture, out var ms)
            && ms is >= 0 and < 86_400_000)
            return TimeSpan.FromMilliseconds(ms);
        if (!response.Headers.TryGetValue("Retry-After", out var text)) return null;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400) return TimeSpan.FromSeconds(
            seconds);
        // A date is measured against the provider's own clock, which stands beside it.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at)
            && response.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var now)
                && at > now
            ? at - now
            : null;
    }
}
