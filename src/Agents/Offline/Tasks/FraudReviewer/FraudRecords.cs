using System.Globalization;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Finds signs by comparing the records of a case with each other.</summary>
internal static class FraudRecords
{
    private const double Trust = 0.6;
    private const int LowScore = 30;
    private static readonly string[] Disposable = ["mailinator.com", "tempmail.com", "temp-mail.org", "10minutemail.com", "guerrillamail.com",
        "yopmail.com", "trashmail.com", "sharklasers.com", "getnada.com"];

    /// <summary>All that the records show.</summary>
    public static List<FraudSignal> Read(TaskInput input, List<FraudParty> parties)
    {
        var found = new List<FraudSignal>();
        var affiliates = parties.Where(p => p.Kind == "affiliate").ToList();
        var leads = parties.Where(p => p.Kind == "lead").ToList();
        foreach (var affiliate in affiliates)
            foreach (var lead in leads) Compare(found, affiliate, lead, ["same_phone", "same_email", "same_ip", "same_device", "own_company",
                "own_company", "same_bank_account"]);
        for (var i = 0; i < affiliates.Count && i < 50; i++)
            for (var j = i + 1; j < affiliates.Count && j < 50; j++) Accounts(found, affiliates[i], affiliates[j]);
        if (found.Where(s => s.Sign.Pattern == "identity_fraud").SelectMany(s => s.Entities).Distinct().Count() >= 3) Add(found, "fraud_ring",
            "affiliates", null, [.. affiliates.Select(a => a.Id)]);
        for (var i = 0; i < leads.Count && i < 100; i++)
            for (var j = i + 1; j < leads.Count && j < 100; j++) Compare(found, leads[i], leads[j], ["duplicate_phone", "duplicate_email", null,
                null, "duplicate_company", "duplicate_company", null]);
        foreach (var lead in leads) Genuine(found, lead);
        Activity(found, input, leads);
        FraudDeals.Read(found, input, FraudParties.Deals(input));
        return found;
    }

    /// <summary>Adds a sign.</summary>
    public static void Add(List<FraudSignal> found, string code, string reference, string? quote, params string[] entities) =>
        found.Add(new FraudSignal(FraudSigns.All[code], Trust, reference, quote, entities));

    private static void Compare(List<FraudSignal> found, FraudParty a, FraudParty b, string?[] codes)
    {
        void Same(string? code, string? left, string? right, string field)
        {
            if (code is not null && left is not null && left == right) Add(found, code, $"{a.Path}.{field} = {b.Path}.{field}", null, a.Id, b.Id);
        }
        Same(codes[0], a.Phone, b.Phone, "phone");
        Same(codes[1], a.Email, b.Email, "email");
        Same(codes[2], a.Ip, b.Ip, "ip");
        Same(codes[3], a.Device, b.Device, "device");
        Same(codes[4], a.Company, b.Company, "company");
        Same(codes[5], a.Registration, b.Registration, "cr_number");
        Same(codes[6], a.Account, b.Account, "iban");
    }

    private static void Accounts(List<FraudSignal> found, FraudParty a, FraudParty b)
    {
        if (a.Id == b.Id) return;
        var before = found.Count;
        if (a.Account is not null && a.Account == b.Account) Add(found, "shared_payout_account", $"{a.Path}.iban = {b.Path}.iban", null, a.Id, b.Id);
        if (a.Device is not null && a.Device == b.Device) Add(found, "multiple_accounts", $"{a.Path}.device = {b.Path}.device", null, a.Id, b.Id);
        else if (a.Phone is not null && a.Phone == b.Phone) Add(found, "multiple_accounts", $"{a.Path}.phone = {b.Path}.phone", null, a.Id, b.Id);
        else if (a.Email is not null && a.Email == b.Email) Add(found, "multiple_accounts", $"{a.Path}.email = {b.Path}.email", null, a.Id, b.Id);
        if (found.Count > before && (a.Suspended || b.Suspended)) Add(found, "linked_suspended", $"{(b.Suspended ? b : a).Path}.status", null, a.Id,
            b.Id);
    }

