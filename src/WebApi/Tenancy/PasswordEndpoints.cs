using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Changing a password, and getting in again without one.</summary>
internal static class PasswordEndpoints
{
    private const int LongestToken = 200;

    /// <summary>Adds the routes to those that one address may call only so often.</summary>
    public static void Map(RouteGroupBuilder doors)
    {
        doors.MapPost("/change-password", Change).WithSummary("Changes one's own password; ends all other sessions.");
        doors.MapPost("/forgot-password", Forgot).AllowAnonymous().WithSummary("Sends a link that sets another password.")
            .WithDescription("The answer is the same whether the address has an account or not. At most one letter in 60 seconds and five an hour.");
        doors.MapPost("/reset-password", Reset).AllowAnonymous().WithSummary("Sets another password with a link's token; ends all sessions.");
        doors.MapPost("/accept-invitation", Accept).AllowAnonymous().WithSummary("Sets the first password with an invitation's token, and signs in.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        ChangePasswordRequest request, ApiCall call, Passwords passwords, SignIns signIns)
    {
        if (AuthEndpoints.Own(call) is not { } own) return AuthEndpoints.Forbidden(call);
        var check = new Check(call.Http);
        if (string.IsNullOrEmpty(request.CurrentPassword)) check.Add("currentPassword", "field.required");
        else if (request.CurrentPassword.Length > Passwords.Longest) check.Add("currentPassword", "field.too_long", Passwords.Longest);
        var user = await call.Grain<IUserGrain>(call.UserId).Get();
        Passwords.Validate(check, "newPassword", request.NewPassword, user?.Email ?? "", user?.FullName ?? "");
        if (check.Failed) return check.Problem();

        // Guessing here is guessing at the sign-in: it counts as such, and a good password counts as none.
        var account = signIns.Account(own.AccountId);
        var attempt = await account.Attempt();
        if (attempt.Wait is { } wait) return Problems.Later(call.Http, wait);
        if (!passwords.Matches(attempt.Account?.PasswordHash, request.CurrentPassword!))
        {
            await signIns.RecordFailure(call.Http, attempt, ("way", "password_change"));
            check.Add("currentPassword", "field.password_wrong");
            return check.Problem();
        }
        var changed = await account.SetPassword(passwords.Hash(request.NewPassword!), own.SessionId);
        if (!changed.Accepted) return Problems.Refused(call, changed);
        await Audit.Record(call, "password_changed", "user", call.UserId);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Forgot(
        ForgotPasswordRequest request, ApiCall call, SignIns signIns, IMailChannel mail)
    {
        var check = new Check(call.Http);
        var email = check.Email("email", request.Email);
        if (check.Failed) return check.Problem();
        if (!mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");
        var accountId = Passwords.AccountId(email);
        var account = signIns.Account(accountId);
        if (await account.Get() is { IsActive: true } known && (await account.AdmitLetter()).Accepted)
        {
            TenantScope.Enter(known.TenantId);
            await call.Grains.GetGrain<ILetterGrain>(TenantKey.Format(known.TenantId, Id.New(call.Clock)))
                .Post("post", new Letter(LetterKind.PasswordReset, accountId, known.UserId));
            await signIns.RecordUnproved(call.Http, known, "password_reset_asked");
        }
        return TypedResults.Accepted((string?)null);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> Reset(ResetPasswordRequest request, ApiCall call, Passwords passwords, SignIns signIns) =>
        Redeem<NoContent>(TicketKind.Reset, request, call, passwords, signIns, async (_, account) =>
        {
            await signIns.Record(call.Http, account, "password_reset");
            return TypedResults.NoContent();
        });

    private static Task<Results<Ok<SignedIn>, ProblemHttpResult>> Accept(ResetPasswordRequest request, ApiCall call, Passwords passwords, SignIns signIns) =>
        Redeem<Ok<SignedIn>>(TicketKind.Invitation, request, call, passwords, signIns, async (accountId, account) =>
            TypedResults.Ok(await signIns.Begin(call.Http, accountId, account, "invitation")));

    private static async Task<Results<TOk, ProblemHttpResult>> Redeem<TOk>(
        TicketKind kind, ResetPasswordRequest request, ApiCall call, Passwords passwords, SignIns signIns, Func<string, AccountView, Task<TOk>> done)
        where TOk : IResult
    {
        var check = new Check(call.Http);
        var token = check.Required("token", request.Token, LongestToken);
        var read = LetterLinks.Read(token);
        var known = read is { } r && await signIns.Account(r.AccountId).Get() is { } view ? view : null;
        Passwords.Validate(check, "password", request.Password, known?.Email ?? "", known?.FullName ?? "");
        if (check.Failed) return check.Problem();
        if (read is { } good && known is not null && await signIns.Enter(known) is { } entered
            && (await signIns.Account(good.AccountId).Redeem(kind, Tokens.Hash(good.Secret), passwords.Hash(request.Password!))).Accepted)
            return await done(good.AccountId, entered);
        return Problems.Of(call.Http, StatusCodes.Status410Gone, "link_used");
    }
}

/// <summary>Changes one's own password.</summary>
/// <param name="CurrentPassword">The one that holds.</param>
/// <param name="NewPassword">10 to 128 characters.</param>
internal sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);

/// <summary>Asks for a link.</summary>
internal sealed record ForgotPasswordRequest(string? Email);

/// <summary>Sets a password with a link's token.</summary>
/// <param name="Token">From the link; good once, for 30 minutes (an invitation's for 7 days).</param>
/// <param name="Password">10 to 128 characters.</param>
internal sealed record ResetPasswordRequest(string? Token, string? Password);
