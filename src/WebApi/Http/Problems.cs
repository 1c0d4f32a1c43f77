using System.Diagnostics;
using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using SalesFlow.Common;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// The one place that says no. Every error leaves as <c>application/problem+json</c> with a stable type, a title and a detail in the
/// caller's language, a trace id, and the fields that were wrong.
/// </summary>
internal static class Problems
{
    private const string TypePrefix = "urn:salesflow:problem:";
    private static readonly ResourceManager Texts = new("SalesFlow.WebApi.Text.Problems", typeof(Problems).Assembly);
    private static readonly CultureInfo Arabic = CultureInfo.GetCultureInfo("ar");
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>A refused command, told as exactly as the refusal knows. A stale version is 412 where the caller named a version, 409 where it did not.</summary>
    public static ProblemHttpResult Refused(ApiCall call, Outcome outcome)
    {
        var code = CodeOf(outcome.Refusal);
        // Of some refusals more can be told than the code says by itself.
        var told = (outcome.Rule ?? outcome.Detail) is { } more ? Texts.GetString($"{code}.{more}", LanguageOf(call.Http)) : null;
        var field = outcome.Refusal is Refusal.Invalid or Refusal.ReasonRequired or Refusal.UnknownStage
            || outcome is { Refusal: Refusal.Taken, Detail: "slug" or "name" or "shortcut" or "code" }
                ? outcome.Detail
                : null;
        var errors = field is null
            ? null
            : new Dictionary<string, string[]> { [field] = [told ?? Text(call.Http, $"{code}.Detail", field)] };
        var argument = outcome.Refusal is Refusal.LimitReached ? Word(call.Http, outcome.Detail ?? "") : outcome.Detail ?? "";
        var problem = Of(call.Http, StatusOf(outcome.Refusal, call.ExpectedVersion is not null), code, argument, errors);
        if (told is not null) problem.ProblemDetails.Detail = told;
        return problem;
    }

    public static ProblemHttpResult NotFound(ApiCall call) => Of(call.Http, StatusCodes.Status404NotFound, "not_found");

    public static ProblemHttpResult Stale(ApiCall call) => Of(call.Http, StatusCodes.Status412PreconditionFailed, "stale_version");

    /// <summary>Too many attempts: when the next may be made stands in <c>Retry-After</c>.</summary>
    public static ProblemHttpResult Later(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        return Of(http, StatusCodes.Status429TooManyRequests, "rate_limited");
    }

    /// <summary>A problem by its code.</summary>
    /// <param name="http">The request; its <c>Accept-Language</c> decides the language.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">The stable word: the end of <c>type</c>.</param>
    /// <param name="argument">Completes the detail.</param>
    /// <param name="errors">Messages by field, or null.</param>
    public static ProblemHttpResult Of(
        HttpContext http, int status, string code, string argument = "", IReadOnlyDictionary<string, string[]>? errors = null) =>
        TypedResults.Problem(Details(http, status, code, argument, errors));

    public static ProblemDetails Details(
        HttpContext http, int status, string code, string argument = "", IReadOnlyDictionary<string, string[]>? errors = null)
    {
        http.Response.Headers.ContentLanguage = LanguageOf(http).TwoLetterISOLanguageName == "ar" ? "ar" : "en";
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return new ProblemDetails
        {
            Type = TypePrefix + code,
            Title = Text(http, $"{code}.Title"),
            Status = status,
            Detail = code == "media_type" && TakesFile(http) ? Text(http, "media_type.file") : Text(http, $"{code}.Detail", argument),
            Extensions =
            {
                ["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier,
                ["errors"] = errors ?? new Dictionary<string, string[]>(),
            },
        };
    }

    /// <summary>A text in the caller's language.</summary>
    /// <exception cref="InvalidOperationException">The resource files lack the key: a bug, found by a test over all codes.</exception>
    public static string Text(HttpContext http, string key, params object[] arguments)
    {
        var culture = LanguageOf(http);
        var text = Texts.GetString(key, culture) ?? throw new InvalidOperationException($"Problems.resx has no '{key}'.");
        return arguments.Length == 0 ? text : string.Format(culture, text, arguments);
    }

    /// <summary>A stable word (a limit, a step, a reason) as people say it in the caller's language; as it stands where nobody has said it yet.</summary>
    public static string Word(HttpContext http, string word) => Texts.GetString("word." + word, LanguageOf(http)) ?? word;

    /// <summary>A text in the caller's language, or null where there is none.</summary>
    public static string? Find(HttpContext http, string key) => Texts.GetString(key, LanguageOf(http));

    /// <summary>A text in a language of its own: for pages that were made in one.</summary>
    public static string Text(CultureInfo culture, string key) =>
        Texts.GetString(key, culture) ?? throw new InvalidOperationException($"Problems.resx has no '{key}'.");

    /// <summary>Whether a code has its texts in both languages.</summary>
    public static bool Knows(string code) =>
        new[] { English, Arabic }.All(c =>
            Texts.GetString($"{code}.Title", c) is { Length: > 0 } && Texts.GetString($"{code}.Detail", c) is { Length: > 0 });

    public static string CodeOf(Refusal refusal) => refusal switch
    {
        Refusal.NotFound => "not_found",
        Refusal.AlreadyExists => "already_exists",
        Refusal.Invalid => "invalid",
        Refusal.StaleVersion => "stale_version",
        Refusal.WrongStatus => "wrong_status",
        Refusal.StaleTurn => "stale_turn",
        Refusal.HeldByHuman => "held_by_human",
        Refusal.NoConsent => "no_consent",
        Refusal.WindowClosed => "window_closed",
        Refusal.LimitReached => "limit_reached",
        Refusal.Forbidden => "forbidden",
        Refusal.Taken => "taken",
        Refusal.BadCredentials => "bad_credentials",
        Refusal.UnknownStage => "unknown_stage",
        Refusal.ReasonRequired => "reason_required",
        Refusal.GuardFailed => "guard_failed",
        Refusal.NotConfigured => "not_configured",
        Refusal.None or _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a refusal that the API knows."),
    };

    public static int StatusOf(Refusal refusal, bool conditional) => refusal switch
    {
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.StaleVersion when conditional => StatusCodes.Status412PreconditionFailed,
        Refusal.AlreadyExists or Refusal.StaleVersion or Refusal.WrongStatus or Refusal.StaleTurn or Refusal.HeldByHuman or Refusal.Taken
            or Refusal.NotConfigured => StatusCodes.Status409Conflict,
        Refusal.Forbidden => StatusCodes.Status403Forbidden,
        Refusal.BadCredentials => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>Whether the address is one that takes files. Where routing itself refuses the media type, the request has no route to be asked.</summary>
    private static bool TakesFile(HttpContext http) => http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Any(e =>
        e.Metadata.GetMetadata<FileRoute>() is not null
        && string.Equals(e.RoutePattern.RawText?.Trim('/'), http.Request.Path.Value?.Trim('/'), StringComparison.OrdinalIgnoreCase));

    private static CultureInfo LanguageOf(HttpContext http)
    {
        if (!StringWithQualityHeaderValue.TryParseList(http.Request.Headers.AcceptLanguage, out var wanted)) return English;
        var best = wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1)
            .Select(w => w.Value.Value ?? "").FirstOrDefault(v => IsLanguage(v, "ar") || IsLanguage(v, "en"));
        return best is not null && IsLanguage(best, "ar") ? Arabic : English;
    }

    private static bool IsLanguage(string tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == 2 || tag[2] == '-');
}
