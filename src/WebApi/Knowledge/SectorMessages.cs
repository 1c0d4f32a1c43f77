using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>A sector in a list.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Profile">Who these companies are.</param>
/// <param name="Plans">Codes of the plans that fit, the first of them first.</param>
/// <param name="Regulated">Whether claims need the compliance reviewer first.</param>
internal sealed record SectorRow(string Code, Bilingual Name, Bilingual Profile, IReadOnlyList<string> Plans, bool Regulated);

/// <summary>An asset, or what changes of it.</summary>
/// <param name="Type"><c>pitch_deck</c>, <c>case_study</c>, <c>objection_map</c>, <c>pricing_guide</c>, <c>competitor_matrix</c>, <c>one_pager</c>, <c>roi_calculator</c> or <c>script</c>.</param>
/// <param name="Title">1 to 255 characters.</param>
/// <param name="Content">Any JSON object, at most 64 KB.</param>
/// <param name="Language"><c>ar</c> (default) or <c>en</c>.</param>
/// <param name="IsActive">Whether it is in use; yes unless it says otherwise.</param>
internal sealed record SectorAssetRequest(
    SectorAssetType? Type = null, string? Title = null, JsonElement? Content = null, string? Language = null, bool? IsActive = null);

/// <summary>An asset.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sector">The sector's code.</param>
/// <param name="Type">What it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="Content">A JSON object.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="CreatedAt">When it was written first, UTC.</param>
/// <param name="UpdatedAt">When last, UTC.</param>
internal sealed record SectorAssetResponse(
    string Id, string Sector, SectorAssetType Type, string Title, JsonElement Content, string Language, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SectorAssetResponse Of(SectorAssetView a)
    {
        using var json = JsonDocument.Parse(a.Content);
        return new(a.Id, a.Sector, a.Type, a.Title, json.RootElement.Clone(), a.Language, a.IsActive, a.CreatedAt, a.UpdatedAt);
    }
}

/// <summary>How to sell to a sector.</summary>
/// <param name="Sector">Its code.</param>
/// <param name="Stage">The stage that was asked for, or null.</param>
/// <param name="RequestType">What was asked for, or null.</param>
/// <param name="Summary">In a few sentences.</param>
/// <param name="TalkingPoints">What to say, the most effective first; at most 10.</param>
/// <param name="ValueProposition">What the sector gains.</param>
/// <param name="CommonObjections">Objections with answers, the sector's own first.</param>
/// <param name="CompetitiveLandscape">What the company's own comparisons say; null where it keeps none: nothing is invented about others.</param>
/// <param name="RecommendedPackage">The plan that fits best, with its price on the company's list; null where it sells none of the plans.</param>
/// <param name="SectorBenchmarks">Figures of the sector; null for what nobody knows.</param>
/// <param name="Journey">What is worth automating.</param>
/// <param name="Assets">The company's assets that suit the request.</param>
/// <param name="RequiresComplianceReview">Whether claims need the compliance reviewer first.</param>
/// <param name="Sources">What it was made of: <c>sector:{code}</c>, <c>price-list</c>, <c>asset:{id}</c>.</param>
internal sealed record SectorStrategy(
    string Sector, string? Stage, string? RequestType, Bilingual Summary, IReadOnlyList<TalkingPoint> TalkingPoints, ValueProposition ValueProposition,
    IReadOnlyList<SectorObjection> CommonObjections, IReadOnlyList<SectorAssetResponse>? CompetitiveLandscape, RecommendedPackage? RecommendedPackage,
    SectorBenchmarks SectorBenchmarks, IReadOnlyList<Bilingual> Journey, IReadOnlyList<SectorAssetResponse> Assets, bool RequiresComplianceReview, IReadOnlyList<string> Sources)
{
    private const int MostPoints = 10;

    public static SectorStrategy Make(
        SectorData sector, SectorData general, string? stage, string? requestType, string? language, IReadOnlyList<PriceListItem> prices, IReadOnlyList<SectorAssetView> assets)
    {
        var points = sector == general ? sector.TalkingPoints : [.. sector.TalkingPoints, .. general.TalkingPoints];
        var chosen = points.Where(p => stage is null || p.Context == stage).OrderBy(p => p.Effectiveness switch { "high" => 0, "medium" => 1, _ => 2 }).Take(MostPoints).ToList();
        var plan = sector.Plans.Select(code => prices.FirstOrDefault(p => p.Code == code)).FirstOrDefault(p => p is not null);
        var spoken = assets.Where(a => language is null || a.Language == language).ToList();
        var compared = spoken.Where(a => a.Type == SectorAssetType.CompetitorMatrix).Select(SectorAssetResponse.Of).ToList();
        var suited = spoken.Where(a => a.Type != SectorAssetType.CompetitorMatrix && Suits(a.Type, requestType)).Select(SectorAssetResponse.Of).ToList();
        List<string> sources = ["sector:" + sector.Code];
        if (plan is not null) sources.Add("price-list");
        sources.AddRange(compared.Concat(suited).Select(a => "asset:" + a.Id));
        return new SectorStrategy(
            sector.Code, stage, requestType, Summarise(sector, plan), chosen,
            new ValueProposition(sector.ValuePoints[0], sector.ValuePoints, sector.Kpis), sector.Objections, compared.Count == 0 ? null : compared,
            plan is null ? null : new RecommendedPackage(plan.Code, new Bilingual(plan.NameAr, plan.NameEn), plan.Price, plan.Period, plan.VatIncluded, sector.PlanAdvice),
            sector.Benchmarks, sector.Journey, suited, sector.Regulated, sources);
    }

    private static Bilingual Summarise(SectorData sector, PriceListItem? plan) => new(
        sector.Profile.Ar + (plan is null ? "" : $" الباقة المقترحة: {plan.NameAr}. ") + (plan is null ? " " : "") + sector.PlanAdvice.Ar,
        sector.Profile.En + (plan is null ? "" : $" Suggested plan: {plan.NameEn}. ") + (plan is null ? " " : "") + sector.PlanAdvice.En);

    private static bool Suits(SectorAssetType type, string? requestType) => requestType switch
    {
        null => true,
        "talking_points" => type is SectorAssetType.Script or SectorAssetType.PitchDeck or SectorAssetType.OnePager,
        "value_proposition" => type is SectorAssetType.PitchDeck or SectorAssetType.OnePager or SectorAssetType.RoiCalculator,
        "objection_response" => type is SectorAssetType.ObjectionMap or SectorAssetType.Script,
        "case_study_match" => type == SectorAssetType.CaseStudy,
        "pricing_strategy" => type is SectorAssetType.PricingGuide or SectorAssetType.RoiCalculator,
        _ => false,
    };
}

