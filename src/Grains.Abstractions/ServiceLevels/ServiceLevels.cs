using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.ServiceLevels;

/// <summary>
/// The clocks of one conversation's service. Key: <c>tenant/{conversation id}</c>. It follows the conversation's events, at least once and in their
/// order, and never holds the conversation up.
/// </summary>
[Alias("service-level")]
public interface IServiceLevelGrain : ITenantScoped
{
    /// <summary>Something happened in the conversation. A signal of a version seen before changes nothing.</summary>
    [Alias("Observe")]
    Task<Outcome> Observe(string commandId, ServiceSignal signal);

    /// <summary>Somebody has taken notice of the alarm: the chain stops.</summary>
    [Alias("Acknowledge")]
    [Requires(Permission.TeamManage)]
    Task<Outcome> Acknowledge(string commandId, string userId);

    /// <summary>The newest case, or null where no person was ever needed.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<ServiceLevelView?> Get();
}

/// <summary>What happened in a conversation, as far as its clocks are concerned.</summary>
[GenerateSerializer]
public enum ServiceSignalKind
{
    /// <summary>A person is needed: a case begins, or a running one rises.</summary>
    NeedsPerson = 0,
    /// <summary>A person took it.</summary>
    Taken = 1,
    /// <summary>A person wrote: the first answer is given, and we wait for the customer.</summary>
    PersonWrote = 2,
    /// <summary>The customer wrote: the waiting is ours again.</summary>
    CustomerWrote = 3,
    /// <summary>It was resolved or given back: the case ends.</summary>
    Ended = 4,
    /// <summary>A running case presses more than before.</summary>
    Pressing = 5,
    /// <summary>Its holder has left it, and nobody waits for an answer.</summary>
    Released = 6,
}

/// <summary>A signal.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The conversation's version with it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="UserId">Who, where it was a person.</param>
/// <param name="Reason">Why a person is needed.</param>
/// <param name="Target">Which desk is needed.</param>
[GenerateSerializer, Immutable, Alias("service-level.signal")]
public sealed record ServiceSignal(
    ServiceSignalKind Kind, long Version, DateTimeOffset At, string? UserId = null, string Reason = "", string Target = "");

/// <summary>The two clocks of a case.</summary>
[GenerateSerializer]
public enum ServiceClock
{
    /// <summary>Until a person writes.</summary>
    FirstResponse = 0,
    /// <summary>Until the case ends.</summary>
    Resolution = 1,
}

/// <summary>How a case stands.</summary>
[GenerateSerializer]
public enum ServiceState
{
    /// <summary>In time.</summary>
    Running = 0,
    /// <summary>A target is near.</summary>
    Warned = 1,
    /// <summary>A target was missed.</summary>
    Breached = 2,
    /// <summary>Over.</summary>
    Ended = 3,
}

/// <summary>A case as it stands.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Case">Which case of the conversation, from 1.</param>
/// <param name="State">How it stands.</param>
/// <param name="Level">2 to 4.</param>
/// <param name="Priority">How pressing it is.</param>
/// <param name="Reason">Why a person was needed.</param>
/// <param name="HeldBy">Who holds it, or null.</param>
/// <param name="StartedAt">When a person was needed, UTC.</param>
/// <param name="FirstResponseDueAt">When the first answer is due; null once it was given.</param>
/// <param name="FirstRespondedAt">When a person first wrote, or null.</param>
/// <param name="ResolutionDueAt">When it must end; null while we wait for the customer, and once it has ended.</param>
/// <param name="Waiting">Whether we wait for the customer.</param>
/// <param name="AlarmLevel">The level told last, or null.</param>
/// <param name="AcknowledgeBy">Until when that level must acknowledge, or null.</param>
/// <param name="AcknowledgedBy">Who acknowledged, or null.</param>
/// <param name="EndedAt">When it ended, or null.</param>
/// <param name="Version">The entity's version.</param>
[GenerateSerializer, Immutable, Alias("service-level.view")]
public sealed record ServiceLevelView(
    string ConversationId, int Case, ServiceState State, int Level, ServicePriority Priority, string Reason, string? HeldBy, DateTimeOffset StartedAt,
    DateTimeOffset? FirstResponseDueAt, DateTimeOffset? FirstRespondedAt, DateTimeOffset? ResolutionDueAt, bool Waiting, int? AlarmLevel,
    DateTimeOffset? AcknowledgeBy, string? AcknowledgedBy, DateTimeOffset? EndedAt, long Version);
