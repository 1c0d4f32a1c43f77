using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Tasks.ProposalDrafter;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>Advises how to sell to a sector, from the sector library, the price list and the knowledge base. A figure that is not known is null.</summary>
internal sealed class SectorStrategistEngine : ITaskEngine
{
    private const double Reliable = 0.7;
    private const int MostPoints = 10;
    private static readonly TaskTexts Texts = TaskTexts.Of("sector_strategist");
    private static readonly string[] Ratings = ["high", "medium", "low"];
    private static readonly Mentions Case = new("case study", "case studies", "success story", "success stories", "قصه نجاح", "قصص نجاح", "دراسه حاله", "دراسات حاله");

    /// <inheritdoc/>
    public string AgentId => "sector_strategist";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input) => StrategyReader.Read(input);

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        var language = facts.Text("language") ?? (call.Tenant.Language == "en" ? "en" : "ar");
        var sector = SectorChoice.Of(facts, call.Sectors);
        var request = facts.Text("request_type")!;
        var plan = PlanAdvice.Of(sector.Profile, facts, call.Tenant.PriceList);
        var passages = call.Passages.Where(p => p.Score >= Reliable).Take(5).ToList();
        var cases = passages.Where(p => Case.In($"{p.Title} . {p.Section} . {p.Text}")).ToList();
        var published = Published(call);
        var missing = facts.Texts("features").Where(f => Coverage.Missing(f, plan, call.Tenant.PriceList, published)
            is Coverage.NotOffered or Coverage.UnsupportedIntegration || SoftwareKinds.Foreign(f, published)).ToList();
        var objections = Objections(call, sector.Profile);
        var advice = new Advice(call, sector, request, plan, cases, missing, objections);
        var sources = new List<string>();
        if (sector.Profile is { } profile) sources.Add("sector:" + profile.Code);
        if (sector.Other is { } other) sources.Add("sector:" + other.Code);
        if (plan is not null) sources.Add("price-list");
        sources.AddRange((request == StrategyReader.CaseStudyMatch ? cases : passages).Select(p => "knowledge:" + p.DocumentId).Distinct());
        return new JsonObject
        {
            ["sector"] = sector.Written,
            ["request_type"] = request,
            ["advice"] = new JsonObject
            {
                ["summary_ar"] = advice.Summary("ar"), ["summary_en"] = advice.Summary("en"),
                ["talking_points"] = Points(sector.Profile, facts.Text("stage")),
                ["value_proposition"] = new JsonObject
                {
                    ["headline_ar"] = sector.Profile?.Headline.Ar ?? "", ["headline_en"] = sector.Profile?.Headline.En ?? "",
                    ["key_benefits"] = Each(sector.Profile?.ValuePoints, language), ["roi_framework"] = advice.Roi(language),
                },
                ["common_objections"] = new JsonArray([.. objections.List.Select(o => (JsonNode?)new JsonObject
                {
                    ["objection_ar"] = o.Objection.Ar, ["objection_en"] = o.Objection.En, ["response_ar"] = o.Response.Ar, ["response_en"] = o.Response.En,
                })]),
                ["competitive_landscape"] = new JsonObject
                {
                    ["main_alternatives"] = Each(sector.Profile?.Alternatives, language), ["advantages"] = Each(sector.Profile?.Journey, language), ["positioning_ar"] = advice.Positioning(),
                },
                ["recommended_package"] = plan?.Code,
                ["sector_benchmarks"] = new JsonObject
                {
                    // Only of a sector that is known, and only what is known of it.
                    ["typical_sales_cycle_days"] = sector.Known ? sector.Profile?.Benchmarks.TypicalSalesCycleDays : null,
                    ["average_deal_size_sar"] = sector.Known && sector.Profile?.Benchmarks.AverageDealSizeSar is { } size ? (long)decimal.Round(size) : null,
                    ["conversion_rate_benchmark"] = sector.Known ? sector.Profile?.Benchmarks.ConversionRateBenchmark : null,
                },
            },
            ["confidence"] = Math.Round(Confidence(facts, sector, request, plan, cases.Count, missing.Count, objections.Matched), 2),
            ["sources"] = FactsJson.Array(sources),
            ["timestamp"] = call.Timestamp,
        };
    }

    private static double Confidence(JsonObject facts, SectorChoice sector, string request, PriceListItem? plan, int cases, int missing, bool matched)
    {
        var confidence = 0.92;
        if (facts.Text("stage") is null) confidence -= 0.04;
        if (!facts.Is("request_known")) confidence -= 0.06;
        if (sector.Inferred) confidence -= 0.12;
        if (facts.Texts("objections").Count > 0 && !matched) confidence -= 0.12;
        confidence -= Math.Min(0.20, 0.10 * missing);
        // What the library does not know is advised on in general only.
        if (!sector.Known) confidence = Math.Min(confidence, facts.Text("sector_asked") is null ? 0.45 : 0.50);
        else if (sector.Profile?.Code == "general") confidence = Math.Min(confidence, 0.60);
        if (sector.Other is not null || facts.Is("competitor_named")) confidence = Math.Min(confidence, 0.60);
        if (request == StrategyReader.CaseStudyMatch && cases == 0) confidence = Math.Min(confidence, 0.50);
        if (request == StrategyReader.PricingStrategy && plan is null) confidence = Math.Min(confidence, 0.45);
        return Math.Clamp(confidence, 0.1, 0.95);
    }

    /// <summary>Points for the stage of the sale first, the most effective first among them.</summary>
    private static JsonArray Points(SectorData? profile, string? stage) => new([.. (profile?.TalkingPoints ?? [])
        .OrderBy(p => p.Context == stage ? 0 : 1).ThenBy(p => Array.IndexOf(Ratings, p.Effectiveness)).Take(MostPoints)
        .Select(p => (JsonNode?)new JsonObject { ["point_ar"] = p.Point.Ar, ["point_en"] = p.Point.En, ["context"] = p.Context, ["effectiveness_rating"] = p.Effectiveness })]);

    /// <summary>The sector's objections, the one that was heard first.</summary>
    private static (IReadOnlyList<SectorObjection> List, bool Matched) Objections(TaskCall call, SectorData? profile)
    {
        var all = profile?.Objections ?? [];
        var prices = call.Tenant.PriceList.Select(p => p.Price.Amount).ToHashSet();
        var heard = call.Facts.Texts("objections").Select(o => Understander.Read(o, new Context(null, false, call.Now.UtcDateTime, prices)).Objection).OfType<string>().ToList();
        var first = all.Where(o => o.Code is { } code && heard.Contains(code)).ToList();
        return ([.. first, .. all.Except(first)], first.Count > 0);
    }

    private static string[] Published(TaskCall call) => [.. call.Tenant.Knowledge.SelectMany(k => new[] { k.TextAr, k.TextEn }), .. call.Passages.Where(p => p.Score >= Reliable).Select(p => p.Text)];

    private static JsonArray Each(IReadOnlyList<Bilingual>? texts, string language) => FactsJson.Array((texts ?? []).Take(20).Select(t => t.In(language)));

    /// <summary>The written parts of the advice.</summary>
    private sealed record Advice(
        TaskCall Call, SectorChoice Sector, string Request, PriceListItem? Plan, IReadOnlyList<KnowledgePassage> Cases, IReadOnlyList<string> Missing,
        (IReadOnlyList<SectorObjection> List, bool Matched) Objections)
    {
        public string Summary(string language)
        {
            var parts = new List<string>();
            if (!Sector.Known) parts.Add(Texts.In(language, Call.Facts.Text("sector_asked") is null ? "sector.none" : "sector.unknown"));
            if (Sector.Profile is { } profile) parts.Add(profile.Profile.In(language));
            parts.Add(Said(language));
            if (Call.Facts.Text("stage") is { } stage) parts.Add(Texts.In(language, "stage." + stage));
            if (Sector.Other is { } other) parts.Add(Texts.In(language, "conflict", ("one", Sector.Profile!.Name.In(language)), ("two", other.Name.In(language))));
            if (Call.Facts.Is("competitor_named")) parts.Add(Texts.In(language, "competitor"));
            if (Call.Facts.Is("partnership")) parts.Add(Texts.In(language, "partnership"));
            if (Missing.Count > 0) parts.Add(Texts.In(language, "missing_feature", ("count", Missing.Count.ToString(CultureInfo.InvariantCulture))));
            if (Sector.Profile?.Regulated == true) parts.Add(Texts.In(language, "regulated"));
            return string.Join(' ', parts.Where(p => p.Length > 0));
        }

        private string Said(string language) => Request switch
        {
            StrategyReader.ValueProposition => Sector.Profile is { } p ? Texts.In(language, "request.value", ("text", p.Headline.In(language).TrimEnd('.'))) : "",
            StrategyReader.CompetitiveAnalysis => Sector.Profile is { Alternatives.Count: > 0 } p
                ? Texts.In(language, "request.landscape", ("list", Joined(p.Alternatives.Take(3).Select(a => a.In(language)), language))) : "",
            StrategyReader.ObjectionResponse => Objections is { Matched: true, List: [var o, ..] }
                ? Texts.In(language, "request.objection", ("objection", o.Objection.In(language)), ("response", o.Response.In(language))) : Texts.In(language, "request.objections"),
            StrategyReader.CaseStudyMatch => Cases.Count > 0
                ? Texts.In(language, "request.case", ("list", Joined(Cases.Take(3).Select(c => $"«{c.Title}»"), language))) : Texts.In(language, "request.no_case"),
            StrategyReader.PricingStrategy => Price(language),
            _ => Sector.Profile?.TalkingPoints is { Count: > 0 } points
                ? Texts.In(language, "request.points", ("text", (points.FirstOrDefault(p => p.Context == Call.Facts.Text("stage")) ?? points[0]).Point.In(language).TrimEnd('.'))) : "",
        };

        private string Price(string language)
        {
            if (Plan is not { } plan) return Texts.In(language, "request.no_price");
            return Texts.In(language, "request.price", ("plan", language == "en" ? plan.NameEn : plan.NameAr), ("amount", plan.Price.Amount.ToString("#,##0.##", CultureInfo.InvariantCulture)),
                ("period", Texts.In(language, "period." + plan.Period)), ("vat", Texts.In(language, plan.VatIncluded ? "vat.included" : "vat.added")));
        }

        /// <summary>How the return is worked out with the customer's own figures: a method without a number of ours.</summary>
        public string Roi(string language) => Sector.Profile is { Kpis.Count: > 0 } p
            ? Texts.In(language, "roi", ("kpis", Joined(p.Kpis.Take(4).Select(k => k.In(language)), language))) : Texts.In(language, "roi.plain");

        public string Positioning() => Sector.Profile is { Alternatives.Count: > 0 } p
            ? Texts.In("ar", "positioning", ("alternative", p.Alternatives[0].Ar), ("headline", p.Headline.Ar.TrimEnd('.'))) : Sector.Profile?.Headline.Ar ?? "";

        private static string Joined(IEnumerable<string> texts, string language) => string.Join(language == "en" ? ", " : "، ", texts);
    }
}
