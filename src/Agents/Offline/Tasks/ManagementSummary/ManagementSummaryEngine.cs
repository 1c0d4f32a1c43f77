using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks.ManagementSummary;

/// <summary>Sums up a period for the management: figures with their trends, alerts, actions, and what is not known.</summary>
internal sealed class ManagementSummaryEngine : ITaskEngine
{
    private static readonly (string Code, Mentions Words)[] Periods =
    [
        ("daily", new("daily", "day", "today", "يومي", "يوميه", "اليوم")),
        ("weekly", new("weekly", "week", "اسبوعي", "اسبوعيه", "اسبوع")),
        ("monthly", new("monthly", "month", "شهري", "شهريه", "شهر")),
    ];

    /// <inheritdoc/>
    public string AgentId => "management_summary";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var period = Period(input);
        var facts = new JsonObject { ["period"] = period ?? "weekly", ["period_known"] = period is not null };
        var figures = new JsonArray();
        foreach (var figure in KpiReader.Read(input.Root))
        {
            Complete(figure, input);
            figures.Add(new JsonObject
            {
                ["name"] = figure.Kpi.Code, ["label_ar"] = figure.Kpi.Ar, ["label_en"] = figure.Kpi.En, ["unit"] = figure.Kpi.Unit, ["better"] = figure.Kpi.Better,
                ["core"] = figure.Kpi.Core, ["value"] = figure.Value, ["previous"] = figure.Previous, ["stated"] = figure.Stated, ["estimate"] = figure.Estimate,
                ["conflict"] = figure.Conflict || Contradicts(figure),
            });
        }
        facts["figures"] = figures;
        if (ClaimsOfAWeek(input) is { } claims) facts["weekly_claims"] = claims;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        var period = facts.Text("period")!;
        var lines = ((JsonArray)facts["figures"]!).Select(f => KpiLine.Of((JsonObject)f!)).ToList();
        foreach (var kpi in KpiCatalogue.All.Where(k => k.Core && !lines.Exists(l => l.Code == k.Code && !l.Estimate)))
            lines.Add(new KpiLine(kpi.Code, kpi.Ar, kpi.En, kpi.Unit, kpi.Better, true, null, null, null, false, false));
        var missing = lines.Where(l => l.Value is null && !l.Estimate).ToList();
        var names = missing.Select(l => (l.Ar, l.En)).ToList();
        var alerts = SummaryRules.Alerts(lines, period, facts["weekly_claims"]?.GetValue<decimal>());
        var confidence = Math.Round(SummaryRules.Confidence(lines, facts.Is("period_known")), 2);
        var date = new BusinessCalendar(call.Tenant.TimeZone).Day(call.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["period"] = period,
            ["executive_summary_ar"] = SummaryWriter.Summary("ar", period, date, lines, alerts, names),
            ["executive_summary_en"] = SummaryWriter.Summary("en", period, date, lines, alerts, names),
            ["kpis"] = new JsonArray([.. lines.Select(l => (JsonNode?)Kpi(l))]),
            ["alerts"] = new JsonArray([.. alerts.Select(a => (JsonNode?)SummaryWriter.Alert(a))]),
            ["actions"] = SummaryWriter.Actions(lines, alerts, names),
            ["missing_data"] = FactsJson.Array(missing.Select(l => l.Code).Concat(facts.Is("period_known") ? [] : ["period"])),
            ["confidence_level"] = SummaryRules.Level(confidence),
            ["confidence"] = confidence,
            ["requires_human_review"] = confidence < 0.60,
            ["generated_at"] = call.Timestamp,
        };
    }

    private static JsonObject Kpi(KpiLine line) => new()
    {
        ["name"] = line.Code, ["label_ar"] = line.Ar, ["label_en"] = line.En, ["unit"] = line.Unit, ["value"] = line.Value, ["previous"] = line.Previous,
        ["change_percent"] = line.Change, ["trend"] = line.Trend, ["is_estimate"] = line.Estimate, ["note"] = SummaryWriter.Note(line, "ar"), ["note_en"] = SummaryWriter.Note(line, "en"),
    };

    private static string? Period(TaskInput input)
    {
        var said = input.Text("period.type", "period", "period_type", "frequency", "report_type", "summary_type", "cadence", "interval", "الفترة");
        foreach (var (code, words) in Periods)
            if (words.In(said)) return code;
        var (from, until) = (Day(input.Text("period_start", "start_date", "period.start", "period.from", "date_from", "from")), Day(input.Text("period_end", "end_date", "period.end", "period.to", "date_to", "to")));
        return from is { } first && until is { } last && last >= first ? (last.DayNumber - first.DayNumber) switch { 0 => "daily", <= 9 => "weekly", _ => "monthly" } : null;
    }

    private static DateOnly? Day(string? text) => text is { Length: >= 10 }
        && DateOnly.TryParseExact(Text.ArabicText.AsciiDigits(text)[..10], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A series of weeks gives what the figure itself lacks.</summary>
    private static void Complete(Figure figure, TaskInput input)
    {
        if (figure.Kpi.Code != "revenue" || figure.Estimate || figure.Previous is not null) return;
        var series = input.List("revenue_series", "weekly_revenue", "revenue_by_week", "revenue_history").Select(TaskInput.NumberOf).OfType<decimal>().ToList();
        if (series.Count < 2) return;
        figure.Value ??= series[^1];
        if (figure.Value == series[^1]) figure.Previous = series[^2];
    }

    /// <summary>Whether the change that is stated is not the one that the two values give.</summary>
    private static bool Contradicts(Figure figure) => figure is { Stated: { } stated, Value: { } now, Previous: >= 0.0001m and var before }
        && Math.Abs((now - before) / before * 100 - (Math.Abs(stated) <= 1 && Math.Abs((now - before) / before) > 0.02m ? stated * 100 : stated)) > 2;

    /// <summary>The guarantee claims of the fullest seven days: as the input counts them, or by the days of the claims.</summary>
    private static decimal? ClaimsOfAWeek(TaskInput input)
    {
        if (input.Number("claims_last_7_days", "claims_this_week", "weekly_claims", "guarantee_claims_this_week", "guarantee_claims_weekly", "claims_per_week") is >= 0 and < 1_000_000 and var told) return told;
        var days = input.List("guarantee_claims", "claims", "طلبات_الضمان").Where(c => c.ValueKind == JsonValueKind.Object)
            .Select(c => Day(new TaskInput(c).Text("submitted_at", "created_at", "date", "submitted", "claimed_at", "claim_date"))).ToList();
        if (days.Count == 0 || days.Exists(d => d is null)) return null;
        return days.Max(first => days.Count(d => d >= first && d < first!.Value.AddDays(7)));
    }
}
