using System.Globalization;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Finds signs in deals, their values and their times.</summary>
internal static class FraudDeals
{
    /// <summary>Above how many times the usual value, below how many hours from lead to close, and within how many days deals count as split.</summary>
    public const int ValueTimes = 2, FastHours = 24, SplitDays = 3;

    /// <summary>Adds what the deals show.</summary>
    public static void Read(List<FraudSignal> found, TaskInput input, List<FraudDeal> deals)
    {
        var usual = CaseText.FirstNumber(input, "average_deal_value", "avg_deal_value", "normal_deal_value", "normal_value", "average_value", "typical_deal_value", "expected_value",
            "list_price", "متوسط قيمة الصفقة", "القيمة المعتادة");
        var value = deals.Max(d => d.Value) ?? CaseText.FirstNumber(input, "deal_value", "transaction_value", "قيمة الصفقة");
        if (usual is > 0 and < 1_000_000_000m && value > usual * ValueTimes) FraudRecords.Add(found, "value_above_norm", "deal_value",
            $"{CaseText.Amount(value.Value)} / {CaseText.Amount(usual.Value)}");
        Speed(found, input, deals);
        foreach (var group in deals.Where(d => d.Client is not null && d.ClosedAt is not null).GroupBy(d => d.Client))
        {
            var ordered = group.OrderBy(d => d.ClosedAt).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                if (CaseText.Day(ordered[i].ClosedAt!.Value).DayNumber - CaseText.Day(ordered[i - 1].ClosedAt!.Value).DayNumber > SplitDays) continue;
                FraudRecords.Add(found, "split_deals", $"{ordered[i - 1].Path}, {ordered[i].Path}", null, ordered[i - 1].Id, ordered[i].Id);
                break;
            }
        }
        var paid = FraudParties.Commissions(input).Where(c => c.Paid).ToList();
        if (deals.Find(d => d.CancelledAt is not null && paid.Exists(c => c.PaidAt is null || c.PaidAt <= d.CancelledAt)) is { } cancelled)
            FraudRecords.Add(found, "cancel_after_commission", cancelled.Path + ".cancelled_at", null, cancelled.Id);
        Late(found, input, deals);
    }

    private static void Speed(List<FraudSignal> found, TaskInput input, List<FraudDeal> deals)
    {
        var hours = CaseText.FirstNumber(input, "hours_to_close", "time_to_close_hours", "closed_in_hours", "ساعات حتى الإغلاق")
            ?? Scaled(CaseText.FirstNumber(input, "minutes_to_close", "time_to_close_minutes"), 1m / 60) ?? Scaled(CaseText.FirstNumber(input,
                "days_to_close", "أيام حتى الإغلاق"), 24);
        if (hours is >= 0 and < FastHours) FraudRecords.Add(found, "fast_close", "hours_to_close", decimal.Round(hours.Value,
            1).ToString(CultureInfo.InvariantCulture) + " h");
        else if (deals.Find(d => d.CreatedAt is not null && d.ClosedAt is not null && d.ClosedAt >= d.CreatedAt
            && (d.ClosedAt - d.CreatedAt).Value.TotalHours < FastHours) is { } fast)
            FraudRecords.Add(found, "fast_close", fast.Path, null, fast.Id);
    }

    private static decimal? Scaled(decimal? value, decimal by) => value is >= 0 and < 1_000_000 and { } number ? number * by : null;

    private static readonly Mentions ByHand = new("manual*", "by hand", "backdated", "يدوي*", "باليد");

    private static bool HandMade(TaskInput touch) => touch.Flag("manual", "manual_entry", "entered_manually", "is_manual", "backdated") == true
        || ByHand.In(touch.Texts("source", "channel", "type", "method", "origin", "entry", "entry_type", "created_by", "entered_by", "note", "notes",
            "details"));

    // The affiliate of the case comes in within two days of the close, and others were there before.
    private static void Late(List<FraudSignal> found, TaskInput input, List<FraudDeal> deals)
    {
        if (deals.Find(d => d.ClosedAt is not null)?.ClosedAt is not { } closed) return;
        var from = closed.AddHours(-AttributionSignals.LastMinuteHours);
        var index = 0;
        foreach (var touch in input.Sections("touchpoints", "touches", "interactions", "touch_history", "نقاط التواصل"))
        {
            if (CaseText.FirstTime(touch, "timestamp", "date", "at", "time", "created_at", "التاريخ") is { } at && at >= from && at <= closed
                && HandMade(touch)) FraudRecords.Add(found, "hand_made_touch", $"touchpoints[{index.ToString(CultureInfo.InvariantCulture)}]", null);
            index++;
        }
        var touches = TouchReader.Read(input).Touches.Where(t => t.At is not null).ToList();
        foreach (var group in touches.Where(t => t.IsAffiliate).GroupBy(t => t.EntityId))
        {
            var first = group.Min(t => t.At)!.Value;
            if (first >= closed.AddHours(-AttributionSignals.LastMinuteHours) && touches.Exists(t => t.At < first.AddDays(-1)
                && t.EntityId != group.Key))
                FraudRecords.Add(found, "late_touch", $"touchpoints[{group.First().Index.ToString(CultureInfo.InvariantCulture)}]", null, group.Key);
        }
    }
}
