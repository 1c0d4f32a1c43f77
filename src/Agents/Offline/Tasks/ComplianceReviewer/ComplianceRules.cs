using System.Text.Json;
using SalesFlow.Agents.Guards;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A violation.</summary>
/// <param name="Category">§9's category.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Key">What it is: the key of its texts and of its principle.</param>
/// <param name="Evidence">What shows it, shortened.</param>
internal sealed record Violation(string Category, string Severity, string Key, string Evidence);

/// <summary>What breaks the rules of personal data and of the channels.</summary>
internal static class ComplianceRules
{
    /// <summary>Severities, the gravest first.</summary>
    public static readonly IReadOnlyList<string> Severities = ["critical", "high", "medium", "low"];

    private static readonly Dictionary<string, (string Category, string Severity)> Practices = new(StringComparer.Ordinal)
    {
        ["assumed_consent"] = ("consent", "high"), ["no_consent"] = ("consent", "high"), ["bundled_consent"] = ("consent", "medium"),
        ["scraped"] = ("data_collection", "high"),
        ["data_sharing"] = ("data_sharing", "high"), ["cross_border"] = ("data_sharing", "high"),
        ["retention_excess"] = ("data_retention", "high"), ["rights_refused"] = ("rights_violation", "high"),
        ["breach"] = ("disclosure", "critical"), ["excess_collection"] = ("data_collection", "medium"),
        ["sensitive_request"] = ("data_collection", "high"),
        ["purpose_change"] = ("data_collection", "high"), ["result_guarantee"] = ("marketing_compliance", "high"),
        ["guaranteed_return"] = ("marketing_compliance", "high"),
        ["invented_reference"] = ("marketing_compliance", "medium"), ["fabricated_deadline"] = ("marketing_compliance", "medium"),
        ["unwritten_promise"] = ("marketing_compliance", "medium"),
        ["superlative"] = ("marketing_compliance", "low"),
    };

    // What the practices that are put together mean; several may be the same violation with another weight.
    private static readonly Dictionary<string, (string Category, string Severity, string Key)> Described = new(StringComparer.Ordinal)
    {
        ["data_sold"] = ("data_sharing", "critical", "data_sharing"), ["data_sharing"] = ("data_sharing", "high", "data_sharing"),
        ["cross_border"] = ("data_sharing", "high", "cross_border"), ["retention_excess"] = ("data_retention", "high", "retention_excess"),
        ["excess_special"] = ("data_collection", "high", "excess_collection"), ["excess_many"] = ("data_collection", "high", "excess_collection"),
        ["excess_collection"] = ("data_collection", "medium", "excess_collection"), ["scraped"] = ("data_collection", "high", "scraped"),
        ["assumed_consent"] = ("consent", "high", "assumed_consent"), ["no_consent"] = ("consent", "high", "no_consent"),
        ["verbal_consent"] = ("consent", "medium", "consent_unproven"),
        ["bulk"] = ("marketing_compliance", "high", "bulk"), ["rights_refused"] = ("rights_violation", "high", "rights_refused"),
        ["withdrawal_ignored"] = ("consent", "critical", "withdrawal_ignored"), ["withdrawal_late"] = ("consent", "high", "withdrawal_ignored"),
        ["minor"] = ("data_collection", "high", "minor"), ["breach"] = ("disclosure", "critical", "breach"),
        ["human_claim"] = ("disclosure", "high", "human_claim"), ["purpose_change"] = ("data_collection", "high", "purpose_change"),
    };

    /// <summary>Fields that name what is collected.</summary>
    public static readonly string[] Collected = ["fields", "form_fields", "fields_collected", "collected_fields", "data_collected", "required_fields",
        "mandatory_fields", "data_fields", "collected_data", "collects", "الحقول"];

    private static readonly string[] Kingdom =
        ["saudi", "ksa", "kingdom", "riyadh", "jeddah", "dammam", "السعوديه", "المملكه", "الرياض", "جده", "الدمام", "local", "داخل"];

