using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>Refuses what people and integrations add by themselves where the plan allows no more.</summary>
internal static class QuotaProblems
{
    /// <summary>The answer (402, naming metric, limit and what is used) where so many more are too many; null where they are allowed.</summary>
    public static async ValueTask<ProblemHttpResult?> Exceeded(ApiCall call, QuotaMetric metric, long more = 1)
    {
        var quotas = call.Http.RequestServices.GetRequiredService<IQuotas>();
        if (await quotas.Allows(call.Tenant, metric, more, call.Aborted)) return null;
        var use = (await quotas.Standing(call.Tenant, call.Aborted)).Uses[(int)metric];
        var details = Problems.Details(
            call.Http, StatusCodes.Status402PaymentRequired, "quota_exceeded", Problems.Word(call.Http, metric.Word()));
        // What does not begin anew with a month has a way out of its own.
        if (Problems.Find(call.Http, "quota_exceeded." + metric.Word()) is { } told) details.Detail = told;
        details.Extensions["metric"] = metric.Word();
        details.Extensions["limit"] = use.Limit;
        details.Extensions["used"] = use.Used;
        return TypedResults.Problem(details);
    }
}
