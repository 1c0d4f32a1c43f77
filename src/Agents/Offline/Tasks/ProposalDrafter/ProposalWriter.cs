using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>Writes the parts of a proposal, Arabic and English. What nobody gave is marked and never made up.</summary>
internal sealed class ProposalWriter(TaskCall call, Offer offer, Pricing pricing)
{
    /// <summary>Stands where a person must fill in.</summary>
    public const string RequiresInput = "[REQUIRES INPUT]";

    private static readonly TaskTexts Texts = TaskTexts.Of("proposal_drafter");
    private static readonly string[] Steps = ["review", "sign", "kick_off"];
    private static readonly string[] Phases = ["setup", "training", "launch"];
    private readonly JsonObject _facts = call.Facts;

    private string Template => _facts.Text("template") ?? "standard";

    private string Client => _facts.Text("client") ?? RequiresInput;

    private string PlanName(string language) => offer.Plan is { } plan ? (language == "en" ? plan.NameEn : plan.NameAr)
        : offer.Package == "custom" ? Texts.In(language, "custom_package") : RequiresInput;

    /// <summary>The whole content.</summary>
    public JsonObject Content(DateOnly today, DateOnly validUntil, IReadOnlyList<(string Text, string Reason)> open) => new()
    {
        ["cover"] = new JsonObject
        {
            ["title_ar"] = Texts.In("ar", "title", ("client", Client)), ["title_en"] = Texts.In("en", "title", ("client", Client)),
            ["client"] = Client, ["date"] = Iso(today), ["prepared_by"] = _facts.Text("prepared_by") ?? RequiresInput, ["valid_until"] = Iso(validUntil),
        },
        ["executive_summary"] = Both(Summary),
        ["needs"] = new JsonObject { ["challenges"] = Listed(_facts.Texts("needs")), ["goals"] = Listed(_facts.Texts("goals")) },
        ["solution"] = new JsonObject
        {
            ["package"] = offer.Package, ["plan_code"] = offer.Plan?.Code, ["plan_name_ar"] = PlanName("ar"), ["plan_name_en"] = PlanName("en"),
            ["features"] = Features(), ["phases"] = PhaseList(),
            ["not_included"] = new JsonArray([.. open.Select(o => (JsonNode?)new JsonObject { ["requirement"] = o.Text, ["reason"] = o.Reason })]),
        },
        ["pricing"] = Prices(),
        ["timeline"] = new JsonObject
        {
            ["kick_off"] = _facts.Text("kick_off") ?? RequiresInput, ["go_live"] = _facts.Text("go_live") ?? RequiresInput, ["milestones"] = FactsJson.Array(_facts.Texts("milestones")),
        },
        ["terms_summary"] = Both(language => string.Join(' ', new[] { Texts.In(language, "terms.validity", ("date", Iso(validUntil))), Fact("cancellation", language), Fact("yearly", language) }.OfType<string>())),
        ["guarantee"] = Both(language => Fact("guarantee", language) ?? Passage(language) ?? RequiresInput),
        ["next_steps"] = new JsonArray([.. Steps.Select(s => (JsonNode?)Both(language => Texts.In(language, "step." + s)))]),
    };

    private string Summary(string language)
    {
        var needs = _facts.Texts("needs").Take(3).Select(n => language == "en" ? $"“{n.Shortened(120)}”" : $"«{n.Shortened(120)}»").ToList();
        var separator = language == "en" ? ", " : "، ";
        var features = Chosen().Take(3).Select(f => language == "en" ? f.En : f.Ar).ToList();
        var parts = new List<string>
        {
            Texts.In(language, "summary.opening", ("client", Client), ("needs", needs.Count > 0 ? string.Join(separator, needs) : RequiresInput)),
            offer.Plan is null ? Texts.In(language, "summary.open", ("plan", PlanName(language))) : Texts.In(language, "summary.plan", ("plan", PlanName(language)), ("features", string.Join(separator, features))),
        };
        if (pricing.AfterDiscount is { } month) parts.Add(Texts.In(language, pricing.VatIncluded ? "summary.price" : "summary.price_net", ("amount", Amount(month))));
        return string.Join(' ', parts);
    }

