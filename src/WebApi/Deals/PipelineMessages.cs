using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>What a pipeline is to be.</summary>
/// <param name="NameAr">Arabic name, at most 100 characters.</param>
/// <param name="NameEn">English name, at most 100 characters.</param>
/// <param name="Stages">2 to 20 in order: at least one open, one won, one lost. Or a template instead.</param>
/// <param name="LostReasons">At most 30; the usual ones for a new pipeline, and the present ones for a changed one, unless given.</param>
/// <param name="PricesIncludeVat">Whether unit prices of line items contain the tax of 15 %; until it is said, as the company says.</param>
/// <param name="Template">The name of a sector's template whose stages to take: one of <c>GET /pipelines/templates</c>.</param>
/// <param name="VatAsCompany">True takes back what the pipeline says of the tax: it holds what the company says.</param>
internal sealed record PipelineRequest(
    string? NameAr, string? NameEn, IReadOnlyList<PipelineStageRequest?>? Stages, IReadOnlyList<LostReasonRequest?>? LostReasons, bool? PricesIncludeVat,
    string? Template, bool? VatAsCompany = null)
{
    /// <summary>The definition; what is wrong is said to the check.</summary>
    public async Task<PipelineDefinition> Read(Check check, ApiCall call, PipelineDefinition? before)
    {
        var nameAr = NameAr is null && before is not null ? before.NameAr : check.Required("nameAr", NameAr, 100);
        var nameEn = NameEn is null && before is not null ? before.NameEn : check.Required("nameEn", NameEn, 100);
        IReadOnlyList<PipelineStage> stages = before?.Stages ?? [];
        if (Template is { Length: > 0 })
        {
            var choices = await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Templates();
            if (choices.FirstOrDefault(c => c.Template == Template) is { } template) stages = template.Stages;
            else check.Add("template", "field.one_of", string.Join(", ", choices.Select(c => c.Template)));
        }
        else if (Stages is not null) stages = ReadStages(check, Stages);
        else if (before is null) check.Add("stages", "field.required");
        if (VatAsCompany == true && PricesIncludeVat is not null) check.Add("vatAsCompany", "field.beside", "pricesIncludeVat");
        var reasons = LostReasons is null ? before?.LostReasons ?? SalesFlow.Deals.LostReasons.Usual : LostReasonRequest.Read(check, LostReasons);
        return new PipelineDefinition(nameAr, nameEn, stages, reasons, VatAsCompany == true ? null : PricesIncludeVat ?? before?.PricesIncludeVat);
    }

    private static List<PipelineStage> ReadStages(Check check, IReadOnlyList<PipelineStageRequest?> stages)
    {
        if (stages.Count is < 2 or > 20) check.Add("stages", "field.range", 2, 20);
        return [.. stages.Take(20).Select((s, i) => Stage(check, $"stages[{i}]", s))];
    }

    private static PipelineStage Stage(Check check, string field, PipelineStageRequest? stage)
    {
        if (stage is null)
        {
            check.Add(field, "field.required");
            return new PipelineStage("", "", "", 0, StageKind.Open);
        }
        var kind = StageKind.Open;
        if (!string.IsNullOrEmpty(stage.Kind) && !EnumQuery.TryParse(stage.Kind, out kind)) check.Add(field + ".kind", "field.one_of", EnumQuery.Words<StageKind>());
        if (stage.Probability is < 0 or > 100) check.Add(field + ".probability", "field.range", 0, 100);
        if (stage.StaleAfterDays is < 0 or > 365) check.Add(field + ".staleAfterDays", "field.range", 0, 365);
        var requires = stage.Requires?.Select(f => f ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (requires?.Except(StageRequirements.All, StringComparer.Ordinal).Any() == true)
            check.Add(field + ".requires", "field.one_of", string.Join(", ", StageRequirements.All));
        return new PipelineStage(
            check.Required(field + ".code", stage.Code, 40), check.Required(field + ".nameAr", stage.NameAr, 100),
            check.Required(field + ".nameEn", stage.NameEn, 100), stage.Probability ?? 0, kind, check.Optional(field + ".colour", stage.Colour, 7),
            stage.StaleAfterDays, requires);
    }
}

/// <summary>A stage.</summary>
/// <param name="Code">1 to 40 of <c>a-z 0-9 _</c>, unique in the pipeline and stable.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Probability">0 to 100; a won stage is 100 and a lost one 0 in any case.</param>
/// <param name="Kind"><c>open</c>, <c>won</c> or <c>lost</c>; open unless given.</param>
/// <param name="Colour"><c>#rrggbb</c> in lower case, or null.</param>
/// <param name="StaleAfterDays">Days without work after which a deal here is stale: 0 for never, 14 unless given.</param>
/// <param name="Requires">Fields that a deal needs before it enters: value, expectedClose, leadId, contactId, companyId, ownerId, nextStep, items, description.</param>
internal sealed record PipelineStageRequest(
    string? Code, string? NameAr, string? NameEn, int? Probability, string? Kind, string? Colour, int? StaleAfterDays, IReadOnlyList<string?>? Requires);

/// <summary>A reason for losing.</summary>
internal sealed record LostReasonRequest(string? Code, string? NameAr, string? NameEn)
{
    public static IReadOnlyList<LostReason> Read(Check check, IReadOnlyList<LostReasonRequest?> reasons)
    {
        if (reasons.Count > 30) check.Add("lostReasons", "field.too_many", 30);
        return
        [
            .. reasons.Take(30).Select((r, i) => new LostReason(
                check.Required($"lostReasons[{i}].code", r?.Code, 40), check.Required($"lostReasons[{i}].nameAr", r?.NameAr, 80),
                check.Required($"lostReasons[{i}].nameEn", r?.NameEn, 80))),
        ];
    }
}

/// <summary>All reasons for losing.</summary>
internal sealed record LostReasonsRequest(IReadOnlyList<LostReasonRequest?>? LostReasons);

/// <summary>The stages' codes in their new order, each once.</summary>
internal sealed record ReorderRequest(IReadOnlyList<string?>? Stages);

/// <summary>Where the deals of a stage go.</summary>
/// <param name="To">Another stage of the same pipeline.</param>
/// <param name="LostReasonCode">Why, where that stage means lost.</param>
internal sealed record MoveDealsRequest(string? To, string? LostReasonCode);

/// <summary>What became of the deals of a stage.</summary>
/// <param name="Moved">How many went.</param>
/// <param name="Refused">How many could not: they lack what the stage requires, or are closed and may not be closed otherwise.</param>
/// <param name="Remaining">Whether others still stand there: call again.</param>
internal sealed record MoveDealsResponse(int Moved, int Refused, bool Remaining);

/// <summary>A pipeline. Null says that its prices contain the tax or not as the company says.</summary>
internal sealed record PipelineDetailsResponse(
    string Id, string NameAr, string NameEn, bool IsDefault, IReadOnlyList<PipelineStage> Stages, IReadOnlyList<LostReason> LostReasons,
    bool? PricesIncludeVat, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, long Version)
{
    public static PipelineDetailsResponse Of(PipelineView view) => new(
        view.PipelineId, view.Definition.NameAr, view.Definition.NameEn, view.IsDefault, view.Definition.Stages, view.Definition.LostReasons,
        view.Definition.PricesIncludeVat, view.CreatedAt, view.UpdatedAt, view.Version);
}

/// <summary>The tenant's pipelines.</summary>
internal sealed record PipelinesResponse(IReadOnlyList<PipelineDetailsResponse> Items);

/// <summary>How long deals stay in each stage.</summary>
internal sealed record StageTimesResponse(IReadOnlyList<StageTimeResponse> Stages);

/// <summary>How long deals stay in a stage.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="Left">How many times a deal has left it.</param>
/// <param name="AverageSeconds">How long it had stayed on average; null where none has left it.</param>
internal sealed record StageTimeResponse(string Stage, long Left, long? AverageSeconds);
