using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Templates;

/// <summary>Message templates: their words, versions, previews, and their standing at Meta.</summary>
internal static class TemplateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/templates").WithTags("Templates").Requires(Permission.TemplatesRead);
        templates.MapGet("", List).WithSummary("Message templates, by their codes.")
            .WithDescription("language: with words in it. status: with this standing at Meta, in the language named where one is.");
        templates.MapPost("", Create).Requires(Permission.TemplatesManage).WithSummary("Writes a template's first version.");
        templates.MapGet("/sync", Accounts).WithSummary("The company's WhatsApp accounts, and when their templates were read last.");
        templates.MapPost("/sync", Sync).Requires(Permission.TemplatesManage)
            .WithSummary("Reads the accounts' templates from Meta, those made elsewhere too.")
            .WithDescription("They are read daily by themselves; what was read a moment ago is not read again.");
        templates.MapGet("/{id}", Get).WithSummary("One template with its standing at Meta.");
        templates.MapPut("/{id}", Update).Requires(Permission.TemplatesManage).WithSummary("Writes the next version, or takes it into or out of use.")
            .WithDescription("What is left out stays; an empty text takes an optional one away. What Meta has is changed by the next submission only.");
        templates.MapDelete("/{id}", Delete).Requires(Permission.TemplatesManage).WithSummary("Deletes a template, at Meta too. Its versions stay.");
        templates.MapGet("/{id}/versions", Versions).WithSummary("All versions of a template, newest first.");
        templates.MapPost("/{id}/preview", Preview).WithSummary("The template with values filled in: its words, its length, and what is wrong.");
        templates.MapPost("/{id}/submit", Submit).Requires(Permission.TemplatesManage).WithSummary("Submits a WhatsApp template to Meta's review.")
            .WithDescription("In every language and every connected account unless one is named. What Meta has already is not asked again.");
    }

    private static Task<Results<Ok<Page<TemplateResponse>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] ITemplateLists lists, string? channel = null, string? category = null, string? language = null, string? status = null,
        string? active = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var filter = new TemplateFilter(
            query.Word<TemplateChannel>("channel", channel), query.Word<TemplateCategory>("category", category), query.OneOf("language", language, "ar", "en"),
            query.Word<TemplateStatus>("status", status), query.Flag("active", active), query.Search);
        return query.Answer(async (size, after) =>
        {
            var page = await lists.Templates(call.Tenant, filter, after, size, call.Aborted);
            return new Page<TemplateResponse>([.. page.Items.Select(TemplateResponse.Of)], page.Next);
        });
    }

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (await Find(id, call) is not { } template) return Problems.NotFound(call);
        call.Tag(template.Version);
        return TypedResults.Ok(TemplateResponse.Of(template));
    }

    private static async Task<Results<Created<TemplateResponse>, ProblemHttpResult>> Create(MessageTemplateRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var code = check.Required("code", request.Code, 64);
        if (code.Length is > 0 and <= 64 && !TemplateRules.IsCode(code)) check.Add("code", "template.code");
        var content = request.Content(check, null);
        if (check.Failed) return check.Problem();
        var id = TemplateIds.Of(code);
        var grain = call.Grain<ITemplateGrain>(id);
        var outcome = await grain.Create(call.CommandId("template.create:" + id), code, content!, request.IsActive ?? true);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("template", id, outcome.Version);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/templates/{id}", TemplateResponse.Of((await grain.Get())!));
    }

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> Update(string id, MessageTemplateRequest request, ApiCall call)
    {
        if (await Find(id, call) is not { } before) return Problems.NotFound(call);
        var check = new Check(call.Http);
        // What was read may be sent back; a code never changes, and neither does a channel.
        if (!string.IsNullOrEmpty(request.Code) && request.Code != before.Code) check.Add("code", "field.fixed");
        var content = request.Content(check, before.Content);
        if (content is not null && content.Channel != before.Content.Channel) check.Add("channel", "field.fixed");
        if (check.Failed && (content is null || !before.External)) return check.Problem();
        var outcome = await call.Guarded<ITemplateGrain>(id).Update(call.CommandId("template.update:" + id), content, request.IsActive);
        return await Answer(id, call, outcome);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (await Find(id, call) is null) return Problems.NotFound(call);
        var outcome = await call.Guarded<ITemplateGrain>(id).Delete(call.CommandId("template.delete:" + id));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("template", id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<TemplateVersionView>>, ProblemHttpResult>> Versions(
        string id, ApiCall call, [FromServices] ITemplateLists lists, int? limit = null, string? cursor = null) =>
        await Find(id, call) is null
            ? Problems.NotFound(call)
            : await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Versions(call.Tenant, id, after, size, call.Aborted));

    private static async Task<Results<Ok<TemplatePreviewResponse>, ProblemHttpResult>> Preview(string id, ApiCall call, TemplatePreviewRequest? request = null)
    {
        if (await Find(id, call) is not { } template) return Problems.NotFound(call);
        // Whoever names a version wants to see that one.
        if (call.ExpectedVersion is { } seen && seen != template.Version) return Problems.Stale(call);
        var check = new Check(call.Http);
        var language = check.OneOf("language", request?.Language, template.Content.Languages().First(), "ar", "en");
        if (language is "ar" or "en" && template.Content.Body(language) is null) check.Add("language", "template.language");
        var values = TemplateValues.Read(check, "values", request?.Values);
        if (check.Failed) return check.Problem();
        var rendered = TemplateText.Render(template.Content, language, values, preview: true);
        var wrong = new Check(call.Http);
        TemplateFaults.Tell(wrong, rendered.Faults);
        return TypedResults.Ok(new TemplatePreviewResponse(
            rendered.Language, rendered.Subject, rendered.Header, rendered.Body, rendered.Footer, rendered.Buttons, rendered.Characters, rendered.Sms,
            rendered.Faults.Count == 0, wrong.Errors));
    }

    private static async Task<Results<Accepted<TemplateResponse>, ProblemHttpResult>> Submit(string id, ApiCall call, TemplateSubmitRequest? request = null)
    {
        if (await Find(id, call) is not { } template) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var language = check.OneOf("language", request?.Language, "", "ar", "en");
        if (language.Length > 0 && language is "ar" or "en" && template.Content.Body(language) is null) check.Add("language", "template.language");
        var accounts = await AccountsOf(call, check, request?.BusinessAccountId);
        if (check.Failed) return check.Problem();
        var outcome = await call.Guarded<ITemplateGrain>(id).Submit(
            call.CommandId("template.submit:" + id), accounts, language.Length > 0 ? [language] : [.. template.Content.Languages()]);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("template", id, outcome.Version);
        var now = (await call.Grain<ITemplateGrain>(id).Get())!;
        call.Tag(now.Version);
        return TypedResults.Accepted($"/api/v1/templates/{id}", TemplateResponse.Of(now));
    }

    private static async Task<Ok<Page<TemplateAccountView>>> Accounts(ApiCall call)
    {
        var accounts = await AccountsOf(call, new Check(call.Http), null);
        return TypedResults.Ok(new Page<TemplateAccountView>(await Task.WhenAll(accounts.Select(a => call.Grain<ITemplateAccountGrain>(a).Get())), null));
    }

    private static async Task<Results<Accepted<Page<TemplateAccountView>>, ProblemHttpResult>> Sync(ApiCall call)
    {
        var accounts = await AccountsOf(call, new Check(call.Http), null);
        if (accounts.Count == 0) return Problems.Refused(call, new Outcome(Refusal.NotConfigured, 0, "whatsapp"));
        foreach (var account in accounts) await call.Grain<ITemplateAccountGrain>(account).Sync(call.CommandId("template.sync:" + account));
        return TypedResults.Accepted(
            "/api/v1/templates/sync",
            new Page<TemplateAccountView>(await Task.WhenAll(accounts.Select(a => call.Grain<ITemplateAccountGrain>(a).Get())), null));
    }

    /// <summary>The accounts of the company's numbers; one of them where it is named.</summary>
    private static async Task<IReadOnlyList<string>> AccountsOf(ApiCall call, Check check, string? wanted)
    {
        var numbers = (await call.Grain<ITenantGrain>("tenant").Get())?.Numbers ?? [];
        List<string> accounts = [.. numbers.Select(n => n.BusinessAccountId).Where(a => a.Length > 0).Distinct(StringComparer.Ordinal)];
        if (check.Optional("businessAccountId", wanted, 32) is not { } one) return accounts;
        // Another company's account is no account of this one.
        if (!accounts.Contains(one, StringComparer.Ordinal)) check.Add("businessAccountId", "template.account");
        return [one];
    }

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> Answer(string id, ApiCall call, Outcome outcome)
    {
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("template", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<TemplateView?> Find(string id, ApiCall call) =>
        Key.Fits(id) && await call.Grain<ITemplateGrain>(id).Get() is { Deleted: false } template ? template : null;
}
