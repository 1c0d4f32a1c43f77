using SalesFlow.Common;

namespace SalesFlow.Leads.Forms;

/// <summary>A form came into being.</summary>
[EventName("form.created")]
public sealed record FormCreated(string Key, FormSettings Settings, DateTimeOffset At) : IDomainEvent;

/// <summary>Its settings were replaced.</summary>
[EventName("form.changed")]
public sealed record FormChanged(FormSettings Settings, DateTimeOffset At) : IDomainEvent;

/// <summary>It was deleted.</summary>
[EventName("form.deleted")]
public sealed record FormDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A visitor sent it. This event is the proof of a consent given with it.</summary>
[EventName("form.submitted")]
public sealed record FormSubmitted(string SubmissionId, FormSubmission Submission, DateTimeOffset At) : IDomainEvent;

/// <summary>What a visitor sent has become a lead.</summary>
[EventName("form.delivered")]
public sealed record FormDelivered(string SubmissionId, string? LeadId, string? Refusal, DateTimeOffset At) : IDomainEvent;

/// <summary>A key was claimed for a form.</summary>
[EventName("form-key.claimed")]
public sealed record FormKeyClaimed(string TenantId, string FormId) : IDomainEvent;
