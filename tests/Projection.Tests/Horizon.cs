using SalesFlow.Storage.Database;

namespace SalesFlow.Projection.Tests;

/// <summary>On PostgreSQL an event is read only when every transaction that began before its own has ended, in whatever database of the server.</summary>
internal static class Horizon
{
    /// <summary>Appends, and waits until the events can be read.</summary>
    public static async Task AppendVisibly(this TestDatabase db, params Logged[] events)
    {
        await db.Append(events);
        if (db.Storage.Provider is not StorageProvider.Postgres) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await db.Scalar("SELECT count(*) FROM events WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())") > 0) await Task.Delay(20, limit.Token);
    }
}
