using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Knowledge;

/// <summary>A text in both languages.</summary>
/// <param name="Ar">Arabic.</param>
/// <param name="En">English.</param>
public sealed record Bilingual(string Ar, string En)
{
    /// <summary>The text in a language.</summary>
    /// <param name="language"><c>en</c> for English; Arabic otherwise.</param>
    public string In(string language) => language == "en" ? En : Ar;
}

/// <summary>What the program knows of sectors: data that comes with it, the same for every company.</summary>
public interface ISectorLibrary
{
    /// <summary>Every sector, <c>general</c> last.</summary>
    IReadOnlyList<SectorData> All { get; }

    /// <summary>The sector of a code, a name or another word for it, in any spelling; null where there is none.</summary>
    SectorData? Find(string? sector);
}

/// <summary>A sector.</summary>
/// <param name="Code">Its code: <c>healthcare</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Aliases">What people write for it.</param>
/// <param name="Profile">Who these companies are and what they need.</param>
/// <param name="Plans">Codes of the plans that fit, the first of them first.</param>
/// <param name="PlanAdvice">Why these.</param>
/// <param name="Journey">What is worth automating on a customer's way.</param>
/// <param name="Kpis">What such a company measures.</param>
/// <param name="ValuePoints">What it gains.</param>
/// <param name="Objections">What it objects, with answers: its own, and behind them those of every company.</param>
/// <param name="TalkingPoints">What to say, when.</param>
/// <param name="Benchmarks">Figures of the sector, as far as they are known.</param>
/// <param name="Regulated">Whether claims need the compliance reviewer first.</param>
public sealed record SectorData(
    string Code, Bilingual Name, IReadOnlyList<string> Aliases, Bilingual Profile, IReadOnlyList<string> Plans, Bilingual PlanAdvice, IReadOnlyList<Bilingual> Journey,
    IReadOnlyList<Bilingual> Kpis, IReadOnlyList<Bilingual> ValuePoints, IReadOnlyList<SectorObjection> Objections,
    IReadOnlyList<TalkingPoint> TalkingPoints, SectorBenchmarks Benchmarks, bool Regulated = false)
{
    /// <summary>The code of the sector that stands for all the others.</summary>
    public const string General = "general";

    /// <summary>What these companies do today instead, by kind; never a named competitor.</summary>
    public IReadOnlyList<Bilingual> Alternatives { get; init; } = [];

    /// <summary>What it gains, in one sentence: the first of its value points.</summary>
    public Bilingual Headline => ValuePoints.Count > 0 ? ValuePoints[0] : Profile;

    /// <summary>Everything under which leads of the sector are filed: the code, its names, and what people write for it.</summary>
    public IReadOnlyList<string> Names => [Code, Name.Ar, Name.En, .. Aliases];
}

/// <summary>An objection and its answer.</summary>
/// <param name="Category"><c>price</c>, <c>trust</c>, <c>timing</c>, <c>need</c>, <c>authority</c> or <c>technical</c>.</param>
/// <param name="Objection">As it is put.</param>
/// <param name="Response">The answer.</param>
public sealed record SectorObjection(string Category, Bilingual Objection, Bilingual Response)
{
    /// <summary>Its code in the objection library, such as <c>have_team</c>, as far as its words tell; null otherwise.</summary>
    public string? Code { get; init; }
}

/// <summary>Something to say.</summary>
/// <param name="Point">What.</param>
/// <param name="Context">The stage that it fits: <c>prospecting</c>, <c>discovery</c>, <c>qualification</c>, <c>proposal</c>, <c>negotiation</c>, <c>closing</c>.</param>
/// <param name="Effectiveness"><c>high</c>, <c>medium</c> or <c>low</c>: a judgement, not a measurement.</param>
public sealed record TalkingPoint(Bilingual Point, string Context, string Effectiveness);

/// <summary>Figures of a sector. What nobody knows is null and stays null.</summary>
/// <param name="TypicalSalesCycleDays">How many days from first contact to signature, or null.</param>
/// <param name="AverageDealSizeSar">What a deal is worth in SAR, or null.</param>
/// <param name="ConversionRateBenchmark">The share of leads that become customers, 0 to 1, or null.</param>
/// <param name="Basis">What the known ones rest on; null where none is known.</param>
public sealed record SectorBenchmarks(int? TypicalSalesCycleDays, decimal? AverageDealSizeSar, double? ConversionRateBenchmark, Bilingual? Basis);

