using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Leads.Transfer;

/// <summary>
/// One import of leads from a file. Key: <c>tenant/{job id}</c>. The grain knows how far the work is and who does it; rows are read and written by a
/// worker outside of any grain's turn, which reports each chunk. A worker that dies loses nothing: the next one goes on behind the last chunk.
/// </summary>
[Alias("lead-import")]
public interface ILeadImportGrain : ITenantScoped
{
    /// <summary>Makes the job. The file must be in its place already.</summary>
    [Alias("Request"), Requires(Permission.LeadsImport)]
    Task<Outcome> Request(string commandId, RequestImport command);

    /// <summary>Imports what was checked, or goes on with an import that stopped. A mapping replaces the one that the check used.</summary>
    [Alias("Start"), Requires(Permission.LeadsImport)]
    Task<Outcome> Start(string commandId, IReadOnlyDictionary<string, string>? mapping);

    /// <summary>Stops the work. Leads that were created stay.</summary>
    [Alias("Cancel"), Requires(Permission.LeadsImport)]
    Task<Outcome> Cancel(string commandId);

    /// <summary>The job, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<ImportView?> Get();

    /// <summary>A worker asks for the job. Null where there is nothing to do, or another worker has it.</summary>
    [Alias("Take"), Requires(Permission.Platform)]
    Task<ImportWork?> Take(string worker);

    /// <summary>A worker reports a chunk that it has written. False where it must stop: the job was cancelled, or is another worker's.</summary>
    [Alias("Report"), Requires(Permission.Platform)]
    Task<bool> Report(string worker, ImportStep step);

    /// <summary>A worker that still reads says so. False where it must stop.</summary>
    [Alias("Renew"), Requires(Permission.Platform)]
    Task<bool> Renew(string worker);

    /// <summary>A worker gives the job back before its end; another may take it at once.</summary>
    [Alias("Release"), Requires(Permission.Platform)]
    Task Release(string worker);

    /// <summary>The job's files are gone.</summary>
    [Alias("FilesRemoved"), Requires(Permission.Platform)]
    Task FilesRemoved();
}

/// <summary>Where an import stands.</summary>
[GenerateSerializer]
public enum ImportPhase
{
    /// <summary>The dry run reads the file; nothing is written.</summary>
    Checking = 0,
    /// <summary>The dry run is over: it may be started.</summary>
    Checked = 1,
    /// <summary>Leads are being written.</summary>
    Importing = 2,
    /// <summary>Every row was read, and lists show what was written.</summary>
    Completed = 3,
    /// <summary>It could not go on; the reason says why. It may be started again and goes on where it stopped.</summary>
    Failed = 4,
    /// <summary>A person stopped it.</summary>
    Cancelled = 5,
}

/// <summary>What becomes of a row whose phone or e-mail belongs to a lead already.</summary>
[GenerateSerializer]
public enum DuplicateRule
{
    /// <summary>The row is left out.</summary>
    Skip = 0,
    /// <summary>The lead learns the row's facts and gets its tags, and its notes where it has none; its name, phone and owner stay.</summary>
    Update = 1,
}

/// <summary>How a file is read.</summary>
/// <param name="OnDuplicate">What becomes of duplicates.</param>
/// <param name="Mapping">Fields by the names of columns, or by <c>#1</c>, <c>#2</c> … their places; what is not named is guessed from the header. <c>ignore</c> leaves a column out.</param>
/// <param name="Source">The source of rows that name none.</param>
/// <param name="Language">The language of rows that name none: <c>ar</c> or <c>en</c>.</param>
/// <param name="Tag">A tag that every lead gets, or null.</param>
/// <param name="Encoding"><c>utf-8</c>, <c>utf-16</c>, <c>utf-16be</c>, <c>windows-1256</c>, or null: found out.</param>
/// <param name="Separator">One character, or null: found out.</param>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="Assign">Whether leads whose row names no owner are given to somebody by the rules.</param>
[GenerateSerializer, Immutable, Alias("lead-import.options")]
public sealed record ImportOptions(
    DuplicateRule OnDuplicate, IReadOnlyDictionary<string, string> Mapping, string Source, string Language, string? Tag, string? Encoding, string? Separator,
    bool HasHeader, bool Assign = true);

