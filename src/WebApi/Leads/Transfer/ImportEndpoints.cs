using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Repeats;

namespace SalesFlow.WebApi.Leads.Transfer;

/// <summary>Imports of leads.</summary>
internal static class ImportEndpoints
{
    private const string Multipart = "multipart/form-data";

    private static readonly string[] Sources = ["whatsapp", "web", "referral", "import", "affiliate"];

    public static void Map(RouteGroupBuilder api)
    {
        var leads = api.MapGroup("/leads").WithTags("Lead imports").Requires(Permission.LeadsImport);
        leads.MapPost("/import", Create).Accepts<ImportForm>(Multipart).WithMetadata(new FileRoute())
            .WithSummary("Imports leads from a CSV or XLSX file.")
            .WithDescription(
                "A form with the part `file` and, all optional: `dryRun` (true: check only, then start), `onDuplicate` (`skip` or `update`), `mapping` (a JSON object of "
                + "column headings, or `#1`, `#2` …, to fields: `name`, `first_name`, `last_name`, `phone`, `email`, `company_name`, `sector`, `city`, `employees`, "
                + "`budget_sar`, `role`, `need`, `source`, `language`, `notes`, `tags`, `assigned_to` (a user's id, e-mail or name), `fact:x`, `ignore`), `source`, `language`, `tag`, "
                + "`assign` (true: by the rules; false: left to people), `encoding` (`utf-8`, `utf-16`, `utf-16be`, `windows-1256`), "
                + "`separator` (one character), `hasHeader`. What is not said is found out. The work goes on by itself; follow it at the address in `Location`.");
        leads.MapGet("/imports", List).WithSummary("Imports, newest first.");
        leads.MapGet("/imports/{id}", Get).WithSummary("One import: state, counts of rows, rate and time left.");
        leads.MapPost("/imports/{id}/start", Start).WithSummary("Imports what a dry run checked, or goes on with an import that stopped.");
        leads.MapPost("/imports/{id}/cancel", Cancel).WithSummary("Stops an import. Leads that were created stay.");
        leads.MapGet("/imports/{id}/errors", Errors).WithSummary("The rows that were not taken, as CSV: line, field, reason, and the row as it was.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static async Task<Results<Accepted<ImportView>, KeptAnswer, ProblemHttpResult>> Create(
        ApiCall call, ImportFolder folder, IOptions<TransferOptions> options)
    {
        var longest = options.Value.MaxBytes;
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = longest + WebApiModule.LongestBody;
        using var upload = await ImportUpload.Read(call.Http.Request, folder.Of(call.Tenant, ".incoming"), longest, call.Aborted);
        var check = new Check(call.Http);
        if (upload.FileName is null || upload.Bytes == 0) check.Add("file", "field.required");
        else if (upload.Format is null) check.Add("file", "field.file_format");
        var mapping = upload.Mapping();
        if (mapping is null) check.Add("mapping", "field.mapping");
        var separator = upload["separator"] is { } given ? given is "tab" or "\\t" ? "\t" : given : null;
        if (separator is not null && (separator.Length != 1 || !char.IsAscii(separator[0]))) check.Add("separator", "field.one_of", ", ; tab |");
        var rule = check.OneOf("onDuplicate", upload["onDuplicate"], "skip", "skip", "update");
        var source = check.OneOf("source", upload["source"], "import", Sources);
        var language = check.OneOf("language", upload["language"], "ar", "ar", "en");
        var encoding = upload["encoding"] is null ? null : check.OneOf("encoding", upload["encoding"]!.ToLowerInvariant(), "utf-8", "utf-8", "utf-16", "utf-16be", "windows-1256");
        var tag = check.Optional("tag", upload["tag"], 50);
        var dryRun = check.OneOf("dryRun", upload["dryRun"], "false", "false", "true") == "true";
        var hasHeader = check.OneOf("hasHeader", upload["hasHeader"], "true", "false", "true") == "true";
        var assign = check.OneOf("assign", upload["assign"], "true", "false", "true") == "true";
        if (check.Failed) return check.Problem();
        switch (call.Http.Features.Get<RepeatableRequest>() is { } request ? await request.Claim(call.Http, upload.Content()) : null)
        {
            case KeptAnswer answer: return answer;
            case ProblemHttpResult reused: return reused;
        }
        if (!dryRun && await QuotaProblems.Exceeded(call, QuotaMetric.LeadsPerMonth, 0) is { } full) return full;

        var command = call.CommandId("lead.import");
        var id = Id.Named("lead-import", command);
        var job = call.Grain<ILeadImportGrain>(id);
        // A repeat under the same key finds its job; the file that came with it is thrown away.
        if (await job.Get() is null)
        {
            upload.MoveTo(folder.Source(call.Tenant, id));
            var outcome = await job.Request(command, new RequestImport(
                upload.FileName!, upload.Format!, upload.Bytes, dryRun,
                new ImportOptions(Enum.Parse<DuplicateRule>(rule, ignoreCase: true), mapping!, source, language, tag, encoding, separator, hasHeader, assign)));
            if (!outcome.Accepted)
            {
                Directory.Delete(folder.Of(call.Tenant, id), recursive: true);
                return Problems.Refused(call, outcome);
            }
            await call.Settle("lead-import", id, outcome.Version);
        }
        return TypedResults.Accepted($"/api/v1/leads/imports/{id}", await job.Get());
    }

    private static Task<Results<Ok<Page<ImportRowView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] ILeadTransferLists lists, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) => lists.Imports(call.Tenant, after, size, call.Aborted));

    private static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadImportGrain>(id).Get() is not { } job) return Problems.NotFound(call);
        call.Tag(job.Version);
        return TypedResults.Ok(job);
    }

    private static async Task<Results<Accepted<ImportView>, ProblemHttpResult>> Start(string id, ApiCall call, ImportStart? request = null)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var job = call.Guarded<ILeadImportGrain>(id);
        var mapping = request?.Mapping is { Count: > 0 } given && given.Values.All(v => v is not null) ? given : null;
        var outcome = await job.Start(call.CommandId("lead.import.start:" + id), mapping);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("lead-import", id, outcome.Version);
        return TypedResults.Accepted($"/api/v1/leads/imports/{id}", await job.Get());
    }

    private static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Cancel(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Guarded<ILeadImportGrain>(id).Cancel(call.CommandId("lead.import.cancel:" + id));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("lead-import", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Errors(string id, ApiCall call, ImportFolder folder)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadImportGrain>(id).Get() is not { } job) return Problems.NotFound(call);
        var path = folder.Errors(call.Tenant, id);
        if (!job.HasErrors || !File.Exists(path)) return Problems.NotFound(call);
        return TypedResults.Stream(body => Write(body, path, job.Columns, call), "text/csv; charset=utf-8", $"import-{id}-errors.csv");
    }

    private static async Task Write(Stream body, string path, IReadOnlyList<string> columns, ApiCall call)
    {
        await body.WriteAsync(CsvText.ByteOrderMark, call.Aborted);
        await using var text = new StreamWriter(body, new System.Text.UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await text.WriteAsync(CsvText.Line([Problems.Text(call.Http, "import.column.line"), Problems.Text(call.Http, "import.column.field"), Problems.Text(call.Http, "import.column.reason"), .. columns]));
        using var lines = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (await lines.ReadLineAsync(call.Aborted) is { } line)
        {
            ImportError? error;
            try
            {
                error = JsonSerializer.Deserialize(line, ImportErrorJson.Default.ImportError);
            }
            catch (JsonException)
            {
                // The line that is being written just now.
                break;
            }
            await text.WriteAsync(CsvText.Line(
                [error!.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Field, Problems.Text(call.Http, "import.reason." + error.Reason), .. error.Values]));
        }
    }
}

