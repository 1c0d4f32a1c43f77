using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>Drafts a proposal for a person to review. Every amount is the price list's or the input's.</summary>
internal sealed class ProposalDrafterEngine : ITaskEngine
{
    /// <summary>A proposal is valid for so many days unless the input says otherwise.</summary>
    public const int ValidityDays = 30;

    /// <summary>Below it there is not enough to draft anything.</summary>
    public const double Least = 0.40;

    private const decimal Discount = 10, AnnualValue = 100_000, DealValue = 500_000;
    private static readonly TaskTexts Texts = TaskTexts.Of("proposal_drafter");

    /// <inheritdoc/>
    public string AgentId => "proposal_drafter";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input) => ProposalReader.Read(input);

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        var offer = Offer.Of(facts, call.Tenant.PriceList);
        var pricing = Pricing.Of(facts, offer.Plan, call.Tenant.QuotesWithVat);
        var open = Open(call, offer);
        var confidence = Math.Round(Confidence(facts, offer, pricing, open.Count), 2);
        var today = new BusinessCalendar(call.Tenant.TimeZone).Day(call.Now);
        var validUntil = facts.Text("valid_until") is { } until && DateOnly.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture) is var day
            && day >= today ? day
            : today.AddDays(facts.Count("validity_days") is > 0 and var days ? days : ValidityDays);
        return new JsonObject
        {
            ["proposal_id"] = call.Id("proposal"),
            ["lead_id"] = facts.Text("lead_id"),
            ["version"] = facts.Count("version"),
            ["status"] = confidence >= call.Agent.Bands.Auto ? "ready_for_review" : "draft",
            ["proposal_content"] = confidence < Least ? null : new ProposalWriter(call, offer, pricing).Content(today, validUntil, open),
            ["requires_review"] = true,
            ["review_notes"] = Notes(facts, offer, pricing, open, confidence),
            ["confidence"] = confidence,
            ["generated_at"] = call.Timestamp,
        };
    }

    /// <summary>What was asked and is not in the offer, with the reason.</summary>
    private static List<(string Text, string Reason)> Open(TaskCall call, Offer offer)
    {
        string[] known = [.. call.Tenant.Knowledge.SelectMany(k => new[] { k.TextAr, k.TextEn }),
            .. call.Passages.Where(p => p.Score >= 0.7).Select(p => p.Text)];
        var open = new List<(string, string)>();
        foreach (var requirement in call.Facts.Texts("custom"))
            if (Coverage.Missing(requirement, offer.Plan, call.Tenant.PriceList, known) is { } reason) open.Add((requirement, reason));
        if (offer.Plan is { } plan)
            open.AddRange(call.Facts.Texts("needs").Where(n => Coverage.NeedsMore(n, plan, call.Tenant.PriceList)).Select(n =>
                (n, Coverage.OutsidePackage)));
        return open;
    }

    private static double Confidence(JsonObject facts, Offer offer, Pricing pricing, int open)
    {
        var confidence = 0.0;
        if (facts.Text("client") is not null) confidence += 0.20;
        if (facts.Texts("needs").Count > 0) confidence += 0.30;
        if (offer.Package is not null) confidence += offer.Asked ? 0.25 : 0.15;
        if (pricing.Known) confidence += 0.15;
        if (facts.Text("prepared_by") is not null) confidence += 0.03;
        if (facts.Text("kick_off") is not null && facts.Text("go_live") is not null) confidence += 0.03;
        confidence -= Math.Min(0.15, 0.05 * open) + (pricing.Mismatch ? 0.10 : 0) + (facts.Is("orders_skipped") ? 0.05
            : 0) + (facts.Is("custom_contract") ? 0.05 : 0);
        return Math.Clamp(confidence, 0, 0.95);
    }

    /// <summary>What the reviewer must look at, Arabic first; null where there is nothing beyond the review itself.</summary>
    private static string? Notes(JsonObject facts, Offer offer, Pricing pricing, List<(string Text, string Reason)> open, double confidence)
    {
        var notes = new List<(string Ar, string En)>();
        void Add(string key, params (string Name, string Value)[] values) => notes.Add((Texts.In("ar", "note." + key, values), Texts.In("en",
            "note." + key, values)));
        if (confidence < Least) Add("nothing");
        string[] missing = [.. new[] { ("client", facts.Text("client") is null), ("needs", facts.Texts("needs").Count == 0),
            ("package", offer.Package is null), ("price", !pricing.Known),
            ("prepared_by", facts.Text("prepared_by") is null), ("timeline", facts.Text("kick_off") is null
                || facts.Text("go_live") is null) }.Where(m => m.Item2).Select(m => m.Item1)];
        if (missing.Length > 0) notes.Add((Missing("ar", missing), Missing("en", missing)));
        if (offer is { Asked: false, Plan: not null }) Add("recommended", ("people", facts.Count("people").ToString(CultureInfo.InvariantCulture)));
        if (pricing.Discount is { } discount) Add(discount > Discount ? "discount_above" : "discount", ("value", Plain(discount)));
        if (facts["discount_asked"]?.GetValue<decimal>() is { } asked) Add("discount_asked", ("value", Plain(asked)));
        if (pricing.Mismatch) Add("price_mismatch");
        if (pricing.Annual > AnnualValue) Add("annual_value");
        if (facts["deal_value"]?.GetValue<decimal>() > DealValue) Add("deal_value");
        foreach (var flag in (string[])["odd_payment", "custom_contract", "government", "cross_border", "proof_asked", "orders_skipped"])
            if (facts.Is(flag)) Add(flag);
        if (facts.Count("competitors") > 0) Add("competitors");
        foreach (var (text, reason) in open.Take(8)) Add(reason, ("text", text.Shortened(150)));
        return notes.Count == 0 ? null : string.Join('\n', notes.Select(n => "- " + n.Ar).Append("").Concat(notes.Select(n => "- " + n.En)));
    }

    private static string Missing(string language, string[] missing) =>
        Texts.In(language, "note.missing", ("list", string.Join(language == "en" ? ", " : "، ",
            missing.Select(m => Texts.In(language, "part." + m)))));

    private static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
