using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>
/// Moves a conversation's clocks. Agents' own talk never comes here: of what customers write only what no agent answers is looked at, and of what is
/// sent only what a person wrote.
/// </summary>
internal sealed class ServiceLevelReaction(IGrainFactory grains) : IReaction
{
    public string Name => "service-level";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "conversation.handed_over", "conversation.given_back", "conversation.message_queued", "conversation.message_received",
        "conversation.lease_expired", "conversation.status_changed", "conversation.priority_changed");

    // Absent fields are not written: a message that opened a turn carries its number, and quotes in texts are escaped.
    public bool Concerns(string type, string body) => type switch
    {
        "conversation.message_received" => !body.Contains("\"turn\":", StringComparison.Ordinal),
        "conversation.message_queued" => body.Contains("\"by\":", StringComparison.Ordinal),
        _ => true,
    };

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (ServiceSignals.Of(e) is { } signal)
            await grains.GetGrain<IServiceLevelGrain>(TenantKey.Format(e.Tenant, e.EntityId)).Observe(e.CommandId, signal);
    }
}

/// <summary>What a conversation's events mean for its clocks.</summary>
internal static class ServiceSignals
{
    /// <summary>The signal that an event is, or null.</summary>
    public static ServiceSignal? Of(CommittedEvent e) => e.Event switch
    {
        HandedOver { UserId: null } h => new ServiceSignal(ServiceSignalKind.NeedsPerson, e.Version, h.At, null, h.Reason, h.Target),
        HandedOver h => new ServiceSignal(ServiceSignalKind.Taken, e.Version, h.At, h.UserId),
        LeaseExpired { ToAgents: true } x => new ServiceSignal(ServiceSignalKind.Ended, e.Version, x.At, x.UserId),
        // Nobody is kept waiting by a holder who left when all was said.
        LeaseExpired { Answered: true } x => new ServiceSignal(ServiceSignalKind.Released, e.Version, x.At, x.UserId),
        LeaseExpired x => new ServiceSignal(ServiceSignalKind.NeedsPerson, e.Version, x.At, null, "lease_expired", "sales"),
        ConversationStatusChanged { To: ConversationStatus.Resolved } s => new ServiceSignal(ServiceSignalKind.Ended, e.Version, s.At, e.UserId),
        // Where the customer's message reopens it, the agents answer first.
        ConversationStatusChanged { From: ConversationStatus.Resolved, To: ConversationStatus.Open, Reason: "person" } s =>
            new ServiceSignal(ServiceSignalKind.NeedsPerson, e.Version, s.At, null, "reopened", "sales"),
        ConversationPriorityChanged { To: ConversationPriority.Urgent } p => new ServiceSignal(ServiceSignalKind.Pressing, e.Version, p.At, null, "priority"),
        GivenBack g => new ServiceSignal(ServiceSignalKind.Ended, e.Version, g.At, g.UserId),
        MessageQueued { By: { } by } m => new ServiceSignal(ServiceSignalKind.PersonWrote, e.Version, m.At, by),
        MessageReceived { Kind: InboundKind.Echo } m => new ServiceSignal(ServiceSignalKind.PersonWrote, e.Version, m.At, "business-app"),
        MessageReceived { Turn: null, Kind: not (InboundKind.System or InboundKind.Welcome or InboundKind.Unsupported) } m =>
            new ServiceSignal(ServiceSignalKind.CustomerWrote, e.Version, m.At),
        _ => null,
    };
}

/// <summary>Has customers asked when a person has ended a talk, and takes their answers.</summary>
internal sealed class SatisfactionReaction(IGrainFactory grains) : IReaction
{
    public string Name => "csat";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "conversation.given_back", "conversation.status_changed", "conversation.message_received");

    public bool Concerns(string type, string body) =>
        type != "conversation.message_received" || body.Contains("\"payload\":\"" + SatisfactionAnswers.Prefix, StringComparison.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        var satisfaction = grains.GetGrain<ISatisfactionGrain>(TenantKey.Format(e.Tenant, e.EntityId));
        if (e.Event is MessageReceived { Payload: { } payload } answer)
        {
            await satisfaction.Answered(e.CommandId, payload, answer.At);
        }
        else if (SatisfactionDecisions.About(e.Event, e.UserId) is { } about)
        {
            var talk = await grains.GetGrain<IConversationGrain>(TenantKey.Format(e.Tenant, e.EntityId)).Get();
            if (talk is not null) await satisfaction.Ended(e.CommandId, about, talk.Language, e.At);
        }
    }
}
