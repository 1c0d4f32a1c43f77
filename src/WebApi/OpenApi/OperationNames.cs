using System.Globalization;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Names operations by their method and path, so that a name never changes while the route stays: <c>Leads_List</c>, <c>Deals_PutStage</c>.</summary>
internal static class OperationNames
{
    private const string Prefix = "/api/v1/";

    public static string Of(string tag, string method, string path)
    {
        var segments = path.StartsWith(Prefix, StringComparison.Ordinal)
            ? path[Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)
            : path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        // The first segment is the module, which the tag has said already, unless the tag says another.
        var rest = segments.Length > 0 && Same(segments[0], tag) ? segments[1..] : segments;
        var words = string.Concat(rest.Where(s => !s.StartsWith('{')).Select(Pascal));
        var one = rest.Any(s => s.StartsWith('{'));
        var verb = Pascal(method.ToLowerInvariant());
        if (words.Length > 0) return $"{tag}_{verb}{words}{(one ? "ById" : "")}";
        return method switch
        {
            "GET" => one ? $"{tag}_Get" : $"{tag}_List",
            "POST" => $"{tag}_Create",
            "PUT" => $"{tag}_Update",
            "DELETE" => $"{tag}_Delete",
            _ => $"{tag}_{verb}",
        };
    }

    private static bool Same(string segment, string tag) =>
        string.Equals(segment.Replace("-", "", StringComparison.Ordinal), tag.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Pascal(string segment) => string.Concat(
        segment.Split('-', '_', '.').Where(p => p.Length > 0).Select(p => char.ToUpper(p[0], CultureInfo.InvariantCulture) + p[1..]));
}
