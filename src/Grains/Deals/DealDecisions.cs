using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>What a deal decides. Pure; the pipeline is the tenant's as read just before.</summary>
internal static class DealDecisions
{
    /// <summary>The timer under which the lead hears that it was won.</summary>
    public const string TellLeadTimer = "tell-lead";

    /// <summary>Longest title and lost reason in characters, and the largest value.</summary>
    public const int MaxTitle = 200, MaxReason = 500;

    /// <summary>The largest value of a deal: what twelve digits with two places hold.</summary>
    public const decimal MaxValue = 9_999_999_999.99m;

    public static Decision Open(DealState state, OpenDeal command, IReadOnlyList<PipelineStage> pipeline, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (string.IsNullOrWhiteSpace(command.Title) || command.Title.Length > MaxTitle) return Decision.Refuse(Refusal.Invalid, "title");
        if (!IsValid(command.Value)) return Decision.Refuse(Refusal.Invalid, "value");
        var stage = pipeline.FirstOrDefault(s => command.Stage is null ? s.Kind == StageKind.Open : s.Code == command.Stage);
        if (stage is null) return command.Stage is null ? Decision.Refuse(Refusal.NotConfigured, "pipeline") : Decision.Refuse(Refusal.UnknownStage, command.Stage);
        // A deal begins as an open one: closing it is a step with a reason and an instant of its own.
        if (stage.Kind != StageKind.Open) return Decision.Refuse(Refusal.WrongStatus, "stage");
        return Decision.Accept(new DealOpened(command.Title.Trim(), command.Value, stage.Code, Chance(stage), command.LeadId, command.ContactId,
            command.ConversationId, command.OpenedBy, now));
    }

    public static Decision MoveStage(
        DealState state, string to, string? lostReason, string movedBy, long version, long? expectedVersion, IReadOnlyList<PipelineStage> pipeline, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        var stage = pipeline.FirstOrDefault(s => s.Code == to);
        if (stage is null) return Decision.Refuse(Refusal.UnknownStage, to);
        if (state.Stage == to) return Decision.Nothing;
        // From won to lost or back only over an open stage, so that each closing has its own decision.
        if (state.Kind != StageKind.Open && stage.Kind != StageKind.Open) return Decision.Refuse(Refusal.WrongStatus, "closed");
        var reason = lostReason?.Trim();
        if (stage.Kind == StageKind.Lost && string.IsNullOrEmpty(reason)) return Decision.Refuse(Refusal.ReasonRequired);
        if (reason?.Length > MaxReason) return Decision.Refuse(Refusal.Invalid, "lostReason");
        var decision = Decision.Accept(
            new DealStageChanged(state.Stage, stage.Code, Chance(stage), stage.Kind, stage.Kind == StageKind.Lost ? reason : null, movedBy, now));
        return stage.Kind == StageKind.Won && state.LeadId is not null ? decision.DueAt(TellLeadTimer, now) : decision.DueClear(TellLeadTimer);
    }

    public static Decision Update(DealState state, UpdateDeal command, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        var title = command.Title?.Trim();
        if (title is { Length: 0 or > MaxTitle }) return Decision.Refuse(Refusal.Invalid, "title");
        if (command.Value is { } value && !IsValid(value)) return Decision.Refuse(Refusal.Invalid, "value");
        var changed = new DealUpdated(
            title == state.Title ? null : title,
            command.Value == state.Value ? null : command.Value,
            command.ExpectedClose == state.ExpectedClose ? null : command.ExpectedClose, now);
        return changed is { Title: null, Value: null, ExpectedClose: null } ? Decision.Nothing : Decision.Accept(changed);
    }

    /// <summary>A won deal is certain and a lost one hopeless, whatever the pipeline says.</summary>
    private static int Chance(PipelineStage stage) => stage.Kind switch
    {
        StageKind.Won => 100,
        StageKind.Lost => 0,
        _ => Math.Clamp(stage.Probability, 0, 100),
    };

    private static bool IsValid(Money value) =>
        value.Amount is >= 0 and <= MaxValue && decimal.Round(value.Amount, 2) == value.Amount && value.Currency is { Length: 3 } c && c.All(char.IsAsciiLetterUpper);
}
