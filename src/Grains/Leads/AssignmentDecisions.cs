using System.Collections.Immutable;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>
/// Whose a lead becomes. First those who cannot take it are left out (away, offline, out of hours, full); then its former owner has it, else those who
/// work on its sector, of them those who speak its language, and of these whoever's turn it is. Where nobody of the sector or the language is
/// available, the least busy of the others takes it: a lead in other hands is better than one in none. Pure.
/// </summary>
internal static class AssignmentDecisions
{
    /// <summary>How many of those passed over are told.</summary>
    public const int MostSkipped = 20;

    /// <summary>Words of choices.</summary>
    public const string NoPeople = "no_people", ByHand = "by_hand", NobodyAvailable = "nobody_available", Sticky = "sticky", LeastBusy = "least_busy",
        RoundRobin = "round_robin";

    /// <summary>The timer under which leads that wait are looked at.</summary>
    public const string WaitingTimer = "waiting";

    /// <summary>When a lead asks again by itself, should nobody tell it before.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMinutes(30);

    /// <summary>Those who take part: the members named, else all sellers; active ones who take work only, in a fixed order.</summary>
    public static IReadOnlyList<UserView> People(AssignmentSettings settings, IReadOnlyList<UserView> users) =>
    [
        .. users.Where(u => u.IsActive && Roles.TakesWork(u.Role) && (settings.Members is { Count: > 0 } members ? members.Contains(u.UserId) : u.Role == Role.Agent))
            .OrderBy(u => u.UserId, StringComparer.Ordinal),
    ];

    /// <summary>Why somebody cannot take a lead now, or null.</summary>
    public static string? Hindrance(AssignmentSettings settings, UserView user, long load, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (user.Presence == Presence.Away) return "away";
        if (settings.Presence && user.Presence == Presence.Offline) return "offline";
        if (settings.WorkingHours && !Works(user, calendar, now)) return "off_hours";
        return settings.Capacity && user.Capacity > 0 && load >= user.Capacity ? "full" : null;
    }

    public static AssignmentChoice Choose(
        AssignmentState state, AssignmentRequest request, IReadOnlyList<UserView> users, Func<string, long> loadOf, BusinessCalendar calendar, DateTimeOffset now)
    {
        var settings = state.Settings;
        if (settings.Strategy == AssignmentStrategy.Manual) return new AssignmentChoice(null, ByHand, [], null);
        var people = People(settings, users);
        if (request.Except is { } from) people = [.. people.Where(p => p.UserId != from)];
        if (people.Count == 0) return new AssignmentChoice(null, NoPeople, [], null);
        var skipped = new List<SkippedPerson>();
        var available = new List<UserView>(people.Count);
        foreach (var person in people)
        {
            if (Hindrance(settings, person, loadOf(person.UserId), calendar, now) is { } why) skipped.Add(new SkippedPerson(person.UserId, why));
            else available.Add(person);
        }
        if (available.Count == 0)
        {
            var begin = people.Where((_, i) => skipped[i].Reason == "off_hours").Select(p => NextStart(p, calendar, now)).OfType<DateTimeOffset>()
                .Append(now + Retry).Min();
            return new AssignmentChoice(null, NobodyAvailable, [.. skipped.Take(MostSkipped)], begin);
        }
        if (settings.Stickiness && request.FormerOwner is { } former && available.Any(p => p.UserId == former))
            return Told(former, Sticky);

        var group = available;
        var word = settings.Strategy == AssignmentStrategy.LeastBusy ? LeastBusy : RoundRobin;
        var strategy = settings.Strategy;
        if (settings.SectorPools)
        {
            var sector = string.IsNullOrWhiteSpace(request.Sector) ? null : request.Sector;
            // The pool of a sector are those who name it; who names none works on all that have no pool.
            var pooled = sector is not null && people.Any(p => WorksOn(p, sector));
            Narrow(p => pooled ? WorksOn(p, sector!) : p.Sectors.Count == 0, "other_sector", pooled ? "sector_pool:" + sector : word);
        }
        if (settings.LanguageMatch)
        {
            var speaks = group.Count(p => Speaks(p, request.Language));
            if (speaks < group.Count)
                Narrow(p => Speaks(p, request.Language), "other_language", word.StartsWith("sector_pool", StringComparison.Ordinal) ? word : "language:" + request.Language);
        }
        var chosen = strategy == AssignmentStrategy.LeastBusy
            ? group.OrderBy(p => loadOf(p.UserId)).ThenBy(p => state.Turns.GetValueOrDefault(p.UserId)).First()
            : group.MinBy(p => state.Turns.GetValueOrDefault(p.UserId))!;
        return Told(chosen.UserId, word);

        void Narrow(Func<UserView, bool> fits, string why, string reason)
        {
            var fitting = group.Where(fits).ToList();
            if (fitting.Count == 0)
            {
                (strategy, word) = (AssignmentStrategy.LeastBusy, LeastBusy);
                return;
            }
            skipped.AddRange(group.Where(p => !fits(p)).Select(p => new SkippedPerson(p.UserId, why)));
            (group, word) = (fitting, reason);
        }

        AssignmentChoice Told(string userId, string reason) =>
            new(userId, reason, [.. skipped.Where(s => s.UserId != userId).Take(MostSkipped)], null);
    }