    private JsonObject Prices() => new()
    {
        ["currency"] = "SAR",
        ["monthly"] = pricing.Monthly,
        ["discount"] = pricing.Discount,
        ["monthly_after_discount"] = pricing.AfterDiscount,
        ["annual"] = pricing.Annual,
        ["setup_fee"] = pricing.SetupFee,
        ["breakdown"] = new JsonArray([.. new[] { Row("monthly", pricing.AfterDiscount), Row("annual", pricing.Annual), Row("setup_fee", pricing.SetupFee) }.OfType<JsonNode>()]),
        ["vat_included"] = pricing.VatIncluded,
        ["vat_percent"] = Pricing.Vat,
        ["vat_note"] = Both(language => Texts.In(language, pricing.VatIncluded ? "vat.included" : "vat.added")),
        ["terms"] = Both(language => _facts.Text("payment_terms") ?? Fact("billing", language) ?? (offer.Plan is { } plan ? Texts.In(language, "terms." + plan.Period) : RequiresInput)),
    };

    private JsonObject? Row(string item, decimal? amount)
    {
        if (amount is not { } known) return null;
        var (net, tax, gross) = pricing.Split(known);
        return new JsonObject { ["item"] = item, ["net"] = net, ["vat"] = tax, ["total"] = gross };
    }

    private List<(string Ar, string En, string? Need)> Chosen()
    {
        if (offer.Plan is not { } plan) return [];
        var needs = _facts.Texts("needs").Concat(_facts.Texts("goals")).Concat(_facts.Texts("custom")).Select(n => (Text: n, Subjects: Coverage.Of(n))).ToList();
        var features = Enumerable.Range(0, Math.Max(plan.FeaturesAr.Count, plan.FeaturesEn.Count)).Select(i =>
        {
            var (ar, en) = (plan.FeaturesAr.ElementAtOrDefault(i), plan.FeaturesEn.ElementAtOrDefault(i));
            var subjects = Coverage.Of(ar ?? "").Union(Coverage.Of(en ?? "")).ToHashSet();
            return (Ar: ar ?? en!, En: en ?? ar!, Need: needs.FirstOrDefault(n => n.Subjects.Overlaps(subjects)).Text);
        });
        // What answers a need stands first.
        return [.. features.OrderBy(f => f.Need is null ? 1 : 0).Take(Template switch { "executive_summary" => 3, "detailed" => 30, _ => 8 })];
    }

    private JsonArray Features() => new([.. Chosen().Select(f => (JsonNode?)new JsonObject
    {
        ["feature_ar"] = f.Ar, ["feature_en"] = f.En,
        ["relevance_ar"] = f.Need is null ? Texts.In("ar", "relevance.included") : Texts.In("ar", "relevance.need", ("need", f.Need.Shortened(150))),
        ["relevance_en"] = f.Need is null ? Texts.In("en", "relevance.included") : Texts.In("en", "relevance.need", ("need", f.Need.Shortened(150))),
    })]);

    private JsonArray PhaseList()
    {
        var given = call.Input.Sections("phases", "implementation_phases", "المراحل").Take(10)
            .Select(p => (Name: p.Text("name", "title", "phase", "الاسم"), Duration: p.Text("duration", "duration_days", "length", "المدة"))).Where(p => p.Name is not null).ToList();
        if (given.Count > 0) return new([.. given.Select(p => (JsonNode?)Phase(p.Name!.Shortened(200), p.Name!.Shortened(200), p.Duration?.Shortened(100)))]);
        return Template == "executive_summary" ? [] : new([.. Phases.Select(p => (JsonNode?)Phase(Texts.In("ar", "phase." + p), Texts.In("en", "phase." + p), null))]);
    }

    private static JsonObject Phase(string ar, string en, string? duration) => new() { ["name_ar"] = ar, ["name_en"] = en, ["duration"] = duration ?? RequiresInput };

    private string? Fact(string code, string language) => call.Tenant.Knowledge.FirstOrDefault(k => k.Code == code) is { } fact ? (language == "en" ? fact.TextEn : fact.TextAr) : null;

    private string? Passage(string language) => call.Passages.FirstOrDefault(p => p.Language == language && p.Score >= 0.7)?.Text.Shortened(800);

    private static JsonArray Listed(IReadOnlyList<string> texts) => FactsJson.Array(texts.Count > 0 ? texts : [RequiresInput]);

    private static JsonObject Both(Func<string, string> text) => new() { ["ar"] = text("ar"), ["en"] = text("en") };

    private static string Amount(decimal amount) => amount.ToString("#,##0.##", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
