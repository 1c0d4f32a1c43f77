using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>An application as the rules see it. What is not there is null or zero; it is never guessed.</summary>
internal sealed class Application
{
    private static readonly Context Plain = new(null, false, DateTime.UnixEpoch, new HashSet<decimal>());
    // Each is asked by itself: a "no" to one of them does not answer the others.
    private static readonly string[] FraudFlags =
    [
        "fraud_history", "previous_fraud", "has_fraud_history", "fraud", "fraud_record", "fraud_flag", "banned_before", "previously_banned",
        "previously_terminated", "blacklisted", "terminated_for_fraud", "سجل_احتيال", "احتيال_سابق",
    ];

    private static readonly string[] RecordNotes =
    [
        "flags", "risk_flags", "internal_flags", "internal_notes", "record_notes", "previous_violations", "violations", "termination_reason",
        "rejection_reason", "previous_rejection_reason", "ban_reason", "مخالفات", "سبب_الإيقاف",
    ];

    private static readonly Mentions FraudWords = new("fraud*", "scam*", "forg*", "fake lead*", "احتيال*", "تلاعب*", "نصب", "تزوير", "غش");
    private readonly HashSet<string> _sampleSigns;

    private Application(TaskInput input)
    {
        Id = input.Text("application_id", "applicationId", "request_id");
        Name = input.Text("applicant_name", "full_name", "fullName", "name_ar", "name", "الاسم", "اسم");
        City = input.Text("city", "location", "المدينة", "مدينة");
        Country = input.Text("country", "residence", "country_of_residence", "nationality_country", "الدولة", "البلد", "دولة");
        Age = input.Number("age", "العمر");
        Education = input.Text("education", "degree", "qualification", "التعليم", "المؤهل");
        Occupation = input.Text("occupation", "job", "job_title", "profession", "current_job", "المهنة", "الوظيفة");
        SectorText = input.Text("sector", "target_sector", "sector_focus", "target_sectors", "industry", "preferred_sector", "القطاع")
            ?? (input.Texts("sectors", "target_sectors", "industries") is [var first, ..] ? first : null);
        Sample = input.Text("communication_sample", "writing_sample", "sample", "sample_message", "message_sample", "written_sample",
            "cover_letter", "motivation_letter", "motivation", "pitch",
            "نموذج_التواصل", "عينة_الكتابة", "نموذج") ?? string.Empty;
        Transcript = input.Text("intro_transcript", "transcript", "interview_transcript", "introduction", "intro", "interview") ?? string.Empty;
        Words = Sample.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Any(char.IsLetterOrDigit));
        Years = Bounded(input.Number("years_of_sales_experience", "sales_experience_years", "experience_years", "years_experience",
            "years_of_experience", "experience", "سنوات_الخبرة", "الخبرة"), 60);
        History = input.Text("history", "work_history", "sales_history", "experience_summary", "previous_experience", "achievements", "الخبرات")
            ?? string.Join(". ", input.Texts("history", "work_history", "achievements"));
        Followers = Bounded(input.Number("followers", "follower_count", "followers_count", "total_followers", "instagram_followers", "المتابعون",
            "متابعين"), 1_000_000_000);
        // Whichever claim is larger is the one to be looked at.
        if (Bounded(Told(input), 1_000_000_000) is { } told && !(told <= Followers)) Followers = told;
        Contacts = Bounded(input.Number("contacts", "connections", "network_size", "contacts_count", "linkedin_connections", "network", "المعارف",
            "شبكة_العلاقات"), 1_000_000_000);
        Tools = [.. input.Texts("tools", "digital_tools", "software", "platforms", "digital_skills", "الأدوات").SelectMany(t =>
            t.Split([',', '،', ';'])).Select(t => t.Trim()).Where(t => t.Length > 1).Distinct(StringComparer.OrdinalIgnoreCase)];
        Profiles = ProfilesOf(input);
        Languages = [.. input.Texts("languages", "language", "اللغات").SelectMany(t => t.Split([',', '،', '/'])).Select(t =>
            ArabicText.Normalise(t))];
        Referrer = input.Text("referrer", "referred_by", "referral", "المرشح");
        Available = input.Text("availability", "hours_per_week", "weekly_hours", "available_hours", "التفرغ") is not null;
        Network = input.Text("network", "network_description", "community", "شبكة_العلاقات") ?? string.Empty;
        var everything = string.Join(". ", Strings(input.Root));
        Signs = Concepts(everything);
        Claims = PhraseBook.Claims.Find(everything).Select(h => h.Concept).ToHashSet(StringComparer.Ordinal);
        _sampleSigns = Concepts(Sample);
        Flagged(input);
    }

    public string? Id { get; }
    public string? Name { get; }
    public string? City { get; }
    public string? Country { get; }
    public decimal? Age { get; }
    public string? Education { get; }
    public string? Occupation { get; }
    public string? SectorText { get; }
    public string Sample { get; }
    public string Transcript { get; }
    public int Words { get; }
    public decimal? Years { get; }
    public string History { get; }
    public decimal? Followers { get; }
    public decimal? Contacts { get; }
    public IReadOnlyList<string> Tools { get; }
    public IReadOnlyList<string> Profiles { get; }
    public IReadOnlyList<string> Languages { get; }
    public string? Referrer { get; }
    public bool Available { get; }
    public string Network { get; }

    /// <summary>What the whole application speaks of.</summary>
    public HashSet<string> Signs { get; }

    /// <summary>What it claims, in the words that the company's own texts are checked by.</summary>
    public HashSet<string> Claims { get; }

    /// <summary>Whether the Kingdom is left by what is said of the place; null where nothing is said.</summary>
    public bool? OutsideKingdom { get; private set; }
    public bool Employee { get; private set; }
    public bool Conflict { get; private set; }
    public bool SharedHousehold { get; private set; }
    public bool FraudHistory { get; private set; }
    public bool Customer { get; private set; }
    public bool EnterpriseLinks { get; private set; }

    /// <summary>Reads it.</summary>
    public static Application Read(TaskInput input) => new(input);

    /// <summary>Whether the sample speaks of this.</summary>
    public bool InSample(string sign) => _sampleSigns.Contains(sign);

    /// <summary>The sector's code where the words about it are understood.</summary>
    public string? Sector() => SectorText is null ? null : Understander.Read(SectorText, Plain).Entities.GetValueOrDefault(LeadFacts.Sector);

    private void Flagged(TaskInput input)
    {
        var place = Concepts(string.Join(". ", City, Country));
        var country = Concepts(Country ?? string.Empty);
        OutsideKingdom = Country is not null ? !country.Contains("accredited_place")
            && ArabicText.Normalise(Country) is not ("sa" or "ksa" or "saudi arabia")
            : City is null ? null : place.Contains("foreign_place") && !place.Contains("accredited_place") ? true
            : place.Contains("accredited_place") ? false : null;
        if (input.Flag("outside_ksa", "outside_kingdom") == true) OutsideKingdom = true;
        Employee = input.Flag("current_employee", "former_employee", "is_employee", "employee", "ex_employee") == true
            || Signs.Contains("employee_word");
        Conflict = input.Flag("conflict_of_interest", "conflict", "family_member_employed") == true || Signs.Contains("conflict_word");
        SharedHousehold = input.Flag("same_household", "shared_household", "same_ip", "duplicate_ip", "shared_ip", "duplicate_application") == true
            || input.Number("same_ip_applications", "applications_from_ip", "household_applications", "same_address_applications") > 1;
        FraudHistory = FraudFlags.Any(f => input.Flag(f) == true) || Signs.Contains("fraud_word") || FraudWords.In(input.Texts(RecordNotes))
            || input.Texts("fraud_history", "previous_fraud").Any(FraudWords.In);
        if (input.Flag("works_for_competitor", "competitor", "competitor_affiliate") == true) Signs.Add("competitor");
        Customer = input.Flag("current_customer", "is_customer", "existing_customer", "customer") == true || Signs.Contains("customer_word");
        EnterpriseLinks = input.Flag("enterprise_links", "enterprise_connections") == true || Signs.Contains("enterprise_word");
    }

    private static HashSet<string> Concepts(string text) =>
        text.Length == 0 ? [] : PhraseBook.Affiliates.Find(text).Select(h => h.Concept).ToHashSet(StringComparer.Ordinal);

    // "15 thousand followers" in their own words; whom they follow themselves is another matter.
    private static decimal? Told(TaskInput input)
    {
        decimal? most = null;
        foreach (var text in Strings(input.Root))
        {
            var tokens = Tokeniser.Cut(text);
            foreach (var number in NumberReader.Find(tokens))
            {
                for (var at = number.At + number.Length; at < Math.Min(tokens.Count, number.At + number.Length + 2); at++)
                    if (tokens[at].Forms.Any(FollowerWords.Contains)) most = Math.Max(most ?? 0, number.Value);
            }
        }
        return most;
    }

    private static readonly HashSet<string> FollowerWords = new(StringComparer.Ordinal)
    {
        "follower", "followers", "subscribers", "متابع", "متابعين", "متابعون", "فولورز", "فلورز",
    };

    private static decimal? Bounded(decimal? value, decimal most) => value is < 0 ? null : value > most ? most : value;

    private static List<string> ProfilesOf(TaskInput input)
    {
        var found = new List<string>();
        foreach (var name in (string[])["linkedin", "instagram", "tiktok", "twitter", "x_profile", "snapchat", "facebook", "website", "youtube"])
            if (input.Text(name) is { } profile && profile is not ("false" or "0")) found.Add(profile);
        foreach (var profile in input.Texts("profiles", "social_profiles", "social_links", "links", "الحسابات"))
            if (!found.Contains(profile)) found.Add(profile);
        return found;
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Take(200).SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
