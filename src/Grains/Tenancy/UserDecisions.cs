using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What commands to a user come to. Pure; who acts is given, since what one may do to oneself differs from what one may do to others.</summary>
internal static class UserDecisions
{
    /// <summary>The timer under which the sessions of a deactivated user end.</summary>
    public const string EndSessionsTimer = "end-sessions";

    /// <summary>The longest name and e-mail in characters.</summary>
    public const int MaxName = 255, MaxEmail = 254;

    public static Decision Add(UserState state, AddUser command, Actor actor, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (!MayAdd(actor, command.Role)) return Decision.Refuse(Refusal.Forbidden, "role");
        if (!IsName(command.FullName)) return Decision.Refuse(Refusal.Invalid, "fullName");
        if (command.Email is not { Length: > 2 and <= MaxEmail } email || !email.Contains('@', StringComparison.Ordinal)) return Decision.Refuse(Refusal.Invalid, "email");
        if (command.Phone is { } phone && PhoneNumber.Normalise(phone) != phone) return Decision.Refuse(Refusal.Invalid, "phone");
        if (!IsScreenLanguage(command.Language)) return Decision.Refuse(Refusal.Invalid, "language");
        if (command.Work?.Wrong() is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var added = new UserAdded(command.FullName.Trim(), email, command.Phone, command.Role, command.Language, now);
        var decision = Decision.Accept(added);
        if (command.Work is { } work && Changed(new UserState().Apply(added), work, now) is { } working) decision = decision.And(working);
        return command.IsActive ? decision : decision.And(new UserActivationChanged(false, now));
    }

    public static Decision Update(UserState state, UpdateUser command, Actor actor, string self, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        var own = IsOwn(actor, self);
        var work = command is not { Role: null, Languages: null, Sectors: null, Capacity: null, WorkFrom: null, WorkUntil: null, IsActive: null };
        if (!own || work)
        {
            if (!actor.May(Permission.UsersManage)) return Decision.Refuse(Refusal.Forbidden, Permission.UsersManage.Word());
            if (!own && !MayChange(actor, state.Role)) return Decision.Refuse(Refusal.Forbidden, "role");
        }
        if (command.Role is { } role && role != state.Role)
        {
            // Whoever holds a role does not give it up by a slip, and nobody lifts themselves.
            if (own || !MayAdd(actor, role)) return Decision.Refuse(Refusal.Forbidden, "role");
        }
        if (own && command.IsActive is { } wanted && wanted != state.IsActive) return Decision.Refuse(Refusal.WrongStatus, "self");
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (command.FullName is { } name && !IsName(name)) return Decision.Refuse(Refusal.Invalid, "fullName");
        if (command.Phone is { Length: > 0 } phone && PhoneNumber.Normalise(phone) != phone) return Decision.Refuse(Refusal.Invalid, "phone");
        if (command.Language is { } language && !IsScreenLanguage(language)) return Decision.Refuse(Refusal.Invalid, "language");
        if (command.Work.Wrong() is { } field) return Decision.Refuse(Refusal.Invalid, field);

        var trimmed = command.FullName?.Trim();
        var decision = Changed(
            state, command.Work, now, trimmed == state.FullName ? null : trimmed, command.Phone == (state.Phone ?? "") ? null : command.Phone,
            command.Language == state.Language ? null : command.Language) is { } changed
            ? Decision.Accept(changed)
            : Decision.Nothing;
        if (command.Role is { } next && next != state.Role) decision = decision.And(new UserRoleChanged(state.Role, next, now));
        return command.IsActive is { } active && active != state.IsActive ? Activation(decision, active, now) : decision;
    }

    public static Decision SetActive(UserState state, bool active, Actor actor, string self, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (IsOwn(actor, self)) return Decision.Refuse(Refusal.WrongStatus, "self");
        if (!MayChange(actor, state.Role)) return Decision.Refuse(Refusal.Forbidden, "role");
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        return state.IsActive == active ? Decision.Nothing : Activation(Decision.Nothing, active, now);
    }

    private static Decision Activation(Decision decision, bool active, DateTimeOffset now)
    {
        decision = decision.And(new UserActivationChanged(active, now));
        return active ? decision.DueClear(EndSessionsTimer) : decision.DueAt(EndSessionsTimer, now);
    }

    public static Decision SetPresence(UserState state, Presence presence, Actor actor, string self, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (!IsOwn(actor, self) && !actor.May(Permission.TeamManage)) return Decision.Refuse(Refusal.Forbidden, Permission.TeamManage.Word());
        if (!Enum.IsDefined(presence)) return Decision.Refuse(Refusal.Invalid, "presence");
        if (!state.IsActive) return Decision.Refuse(Refusal.WrongStatus, "inactive");
        return state.Presence == presence ? Decision.Nothing : Decision.Accept(new UserPresenceChanged(presence, now));
    }

    public static Decision SignedIn(UserState state, Actor actor, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        : actor.Kind != ActorKind.System ? Decision.Refuse(Refusal.Forbidden)
        : Decision.Accept(new UserSignedIn(now));

    private static bool IsOwn(Actor actor, string self) => actor.Kind == ActorKind.User && actor.Id == self;

    private static bool MayAdd(Actor actor, Role role) =>
        actor.Kind == ActorKind.System || (actor.May(Permission.UsersAdd) && Roles.MayGrant(actor.Permissions, role));

    private static bool MayChange(Actor actor, Role role) => actor.Kind == ActorKind.System || Roles.MayGrant(actor.Permissions, role);

    private static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Trim().Length <= MaxName;

    private static bool IsScreenLanguage(string? language) => language is "ar" or "en";

    /// <summary>What changes of the particulars, which are given where they do, and of the work; null where nothing does.</summary>
    private static UserUpdated? Changed(
        UserState state, UserWork work, DateTimeOffset now, string? fullName = null, string? phone = null, string? language = null)
    {
        var sameHours = (work.WorkFrom, work.WorkUntil) == (state.WorkFrom, state.WorkUntil);
        var changed = new UserUpdated(
            fullName, phone, language, Changed(work.Languages, state.Languages), Changed(work.Sectors, state.Sectors),
            work.Capacity == state.Capacity ? null : work.Capacity, sameHours ? null : work.WorkFrom, sameHours ? null : work.WorkUntil, now);
        return changed is { FullName: null, Phone: null, Language: null, Languages: null, Sectors: null, Capacity: null, WorkFrom: null } ? null : changed;
    }

    private static IReadOnlyList<string>? Changed(IReadOnlyList<string>? now, IReadOnlyList<string> before) =>
        now is null || now.SequenceEqual(before, StringComparer.Ordinal) ? null : now;
}