/// <summary>What a company keeps for selling to a sector. Key: <c>tenant/{asset id}</c>.</summary>
[Alias("sector-asset")]
public interface ISectorAssetGrain : ITenantScoped
{
    /// <summary>Writes it.</summary>
    [Alias("Write")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Write(string commandId, WriteSectorAsset command, bool mustBeNew, long? expectedVersion);

    /// <summary>Removes it.</summary>
    [Alias("Delete")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);
}

/// <summary>What an asset is.</summary>
[GenerateSerializer]
public enum SectorAssetType
{
    /// <summary>A presentation.</summary>
    PitchDeck = 0,
    /// <summary>What a customer reached.</summary>
    CaseStudy = 1,
    /// <summary>Objections with answers.</summary>
    ObjectionMap = 2,
    /// <summary>How prices are explained.</summary>
    PricingGuide = 3,
    /// <summary>How competitors compare.</summary>
    CompetitorMatrix = 4,
    /// <summary>One page.</summary>
    OnePager = 5,
    /// <summary>What an investment returns, computed.</summary>
    RoiCalculator = 6,
    /// <summary>What to say.</summary>
    Script = 7,
}

/// <summary>An asset.</summary>
/// <param name="Sector">The sector's code; never changes.</param>
/// <param name="Type">What it is.</param>
/// <param name="Title">1 to 255 characters.</param>
/// <param name="Content">A JSON object, at most 64 KB.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="IsActive">Whether it is in use.</param>
[GenerateSerializer, Immutable, Alias("sector-asset.write")]
public sealed record WriteSectorAsset(string Sector, SectorAssetType Type, string Title, string Content, string Language, bool IsActive)
{
    /// <summary>The longest content, in bytes of UTF-8.</summary>
    public const int LongestContent = 64 * 1024;
}

/// <summary>An asset was written.</summary>
[EventName("sector-asset.written")]
public sealed record SectorAssetWritten(
    string Sector, SectorAssetType Type, string Title, string Content, string Language, bool IsActive, DateTimeOffset At) : IDomainEvent;

/// <summary>An asset was removed.</summary>
[EventName("sector-asset.deleted")]
public sealed record SectorAssetDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>Reads what companies keep and reach by sector.</summary>
public interface ISectorLists
{
    /// <summary>Assets of a sector, newest change first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<SectorAssetView>> Assets(string tenant, string sector, SectorAssetType? type, bool? active, string? cursor, int limit, CancellationToken ct);

    /// <summary>One asset, or null.</summary>
    Task<SectorAssetView?> Asset(string tenant, string id, CancellationToken ct);

    /// <summary>
    /// A company's own figures of a sector: leads by where they stand, and their deals in SAR. Names of sectors as people wrote them count for the code
    /// that they stand for.
    /// </summary>
    Task<SectorFigures> Figures(string tenant, IReadOnlyList<string> names, CancellationToken ct);
}

/// <summary>An asset as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sector">The sector's code.</param>
/// <param name="Type">What it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="Content">A JSON object as text.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="CreatedAt">When it was written first, UTC.</param>
/// <param name="UpdatedAt">When last, UTC.</param>
/// <param name="Version">What goes into <c>If-Match</c>.</param>
public sealed record SectorAssetView(
    string Id, string Sector, SectorAssetType Type, string Title, string Content, string Language, bool IsActive, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Version);

/// <summary>A company's figures of a sector. Deals are those of the sector's leads; values are those in SAR.</summary>
/// <param name="Leads">Leads, deleted and merged ones aside.</param>
/// <param name="Qualified">Of them, those qualified now or converted.</param>
/// <param name="Converted">Of them, those converted.</param>
/// <param name="Lost">Of them, those lost.</param>
/// <param name="DealsOpen">Open deals.</param>
/// <param name="DealsWon">Won deals.</param>
/// <param name="DealsLost">Lost deals.</param>
/// <param name="OpenValue">What open deals are worth.</param>
/// <param name="WonValue">What won deals were worth.</param>
/// <param name="CycleSeconds">How long won deals took from their opening, together, in seconds.</param>
public sealed record SectorFigures(
    long Leads, long Qualified, long Converted, long Lost, long DealsOpen, long DealsWon, long DealsLost, decimal OpenValue, decimal WonValue,
    long CycleSeconds);
