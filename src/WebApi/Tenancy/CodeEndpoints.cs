using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;
using ChallengeResult = SalesFlow.Tenancy.ChallengeResult;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>One-time codes, authenticator apps, recovery codes.</summary>
internal static class CodeEndpoints
{
    private const string Proof = "Needs the present password. Whoever has none, and signs in by the OpenID provider, must have done so within the last 10 minutes "
        + "(403 `sign_in_again`).";

    private const int LongestChallenge = 200;
    private const int LongestCode = 40;
    private const string Issuer = "SalesFlow";
    private static readonly TimeSpan RecentSignIn = TimeSpan.FromMinutes(10);

    /// <summary>Adds the routes to those that one address may call only so often.</summary>
    public static void Map(RouteGroupBuilder doors)
    {
        doors.MapPost("/otp/send", Send).ForPeople().WithSummary("Sends a code that confirms one's own phone or e-mail address.")
            .WithDescription("Six digits, good once, for 5 minutes and 5 tries. At most one code in 60 seconds and five an hour; `Retry-After` says when the next may be asked for.");
        doors.MapPost("/otp/resend", Resend).AllowAnonymous().WithSummary("Sends the code of a challenge again, perhaps by another way.");
        doors.MapPost("/verify-otp", Verify).AllowAnonymous().WithSummary("Answers a challenge with a code.")
            .WithDescription("The second step of a sign-in gives tokens (200); a confirmation gives nothing (204). Wrong codes count as failed sign-ins.");
        doors.MapPost("/totp/enrol", Enrol).ForPeople().WithSummary("Begins with an authenticator app; its first code must follow within 15 minutes.")
            .WithDescription(Proof);
        doors.MapPost("/totp/confirm", Confirm).ForPeople().WithSummary("Takes the app's first code; from now on sign-in asks for one. Shows ten recovery codes, once.");
        doors.MapDelete("/totp", Remove).ForPeople().WithSummary("Takes the authenticator app away.").WithDescription(Proof);
    }

