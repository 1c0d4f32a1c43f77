using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Fields;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Activities;

/// <summary>A telephone call as it was recorded.</summary>
[GrainType("call")]
internal sealed class CallGrain(
    [PersistentState("call", EntityStorage.Provider)] IPersistentState<EntityRecord<CallState>> storage, TimeProvider clock)
    : EntityGrain<CallState>(storage, clock), ICallGrain
{
    public Task<Outcome> Record(string commandId, RecordCall command) => Execute(commandId, (s, now) => CallDecisions.Record(s, command, now));

    public Task<Outcome> SetOutcome(string commandId, CallChange change, long? expectedVersion) =>
        Execute(commandId, (s, now) => CallDecisions.SetOutcome(s, change, Version, expectedVersion, now));

    public Task<CallView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);
}

/// <summary>A call as its events made it. What was said is too long for here: its list keeps it.</summary>
internal sealed record CallState : IFold<CallState>
{
    public bool Exists { get; init; }

    public CallDirection Direction { get; init; }

    public CallStatus Status { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string? UserId { get; init; }

    public RecordLinks Links { get; init; } = new();

    public int? DurationSeconds { get; init; }

    public string? RecordingUrl { get; init; }

    public CallSentiment? Sentiment { get; init; }

    public string? Outcome { get; init; }

    public bool HasTranscript { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public CallState Apply(IDomainEvent e) => e switch
    {
        CallRecorded { Call: var c } r => (this with
        {
            Exists = true,
            Direction = c.Direction,
            Status = c.Status,
            StartedAt = c.StartedAt,
            UserId = c.UserId,
            Links = c.Links,
            CreatedAt = r.At,
        }).Changed(c.Result),
        CallOutcomeSet o => Changed(o.Change),
        _ => this,
    };

    public CallView View(string id, long version) => new(
        id, Direction, Status, StartedAt, UserId, Links, DurationSeconds, RecordingUrl, Sentiment, Outcome, HasTranscript, CreatedAt, version);

    private CallState Changed(CallChange c) => this with
    {
        Status = c.Status ?? Status,
        DurationSeconds = c.DurationSeconds ?? DurationSeconds,
        RecordingUrl = Patch.Text(c.RecordingUrl, RecordingUrl),
        Sentiment = c.Sentiment ?? Sentiment,
        Outcome = Patch.Text(c.Outcome, Outcome),
        HasTranscript = c.Transcript is null ? HasTranscript : c.Transcript.Length > 0,
    };
}

/// <summary>What a call decides.</summary>
internal static class CallDecisions
{
    /// <summary>Longest duration in seconds; longest transcript, address and outcome in characters.</summary>
    public const int MaxSeconds = 86_400, MaxTranscript = 30_000, MaxUrl = 2000, MaxOutcome = 50;

    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public static Decision Record(CallState s, RecordCall c, DateTimeOffset now) =>
        s.Exists ? Decision.Refuse(Refusal.AlreadyExists)
        : !Enum.IsDefined(c.Direction) ? Decision.Refuse(Refusal.Invalid, "direction")
        : !Enum.IsDefined(c.Status) ? Decision.Refuse(Refusal.Invalid, "status")
        // Clocks differ a little; a call of tomorrow is a task.
        : c.StartedAt > now + Ahead ? Decision.Refuse(Refusal.Invalid, "startedAt")
        : Problem(c.Result, c.Status) is { } field ? Decision.Refuse(Refusal.Invalid, field)
        : Decision.Accept(new CallRecorded(c, now));

    public static Decision SetOutcome(CallState s, CallChange c, long version, long? expected, DateTimeOffset now)
    {
        if (!s.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        if (Problem(c, c.Status ?? s.Status) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        if (c.Status == CallStatus.Ringing && s.Status != CallStatus.Ringing) return Decision.Refuse(Refusal.WrongStatus, "status");
        var set = new CallOutcomeSet(c, now);
        return s.Apply(set) == s && c.Transcript is null ? Decision.Nothing : Decision.Accept(set);
    }

    private static string? Problem(CallChange c, CallStatus status) =>
        c.Status is { } s && !Enum.IsDefined(s) ? "status"
        : c.DurationSeconds is < 0 or > MaxSeconds ? "durationSeconds"
        // Nobody spoke: there is nothing to measure or to write down.
        : c.DurationSeconds > 0 && status is (CallStatus.Ringing or CallStatus.Missed or CallStatus.Failed) ? "durationSeconds"
        : c.RecordingUrl is { Length: > 0 } url && (url.Length > MaxUrl || !FieldRules.IsWebAddress(url, secureOnly: true)) ? "recordingUrl"
        : c.Transcript?.Length > MaxTranscript ? "transcript"
        : c.Sentiment is { } f && !Enum.IsDefined(f) ? "sentiment"
        : c.Outcome?.Length > MaxOutcome ? "outcome"
        : null;
}
