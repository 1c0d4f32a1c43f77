using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.SavedViews;

/// <summary>A list as somebody wants to see it again: filters, order, columns. Key: <c>tenant/{view id}</c>.</summary>
[Alias("view")]
public interface ISavedViewGrain : ITenantScoped
{
    /// <summary>Saves a new view; whoever gives the command owns it.</summary>
    [Alias("Create")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Create(string commandId, string entity, SavedViewContent content);

    /// <summary>Changes it. A view is its owner's; a shared one may also be changed by those who lead the team.</summary>
    [Alias("Change")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Change(string commandId, SavedViewContent content, long? expectedVersion);

    /// <summary>Deletes it, by whoever may change it.</summary>
    [Alias("Delete")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>The view, or null where there is none or it is another's own.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<SavedView?> Get();
}

/// <summary>The lists that views are of.</summary>
public static class ViewEntities
{
    /// <summary>The permission that each list needs to be seen.</summary>
    public static IReadOnlyDictionary<string, Permission> All { get; } = new Dictionary<string, Permission>(StringComparer.Ordinal)
    {
        ["leads"] = Permission.LeadsRead,
        ["deals"] = Permission.DealsRead,
        ["contacts"] = Permission.ContactsRead,
        ["companies"] = Permission.ContactsRead,
        ["conversations"] = Permission.ConversationsRead,
    };
}

/// <summary>What a view says.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Filters">The list's query parameters by name, at most 30 of 500 characters.</param>
/// <param name="Sort">The list's <c>sort</c>, or null.</param>
/// <param name="Columns">Columns in order, at most 40; empty for the usual ones.</param>
/// <param name="Shared">Whether the whole team sees it.</param>
[GenerateSerializer, Immutable, Alias("view.content")]
public sealed record SavedViewContent(
    string Name, IReadOnlyDictionary<string, string> Filters, string? Sort, IReadOnlyList<string> Columns, bool Shared);

/// <summary>A view as it stands.</summary>
[GenerateSerializer, Immutable, Alias("view.saved")]
public sealed record SavedView(string ViewId, string Entity, string OwnerId, SavedViewContent Content, DateTimeOffset CreatedAt, long Version);

/// <summary>Reads lists of views.</summary>
public interface ISavedViewLists
{
    /// <summary>A user's own views of a list and the shared ones, by name; at most 200.</summary>
    Task<IReadOnlyList<SavedView>> Views(string tenant, string entity, string userId, CancellationToken ct);
}

/// <summary>A view was saved.</summary>
[EventName("view.created")]
public sealed record ViewCreated(string Entity, string OwnerId, SavedViewContent Content, DateTimeOffset At) : IDomainEvent;

/// <summary>A view was changed.</summary>
[EventName("view.changed")]
public sealed record ViewChanged(SavedViewContent Content, DateTimeOffset At) : IDomainEvent;

/// <summary>A view was deleted.</summary>
[EventName("view.deleted")]
public sealed record ViewDeleted(DateTimeOffset At) : IDomainEvent;
