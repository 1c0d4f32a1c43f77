using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Registration, sign-in, and one's own account.</summary>
internal static class AuthEndpoints
{
    /// <summary>The name of the rate limit on these routes.</summary>
    public const string RateLimit = "auth";

    public static void Map(RouteGroupBuilder api)
    {
        var doors = api.MapGroup("/auth").WithTags("Auth").RequireRateLimiting(RateLimit);
        doors.MapPost("/register", Register).AllowAnonymous().WithSummary("Registers a company and its owner.");
        doors.MapPost("/login", Login).AllowAnonymous().WithSummary("Signs in.")
            .WithDescription("Where the account has an authenticator app, or its company demands a second step, the answer holds no tokens but "
                + "`{mfaRequired: true, challenge, methods, expiresIn}`: `POST /auth/verify-otp` with the challenge and a code gives them.");
        doors.MapPost("/refresh", Refresh).AllowAnonymous().WithSummary("Exchanges a refresh token for new tokens.")
            .WithDescription("Each refresh token is good once; one that comes again ends its session. The same request may be repeated for a minute under "
                + "the same Idempotency-Key.");
        PasswordEndpoints.Map(doors);
        CodeEndpoints.Map(doors);
        OidcEndpoints.Map(doors);

        var own = api.MapGroup("/auth").WithTags("Auth");
        own.MapPost("/logout", Logout).WithSummary("Ends the caller's session.");
        own.MapGet("/me", Me).WithSummary("Who is signed in, and what they may do.");
        own.MapPut("/me", ChangeMe).WithSummary("Changes one's own name, phone or language.");
        own.MapGet("/sessions", Sessions).WithSummary("Where the caller is signed in, the place used last first.");
        own.MapDelete("/sessions/{id}", EndSession).WithSummary("Ends one of the caller's sessions.");
    }

    private static async Task<Results<Created<SignedIn>, ProblemHttpResult>> Register(
        RegisterRequest request, ApiCall call, Passwords passwords, SignIns signIns, RepeatedRequests repeats)
    {
        var check = new Check(call.Http);
        var company = check.Name("companyName", request.CompanyName, 255);
        var name = check.Name("fullName", request.FullName, 255);
        var email = check.Email("email", request.Email);
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        Passwords.Validate(check, "password", request.Password, email, name);
        if (check.Failed) return check.Problem();

        var accountId = Passwords.AccountId(email);
        // The same key for the same address leads to the same ids: a registration that broke off midway is finished by its repeat.
        var seed = call.IdempotencyKey is null ? Id.New(call.Clock) : Id.Named("register", accountId, call.IdempotencyKey);
        var (tenantId, userId) = (Id.Named("tenant", seed), Id.Named("user", seed));
        var account = signIns.Account(accountId);
        if (call.IdempotencyKey is not null)
        {
            // Tokens are never kept: a repeat signs in anew, by its password. That it asks for the same otherwise is looked at here.
            var asked = await repeats.Claim(tenantId, seed, RepeatedRequests.Hash(company, name, language), call.Aborted);
            if (asked.IsReused) return Problems.Of(call.Http, StatusCodes.Status422UnprocessableEntity, "key_reused");
        }
        if (await account.Get() is { } existing) return await Repeated(existing);

        TenantScope.Enter(tenantId);
        var registered = await call.Grains.GetGrain<ITenantGrain>(TenantKey.Format(tenantId, "tenant"))
            .Register(seed, new RegisterTenant(company, userId, name, language));
        if (!registered.Accepted) return Problems.Refused(call, registered);

        var opened = await account.Open(
            seed, new OpenAccount(userId, tenantId, email, name, Role.Owner.Word(), passwords.Hash(request.Password!), language));
        if (opened.Refusal is not (Refusal.None or Refusal.AlreadyExists or Refusal.Taken)) return Problems.Refused(call, opened);
        return await account.Get() is { } winner ? await Repeated(winner) : EmailTaken();

        async Task<Results<Created<SignedIn>, ProblemHttpResult>> Repeated(AccountView found) =>
            // Whoever has a second step by now signs in by it.
            found is { HasTotp: false } && found.UserId == userId && passwords.Matches(found.PasswordHash, request.Password!) && await signIns.Enter(found) is { } entered
                ? TypedResults.Created("/api/v1/auth/me", await signIns.Begin(call.Http, accountId, entered, "registration"))
                : EmailTaken();

        ProblemHttpResult EmailTaken() => Problems.Of(call.Http, StatusCodes.Status409Conflict, "email_taken");
    }

