using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Fields;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Fields;

/// <summary>Custom fields and their values.</summary>
internal static class FieldEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var fields = api.MapGroup("/fields").WithTags("Fields").Requires(Permission.ContactsRead);
        fields.MapGet("", List).WithSummary("Custom fields in their order; ?entity=lead|deal|contact|company, ?archived=true for those out of use too.");
        fields.MapPost("", Define).Requires(Permission.FieldsManage).WithSummary("Defines a custom field; at most 50 a kind.");
        fields.MapGet("/{id}", Get).WithSummary("One custom field.")
            .WithDescription("All fields of a kind of record have one version: a change of one of them makes the ETags of the others stale.");
        fields.MapPut("/{id}", Change).Requires(Permission.FieldsManage)
            .WithSummary("Changes labels, options, order, whether it is required or archived; an option can be renamed, not taken away.");
        fields.MapDelete("/{id}", Archive).Requires(Permission.FieldsManage).WithSummary("Archives a custom field; its values stay.");
        Of(api, "leads", "lead", Permission.LeadsRead, Permission.LeadsWrite);
        Of(api, "deals", "deal", Permission.DealsRead, Permission.DealsWrite);
        Of(api, "contacts", "contact", Permission.ContactsRead, Permission.ContactsWrite);
        Of(api, "companies", "company", Permission.ContactsRead, Permission.ContactsWrite);
    }

    private static void Of(RouteGroupBuilder api, string plural, string kind, Permission read, Permission write)
    {
        var records = api.MapGroup("/" + plural).WithTags("Fields").Requires(read);
        records.MapGet("/{id}/fields", (string id, ApiCall call) => Values(kind, id, call)).WithSummary($"Values of a {kind}'s custom fields.");
        records.MapPut("/{id}/fields", (string id, FieldValuesRequest request, ApiCall call) => SetValues(kind, id, request, call)).Requires(write)
            .WithSummary($"Sets values of a {kind}'s custom fields; null clears one, a field that is not named stays.");
    }

    private static async Task<Results<Ok<Page<FieldResponse>>, ProblemHttpResult>> List(ApiCall call, string? entity = null, bool? archived = null)
    {
        var check = new Check(call.Http);
        var kind = check.OneOf("entity", entity, "", [.. FieldKinds.All]);
        if (check.Failed) return check.BadRequest();
        var kinds = kind.Length == 0 ? FieldKinds.All : [kind];
        var views = await Task.WhenAll(kinds.Select(k => call.Grain<IFieldsGrain>(k).Get()));
        if (kind.Length > 0) call.Tag(views[0].Version);
        return TypedResults.Ok(new Page<FieldResponse>(
            [.. views.SelectMany(v => v.Fields.Where(f => archived == true || !f.Archived).Select(f => FieldResponse.Of(v, f)))], null));
    }

    private static async Task<Results<Created<FieldResponse>, ProblemHttpResult>> Define(FieldRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var kind = check.OneOf("entity", check.Required("entity", request.Entity, 20), "", [.. FieldKinds.All]);
        var key = check.Required("key", request.Key, FieldRules.MaxKey);
        if (key.Length > 0 && !FieldRules.IsKey(key)) check.Add("key", "field.key");
        check.Required("type", request.Type, 20);
        var type = check.Word<FieldType>("type", request.Type) ?? FieldType.Text;
        var labelAr = check.Required("labelAr", check.Line("labelAr", request.LabelAr, FieldRules.MaxLabel), FieldRules.MaxLabel);
        var labelEn = check.Required("labelEn", check.Line("labelEn", request.LabelEn, FieldRules.MaxLabel), FieldRules.MaxLabel);
        var options = Options(check, type, request.Options) ?? [];
        if (type is FieldType.Select or FieldType.MultiSelect && options.Count == 0) check.Add("options", "field.required");
        if (request.Order is < 0 or > 1000) check.Add("order", "field.range", 0, 1000);
        if (check.Failed) return check.Problem();

        var definition = new FieldDefinition(key, type, labelAr, labelEn, request.Required ?? false, options, request.Order ?? 0);
        var outcome = await call.Grain<IFieldsGrain>(kind).Define(call.CommandId($"field.define:{kind}:{key}"), definition);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/fields/{kind}:{key}", FieldResponse.Of(await call.Grain<IFieldsGrain>(kind).Get(), definition));
    }

    private static async Task<Results<Ok<FieldResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (Find(id) is not var (kind, key)) return Problems.NotFound(call);
        var view = await call.Grain<IFieldsGrain>(kind).Get();
        if (view.Fields.FirstOrDefault(f => f.Key == key) is not { } field) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(FieldResponse.Of(view, field));
    }

    private static async Task<Results<Ok<FieldResponse>, ProblemHttpResult>> Change(string id, FieldChangeRequest request, ApiCall call)
    {
        if (Find(id) is not var (kind, key)) return Problems.NotFound(call);
        if ((await call.Grain<IFieldsGrain>(kind).Get()).Fields.FirstOrDefault(f => f.Key == key) is not { } field) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var change = new FieldChange(
            request.LabelAr is null ? null : check.Required("labelAr", check.Line("labelAr", request.LabelAr, FieldRules.MaxLabel), FieldRules.MaxLabel),
            request.LabelEn is null ? null : check.Required("labelEn", check.Line("labelEn", request.LabelEn, FieldRules.MaxLabel), FieldRules.MaxLabel),
            request.Required, Options(check, field.Type, request.Options), request.Order, request.Archived);
        if (request.Order is < 0 or > 1000) check.Add("order", "field.range", 0, 1000);
        if (check.Failed) return check.Problem();
        return await Apply(kind, key, change, call);
    }

    private static async Task<Results<Ok<FieldResponse>, ProblemHttpResult>> Archive(string id, ApiCall call) =>
        Find(id) is var (kind, key) ? await Apply(kind, key, new FieldChange(Archived: true), call) : Problems.NotFound(call);

    private static async Task<Results<Ok<FieldResponse>, ProblemHttpResult>> Apply(string kind, string key, FieldChange change, ApiCall call)
    {
        var fields = call.Grain<IFieldsGrain>(kind);
        var outcome = await fields.Change(call.CommandId($"field.change:{kind}:{key}"), key, change, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        var view = await fields.Get();
        return TypedResults.Ok(FieldResponse.Of(view, view.Fields.First(f => f.Key == key)));
    }

    private static async Task<Results<Ok<FieldValuesResponse>, ProblemHttpResult>> Values(string kind, string id, ApiCall call)
    {
        if (!await call.Exists(kind, id)) return Problems.NotFound(call);
        var fields = (await call.Grain<IFieldsGrain>(kind).Get()).Fields;
        var values = await call.Grain<IRecordFieldsGrain>(FieldKinds.RecordKey(kind, id)).Get();
        call.Tag(values.Version);
        return TypedResults.Ok(FieldValuesResponse.Of(fields, values));
    }

    private static async Task<Results<Ok<FieldValuesResponse>, ProblemHttpResult>> SetValues(
        string kind, string id, FieldValuesRequest request, ApiCall call)
    {
        if (!await call.Exists(kind, id)) return Problems.NotFound(call);
        var fields = (await call.Grain<IFieldsGrain>(kind).Get()).Fields;
        var check = new Check(call.Http);
        if (request.Values is null) check.Add("values", "field.required");
        if (request.Values?.Count > FieldRules.MaxFields) check.Add("values", "field.too_many", FieldRules.MaxFields);
        if (check.Failed) return check.Problem();
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Values!)
        {
            var name = "values." + SafeName(key);
            if (fields.FirstOrDefault(f => f.Key == key && !f.Archived) is not { } field)
            {
                check.Add(name, "field.unknown");
                continue;
            }
            var texts = Texts(value);
            var most = field.Type == FieldType.MultiSelect ? FieldRules.MaxOptions : 1;
            if (texts is null || texts.Count > most || texts.Any(t => FieldRules.Written(field, t) is null)) check.Add(name, "field.value");
            else values[key] = texts;
        }
        if (check.Failed) return check.Problem();
        var record = FieldKinds.RecordKey(kind, id);
        var outcome = await call.Grain<IRecordFieldsGrain>(record).Set(call.CommandId($"fields.set:{record}"), values, call.ExpectedVersion);
        // A field is named by its place in the body, whoever finds it wrong.
        if (outcome is { Refusal: Refusal.Invalid, Detail: { } wrong }) return Problems.Refused(call, outcome with { Detail = "values." + wrong });
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("record-fields", record, outcome.Version);
        return await Values(kind, id, call);
    }

    private static List<FieldOption>? Options(Check check, FieldType type, IReadOnlyList<FieldOptionRequest?>? options)
    {
        if (options is null) return null;
        var all = options.Select(o => new FieldOption(o?.Value?.Trim() ?? "", o?.LabelAr?.Trim() ?? "", o?.LabelEn?.Trim() ?? "")).ToList();
        if (FieldRules.OptionsProblem(type, all) is not null) check.Add("options", "field.options", FieldRules.MaxOptions);
        return all;
    }

    /// <summary>A value's texts; null where it is none that a field can hold.</summary>
    private static List<string>? Texts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined: return [];
            case JsonValueKind.String: return value.GetString() is { Length: > 0 } text ? [text] : [];
            case JsonValueKind.True: return ["true"];
            case JsonValueKind.False: return ["false"];
            case JsonValueKind.Number: return value.TryGetDecimal(out var number) ? [number.ToString(CultureInfo.InvariantCulture)] : null;
            case JsonValueKind.Array:
                var all = new List<string>();
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.String) return null;
                    all.Add(item.GetString()!);
                }
                return all;
            default: return null;
        }
    }

    /// <summary>A key as it may stand in an answer: nobody's flood comes back.</summary>
    private static string SafeName(string key) => key.Length <= FieldRules.MaxKey ? key : key[..FieldRules.MaxKey];

    private static (string Kind, string Key)? Find(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && FieldKinds.Has(id[..colon]) && FieldRules.IsKey(id[(colon + 1)..]) ? (id[..colon], id[(colon + 1)..]) : null;
    }
}

