using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Activities;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Reporting;

namespace SalesFlow.Grains.Agents;

/// <summary>
/// Makes an agent's input of the subject that an event was about, as it stands when the run begins: what is known of the lead, the talk, the deal. One
/// shape for all agents, whose schemas take what they need of it.
/// </summary>
internal sealed class AgentRunInputs(IGrainFactory grains, IReports? reports = null, IActivityLists? calls = null)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The input as JSON; null where the subject is not there.</summary>
    public async Task<string?> Make(string tenant, StartAgentRun start, DateTimeOffset now)
    {
        var input = start.SubjectKind switch
        {
            "lead" => await Lead(tenant, start.SubjectId!),
            "conversation" => await Conversation(tenant, start.SubjectId!),
            "deal" => await Deal(tenant, start.SubjectId!),
            "call" => await Call(tenant, start.SubjectId!),
            "tenant" => await Figures(tenant, start.SubjectId!, now),
            _ => null,
        };
        if (input is null) return null;
        if (start.AddedJson is { } added && JsonNode.Parse(added) is JsonObject more)
        {
            foreach (var (name, value) in more) input[name] = value?.DeepClone();
        }
        input["trigger"] = start.Trigger;
        input["now"] = Iso(now);
        return input.ToJsonString(Json);
    }

    private async Task<JsonObject?> Lead(string tenant, string id)
    {
        if (await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, id)).Get() is not { } lead) return null;
        var input = new JsonObject { ["lead"] = Of(lead), ["lead_id"] = lead.LeadId };
        if (lead.ConversationId is { } talk && await Talk(tenant, talk) is { } view) input["interactions"] = Lines(view);
        return input;
    }

    private async Task<JsonObject?> Conversation(string tenant, string id)
    {
        if (await Talk(tenant, id) is not { } talk) return null;
        var input = new JsonObject
        {
            ["conversation_id"] = id,
            ["channel"] = "whatsapp",
            ["language"] = talk.Language,
            ["handler_type"] = talk.Handler == Handler.Human ? "human" : "ai",
            ["transcript"] = Lines(talk),
            ["consent"] = new JsonObject { ["whatsapp"] = talk.OptedOut ? "withdrawn" : null },
            ["queue_reason"] = talk.Desk?.WaitsBecause,
            ["message"] = talk.Recent.LastOrDefault(l => l.FromCustomer)?.Text,
        };
        if (await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, talk.LeadId)).Get() is { } lead) input["lead"] = Of(lead);
        return input;
    }

    private async Task<JsonObject?> Deal(string tenant, string id)
    {
        if (await grains.GetGrain<IDealGrain>(TenantKey.Format(tenant, id)).Get() is not { } deal) return null;
        var input = new JsonObject
        {
            ["deal"] = new JsonObject
            {
                ["deal_id"] = id,
                ["title"] = deal.Title,
                ["value_sar"] = deal.Value.Currency == "SAR" ? deal.Value.Amount : null,
                ["value"] = deal.Value.Amount,
                ["currency"] = deal.Value.Currency,
                ["stage"] = deal.Stage,
                ["probability"] = deal.Probability,
                ["expected_close"] = deal.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
        };
        if (deal.LeadId is { } leadId && await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, leadId)).Get() is { } lead) input["lead"] = Of(lead);
        return input;
    }

    private async Task<JsonObject?> Call(string tenant, string id)
    {
        if (await grains.GetGrain<ICallGrain>(TenantKey.Format(tenant, id)).Get() is not { } call) return null;
        var transcript = calls is null ? null : await calls.Transcript(tenant, id, CancellationToken.None);
        var input = new JsonObject
        {
            ["call_id"] = id,
            ["call_type"] = call.Direction == CallDirection.Inbound ? "inbound" : "outbound_warm",
            ["mode"] = "human_assisted",
            ["status"] = call.Status.ToString().ToLowerInvariant(),
            ["outcome"] = call.Outcome,
            ["duration_seconds"] = call.DurationSeconds,
            ["transcript"] = transcript,
            ["ended"] = true,
        };
        if (call.Links.LeadId is { } leadId && await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, leadId)).Get() is { } lead) input["lead"] = Of(lead);
        return input;
    }

    /// <summary>A period's figures beside those of the period before. The subject names the period: <c>daily</c>, <c>weekly</c> or <c>monthly</c>.</summary>
    private async Task<JsonObject?> Figures(string tenant, string period, DateTimeOffset now)
    {
        if (reports is null) return null;
        var last = BusinessCalendar.Riyadh.Day(now).AddDays(-1);
        var length = period switch { "weekly" => 7, "monthly" => last.Day, _ => 1 };
        return new JsonObject
        {
            ["period"] = period,
            ["from"] = Day(last.AddDays(1 - length)),
            ["to"] = Day(last),
            ["metrics"] = await Figures(tenant, last.AddDays(1 - length), last),
            ["previous"] = await Figures(tenant, last.AddDays(1 - 2 * length), last.AddDays(-length)),
        };
    }

    private async Task<JsonObject> Figures(string tenant, DateOnly from, DateOnly to)
    {
        var days = await reports!.Days(tenant, from, to, CancellationToken.None);
        var won = (await reports.Amounts(tenant, ReportSubject.Company, from, to, CancellationToken.None)).Where(a => a.Currency == "SAR").ToList();
        return new JsonObject
        {
            ["new_leads"] = days.Sum(d => d.LeadsNew),
            ["qualified_leads"] = days.Sum(d => d.LeadsQualified),
            ["lost_leads"] = days.Sum(d => d.LeadsLost),
            ["conversations"] = days.Sum(d => d.Conversations),
            ["messages_in"] = days.Sum(d => d.MessagesIn),
            ["messages_out"] = days.Sum(d => d.MessagesOut),
            ["handed_over"] = days.Sum(d => d.HandedOver),
            ["service_breaches"] = days.Sum(d => d.Breaches),
            ["deals_won"] = won.Sum(a => a.Won),
            ["deals_lost"] = won.Sum(a => a.Lost),
            ["revenue_sar"] = won.Sum(a => a.WonValue),
        };
    }

    private Task<ConversationView?> Talk(string tenant, string id) => grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, id)).Get();

    private static JsonObject Of(LeadView lead)
    {
        var facts = new JsonObject();
        foreach (var (name, value) in lead.Facts) facts[name] = value;
        return new JsonObject
        {
            ["lead_id"] = lead.LeadId,
            ["name"] = lead.Name,
            ["phone"] = lead.Phone,
            ["source"] = lead.Source,
            ["status"] = lead.Status.ToString().ToLowerInvariant(),
            ["score"] = lead.Score,
            ["temperature"] = lead.Temperature.ToString().ToLowerInvariant(),
            ["language"] = lead.Language,
            ["signals"] = new JsonArray([.. lead.Reasons.Select(r => (JsonNode?)JsonValue.Create(r.Signal))]),
            ["company_name"] = facts[LeadFacts.CompanyName]?.DeepClone(),
            ["facts"] = facts,
        };
    }

    private static JsonArray Lines(ConversationView talk) => new([.. talk.Recent.Select((line, i) => (JsonNode)new JsonObject
    {
        ["index"] = i,
        ["from"] = line.FromCustomer ? "lead" : "agent",
        ["text"] = line.Text,
        ["at"] = Iso(line.At),
    })]);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
