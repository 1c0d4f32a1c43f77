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
        if (await account.Get() is { } existing) return await Repeated(existing);

        TenantScope.Enter(tenantId);
        var registered = await call.Grains.GetGrain<ITenantGrain>(TenantKey.Format(tenantId, "tenant"))
            .Register(seed, new RegisterTenant(company, userId, name, language));
        if (!registered.Accepted) return Problems.Refused(call, registered);

        var opening = new OpenAccount(userId, tenantId, email, name, Role.Owner.Word(), passwords.Hash(request.Password!), language);
        var opened = await account.Open(seed, opening);
        if (opened.Refusal is Refusal.AlreadyExists or Refusal.Taken)
            return await account.Get() is { } winner ? await Repeated(winner) : EmailTaken();
        if (!opened.Accepted) return Problems.Refused(call, opened);
        await Join(call, opening);
        return Answer(new AccountView(userId, tenantId, email, name, Role.Owner.Word(), opening.PasswordHash, language, IsActive: true));

        async Task<Results<Created<SignedIn>, ProblemHttpResult>> Repeated(AccountView found)
        {
            if (found.UserId != userId || !passwords.Matches(found.PasswordHash, request.Password!)) return EmailTaken();
            return await Enter(call, found) is { } entered ? Answer(entered) : EmailTaken();
        }

        ProblemHttpResult EmailTaken() => Problems.Of(call.Http, StatusCodes.Status409Conflict, "email_taken");

        Created<SignedIn> Answer(AccountView view) => TypedResults.Created("/api/v1/auth/me", tokens.Issue(accountId, view));
    }

    /// <summary>Gives an account its user, unless it has one: what a start that broke off left out is made up for by the next.</summary>
    private static async Task<UserView> Join(ApiCall call, OpenAccount account)
    {
        TenantScope.Enter(account.TenantId);
        var user = call.Grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId));
        if (await user.Get() is { } known) return known;
        var role = Roles.Find(account.Role) ?? throw new InvalidOperationException("An account names a role that does not exist.");
        await user.Add("join", new AddUser(account.FullName, account.Email, null, role, account.Language));
        return await user.Get() ?? throw new InvalidOperationException("An added user has no view.");
    }

    /// <summary>The account with its user's present name, role and language; null where the user may not come in.</summary>
    private static async Task<AccountView?> Enter(ApiCall call, AccountView account)
    {
        var user = await Join(
            call, new OpenAccount(account.UserId, account.TenantId, account.Email, account.FullName, account.Role, account.PasswordHash, account.Language));
        return user.IsActive ? account with { FullName = user.FullName, Role = user.Role.Word(), Language = user.Language } : null;
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
        if (!passwords.Matches(account?.PasswordHash, password) || account is not { IsActive: true }
            || await Enter(call, account) is not { } entered)
            return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "bad_credentials");
        TenantScope.Enter(account.TenantId);
        await call.Grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId)).SignedIn(Id.New(call.Clock));
        return TypedResults.Ok(tokens.Issue(accountId, entered));
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Refresh(RefreshRequest request, ApiCall call, Tokens tokens)
    {
        var check = new Check(call.Http);
        var token = check.Required("refreshToken", request.RefreshToken, 4096);
        if (check.Failed) return check.Problem();
        if (await tokens.ReadRefresh(token) is { } known
            && await call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, known.Account)).Get() is { IsActive: true } account
            && account.UserId == known.UserId && await Enter(call, account) is { } entered)
            return TypedResults.Ok(tokens.Issue(known.Account, entered));
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