/// <summary>The form with which leads are imported.</summary>
internal sealed class ImportForm
{
    /// <summary>The file: CSV in any usual encoding, or XLSX.</summary>
    public required IFormFile File { get; init; }

    /// <summary>Whether to check only.</summary>
    public bool? DryRun { get; init; }

    /// <summary><c>skip</c> (default) or <c>update</c>.</summary>
    public string? OnDuplicate { get; init; }

    /// <summary>A JSON object: columns and the fields that they are read as.</summary>
    public string? Mapping { get; init; }

    /// <summary>The source of rows that name none; <c>import</c> by default.</summary>
    public string? Source { get; init; }

    /// <summary>The language of rows that name none; <c>ar</c> by default.</summary>
    public string? Language { get; init; }

    /// <summary>A tag that every lead gets.</summary>
    public string? Tag { get; init; }

    /// <summary><c>utf-8</c>, <c>utf-16</c>, <c>utf-16be</c> or <c>windows-1256</c>; found out by default.</summary>
    public string? Encoding { get; init; }

    /// <summary>One character; found out by default.</summary>
    public string? Separator { get; init; }

    /// <summary>Whether leads whose row names no owner are given to somebody by the rules; true by default.</summary>
    public bool? Assign { get; init; }

    /// <summary>Whether the first row names the columns; true by default.</summary>
    public bool? HasHeader { get; init; }
}

/// <summary>Starts an import.</summary>
/// <param name="Mapping">Replaces the mapping that the check used; absent: the same.</param>
internal sealed record ImportStart(Dictionary<string, string>? Mapping);

/// <summary>A row that was not taken.</summary>
internal sealed record ImportError(long Line, string Field, string Reason, IReadOnlyList<string> Values);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ImportError))]
internal sealed partial class ImportErrorJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>What imports may bring: the section <c>SalesFlow:Imports</c>.</summary>
public sealed class TransferOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Imports";

    /// <summary>The most bytes that a file may have; 512 MB unless set.</summary>
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;
}
