using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Leads.Forms;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>An import as its events made it.</summary>
internal sealed record ImportState : IFold<ImportState>
{
    public bool Exists { get; init; }

    public string FileName { get; init; } = "";

    public string Format { get; init; } = "";

    public long Bytes { get; init; }

    public bool DryRun { get; init; }

    public ImportOptions? Options { get; init; }

    public string? By { get; init; }

    public ImportPhase Phase { get; init; }

    public string? Reason { get; init; }

    public ImportCounts Counts { get; init; } = new();

    public long ErrorBytes { get; init; }

    public double? Fraction { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public IReadOnlyDictionary<string, string> Mapping { get; init; } = new Dictionary<string, string>();

    public bool FilesRemoved { get; init; }

    public double RowsPerSecond { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last chunk was finished, or the phase began: the beginning of the next rate.</summary>
    public DateTimeOffset LastAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    [JsonIgnore]
    public bool IsWorking => Exists && Phase is ImportPhase.Checking or ImportPhase.Importing;

    public ImportState Apply(IDomainEvent e) => e switch
    {
        ImportRequested r => this with
        {
            Exists = true,
            FileName = r.FileName,
            Format = r.Format,
            Bytes = r.Bytes,
            DryRun = r.DryRun,
            Options = r.Options,
            By = r.By,
            Phase = r.DryRun ? ImportPhase.Checking : ImportPhase.Importing,
            CreatedAt = r.At,
            LastAt = r.At,
        },
        ImportStarted { Resumed: true } s => this with { Phase = DryRun ? ImportPhase.Checking : ImportPhase.Importing, Options = Options! with { Mapping = s.Mapping }, Reason = null, FinishedAt = null, LastAt = s.At },
        ImportStarted s => this with
        {
            DryRun = false,
            Phase = ImportPhase.Importing,
            Options = Options! with { Mapping = s.Mapping },
            Counts = new(),
            ErrorBytes = 0,
            Fraction = 0,
            Reason = null,
            FinishedAt = null,
            RowsPerSecond = 0,
            LastAt = s.At,
        },
        ImportProgressed p => this with
        {
            Counts = p.Counts,
            ErrorBytes = p.ErrorBytes,
            Fraction = p.Fraction,
            Columns = p.Columns ?? Columns,
            Mapping = p.Mapping ?? Mapping,
            RowsPerSecond = Rate(p),
            LastAt = p.At,
        },
        ImportFinished f => this with { Phase = f.Phase, Reason = f.Reason, FinishedAt = f.At },
        ImportCancelled c => this with { Phase = ImportPhase.Cancelled, Reason = c.Reason, FinishedAt = c.At },
        ImportFilesRemoved => this with { FilesRemoved = true },
        _ => this,
    };

    public ImportView View(string id, long version) => new(
        id, FileName, Format, Bytes, Phase, Reason, Options!, Columns, Mapping, Counts, Phase is ImportPhase.Completed or ImportPhase.Checked ? 1 : Fraction,
        IsWorking ? Math.Round(RowsPerSecond, 1) : 0, IsWorking ? SecondsLeft() : null, ErrorBytes > 0 && !FilesRemoved, By?.Split('@')[0], CreatedAt,
        FinishedAt, version);

    // Of the last chunks rather than of all: a pause in the past says nothing of the time that is left.
    private double Rate(ImportProgressed p)
    {
        var seconds = (p.At - LastAt).TotalSeconds;
        if (seconds <= 0) return RowsPerSecond;
        var now = (p.Counts.Read - Counts.Read) / seconds;
        return RowsPerSecond == 0 ? now : (RowsPerSecond * 0.9) + (now * 0.1);
    }

    private long? SecondsLeft()
    {
        if (Fraction is not (> 0 and <= 1) || RowsPerSecond <= 0) return null;
        var rows = Counts.Read / Fraction.Value;
        return (long)Math.Ceiling((rows - Counts.Read) / RowsPerSecond);
    }
}

/// <summary>The stored JSON of imports and forms, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ImportState>))]
[JsonSerializable(typeof(EntityRecord<FormState>))]
[JsonSerializable(typeof(EntityRecord<FormKeyState>))]
[JsonSerializable(typeof(EntityRecord<FormConsentState>))]
internal sealed partial class LeadIntakeJson : JsonSerializerContext;
