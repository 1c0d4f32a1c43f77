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

    /// <summary>The timer under which an open deal is looked at: has anybody worked on it?</summary>
    public const string StaleTimer = "stale";

    /// <summary>Before the names of the fields that a stage requires, separated by commas, in a refusal's detail.</summary>
    public const string RequiredPrefix = "required:";

    /// <summary>Longest title and lost reason in characters.</summary>
    public const int MaxTitle = 255, MaxReason = 500;

    /// <summary>The largest value of a deal: what twelve digits with two places hold.</summary>
    public const decimal MaxValue = DealRules.MaxValue;

    public static Decision Open(DealState state, string dealId, OpenDeal command, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (string.IsNullOrWhiteSpace(command.Title) || command.Title.Length > MaxTitle) return Decision.Refuse(Refusal.Invalid, "title");
        var details = command.Details ?? DealDetails.None;
        if (DealRules.Problem(details) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        if (pipeline is null) return Decision.Refuse(Refusal.Invalid, "pipelineId");
        var value = DealRules.Value(details.Items, command.Value);
        if (!DealRules.IsValid(value)) return Decision.Refuse(Refusal.Invalid, "value");
        if (!Currencies.IsKnown(value.Currency)) return Decision.Refuse(Refusal.Invalid, "currency");
        var stage = pipeline.Stages.FirstOrDefault(s => command.Stage is null ? s.Kind == StageKind.Open : s.Code == command.Stage);
        if (stage is null) return command.Stage is null ? Decision.Refuse(Refusal.NotConfigured, "pipeline") : Decision.Refuse(Refusal.UnknownStage, "stage");
        // A deal begins as an open one: closing it is a step with a reason and an instant of its own.
        if (stage.Kind != StageKind.Open) return Decision.Refuse(Refusal.Invalid, "stage");
        var opened = new DealOpened(
            command.Title.Trim(), value, stage.Code, details.Probability ?? Chance(stage), command.LeadId, command.ContactId, command.ConversationId,
            command.OpenedBy, now, command.PipelineId, BoardRank.Top(now, dealId), command.ExpectedClose, details == DealDetails.None ? null : details);
        // Only who asks for a stage by name has to bring what it requires: agents open deals in the first one with what they know.
        if (command.Stage is not null && Missing(state.Apply(opened), stage) is { } missing) return Decision.Refuse(Refusal.Invalid, missing);
        return Watch(Decision.Accept(opened), stage, now);
    }

    /// <param name="state">The deal.</param>
    /// <param name="dealId">Its id.</param>
    /// <param name="command">The move.</param>
    /// <param name="movedBy">Who.</param>
    /// <param name="version">The deal's version.</param>
    /// <param name="expectedVersion">The version that the caller saw, or null.</param>
    /// <param name="pipeline">The pipeline that it goes to, or null where there is none such.</param>
    /// <param name="now">When.</param>
    public static Decision Move(
        DealState state, string dealId, MoveDeal command, string movedBy, long version, long? expectedVersion, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (!state.Lives) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (!AreRanks(command.Above, command.Below)) return Decision.Refuse(Refusal.Invalid, "rank");
        if (pipeline is null) return Decision.Refuse(Refusal.Invalid, "pipelineId");
        if (pipeline.Stage(command.Stage) is not { } stage) return Decision.Refuse(Refusal.UnknownStage, "stage");
        var elsewhere = command.PipelineId is { } other && other != state.PipelineId ? other : null;
        if (state.Stage == stage.Code && elsewhere is null)
        {
            return command is { Above: null, Below: null }
                ? Decision.Nothing
                : Decision.Accept(new DealRanked(BoardRank.Place(command.Above, command.Below, now, dealId), now));
        }
        // From won to lost or back only over an open stage, so that each closing has its own decision.
        if (state.Kind != StageKind.Open && stage.Kind != StageKind.Open) return Decision.Refuse(Refusal.WrongStatus, "closed");
        var reason = string.IsNullOrWhiteSpace(command.LostReason) ? null : command.LostReason.Trim();
        var code = command.LostReasonCode;
        if (stage.Kind == StageKind.Lost)
        {
            if (reason is null && code is null) return Decision.Refuse(Refusal.ReasonRequired, "lostReason");
            if (reason?.Length > MaxReason) return Decision.Refuse(Refusal.Invalid, "lostReason");
            if (code is not null && pipeline.LostReasons.All(r => r.Code != code)) return Decision.Refuse(Refusal.Invalid, "lostReasonCode");
        }
        if (Missing(state, stage) is { } missing) return Decision.Refuse(Refusal.Invalid, missing);
        var lost = stage.Kind == StageKind.Lost;
        var moved = new DealStageChanged(
            state.Stage, stage.Code, Chance(stage), stage.Kind, lost ? reason : null, movedBy, now, lost ? code : null,
            BoardRank.Place(command.Above, command.Below, now, dealId), elsewhere);
        var decision = Watch(Decision.Accept(moved), stage, now);
        return stage.Kind == StageKind.Won && state.LeadId is not null ? decision.DueAt(TellLeadTimer, now) : decision.DueClear(TellLeadTimer);
    }

    public static Decision Rank(DealState state, string dealId, string? above, string? below, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Lives) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (!AreRanks(above, below)) return Decision.Refuse(Refusal.Invalid, "rank");
        return Decision.Accept(new DealRanked(BoardRank.Place(above, below, now, dealId), now));
    }

    public static Decision Update(
        DealState state, UpdateDeal command, long version, long? expectedVersion, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (!state.Lives) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        var title = command.Title?.Trim();
        if (title is { Length: 0 or > MaxTitle }) return Decision.Refuse(Refusal.Invalid, "title");
        var details = command.Details ?? DealDetails.None;
        if (DealRules.Problem(details) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        if (command.Clear is { } clear && clear.Except(UpdateDeal.Clearable, StringComparer.Ordinal).Any()) return Decision.Refuse(Refusal.Invalid, "clear");
        var items = details.Items ?? state.Details.Items ?? [];
        // The sum of the lines is the value: another one beside it would be a lie.
        if (command.Value is { } given && items.Count > 0 && given.Amount != ItemAmounts.Of(items).Net) return Decision.Refuse(Refusal.Invalid, "value");
        var value = DealRules.Value(items, command.Value ?? state.Value with { Currency = command.Currency ?? state.Value.Currency });
        if (!DealRules.IsValid(value)) return Decision.Refuse(Refusal.Invalid, command is { Value: null, Currency: not null } ? "currency" : "value");
        if (value.Currency != state.Value.Currency && !Currencies.IsKnown(value.Currency)) return Decision.Refuse(Refusal.Invalid, "currency");

        var changed = new DealUpdated(title, value, command.ExpectedClose, now, command.LeadId, command.ContactId, details, command.Clear);
        var after = state.Apply(changed);
        var chance = state.Kind == StageKind.Open ? after.Details.Probability ?? StageChance(state, after, pipeline) : state.Probability;
        changed = Only(state, changed, chance == state.Probability ? null : chance);
        if (changed is { Title: null, Value: null, ExpectedClose: null, LeadId: null, ContactId: null, Details: null, Cleared: null, Probability: null })
            return Decision.Nothing;
        return Rewatch(Decision.Accept(changed), state, pipeline, now);
    }

    public static Decision Touch(DealState state, string what, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (!state.Lives) return Decision.Refuse(Refusal.NotFound);
        return Rewatch(Decision.Accept(new DealTouched(what, now)), state, pipeline, now);
    }

    public static Decision Delete(DealState state, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Lives) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        return Decision.Accept(new DealDeleted(now)).DueClear(StaleTimer).DueClear(TellLeadTimer);
    }

    public static Decision Restore(DealState state, long version, long? expectedVersion, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (!state.Deleted) return Decision.Nothing;
        var decision = Decision.Accept(new DealRestored(now));
        return state.Kind == StageKind.Open && pipeline?.Stage(state.Stage) is { } stage ? Watch(decision, stage, now) : decision;
    }

    /// <summary>
    /// The look at a deal that nobody may have worked on. Work does not move the timer: the timer moves itself when it finds work, so that a busy deal costs
    /// nothing.
    /// </summary>
    public static Decision Look(DealState state, PipelineDefinition? pipeline, DateTimeOffset now)
    {
        if (!state.Lives || state.Kind != StageKind.Open || state.StaleSince is not null) return Decision.Nothing;
        if (pipeline?.Stage(state.Stage)?.StaleAfter() is not { } allowed) return Decision.Nothing;
        var due = state.TouchedAt + allowed;
        return due > now ? Decision.Nothing.DueAt(StaleTimer, due) : Decision.Accept(new DealWentStale(state.TouchedAt, now));
    }

    private static Decision Watch(Decision decision, PipelineStage stage, DateTimeOffset now) =>
        stage.StaleAfter() is { } allowed ? decision.DueAt(StaleTimer, now + allowed) : decision.DueClear(StaleTimer);

    private static Decision Rewatch(Decision decision, DealState state, PipelineDefinition? pipeline, DateTimeOffset now) =>
        state.StaleSince is not null && pipeline?.Stage(state.Stage) is { } stage ? Watch(decision, stage, now) : decision;

    private static bool AreRanks(string? above, string? below) => (above is null || BoardRank.IsRank(above)) && (below is null || BoardRank.IsRank(below));

    /// <summary>The names of the fields that a deal lacks for a stage, or null.</summary>
    private static string? Missing(DealState deal, PipelineStage stage)
    {
        var needed = (stage.Requires ?? []).Concat(stage.Kind == StageKind.Won ? ["value"] : Array.Empty<string>()).Distinct(StringComparer.Ordinal);
        var missing = string.Join(',', needed.Where(f => !DealRules.Has(deal, f)));
        return missing.Length == 0 ? null : RequiredPrefix + missing;
    }

    /// <summary>What an update really changes.</summary>
    private static DealUpdated Only(DealState old, DealUpdated u, int? chance)
    {
        var cleared = u.Cleared?.Where(f => DealRules.Holds(old, f)).Distinct(StringComparer.Ordinal).ToList();
        var details = DealRules.Differences(old.Details, u.Details ?? DealDetails.None);
        return u with
        {
            Title = u.Title == old.Title ? null : u.Title,
            Value = u.Value == old.Value ? null : u.Value,
            ExpectedClose = u.ExpectedClose == old.ExpectedClose ? null : u.ExpectedClose,
            LeadId = u.LeadId == old.LeadId ? null : u.LeadId,
            ContactId = u.ContactId == old.ContactId ? null : u.ContactId,
            Details = details == DealDetails.None ? null : details,
            Cleared = cleared is { Count: > 0 } ? cleared : null,
            Probability = chance,
        };
    }

    /// <summary>The stage's chance where an own one was taken back; otherwise what holds.</summary>
    private static int StageChance(DealState before, DealState after, PipelineDefinition? pipeline) =>
        before.Details.Probability is not null && after.Details.Probability is null && pipeline?.Stage(before.Stage) is { } stage
            ? Chance(stage)
            : before.Probability;

    /// <summary>A won deal is certain and a lost one hopeless, whatever the pipeline says.</summary>
    private static int Chance(PipelineStage stage) => stage.Kind switch
    {
        StageKind.Won => 100,
        StageKind.Lost => 0,
        _ => Math.Clamp(stage.Probability, 0, 100),
    };
}
