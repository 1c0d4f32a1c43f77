using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Deals;

/// <summary>A possible sale. Key: <c>tenant/{deal id}</c>.</summary>
[Alias("deal")]
public interface IDealGrain : ITenantScoped
{
    /// <summary>Opens the deal in the pipeline's first open stage unless another is named.</summary>
    [Alias("Open")]
    [Requires(Permission.DealsWrite)]
    Task<Outcome> Open(string commandId, OpenDeal command);

    /// <summary>
    /// Moves the deal. Refused where fields that the stage requires are missing (the detail is <c>required:</c> and their names); a won deal needs a
    /// value, a lost one a reason; from won to lost or back only over an open stage. The expected version guards against two hands on one card.
    /// </summary>
    [Alias("Move")]
    [Requires(Permission.DealsWrite)]
    Task<Outcome> Move(string commandId, MoveDeal command, string movedBy, long? expectedVersion);

    /// <summary>Puts the card between two others of its column.</summary>
    [Alias("Rank")]
    [Requires(Permission.DealsWrite)]
    Task<Outcome> Rank(string commandId, string? above, string? below, long? expectedVersion);

    /// <summary>Changes particulars.</summary>
    [Alias("Update")]
    [Requires(Permission.DealsWrite)]
    Task<Outcome> Update(string commandId, UpdateDeal command, long? expectedVersion);

    /// <summary>Somebody worked on the deal elsewhere: it is not stale.</summary>
    /// <param name="commandId">The command's id.</param>
    /// <param name="what">A stable word: <c>note</c>, <c>call</c>, <c>task</c>, <c>meeting</c>, …</param>
    [Alias("Touch")]
    Task<Outcome> Touch(string commandId, string what);

    /// <summary>Deletes the deal; it can be restored.</summary>
    [Alias("Delete")]
    [Requires(Permission.DealsDelete)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Brings a deleted deal back to where it stood.</summary>
    [Alias("Restore")]
    [Requires(Permission.DealsDelete)]
    Task<Outcome> Restore(string commandId, long? expectedVersion);

    /// <summary>The deal, or null. A deleted one says so.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<DealView?> Get();
}

/// <summary>A new deal.</summary>
[GenerateSerializer, Immutable, Alias("deal.open")]
public sealed record OpenDeal(
    string Title, Money Value, string? LeadId, string? ContactId, string? ConversationId, string? Stage, string OpenedBy,
    string? PipelineId = null, DateOnly? ExpectedClose = null, DealDetails? Details = null);

/// <summary>A move to a stage.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="LostReason">Why, in words, at most 500 characters.</param>
/// <param name="LostReasonCode">Why, one of the pipeline's codes.</param>
/// <param name="PipelineId">Another pipeline, or null.</param>
/// <param name="Above">The rank of the card that will stand above, or null for the top.</param>
/// <param name="Below">The rank of the card that will stand below, or null.</param>
[GenerateSerializer, Immutable, Alias("deal.move")]
public sealed record MoveDeal(
    string Stage, string? LostReason = null, string? LostReasonCode = null, string? PipelineId = null, string? Above = null, string? Below = null);

/// <summary>What may be changed; null leaves a field as it is.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Value">Refused beside items: their sum is the value.</param>
/// <param name="ExpectedClose">The tenant's day.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="Details">The rest.</param>
/// <param name="Clear">Fields to empty: <see cref="Clearable"/>.</param>
/// <param name="Currency">The currency alone, three capital letters; the amount stays, or is that of the items. Counts where no value is given.</param>
[GenerateSerializer, Immutable, Alias("deal.update")]
public sealed record UpdateDeal(
    string? Title, Money? Value, DateOnly? ExpectedClose, string? LeadId = null, string? ContactId = null, DealDetails? Details = null,
    IReadOnlyList<string>? Clear = null, string? Currency = null)
{
    /// <summary>The fields that can be emptied, as the API names them.</summary>
    public static IReadOnlyList<string> Clearable { get; } =
        ["expectedClose", "leadId", "contactId", "companyId", "ownerId", "description", "probability", "nextStep", "nextStepOn"];
}

/// <summary>A deal as it stands.</summary>
[GenerateSerializer, Immutable, Alias("deal.view")]
public sealed record DealView(
    string DealId, string Title, Money Value, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    DateOnly? ExpectedClose, DateTimeOffset? ClosedAt, string? LostReason, IReadOnlyList<StageChange> History, DateTimeOffset CreatedAt, long Version,
    string PipelineId = IPipelineGrain.DefaultId, StageKind Kind = StageKind.Open, string? LostReasonCode = null, string Rank = "",
    DealDetails? Details = null, DateTimeOffset TouchedAt = default, DateTimeOffset? StaleSince = null, bool Deleted = false)
{
    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One step of a deal's way.</summary>
[GenerateSerializer, Immutable, Alias("deal.stage-change")]
public sealed record StageChange(string? From, string To, DateTimeOffset At, string By);
