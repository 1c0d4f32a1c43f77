using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Evaluation;

/// <summary>The company that the cases talk with: a template, applied to a new tenant as the product applies it.</summary>
internal static class EvaluationTenant
{
    /// <summary>Reads a template's file.</summary>
    /// <exception cref="InvalidDataException">It is no template.</exception>
    public static TenantView Read(string file)
    {
        var text = File.ReadAllText(file);
        var template = JsonSerializer.Deserialize(text, EventsJson.Default.TemplateApplied) ?? throw new InvalidDataException($"{file} is empty.");
        return new TenantView(
            "evaluation", "منصة النمو", "ar", BusinessCalendar.DefaultZone, template.Template, template.PriceList, template.Pipeline, template.Knowledge,
            [], new TemperatureBands(), 1, 1);
    }
}