/// <summary>A new custom field.</summary>
/// <param name="Entity"><c>lead</c>, <c>deal</c>, <c>contact</c> or <c>company</c>.</param>
/// <param name="Key">1 to 40 of <c>a-z 0-9 _</c>, beginning with a letter; fixed for ever.</param>
/// <param name="LabelAr">Arabic label, at most 60 characters.</param>
/// <param name="LabelEn">English label, at most 60 characters.</param>
/// <param name="Type"><c>text</c>, <c>number</c>, <c>date</c>, <c>boolean</c>, <c>select</c>, <c>multi_select</c>, <c>url</c>, <c>phone</c> or <c>email</c>; fixed for ever.</param>
/// <param name="Required">Whether values of a record must hold one.</param>
/// <param name="Options">The choices of a select.</param>
/// <param name="Order">Where it stands, smallest first.</param>
internal sealed record FieldRequest(
    string? Entity = null, string? Key = null, string? LabelAr = null, string? LabelEn = null, string? Type = null, bool? Required = null,
    IReadOnlyList<FieldOptionRequest?>? Options = null, int? Order = null);

/// <summary>A choice.</summary>
/// <param name="Value">1 to 40 of <c>a-z 0-9 _ -</c>.</param>
/// <param name="LabelAr">Arabic label.</param>
/// <param name="LabelEn">English label.</param>
internal sealed record FieldOptionRequest(string? Value = null, string? LabelAr = null, string? LabelEn = null);

