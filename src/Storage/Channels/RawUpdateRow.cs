namespace SalesFlow.Storage.Channels;

/// <summary>An update of a channel that was not understood.</summary>
internal sealed class RawUpdateRow
{
    public long Id { get; init; }
    public string? Tenant { get; init; }
    public required string Field { get; init; }
    public required string Reason { get; init; }
    public required byte[] Body { get; init; }
    public bool Truncated { get; init; }
    public DateTimeOffset At { get; init; }
}