    /// <summary>Everything found, the gravest first, each kind once.</summary>
    public static List<Violation> Of(
        ComplianceCase matter, ConsentRecords consents, TalkConduct conduct, Practices practices, IReadOnlyList<string> own, TaskInput input,
        DateTimeOffset now)
    {
        var found = new List<Violation>();
        var concepts = matter.Concepts();
        bool Has(string concept) => concepts.Exists(c => c.Concept == concept);
        string Quote(string concept) => concepts.Find(c => c.Concept == concept).Quote;
        void Add(string category, string severity, string key, string evidence)
        {
            var known = found.FindIndex(v => v.Key == key);
            if (known < 0) found.Add(new(category, severity, key, evidence));
            else if (Severities.ToList().IndexOf(severity) < Severities.ToList().IndexOf(found[known].Severity)) found[known] = found[known] with
            {
                Severity = severity,
            };
        }
        foreach (var (concept, quote) in concepts)
        {
            if (!Practices.TryGetValue(concept, out var rule)) continue;
            // Keeping other people's data to oneself refuses nobody a right.
            if (concept == "rights_refused" && matter.IsMessages && TalkContent.IsOfOthers(quote)) continue;
            var severity = rule.Severity;
            // Sharing without consent, and special data, weigh more.
            if (concept == "data_sharing" && (Has("no_consent") || Has("rights_refused"))) severity = "critical";
            if (concept is "excess_collection" && Has("special_category")) severity = "high";
            if (concept == "no_consent" && Has("special_category")) severity = "critical";
            // Sharing by consent, and with a contract, is allowed.
            if (concept == "data_sharing" && (practices.Contracted || input.Flag("contract", "processor_contract", "dpa", "consented",
                "shared_by_consent") == true
                || input.Flag("consent_to_share") == true)) continue;
            Add(rule.Category, severity, concept, quote);
        }
        foreach (var (concept, quote) in practices.Found)
        {
            var (category, severity, key) = Described[concept];
            if (concept == "data_sharing" && practices.Has("no_consent")) severity = "critical";
            Add(category, severity, key, QaFindings.Short(quote));
        }
        Recording(matter, input, concepts, Add);
        if (Has("continued_contact") && (Has("consent_withdrawn") || Has("opt_out_wish")) || conduct.AfterWithdrawal is not null)
            Add("consent", "critical", "withdrawal_ignored",
                conduct.AfterWithdrawal is { } after ? QaFindings.Short(after) : Quote("continued_contact"));
        if (conduct.HumanClaim is { } claim) Add("disclosure", conduct.Hidden ? "high" : "medium", "human_claim", QaFindings.Short(claim));
        if (conduct is { Minor: { } young, MinorIgnored: true }) Add("data_collection", "high", "minor", QaFindings.Short(young));
        if (Has("other_customer") || matter.Type == "data_handling_review")
            foreach (var text in matter.Texts)
                if (Has("other_customer") && ContactFinder.Find(text) is [var data, ..]) Add("data_sharing", "critical", "data_leak", data.Masked);
        if (matter.IsMessages)
        {
            if (TalkContent.Leak(matter.Talk, own) is { } leaked) Add("data_sharing", "critical", "data_leak", leaked);
            if (TalkContent.Requests(matter.Talk) is [var (kind, quote), ..] asked)
                Add("data_collection", asked.Count > 1 || kind is "ask_identity" or "ask_bank" ? "high" : "medium", "excess_collection",
                    QaFindings.Short(quote));
        }
        Structured(input, now, Add);
        Contact(matter, consents, conduct, input, now, concepts, Add);
        return [.. found.OrderBy(v => Severities.ToList().IndexOf(v.Severity))];
    }

    /// <summary>Recordings that nobody was told of, or that somebody did not agree to.</summary>
    private static void Recording(ComplianceCase matter, TaskInput input, List<(string Concept, string Quote)> concepts,
        Action<string, string, string, string> add)
    {
        var noticed = input.Flag("recording_notice", "notice_given", "recording_disclosed", "recording_announced");
        var agreed = input.Flag("recording_consent", "consent_to_record", "recording_consented");
        // To the person in the call, saying that it is recorded is the notice; elsewhere it tells of a practice.
        var call = matter.Channel == "call" && matter.IsMessages;
        var spoken = call ? matter.Talk.Ours.Select(m => m.Text).ToHashSet(StringComparer.Ordinal) : [];
        var told = matter.Texts.FirstOrDefault(t => !spoken.Contains(t) && TalkContent.IsOfRecording(t));
        if (told is not null && !concepts.Exists(c => c.Concept == "recording_notice") && noticed != true && agreed != true)
            add("disclosure", "high", "recording", QaFindings.Short(told));
        if (input.Flag("recorded", "call_recorded", "is_recorded", "recording") != true) return;
        var announced = noticed ?? (agreed == true || call && TalkContent.TellsOfRecording(matter.Talk) ? true
            : matter.Talk.Messages.Count > 1 ? false : null);
        if (announced == false || agreed == false) add("disclosure", "high", "recording", announced == false ? "recording_notice = false"
            : "recording_consent = false");
    }

