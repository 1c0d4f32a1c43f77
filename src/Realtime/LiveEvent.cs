using System.Text.Json;
using SalesFlow.Access;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>One event as clients get it.</summary>
/// <param name="Seq">The tenant's gapless number.</param>
/// <param name="Id">The event's id; where hidden, one that tells only the number.</param>
/// <param name="Type">The event's name, or <c>hidden</c> for what this hub or role does not show.</param>
/// <param name="Entity">The entity's kind; empty where hidden.</param>
/// <param name="EntityId">The entity; empty where hidden.</param>
/// <param name="Version">The entity's version; 0 where hidden.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Data">The body; null where hidden.</param>
internal sealed record LiveEvent(long Seq, string Id, string Type, string Entity, string EntityId, long Version, DateTimeOffset At, JsonElement? Data)
{
    public static LiveEvent Of(FeedItem item, bool shown)
    {
        if (!shown) return new LiveEvent(item.Seq, EventVisibility.HiddenId(item.Seq), EventVisibility.Hidden, "", "", 0, item.At, null);
        using var data = item.Data is null ? null : JsonDocument.Parse(item.Data);
        return new LiveEvent(item.Seq, item.Id, item.Type, item.Entity, item.EntityId, item.Version, item.At, data?.RootElement.Clone());
    }
}