    private static void Genuine(List<FraudSignal> found, FraudParty lead)
    {
        if (lead.Phone is { Length: 9 } phone && phone[2..].Distinct().Count() == 1) Add(found, "pattern_number", lead.Path + ".phone",
            lead.RawPhone, lead.Id);
        if (lead.Email is { } email
            && (!email[email.IndexOf('@', StringComparison.Ordinal)..].Contains('.', StringComparison.Ordinal)
                || Disposable.Any(d => email.EndsWith("@" + d, StringComparison.Ordinal)))) Add(found, "dead_email", lead.Path + ".email", email, lead.Id);
        if (lead.City is { } city && lead.IpCity is { } from && city != from) Add(found, "geography_mismatch", lead.Path + ".city", null, lead.Id);
    }

    private static void Activity(List<FraudSignal> found, TaskInput input, List<FraudParty> leads)
    {
        var (current, ratio) = FraudVolume.Read(input);
        if (ratio > FraudVolume.MostTimes) Add(found, "volume_spike", "activity", decimal.Round(Math.Min(ratio.Value, 1_000_000m),
            1).ToString(CultureInfo.InvariantCulture) + "×");
        var scores = leads.Where(l => l.Score is not null).Select(l => l.Score!.Value).ToList();
        var count = Math.Max(Math.Max(scores.Count, leads.Count), Math.Clamp(current ?? CaseText.FirstNumber(input, "lead_count", "total_leads",
            "leads_total", "leads_submitted") ?? 0, 0, 1_000_000_000m));
        // A few of many show what the many are like.
        var average = scores.Count >= 10 ? scores.Average() : CaseText.FirstNumber(input, "average_score", "avg_score", "average_lead_score",
            "avg_lead_score", "mean_lead_score", "mean_score", "avg_quality", "average_quality", "avg_quality_score", "average_quality_score",
            "متوسط الدرجات", "متوسط الجودة") ?? (scores.Count >= 3 ? scores.Average() : null);
        if (average is >= 0 and < LowScore && count >= 10) Add(found, "low_score_mass", "lead_scores", decimal.Round(average.Value,
            1).ToString(CultureInfo.InvariantCulture));
        else if (CaseText.FirstNumber(input, "low_score_leads", "low_quality_leads", "leads_below_20", "leads_below_30", "low_score_count",
            "unqualified_leads") is >= 10 and var low && low * 2 > count) Add(found, "low_score_mass", "lead_scores", Whole(low));
        if (CaseText.FirstNumber(input, "avg_session_seconds", "average_session_seconds", "session_seconds", "avg_time_on_page_seconds")
            is >= 0 and < 5
            && CaseText.FirstNumber(input, "sessions", "session_count", "visits", "clicks") is >= 20 and var visits)
            Add(found, "bot_engagement", "behavior.sessions", Whole(visits));
        if (Circle(input) is { } circle) Add(found, "circular_referrals", "referrals", string.Join(" → ", circle), [.. circle.Distinct()]);
    }

    private static string Whole(decimal number) => decimal.Truncate(number).ToString(CultureInfo.InvariantCulture);

    // Who refers whom, followed until somebody comes up again.
    private static List<string>? Circle(TaskInput input)
    {
        var next = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var one in input.Sections("referrals", "referral_chain", "referral_graph", "الإحالات").Take(500))
            if (CaseText.First(one, "from", "referrer", "referrer_id", "affiliate_id", "من", "المحيل") is { } from && CaseText.First(one, "to",
                "referred", "referred_id", "إلى", "المحال") is { } to)
                (next.TryGetValue(from, out var list) ? list : next[from] = []).Add(to);
        foreach (var start in next.Keys.Order(StringComparer.Ordinal))
        {
            var path = new List<string> { start };
            while (path.Count < 7 && next.TryGetValue(path[^1], out var following))
            {
                if (following.Contains(start)) return [.. path, start];
                if (following.Find(f => !path.Contains(f)) is not { } step) break;
                path.Add(step);
            }
        }
        return null;
    }
}
