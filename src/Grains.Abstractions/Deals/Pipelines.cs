using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Deals;

/// <summary>
/// A way that deals go: stages in order and reasons for losing. Key: <c>tenant/{pipeline id}</c>. The pipeline <see cref="DefaultId"/> always exists:
/// its stages are those of the template that the tenant applied last, until somebody changes them; applying a template again replaces them.
/// </summary>
[Alias("pipeline")]
public interface IPipelineGrain : ITenantScoped
{
    /// <summary>The id of the pipeline that every tenant has.</summary>
    const string DefaultId = "default";

    /// <summary>Creates the pipeline.</summary>
    [Alias("Create")]
    [Requires(Permission.PipelinesManage)]
    Task<Outcome> Create(string commandId, PipelineDefinition definition);

    /// <summary>
    /// Defines the pipeline anew. A stage in which deals stand is not removed, and does not change what it means (open, won, lost); the refusal
    /// names it.
    /// </summary>
    /// <param name="commandId">The command's id.</param>
    /// <param name="definition">The whole of it.</param>
    /// <param name="inUse">The stages in which deals stand, from counters some moments old. A deal that slips in stays visible and can be moved out.</param>
    /// <param name="expectedVersion">The version that the caller saw, or null.</param>
    [Alias("Define")]
    [Requires(Permission.PipelinesManage)]
    Task<Outcome> Define(string commandId, PipelineDefinition definition, IReadOnlyList<string> inUse, long? expectedVersion);

    /// <summary>Puts the stages into another order: all codes, each once.</summary>
    [Alias("Reorder")]
    [Requires(Permission.PipelinesManage)]
    Task<Outcome> Reorder(string commandId, IReadOnlyList<string> stages, long? expectedVersion);

    /// <summary>Replaces the reasons for losing.</summary>
    [Alias("SetLostReasons")]
    [Requires(Permission.PipelinesManage)]
    Task<Outcome> SetLostReasons(string commandId, IReadOnlyList<LostReason> reasons, long? expectedVersion);

    /// <summary>Deletes the pipeline; refused for the default one and where deals stand in it.</summary>
    [Alias("Delete")]
    [Requires(Permission.PipelinesManage)]
    Task<Outcome> Delete(string commandId, bool inUse, long? expectedVersion);

    /// <summary>The pipeline, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<PipelineView?> Get();

    /// <summary>The stages of a sector's template, which a pipeline can begin with; null where there is no such template.</summary>
    [Alias("Template")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<PipelineStage>?> Template(string name);

    /// <summary>All templates that a company or a pipeline can begin with, by name.</summary>
    [Alias("Templates")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<SectorTemplate>> Templates();
}

/// <summary>A template of a sector, to choose from.</summary>
/// <param name="Template">Its name, such as <c>healthcare</c>.</param>
/// <param name="NameAr">What it is called in Arabic.</param>
/// <param name="NameEn">What it is called in English.</param>
/// <param name="Stages">The stages, in order.</param>
[GenerateSerializer, Immutable, Alias("pipeline.sector-template")]
public sealed record SectorTemplate(string Template, string NameAr, string NameEn, IReadOnlyList<PipelineStage> Stages);

/// <summary>What a pipeline is.</summary>
/// <param name="NameAr">Arabic name, 1 to 100 characters.</param>
/// <param name="NameEn">English name, 1 to 100 characters.</param>
/// <param name="Stages">2 to 20 in order, at least one open, one won and one lost.</param>
/// <param name="LostReasons">At most 30.</param>
/// <param name="PricesIncludeVat">Whether the unit prices of line items contain the value-added tax of 15 %; null for as the company says.</param>
[GenerateSerializer, Immutable, Alias("pipeline.definition")]
public sealed record PipelineDefinition(
    string NameAr, string NameEn, IReadOnlyList<PipelineStage> Stages, IReadOnlyList<LostReason> LostReasons, bool? PricesIncludeVat = null)
{
    /// <summary>The default pipeline of a tenant that has changed nothing in it.</summary>
    public static PipelineDefinition Of(IReadOnlyList<PipelineStage> stages) => new("المبيعات", "Sales", stages, Deals.LostReasons.Usual);

    /// <summary>The stage of a code, or null.</summary>
    public PipelineStage? Stage(string code) => Stages.FirstOrDefault(s => s.Code == code);
}

/// <summary>Why deals are lost.</summary>
/// <param name="Code">Stable code, 1 to 40 of <c>a-z 0-9 _</c>.</param>
/// <param name="NameAr">Arabic name, at most 80 characters.</param>
/// <param name="NameEn">English name, at most 80 characters.</param>
[GenerateSerializer, Immutable, Alias("pipeline.lost-reason")]
public sealed record LostReason(string Code, string NameAr, string NameEn);

/// <summary>The reasons that a pipeline has from the start.</summary>
public static class LostReasons
{
    /// <summary>The usual ones.</summary>
    public static IReadOnlyList<LostReason> Usual { get; } =
    [
        new("price", "السعر", "Price"),
        new("competitor", "اختار منافسًا", "Chose a competitor"),
        new("no_budget", "لا توجد ميزانية", "No budget"),
        new("no_response", "توقف عن الرد", "Stopped answering"),
        new("timing", "التوقيت غير مناسب", "Wrong time"),
        new("not_a_fit", "المنتج لا يناسب الحاجة", "Not a fit"),
        new("other", "سبب آخر", "Another reason"),
    ];
}

/// <summary>Fields of a deal that a stage may require before a deal enters it.</summary>
public static class StageRequirements
{
    /// <summary>Their names, as the API has them.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["value", "expectedClose", "leadId", "contactId", "companyId", "ownerId", "nextStep", "items", "description"];
}

/// <summary>A pipeline as it stands.</summary>
/// <param name="PipelineId">The id.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Version">Grows with every change, and with every template applied to the default one.</param>
[GenerateSerializer, Immutable, Alias("pipeline.view")]
public sealed record PipelineView(string PipelineId, PipelineDefinition Definition, long Version)
{
    /// <summary>Whether new deals go here unless another is named.</summary>
    public bool IsDefault => PipelineId == IPipelineGrain.DefaultId;

    /// <summary>When it was created, the default one with its company, UTC; null where that was before this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was defined last, UTC; null where it has not been since this is kept. Templates of the company do not count.</summary>
    [Id(1)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A pipeline was created or defined anew.</summary>
/// <param name="Definition">The whole of it.</param>
/// <param name="Template">How many templates the tenant had applied by then: a later one replaces the default pipeline's stages.</param>
/// <param name="At">When, UTC.</param>
[EventName("pipeline.defined")]
public sealed record PipelineDefined(PipelineDefinition Definition, long Template, DateTimeOffset At) : IDomainEvent;

/// <summary>A pipeline was deleted.</summary>
[EventName("pipeline.deleted")]
public sealed record PipelineDeleted(DateTimeOffset At) : IDomainEvent;
