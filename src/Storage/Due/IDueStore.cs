using SalesFlow.Storage.Commit;

namespace SalesFlow.Storage.Due;

/// <summary>A timer taken for delivery.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Name">Its name within the entity.</param>
/// <param name="Token">Its token.</param>
/// <param name="DueAt">When it was due, UTC.</param>
/// <param name="Attempt">Which delivery this is, from 1.</param>
internal sealed record DueItem(EntityKey Key, string Name, long Token, DateTimeOffset DueAt, int Attempt);

/// <summary>What to take.</summary>
/// <param name="Now">Timers due by then.</param>
/// <param name="Until">When the lease ends.</param>
/// <param name="Limit">The most timers.</param>
/// <param name="PerTenant">The most timers of one tenant.</param>
/// <param name="Busy">Tenants to be passed over.</param>
internal sealed record LeaseRequest(DateTimeOffset Now, DateTimeOffset Until, int Limit, int PerTenant, IReadOnlyCollection<string> Busy);

/// <summary>Timers that were taken.</summary>
/// <param name="Items">The timers.</param>
/// <param name="Crowded">Whether more were due than were looked at, so that some tenants may not have been seen.</param>
internal sealed record Leased(IReadOnlyList<DueItem> Items, bool Crowded);

/// <summary>Keeps timers.</summary>
internal interface IDueStore
{
    /// <summary>Looks at the timers that have been due longest, and takes some of each tenant among them.</summary>
    Task<Leased> LeaseOldest(LeaseRequest request, CancellationToken ct);

    /// <summary>Looks at the next tenants in the order of their ids, and takes some timers of each. <paramref name="after"/> starts anywhere, '' at the first.</summary>
    /// <returns>The timers, and the last tenant looked at; null at the end of the tenants.</returns>
    Task<(IReadOnlyList<DueItem> Items, string? Last)> LeaseAround(LeaseRequest request, string after, CancellationToken ct);

    /// <summary>Removes a timer if it still has the token.</summary>
    Task Remove(DueItem item, CancellationToken ct);

    /// <summary>Puts a delivery off, if the timer still has the token.</summary>
    Task PutOff(DueItem item, DateTimeOffset until, CancellationToken ct);

    /// <summary>How many timers are due and not leased; counts no further than the limit.</summary>
    Task<long> Backlog(DateTimeOffset now, int limit, CancellationToken ct);
}
