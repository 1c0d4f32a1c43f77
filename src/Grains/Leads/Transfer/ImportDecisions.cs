using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>What an import decides. Pure.</summary>
internal static class ImportDecisions
{
    /// <summary>The timer under which work is given to a worker, and again when one is silent.</summary>
    public const string WorkTimer = "work";

    /// <summary>The timer under which files are removed.</summary>
    public const string CleanTimer = "clean";

    /// <summary>How long a worker may be silent before the job is given to another.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>How long files are kept after the end, and a checked import waits for its start.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private const int MaxMappings = 200, MaxText = 255;

    public static Decision Request(ImportState state, RequestImport command, string? by, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Nothing;
        if (command.Format is not ("csv" or "xlsx")) return Decision.Refuse(Refusal.Invalid, "file");
        if (command.FileName.Length > MaxText) return Decision.Refuse(Refusal.Invalid, "file");
        if (Wrong(command.Options.Mapping)) return Decision.Refuse(Refusal.Invalid, "mapping");
        return Decision.Accept(new ImportRequested(command.FileName, command.Format, command.Bytes, command.DryRun, command.Options, by, now)).DueAt(WorkTimer, now);
    }

    public static Decision Start(ImportState state, IReadOnlyDictionary<string, string>? mapping, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (state.FilesRemoved || state.Phase is not (ImportPhase.Checked or ImportPhase.Failed)) return Decision.Refuse(Refusal.WrongStatus, Word(state.Phase));
        if (mapping is not null && Wrong(mapping)) return Decision.Refuse(Refusal.Invalid, "mapping");
        // Rows that were read under one mapping cannot be gone on with under another.
        var resumed = state.Phase == ImportPhase.Failed && (state.Counts.Read == 0 || mapping is null);
        if (state.Phase == ImportPhase.Failed && !resumed) return Decision.Refuse(Refusal.WrongStatus, Word(state.Phase));
        return Decision.Accept(new ImportStarted(mapping ?? state.Options!.Mapping, resumed, now)).DueAt(WorkTimer, now).DueClear(CleanTimer);
    }

    public static Decision Cancel(ImportState state, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (state.Phase == ImportPhase.Cancelled) return Decision.Nothing;
        if (state.Phase == ImportPhase.Completed) return Decision.Refuse(Refusal.WrongStatus, Word(state.Phase));
        return Decision.Accept(new ImportCancelled("by_hand", now)).DueClear(WorkTimer).DueAt(CleanTimer, now + Keep);
    }

    /// <summary>A chunk that begins where the last one ended counts; any other is somebody's who was too late.</summary>
    public static Decision Report(ImportState state, ImportStep step, DateTimeOffset now)
    {
        if (!state.IsWorking) return Decision.Refuse(Refusal.WrongStatus, Word(state.Phase));
        if (step.From != state.Counts.Read) return Decision.Refuse(Refusal.StaleVersion);
        var named = state.Columns.Count > 0 && state.Counts.Read > 0;
        var decision = Decision.Accept(new ImportProgressed(
            state.Counts.Plus(step.Counts), step.ErrorBytes, step.Fraction, named ? null : step.Columns, named ? null : step.Mapping, now));
        if (step.Failure is { } failure)
            return decision.And(new ImportFinished(ImportPhase.Failed, failure, now)).DueClear(WorkTimer).DueAt(CleanTimer, now + Keep);
        return step.End
            ? decision.And(new ImportFinished(state.DryRun ? ImportPhase.Checked : ImportPhase.Completed, null, now)).DueClear(WorkTimer).DueAt(CleanTimer, now + Keep)
            : decision.DueAt(WorkTimer, now + Silence);
    }

    /// <summary>The month is over: files go, and what was never started is over too.</summary>
    public static Decision FilesRemoved(ImportState state, DateTimeOffset now) =>
        !state.Exists || state.IsWorking ? Decision.Nothing.DueClear(CleanTimer)
        : state.Phase == ImportPhase.Checked
            ? Decision.Accept(new ImportCancelled("expired", now), new ImportFilesRemoved(now)).DueClear(CleanTimer)
            : Decision.Accept(new ImportFilesRemoved(now)).DueClear(CleanTimer);

    private static bool Wrong(IReadOnlyDictionary<string, string> mapping) =>
        mapping.Count > MaxMappings || mapping.Any(m => m.Key.Length > MaxText || !ImportFields.IsTarget(m.Value));

    private static string Word(ImportPhase phase) => phase.ToString().ToLowerInvariant();
}
