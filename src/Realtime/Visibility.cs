using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>Which events a hub shows to a role. What is not shown still arrives as a bare number.</summary>
internal static class Visibility
{
    private static readonly HashSet<string> Pipeline = new(StringComparer.Ordinal) { "lead", "deal", "meeting", "commission", "tenant" };
    private static readonly HashSet<string> Inbox = new(StringComparer.Ordinal) { "conversation", "contact", "lead" };
    private static readonly HashSet<string> Staff = new(StringComparer.Ordinal) { "owner", "admin", "manager", "agent", "viewer", "superadmin" };

    /// <summary>What the pipeline's hub shows.</summary>
    public static Func<FeedItem, bool> OfPipeline(string? role) => Of(Pipeline, role);

    /// <summary>What the inbox's hub shows.</summary>
    public static Func<FeedItem, bool> OfInbox(string? role) => Of(Inbox, role);

    private static Func<FeedItem, bool> Of(HashSet<string> entities, string? role) =>
        role is not null && Staff.Contains(role) ? item => entities.Contains(item.Entity) : static _ => false;
}
