using SalesFlow.Conversations;

namespace SalesFlow.Grains.Conversations;

/// <summary>When the next message of a conversation may be tried: order, the pair's allowance, the window, unknown outcomes.</summary>
internal static class SendRules
{
    /// <summary>A pair of numbers earns one message in this time.</summary>
    internal static readonly TimeSpan PairInterval = TimeSpan.FromSeconds(6);

    /// <summary>A pair may send this many at once and pays them off afterwards.</summary>
    internal const int PairBurst = 45;

    /// <summary>Free text and media are possible this long after the customer's last message.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>An attempt whose silo vanished is taken as unknown after this time: longer than any attempt's own limit.</summary>
    internal static readonly TimeSpan AttemptLease = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts a message gets before it is given up.</summary>
    internal const int MaxAttempts = 12;

    /// <summary>The instant until which the pair's allowance is spent, after one more message.</summary>
    internal static DateTimeOffset SpendPair(DateTimeOffset spentUntil, DateTimeOffset now) => (spentUntil > now ? spentUntil : now) + PairInterval;

    /// <summary>The earliest instant at which the pair allows one more message.</summary>
    internal static DateTimeOffset PairAllowsAt(DateTimeOffset spentUntil) => spentUntil - (PairBurst - 1) * PairInterval;

    /// <summary>Whether the customer-service window is open: decided at the moment of sending.</summary>
    internal static bool WindowOpen(DateTimeOffset? lastInbound, DateTimeOffset now) => lastInbound is { } at && now < at + Window;

    /// <summary>
    /// The head of the outbox decides for all behind it: order is kept whatever is refused. Gives the message to try now, or the instant at
    /// which to look again, or neither where the outbox is empty.
    /// </summary>
    internal static (OutboxItem? Now, DateTimeOffset? Later) Next(ConversationState state, DateTimeOffset now)
    {
        if (state.Outbox.Count == 0) return (null, null);
        var head = state.Outbox[0];
        if (head.Status is MessageStatus.Sending or MessageStatus.Unknown) return (null, null); // its own timer decides
        var at = head.NotBefore is { } notBefore && notBefore > now ? notBefore : now;
        var pair = PairAllowsAt(state.PairSpentUntil);
        if (pair > at) at = pair;
        return at > now ? (null, at) : (head, null);
    }

    /// <summary>How long to wait after a delay that the channel did not time: doubling from one second, at most five minutes, spread by the id.</summary>
    internal static TimeSpan Backoff(int attempt, string messageId)
    {
        var seconds = Math.Min(300, Math.Pow(2, Math.Min(attempt, 9) - 1));
        var spread = (uint)StableHash(messageId) % 1000 / 1000.0;
        return TimeSpan.FromSeconds(seconds * (0.75 + spread / 2));
    }

    private static int StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return (int)hash;
    }
}
