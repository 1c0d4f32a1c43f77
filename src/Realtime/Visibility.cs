using SalesFlow.Access;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>Which events a hub shows to whom. What is not shown still arrives as a bare number.</summary>
internal static class Visibility
{
    private static readonly HashSet<string> Pipeline = new(StringComparer.Ordinal) { "lead", "deal", "meeting", "commission", "company", "tenant" };
    private static readonly HashSet<string> Inbox = new(StringComparer.Ordinal)
    {
        "conversation", "contact", "lead", "user", "inbox", "media", "service-level", "csat", "alert",
    };

    /// <summary>What the pipeline's hub shows.</summary>
    public static Func<FeedItem, bool> OfPipeline(string? role) => Of(Pipeline, role);

    /// <summary>What the inbox's hub shows.</summary>
    public static Func<FeedItem, bool> OfInbox(string? role) => Of(Inbox, role);

    private static Func<FeedItem, bool> Of(HashSet<string> entities, string? word)
    {
        if (Roles.Find(word) is not { } role) return static _ => false;
        var held = Roles.PermissionsOf(role);
        return item => entities.Contains(item.Entity) && EventVisibility.Shows(held, item.Entity);
    }
}
