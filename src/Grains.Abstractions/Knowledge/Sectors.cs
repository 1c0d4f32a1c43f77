namespace SalesFlow.Knowledge;

/// <summary>The sectors that the product knows, as they come with it. Loaded and checked at start; the same for every tenant.</summary>
public interface ISectorLibrary
{
    /// <summary>All of them, ordered by code; <c>general</c> is among them.</summary>
    IReadOnlyList<SectorProfile> All { get; }

    /// <summary>The sector of a code, a name or another word for it (Arabic or English, whatever the spelling); null where there is none.</summary>
    SectorProfile? Find(string? sector);
}

/// <summary>A text in both languages.</summary>
/// <param name="Ar">Arabic.</param>
/// <param name="En">English.</param>
[GenerateSerializer, Immutable, Alias("knowledge.text")]
public sealed record LocalText(string Ar, string En)
{
    /// <summary>The text in a language; Arabic where it is another than <c>en</c>.</summary>
    public string In(string language) => language == "en" ? En : Ar;
}

/// <summary>What is known of selling to a sector.</summary>
/// <param name="Code">Such as <c>healthcare</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Aliases">Other words for it, normalised.</param>
/// <param name="Summary">Two or three sentences: what moves this sector.</param>
/// <param name="RecommendedPlans">Codes of the price list that fit, the first one best.</param>
/// <param name="TalkingPoints">At most ten.</param>
/// <param name="Headline">The value proposition in one sentence.</param>
/// <param name="Benefits">Benefits, best first.</param>
/// <param name="Journey">What can be automated on a customer's way in this sector, in order.</param>
/// <param name="Kpis">Figures worth following.</param>
/// <param name="Objections">Objections that are usual here with answers.</param>
/// <param name="Alternatives">What customers use instead today, by kind; never a named competitor.</param>
/// <param name="Benchmarks">Figures; null where nothing is known. Never invented.</param>
/// <param name="Regulated">Whether messages to this sector need a compliance review (government, healthcare, finance).</param>
[GenerateSerializer, Immutable, Alias("knowledge.sector")]
public sealed record SectorProfile(
    string Code, LocalText Name, IReadOnlyList<string> Aliases, LocalText Summary, IReadOnlyList<string> RecommendedPlans,
    IReadOnlyList<TalkingPoint> TalkingPoints, LocalText Headline, IReadOnlyList<LocalText> Benefits, IReadOnlyList<LocalText> Journey,
    IReadOnlyList<LocalText> Kpis, IReadOnlyList<SectorObjection> Objections, IReadOnlyList<LocalText> Alternatives, SectorBenchmarks Benchmarks,
    bool Regulated);

/// <summary>A point to make.</summary>
/// <param name="Point">The point.</param>
/// <param name="Context">When to make it: <c>prospecting</c>, <c>discovery</c>, <c>qualification</c>, <c>proposal</c>, <c>negotiation</c> or <c>closing</c>.</param>
/// <param name="Effectiveness"><c>high</c>, <c>medium</c> or <c>low</c>: a judgement of ours, no measurement.</param>
[GenerateSerializer, Immutable, Alias("knowledge.point")]
public sealed record TalkingPoint(LocalText Point, string Context, string Effectiveness);

/// <summary>An objection with its answer.</summary>
/// <param name="Code">Of the objection library, such as <c>expensive</c>.</param>
/// <param name="Objection">As it is heard.</param>
/// <param name="Response">The answer.</param>
[GenerateSerializer, Immutable, Alias("knowledge.objection")]
public sealed record SectorObjection(string Code, LocalText Objection, LocalText Response);

/// <summary>Figures of a sector; null for what is unknown.</summary>
/// <param name="TypicalSalesCycleDays">Days from the first talk to the contract.</param>
/// <param name="AverageDealSizeSar">Riyals.</param>
/// <param name="ConversionRate">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("knowledge.benchmarks")]
public sealed record SectorBenchmarks(int? TypicalSalesCycleDays, decimal? AverageDealSizeSar, double? ConversionRate);
