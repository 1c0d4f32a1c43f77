using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Deals;

/// <summary>What a pipeline's row is: the fold of its own events and, for the default one, of the templates that its tenant applied.</summary>
internal static class PipelineFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static PipelineRow? Apply(PipelineRow? row, IDomainEvent e, EventHeader h)
    {
        var next = e switch
        {
            TemplateApplied t => Filled(row ?? New(h, IPipelineGrain.DefaultId), t.Pipeline),
            PipelineDefined d => Defined(row ?? New(h, h.EntityId), d, h),
            PipelineDeleted when row is not null => row with { Deleted = true, Defined = h.Version },
            _ => row,
        };
        return next is null ? null : next with { Version = next.Templates + next.Defined };
    }

    public static PipelineDefinition Definition(PipelineRow row) =>
        JsonSerializer.Deserialize(row.Body, EventsJson.Default.PipelineDefinition) ?? throw new InvalidOperationException("A pipeline's row is empty.");

    private static PipelineRow New(EventHeader h, string id) => new() { Tenant = h.Tenant, Id = id, CreatedAt = h.At };

    private static PipelineRow Filled(PipelineRow row, IReadOnlyList<PipelineStage> stages) => row with
    {
        Body = Body(row.Body.Length == 0 ? PipelineDefinition.Of(stages) : Definition(row) with { Stages = stages }),
        Templates = row.Templates + 1,
    };

    // Defined by somebody who had not yet seen the last template: its stages hold, as in the grain.
    private static PipelineRow Defined(PipelineRow row, PipelineDefined d, EventHeader h) => row with
    {
        Body = Body(d.Template < row.Templates ? d.Definition with { Stages = Definition(row).Stages } : d.Definition),
        Defined = h.Version,
        Deleted = false,
    };

    private static string Body(PipelineDefinition definition) => JsonSerializer.Serialize(definition, EventsJson.Default.PipelineDefinition);
}
