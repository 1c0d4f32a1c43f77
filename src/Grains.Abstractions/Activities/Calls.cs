using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Activities;

/// <summary>A telephone call as it was recorded. Key: <c>tenant/{call id}</c>.</summary>
[Alias("call")]
public interface ICallGrain : ITenantScoped
{
    /// <summary>Records a call.</summary>
    [Alias("Record")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Record(string commandId, RecordCall command);

    /// <summary>Says what became of it.</summary>
    [Alias("SetOutcome")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> SetOutcome(string commandId, CallChange change, long? expectedVersion);

    /// <summary>The call, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<CallView?> Get();
}

/// <summary>Who rang whom.</summary>
[GenerateSerializer]
public enum CallDirection
{
    /// <summary>The customer rang.</summary>
    Inbound = 0,
    /// <summary>We rang.</summary>
    Outbound = 1,
}

/// <summary>Where a call stands.</summary>
[GenerateSerializer]
public enum CallStatus
{
    /// <summary>Not answered yet.</summary>
    Ringing = 0,
    /// <summary>They spoke.</summary>
    Answered = 1,
    /// <summary>Nobody answered.</summary>
    Missed = 2,
    /// <summary>A machine answered.</summary>
    Voicemail = 3,
    /// <summary>It did not come about.</summary>
    Failed = 4,
}

/// <summary>How a call felt.</summary>
[GenerateSerializer]
public enum CallSentiment
{
    /// <summary>Well.</summary>
    Positive = 1,
    /// <summary>Neither.</summary>
    Neutral = 2,
    /// <summary>Ill.</summary>
    Negative = 3,
}

/// <summary>A call to be recorded.</summary>
/// <param name="Direction">Who rang.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="UserId">Who spoke for us.</param>
/// <param name="Links">What it was about.</param>
/// <param name="Result">What is known of its end.</param>
[GenerateSerializer, Immutable, Alias("call.record")]
public sealed record RecordCall(
    CallDirection Direction, CallStatus Status, DateTimeOffset StartedAt, string? UserId, RecordLinks Links, CallChange Result);

/// <summary>What became of a call; null leaves a field as it is, an empty text clears it.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="DurationSeconds">0 to 86,400.</param>
/// <param name="RecordingUrl">An https address of at most 2,000 characters. Never fetched.</param>
/// <param name="Transcript">What was said, at most 30,000 characters.</param>
/// <param name="Sentiment">How it felt.</param>
/// <param name="Outcome">A word for what came of it, at most 50 characters.</param>
[GenerateSerializer, Immutable, Alias("call.change")]
public sealed record CallChange(
    CallStatus? Status = null, int? DurationSeconds = null, string? RecordingUrl = null, string? Transcript = null, CallSentiment? Sentiment = null,
    string? Outcome = null);

/// <summary>A call as it stands. Its transcript is read from its list.</summary>
[GenerateSerializer, Immutable, Alias("call.view")]
public sealed record CallView(
    string CallId, CallDirection Direction, CallStatus Status, DateTimeOffset StartedAt, string? UserId, RecordLinks Links, int? DurationSeconds,
    string? RecordingUrl, CallSentiment? Sentiment, string? Outcome, bool HasTranscript, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A call was recorded.</summary>
[EventName("call.recorded")]
public sealed record CallRecorded(RecordCall Call, DateTimeOffset At) : IDomainEvent;

/// <summary>More became known of a call; what is null did not change.</summary>
[EventName("call.outcome_set")]
public sealed record CallOutcomeSet(CallChange Change, DateTimeOffset At) : IDomainEvent;
