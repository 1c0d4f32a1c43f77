using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>What commands to a pipeline come to. Pure.</summary>
internal static class PipelineDecisions
{
    /// <summary>Limits that keep a pipeline's state small.</summary>
    public const int MaxStages = 20, MaxReasons = 30, MaxName = 100, MaxReasonName = 80, MaxCode = 40, MaxStaleDays = 365;

    public static Decision Create(PipelineState state, bool isDefault, PipelineDefinition definition, DateTimeOffset now)
    {
        if (isDefault || state.Definition is not null) return Decision.Refuse(Refusal.AlreadyExists);
        return Problem(definition) is { } fault ? Decision.Invalid(fault) : Decision.Accept(new PipelineDefined(Clean(definition), 0, now));
    }

    public static Decision Define(
        PipelineDefinition? current, PipelineDefinition definition, IReadOnlyList<string> inUse, long version, long? expectedVersion, long template, DateTimeOffset now)
    {
        if (current is null) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (Problem(definition) is { } fault) return Decision.Invalid(fault);
        foreach (var stage in current.Stages.Where(s => inUse.Contains(s.Code, StringComparer.Ordinal)))
        {
            if (definition.Stage(stage.Code)?.Kind != stage.Kind) return Decision.Refuse(Refusal.WrongStatus, "stage_in_use:" + stage.Code);
        }
        return Decision.Accept(new PipelineDefined(Clean(definition), template, now));
    }

    public static Decision Reorder(
        PipelineDefinition? current, IReadOnlyList<string> stages, long version, long? expectedVersion, long template, DateTimeOffset now)
    {
        if (current is null) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (!stages.Order(StringComparer.Ordinal).SequenceEqual(current.Stages.Select(s => s.Code).Order(StringComparer.Ordinal)))
            return Decision.Invalid("stages:stage_order");
        if (stages.SequenceEqual(current.Stages.Select(s => s.Code))) return Decision.Nothing;
        return Decision.Accept(new PipelineDefined(current with { Stages = [.. stages.Select(c => current.Stage(c)!)] }, template, now));
    }

    public static Decision SetLostReasons(
        PipelineDefinition? current, IReadOnlyList<LostReason> reasons, long version, long? expectedVersion, long template, DateTimeOffset now)
    {
        if (current is null) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (Problem(reasons) is { } fault) return Decision.Invalid(fault);
        return reasons.SequenceEqual(current.LostReasons)
            ? Decision.Nothing
            : Decision.Accept(new PipelineDefined(current with { LostReasons = [.. reasons] }, template, now));
    }

    public static Decision Delete(PipelineDefinition? current, bool isDefault, bool inUse, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (current is null) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (isDefault) return Decision.Refuse(Refusal.WrongStatus, "default");
        return inUse ? Decision.Refuse(Refusal.WrongStatus, "in_use") : Decision.Accept(new PipelineDeleted(now));
    }

    /// <summary>The first field that is wrong, with the rule where the field alone does not tell; or null.</summary>
    public static string? Problem(PipelineDefinition definition)
    {
        if (!IsName(definition.NameAr, MaxName)) return "nameAr";
        if (!IsName(definition.NameEn, MaxName)) return "nameEn";
        var stages = definition.Stages;
        if (stages.Count is < 2 or > MaxStages) return "stages";
        if (stages.Select(s => s.Code).Distinct(StringComparer.Ordinal).Count() != stages.Count) return "stages:equal_codes";
        // A deal must be able to begin, to be won and to be lost.
        if (!Enum.GetValues<StageKind>().All(kind => stages.Any(s => s.Kind == kind))) return "stages:stage_kinds";
        for (var i = 0; i < stages.Count; i++)
        {
            if (Problem(stages[i]) is { } field) return $"stages[{i}].{field}";
        }
        return Problem(definition.LostReasons);
    }

    private static string? Problem(PipelineStage stage)
    {
        if (!IsCode(stage.Code)) return "code:code";
        if (!IsName(stage.NameAr, MaxName)) return "nameAr";
        if (!IsName(stage.NameEn, MaxName)) return "nameEn";
        if (stage.Probability is < 0 or > 100) return "probability";
        if (stage.StaleAfterDays is < 0 or > MaxStaleDays) return "staleAfterDays";
        if (stage.Colour is { } c && !(c.Length == 7 && c[0] == '#' && c[1..].All(char.IsAsciiHexDigitLower))) return "colour:stage_colour";
        return stage.Requires is { } fields && (fields.Count > StageRequirements.All.Count || fields.Except(StageRequirements.All, StringComparer.Ordinal).Any())
            ? "requires"
            : null;
    }

    private static string? Problem(IReadOnlyList<LostReason> reasons)
    {
        if (reasons.Count > MaxReasons) return "lostReasons";
        if (reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal).Count() != reasons.Count) return "lostReasons:equal_codes";
        if (reasons.Any(r => !IsCode(r.Code))) return "lostReasons:code";
        return reasons.Any(r => !IsName(r.NameAr, MaxReasonName) || !IsName(r.NameEn, MaxReasonName)) ? "lostReasons" : null;
    }

    private static bool IsCode(string? code) =>
        code is { Length: > 0 and <= MaxCode } && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static bool IsName(string? name, int longest) => !string.IsNullOrWhiteSpace(name) && name.Length <= longest && !name.Any(char.IsControl);

    /// <summary>A won stage is certain and a lost one hopeless, whatever was said.</summary>
    private static PipelineDefinition Clean(PipelineDefinition definition) => definition with
    {
        Stages = [.. definition.Stages.Select(s => s.Kind switch
        {
            StageKind.Won => s with { Probability = 100, StaleAfterDays = null },
            StageKind.Lost => s with { Probability = 0, StaleAfterDays = null },
            _ => s,
        })],
    };
}
