using System.Collections.Frozen;
using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>The templates that a tenant can be filled from: data in the repository's <c>templates</c> folder, compiled in.</summary>
public static class TenantTemplates
{
    private const string Prefix = "SalesFlow.Grains.Templates.";

    private static readonly FrozenDictionary<string, (TemplateApplied Content, SectorTemplate Choice)> All =
        typeof(TenantTemplates).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .Select(Load).ToFrozenDictionary(t => t.Content.Template, StringComparer.Ordinal);

    /// <summary>The templates' names.</summary>
    public static IReadOnlyList<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The templates to choose from, by name.</summary>
    public static IReadOnlyList<SectorTemplate> Choices { get; } = [.. All.Values.Select(t => t.Choice).OrderBy(c => c.Template, StringComparer.Ordinal)];

    /// <summary>The stages of a tenant that has applied no template: <c>general</c>'s.</summary>
    internal static IReadOnlyList<PipelineStage> GeneralPipeline => All["general"].Content.Pipeline;

    /// <summary>The template, or null.</summary>
    internal static TemplateApplied? Find(string name) => All.TryGetValue(name, out var found) ? found.Content : null;

    private static (TemplateApplied Content, SectorTemplate Choice) Load(string resource)
    {
        using var stream = typeof(TenantTemplates).Assembly.GetManifestResourceStream(resource)!;
        using var json = JsonDocument.Parse(stream);
        var content = json.Deserialize(EventsJson.Default.TemplateApplied) ?? throw new InvalidOperationException($"{resource} is empty.");
        return (content, new SectorTemplate(content.Template, Text("nameAr"), Text("nameEn"), content.Pipeline));

        string Text(string name) => json.RootElement.GetProperty(name).GetString() ?? throw new InvalidOperationException($"{resource}: {name} is empty.");
    }
}
