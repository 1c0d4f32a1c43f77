using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>A pipeline as its events made it.</summary>
internal sealed record PipelineState : IFold<PipelineState>
{
    /// <summary>What it was defined as; null before that, and for the default one that nobody has changed.</summary>
    public PipelineDefinition? Definition { get; init; }

    /// <summary>How many templates the tenant had applied when it was defined.</summary>
    public long Template { get; init; }

    public bool Deleted { get; init; }

    public PipelineState Apply(IDomainEvent e) => e switch
    {
        PipelineDefined d => this with { Definition = d.Definition, Template = d.Template, Deleted = false },
        PipelineDeleted => this with { Deleted = true },
        _ => this,
    };

    /// <summary>The pipeline as it holds now, or null. The default one takes the stages of a template that was applied later than its own definition.</summary>
    public PipelineDefinition? Effective(string id, TenantView? tenant)
    {
        if (id != IPipelineGrain.DefaultId) return Deleted ? null : Definition;
        if (tenant is null) return null;
        if (Definition is null) return PipelineDefinition.Of(tenant.Pipeline);
        return tenant.TemplateNumber > Template ? Definition with { Stages = tenant.Pipeline } : Definition;
    }
}
