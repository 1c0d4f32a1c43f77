namespace SalesFlow.Storage.Feed;

/// <summary>What surrounds an event in the log.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity's kind.</param>
/// <param name="EntityId">The entity's id.</param>
/// <param name="Version">The entity's version with this event.</param>
/// <param name="At">When it was committed, UTC, in whole microseconds.</param>
/// <param name="By">Whose doing it is: <c>user:{id}</c> or <c>key:{id}</c>, perhaps with <c>@{address}</c>; null for the program's own.</param>
internal readonly record struct EventHeader(string Tenant, string Entity, string EntityId, long Version, DateTimeOffset At, string? By = null);

/// <summary>Instants as every database keeps them.</summary>
internal static class Instants
{
    /// <summary>The instant in UTC without what is finer than a microsecond, so that a row read back equals the row that was folded.</summary>
    public static DateTimeOffset Micro(this DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The later of two instants.</summary>
    public static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
