using SalesFlow.Common;

namespace SalesFlow.Leads.Transfer;

/// <summary>A file is to be imported.</summary>
[EventName("lead-import.requested")]
public sealed record ImportRequested(
    string FileName, string Format, long Bytes, bool DryRun, ImportOptions Options, string? By, DateTimeOffset At) : IDomainEvent;

/// <summary>The import itself began, or went on after it had failed.</summary>
[EventName("lead-import.started")]
public sealed record ImportStarted(IReadOnlyDictionary<string, string> Mapping, bool Resumed, DateTimeOffset At) : IDomainEvent;

/// <summary>A chunk was finished. The counts are those from the beginning.</summary>
[EventName("lead-import.progressed")]
public sealed record ImportProgressed(
    ImportCounts Counts, long ErrorBytes, double? Fraction, IReadOnlyList<string>? Columns, IReadOnlyDictionary<string, string>? Mapping,
    DateTimeOffset At) : IDomainEvent;

/// <summary>The dry run or the import ended.</summary>
[EventName("lead-import.finished")]
public sealed record ImportFinished(ImportPhase Phase, string? Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>A person stopped it, or nobody started it for a month.</summary>
[EventName("lead-import.cancelled")]
public sealed record ImportCancelled(string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The file and its errors were removed.</summary>
[EventName("lead-import.files_removed")]
public sealed record ImportFilesRemoved(DateTimeOffset At) : IDomainEvent;
