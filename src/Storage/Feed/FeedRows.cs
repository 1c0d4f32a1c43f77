namespace SalesFlow.Storage.Feed;

/// <summary>An event under its tenant's number.</summary>
internal sealed class FeedRow
{
    public required string Tenant { get; init; }
    public long Seq { get; init; }
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required string Entity { get; init; }
    public required string EntityId { get; init; }
    public long Version { get; init; }
    public DateTimeOffset At { get; init; }
    public string? Data { get; init; }
    public long Position { get; init; }
}
