using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SalesFlow.WebApi.Channels;

/// <summary>The door that WhatsApp knocks at.</summary>
public static class WhatsAppWebhook
{
    /// <summary>The webhook's path.</summary>
    public const string Path = "/webhooks/whatsapp";

    /// <summary>Adds what the webhook needs. The host provides the grain factory and <see cref="SalesFlow.Channels.IRawUpdateStore"/>.</summary>
    public static IServiceCollection AddWhatsAppWebhook(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section))
            .Validate(o => o.MaxConcurrentPosts is >= 1 and <= 1024, "WhatsApp:MaxConcurrentPosts must be 1 to 1024.")
            .Validate(
                o => o.PostQueueTime >= TimeSpan.Zero && o.PostQueueTime <= TimeSpan.FromMinutes(1),
                "WhatsApp:PostQueueTime must be at most 00:01:00.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebhookMetrics>();
        services.TryAddSingleton<GrainCalls>();
        services.TryAddSingleton<NumberDirectory>();
        services.TryAddSingleton<ContactResolver>();
        services.TryAddSingleton<WebhookIntake>();
        services.TryAddSingleton<WebhookEndpoint>();
        return services;
    }

    /// <summary>
    /// Maps <c>GET</c> (Meta's handshake) and <c>POST</c> (signed updates). Both are open to anybody and prove their origin themselves.
    /// </summary>
    public static IEndpointConventionBuilder MapWhatsAppWebhook(this IEndpointRouteBuilder endpoints)
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<WebhookEndpoint>();
        var group = endpoints.MapGroup(Path).AllowAnonymous().DisableRateLimiting().WithTags("Webhooks");
        group.MapGet(string.Empty, (RequestDelegate)endpoint.Handshake);
        group.MapPost(string.Empty, (RequestDelegate)endpoint.Post);
        return group;
    }
}

/// <summary>Answers the webhook's requests.</summary>
internal sealed partial class WebhookEndpoint : IDisposable
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IntakeLimit = TimeSpan.FromSeconds(20);

    private readonly WebhookIntake _intake;
    private readonly WebhookMetrics _metrics;
    private readonly IOptionsMonitor<WebhookOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<WebhookEndpoint> _log;
    private readonly SemaphoreSlim _admission;

    public WebhookEndpoint(
        WebhookIntake intake, WebhookMetrics metrics, IOptionsMonitor<WebhookOptions> options, TimeProvider clock, ILogger<WebhookEndpoint> log)
    {
        _intake = intake;
        _metrics = metrics;
        _options = options;
        _clock = clock;
        _log = log;
        _admission = new SemaphoreSlim(options.CurrentValue.MaxConcurrentPosts);
    }

    /// <summary>Meta asks whether this is the right door.</summary>
    public async Task Handshake(HttpContext context)
    {
        var query = context.Request.Query;
        var expected = _options.CurrentValue.VerifyToken;
        string? challenge = query["hub.challenge"];
        if (string.IsNullOrEmpty(expected) || query["hub.mode"] != "subscribe" || challenge is null or { Length: 0 or > 256 }
            || !WebhookSignature.Same(query["hub.verify_token"].ToString(), expected))
        {
            await Problem(context, StatusCodes.Status403Forbidden, "The verify token is wrong or not configured.");
            return;
        }
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(challenge, context.RequestAborted);
    }

    /// <summary>Takes signed updates in.</summary>
    public async Task Post(HttpContext context)
    {
        var status = await Answer(context);
        _metrics.Posted(status);
    }

    private async Task<int> Answer(HttpContext context)
    {
        if (_options.CurrentValue.AppSecret is not { Length: > 0 } secret)
            return await Problem(context, StatusCodes.Status403Forbidden, "WhatsApp:AppSecret is not configured.");
        var signature = new byte[32];
        if (!WebhookSignature.TryRead(context.Request.Headers[WebhookSignature.Header], signature))
            return await Problem(context, StatusCodes.Status401Unauthorized, "The signature is missing or malformed.");

        var started = _clock.GetTimestamp();
        using var body = new WebhookBody();
        try
        {
            using var limit = new CancellationTokenSource(ReadLimit, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
            if (!await body.Read(context.Request, either.Token))
                return await Problem(context, StatusCodes.Status413PayloadTooLarge, "The body is larger than 3 MB.");
        }
        catch (BadHttpRequestException e)
        {
            return await Problem(context, e.StatusCode, "The body could not be read.");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Too slow, or gone; one who is gone does not read the answer.
            return context.RequestAborted.IsCancellationRequested
                ? StatusCodes.Status499ClientClosedRequest
                : await Problem(context, StatusCodes.Status408RequestTimeout, "The body came too slowly.");
        }
        if (!WebhookSignature.Matches(body.Bytes.Span, secret, signature))
            return await Problem(context, StatusCodes.Status401Unauthorized, "The signature does not match.");
        var status = await Admitted(context, body.Bytes);
        _metrics.Took(_clock.GetElapsedTime(started));
        return status;
    }

    private async Task<int> Admitted(HttpContext context, ReadOnlyMemory<byte> body)
    {
        // From here on the request's own end does not matter: Meta repeats what was cut off, and half a commit helps nobody.
        if (!await _admission.WaitAsync(_options.CurrentValue.PostQueueTime)) return await Busy(context);
        try
        {
            var parsed = WebhookParser.Parse(body, _clock.GetUtcNow());
            if (!parsed.IsJson) return await Problem(context, StatusCodes.Status400BadRequest, "The body is not JSON.");
            using var limit = new CancellationTokenSource(IntakeLimit, _clock);
            await _intake.Process(parsed, limit.Token);
            context.Response.StatusCode = StatusCodes.Status200OK;
            return StatusCodes.Status200OK;
        }
        catch (Exception e)
        {
            // Every failure of the commit gets the same answer: Meta comes again, and what was committed is not committed twice. Only the
            // exception's type is logged, since messages of the cluster name grains, and names of grains can hold phones.
            LogFailed(e.GetType().FullName ?? e.GetType().Name);
            return await Busy(context);
        }
        finally
        {
            _admission.Release();
        }
    }

    private static Task<int> Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Problem(context, StatusCodes.Status503ServiceUnavailable, "The updates could not be committed now; send them again.");
    }

    private static async Task<int> Problem(HttpContext context, int status, string detail)
    {
        await TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?>
        {
            ["traceId"] = Activity.Current?.Id ?? context.TraceIdentifier,
        }).ExecuteAsync(context);
        return status;
    }

    public void Dispose() => _admission.Dispose();

    [LoggerMessage(1, LogLevel.Error, "A POST of the WhatsApp webhook could not be committed: {Exception}. It was answered 503.")]
    private partial void LogFailed(string exception);
}
