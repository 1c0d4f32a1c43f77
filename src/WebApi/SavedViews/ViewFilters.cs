using System.Collections.Frozen;
using SalesFlow.Fields;

namespace SalesFlow.WebApi.SavedViews;

/// <summary>The filters that lists have: a view that names another one would show something else than it says.</summary>
internal static class ViewFilters
{
    private const string Custom = "field.";

    private static readonly FrozenDictionary<string, FrozenSet<string>> Known = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        // A view of leads is read by the list itself, which looks for these very letters.
        ["leads"] = FrozenSet.ToFrozenSet(
            [
                "status", "assignee", "source", "sector", "city", "temperature", "scoreFrom", "scoreTo", "tag", "createdFrom", "createdTo", "updatedFrom",
                "updatedTo", "hasDeal", "search", "deleted",
            ],
            StringComparer.Ordinal),
        ["deals"] = Names(
            "pipelineId", "stage", "owner", "status", "valueFrom", "valueTo", "closeFrom", "closeTo", "stale", "tag", "companyId", "leadId", "contactId",
            "search", "deleted"),
        ["contacts"] = Names("companyId", "ownerId", "decisionMaker", "language", "consent", "tag", "search"),
        ["companies"] = Names("sector", "size", "city", "region", "ownerId", "active", "crNumber", "tag", "search"),
        ["conversations"] = Names("folder", "status", "assignee", "label", "handler", "unread", "channel", "search"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of a list's own filters: its query parameters but for page, order and view.</summary>
    public static IReadOnlySet<string> Of(string entity) => Known[entity];

    /// <summary>Whether a list has a filter; those by custom fields are <c>field.{key}</c>.</summary>
    public static bool Knows(string entity, string name) =>
        Known.TryGetValue(entity, out var names)
        && (names.Contains(name)
            || (entity is "contacts" or "companies" && name.StartsWith(Custom, StringComparison.Ordinal) && FieldRules.IsKey(name[Custom.Length..])));

    // As addresses take them: in capital or small letters.
    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
