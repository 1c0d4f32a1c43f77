using System.Collections.Frozen;
using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>The templates that a tenant can be filled from: data in the repository's <c>templates</c> folder, compiled in.</summary>
public static class TenantTemplates
{
    private const string Prefix = "SalesFlow.Grains.Templates.";

    private static readonly FrozenDictionary<string, TemplateApplied> All = typeof(TenantTemplates).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
        .Select(Load).ToFrozenDictionary(t => t.Template, StringComparer.Ordinal);

    /// <summary>The templates' names.</summary>
    public static IReadOnlyList<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The stages of a tenant that has applied no template: <c>general</c>'s.</summary>
    internal static IReadOnlyList<PipelineStage> GeneralPipeline => All["general"].Pipeline;

    /// <summary>The template, or null.</summary>
    internal static TemplateApplied? Find(string name) => All.GetValueOrDefault(name);

    private static TemplateApplied Load(string resource)
    {
        using var stream = typeof(TenantTemplates).Assembly.GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize(stream, EventsJson.Default.TemplateApplied) ?? throw new InvalidOperationException($"{resource} is empty.");
    }
}