/// <summary>A new import.</summary>
/// <param name="FileName">As it was sent; at most 255 characters.</param>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="DryRun">Whether to check only; a start follows.</param>
/// <param name="Options">How to read it.</param>
[GenerateSerializer, Immutable, Alias("lead-import.request")]
public sealed record RequestImport(string FileName, string Format, long Bytes, bool DryRun, ImportOptions Options);

/// <summary>What became of rows, counted from the file's beginning.</summary>
/// <param name="Read">Rows read, without the header and empty ones.</param>
/// <param name="Created">Rows that became leads; in a dry run: that would.</param>
/// <param name="Updated">Rows from which a lead learnt.</param>
/// <param name="Skipped">Duplicates left out.</param>
/// <param name="Failed">Rows that no lead can be made of.</param>
[GenerateSerializer, Immutable, Alias("lead-import.counts")]
public sealed record ImportCounts(long Read = 0, long Created = 0, long Updated = 0, long Skipped = 0, long Failed = 0)
{
    /// <summary>Both together.</summary>
    public ImportCounts Plus(ImportCounts more) => new(Read + more.Read, Created + more.Created, Updated + more.Updated, Skipped + more.Skipped, Failed + more.Failed);
}

/// <summary>A chunk that a worker has finished, or the end.</summary>
/// <param name="From">How many rows had been read before it.</param>
/// <param name="Counts">What became of its rows.</param>
/// <param name="ErrorBytes">The length of the error file with it.</param>
/// <param name="Fraction">How much of the file is read, 0 to 1; null where nobody can tell.</param>
/// <param name="Columns">The file's columns.</param>
/// <param name="Mapping">The fields that they were read as.</param>
/// <param name="End">Whether it was the last.</param>
/// <param name="Failure">Why the work cannot go on, a stable word; or null.</param>
[GenerateSerializer, Immutable, Alias("lead-import.step")]
public sealed record ImportStep(
    long From, ImportCounts Counts, long ErrorBytes, double? Fraction, IReadOnlyList<string> Columns, IReadOnlyDictionary<string, string> Mapping,
    bool End, string? Failure);

/// <summary>What a worker needs in order to go on.</summary>
[GenerateSerializer, Immutable, Alias("lead-import.work")]
public sealed record ImportWork(bool DryRun, string Format, ImportOptions Options, string? RequestedBy, ImportCounts Counts, long ErrorBytes);

/// <summary>An import as it stands.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="FileName">As it was sent.</param>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it failed, a stable word, or null.</param>
/// <param name="Options">How it is read.</param>
/// <param name="Columns">The file's columns, once read.</param>
/// <param name="Mapping">The fields that they are read as, once known.</param>
/// <param name="Counts">What became of rows.</param>
/// <param name="Progress">How much of the file is read, 0 to 1, or null.</param>
/// <param name="RowsPerSecond">Of late; 0 while it does not run.</param>
/// <param name="SecondsLeft">At that rate, or null.</param>
/// <param name="HasErrors">Whether there is an error file.</param>
/// <param name="RequestedBy">Whose it is: an <see cref="Actor.Signature"/> without its address.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="FinishedAt">UTC, or null.</param>
/// <param name="Version">The job's version.</param>
[GenerateSerializer, Immutable, Alias("lead-import.view")]
public sealed record ImportView(
    string Id, string FileName, string Format, long Bytes, ImportPhase State, string? Reason, ImportOptions Options, IReadOnlyList<string> Columns,
    IReadOnlyDictionary<string, string> Mapping, ImportCounts Counts, double? Progress, double RowsPerSecond, long? SecondsLeft, bool HasErrors,
    string? RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, long Version)
{
    /// <summary>When it moved last, UTC; null where it has not since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
