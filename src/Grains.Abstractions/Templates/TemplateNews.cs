using SalesFlow.Common;

namespace SalesFlow.Templates;

/// <summary>Brings what the channel says of templates to the template that it is about.</summary>
public static class TemplateNews
{
    /// <summary>
    /// Tells sightings of one name in one account. The company's own template takes them where it was submitted there; otherwise they are of one that was
    /// made elsewhere. Call within the tenant.
    /// </summary>
    /// <param name="grains">The grains.</param>
    /// <param name="tenant">The company.</param>
    /// <param name="commandId">The same for each repeat of the same news.</param>
    /// <param name="sightings">At least one; all of one account and one name.</param>
    public static async Task Tell(IGrainFactory grains, string tenant, string commandId, IReadOnlyList<TemplateSighting> sightings)
    {
        var (account, name) = (sightings[0].BusinessAccountId, sightings[0].Name);
        if (TemplateRules.IsCode(name) && await Grain(name).Observe(commandId, sightings) is { Refusal: not Refusal.NotFound }) return;
        await Grain(TemplateIds.External(name, account)).Import(commandId, sightings);

        ITemplateGrain Grain(string code) => grains.GetGrain<ITemplateGrain>(TenantKey.Format(tenant, TemplateIds.Of(code)));
    }
}
