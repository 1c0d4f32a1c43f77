using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads.Forms;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads.Forms;

/// <summary>Forms, as the company sees them.</summary>
internal static class FormEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var forms = api.MapGroup("/forms").WithTags("Forms").Requires(Permission.LeadsRead);
        forms.MapGet("", List).WithSummary("Forms, newest first.");
        forms.MapPost("", Create).Requires(Permission.ChannelsManage).WithSummary("Makes a form with a public key of its own.");
        forms.MapGet("/{id}", Get).WithSummary("One form.");
        forms.MapPut("/{id}", Change).Requires(Permission.ChannelsManage).WithSummary("Replaces a form's settings; its key stays.");
        forms.MapDelete("/{id}", Delete).Requires(Permission.ChannelsManage).WithSummary("Deletes a form: its key leads nowhere from now on.");
        PublicFormEndpoints.Map(api);
    }

    private static Task<Results<Ok<Page<FormRowView>>, ProblemHttpResult>> List(ApiCall call, [FromServices] IFormLists lists, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) => lists.Forms(call.Tenant, after, size, call.Aborted));

    private static async Task<Results<Created<FormView>, ProblemHttpResult>> Create(FormRequest request, ApiCall call, [FromServices] IMailChannel mail)
    {
        var check = new Check(call.Http);
        var settings = request.Settings(check);
        if (check.Failed) return check.Problem();
        if (settings.ConfirmByEmail && !mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");
        var command = call.CommandId("form.create");
        var id = Id.Named("form", command);
        var form = call.Grain<IFormGrain>(id);
        var outcome = await form.Create(command, "form_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)), settings);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        // The form's own key, which a repeat of the command finds as the first one made it.
        var view = await form.Get() ?? throw new InvalidOperationException("A created form has no view.");
        var claimed = await call.Grains.GetGrain<IFormKeyGrain>(TenantKey.Format(TenantKey.Platform, view.Key)).Claim(command, call.Tenant, id);
        if (!claimed.Accepted) return Problems.Refused(call, claimed);
        await call.Settle("form", id, outcome.Version);
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/forms/{id}", view);
    }

    private static async Task<Results<Ok<FormView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IFormGrain>(id).Get() is not { } form) return Problems.NotFound(call);
        call.Tag(form.Version);
        return TypedResults.Ok(form);
    }

    private static async Task<Results<Ok<FormView>, ProblemHttpResult>> Change(string id, FormRequest request, ApiCall call, [FromServices] IMailChannel mail)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var settings = request.Settings(check);
        if (check.Failed) return check.Problem();
        if (settings.ConfirmByEmail && !mail.IsConfigured) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "mail_off");
        var outcome = await call.Grain<IFormGrain>(id).Change(call.CommandId("form.change:" + id), settings, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("form", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IFormGrain>(id).Delete(call.CommandId("form.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("form", id, outcome.Version);
        return TypedResults.NoContent();
    }
}
