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

    /// <summary>The longest code of a language or a sector, and how many of each.</summary>
    public const int MaxCode = 64, MaxLanguages = 10, MaxSectors = 30;

    /// <summary>The largest capacity.</summary>
    public const int MaxCapacity = 10_000;

    public static Decision Add(UserState state, AddUser command, Actor actor, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (!MayAdd(actor, command.Role)) return Decision.Refuse(Refusal.Forbidden, "role");
        if (!IsName(command.FullName)) return Decision.Refuse(Refusal.Invalid, "fullName");
        if (command.Email is not { Length: > 2 and <= MaxEmail } email || !email.Contains('@', StringComparison.Ordinal)) return Decision.Refuse(Refusal.Invalid, "email");
        if (command.Phone is { } phone && PhoneNumber.Normalise(phone) != phone) return Decision.Refuse(Refusal.Invalid, "phone");
        if (!IsScreenLanguage(command.Language)) return Decision.Refuse(Refusal.Invalid, "language");
        return Decision.Accept(new UserAdded(command.FullName.Trim(), email, command.Phone, command.Role, command.Language, now));
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
        if (command.Languages is { } languages && !AreCodes(languages, MaxLanguages)) return Decision.Refuse(Refusal.Invalid, "languages");
        if (command.Sectors is { } sectors && !AreCodes(sectors, MaxSectors)) return Decision.Refuse(Refusal.Invalid, "sectors");
        if (command.Capacity is < 0 or > MaxCapacity) return Decision.Refuse(Refusal.Invalid, "capacity");
        if (command.WorkFrom is null != command.WorkUntil is null) return Decision.Refuse(Refusal.Invalid, "workUntil");
        if (command.WorkFrom is { } from && from >= command.WorkUntil) return Decision.Refuse(Refusal.Invalid, "workUntil");

        var trimmed = command.FullName?.Trim();
        var changed = new UserUpdated(
            trimmed == state.FullName ? null : trimmed,
            command.Phone == (state.Phone ?? "") ? null : command.Phone,
            command.Language == state.Language ? null : command.Language,
            Changed(command.Languages, state.Languages), Changed(command.Sectors, state.Sectors),
            command.Capacity == state.Capacity ? null : command.Capacity,
            (command.WorkFrom, command.WorkUntil) == (state.WorkFrom, state.WorkUntil) ? null : command.WorkFrom,
            (command.WorkFrom, command.WorkUntil) == (state.WorkFrom, state.WorkUntil) ? null : command.WorkUntil, now);
        var decision = changed is
        {
            FullName: null, Phone: null, Language: null, Languages: null, Sectors: null, Capacity: null, WorkFrom: null,
        }
            ? Decision.Nothing
            : Decision.Accept(changed);
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

    private static bool AreCodes(IReadOnlyList<string> codes, int most) =>
        codes.Count <= most && codes.All(c => c is { Length: > 0 and <= MaxCode } && c.All(l => char.IsAsciiLetterOrDigit(l) || l is '_' or '-'))
        && codes.Distinct(StringComparer.Ordinal).Count() == codes.Count;

    private static IReadOnlyList<string>? Changed(IReadOnlyList<string>? now, IReadOnlyList<string> before) =>
        now is null || now.SequenceEqual(before, StringComparer.Ordinal) ? null : now;
}
