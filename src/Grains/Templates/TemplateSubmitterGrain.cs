using Microsoft.Extensions.Logging;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Tenancy;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>Does at Meta what one template wants done. Keeps nothing: the template decides, and its timer stands behind every call.</summary>
[GrainType("template-submitter")]
internal sealed partial class TemplateSubmitterGrain(ITemplateChannel channel, ILogger<TemplateSubmitterGrain> logger) : Grain, ITemplateSubmitterGrain
{
    private static readonly TimeSpan NoToken = TimeSpan.FromMinutes(30);

    public async Task Run()
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        var template = GrainFactory.GetGrain<ITemplateGrain>(this.GetPrimaryKeyString());
        while (await template.NextTask() is { } order)
        {
            TemplateResult result;
            try
            {
                result = await Do(key.Tenant, order);
            }
            catch (Exception e)
            {
                AttemptFailed(logger, order.Attempt, e.GetType().Name);
                result = new TemplateResult(TemplateResultKind.Later, Reason: "exception");
            }
            await template.Record(order, result);
        }
    }

    private async Task<TemplateResult> Do(string tenant, TemplateOrder order)
    {
        if (await AccountTokens.Of(GrainFactory, tenant, order.BusinessAccountId) is not { } credentials)
            return new TemplateResult(TemplateResultKind.Later, Reason: "number_stopped", RetryAfter: NoToken);
        if (order.Task == TemplateTask.Create
            && await GrainFactory.GetGrain<ITemplatePaceGrain>(TenantKey.Format(tenant, order.BusinessAccountId)).Admit() is { } wait)
            return new TemplateResult(TemplateResultKind.NotYet, Reason: "hourly_limit", RetryAfter: wait);
        var result = await channel.Do(order, credentials, CancellationToken.None);
        // Before the answer is written down: Meta's word on the review may come at any moment from here on.
        if (result.Kind == TemplateResultKind.Done) await AccountTokens.Prove(GrainFactory, tenant, order.BusinessAccountId);
        return result;
    }

    [LoggerMessage(1, LogLevel.Warning, "What a template wanted done could not be tried (attempt {Attempt}, {Kind}); it is tried again.")]
    private static partial void AttemptFailed(ILogger logger, int attempt, string kind);
}

/// <summary>The token of an account: that of one of its numbers.</summary>
internal static class AccountTokens
{
    /// <summary>The credentials, or null where none of the account's numbers may be used now.</summary>
    public static async Task<NumberCredentials?> Of(IGrainFactory grains, string tenant, string account)
    {
        if (await grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, "tenant")).Get() is not { Profile.Suspended: false } company) return null;
        foreach (var number in company.Numbers.Where(n => n.BusinessAccountId == account))
        {
            if (await grains.GetGrain<IWhatsAppNumberGrain>(TenantKey.Format(tenant, number.PhoneNumberId)).GetCredentials() is { } credentials) return credentials;
        }
        return null;
    }

    /// <summary>
    /// Meta has let the company's token at the account: from here on the account's notices, which name no number, are the company's. Where tenants share
    /// an account, they are the first one's.
    /// </summary>
    public static async Task Prove(IGrainFactory grains, string tenant, string account)
    {
        var name = AliasNames.OfBusinessAccount(account);
        await grains.GetGrain<INumberOwnerGrain>(TenantKey.Format(TenantKey.Platform, name)).Claim(Id.Named("claim", name, tenant), tenant);
    }
}

/// <summary>Counts creations in moving hours.</summary>
[GrainType("template-pace")]
internal sealed class TemplatePaceGrain(
    [PersistentState("template-pace", SalesFlow.Entities.EntityStorage.Relational)] IPersistentState<TemplatePaceState> storage, TimeProvider clock) : Grain, ITemplatePaceGrain
{
    /// <summary>How many Meta takes an hour of one account.</summary>
    public const int MostAnHour = 100;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<TimeSpan?> Admit()
    {
        var now = clock.GetUtcNow();
        var created = storage.State.Created;
        created.RemoveAll(at => at <= now - Hour);
        if (created.Count >= MostAnHour) return created[0] + Hour - now;
        created.Add(now);
        await storage.WriteStateAsync();
        return null;
    }
}

/// <summary>What is stored of an account's pace.</summary>
internal sealed class TemplatePaceState
{
    /// <summary>When templates were created within the last hour, UTC, oldest first.</summary>
    public List<DateTimeOffset> Created { get; set; } = [];
}
