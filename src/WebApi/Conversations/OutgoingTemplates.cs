using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Templates;

namespace SalesFlow.WebApi.Conversations;

/// <summary>Makes messages of templates, and sees to it that none goes out that Meta does not let through.</summary>
internal static class OutgoingTemplates
{
    /// <summary>The content of a template of the company's own, by its code and named values; or why it cannot be sent.</summary>
    public static async Task<(OutboundContent? Content, ProblemHttpResult? Refused)> ByCode(
        ApiCall call, Check check, ConversationView talk, TemplateRequest request, string? replyTo)
    {
        foreach (var (name, given) in new[] { ("template.name", request.Name is { Length: > 0 }), ("template.bodyValues", request.BodyValues is not null) })
            if (given) check.Add(name, "field.beside", "template.code");
        var code = check.Required("template.code", request.Code, 128);
        var language = check.OneOf("template.language", request.Language, talk.Language, "ar", "en");
        var values = TemplateValues.Read(check, "template.values", request.Values);
        if (check.Failed) return (null, check.Problem());
        var id = TemplateIds.Of(code);
        if (await call.Grain<ITemplateGrain>(id).Get() is not { Deleted: false, IsActive: true } template)
        {
            check.Add("template.code", "template.unknown");
            return (null, check.Problem());
        }
        if (template.External) check.Add("template.code", "template.by_name");
        else if (template.Content.Channel != TemplateChannel.Whatsapp) check.Add("template.code", "template.not_whatsapp");
        else if (template.Content.Body(language) is null) check.Add("template.language", "template.language");
        if (check.Failed) return (null, check.Problem());
        var account = await Account(call, talk);
        var listing = template.Listings.FirstOrDefault(l => l.BusinessAccountId == account && l.Language == language);
        if (listing is not { Sendable: true, Parameters: { } parameters }) return (null, NotSendable(call, listing?.Status ?? TemplateStatus.NotSubmitted));

        var rendered = TemplateText.Render(template.Content, language, values);
        // Meta has the version that it has reviewed: a newer one may use other values.
        var current = listing.Number == template.Number;
        TemplateFaults.Tell(check, current ? rendered.Faults : [.. rendered.Faults.Where(f => f.Rule is not ("missing" or "unknown_value"))], "template.");
        foreach (var name in parameters.Header.Concat(parameters.Body).Concat(parameters.Buttons.Select(b => b.Name)))
            if (string.IsNullOrWhiteSpace(values.GetValueOrDefault(name))) check.Add("template.values." + name, "template.missing");
        if (check.Failed) return (null, check.Problem());
        return (new OutboundContent(
            OutboundKind.Template, current ? rendered.Body : null, ReplyTo: replyTo,
            Template: new TemplateMessage(code, language, [.. parameters.Body.Select(Value)], TemplateWords.Of(listing.Category ?? template.Content.WhatsappCategory))
            {
                HeaderValue = parameters.Header.Count > 0 ? Value(parameters.Header[0]) : null,
                ButtonValues = parameters.Buttons.Count > 0 ? parameters.Buttons.ToDictionary(b => b.Index, b => Value(b.Name)) : null,
            }), null);

        string Value(string name) => values[name]!.Trim();
    }

    /// <summary>The refusal of a template that is known not to be let through by Meta; null for everything else.</summary>
    public static async Task<ProblemHttpResult?> Unfit(ApiCall call, string conversationId, OutboundContent content)
    {
        if (content.Template is not { } template || await call.Grain<IConversationGrain>(conversationId).Get() is not { } talk
            || await Account(call, talk) is not { } account) return null;
        return await TemplateStandings.Find(call.Grains, call.Tenant, account, template.Name, template.Language) is { Listing: { Sendable: false, Status: var status } }
            ? NotSendable(call, status)
            : null;
    }

    /// <summary>The account of the number that a conversation goes through, or null where it is not connected.</summary>
    public static async Task<string?> Account(ApiCall call, ConversationView talk) =>
        (await call.Grain<ITenantGrain>("tenant").Get())?.Numbers.FirstOrDefault(n => n.PhoneNumberId == talk.PhoneNumberId)?.BusinessAccountId;

    private static ProblemHttpResult NotSendable(ApiCall call, TemplateStatus status)
    {
        var word = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
        var problem = Problems.Of(call.Http, StatusCodes.Status409Conflict, "template_not_sendable", Problems.Word(call.Http, "template_" + word));
        problem.ProblemDetails.Extensions["templateStatus"] = word;
        return problem;
    }
}
