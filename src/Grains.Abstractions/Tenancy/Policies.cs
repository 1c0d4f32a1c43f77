using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Tenancy;

/// <summary>
/// A policy of a company with its versions. Key: <c>tenant/{policy id}</c>. Every change of its words makes a new version; the texts of all of them
/// stay readable.
/// </summary>
[Alias("policy")]
public interface IPolicyGrain : ITenantScoped
{
    /// <summary>Writes the first version.</summary>
    [Alias("Create")]
    [Requires(Permission.PoliciesManage)]
    Task<Outcome> Create(string commandId, WritePolicy command);

    /// <summary>
    /// Writes the next version, or switches the policy on or off. A new version of a privacy or commission policy takes effect thirty days after it was
    /// written at the earliest: whom it concerns is told that long before.
    /// </summary>
    [Alias("Update")]
    [Requires(Permission.PoliciesManage)]
    Task<Outcome> Update(string commandId, ChangePolicy command, long? expectedVersion);
}

/// <summary>What a policy is about.</summary>
[GenerateSerializer]
public enum PolicyType
{
    /// <summary>What partners earn.</summary>
    Commission = 0,
    /// <summary>The guarantee.</summary>
    Guarantee = 1,
    /// <summary>Refunds.</summary>
    Refund = 2,
    /// <summary>Law and conduct.</summary>
    Compliance = 3,
    /// <summary>Personal data.</summary>
    Privacy = 4,
}

/// <summary>A new policy.</summary>
/// <param name="Type">What it is about; never changes.</param>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="ContentAr">Arabic text, 1 to 50,000 characters.</param>
/// <param name="ContentEn">English text, at most 50,000 characters, or null.</param>
/// <param name="EffectiveFrom">The first day, the tenant's; today or later, today unless given.</param>
/// <param name="IsActive">Whether the policy is in use from the beginning.</param>
[GenerateSerializer, Immutable, Alias("policy.write")]
public sealed record WritePolicy(PolicyType Type, string Name, string ContentAr, string? ContentEn, DateOnly? EffectiveFrom, bool IsActive = true);

/// <summary>A change; null leaves something as it is.</summary>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="ContentAr">Arabic text.</param>
/// <param name="ContentEn">English text.</param>
/// <param name="EffectiveFrom">The first day of the new version: the earliest that is allowed unless given.</param>
/// <param name="IsActive">Whether the policy is in use at all.</param>
[GenerateSerializer, Immutable, Alias("policy.change")]
public sealed record ChangePolicy(string? Name, string? ContentAr, string? ContentEn, DateOnly? EffectiveFrom, bool? IsActive);

/// <summary>A version of a policy was written.</summary>
[EventName("policy.versioned")]
public sealed record PolicyVersioned(
    PolicyType Type, int Number, string Name, string ContentAr, string? ContentEn, DateOnly EffectiveFrom, DateTimeOffset At) : IDomainEvent;

/// <summary>A policy was switched on or off.</summary>
[EventName("policy.switched")]
public sealed record PolicySwitched(bool IsActive, DateTimeOffset At) : IDomainEvent;

/// <summary>Reads policies.</summary>
public interface IPolicyLists
{
    /// <summary>Policies as they are on a day, newest change first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<PolicyRowView>> Policies(string tenant, PolicyType? type, DateOnly today, string? cursor, int limit, CancellationToken ct);

    /// <summary>One policy as it is on a day, or null.</summary>
    Task<PolicyRowView?> Policy(string tenant, string id, DateOnly today, CancellationToken ct);

    /// <summary>Versions, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<PolicyVersionView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct);
}

/// <summary>
/// A policy with the version that holds: the one written last among those whose first day has come. Where that of none has, with the one that will hold
/// first.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Name">The version's name of it.</param>
/// <param name="ContentAr">The version's Arabic text.</param>
/// <param name="ContentEn">The version's English text, or null.</param>
/// <param name="Version">The version's number.</param>
/// <param name="IsActive">Whether the policy is in use at all.</param>
/// <param name="EffectiveFrom">The version's first day.</param>
/// <param name="CreatedAt">When the first version was written, UTC.</param>
/// <param name="UpdatedAt">When the policy changed last, UTC.</param>
/// <param name="EntityVersion">What goes into <c>If-Match</c>.</param>
/// <param name="InForce">Whether the text holds today: the policy is in use and the version's first day has come.</param>
/// <param name="Coming">The version that takes its place next, or null.</param>
public sealed record PolicyRowView(
    string Id, PolicyType Type, string Name, string ContentAr, string? ContentEn, int Version, bool IsActive, DateOnly EffectiveFrom,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long EntityVersion, bool InForce, PolicyVersionView? Coming);

/// <summary>A version as it was written.</summary>
public sealed record PolicyVersionView(int Version, string Name, string ContentAr, string? ContentEn, DateOnly EffectiveFrom, DateTimeOffset WrittenAt);