/// <summary>A change of a custom field; absent parts stay as they are.</summary>
internal sealed record FieldChangeRequest(
    string? LabelAr = null, string? LabelEn = null, bool? Required = null, IReadOnlyList<FieldOptionRequest?>? Options = null, int? Order = null,
    bool? Archived = null);

/// <summary>A custom field. Its times are null where they were not kept yet.</summary>
internal sealed record FieldResponse(
    string Id, string Entity, string Key, FieldType Type, string LabelAr, string LabelEn, bool Required, IReadOnlyList<FieldOption> Options, int Order,
    bool Archived, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    public static FieldResponse Of(FieldsView view, FieldDefinition f)
    {
        var times = view.Times?.GetValueOrDefault(f.Key);
        return new(
            $"{view.Kind}:{f.Key}", view.Kind, f.Key, f.Type, f.LabelAr, f.LabelEn, f.Required, f.Options, f.Order, f.Archived, times?.CreatedAt, times?.UpdatedAt);
    }
}

/// <summary>Values by key: texts, numbers, days as <c>yyyy-MM-dd</c>, true or false, lists of options; null clears.</summary>
internal sealed record FieldValuesRequest(Dictionary<string, JsonElement>? Values = null);

/// <summary>Values by key, each in the form of its field.</summary>
internal sealed record FieldValuesResponse(IReadOnlyDictionary<string, JsonNode?> Values, long Version)
{
    public static FieldValuesResponse Of(IReadOnlyList<FieldDefinition> fields, RecordFieldsView view)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var field in fields)
            if (view.Values.TryGetValue(field.Key, out var texts) && texts.Count > 0) values[field.Key] = Node(field.Type, texts);
        return new FieldValuesResponse(values, view.Version);
    }

    private static JsonNode? Node(FieldType type, IReadOnlyList<string> texts) => type switch
    {
        FieldType.Number => JsonValue.Create(decimal.Parse(texts[0], CultureInfo.InvariantCulture)),
        FieldType.Boolean => JsonValue.Create(texts[0] == "true"),
        FieldType.MultiSelect => new JsonArray([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]),
        _ => JsonValue.Create(texts[0]),
    };
}
