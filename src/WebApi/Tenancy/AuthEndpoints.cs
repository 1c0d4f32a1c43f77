using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Registration and sign-in.</summary>
internal static class AuthEndpoints
{
    /// <summary>The name of the rate limit on these routes.</summary>
    public const string RateLimit = "auth";

    public static void Map(RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Auth").RequireRateLimiting(RateLimit);
        auth.MapPost("/register", Register).AllowAnonymous().WithSummary("Registers a company and its owner.");
        auth.MapPost("/login", Login).AllowAnonymous().WithSummary("Signs in.");
        auth.MapPost("/refresh", Refresh).AllowAnonymous().WithSummary("Exchanges a refresh token for new tokens.");
        api.MapGroup("/auth").WithTags("Auth").MapGet("/me", Me).WithSummary("Who is signed in.");
    }

    private static async Task<Results<Created<SignedIn>, ProblemHttpResult>> Register(
        RegisterRequest request, ApiCall call, Passwords passwords, Tokens tokens)
    {
        var check = new Check(call.Http);
        var company = check.Required("companyName", request.CompanyName, 255);
        var name = check.Required("fullName", request.FullName, 255);
        var email = check.Email("email", request.Email);
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        Passwords.Validate(check, request.Password, email);
        if (check.Failed) return check.Problem();

        var accountId = Passwords.AccountId(email);
        // The same key for the same address leads to the same ids: a registration that broke off midway is finished by its repeat.
        var seed = call.IdempotencyKey is null ? Id.New(call.Clock) : Id.Named("register", accountId, call.IdempotencyKey);
        var (tenantId, userId) = (Id.Named("tenant", seed), Id.Named("user", seed));
        var account = call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, accountId));
        if (await account.Get() is { } existing) return Repeated(existing);

        TenantScope.Enter(tenantId);
        var registered = await call.Grains.GetGrain<ITenantGrain>(TenantKey.Format(tenantId, "tenant"))
            .Register(seed, new RegisterTenant(company, userId, name, language));
        if (!registered.Accepted) return Problems.Refused(call, registered);

        var opening = new OpenAccount(userId, tenantId, email, name, Role.Owner.Word(), passwords.Hash(request.Password!), language);
        var opened = await account.Open(seed, opening);
        if (opened.Refusal is Refusal.AlreadyExists or Refusal.Taken)
            return await account.Get() is { } winner ? Repeated(winner) : EmailTaken();
        if (!opened.Accepted) return Problems.Refused(call, opened);
        return Answer(new AccountView(userId, tenantId, email, name, Role.Owner.Word(), opening.PasswordHash, language, IsActive: true));

        Results<Created<SignedIn>, ProblemHttpResult> Repeated(AccountView found) =>
            found.UserId == userId && passwords.Matches(found.PasswordHash, request.Password!) ? Answer(found) : EmailTaken();

        ProblemHttpResult EmailTaken() => Problems.Of(call.Http, StatusCodes.Status409Conflict, "email_taken");

        Created<SignedIn> Answer(AccountView view) => TypedResults.Created("/api/v1/auth/me", tokens.Issue(accountId, view));
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Login(
        LoginRequest request, ApiCall call, Passwords passwords, Tokens tokens, SignInLimits limits)
    {
        var check = new Check(call.Http);
        var email = check.Required("email", request.Email, 254).ToLowerInvariant();
        var password = request.Password ?? "";
        if (password.Length == 0) check.Add("password", "field.required");
        if (password.Length > Passwords.Longest) check.Add("password", "field.too_long", Passwords.Longest);
        if (check.Failed) return check.Problem();

        var accountId = Passwords.AccountId(email);
        if (!limits.Admit(accountId)) return Problems.Of(call.Http, StatusCodes.Status429TooManyRequests, "rate_limited");
        var account = await call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, accountId)).Get();
        return passwords.Matches(account?.PasswordHash, password) && account is { IsActive: true }
            ? TypedResults.Ok(tokens.Issue(accountId, account))
            : Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "bad_credentials");
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Refresh(RefreshRequest request, ApiCall call, Tokens tokens)
    {
        var check = new Check(call.Http);
        var token = check.Required("refreshToken", request.RefreshToken, 4096);
        if (check.Failed) return check.Problem();
        if (await tokens.ReadRefresh(token) is { } known
            && await call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, known.Account)).Get() is { IsActive: true } account
            && account.UserId == known.UserId)
            return TypedResults.Ok(tokens.Issue(known.Account, account));
        return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "unauthorized");
    }

    private static async Task<Results<Ok<MeResponse>, ProblemHttpResult>> Me(ApiCall call)
    {
        var key = call.Http.User.FindFirst(AuthClaims.Account)?.Value;
        var account = key is null ? null : await call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, key)).Get();
        if (account is not { IsActive: true }) return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "unauthorized");
        var tenant = await call.Grain<ITenantGrain>("tenant").Get();
        return TypedResults.Ok(new MeResponse(
            account.UserId, account.TenantId, tenant?.CompanyName, account.FullName, account.Email, account.Role, account.Language));
    }
}

/// <summary>A company registers.</summary>
/// <param name="CompanyName">1 to 255 characters.</param>
/// <param name="FullName">The owner, 1 to 255 characters.</param>
/// <param name="Email">Used for sign-in; once in the whole installation.</param>
/// <param name="Password">10 to 128 characters.</param>
/// <param name="Language"><c>ar</c> (default) or <c>en</c>.</param>
internal sealed record RegisterRequest(string? CompanyName, string? FullName, string? Email, string? Password, string? Language);

/// <summary>Sign-in.</summary>
internal sealed record LoginRequest(string? Email, string? Password);

/// <summary>Refresh.</summary>
internal sealed record RefreshRequest(string? RefreshToken);

/// <summary>Who is signed in.</summary>
internal sealed record MeResponse(
    string UserId, string TenantId, string? CompanyName, string FullName, string Email, string Role, string Language);