    /// <summary>What is given as data: places, terms, dates.</summary>
    private static void Structured(TaskInput input, DateTimeOffset now, Action<string, string, string, string> add)
    {
        if (input.Text("storage_location", "hosting_location", "data_location", "destination_country", "storage_country", "transfer_to", "hosting",
            "server_location") is { } place && !InKingdom(place))
            add("data_sharing", "high", "cross_border", place);
        if (input.Flag("cross_border", "transferred_abroad") == true) add("data_sharing", "high", "cross_border", "cross_border = true");
        if (RetentionTerms.In(input).Where(t => t.IsExceeded).OrderByDescending(t => t.Days / t.Limit).FirstOrDefault() is { } term)
            add("data_retention", term.Days > term.Limit * 1.1m ? "high" : "medium", "retention_excess", term.Evidence);
        if (PurposeReader.In(input) is { } purposes) add("data_collection", "high", "purpose_change", QaFindings.Short(purposes));
        if (input.Find(Collected) is { } fields)
        {
            var hits = Language.PhraseBook.Practices.Places(fields.GetRawText().Replace('_', ' '));
            var special = hits.Exists(h => h.Concept == "special");
            var personal = hits.Where(h => h.Concept == "personal").DistinctBy(h => h.At).Count();
            if (special || personal > 0) add("data_collection", special || personal > 1 ? "high" : "medium", "excess_collection",
                QaFindings.Short(fields.ToString()));
        }
        // Whoever gets data needs a contract, the law or the person's consent.
        if (input.Find("shared_with", "recipients", "third_parties", "third_party_recipients",
            "data_recipients") is { ValueKind: not JsonValueKind.False } takers
            && takers.ToString() is { Length: > 2 } named && input.Flag("contract", "processor_contract", "dpa", "consented", "shared_by_consent",
                "consent_to_share") != true)
            add("data_sharing", input.Flag("contract", "processor_contract", "dpa", "consented", "shared_by_consent",
                "consent_to_share") == false ? "high" : "medium",
                "data_sharing", QaFindings.Short(named));
        if (input.Flag("breach", "data_breach", "leak") == true) add("disclosure", "critical", "breach", "breach = true");
        if (input.Time("breach_at", "breach_date", "discovered_at", "breach_discovered_at", "incident_at") is { } breach
            && (input.Time("notified_at", "authority_notified_at", "reported_at") ?? now) - breach > TimeSpan.FromHours(72))
            add("disclosure", "critical", "breach_late", $"{breach:yyyy-MM-dd HH:mm}Z");
        if (input.Time("request_received_at", "request_date", "rights_request_at", "requested_at", "data_request_at") is { } asked
            && input.Flag("completed", "request_completed", "fulfilled") != true)
        {
            if ((input.Time("completed_at", "request_completed_at", "fulfilled_at", "answered_at")
                ?? now) - asked > TimeSpan.FromDays(30)) add("rights_violation", "high", "request_overdue", $"{asked:yyyy-MM-dd}");
            else if (input.Flag("acknowledged", "request_acknowledged") != true && (input.Time("acknowledged_at",
                "request_acknowledged_at") ?? input.Time("completed_at", "request_completed_at",
                "fulfilled_at") ?? now) - asked > TimeSpan.FromHours(48))
                add("rights_violation", "medium", "request_unacknowledged", $"{asked:yyyy-MM-dd}");
        }
        if (input.Number("age", "customer_age", "subject_age", "العمر") is >= 0 and < 18) add("data_collection", "high", "minor",
            input.Text("age", "customer_age", "subject_age", "العمر")!);
    }