    /// <summary>
    /// Remembers a lead that found no owner. Where people are there but cannot take it, they are looked at by the minute; where nobody is there at all it
    /// waits for the first who comes. What people share out by hand waits for no rule, and what is taken from somebody stays with them.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="request">The lead.</param>
    /// <param name="choice">What the rules said.</param>
    /// <param name="timed">Whether those that wait are to be looked at already.</param>
    /// <param name="look">When to look at them.</param>
    /// <param name="now">UTC.</param>
    public static Decision Wait(AssignmentState state, AssignmentRequest request, AssignmentChoice choice, bool timed, DateTimeOffset look, DateTimeOffset now)
    {
        var forNewcomers = choice.Reason == NoPeople && request.Except is null;
        if (choice.UserId is not null || (choice.RetryAt is null && !forNewcomers)) return Decision.Nothing;
        var known = state.Waiting.Contains(request.LeadId);
        if (!known && state.Waiting.Length >= AssignmentState.MostWaiting) return Decision.Nothing;
        var wait = known ? Decision.Nothing : Decision.Accept(new AssignmentQueued(request.LeadId, now));
        return choice.RetryAt is null || timed ? wait : wait.DueAt(WaitingTimer, look);
    }

    /// <summary>What ends a lead's waiting; with the last one its timer goes.</summary>
    public static Decision Left(AssignmentState state, IDomainEvent e)
    {
        var decision = Decision.Accept(e);
        return !state.Waiting.IsEmpty && state.Apply(e).Waiting.IsEmpty ? decision.DueClear(WaitingTimer) : decision;
    }

    /// <summary>Owners for leads that come together, chosen one after the other; presence and hours do not count.</summary>
    /// <returns>The choices in the requests' order, and what is to be remembered of them.</returns>
    public static (IReadOnlyList<AssignmentChoice> Choices, Decision Decision) ChooseAll(
        AssignmentState state, IReadOnlyList<AssignmentRequest> requests, IReadOnlyList<UserView> users, Func<string, long> loadOf, BusinessCalendar calendar,
        DateTimeOffset now)
    {
        var (choices, given) = (new List<AssignmentChoice>(requests.Count), new Dictionary<string, long>(StringComparer.Ordinal));
        var ready = users.Select(u => u with { Presence = Presence.Online }).ToList();
        var turns = new Dictionary<string, long>(StringComparer.Ordinal);
        var at = state with { Settings = state.Settings with { Presence = false, WorkingHours = false } };
        foreach (var request in requests)
        {
            var choice = Choose(at, request, ready, u => loadOf(u) + given.GetValueOrDefault(u), calendar, now) with { Skipped = [], RetryAt = null };
            choices.Add(choice);
            if (choice.UserId is not { } chosen) continue;
            at = at.Apply(new AssignmentChosen(request.LeadId, chosen, choice.Reason, now));
            given[chosen] = given.GetValueOrDefault(chosen) + 1;
            turns[chosen] = at.Turn;
        }
        return (choices, turns.Count == 0 ? Decision.Nothing : Decision.Accept(new AssignmentDealtOut(turns, at.Turn, now)));
    }

    private static bool WorksOn(UserView user, string sector) => user.Sectors.Contains(sector, StringComparer.OrdinalIgnoreCase);

    // Who named no languages speaks all that the company speaks.
    private static bool Speaks(UserView user, string language) => user.Languages.Count == 0 || user.Languages.Contains(language);

    private static bool Works(UserView user, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (user.WorkFrom is not { } from || user.WorkUntil is not { } until || from == until) return true;
        var local = calendar.Local(now);
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (from < until) return calendar.IsWorkday(day) && time >= from && time < until;
        // A night's work belongs to the day on which it began.
        return time >= from ? calendar.IsWorkday(day) : time < until && calendar.IsWorkday(day.AddDays(-1));
    }

    private static DateTimeOffset? NextStart(UserView user, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (user.WorkFrom is not { } from) return null;
        var today = calendar.Day(now);
        for (var days = 0; days < 15; days++)
        {
            var day = today.AddDays(days);
            if (calendar.IsWorkday(day) && calendar.Instant(day, from) is var start && start > now) return start;
        }
        return null;
    }
}

/// <summary>A tenant's rules, whose turn it is, and which leads wait.</summary>
internal sealed record AssignmentState : IFold<AssignmentState>
{
    /// <summary>
    /// The most leads that are remembered as waiting. Of the others those ask again by themselves for which there are people; where there is nobody they are
    /// left to people.
    /// </summary>
    public const int MostWaiting = 500;

    /// <summary>The most people whose turn is remembered.</summary>
    private const int MostTurns = 400;

    public AssignmentSettings Settings { get; init; } = new();

    public long Turn { get; init; }

    /// <summary>The turn in which each person had a lead last.</summary>
    public ImmutableDictionary<string, long> Turns { get; init; } = ImmutableDictionary<string, long>.Empty;

    public ImmutableArray<string> Waiting { get; init; } = [];

    public AssignmentState Apply(IDomainEvent e) => e switch
    {
        AssignmentConfigured c => this with { Settings = c.Settings },
        AssignmentChosen c => this with { Turn = Turn + 1, Turns = Keep(Turns.SetItem(c.UserId, Turn + 1)), Waiting = Waiting.Remove(c.LeadId) },
        AssignmentDealtOut d => this with { Turn = d.Turn, Turns = Keep(Turns.SetItems(d.Turns)) },
        AssignmentQueued q => this with { Waiting = Waiting.Add(q.LeadId) },
        AssignmentReleased r => this with { Waiting = [.. Waiting.Except(r.LeadIds, StringComparer.Ordinal)] },
        _ => this,
    };

    private static ImmutableDictionary<string, long> Keep(ImmutableDictionary<string, long> turns) =>
        turns.Count <= MostTurns ? turns : turns.RemoveRange(turns.OrderBy(t => t.Value).Take(turns.Count - MostTurns).Select(t => t.Key));
}
