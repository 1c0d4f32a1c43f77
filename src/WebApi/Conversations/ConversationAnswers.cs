using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Conversations;

/// <summary>What conversations' routes answer in common: a refusal says who holds the talk and until when, or which templates may be sent.</summary>
internal static class ConversationAnswers
{
    /// <summary>Runs a command on a conversation and answers with the conversation as it stands then.</summary>
    public static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Change(
        string id, ApiCall call, Func<IConversationGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await command(call.Guarded<IConversationGrain>(id));
        if (!outcome.Accepted) return await Refused(call, id, outcome);
        await call.Settle("conversation", id, outcome.Version);
        return await Get(id, call);
    }

    /// <summary>The conversation.</summary>
    public static async Task<Results<Ok<ConversationView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IConversationGrain>(id).Get() is not { } talk) return Problems.NotFound(call);
        call.Tag(talk.Version);
        return TypedResults.Ok(talk);
    }

    /// <summary>A refusal with what the caller needs in order to go on.</summary>
    public static async Task<ProblemHttpResult> Refused(ApiCall call, string id, Outcome outcome)
    {
        var problem = Problems.Refused(call, outcome);
        if (outcome is { Refusal: Refusal.HeldByHuman, Detail: { } holder })
        {
            // The holder is the one who made the command fail; the instant is theirs only while they still hold it.
            var now = await call.Grain<IConversationGrain>(id).Get();
            problem.ProblemDetails.Extensions["heldBy"] = holder;
            problem.ProblemDetails.Extensions["heldByName"] = (await call.AnyUser(holder))?.FullName;
            problem.ProblemDetails.Extensions["heldUntil"] = now?.HeldBy == holder ? now.HeldUntil : null;
        }
        if (outcome.Refusal == Refusal.WindowClosed) problem.ProblemDetails.Extensions["templates"] = await Templates(call, id);
        return problem;
    }

    /// <summary>
    /// The templates that may be sent instead; none where the channel cannot be asked now. The channel's list may be some minutes old: what has been
    /// paused, disabled or deleted since is not offered.
    /// </summary>
    private static async Task<IReadOnlyList<ApprovedTemplate>> Templates(ApiCall call, string id)
    {
        if (await call.Grain<IConversationGrain>(id).Get() is not { } talk
            || (await call.Grain<ITenantGrain>("tenant").Get())?.Numbers.FirstOrDefault(n => n.PhoneNumberId == talk.PhoneNumberId) is not { } number
            || await call.Grain<IWhatsAppNumberGrain>(number.PhoneNumberId).GetCredentials() is not { } credentials) return [];
        var services = call.Http.RequestServices;
        if (await services.GetRequiredService<IMessageTemplates>().Approved(number.BusinessAccountId, credentials, call.Aborted) is not { } approved) return [];
        var known = (await services.GetRequiredService<ITemplateLists>().InAccount(call.Tenant, number.BusinessAccountId, call.Aborted))
            .ToLookup(k => (k.Name, k.Language));
        return
        [
            .. approved.Where(t => known[(t.Name, t.Language)].All(k => TemplateListing.IsSendable(k.Status)))
                .Select(t => known[(t.Name, t.Language)].Any(k => k.TemplateId == TemplateIds.Of(t.Name)) ? t with { Code = t.Name } : t),
        ];
    }

    /// <summary>The first of some ids that is no active user of the tenant, or null; with who it is of those whose role lacks a permission.</summary>
    public static async Task<(string? Unknown, string? Unable)> Unfit(ApiCall call, IEnumerable<string> userIds, Permission needed)
    {
        foreach (var id in userIds)
        {
            if (await call.ActiveUser(id) is not { } user) return (id, null);
            if (!await call.MayNow(user, needed)) return (null, id);
        }
        return default;
    }
}
