using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Timeline: a start within 30 days 20 to 25, within 90 days 10 to 19, later or without a schedule 1 to 9, unknown 0.</summary>
internal static class TimelineReader
{
    private static readonly string[] Fields =
    [
        "timeline", "timeframe", "time_frame", "start_date", "expected_start", "expected_start_date", "start_in", "desired_start",
        "go_live_date", "purchase_timeline", "decision_timeline",
        "decision_date", "when_start", "when", "days_to_start", "timeline_days", "bant.timeline", "الجدول_الزمني", "الجدول الزمني", "موعد_البدء",
        "موعد البدء", "تاريخ_البدء", "وقت_البدء", "المدة", "متى",
    ];

    /// <summary>Judges it.</summary>
    public static BantDimension Read(TaskInput input, CustomerTalk talk, DateTime today)
    {
        foreach (var name in Fields)
        {
            if (input.Text(name) is not { } text || SalesPhrases.Default.Has(text, "unknown") && !text.Contains("غير محدد", StringComparison.Ordinal)) continue;
            if (HorizonReader.Field(text, today) is { } horizon) return Of(horizon, 0.95, text);
            if (LeadTalk.Says(text, "undecided")) return Of(new Horizon(null), 0.9, text);
        }
        BantDimension? last = null;
        foreach (var (text, read) in talk.Lines)
        {
            if (HorizonReader.Sentence(text, today) is { } horizon) last = Of(horizon, 0.85, text);
            else if (read.Entities.TryGetValue(LeadFacts.Timeline, out var word)) last = Of(Word(word), 0.85, text);
            else if (LeadTalk.Says(text, "undecided")) last = Of(new Horizon(null), 0.8, text);
            else if (last is null && read.Has("sig.deciding")) last = Of(new Horizon(60), 0.65, text);
        }
        return last ?? BantDimension.Unknown;
    }

    /// <summary>The points of a horizon.</summary>
    public static int Points(Horizon horizon) => horizon.Days switch
    {
        null => 3,
        <= 7 => 25,
        <= 14 => 23,
        <= 30 => 20,
        <= 60 => 17,
        <= 90 => 12,
        _ => 5,
    };

    private static BantDimension Of(Horizon horizon, double confidence, string quote) => new(horizon.Days switch
    {
        null => "open",
        <= 30 => "month",
        <= 90 => "quarter",
        _ => "later",
    }, Points(horizon), confidence, CustomerDossier.Short(quote));

    private static Horizon Word(string word) => word switch
    {
        "now" => new Horizon(1),
        "this_week" => new Horizon(7),
        "this_month" => new Horizon(30),
        "this_quarter" => new Horizon(90),
        _ => new Horizon(null),
    };
}
