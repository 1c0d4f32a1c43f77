using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads.Transfer;

/// <summary>Exports of leads: streamed, so that a million of them need no more memory than one page.</summary>
internal static class ExportEndpoints
{
    private const string Csv = "text/csv; charset=utf-8", Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Lines = "application/x-ndjson; charset=utf-8", Array = "application/json; charset=utf-8";

    // The headings that an import understands by itself.
    private static readonly string[] Columns =
        ["id", "name", "phone", "email", "company_name", "sector", "city", "source", "language", "status", "score", "temperature", "created_at", "updated_at",
            "assigned_to", "tags", "notes", "status_reason", "contact_id", "deal_id", "conversation_id", "assigned_at", "qualified_at", "converted_at"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new SnakeCaseEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/leads/export", Export).WithTags("Lead imports").Requires(Permission.LeadsExport).WithSummary("All leads of a filter as a file.")
            .WithDescription(
                "`format`: `csv` (default), `xlsx`, `json` or `ndjson`. It takes the filters of the list of leads and `view`, and gives the leads in the order of their ids; `createdUntil` is "
                + "another word for `createdTo`. `bom=false` leaves the byte order mark out of CSV. Cells of CSV that a spreadsheet would compute have an apostrophe before them. Every export is in the audit log with its number of rows.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: [Workbook, "application/json", "application/x-ndjson"]);

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Export(
        ApiCall call, [FromServices] ILeadTransferLists lists, [AsParameters] LeadQuery query, string? format = null, string? createdUntil = null, bool? bom = null)
    {
        var check = new Check(call.Http);
        var form = check.OneOf("format", format, "csv", "csv", "xlsx", "json", "ndjson");
        if (!string.IsNullOrEmpty(query.Source)) check.OneOf("source", query.Source, "", [.. LeadEndpoints.Sources]);
        if (query.View is { Length: > 0 } view)
        {
            if (await LeadEndpoints.Saved(view, call) is not { } saved) return Problems.NotFound(call);
            query = query.Over(saved);
        }
        if (string.IsNullOrEmpty(query.CreatedTo)) query = query with { CreatedTo = createdUntil };
        var filter = query.Filter(check, call.UserId);
        if (check.Failed) return check.BadRequest();
        var (type, write) = form switch
        {
            "xlsx" => (Workbook, (Func<Stream, IAsyncEnumerable<LeadExportRow>, ApiCall, Task>)WriteWorkbook),
            "json" => (Array, (body, rows, c) => WriteJson(body, rows, c, array: true)),
            "ndjson" => (Lines, (body, rows, c) => WriteJson(body, rows, c, array: false)),
            _ => (Csv, (body, rows, c) => WriteCsv(body, rows, c, bom ?? true)),
        };
        var name = $"leads-{call.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.{form}";
        return TypedResults.Stream(body => Send(body, call, lists, filter, form, write), type, name);
    }

    /// <summary>
    /// The entry in the audit log comes before the answer's end: who has a whole file was recorded. An export that broke off is recorded with the rows
    /// that it had come to.
    /// </summary>
    private static async Task Send(
        Stream body, ApiCall call, ILeadTransferLists lists, LeadFilter filter, string format, Func<Stream, IAsyncEnumerable<LeadExportRow>, ApiCall, Task> write)
    {
        var count = 0L;
        try
        {
            await write(body, Counted(), call);
        }
        catch
        {
            await Record(false);
            throw;
        }
        await Record(true);

        async Task Record(bool whole)
        {
            var details = new Dictionary<string, string>
            {
                ["format"] = format, ["rows"] = count.ToString(CultureInfo.InvariantCulture), ["complete"] = whole ? "true" : "false",
            };
            if (filter.Statuses.Count > 0) details["status"] = string.Join(',', filter.Statuses.Select(s => s.ToString().ToLowerInvariant()));
            if (filter.Source is { } source) details["source"] = source;
            if (filter.Sector is { } sector) details["sector"] = sector;
            if (filter.City is { } city) details["city"] = city;
            if (filter.Tag is { } tag) details["tag"] = tag;
            if (filter.Assignee is { } assignee) details["assignee"] = assignee.Length == 0 ? "none" : assignee;
            if (filter.Deleted) details["deleted"] = "true";
            if (filter.Search is not null) details["search"] = "true";
            var outcome = await call.Grain<IAuditGrain>("audit").Record(Id.New(call.Clock), new AuditEntry("export", "lead", null, details));
            if (!outcome.Accepted) throw new InvalidOperationException("The export could not be recorded.");
        }

        async IAsyncEnumerable<LeadExportRow> Counted()
        {
            await foreach (var row in lists.Export(call.Tenant, filter, call.Aborted))
            {
                count++;
                yield return row;
            }
        }
    }

    private static async Task WriteCsv(Stream body, IAsyncEnumerable<LeadExportRow> rows, ApiCall call, bool mark)
    {
        if (mark) await body.WriteAsync(CsvText.ByteOrderMark, call.Aborted);
        await using var text = new StreamWriter(body, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await text.WriteAsync(CsvText.Line(Columns));
        await foreach (var row in rows) await text.WriteAsync(CsvText.Line(Cells(row)).AsMemory(), call.Aborted);
    }

    private static async Task WriteWorkbook(Stream body, IAsyncEnumerable<LeadExportRow> rows, ApiCall call)
    {
        var arabic = call.Http.Request.Headers.AcceptLanguage.ToString().StartsWith("ar", StringComparison.OrdinalIgnoreCase);
        await using var workbook = new WorkbookWriter(body, Columns, arabic);
        await foreach (var row in rows) await workbook.Row(Cells(row), call.Aborted);
        await workbook.Complete(call.Aborted);
    }

    private static async Task WriteJson(Stream body, IAsyncEnumerable<LeadExportRow> rows, ApiCall call, bool array)
    {
        var first = true;
        if (array) await body.WriteAsync("["u8.ToArray(), call.Aborted);
        using var buffer = new MemoryStream();
        await foreach (var row in rows)
        {
            if (array && !first) buffer.WriteByte((byte)',');
            first = false;
            JsonSerializer.Serialize(buffer, row, Json);
            buffer.WriteByte((byte)'\n');
            if (buffer.Length < 64 * 1024) continue;
            await Send();
        }
        await Send();
        if (array) await body.WriteAsync("]"u8.ToArray(), call.Aborted);

        async Task Send()
        {
            await body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), call.Aborted);
            buffer.SetLength(0);
        }
    }

    private static string?[] Cells(LeadExportRow r) =>
    [
        r.Id, r.Name, r.Phone, r.Email, r.CompanyName, r.Sector, r.City, r.Source, r.Language, r.Status.ToString().ToLowerInvariant(),
        r.Score.ToString(CultureInfo.InvariantCulture), r.Temperature.ToString().ToLowerInvariant(), Instant(r.CreatedAt), Instant(r.UpdatedAt),
        r.AssignedTo, string.Join(';', r.Tags), r.Notes, r.StatusReason, r.ContactId, r.DealId, r.ConversationId, Instant(r.AssignedAt), Instant(r.QualifiedAt), Instant(r.ConvertedAt),
    ];

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
