using System.Collections.Frozen;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Headers of commands, and words for parameters by their names; where a name means something else on a route, by that route.</summary>
internal static class ApiParameters
{
    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "The id, as an earlier answer gave it.",
        ["limit"] = "How many items at most: 1 to 100, 50 unless given.",
        ["cursor"] = "`next` of the page before.",
        ["search"] = "Words to be found, in any Arabic spelling; at most 200 characters.",
        ["from"] = "The first day or instant, included.",
        ["to"] = "The last day, or the instant before which.",
        ["after"] = "Only what comes after this number.",
        ["sort"] = "The order; `-` in front turns it round.",
        ["status"] = "Only these.",
        ["assignee"] = "A user's id, `me` or `none`.",
        ["owner"] = "A user's id, `me` or `none`.",
        ["ownerId"] = "Whose: a user's id or `me`.",
        ["userId"] = "Of this user: an id.",
        ["leadId"] = "Of this lead.",
        ["dealId"] = "Of this deal.",
        ["contactId"] = "Of this contact.",
        ["companyId"] = "Of this company.",
        ["conversationId"] = "Of this conversation.",
        ["messageId"] = "The message's id.",
        ["noteId"] = "The note's id.",
        ["deliveryId"] = "The delivery's id.",
        ["phoneNumberId"] = "The number's id at Meta: digits.",
        ["key"] = "The form's public key.",
        ["q"] = "Words or their beginnings, in any Arabic spelling; 2 to 200 characters.",
        ["format"] = "`csv` (default), `xlsx`, `json` or `ndjson`.",
        ["bom"] = "`false` leaves the byte order mark out of CSV.",
        ["direction"] = "`inbound` or `outbound`.",
        ["source"] = "Where they came from, such as `web` or `whatsapp`.",
        ["sector"] = "The sector's code, such as `healthcare`.",
        ["city"] = "The city, as it is written in the record.",
        ["region"] = "The region, as it is written in the record.",
        ["tag"] = "Only what has this tag.",
        ["temperature"] = "`cold`, `warm` or `hot`.",
        ["scoreFrom"] = "The least score, 0 to 100.",
        ["scoreTo"] = "The highest score, 0 to 100.",
        ["valueFrom"] = "The least value.",
        ["valueTo"] = "The highest value.",
        ["closeFrom"] = "Expected to close on this day or later.",
        ["closeTo"] = "Expected to close on this day or earlier.",
        ["createdFrom"] = "Created at this instant or later.",
        ["createdTo"] = "Created before this instant.",
        ["createdUntil"] = "Created before this instant.",
        ["updatedFrom"] = "Changed at this instant or later.",
        ["updatedTo"] = "Changed before this instant.",
        ["hasDeal"] = "`true`: with a deal; `false`: without one.",
        ["deleted"] = "`true`: only what was deleted.",
        ["archived"] = "`true`: archived ones too.",
        ["active"] = "`true`: only active ones; `false`: only the others.",
        ["view"] = "A saved view's id: its filters and order hold where the address says nothing else.",
        ["allowDuplicate"] = "`true` restores it although another one has its phone or e-mail now.",
        ["pipelineId"] = "The pipeline's id; `default` unless given.",
        ["stage"] = "The stage's code.",
        ["stale"] = "`true`: only deals without work for too long.",
        ["month"] = "The month, as `2026-11`; the present one unless given.",
        ["folder"] = "`mine`, `unassigned`, `unread`, `waiting`, `snoozed` or `resolved`.",
        ["label"] = "A label's id.",
        ["handler"] = "Who answers: `agent`, `human_queue` or `human`.",
        ["unread"] = "`true`: only what nobody of the team has seen.",
        ["channel"] = "The channel, such as `whatsapp`.",
        ["entity"] = "The kind of record.",
        ["language"] = "`ar` or `en`.",
        ["decisionMaker"] = "`true`: only those who decide.",
        ["consent"] = "`pending`, `granted` or `revoked`, for WhatsApp.",
        ["size"] = "`micro`, `small`, `medium`, `large` or `enterprise`.",
        ["crNumber"] = "The commercial registration: ten digits.",
        ["name"] = "The name to compare with.",
        ["nameAr"] = "The Arabic name to compare with.",
        ["type"] = "Only these kinds; several with commas.",
        ["done"] = "`true`: only what is done; `false`: only what is open.",
        ["pinned"] = "`true`: only what is pinned.",
        ["due"] = "`today`, `overdue` or `week`, counted in the company's days.",
        ["outcome"] = "How it ended.",
        ["state"] = "Only these.",
        ["by"] = "`day` or `month`.",
        ["staleLeadDays"] = "After how many days without work a lead is stale.",
        ["staleDealDays"] = "After how many days without work a deal is stale.",
        ["period"] = "A month as `2026-11` or a day as `2026-11-23`; the present month unless given.",
        ["open"] = "`true`: only what nobody has acknowledged.",
        ["role"] = "Only users of this role.",
        ["actor"] = "Who did it: a user's id.",
        ["action"] = "What was done, such as `login`.",
        ["entityType"] = "The kind of record that it was done to.",
        ["entityId"] = "The id of what it was done to.",
        ["plan"] = "The plan's word: `basic`, `professional` or `enterprise`.",
        ["category"] = "What they are filed under, such as `policy`.",
        ["internal"] = "`true`: only what is for the team; `false`: only what customers may be told.",
        ["version"] = "The version's number, from 1.",
        ["request_type"] =
            "`talking_points`, `value_proposition`, `competitive_analysis`, `objection_response`, `case_study_match` or `pricing_strategy`.",
        ["runId"] = "The run's id.",
        ["shadowId"] = "The trial's id.",
        ["kind"] = "`talk`: answers to customers; `task`: the others.",
        ["agent"] = "The agent's id, such as `lead_qualification`.",
        ["subject"] = "The id of what the run was about.",
        ["suspended"] = "`true`: only suspended ones; `false`: only the others.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> OnRoute = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/api/v1/views entity"] = "`leads`, `deals`, `contacts`, `companies` or `conversations`.",
        ["/api/v1/fields entity"] = "`lead`, `deal`, `contact` or `company`.",
        ["/api/v1/admin/policies type"] = "`commission`, `guarantee`, `refund`, `compliance` or `privacy`.",
        ["/api/v1/templates channel"] = "`whatsapp`, `email`, `sms` or `voice`.",
        ["/api/v1/templates category"] = "`outreach`, `followup`, `meeting`, `affiliate`, `internal`, `sales`, `support` or `compliance`.",
        ["/api/v1/templates language"] = "`ar` or `en`: only those with words in it.",
        ["/api/v1/templates status"] = "Only those with this standing at Meta, such as `approved`; `not_submitted` for those without any.",
        ["/api/v1/knowledge status"] = "`draft`, `approved`, `expired` or `archived`.",
        ["/api/v1/knowledge/{id}/versions/{version}/diff to"] = "The other version's number; the newest unless given.",
        ["/api/v1/knowledge/gaps status"] = "`open` (default), `drafted`, `dismissed` or `dropped`.",
        ["/api/v1/knowledge/gaps sort"] = "`recent` (default): asked last first; `count`: asked most first.",
        ["/api/v1/sectors/{sector}/assets type"] = "One kind of asset, such as `script`.",
        ["/api/v1/sectors/{sector}/strategy stage"] = "`prospecting`, `discovery`, `qualification`, `proposal`, `negotiation` or `closing`.",
        ["/api/v1/sectors/{sector}/strategy language"] = "Only assets in `ar` or `en`.",
        ["/api/v1/agents/runs status"] = "`running`, `success`, `escalated`, `held`, `released`, `discarded` or `failed`; of answers to customers `held`, `sent` or `dropped`.",
        ["/api/v1/sla state"] = "`running`, `warned`, `breached` or `ended`.",
        ["/api/v1/webhooks/{id}/deliveries state"] = "`pending`, `delivered` or `failed`.",
        ["/api/v1/customers sort"] = "`newest` (default) or `lifetime_value`: the largest first.",
        ["/api/v1/events limit"] = "How many events at most.",
        ["/api/v1/auth/oidc/start returnUrl"] = "The page to come back to: a path of this site, at most 500 characters; `/` unless given.",
        ["/api/v1/auth/oidc/callback code"] = "The provider's code.",
        ["/api/v1/auth/oidc/callback state"] = "What the start gave to the provider.",
        ["/api/v1/auth/oidc/callback error"] = "What the provider says in place of a code: `access_denied` where somebody cancelled.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is ended and never changed has no version; a tenant's file is put together from three things.</summary>
    public static readonly FrozenSet<string> Unversioned = new[]
    {
        "/api/v1/auth/sessions/{id}", "/api/v1/auth/totp", "/api/v1/admin/api-keys/{id}", "/api/v1/admin/tenants/{id}",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Complete(OpenApiOperation operation, string method, string path)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (!string.IsNullOrEmpty(parameter.Description)) continue;
            var name = parameter.Name ?? "";
            if (OnRoute.TryGetValue($"{path} {name}", out var here)) parameter.Description = here;
            else if (Meanings.TryGetValue(name, out var meaning)) parameter.Description = meaning;
        }
        if (method == "POST")
            Header(
                operation, "Idempotency-Key",
                "The same request under the same key changes nothing and gives the first answer again; another one is 422 `key_reused`.", 255);
        if (method is "PUT" or "POST" or "DELETE")
            Header(operation, "Prefer", "`wait=2`: answer when lists show the change, at most so many seconds (1 to 5).", null);
        if (method is "PUT" or "DELETE" && !Unversioned.Contains(path))
            Header(operation, "If-Match", "The ETag that was read: 412 where somebody was faster.", null);
        Header(operation, "Accept-Language", "`ar` or `en`: the language of errors.", null);
    }

    private static void Header(OpenApiOperation operation, string name, string description, int? longest)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.Any(p => p.Name == name)) return;
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = longest },
        });
    }
}
