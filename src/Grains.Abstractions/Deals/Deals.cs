using SalesFlow.Common;

namespace SalesFlow.Deals;

/// <summary>A possible sale. Key: <c>tenant/{deal id}</c>.</summary>
[Alias("deal")]
public interface IDealGrain : ITenantScoped
{
    /// <summary>Opens the deal in the pipeline's first stage unless another is named.</summary>
    [Alias("Open")]
    Task<Outcome> Open(string commandId, OpenDeal command);

    /// <summary>Moves the deal. A lost deal needs a reason; won and lost stamp the closing time; the expected version guards against two hands on one card.</summary>
    [Alias("MoveStage")]
    Task<Outcome> MoveStage(string commandId, string stage, string? lostReason, string movedBy, long? expectedVersion);

    /// <summary>Changes title, value or expected close.</summary>
    [Alias("Update")]
    Task<Outcome> Update(string commandId, UpdateDeal command, long? expectedVersion);

    /// <summary>The deal, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<DealView?> Get();
}

/// <summary>A new deal.</summary>
[GenerateSerializer, Immutable, Alias("deal.open")]
public sealed record OpenDeal(string Title, Money Value, string? LeadId, string? ContactId, string? ConversationId, string? Stage, string OpenedBy);

/// <summary>What may be changed; null leaves a field as it is.</summary>
[GenerateSerializer, Immutable, Alias("deal.update")]
public sealed record UpdateDeal(string? Title, Money? Value, DateOnly? ExpectedClose);

/// <summary>A deal as it stands.</summary>
[GenerateSerializer, Immutable, Alias("deal.view")]
public sealed record DealView(
    string DealId, string Title, Money Value, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    DateOnly? ExpectedClose, DateTimeOffset? ClosedAt, string? LostReason, IReadOnlyList<StageChange> History, DateTimeOffset CreatedAt, long Version);

/// <summary>One step of a deal's way.</summary>
[GenerateSerializer, Immutable, Alias("deal.stage-change")]
public sealed record StageChange(string? From, string To, DateTimeOffset At, string By);
