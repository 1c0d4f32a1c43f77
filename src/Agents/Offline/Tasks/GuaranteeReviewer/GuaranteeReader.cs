using System.Text.Json;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads a claim on the guarantee.</summary>
internal static class GuaranteeReader
{
    private static readonly (string Topic, string[] Phrases)[] Topics =
    [
        ("legal", CaseText.Phrases("lawyer", "attorney", "court", "sue", "legal action", "lawsuit", "ministry of commerce", "consumer protection",
            "محامي", "محكمه", "المحكمه", "قضيه", "مقاضاه", "اقاضي", "قانوني", "قانونيه", "وزاره التجاره", "حمايه المستهلك", "شكوي رسميه")),
        ("bug", CaseText.Phrases("bug", "crash", "outage", "broken", "error", "not working", "does not work", "doesn t work", "technical issue",
            "technical problem", "خلل", "عطل", "اعطال", "لا يعمل", "لم يعمل", "ما يشتغل", "ما اشتغل", "مشكله تقنيه", "مشاكل تقنيه", "خطا تقني",
            "توقف النظام")),
        ("price", CaseText.Phrases("expensive", "price", "cost", "cheaper", "budget", "غالي", "السعر", "مكلف", "التكلفه", "ارخص", "الميزانيه")),
        ("feature", CaseText.Phrases("feature", "missing", "lacks", "integration", "functionality", "ميزه", "مميزات", "خاصيه", "ينقص", "ناقص",
            "تكامل", "الربط")),
        ("difficulty", CaseText.Phrases("difficult", "hard to use", "complicated", "confusing", "no time", "صعب", "معقد", "ما عرفت", "لم نعرف",
            "ما عندي وقت", "لا نجد وقت", "صعوبه")),
        ("exceptional", CaseText.Phrases("force majeure", "hospital", "bereavement", "death", "bankruptcy", "closed the business", "ظروف قاهره",
            "ظرف قاهر", "وفاه", "مستشفي", "افلاس", "اغلاق المنشاه")),
    ];

    /// <summary>The claim.</summary>
    public static GuaranteeCase Read(TaskInput input, TenantView? tenant)
    {
        var claim = input.Section("claim", "guarantee_claim", "المطالبة", "طلب الضمان") ?? input;
        var subscription = input.Section("subscription", "الاشتراك", "plan_details", "contract") ?? input;
        var submitted = CaseText.FirstTime(claim, "submitted_at", "claim_date", "claimed_at", "submission_date", "request_date", "date",
            "created_at", "تاريخ الطلب", "تاريخ المطالبة", "التاريخ");
        var activated = Activated(subscription, input);
        var plan = PlanRates.Plan(CaseText.First(subscription, "package", "plan", "plan_type", "package_name", "tier", "الباقة", "الخطة"), tenant);
        var cycle = ArabicText.Normalise(CaseText.First(subscription, "billing", "billing_cycle", "billing_period", "period", "term", "cycle",
            "الفترة", "دورة الفوترة", "مدة الاشتراك"));
        var yearly = cycle.Contains("year", StringComparison.Ordinal) || cycle.Contains("annual", StringComparison.Ordinal) || cycle.Contains("سنو",
            StringComparison.Ordinal) || cycle is "12" or "12 months" || cycle.Contains("سنه", StringComparison.Ordinal);
        var (paid, trial) = Paid(subscription, tenant, plan, yearly);
        var (leads, fake) = Leads(input);
        var (beneficiary, claims) = Prior(input);
        var (streak, exact, days) = GuaranteeActivity.Read(input, activated, submitted);
        var percentage = CaseText.FirstNumber(input, "onboarding_percentage", "onboarding_completion", "onboarding_progress",
            "onboarding_completion_percentage", "onboarding.percentage", "onboarding.completion_percentage", "onboarding.completion",
            "onboarding.progress", "onboarding_percent", "onboarding", "نسبة التهيئة");
        if (percentage is > 0 and < 1) percentage *= 100;
        var affiliate = input.Section("affiliate", "المسوق");
        return new GuaranteeCase
        {
            ClaimId = CaseText.First(claim, "claim_id", "id", "رقم المطالبة", "معرف المطالبة", "المعرف") ?? CaseText.First(input, "claim_id")
                ?? "unknown",
            ClientId = CaseText.First(input, "client_id", "customer_id", "client.id", "customer.id", "account_id", "رقم العميل", "معرف العميل")
                ?? "unknown",
            SubmittedAt = submitted,
            ActivatedAt = activated,
            Elapsed = CaseText.FirstNumber(input, "days_since_activation", "days_since_subscription", "days_since_start", "subscription_age_days",
                "أيام منذ التفعيل") is >= 0 and <= 100_000 and { } elapsed ? (int)elapsed : null,
            Onboarded = CaseText.FirstFlag(input, "onboarding_completed", "onboarding_session_attended", "session_attended", "onboarding.completed",
                "onboarding.attended", "onboarding_attended", "onboarding_complete", "التهيئة مكتملة", "حضر جلسة التهيئة", "اكتملت التهيئة")
                ?? (percentage is { } done ? done >= 100 : null),
            OnboardingPercentage = percentage,
            Leads = leads,
            FakeLeads = fake,
            Messages = Count(input, "messages_sent", "sent_messages", "messages", "message_count", "الرسائل المرسلة", "عدد الرسائل", "الرسائل"),
            Streak = streak,
            StreakIsExact = exact,
            ActiveDays = days,
            Beneficiary = beneficiary,
            Claims = claims,
            Abuse = Abuse(input, leads, fake),
            Trial = trial,
            Plan = plan,
            Yearly = yearly,
            Paid = paid,
            Discount = CaseText.FirstNumber(subscription, "discount_percentage", "discount_percent", "promo_discount", "discount",
                "نسبة الخصم") is { } discount ? discount is > 0 and < 1 ? discount * 100 : discount : 0,
            AffiliateId = CaseText.First(affiliate, "affiliate_id", "id", "المعرف") ?? CaseText.First(input, "affiliate_id", "referred_by_affiliate",
                "معرف المسوق"),
            Commission = CaseText.FirstNumber(input, "commission_paid", "commission_amount", "commission_sar", "affiliate_commission",
                "affiliate.commission", "commission.amount", "العمولة المدفوعة", "العمولة"),
            CommissionRate = PlanRates.Given(CaseText.FirstNumber(input, "commission_rate", "نسبة العمولة")),
            AffiliateEmployed = PlanRates.IsEmployee(CaseText.First(affiliate, "affiliate_type", "type", "employment_type", "النوع")),
            Topics = TopicsOf(input),
            Repeated = CaseText.FirstFlag(input, "repeated_reason", "recurring_reason", "known_issue", "سبب متكرر") == true
                || CaseText.FirstNumber(input, "similar_claims", "claims_with_same_reason", "مطالبات مشابهة") >= 3,
            StrategicReferrer = CaseText.FirstFlag(input, "strategic_referrer", "is_strategic_referrer", "strategic_account", "strategic_client",
                "عميل استراتيجي") == true,
        };
    }

