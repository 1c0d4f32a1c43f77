using SalesFlow.Feed;

namespace SalesFlow.Tenancy;

/// <summary>Reads a tenant's audit log, and tells whether somebody has tampered with it.</summary>
public interface IAuditLog
{
    /// <summary>Entries, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AuditLogView>> Entries(string tenant, AuditFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>Reads the whole log and checks every row's place, hash and seal, and the sealed head.</summary>
    Task<AuditVerdict> Verify(string tenant, CancellationToken ct);
}

/// <summary>What to show of the audit log; null shows all.</summary>
/// <param name="ActorId">Only this user or key.</param>
/// <param name="Action">Only this action.</param>
/// <param name="EntityType">Only this kind of entity.</param>
/// <param name="EntityId">Only this entity; with <paramref name="EntityType"/>.</param>
/// <param name="From">From this instant on.</param>
/// <param name="To">Before this instant.</param>
public sealed record AuditFilter(
    string? ActorId = null, string? Action = null, string? EntityType = null, string? EntityId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>An entry of the audit log.</summary>
/// <param name="Seq">1, 2, 3, … without a gap within the tenant.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Actor"><c>user</c>, <c>key</c> or <c>system</c>.</param>
/// <param name="UserId">The user's or the key's id; null for the program.</param>
/// <param name="IpAddress">Where the request came from, or null.</param>
/// <param name="Action"><c>create</c>, <c>update</c>, <c>delete</c>, <c>restore</c>, <c>login</c>, <c>denied</c>, <c>export</c>, …</param>
/// <param name="EntityType">What it is about.</param>
/// <param name="EntityId">Which one, or null.</param>
/// <param name="Event">The event behind the entry.</param>
/// <param name="Changes">
/// JSON: each changed field with its values before and after, or after only where nobody keeps what was before; texts of messages and notes, and whatever
/// is longer than 200 characters, as their length only, secrets not at all. For what changed no entity: words and counts by name.
/// </param>
/// <param name="Hash">SHA-256 over the entry and the hash before it, hexadecimal.</param>
public sealed record AuditLogView(
    long Seq, DateTimeOffset At, string Actor, string? UserId, string? IpAddress, string Action, string EntityType, string? EntityId, string Event,
    string? Changes, string Hash);

/// <summary>Whether a log is whole.</summary>
/// <param name="Intact">Whether nothing is missing, added or changed.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="BrokenAt">The number of the first entry that is wrong, or null.</param>
/// <param name="Problem">
/// <c>missing</c>, <c>changed</c>, <c>unlinked</c>, <c>seal</c>, <c>unknown_key</c>, <c>head</c>, <c>beyond_head</c>, <c>no_log</c>; or null.
/// </param>
/// <param name="Head">The newest entry's number. Kept elsewhere together with its hash it shows later that the log only grew.</param>
/// <param name="HeadHash">The newest entry's hash.</param>
public sealed record AuditVerdict(bool Intact, long Entries, long? BrokenAt, string? Problem, long Head, string? HeadHash);
