using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>A tenant came into being.</summary>
[EventName("tenant.registered")]
public sealed record TenantRegistered(string CompanyName, string OwnerUserId, string OwnerName, string Language) : IDomainEvent;

/// <summary>A template's price list, pipeline and facts now hold.</summary>
[EventName("tenant.template_applied")]
public sealed record TemplateApplied(
    string Template, IReadOnlyList<PriceListItem> PriceList, IReadOnlyList<PipelineStage> Pipeline, IReadOnlyList<KnowledgeItem> Knowledge) : IDomainEvent;

/// <summary>A WhatsApp number was connected, or its particulars changed.</summary>
[EventName("tenant.number_connected")]
public sealed record NumberConnected(ConnectedNumber Number) : IDomainEvent;

/// <summary>The channel said something of a number, an account or a template that people should know.</summary>
[EventName("tenant.channel_noticed")]
public sealed record ChannelNoticed(ChannelNotice Notice, DateTimeOffset At) : IDomainEvent;

/// <summary>A number was claimed for a tenant.</summary>
[EventName("number-owner.claimed")]
public sealed record NumberClaimed(string TenantId) : IDomainEvent;
