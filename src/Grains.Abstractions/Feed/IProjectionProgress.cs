namespace SalesFlow.Feed;

/// <summary>How far lists are behind what has happened.</summary>
public interface IProjectionProgress
{
    /// <summary>
    /// Waits until a company's lists show all that had been committed when this was called, at most the time given: for what may only be done where a list
    /// is empty. False where they still lag.
    /// </summary>
    Task<bool> CaughtUp(string tenant, TimeSpan atMost, CancellationToken ct);
}
