using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SalesFlow.Simulator.Graph;

/// <summary>What tests and people on this machine may ask and change: the record, the faults, the bills. The server listens on the loopback address
/// only.</summary>
internal sealed class SimEndpoints(GraphDesk desk)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_sim/record", ShowRecord);
        routes.MapGet("/_sim/faults", context => Answer(context, desk.Faults));
        routes.MapPut("/_sim/faults", ChangeFaults);
        routes.MapGet("/_sim/bills", context => Answer(context, desk.Bills.Lines()));
        routes.MapPost("/_sim/templates/judge", Judge);
        routes.MapGet("/_sim/counts", context => Answer(context, new
        {
            accepted = desk.Totals.Accepted, attempts = desk.Totals.Attempts, reads = desk.Totals.Reads, statusesWaiting = desk.StatusesWaiting,
            refusals = desk.Refusals,
        }));
    }

    public static Task Answer<T>(HttpContext context, T value) => context.Response.WriteAsJsonAsync(value, Json, context.RequestAborted);

    private Task ShowRecord(HttpContext context)
    {
        var query = context.Request.Query;
        var after = long.TryParse(query["after"], CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, 10_000) : 1_000;
        var to = query["to"].ToString();
        var callback = query["callback"].ToString();
        var found = desk.Record().Where(m => m.Sequence > after && (to.Length == 0 || m.To == to)
            && (callback.Length == 0 || m.CallbackData == callback));
        return Answer(context, found.Take(limit).ToList());
    }

    /// <summary>Gives a template another standing: <c>?account=&amp;name=&amp;language=&amp;status=PAUSED&amp;reason=</c>.</summary>
    private async Task Judge(HttpContext context)
    {
        var query = context.Request.Query;
        var done = desk.Templates.Judge(
            query["account"].ToString(), query["name"].ToString(), query["language"].ToString(), query["status"].ToString(),
            query["reason"].ToString() is { Length: > 0 } reason ? reason : "NONE");
        if (!done) context.Response.StatusCode = StatusCodes.Status404NotFound;
        await Answer(context, new { done });
    }

    private async Task ChangeFaults(HttpContext context)
    {
        FaultOptions? faults;
        try
        {
            faults = await context.Request.ReadFromJsonAsync<FaultOptions>(Json, context.RequestAborted);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            faults = null;
        }

        var refusal = faults is null ? "The body is not a set of faults." : faults.Problem();
        if (refusal is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Answer(context, new { error = refusal });
            return;
        }

        desk.Faults = faults!;
        await Answer(context, desk.Faults);
    }
}
