using SalesFlow.Common;

namespace SalesFlow.Companies;

/// <summary>A company was entered.</summary>
[EventName("company.created")]
public sealed record CompanyCreated(CompanyDetails Details, DateTimeOffset At) : IDomainEvent;

/// <summary>Particulars changed: null ones did not, empty ones were cleared.</summary>
[EventName("company.updated")]
public sealed record CompanyUpdated(CompanyDetails Changes, DateTimeOffset At) : IDomainEvent;

/// <summary>The company was taken out of lists.</summary>
[EventName("company.deleted")]
public sealed record CompanyDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A deleted company came back.</summary>
[EventName("company.restored")]
public sealed record CompanyRestored(DateTimeOffset At) : IDomainEvent;

/// <summary>A registration number was claimed for a company.</summary>
[EventName("company-number.claimed")]
public sealed record CompanyNumberClaimed(string CompanyId, DateTimeOffset At = default) : IDomainEvent;

/// <summary>A registration number was given up.</summary>
[EventName("company-number.released")]
public sealed record CompanyNumberReleased(string CompanyId) : IDomainEvent;
