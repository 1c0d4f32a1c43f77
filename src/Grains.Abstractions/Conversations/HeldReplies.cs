using SalesFlow.Common;

namespace SalesFlow.Conversations;

/// <summary>How long an answer waits before it is sent.</summary>
/// <param name="Band"><c>soft</c>: it goes by itself after a short while; <c>hold</c>: a person looks at it.</param>
/// <param name="ReleaseAfter">When it goes by itself; null where only a person lets it go.</param>
[GenerateSerializer, Immutable, Alias("conversation.reply-hold")]
public sealed record ReplyHold(string Band, TimeSpan? ReleaseAfter);

/// <summary>An agent's answer that waits.</summary>
/// <param name="Turn">The turn that it answers.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Band"><c>soft</c> or <c>hold</c>.</param>
/// <param name="Texts">What would be sent.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="HeldAt">Since when, UTC.</param>
/// <param name="ReleasesAt">When it goes by itself, UTC; null where only a person lets it go.</param>
[GenerateSerializer, Immutable, Alias("conversation.held-reply")]
public sealed record HeldReplyView(
    long Turn, string RunId, string AgentId, string Band, IReadOnlyList<string> Texts, double Confidence, DateTimeOffset HeldAt, DateTimeOffset? ReleasesAt);

/// <summary>An answer was accepted and waits: nothing of it has been sent.</summary>
/// <param name="Turn">The turn that it answers.</param>
/// <param name="Reply">The answer.</param>
/// <param name="Band"><c>soft</c> or <c>hold</c>.</param>
/// <param name="Until">When it goes by itself, or null.</param>
/// <param name="Version">The conversation's version with this event.</param>
/// <param name="At">UTC.</param>
[EventName("conversation.reply_held")]
public sealed record ReplyHeld(long Turn, TurnReply Reply, string Band, DateTimeOffset? Until, long Version, DateTimeOffset At) : IDomainEvent;

/// <summary>An answer that waited will never be sent.</summary>
/// <param name="Turn">The turn that it would have answered.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="HeldVersion">The conversation's version with which it began to wait.</param>
/// <param name="Reason"><c>discarded</c> by a person, or <c>superseded</c> by what happened in the talk.</param>
/// <param name="UserId">Whose doing it is, or null.</param>
/// <param name="At">UTC.</param>
[EventName("conversation.reply_dropped")]
public sealed record ReplyDropped(long Turn, string RunId, long HeldVersion, string Reason, string? UserId, DateTimeOffset At) : IDomainEvent;
