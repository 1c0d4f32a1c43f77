using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SalesFlow.Channels;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>
/// Sign-in by an OpenID Connect provider: code flow with PKCE, state and nonce. The provider vouches for the person, second step included; tokens never
/// stand in an address.
/// </summary>
internal static class OidcEndpoints
{
    private const string PassageCookie = "salesflow.oidc";
    private const string ExchangeCookie = "salesflow.oidc-exchange";
    private const string Path = "/api/v1/auth/oidc";
    // RFC 6749, 4.1.2.1: the person, or the provider in their place, said no.
    private const string Cancelled = "access_denied";
    private const int LongestAnswer = 4096;
    private const int LongestReturn = 500;
    private static readonly TimeSpan ExchangeLife = TimeSpan.FromSeconds(60);

    /// <summary>Adds the routes to those that one address may call only so often.</summary>
    public static void Map(RouteGroupBuilder doors)
    {
        doors.MapGet("/ways", Ways).AllowAnonymous().WithSummary("The ways to sign in to this installation.");
        doors.MapGet("/oidc/start", Start).AllowAnonymous().WithSummary("Sends the browser to the OpenID provider's page.")
            .WithDescription("404 `not_configured` where no provider is set.").Produces(StatusCodes.Status302Found);
        doors.MapGet("/oidc/callback", Callback).AllowAnonymous().WithSummary("Where the OpenID provider sends the browser back to.")
            .WithDescription("A browser stands here, so what went wrong is told by the page: `/?signInError=cancelled`, `failed` or `no_account`.")
            .Produces(StatusCodes.Status302Found);
        doors.MapPost("/oidc/exchange", Exchange).AllowAnonymous().WithSummary("Exchanges the page's one-time code for tokens.")
            .WithDescription("Good once, for a minute, and only in the browser that signed in.");
    }

    private static Ok<SignInWays> Ways(IOptions<OidcOptions> options, IMailChannel mail) =>
        TypedResults.Ok(new SignInWays(mail.IsConfigured, options.Value.IsConfigured ? options.Value.Name : null));

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> Start(
        ApiCall call, OidcClient client, IOptions<OidcOptions> options, IConfiguration configuration, string? returnUrl = null)
    {
        if (!options.Value.IsConfigured) return Off(call);
        var check = new Check(call.Http);
        var back = string.IsNullOrEmpty(returnUrl) ? "/" : returnUrl;
        if (back.Length > LongestReturn) check.Add("returnUrl", "field.too_long", LongestReturn);
        else if (!IsLocal(back)) check.Add("returnUrl", "field.local_path");
        if (check.Failed) return check.BadRequest();
        if (await client.Start(back, Home(call.Http, configuration) + Path + "/callback", call.Aborted) is not { } started)
            return Problems.Of(call.Http, StatusCodes.Status503ServiceUnavailable, "unavailable");
        call.Http.Response.Cookies.Append(PassageCookie, started.Carried, Cookie(call.Http, TimeSpan.FromMinutes(10)));
        return TypedResults.Redirect(started.Page);
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> Callback(
        ApiCall call, OidcClient client, IOptions<OidcOptions> options, SignIns signIns, string? code = null, string? state = null, string? error = null)
    {
        if (!options.Value.IsConfigured) return Off(call);
        var passage = client.Read(call.Http.Request.Cookies[PassageCookie], state);
        call.Http.Response.Cookies.Delete(PassageCookie, Cookie(call.Http, TimeSpan.Zero));
        if (passage is not null && error == Cancelled) return Back("cancelled", passage);
        if (passage is null || code is not { Length: > 0 and <= LongestAnswer }) return Back("failed", passage);
        if (await client.Email(passage, code, call.Aborted) is not { } email) return Back("failed", passage);
        var accountId = Passwords.AccountId(email);
        var account = options.Value.Allows(email) ? await signIns.Account(accountId).Get() : null;
        // Whoever registered an address with a password of theirs, without having shown that they read it, must not share an account with its owner.
        if (account is null || !(account.EmailConfirmed || account.PasswordHash is null) || await signIns.Enter(account) is null) return Back("no_account", passage);

        // Two halves: one in the address's fragment, one in a cookie. Neither a log nor a link that somebody else made signs anybody in.
        var (secret, half) = (Tokens.NewSecret(), Tokens.NewSecret());
        var kept = await signIns.Account(accountId).Issue(TicketKind.Exchange, Tokens.Hash($"{secret}.{half}"), ExchangeLife);
        if (!kept.Accepted) return Back("no_account", passage);
        call.Http.Response.Cookies.Append(ExchangeCookie, half, Cookie(call.Http, ExchangeLife));
        return TypedResults.Redirect($"/signed-in#code={LetterLinks.Make(accountId, secret)}&returnUrl={Uri.EscapeDataString(passage.ReturnUrl)}");
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Exchange(
        ExchangeRequest request, ApiCall call, IOptions<OidcOptions> options, SignIns signIns)
    {
        if (!options.Value.IsConfigured) return Off(call);
        var check = new Check(call.Http);
        var read = LetterLinks.Read(check.Required("code", request.Code, 200));
        if (check.Failed) return check.Problem();
        var half = call.Http.Request.Cookies[ExchangeCookie] ?? "";
        call.Http.Response.Cookies.Delete(ExchangeCookie, Cookie(call.Http, TimeSpan.Zero));
        if (read is { } known && await signIns.Account(known.AccountId).Exchange(Tokens.Hash($"{known.Secret}.{half}")) is { } account
            && await signIns.Enter(account) is { } entered)
            return TypedResults.Ok(await signIns.Begin(call.Http, known.AccountId, entered, "oidc"));
        return Problems.Of(call.Http, StatusCodes.Status410Gone, "link_used");
    }

    /// <summary>Whether an address is a path of this site and cannot be read as anything else.</summary>
    internal static bool IsLocal(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static CookieOptions Cookie(HttpContext http, TimeSpan life) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = Path, IsEssential = true,
        MaxAge = life == TimeSpan.Zero ? null : life,
    };

    // The address that people open, not the one in the request: a forged Host header must not lead the provider's answer elsewhere.
    private static string Home(HttpContext http, IConfiguration configuration) =>
        configuration["SalesFlow:PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}";

    private static ProblemHttpResult Off(ApiCall call) => Problems.Of(call.Http, StatusCodes.Status404NotFound, "not_configured");

    /// <summary>To the page's sign-in, which explains the word and leads on to where the browser wanted to go.</summary>
    private static RedirectHttpResult Back(string word, OidcPassage? passage)
    {
        var page = QueryHelpers.AddQueryString("/", "signInError", word);
        return TypedResults.Redirect(passage is null or { ReturnUrl: "/" } ? page : QueryHelpers.AddQueryString(page, "returnUrl", passage.ReturnUrl));
    }
}

/// <summary>How one may sign in.</summary>
/// <param name="Mail">Whether mail is on: forgotten passwords can be reset.</param>
/// <param name="Oidc">What the OpenID provider is called; null where there is none.</param>
internal sealed record SignInWays(bool Mail, string? Oidc);

/// <summary>Exchanges a one-time code.</summary>
/// <param name="Code">From the fragment of the page's address.</param>
internal sealed record ExchangeRequest(string? Code);
