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

/// <summary>Settings changed; null means that one stayed as it was, an empty text that an optional one was taken away.</summary>
[EventName("tenant.settings_changed")]
public sealed record TenantSettingsChanged(UpdateTenant Changes, DateTimeOffset At) : IDomainEvent;

/// <summary>The company was suspended.</summary>
[EventName("tenant.suspended")]
public sealed record TenantSuspended(string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The suspension ended.</summary>
[EventName("tenant.reactivated")]
public sealed record TenantReactivated(string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>Four fifths of a limit are used. Once a metric and month.</summary>
[EventName("tenant.quota_warned")]
public sealed record QuotaWarned(QuotaWarning Warning, DateTimeOffset At) : IDomainEvent;

/// <summary>How far a limit is used.</summary>
/// <param name="Metric">The metric's word.</param>
/// <param name="Month"><c>2026-11</c>.</param>
/// <param name="Used">So much.</param>
/// <param name="Limit">Of so much.</param>
[GenerateSerializer, Immutable, Alias("tenant.quota_warning")]
public sealed record QuotaWarning(string Metric, string Month, long Used, long Limit);

/// <summary>A slug was claimed for a tenant.</summary>
[EventName("slug-owner.claimed")]
public sealed record SlugClaimed(string TenantId) : IDomainEvent;

/// <summary>A number was claimed for a tenant.</summary>
[EventName("number-owner.claimed")]
public sealed record NumberClaimed(string TenantId) : IDomainEvent;
