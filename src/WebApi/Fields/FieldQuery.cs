using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.Fields;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Fields;

/// <summary>Filters of lists by custom fields: <c>?field.{key}={value}</c>, each an exact match.</summary>
internal static class FieldQuery
{
    private const string Prefix = "field.";
    private const int Most = 5;

    /// <summary>The matches asked for, in their written form; or the answer that says what is wrong with them.</summary>
    public static async Task<(IReadOnlyList<FieldMatch> Matches, ProblemHttpResult? Problem)> Read(ApiCall call, string kind)
    {
        var asked = call.Http.Request.Query.Where(q => q.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        if (asked.Count == 0) return ([], null);
        var check = new Check(call.Http);
        if (asked.Count > Most) check.Add(Prefix + "*", "field.too_many", Most);
        var fields = (await call.Grain<IFieldsGrain>(kind).Get()).Fields;
        var matches = new List<FieldMatch>();
        foreach (var (name, value) in asked.Take(Most))
        {
            var field = fields.FirstOrDefault(f => f.Key == name[Prefix.Length..]);
            if (field is null) check.Add(name, "field.unknown");
            else if (FieldRules.Written(field, value.ToString()) is { } written) matches.Add(new FieldMatch(field.Key, written));
            else check.Add(name, "field.value");
        }
        return (matches, check.Failed ? check.BadRequest() : null);
    }
}
