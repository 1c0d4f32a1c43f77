using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>The people of the company.</summary>
internal static class UserEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var users = api.MapGroup("/admin/users").WithTags("Users").Requires(Permission.TenantRead);
        users.MapGet("", List).WithSummary("The people of the company, newest first; ?role=, ?active=, ?search=.");
        users.MapPost("", Add).Requires(Permission.UsersAdd).WithSummary("Adds a person, up to the role that one holds oneself.");
        users.MapPost("/{id}/invite", InviteAgain).Requires(Permission.UsersAdd).WithSummary("Sends the invitation again, to somebody who has not accepted it yet.");
        users.MapGet("/{id}", Get).WithSummary("One person.");
        users.MapPut("/{id}", Update).Requires(Permission.UsersManage).WithSummary("Changes particulars, role or work; deactivates and activates.");
        api.MapGroup("/users").WithTags("Users").MapPut("/me/presence", SetPresence)
            .Requires(Permission.ConversationsReply).WithSummary("Whether the caller takes new work now.");
    }

    private static async Task<Results<Ok<Page<UserResponse>>, ProblemHttpResult>> List(
        ApiCall call, IUserLists users, string? role = null, bool? active = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var wanted = query.Word<Role>("role", role);
        return await query.Answer(async (size, after) =>
        {
            var page = await users.Users(call.Tenant, new UserFilter(wanted, active, query.Search), after, size, call.Aborted);
            return new Page<UserResponse>([.. page.Items.Select(UserResponse.Of)], page.Next);
        });
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IUserGrain>(id).Get() is not { } user) return Problems.NotFound(call);
        call.Tag(user.Version);
        return TypedResults.Ok(UserResponse.Of(user));
    }

    private static async Task<Results<Created<UserResponse>, ProblemHttpResult>> Add(UserRequest request, ApiCall call, Passwords passwords)
    {
        var check = new Check(call.Http);
        var name = check.Name("fullName", request.FullName, 255);
        var email = check.Email("email", request.Email);
        var phone = check.Phone("phone", request.Phone);
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        var role = RoleOf(check, request.Role) ?? Role.Agent;
        var work = WorkOf(check, request.Languages, request.Sectors, request.Capacity, request.WorkFrom, request.WorkUntil);
        var active = request.IsActive ?? true;
        if (request.Password is not null) Passwords.Validate(check, "password", request.Password, email, name);
        if (check.Failed) return check.Problem();
        // The user's own decision says the same; asked first, so that no address is taken for somebody who is then not added.
        if (!Roles.MayGrant(call.Actor.Permissions, role)) return Problems.Refused(call, new Outcome(Refusal.Forbidden, 0, "role"));
        var mail = call.Http.RequestServices.GetRequiredService<IMailChannel>();
        // Whoever may not come in yet is invited once they may.
        var invited = active && request.Password is null;
        if (invited && !mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");

        // The same address in the same company is the same user: a request that broke off midway is finished by its repeat.
        var id = Id.Named("user", call.Tenant, email);
        if (active && await call.Grain<IUserGrain>(id).Get() is null && await QuotaProblems.Exceeded(call, QuotaMetric.Users) is { } full) return full;
        var command = call.CommandId("user.add");
        var opened = await call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Passwords.AccountId(email)))
            .Open(command, new OpenAccount(
                id, call.Tenant, email, name, role.Word(), request.Password is null ? null : passwords.Hash(request.Password), language));
        if (!opened.Accepted) return EmailTaken();
        var user = call.Grain<IUserGrain>(id);
        var outcome = await user.Add(command, new AddUser(name, email, phone, role, language) { Work = work, IsActive = active });
        if (outcome.Refusal is Refusal.AlreadyExists) return EmailTaken();
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        if (invited) await Invite(call, command, id, email);
        await call.Settle("user", id, outcome.Version);
        var view = await user.Get() ?? throw new InvalidOperationException("An added user has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/admin/users/{id}", UserResponse.Of(view));

        ProblemHttpResult EmailTaken() => Problems.Of(call.Http, StatusCodes.Status409Conflict, "email_taken");
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> InviteAgain(string id, ApiCall call, IMailChannel mail)
    {
        if (!mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");
        if (!Key.Fits(id) || await call.Grain<IUserGrain>(id).Get() is not { IsActive: true } user) return Problems.NotFound(call);
        if (!Roles.MayGrant(call.Actor.Permissions, user.Role)) return Problems.Refused(call, new Outcome(Refusal.Forbidden, 0, "role"));
        var account = call.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Passwords.AccountId(user.Email)));
        // Whoever has a password resets it themselves.
        if (await account.Get() is { PasswordHash: not null }) return Problems.Refused(call, new Outcome(Refusal.WrongStatus, 0, "accepted"));
        var admitted = await account.AdmitLetter();
        if (!admitted.Accepted) return Problems.Refused(call, admitted);
        await Invite(call, call.CommandId("user.invite:" + id), id, user.Email);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task Invite(ApiCall call, string command, string id, string email)
    {
        await call.Grain<ILetterGrain>(Id.Named("invitation", command, id)).Post(command, new Letter(LetterKind.Invitation, Passwords.AccountId(email), id));
        await Audit.RecordOnce(call, command + ":invited", "invited", "user", id);
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> Update(string id, UserChangeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var name = check.NameChange("fullName", request.FullName, 255);
        var phone = request.Phone?.Length == 0 ? "" : check.Phone("phone", request.Phone);
        var language = request.Language is null ? null : check.OneOf("language", request.Language, "ar", "ar", "en");
        var role = RoleOf(check, request.Role);
        var work = WorkOf(check, request.Languages, request.Sectors, request.Capacity, request.WorkFrom, request.WorkUntil);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var user = call.Grain<IUserGrain>(id);
        // Whoever comes back takes a seat again.
        if (request.IsActive == true && await user.Get() is { IsActive: false } && await QuotaProblems.Exceeded(call, QuotaMetric.Users) is { } full) return full;
        var outcome = await user.Update(
            call.CommandId("user.update:" + id),
            new UpdateUser(
                name, phone, role, language, work.Languages, work.Sectors, work.Capacity, work.WorkFrom, work.WorkUntil, request.IsActive),
            call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("user", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> SetPresence(PresenceRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (!EnumQuery.TryParse<Presence>(request.Presence, out var presence)) check.Add("presence", "field.one_of", EnumQuery.Words<Presence>());
        if (check.Failed) return check.Problem();
        if (call.Actor.Kind != ActorKind.User) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden");
        var outcome = await call.Guarded<IUserGrain>(call.UserId).SetPresence(call.CommandId("user.presence:" + request.Presence), presence);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("user", call.UserId, outcome.Version);
        return await Get(call.UserId, call);
    }

    private static UserWork WorkOf(
        Check check, IReadOnlyList<string>? languages, IReadOnlyList<string>? sectors, int? capacity, TimeOnly? from, TimeOnly? until)
    {
        var work = new UserWork(languages, sectors, capacity, from, until);
        switch (work.Wrong())
        {
            case null: break;
            case "capacity": check.Add("capacity", "field.range", 0, UserWork.MaxCapacity); break;
            case "workUntil": check.Add("workUntil", "field.work_hours"); break;
            case "languages": check.Add("languages", "field.codes", UserWork.MaxLanguages); break;
            case var field: check.Add(field, "field.codes", UserWork.MaxSectors); break;
        }
        return work;
    }

    private static Role? RoleOf(Check check, string? word)
    {
        if (string.IsNullOrEmpty(word)) return null;
        if (Roles.Find(word) is { } role and not (Role.Owner or Role.Superadmin)) return role;
        check.Add("role", "field.one_of", string.Join(", ", Enum.GetValues<Role>().Where(r => r is not (Role.Owner or Role.Superadmin)).Select(r => r.Word())));
        return null;
    }
}

/// <summary>A new person.</summary>
/// <param name="FullName">1 to 255 characters.</param>
/// <param name="Email">Used for sign-in; once in the whole installation.</param>
/// <param name="Phone">A phone number, or null.</param>
/// <param name="Role"><c>admin</c>, <c>manager</c>, <c>supervisor</c>, <c>agent</c> (default), <c>affiliate</c> or <c>viewer</c>.</param>
/// <param name="Language">Of the screens: <c>ar</c> (default) or <c>en</c>.</param>
/// <param name="Password">
/// The first password, 10 to 128 characters; without one an invitation is sent by mail, good for 7 days, with which they set their own.
/// </param>
/// <param name="Languages">Codes of the languages spoken with customers, at most 10; that of the screens unless given.</param>
/// <param name="Sectors">Codes of the sectors worked on, at most 30; empty (default) means all.</param>
/// <param name="Capacity">How many open conversations and leads at most, 0 to 10,000; 0 (default) means no limit.</param>
/// <param name="WorkFrom">When the working day begins, the company's local time; given with <c>workUntil</c>.</param>
/// <param name="WorkUntil">When it ends.</param>
/// <param name="IsActive">False adds somebody who cannot come in yet, and invites them not; true (default) otherwise.</param>
internal sealed record UserRequest(
    string? FullName, string? Email, string? Phone, string? Role, string? Language, string? Password, IReadOnlyList<string>? Languages,
    IReadOnlyList<string>? Sectors, int? Capacity, TimeOnly? WorkFrom, TimeOnly? WorkUntil, bool? IsActive);

/// <summary>Changes a person; absent fields stay as they are.</summary>
/// <param name="FullName">1 to 255 characters.</param>
/// <param name="Phone">A phone number; empty takes it away.</param>
/// <param name="Role">Another role, up to what one holds oneself.</param>
/// <param name="Language">Of the screens: <c>ar</c> or <c>en</c>.</param>
/// <param name="Languages">Codes of the languages spoken with customers, at most 10.</param>
/// <param name="Sectors">Codes of the sectors worked on, at most 30; empty means all.</param>
/// <param name="Capacity">How many open conversations and leads at most, 0 to 10,000; 0 means no limit.</param>
/// <param name="WorkFrom">When the working day begins, the company's local time; given with <c>workUntil</c>.</param>
/// <param name="WorkUntil">When it ends.</param>
/// <param name="IsActive">False deactivates: the person can no longer come in.</param>
internal sealed record UserChangeRequest(
    string? FullName, string? Phone, string? Role, string? Language, IReadOnlyList<string>? Languages, IReadOnlyList<string>? Sectors, int? Capacity,
    TimeOnly? WorkFrom, TimeOnly? WorkUntil, bool? IsActive);

/// <summary>Whether one takes new work.</summary>
/// <param name="Presence"><c>online</c>, <c>away</c> or <c>offline</c>.</param>
internal sealed record PresenceRequest(string? Presence);

/// <summary>A person as they stand.</summary>
internal sealed record UserResponse(
    string Id, string FullName, string Email, string? Phone, Role Role, string Language, IReadOnlyList<string> Languages, IReadOnlyList<string> Sectors,
    int Capacity, TimeOnly? WorkFrom, TimeOnly? WorkUntil, Presence Presence, bool IsActive, DateTimeOffset? LastLoginAt, DateTimeOffset CreatedAt,
    long Version, DateTimeOffset? UpdatedAt)
{
    public static UserResponse Of(UserView user) => new(
        user.UserId, user.FullName, user.Email, user.Phone, user.Role, user.Language, user.Languages, user.Sectors, user.Capacity, user.WorkFrom,
        user.WorkUntil, user.Presence, user.IsActive, user.LastLoginAt, user.CreatedAt, user.Version, user.UpdatedAt);
}