    /// <summary>The channels' rules, for messages and calls to a person.</summary>
    private static void Contact(
        ComplianceCase matter, ConsentRecords consents, TalkConduct conduct, TaskInput input, DateTimeOffset now,
        List<(string Concept, string Quote)> concepts, Action<string, string, string, string> add)
    {
        bool Has(string concept) => concepts.Exists(c => c.Concept == concept);
        if (matter.Type == "consent_audit")
        {
            foreach (var channel in ConsentRecords.Channels.Where(consents.Recorded.Contains))
            {
                if (consents.Status[channel] == "expired") add("consent", "medium", "consent_expired", channel);
                else if (consents.Unproven.Contains(channel)) add("consent", "low", "consent_unproven", channel);
            }
            // An audit for a channel asks whether that channel may be used.
            if (matter.Channel is { } audited && consents.Status[audited] == "not_obtained") add("consent", "medium", "consent_missing", audited);
            if (consents.Recorded.Count == 0 && input.Find("consents", "consent_records", "consent_log") is not null) add("consent", "medium",
                "consent_missing",
                string.Join(", ", ConsentRecords.Channels));
            if (consents.Recorded.Count > 0 && consents.Status.Values.All(s => s != "obtained")) add("consent", "medium", "consent_missing",
                string.Join(", ", consents.Recorded));
        }
        if (!matter.IsMessages || matter.Texts.Count == 0) return;
        var at = input.Time("sent_at", "send_at", "scheduled_at", "contact_time", "sent_time");
        var theirs = input.Time("last_customer_message_at", "last_inbound_at", "customer_last_message_at");
        var single = matter.Talk.Messages.Count < 2;
        // Within the window an answer is asked for, at any hour.
        var answers = single && theirs is { } heard && (at ?? now) - heard is var passed && passed >= TimeSpan.Zero
            && passed <= TimeSpan.FromHours(24);
        var replies = answers || matter.Talk.Messages is [{ FromCustomer: true }, ..] && conduct.Unasked.Count == 0;
        if (matter.Channel is { } used)
        {
            var status = consents.Status[used];
            var since = consents.Dates.GetValueOrDefault(used);
            if (status == "withdrawn" && (single || since is null || matter.Talk.Ours.Any(m => m.At is null || m.At > since))) add("consent",
                "critical", "withdrawal_ignored", used);
            else if (status == "expired" && !replies) add("consent", "high", "consent_expired", used);
            else if (status == "not_obtained" && consents.Recorded.Count > 0 && !replies) add("consent", "high", "consent_missing", used);
            else if (status == "not_obtained" && !replies && matter.Type == "conversation_review") add("consent", "medium", "consent_missing", used);
            else if (consents.Unproven.Contains(used)) add("consent", "low", "consent_unproven", used);
            var times = answers && used != "call" ? [] : conduct.Unasked.Select(m => m.At).Append(single
                || conduct.Unasked.Count > 0 ? at : null).OfType<DateTimeOffset>();
            foreach (var time in times.Where(t => !InHours(used, t)).Take(1))
                add("marketing_compliance", "low", "quiet_hours", $"{time.ToOffset(TimeSpan.FromHours(3)):ddd HH:mm}");
            var most = matter.Talk.Messages is [{ FromCustomer: false }, ..] ? 4 : 3;
            if (!single && conduct.Unanswered > most) add("marketing_compliance", "medium", "too_many_attempts", $"{conduct.Unanswered} > {most}");
            var limit = used switch { "call" => 2, _ => 3 };
            if (input.Number("unanswered", "unanswered_count", "unanswered_messages", "unanswered_attempts", "unanswered_follow_ups",
                "consecutive_unanswered") is { } unanswered && unanswered > limit)
                add("marketing_compliance", "medium", "too_many_attempts", $"{unanswered:0} > {limit}");
            if (input.Number("messages_today", "sent_today") is > 5) add("marketing_compliance", "low", "too_many_attempts", "messages_today > 5");
            if (used == "call" && input.Flag("registered_lead", "is_registered_lead") == false) add("marketing_compliance", "high",
                "unregistered_call", "registered_lead = false");
        }
        var first = input.Flag("first_message", "is_first_message", "first_outreach", "first_contact")
            ?? (matter.Talk.Messages.Count > 1 && !replies);
        var sells = Has("marketing") || Has("discount_offered") || Has("fabricated_deadline");
        // Who is on the telephone says no by word of mouth.
        if (sells && !Has("opt_out_text") && !replies && matter.Channel != "call"
            && (first || matter.Channel is "email" or "sms" || matter.Type == "template_review"))
            add("marketing_compliance", "medium", "missing_opt_out", QaFindings.Short(matter.Texts[0]));
        if (matter.Channel == "whatsapp") Window();
        if (first && sells && !Has("identity_text")) add("disclosure", "low", "missing_identity", QaFindings.Short(matter.Texts[0]));

        void Window()
        {
            var approved = input.Flag("approved_template", "template_approved", "is_template", "uses_template");
            var late = single ? theirs is { } last && (at ?? now) - last > TimeSpan.FromHours(24) : conduct.Outside is not null;
            var evidence = QaFindings.Short(conduct.Outside?.Text ?? matter.Texts[0]);
            if (approved == false && (first || late)) add("marketing_compliance", "high", "free_text_outside_window", evidence);
            // That it was a template is not shown.
            else if (approved is null && conduct.Outside is not null && input.Text("template_name", "template_id", "template") is null)
                add("marketing_compliance", "medium", "free_text_outside_window", evidence);
        }
    }

    private static bool InKingdom(string place)
    {
        var plain = ArabicText.Normalise(place);
        return Kingdom.Any(w => plain.Contains(w, StringComparison.Ordinal)) || plain.Split(' ').Contains("sa");
    }

    // The hours in which all sources agree: Sunday to Thursday.
    private static bool InHours(string channel, DateTimeOffset at)
    {
        var local = at.ToOffset(TimeSpan.FromHours(3));
        var (from, to) = channel switch { "whatsapp" or "sms" => (9, 21), "call" => (10, 18), "email" => (9, 16), _ => (0, 24) };
        return local.DayOfWeek is not (DayOfWeek.Friday or DayOfWeek.Saturday) && local.Hour >= from && local.Hour < to;
    }
}
