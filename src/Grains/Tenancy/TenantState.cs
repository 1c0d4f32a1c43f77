using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A tenant's profile.</summary>
public sealed record TenantState : IFold<TenantState>
{
    /// <summary>The company's name; null before registration.</summary>
    public string? CompanyName { get; init; }

    /// <summary>Main language.</summary>
    public string Language { get; init; } = "ar";

    /// <summary>IANA zone of its business days.</summary>
    public string TimeZone { get; init; } = BusinessCalendar.DefaultZone;

    /// <summary>The template applied last.</summary>
    public string? Template { get; init; }

    /// <summary>How many templates have been applied.</summary>
    public long TemplateNumber { get; init; }

    /// <summary>What it sells.</summary>
    public ImmutableArray<PriceListItem> PriceList { get; init; } = [];

    /// <summary>Its stages.</summary>
    public ImmutableArray<PipelineStage> Pipeline { get; init; } = [];

    /// <summary>What agents may quote.</summary>
    public ImmutableArray<KnowledgeItem> Knowledge { get; init; } = [];

    /// <summary>Its numbers.</summary>
    public ImmutableArray<ConnectedNumber> Numbers { get; init; } = [];

    /// <inheritdoc/>
    public TenantState Apply(IDomainEvent e) => e switch
    {
        TenantRegistered r => this with { CompanyName = r.CompanyName, Language = r.Language },
        TemplateApplied t => this with
        {
            Template = t.Template, PriceList = [.. t.PriceList], Pipeline = [.. t.Pipeline], Knowledge = [.. t.Knowledge], TemplateNumber = TemplateNumber + 1,
        },
        NumberConnected n => this with { Numbers = [.. Numbers.Where(x => x.PhoneNumberId != n.Number.PhoneNumberId), n.Number] },
        _ => this,
    };
}
