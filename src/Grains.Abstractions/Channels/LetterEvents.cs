using SalesFlow.Common;

namespace SalesFlow.Channels;

/// <summary>A letter was put into the outbox.</summary>
[EventName("letter.posted")]
public sealed record LetterPosted(LetterKind Kind, string AccountId, string UserId, DateTimeOffset At, string? About = null, string? Challenge = null) : IDomainEvent;

/// <summary>An attempt to send a letter began.</summary>
[EventName("letter.attempted")]
public sealed record LetterAttempted(int Attempt, DateTimeOffset At) : IDomainEvent;

/// <summary>A letter was sent, or given up.</summary>
[EventName("letter.closed")]
public sealed record LetterClosed(LetterStatus Status, string? Reason, DateTimeOffset At) : IDomainEvent;
