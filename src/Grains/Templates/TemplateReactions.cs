using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>Every company gets its own copies of the templates that come with the product; what it has changed or deleted stays as it is.</summary>
internal sealed class TemplateLibraryReaction(IGrainFactory grains) : IReaction
{
    public string Name => "message-templates";

    // Registration applies a template too.
    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "tenant.template_applied");

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        foreach (var template in MessageTemplateFiles.All)
            await grains.GetGrain<ITemplateGrain>(TenantKey.Format(e.Tenant, TemplateIds.Of(template.Code))).Adopt("library", template.Code, template.Content);
    }
}

/// <summary>A number's account has templates: from its connection on they are read daily.</summary>
internal sealed class TemplateAccountReaction(IGrainFactory grains) : IReaction
{
    public string Name => "template-accounts";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "tenant.number_connected");

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (e.Event is NumberConnected { Number.BusinessAccountId: { Length: > 0 } account })
            await grains.GetGrain<ITemplateAccountGrain>(TenantKey.Format(e.Tenant, account)).Begin(e.CommandId);
    }
}

/// <summary>The templates of companies, asked of their grains.</summary>
internal sealed class MessageTemplateLibrary(IGrainFactory grains) : IMessageTemplateLibrary
{
    public async Task<TemplateView?> Find(string tenant, string code) =>
        await grains.GetGrain<ITemplateGrain>(TenantKey.Format(tenant, TemplateIds.Of(code))).Get() is { Deleted: false, IsActive: true } view ? view : null;

    public async Task<RenderedTemplate?> Render(string tenant, string code, string language, IReadOnlyDictionary<string, string?> values)
    {
        if (await Find(tenant, code) is not { Content: var content }) return null;
        var said = content.Body(language) is not null ? language : content.Languages().First();
        return TemplateText.Render(content, said, values);
    }
}
