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
        tenant.MapGet("", Get).Requires(Permission.TenantRead).WithSummary("The company: prices, pipeline, facts, numbers.");
        tenant.MapPut("", Update).Requires(Permission.TenantManage).WithSummary("Changes the company's settings.")
            .WithDescription("What is left out stays as it is; an empty text takes an optional one away.");
        tenant.MapPost("/apply-template", ApplyTemplate).Requires(Permission.TenantManage)
            .WithSummary("Fills the company from a template; GET /pipelines/templates lists them.");
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> Get(ApiCall call)
    {
        if (await call.Grain<ITenantGrain>("tenant").Get() is not { } tenant) return Problems.NotFound(call);
        call.Tag(tenant.Version);
        return TypedResults.Ok(tenant);
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> Update(TenantRequest request, ApiCall call, SalesFlow.Channels.IMailChannel mail)
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

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> ApplyTemplate(ApplyTemplateRequest request, ApiCall call)
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
