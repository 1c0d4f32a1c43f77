using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Schemas;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Turns;

/// <summary>Names of the tools that an agent's <c>tools</c> may list.</summary>
internal static class ToolNames
{
    public const string LookupPrice = "lookup_price";
    public const string LookupKnowledge = "lookup_knowledge";
    public const string RememberFacts = "remember_facts";
    public const string RequestHandOver = "request_hand_over";

    public static readonly string[] All = [LookupPrice, LookupKnowledge, RememberFacts, RequestHandOver];
}

/// <summary>A tool as a model is told of it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">What it does, in English.</param>
/// <param name="Parameters">JSON Schema of its arguments.</param>
internal sealed record ToolDeclaration(string Name, string Description, JsonSchema Parameters);

/// <summary>The tools: their declarations, the validation of arguments, and the look-ups that the turn's own snapshot answers.</summary>
internal static class ToolBox
{
    /// <summary>Longest arguments that are read, in characters.</summary>
    public const int MaxArguments = 4_000;

    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, ToolDeclaration> Declarations = new ToolDeclaration[]
    {
        new(ToolNames.LookupPrice, "Price of a plan or product from the price list.", Schema("""
            {"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":100,"description":"Name or code of the plan"}}}
            """)),
        new(ToolNames.LookupKnowledge, "A fact or policy of the company.", Schema("""
            {"type":"object","required":["query"],"additionalProperties":false,"properties":{"query":{"type":"string","minLength":1,"maxLength":200,"description":"A few words"}}}
            """)),
        new(ToolNames.RememberFacts, "Keeps what the customer said of themselves and their company.", Schema("""
            {"type":"object","required":["facts"],"additionalProperties":false,"properties":{"facts":{"type":"object","additionalProperties":false,"properties":{
            "company_name":{"type":"string","maxLength":200},"sector":{"type":"string","maxLength":60},"employees":{"type":"integer","minimum":0,"maximum":10000000},
            "budget_sar":{"type":"number","minimum":0,"maximum":1000000000},"timeline":{"type":"string","enum":["now","this_week","this_month","this_quarter","later"]},
            "role":{"type":"string","enum":["owner","ceo","manager","sales_manager","it_manager","employee"]},"city":{"type":"string","maxLength":100},
            "email":{"type":"string","maxLength":255},"need":{"type":"string","maxLength":100},"date":{"type":"string","maxLength":40},"time":{"type":"string","maxLength":20}}}}}
            """)),
        new(ToolNames.RequestHandOver, "Hands the conversation to a person.", Schema("""
            {"type":"object","required":["reason","summary"],"additionalProperties":false,"properties":{"reason":{"type":"string","pattern":"^[a-z_]{2,40}$"},
            "summary":{"type":"string","minLength":1,"maxLength":1000,"description":"What the person should know"}}}
            """)),
    }.ToDictionary(d => d.Name, StringComparer.Ordinal);

    /// <summary>A tool's declaration.</summary>
    public static ToolDeclaration Declaration(string name) => Declarations[name];

    /// <summary>Whether a tool only reads what the turn's snapshot holds.</summary>
    public static bool IsLookup(string tool) => tool is ToolNames.LookupPrice or ToolNames.LookupKnowledge;

    /// <summary>Reads arguments; what is wrong with them is told in the error, for the model to mend.</summary>
    public static bool TryRead(ToolCall call, out JsonElement arguments, out string error)
    {
        arguments = default;
        error = "arguments are not a JSON object of at most 4000 characters";
        if (call.Arguments.Length > MaxArguments) return false;
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(call.Arguments) ? "{}" : call.Arguments);
            arguments = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return false;
        }
        var errors = Declarations[call.Tool].Parameters.Validate(arguments);
        error = string.Join("; ", errors);
        return errors.Count == 0;
    }

    /// <summary>Answers a look-up.</summary>
    public static string Lookup(string tool, JsonElement arguments, TenantView tenant, string language) => tool == ToolNames.LookupPrice
        ? Price(arguments.GetProperty("name").GetString()!, tenant, language)
        : Knowledge(arguments.GetProperty("query").GetString()!, tenant, language);

    /// <summary>An error that a model may read.</summary>
    public static string Error(string code, string? detail = null) =>
        new JsonObject { ["error"] = code, ["detail"] = detail }.ToJsonString(Json);

    private static string Price(string name, TenantView tenant, string language)
    {
        var wanted = ArabicText.Normalise(name);
        var found = tenant.PriceList.Where(p => Names(p)
            .Any(n => n == wanted || (wanted.Length >= 3 && n.Contains(wanted, StringComparison.Ordinal)))).ToList();
        var items = new JsonArray([.. (found.Count > 0 ? found : tenant.PriceList).Take(10).Select(p => (JsonNode)new JsonObject
        {
            ["code"] = p.Code,
            ["name"] = language == "ar" ? p.NameAr : p.NameEn,
            ["price"] = p.Price.Amount.ToString("0.##", CultureInfo.InvariantCulture),
            ["currency"] = p.Price.Currency,
            ["period"] = p.Period,
            ["vat_included"] = p.VatIncluded,
        })]);
        return new JsonObject { ["found"] = found.Count > 0, ["items"] = items }.ToJsonString(Json);
    }

    private static IEnumerable<string> Names(PriceListItem p) =>
        new[] { p.Code, p.NameAr, p.NameEn }.Concat(p.Aliases).Select(n => ArabicText.Normalise(n));

    private static string Knowledge(string query, TenantView tenant, string language)
    {
        var words = ArabicText.Normalise(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = tenant.Knowledge
            .Select(k => (Item: k, Score: words.Count(w =>
                k.Keywords.Any(x => x.Contains(w, StringComparison.Ordinal)) || ArabicText.Normalise(k.Code) == w)))
            .Where(k => k.Score > 0).OrderByDescending(k => k.Score).Take(3)
            .Select(k => (JsonNode)new JsonObject { ["code"] = k.Item.Code, ["text"] = language == "ar" ? k.Item.TextAr : k.Item.TextEn });
        var items = new JsonArray([.. found]);
        return new JsonObject { ["found"] = items.Count > 0, ["items"] = items }.ToJsonString(Json);
    }

    private static JsonSchema Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSchema.Compile(document.RootElement);
    }
}