    private static async Task<Results<Ok<SignedIn>, JsonHttpResult<SecondStep>, ProblemHttpResult>> Login(
        LoginRequest request, ApiCall call, Passwords passwords, SignIns signIns, SignInLimits limits, SecondSteps steps)
    {
        var check = new Check(call.Http);
        var email = check.Required("email", request.Email, 254).ToLowerInvariant();
        var password = request.Password ?? "";
        if (password.Length == 0) check.Add("password", "field.required");
        if (password.Length > Passwords.Longest) check.Add("password", "field.too_long", Passwords.Longest);
        if (check.Failed) return check.Problem();

        var accountId = Passwords.AccountId(email);
        if (limits.Admit(accountId) is { } pause) return Problems.Later(call.Http, pause);
        var attempt = await signIns.Account(accountId).Attempt();
        if (attempt.Wait is { } wait) return Problems.Later(call.Http, wait);
        if (passwords.Matches(attempt.Account?.PasswordHash, password) && attempt.Account is { } account && await signIns.Enter(account) is { } entered)
        {
            return await steps.Begin(call, accountId, entered) switch
            {
                { Problem: { } problem } => problem,
                { Step: { } step } => TypedResults.Json(step),
                _ => TypedResults.Ok(await signIns.Begin(call.Http, accountId, entered, "password")),
            };
        }
        await signIns.RecordFailure(call.Http, attempt);
        return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "bad_credentials");
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Refresh(RefreshRequest request, ApiCall call, SignIns signIns)
    {
        var check = new Check(call.Http);
        var token = check.Required("refreshToken", request.RefreshToken, 4096);
        if (check.Failed) return check.Problem();
        return await signIns.Refresh(call.Http, token, call.IdempotencyKey) is { } signedIn
            ? TypedResults.Ok(signedIn)
            : Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "unauthorized");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Logout(ApiCall call, SignIns signIns, SessionChecks checks)
    {
        if (Own(call) is not { } own) return Forbidden(call);
        await signIns.Account(own.AccountId).End(own.SessionId);
        checks.Forget(own.SessionId);
        await Audit.Record(call, "logout", "user", call.UserId);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MeResponse>, ProblemHttpResult>> Me(ApiCall call, SignIns signIns)
    {
        if (Own(call) is not { } own) return Forbidden(call);
        if (await call.Grain<IUserGrain>(call.UserId).Get() is not { } user) return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "unauthorized");
        var tenant = await call.Grain<ITenantGrain>("tenant").Get();
        var account = await signIns.Account(own.AccountId).Get();
        call.Tag(user.Version);
        return TypedResults.Ok(new MeResponse(
            user.UserId, call.Tenant, tenant?.CompanyName, user.FullName, user.Email, user.Role.Word(), user.Language, user.Phone, user.Presence,
            [.. Roles.PermissionsOf(user.Role).List().Select(p => p.Word())], account?.EmailConfirmed == true,
            user.Phone is not null && account?.ConfirmedPhone == user.Phone, account?.HasTotp == true));
    }

    private static async Task<Results<Ok<MeResponse>, ProblemHttpResult>> ChangeMe(MeRequest request, ApiCall call, SignIns signIns)
    {
        var check = new Check(call.Http);
        var name = check.NameChange("fullName", request.FullName, 255);
        var phone = request.Phone?.Length == 0 ? "" : check.Phone("phone", request.Phone);
        var language = request.Language is null ? null : check.OneOf("language", request.Language, "ar", "ar", "en");
        if (check.Failed) return check.Problem();
        if (Own(call) is null) return Forbidden(call);
        var outcome = await call.Grain<IUserGrain>(call.UserId)
            .Update(call.CommandId("user.me"), new UpdateUser(name, phone, Language: language), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("user", call.UserId, outcome.Version);
        return await Me(call, signIns);
    }

    private static async Task<Results<Ok<Page<SessionResponse>>, ProblemHttpResult>> Sessions(ApiCall call, SignIns signIns)
    {
        if (Own(call) is not { } own) return Forbidden(call);
        var sessions = await signIns.Account(own.AccountId).Sessions();
        return TypedResults.Ok(new Page<SessionResponse>(
            [.. sessions.Select(s => new SessionResponse(s.Id, s.Id == own.SessionId, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Device, s.Address))], null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSession(string id, ApiCall call, SignIns signIns, SessionChecks checks)
    {
        if (Own(call) is not { } own) return Forbidden(call);
        var ended = await signIns.Account(own.AccountId).End(id);
        if (!ended.Accepted) return Problems.NotFound(call);
        checks.Forget(id);
        await Audit.Record(call, "session_ended", "user", call.UserId);
        return TypedResults.NoContent();
    }

    /// <summary>The caller's account and session; null where a key asks, which has neither.</summary>
    internal static (string AccountId, string SessionId)? Own(ApiCall call) =>
        call.Http.User.FindFirst(AuthClaims.Account)?.Value is { } account && call.Http.User.FindFirst(AuthClaims.Session)?.Value is { } session
            ? (account, session)
            : null;

    internal static ProblemHttpResult Forbidden(ApiCall call) => Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden");
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

/// <summary>Changes one's own particulars; absent fields stay as they are.</summary>
/// <param name="FullName">1 to 255 characters.</param>
/// <param name="Phone">A phone number; empty takes it away.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
internal sealed record MeRequest(string? FullName, string? Phone, string? Language);

/// <summary>Who is signed in.</summary>
internal sealed record MeResponse(
    string UserId, string TenantId, string? CompanyName, string FullName, string Email, string Role, string Language, string? Phone, Presence Presence,
    IReadOnlyList<string> Permissions, bool EmailConfirmed, bool PhoneConfirmed, bool TotpEnabled);

/// <summary>A place where one is signed in.</summary>
/// <param name="Id">Ends it.</param>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastUsedAt">When its tokens were renewed last.</param>
/// <param name="ExpiresAt">When it ends by itself, unless used.</param>
/// <param name="Device">What the client calls itself, or null.</param>
/// <param name="Address">Where it came from, or null.</param>
internal sealed record SessionResponse(
    string Id, bool Current, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Device, string? Address);