    /// <summary>A number, or how many a list holds.</summary>
    public static decimal? Count(TaskInput input, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (input.Find(name) is not { } value) continue;
            var number = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : CaseText.Number(value);
            if (number is >= 0 and <= 1_000_000_000m) return number;
        }
        return null;
    }

    private static DateTimeOffset? Activated(TaskInput subscription, TaskInput input)
    {
        var paid = CaseText.FirstTime(subscription, "paid_at", "payment_date", "first_payment_at", "تاريخ الدفع");
        var made = CaseText.FirstTime(subscription, "activated_at", "activation_date", "account_created_at", "start_date", "started_at",
            "subscribed_at", "subscription_start", "starts_at", "start", "تاريخ التفعيل", "تاريخ البدء", "تاريخ الاشتراك")
            ?? CaseText.FirstTime(input, "activated_at", "activation_date", "subscription_start_date", "subscription_date", "start_date",
                "تاريخ التفعيل", "تاريخ الاشتراك");
        return paid is { } first && made is { } second ? first > second ? first : second : made ?? paid;
    }

    private static (decimal? Paid, bool Trial) Paid(TaskInput subscription, TenantView? tenant, string? plan, bool yearly)
    {
        var state = ArabicText.Normalise(CaseText.First(subscription, "status", "subscription_status", "type", "الحالة"));
        var named = ArabicText.Normalise(CaseText.First(subscription, "package", "plan", "الباقة"));
        var trial = CaseText.FirstFlag(subscription, "is_trial", "trial") == true || state is "trial" or "trialing" or "free" or "تجريبي"
            || named is "trial" or "free" or "free trial" or "تجريبي" or "مجاني" or "تجريبيه" or "مجانيه";
        var total = CaseText.FirstNumber(subscription, "total_paid", "total_amount_paid", "إجمالي المدفوع");
        var amount = CaseText.FirstNumber(subscription, "amount_paid", "paid_amount", "paid", "amount_sar", "amount", "price_paid", "price",
            "المبلغ المدفوع", "المدفوع", "المبلغ", "السعر");
        var setup = CaseText.FirstNumber(subscription, "setup_fee", "setup_fees", "activation_fee", "رسوم التأسيس", "رسوم التفعيل") ?? 0;
        var extras = CaseText.FirstNumber(subscription, "extra_services", "extra_services_amount", "consulting_fees", "custom_development",
            "خدمات إضافية") ?? 0;
        if ((total ?? amount) is 0) trial = true;
        var paid = total is { } all ? all - extras : amount is { } one ? one + setup : (decimal?)null;
        if (paid is null && !trial && tenant?.PriceList.FirstOrDefault(p => p.Code == plan) is { } listed)
            paid = setup + (yearly && listed.Period == "month" ? PlanRates.Yearly(listed.Price.Amount) : listed.Price.Amount);
        return (paid is >= 0 and <= 1_000_000_000m ? CaseText.Money(paid.Value) : null, trial);
    }

    private static (decimal? Leads, decimal Fake) Leads(TaskInput input)
    {
        var real = Count(input, "real_leads", "valid_leads", "genuine_leads", "العملاء الحقيقيون");
        var fake = Count(input, "fake_leads", "test_leads", "invalid_leads", "عملاء وهميون", "عملاء وهميين") ?? 0;
        var all = Count(input, "leads_entered", "leads_added", "leads_created", "leads_count", "lead_count", "number_of_leads", "leads",
            "عدد العملاء", "العملاء المدخلون", "العملاء المحتملون", "العملاء");
        return (real ?? (all is { } entered ? Math.Max(0, entered - fake) : null), fake);
    }

    private static (int? Beneficiary, int Claims) Prior(TaskInput input)
    {
        foreach (var name in (string[])["prior_claims", "previous_claims", "claims_history", "claim_history", "prior_claims_count", "past_claims",
            "مطالبات سابقة", "المطالبات السابقة"])
        {
            if (input.Find(name) is not { } value) continue;
            if (value.ValueKind == JsonValueKind.Array)
            {
                var items = value.EnumerateArray().ToList();
                var granted = items.Count(i => i.ValueKind != JsonValueKind.Object || ArabicText.Normalise(CaseText.First(new TaskInput(i), "status",
                    "decision", "outcome", "الحالة")) is not ("denied" or "rejected" or "withdrawn" or "مرفوضه" or "مرفوض"));
                return (granted, items.Count);
            }
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean() ? (1, 1) : (0, 0);
            if (CaseText.Number(value) is >= 0 and <= 10_000 and { } number) return ((int)number, (int)number);
            if (input.Flag(name) is { } flag) return flag ? (1, 1) : (0, 0);
        }
        return CaseText.FirstFlag(input, "has_prior_claims", "prior_beneficiary", "used_guarantee_before", "استفاد سابقا") is { } used ? used ? (1,
            1) : (0, 0) : (null, 0);
    }

    private static List<string>? Abuse(TaskInput input, decimal? leads, decimal fake)
    {
        var found = new List<string>();
        var known = false;
        foreach (var name in (string[])["abuse_detected", "abuse_indicators", "abuse_flags", "abuse", "fraud_flags", "fake_data",
            "fake_data_entered", "unlawful_use", "suspended_for_breach", "terms_violation", "violations", "مؤشرات إساءة", "إساءة استخدام",
            "بيانات وهمية"])
        {
            if (input.Find(name) is not { } value) continue;
            known = true;
            var there = value.ValueKind switch
            {
                JsonValueKind.Array => value.GetArrayLength() > 0,
                JsonValueKind.Object => value.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.True),
                JsonValueKind.String => input.Flag(name) ?? ArabicText.Normalise(value.GetString()) is not ("none" or "no abuse" or "clean" or "لا يوجد" or "لا توجد" or ""),
                _ => input.Flag(name) == true,
            };
            if (there) found.Add(name);
        }
        if (CaseText.FirstFlag(input, "no_abuse", "no_abuse_indicators") is { } none)
        {
            known = true;
            if (!none) found.Add("abuse");
        }
        // A slip or a trial entry is no abuse; a tenth of the leads is.
        if (fake > 0 && fake * 10 > (leads ?? 0) + fake) found.Add("fake_leads");
        return known || found.Count > 0 ? found : null;
    }

    private static HashSet<string> TopicsOf(TaskInput input)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var leaf in CaseText.Leaves(input.Root))
        {
            if (leaf.Value.ValueKind != JsonValueKind.String || leaf.Value.GetString() is not { Length: > 2 and < 5_000 } text) continue;
            var plain = ArabicText.Normalise(text);
            foreach (var (topic, phrases) in Topics)
                if (CaseText.Says(plain, phrases)) found.Add(topic);
        }
        if (CaseText.FirstFlag(input, "legal_threat", "threatens_legal_action", "تهديد قانوني") == true) found.Add("legal");
        if (CaseText.FirstFlag(input, "product_bug", "bug_related", "technical_issue", "خلل تقني") == true) found.Add("bug");
        if (CaseText.FirstFlag(input, "exceptional_circumstances", "exceptional", "force_majeure",
            "ظروف استثنائية") == true) found.Add("exceptional");
        return found;
    }
}
