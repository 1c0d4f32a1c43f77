using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Audit;

/// <summary>An entry of the audit log. Written once, never changed.</summary>
internal sealed record AuditRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>1, 2, 3, … without a gap within the tenant.</summary>
    public long Seq { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary><c>user</c>, <c>key</c> or <c>system</c>.</summary>
    public string Actor { get; init; } = "";
    public string? ActorId { get; init; }
    public string? Address { get; init; }
    public string Action { get; init; } = "";
    public string EntityType { get; init; } = "";
    public string? EntityId { get; init; }
    public string Event { get; init; } = "";
    public string? Changes { get; init; }

    /// <summary>The hash of the entry before; empty for the first.</summary>
    public string PreviousHash { get; init; } = "";

    /// <summary>SHA-256 over everything above, hexadecimal.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The key's name, a dot, and the keyed hash of tenant, number and hash: what nobody can make who has the database alone.</summary>
    public string Seal { get; init; } = "";
    public RowKey Key => new(Tenant, "", Number: Seq);
}

/// <summary>Where a tenant's audit log ends.</summary>
internal sealed record AuditHeadRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>Always <see cref="Log"/>: a tenant has one log.</summary>
    public required string Id { get; init; }
    public long Seq { get; init; }
    public string Hash { get; init; } = "";
    public string Seal { get; init; } = "";
    public RowKey Key => new(Tenant, Id);

    /// <summary>The id of every head.</summary>
    public const string Log = "log";
}
