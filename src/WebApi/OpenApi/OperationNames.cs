using System.Globalization;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Names operations by their method and path, so that a name never changes while the route stays: <c>Leads_List</c>, <c>Deals_UpdateStage</c>.</summary>
internal static class OperationNames
{
    private const string Prefix = "/api/v1/";

    public static string Of(string tag, string method, string path)
    {
        var segments = path.StartsWith(Prefix, StringComparison.Ordinal)
            ? path[Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)
            : path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        // What the tag has said already is left out: /leads of Leads, /admin/users of Users.
        var said = Array.FindIndex(segments, 0, Math.Min(segments is ["admin", ..] ? 2 : 1, segments.Length), s => Same(s, tag));
        var rest = segments[(said + 1)..];
        var words = string.Concat(rest.Where(s => !s.StartsWith('{')).Select(Pascal));
        var parameters = rest.Where(s => s.StartsWith('{')).Select(s => Pascal(s.Trim('{', '}'))).ToList();
        var group = Group(tag);
        var verb = Pascal(method.ToLowerInvariant());
        // The first parameter is nearly always an id and needs no name of its own; later ones tell a list from its item.
        if (words.Length > 0) return $"{group}_{verb}{words}{(parameters.Count == 0 ? "" : "ById")}{string.Concat(parameters.Skip(1).Select(p => "And" + p))}";
        return method switch
        {
            "GET" => parameters.Count > 0 ? $"{group}_Get" : $"{group}_List",
            "POST" => $"{group}_Create",
            "PUT" => $"{group}_Update",
            "DELETE" => $"{group}_Delete",
            _ => $"{group}_{verb}",
        };
    }

    private static string Group(string tag) =>
        string.Concat(tag.Split(' ').Select(w => Pascal(w.All(char.IsUpper) ? w.ToLowerInvariant() : w)));

    private static bool Same(string segment, string tag) =>
        string.Equals(segment.Replace("-", "", StringComparison.Ordinal), tag.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Pascal(string segment) => string.Concat(
        segment.Split('-', '_', '.').Where(p => p.Length > 0).Select(p => char.ToUpper(p[0], CultureInfo.InvariantCulture) + p[1..]));
}