/// <summary>What a sector gains.</summary>
/// <param name="Headline">In one sentence.</param>
/// <param name="KeyBenefits">One by one.</param>
/// <param name="RoiFramework">What to measure before and after: a return is computed from the customer's own figures and never promised.</param>
internal sealed record ValueProposition(Bilingual Headline, IReadOnlyList<Bilingual> KeyBenefits, IReadOnlyList<Bilingual> RoiFramework);

/// <summary>A plan as the company sells it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">Its price for one period.</param>
/// <param name="Period"><c>month</c>, <c>year</c> or <c>once</c>.</param>
/// <param name="VatIncluded">Whether the price contains value-added tax.</param>
/// <param name="Why">Why it fits.</param>
internal sealed record RecommendedPackage(string Code, Bilingual Name, Money Price, string Period, bool VatIncluded, Bilingual Why);

/// <summary>A company's own figures of a sector, beside what is known of it. Shares are null where there is nothing to divide by.</summary>
/// <param name="Sector">The sector's code.</param>
/// <param name="Figures">The sums.</param>
/// <param name="QualificationRate">Qualified of all leads, 0 to 1.</param>
/// <param name="ConversionRate">Converted of all leads, 0 to 1.</param>
/// <param name="WinRate">Won of all closed deals, 0 to 1.</param>
/// <param name="AverageDealSize">What a won deal was worth, SAR.</param>
/// <param name="AverageCycleDays">How long a won deal took, in days.</param>
/// <param name="Benchmarks">What is known of the sector; null for what nobody knows.</param>
internal sealed record SectorScorecard(
    string Sector, SectorFigures Figures, double? QualificationRate, double? ConversionRate, double? WinRate, decimal? AverageDealSize, double? AverageCycleDays,
    SectorBenchmarks Benchmarks)
{
    private const double Day = 24 * 3600;

    public static SectorScorecard Of(SectorData sector, SectorFigures f) => new(
        sector.Code, f, Share(f.Qualified, f.Leads), Share(f.Converted, f.Leads), Share(f.DealsWon, f.DealsWon + f.DealsLost),
        f.DealsWon == 0 ? null : Math.Round(f.WonValue / f.DealsWon, 2), f.DealsWon == 0 ? null : Math.Round(f.CycleSeconds / Day / f.DealsWon, 2), sector.Benchmarks);

    private static double? Share(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);
}