    private static async Task<Results<Ok<SentCode>, ProblemHttpResult>> Send(SendCodeRequest request, ApiCall call, SecondSteps steps, SignIns signIns)
    {
        var check = new Check(call.Http);
        var way = WayOf(check, request.Channel, required: true);
        if (check.Failed) return check.Problem();
        if (AuthEndpoints.Own(call) is not { } own) return AuthEndpoints.Forbidden(call);
        if (await call.Grain<IUserGrain>(call.UserId).Get() is not { } user || await signIns.Account(own.AccountId).Get() is not { } account)
            return Problems.NotFound(call);
        if (way == CodeWay.Sms && user.Phone is null) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "no_phone");
        if (Off(call, steps, way) is { } off) return off;
        var (challenge, problem) = await steps.Ask(call, own.AccountId, account, ChallengePurpose.Confirm, way, way == CodeWay.Sms ? user.Phone : null);
        return challenge is null ? problem! : TypedResults.Ok(new SentCode(challenge, SecondSteps.Seconds));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Resend(ResendCodeRequest request, ApiCall call, SecondSteps steps, SignIns signIns)
    {
        var check = new Check(call.Http);
        var read = LetterLinks.Read(check.Required("challenge", request.Challenge, LongestChallenge));
        var wanted = WayOf(check, request.Channel, required: false);
        if (check.Failed) return check.Problem();
        if (read is not { } known) return Gone(call);
        var (account, id) = (signIns.Account(known.AccountId), Tokens.Hash(known.Secret));
        if (await account.Challenged(id) is not { Way: not CodeWay.Totp } question) return Gone(call);
        var way = string.IsNullOrEmpty(request.Channel) ? question.Way : wanted;
        if (Off(call, steps, way) is { } off) return off;
        TenantScope.Enter(question.Account.TenantId);
        if (way == CodeWay.Sms && question.Purpose == ChallengePurpose.SignIn && !await steps.MaySend(question.Account))
            return Problems.Of(call.Http, StatusCodes.Status409Conflict, "sms_off");
        var outcome = await account.AskAgain(id, way);
        if (outcome.Refusal == Refusal.LimitReached)
            return Problems.Later(call.Http, TimeSpan.FromSeconds(int.Parse(outcome.Detail!, System.Globalization.CultureInfo.InvariantCulture)));
        if (outcome.Refusal == Refusal.NotConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "sms_off");
        if (!outcome.Accepted) return Gone(call);
        await signIns.RecordUnproved(call.Http, question.Account, "code_asked", ("purpose", SecondSteps.Word(question.Purpose)), ("way", SecondSteps.Word(way)));
        await steps.Send(known.AccountId, question.Account, id, way);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok<SignedIn>, NoContent, ProblemHttpResult>> Verify(
        VerifyCodeRequest request, ApiCall call, SecondSteps steps, SignIns signIns, SignInLimits limits)
    {
        var check = new Check(call.Http);
        var read = LetterLinks.Read(check.Required("challenge", request.Challenge, LongestChallenge));
        var code = check.Required("code", request.Code, LongestCode);
        if (check.Failed) return check.Problem();
        if (read is not { } known) return Gone(call);
        if (limits.Admit(known.AccountId) is { } pause) return Problems.Later(call.Http, pause);
        var (account, id) = (signIns.Account(known.AccountId), Tokens.Hash(known.Secret));
        if (await account.Challenged(id) is not { } question) return Gone(call);
        var result = await account.Answer(id, steps.Answer(known.AccountId, id, question, code));
        if (result.Verdict != ChallengeVerdict.Passed)
        {
            if (result.Verdict == ChallengeVerdict.Wrong)
                await signIns.RecordUnproved(call.Http, question.Account, "code_wrong", ("purpose", SecondSteps.Word(question.Purpose)), ("way", SecondSteps.Word(question.Way)));
            await signIns.RecordLock(call.Http, question.Account, result.Locks);
            return Refused(call, result);
        }
        if (await signIns.Enter(question.Account) is not { } entered) return Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "unauthorized");
        if (question.Purpose == ChallengePurpose.SignIn)
        {
            var way = result.Recovery ? "password+recovery_code" : "password+" + SecondSteps.Word(question.Way);
            return TypedResults.Ok(await signIns.Begin(call.Http, known.AccountId, entered, way));
        }
        await signIns.Record(call.Http, entered, question.Way == CodeWay.Sms ? "phone_confirmed" : "email_confirmed");
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TotpSecret>, ProblemHttpResult>> Enrol(
        EnrolTotpRequest request, ApiCall call, SecondSteps steps, Passwords passwords, SignIns signIns)
    {
        if (AuthEndpoints.Own(call) is not { } own) return AuthEndpoints.Forbidden(call);
        if (await call.Grain<IUserGrain>(call.UserId).Get() is not { } user) return Problems.NotFound(call);
        var account = signIns.Account(own.AccountId);
        // Said before a password is asked for: a right one would be counted as a failure.
        if ((await account.Totp()).Enabled) return Problems.Refused(call, new Outcome(Refusal.WrongStatus, 0, "totp"));
        if (await Unproved(call, own.SessionId, account, request.Password, "totp_enrolment", passwords, signIns) is { } problem) return problem;
        var (secret, kept) = steps.NewTotpSecret();
        var outcome = await account.EnrolTotp(kept);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await Audit.Record(call, "totp_enrolled", "user", call.UserId);
        return TypedResults.Ok(new TotpSecret(secret, SecondSteps.OtpAuth(secret, user.Email, Issuer)));
    }

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> Confirm(ConfirmTotpRequest request, ApiCall call, SecondSteps steps, SignIns signIns)
    {
        var check = new Check(call.Http);
        var code = check.Required("code", request.Code, LongestCode);
        if (check.Failed) return check.Problem();
        if (AuthEndpoints.Own(call) is not { } own) return AuthEndpoints.Forbidden(call);
        var account = signIns.Account(own.AccountId);
        var totp = await account.Totp();
        if (totp.Enabled) return Problems.Refused(call, new Outcome(Refusal.WrongStatus, 0, "totp"));
        if (totp.PendingSecret is not { } pending) return Gone(call);
        var (codes, hashes) = steps.NewRecoveryCodes(own.AccountId);
        var result = await account.ConfirmTotp(steps.StepOf(pending, code), hashes);
        if (result.Verdict != ChallengeVerdict.Passed)
        {
            if (result.Verdict == ChallengeVerdict.Wrong) await Audit.Record(call, "code_wrong", "user", call.UserId, ("purpose", "enrol"), ("way", "totp"));
            if (await account.Get() is { } locked) await signIns.RecordLock(call.Http, locked, result.Locks);
            return Refused(call, result);
        }
        await Audit.Record(call, "totp_enabled", "user", call.UserId);
        return TypedResults.Ok(new RecoveryCodesResponse(codes));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        [FromBody] RemoveTotpRequest request, ApiCall call, Passwords passwords, SignIns signIns)
    {
        if (AuthEndpoints.Own(call) is not { } own) return AuthEndpoints.Forbidden(call);
        var account = signIns.Account(own.AccountId);
        // Before the password is looked at: a right one must not count as a failure where there is nothing to take away.
        if (!(await account.Totp()).Enabled) return Problems.NotFound(call);
        if (await Unproved(call, own.SessionId, account, request.Password, "totp_removal", passwords, signIns) is { } problem) return problem;
        var outcome = await account.RemoveTotp();
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await Audit.Record(call, "totp_removed", "user", call.UserId);
        return TypedResults.NoContent();
    }

    /// <summary>
    /// What is missing to show that it is the person and not only their browser: the password, or, of whoever has none, a sign-in of the last minutes. A
    /// wrong password counts as a failed sign-in. Null where nothing is.
    /// </summary>
    private static async Task<ProblemHttpResult?> Unproved(
        ApiCall call, string sessionId, IAccountGrain account, string? password, string way, Passwords passwords, SignIns signIns)
    {
        if (await account.Get() is { PasswordHash: null })
        {
            var session = (await account.Sessions()).FirstOrDefault(s => s.Id == sessionId);
            return session is not null && call.Clock.GetUtcNow() - session.CreatedAt <= RecentSignIn
                ? null
                : Problems.Of(call.Http, StatusCodes.Status403Forbidden, "sign_in_again", $"{(int)RecentSignIn.TotalMinutes}");
        }
        var check = new Check(call.Http);
        if (string.IsNullOrEmpty(password)) check.Add("password", "field.required");
        else if (password.Length > Passwords.Longest) check.Add("password", "field.too_long", Passwords.Longest);
        if (check.Failed) return check.Problem();
        var attempt = await account.Attempt();
        if (attempt.Wait is { } wait) return Problems.Later(call.Http, wait);
        if (passwords.Matches(attempt.Account?.PasswordHash, password!)) return null;
        await signIns.RecordFailure(call.Http, attempt, ("way", way));
        check.Add("password", "field.password_wrong");
        return check.Problem();
    }

    private static CodeWay WayOf(Check check, string? word, bool required)
    {
        if (required && string.IsNullOrWhiteSpace(word)) check.Add("channel", "field.required");
        return check.OneOf("channel", word, "email", "email", "sms") == "sms" ? CodeWay.Sms : CodeWay.Email;
    }

    private static ProblemHttpResult? Off(ApiCall call, SecondSteps steps, CodeWay way) => way switch
    {
        CodeWay.Email when !steps.MailOn => Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off"),
        CodeWay.Sms when !steps.SmsOn => Problems.Of(call.Http, StatusCodes.Status409Conflict, "sms_off"),
        _ => null,
    };

    private static ProblemHttpResult Refused(ApiCall call, ChallengeResult result) => result.Verdict switch
    {
        ChallengeVerdict.Locked => Problems.Later(call.Http, result.Wait ?? TimeSpan.Zero),
        ChallengeVerdict.Wrong => Problems.Of(call.Http, StatusCodes.Status401Unauthorized, "code_wrong"),
        _ => Gone(call),
    };

    private static ProblemHttpResult Gone(ApiCall call) => Problems.Of(call.Http, StatusCodes.Status410Gone, "challenge_gone");
}

/// <summary>Asks for a code.</summary>
/// <param name="Channel"><c>sms</c> confirms one's phone, <c>email</c> one's address.</param>
internal sealed record SendCodeRequest(string? Channel);

/// <summary>Asks for a code again.</summary>
/// <param name="Challenge">The challenge.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c> (a confirmed phone only); the same as before unless given.</param>
internal sealed record ResendCodeRequest(string? Challenge, string? Channel);

/// <summary>A code was put on its way.</summary>
/// <param name="Challenge">Goes into <c>POST /auth/verify-otp</c>.</param>
/// <param name="ExpiresIn">Seconds until the code ends.</param>
internal sealed record SentCode(string Challenge, int ExpiresIn);

/// <summary>Answers a challenge.</summary>
/// <param name="Challenge">The challenge.</param>
/// <param name="Code">Six digits, or a recovery code; digits of any script, spaces and hyphens do not matter.</param>
internal sealed record VerifyCodeRequest(string? Challenge, string? Code);

/// <summary>What an authenticator app needs.</summary>
/// <param name="Secret">Base32, for typing.</param>
/// <param name="Uri">An <c>otpauth:</c> address, for a picture.</param>
internal sealed record TotpSecret(string Secret, string Uri);

/// <summary>Begins with an authenticator app.</summary>
/// <param name="Password">The present password; absent for whoever has none.</param>
internal sealed record EnrolTotpRequest(string? Password);

/// <summary>The app's first code.</summary>
internal sealed record ConfirmTotpRequest(string? Code);

/// <summary>Recovery codes: each good once, in place of the app's code. Never shown again.</summary>
internal sealed record RecoveryCodesResponse(IReadOnlyList<string> RecoveryCodes);

/// <summary>Takes the app away.</summary>
/// <param name="Password">The present password; absent for whoever has none.</param>
internal sealed record RemoveTotpRequest(string? Password);
