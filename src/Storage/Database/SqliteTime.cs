namespace SalesFlow.Storage.Database;

/// <summary>Times as SQLite keeps them: microseconds since 1970-01-01 UTC, the precision that PostgreSQL keeps too.</summary>
public static class SqliteTime
{
    /// <summary>The stored number; what is finer than a microsecond is cut off.</summary>
    public static long ToMicroseconds(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of a stored number, UTC.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
