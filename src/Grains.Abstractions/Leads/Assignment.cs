using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>Decides whose a lead becomes. Key: <c>tenant/assignment</c>: one a tenant, so that turns are taken fairly.</summary>
[Alias("assignment")]
public interface IAssignmentGrain : ITenantScoped
{
    /// <summary>Sets the rules.</summary>
    [Alias("Configure")]
    [Requires(Permission.TeamManage)]
    Task<Outcome> Configure(string commandId, AssignmentSettings settings, long? expectedVersion);

    /// <summary>
    /// Chooses an owner by the rules. Where nobody is available, or nobody is there yet, the lead is remembered (500 at most), and told once somebody is.
    /// </summary>
    [Alias("Choose")]
    Task<AssignmentChoice> Choose(AssignmentRequest request);

    /// <summary>Somebody joined, has another role or may come in again: leads that wait are looked at now.</summary>
    [Alias("PeopleChanged")]
    Task PeopleChanged(string commandId);

    /// <summary>A lead that was remembered needs no owner any more.</summary>
    [Alias("Forget")]
    [Orleans.Concurrency.OneWay]
    Task Forget(string leadId);

    /// <summary>
    /// Chooses owners for leads that come together in a list, at most 5,000. A list is worked through over days: presence and hours do not count, and a
    /// lead that nobody can take (all are full) is not remembered but left to people.
    /// </summary>
    [Alias("ChooseAll")]
    [Requires(Permission.Platform)]
    Task<IReadOnlyList<AssignmentChoice>> ChooseAll(IReadOnlyList<AssignmentRequest> requests);

    /// <summary>The rules as they stand.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<AssignmentView> Get();
}

/// <summary>How turns are taken.</summary>
[GenerateSerializer]
public enum AssignmentStrategy
{
    /// <summary>One after the other: whoever has waited longest for a lead.</summary>
    RoundRobin = 0,
    /// <summary>Whoever has the fewest open leads.</summary>
    LeastBusy = 1,
    /// <summary>Nobody by rule: people take and give leads by hand.</summary>
    Manual = 2,
}

/// <summary>The rules of a tenant.</summary>
/// <param name="Strategy">How turns are taken among those who fit.</param>
/// <param name="SectorPools">Whether leads of a sector go to those who work on it; leads without one to those who work on all.</param>
/// <param name="LanguageMatch">Whether those who speak the lead's language come first.</param>
/// <param name="WorkingHours">Whether only those in their working hours get leads.</param>
/// <param name="Presence">Whether only those online get leads.</param>
/// <param name="Capacity">Whether those with as many open leads as their capacity get none.</param>
/// <param name="Stickiness">Whether a lead goes back to its former owner where they are available.</param>
/// <param name="Members">The users who take part; empty for all sellers.</param>
[GenerateSerializer, Immutable, Alias("assignment.settings")]
public sealed record AssignmentSettings(
    AssignmentStrategy Strategy = AssignmentStrategy.RoundRobin, bool SectorPools = true, bool LanguageMatch = true, bool WorkingHours = true,
    bool Presence = false, bool Capacity = true, bool Stickiness = true, IReadOnlyList<string>? Members = null);

/// <summary>The rules, with the version that they have.</summary>
[GenerateSerializer, Immutable, Alias("assignment.view")]
public sealed record AssignmentView(AssignmentSettings Settings, int Waiting, long Version);

/// <summary>A lead that needs an owner.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Sector">Its sector, or null.</param>
/// <param name="Language">Its language.</param>
/// <param name="FormerOwner">Who had it last, or null.</param>
/// <param name="Except">From whom it is taken, who is not to have it again, or null.</param>
[GenerateSerializer, Immutable, Alias("assignment.request")]
public sealed record AssignmentRequest(string LeadId, string? Sector, string Language, string? FormerOwner, string? Except = null);

/// <summary>Whose it becomes, and why.</summary>
/// <param name="UserId">The owner, or null.</param>
/// <param name="Reason">
/// <c>sticky</c>, <c>sector_pool:{sector}</c>, <c>language:{language}</c>, <c>round_robin</c> or <c>least_busy</c>; where nobody was found
/// <c>no_people</c>, <c>by_hand</c> or <c>nobody_available</c>.
/// </param>
/// <param name="Skipped">Who was passed over, and why; at most 20.</param>
/// <param name="RetryAt">When asking again makes sense at the latest, UTC; null where it does not.</param>
[GenerateSerializer, Immutable, Alias("assignment.choice")]
public sealed record AssignmentChoice(string? UserId, string Reason, IReadOnlyList<SkippedPerson> Skipped, DateTimeOffset? RetryAt);

/// <summary>Somebody who was passed over.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Reason"><c>offline</c>, <c>away</c>, <c>off_hours</c>, <c>full</c>, <c>other_sector</c> or <c>other_language</c>.</param>
[GenerateSerializer, Immutable, Alias("assignment.skipped")]
public sealed record SkippedPerson(string UserId, string Reason);

/// <summary>The rules were set.</summary>
[EventName("assignment.configured")]
public sealed record AssignmentConfigured(AssignmentSettings Settings, DateTimeOffset At) : IDomainEvent;

/// <summary>An owner was chosen: it is their turn last now.</summary>
[EventName("assignment.chosen")]
public sealed record AssignmentChosen(string LeadId, string UserId, string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>Owners were chosen for many leads at once.</summary>
/// <param name="Turns">The turn in which each of them had a lead last.</param>
/// <param name="Turn">The last turn.</param>
/// <param name="At">When, UTC.</param>
[EventName("assignment.dealt_out")]
public sealed record AssignmentDealtOut(IReadOnlyDictionary<string, long> Turns, long Turn, DateTimeOffset At) : IDomainEvent;

/// <summary>Nobody was available for a lead.</summary>
[EventName("assignment.queued")]
public sealed record AssignmentQueued(string LeadId, DateTimeOffset At) : IDomainEvent;

/// <summary>These leads wait no longer.</summary>
[EventName("assignment.released")]
public sealed record AssignmentReleased(IReadOnlyList<string> LeadIds, DateTimeOffset At) : IDomainEvent;
