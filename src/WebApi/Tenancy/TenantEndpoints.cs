using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>The caller's company.</summary>
internal static class TenantEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var tenant = api.MapGroup("/tenant").WithTags("Tenant");
        tenant.MapGet("", Get).Requires(Permission.TenantRead).WithSummary("The company: plan, prices, pipeline, facts, numbers.");
        tenant.MapPut("", Update).Requires(Permission.TenantManage).WithSummary("Changes the company's settings.")
            .WithDescription("What is left out stays as it is; an empty text takes an optional one away.");
        tenant.MapPost("/apply-template", ApplyTemplate).Requires(Permission.TenantManage)
            .WithSummary("Fills the company from a template; GET /pipelines/templates lists them.");
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> Get(ApiCall call)
    {
        if (await call.Grain<ITenantGrain>("tenant").Get() is not { } tenant) return Problems.NotFound(call);
        call.Tag(tenant.Version);
        var subscription = await call.Grain<ISubscriptionGrain>("subscription").Get();
        return TypedResults.Ok(TenantResponse.Of(tenant, subscription));
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> Update(TenantRequest request, ApiCall call, SalesFlow.Channels.IMailChannel mail)
    {
        var check = new Check(call.Http);
        var command = request.Command(check);
        if (check.Failed) return check.Problem();
        // Without mail, whoever has no authenticator app could never come in again.
        if (command.RequireSecondFactor == true && !mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");
        var outcome = await call.Grain<ITenantGrain>("tenant").Update(call.CommandId("tenant.update"), command, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("tenant", "tenant", outcome.Version);
        return await Get(call);
    }

    private static async Task<Results<Ok<TenantResponse>, ProblemHttpResult>> ApplyTemplate(ApplyTemplateRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var template = check.Required("template", request.Template, 64);
        if (!check.Failed)
        {
            var choices = await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Templates();
            check.OneOf("template", template, "", [.. choices.Select(c => c.Template)]);
        }
        if (check.Failed) return check.Problem();
        var outcome = await call.Guarded<ITenantGrain>("tenant").ApplyTemplate(call.CommandId("apply-template"), template);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("tenant", "tenant", outcome.Version);
        return await Get(call);
    }
}

/// <summary>Applies a template.</summary>
/// <param name="Template"><c>general</c>, <c>healthcare</c>, <c>real_estate</c>, <c>restaurants</c>, <c>retail</c>, <c>education</c>, <c>beauty</c>,
/// <c>automotive</c>, <c>legal</c>, <c>construction</c>, <c>ecommerce</c>, <c>platform</c>.</param>
internal sealed record ApplyTemplateRequest(string? Template);

/// <summary>The company as it stands.</summary>
/// <param name="TenantId">Its id.</param>
/// <param name="CompanyName">Its name.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="TimeZone">IANA zone of its business days.</param>
/// <param name="Template">The template applied last, or null.</param>
/// <param name="PriceList">What it sells.</param>
/// <param name="Pipeline">The stages that the template brought.</param>
/// <param name="Knowledge">What agents may quote.</param>
/// <param name="Numbers">Its WhatsApp numbers.</param>
/// <param name="Scoring">Where its leads' scores turn warm and hot.</param>
/// <param name="Version">Its version.</param>
/// <param name="TemplateNumber">How many templates have been applied.</param>
/// <param name="Profile">What it says of itself, and when it works.</param>
/// <param name="QuotesWithVat">Whether prices that it quotes contain value-added tax.</param>
/// <param name="Plan">The code of its plan, tried out or paid for; null for some moments after registration.</param>
/// <param name="IsActive">False while whoever runs the installation has suspended it.</param>
internal sealed record TenantResponse(
    string TenantId, string CompanyName, string Language, string TimeZone, string? Template, IReadOnlyList<PriceListItem> PriceList,
    IReadOnlyList<PipelineStage> Pipeline, IReadOnlyList<KnowledgeItem> Knowledge, IReadOnlyList<ConnectedNumber> Numbers, TemperatureBands Scoring,
    long Version, long TemplateNumber, TenantProfile Profile, bool QuotesWithVat, string? Plan, bool IsActive)
{
    public static TenantResponse Of(TenantView t, SubscriptionView? subscription) => new(
        t.TenantId, t.CompanyName, t.Language, t.TimeZone, t.Template, t.PriceList, t.Pipeline, t.Knowledge, t.Numbers, t.Scoring, t.Version,
        t.TemplateNumber, t.Profile, t.QuotesWithVat, subscription?.Plan, !t.Profile.Suspended);
}
