using System.Text.Json;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads a deal, its journey and the claims on it.</summary>
internal static class AttributionReader
{
    private static readonly string[] Models = ["first_touch", "last_touch", "linear", "time_decay", "position_based"];
    private static readonly string[] Lost = CaseText.Phrases("lost", "cancelled", "canceled", "rejected", "خاسره", "ملغاه", "ملغي", "مفقوده");
    private static readonly string[] Refunded = CaseText.Phrases("refunded", "refund", "clawback", "chargeback", "مسترده", "مسترد", "استرداد",
        "مرتجع");
    private static readonly string[] Trial = CaseText.Phrases("trial", "free", "تجريبي", "تجربه", "مجاني");
    private static readonly string[] Open = CaseText.Phrases("open", "pending", "negotiation", "negotiating", "proposal", "estimated", "unconfirmed",
        "qualified", "in progress", "مفتوحه", "تفاوض", "تقديري", "غير مؤكده", "قيد");

    /// <summary>The case.</summary>
    public static AttributionCase Read(TaskInput input, TenantView? tenant)
    {
        var deal = input.Section("deal", "transaction", "sale", "opportunity", "الصفقة", "صفقة", "البيعة") ?? input;
        var (touches, given) = TouchReader.Read(input);
        var affiliates = Affiliates(input);
        var (model, unknown, locked) = Model(input);
        var confirmed = CaseText.FirstNumber(deal, "confirmed_value", "actual_value", "paid_amount", "amount_paid", "final_value", "القيمة المؤكدة",
            "المبلغ المدفوع");
        var value = confirmed ?? CaseText.FirstNumber(deal, "deal_value_sar", "value_sar", "deal_value", "value", "amount_sar", "amount", "total",
            "price", "قيمة الصفقة", "القيمة", "المبلغ", "قيمة");
        var estimate = value is null ? CaseText.FirstNumber(deal, "estimated_value", "expected_value", "القيمة المتوقعة") : null;
        var status = CaseText.First(deal, "payment_status", "status", "stage", "state", "deal_status", "حالة الدفع", "الحالة", "المرحلة");
        if ((value ?? estimate) is < 0 or > 1_000_000_000_000m) value = estimate = null;
        var plan = PlanRates.Plan(CaseText.First(deal, "package", "plan", "plan_type", "package_name", "subscription_plan", "product", "الباقة",
            "باقة", "الخطة"), tenant)
            ?? (tenant is not null && value is { } amount ? PlanRates.PlanOfAmount(amount, tenant) : null);
        var claims = Claims(input);
        var disputes = input.List("disputes", "dispute", "النزاعات", "نزاعات", "الاعتراضات", "اعتراض").Where(IsOpen).ToList();
        return new AttributionCase
        {
            DealId = CaseText.First(deal, "deal_id", "id", "transaction_id", "معرف الصفقة", "رقم الصفقة", "المعرف", "معرف") ?? CaseText.First(input,
                "deal_id", "رقم الصفقة") ?? "unknown",
            LeadId = CaseText.First(input, "lead_id", "lead.id", "customer_id", "client_id", "contact_id", "معرف العميل", "رقم العميل") ?? "unknown",
            Value = value ?? estimate,
            State = State(deal, status, estimate is not null),
            Plan = plan,
            Rate = PlanRates.Given(CaseText.FirstNumber(deal, "commission_rate", "rate", "commission_percentage", "نسبة العمولة")
                ?? CaseText.FirstNumber(input, "commission_rate", "commission_percentage", "نسبة العمولة")),
            ClosedAt = CaseText.FirstTime(deal, "close_date", "closed_at", "closed_date", "won_at", "paid_at", "closing_date", "تاريخ الإغلاق",
                "تاريخ الدفع", "تاريخ البيع"),
            Model = model,
            ModelUnknown = unknown,
            ModelLocked = locked,
            Lookback = (int)Math.Clamp(CaseText.FirstNumber(input, "lookback_days", "lookback_window_days", "lookback", "lookback_window",
                "attribution_window", "فترة الرجوع") ?? 90, 1, 365),
            HalfLife = Math.Clamp(CaseText.FirstNumber(input, "half_life_days", "half_life") ?? 7, 1, 365),
            Negotiating = CaseText.FirstFlag(input, "negotiating", "in_negotiation", "was_negotiating", "قيد التفاوض") == true,
            Touches = touches,
            TouchesGiven = given,
            Claims = claims,
            SaidToCompete = CaseText.FirstFlag(input, "competing_claims", "has_competing_claims", "مطالبات متنافسة") == true,
            Employed = PlanRates.IsEmployee(CaseText.First(input, "affiliate_type", "employment_type", "نوع المسوق")),
            Disputed = disputes.Count > 0,
            Disputants = [.. disputes.Where(d => d.ValueKind == JsonValueKind.Object).Select(d => CaseText.First(new TaskInput(d), ["claimant",
                "raised_by", .. TouchReader.AffiliateNames])).OfType<string>().Distinct()],
            Status = CaseText.First(input, "commission_status", "commission.status", "حالة العمولة")?.ToLowerInvariant(),
            Affiliates = affiliates,
            Returning = Returning(input),
            SelfReferral = SelfReferral(input, affiliates),
            InCrm = InCrm(input, touches),
            Contradiction = CaseText.FirstFlag(input, "contradictory_evidence", "contradiction", "conflicting_evidence", "تعارض الأدلة",
                "أدلة متعارضة") == true || Contradicts(claims, touches),
            MonthSoFar = Math.Clamp(CaseText.FirstNumber(input, "monthly_commission_total", "month_commissions", "commissions_this_month",
                "affiliate_monthly_commission", "عمولات الشهر") ?? 0, 0, 1_000_000_000m),
        };
    }

    private static string State(TaskInput deal, string? status, bool estimated)
    {
        var plain = ArabicText.Normalise(status?.Replace('_', ' '));
        if (plain.Length > 0 && CaseText.Says(plain, Refunded)) return "refunded";
        if (CaseText.FirstFlag(deal, "refunded", "is_refunded", "clawback") == true) return "refunded";
        if (plain.Length > 0 && CaseText.Says(plain, Lost)) return "lost";
        if (plain.Length > 0 && CaseText.Says(plain, Trial) || CaseText.FirstFlag(deal, "is_trial", "trial") == true) return "trial";
        if (CaseText.FirstFlag(deal, "confirmed", "value_confirmed", "is_confirmed", "paid", "is_paid", "مؤكدة") is { } confirmed) return confirmed
            ? "confirmed" : "open";
        return estimated || plain.Length > 0 && CaseText.Says(plain, Open) ? "open" : "confirmed";
    }

    // What was attributed by one model is never attributed again by another.
    private static (string Model, bool Unknown, bool Locked) Model(TaskInput input)
    {
        var asked = CaseText.First(input, "attribution_model", "model", "model_type", "attribution_model_used", "نموذج الإسناد", "نموذج", "النموذج");
        var before = Named(CaseText.First(input, "existing_attribution.attribution_model_used", "existing_attribution.model",
            "previous_attribution.attribution_model_used", "previous_attribution.model", "locked_model", "original_model", "النموذج السابق"));
        var wanted = Named(asked);
        if (before is not null) return (before, false, wanted is not null && wanted != before);
        return (wanted ?? "first_touch", asked is not null && wanted is null, false);
    }

    private static string? Named(string? text)
    {
        if (text is null) return null;
        var plain = ArabicText.Normalise(text.Replace('_', ' ')).Replace(" ", "_", StringComparison.Ordinal);
        return Models.FirstOrDefault(m => m == plain || m.Replace("_", "", StringComparison.Ordinal) == plain) ?? plain switch
        {
            "first" or "first_click" or "اول_لمسه" or "اللمسه_الاولي" or "اول_تواصل" => "first_touch",
            "last" or "last_click" or "اخر_لمسه" or "اللمسه_الاخيره" or "اخر_تواصل" => "last_touch",
            "even" or "equal" or "خطي" or "الخطي" or "متساوي" => "linear",
            "decay" or "تناقص_زمني" or "التناقص_الزمني" or "الاضمحلال_الزمني" => "time_decay",
            "position" or "u_shaped" or "40_20_40" or "حسب_الموقع" or "حسب_الموضع" => "position_based",
            _ => null,
        };
    }

    private static Dictionary<string, AffiliateOf> Affiliates(TaskInput input)
    {
        var found = new Dictionary<string, AffiliateOf>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in input.Sections("affiliates", "partners", "المسوقون", "المسوقين").Concat(input.Sections("affiliate", "المسوق",
            "partner")).Take(200))
        {
            if (CaseText.First(item, "affiliate_id", "id", "code", "المعرف", "معرف المسوق") is not { } id) continue;
            var kind = CaseText.First(item, "affiliate_type", "employment_type", "type", "category", "contract", "النوع", "نوع التعاقد", "الصفة");
            found.TryAdd(id, new AffiliateOf(id, kind is null ? CaseText.FirstFlag(item, "is_employee", "employee") : PlanRates.IsEmployee(kind),
                PlanRates.Given(CaseText.FirstNumber(item, "commission_rate", "rate", "نسبة العمولة")), CaseText.Phone(CaseText.First(item, "phone",
                    "mobile", "الجوال", "الهاتف")),
                CaseText.Email(CaseText.First(item, "email", "البريد")), CaseText.Same(CaseText.First(item, "company", "company_name", "الشركة"))));
        }
        return found;
    }

    private static List<AttributionClaim> Claims(TaskInput input)
    {
        var claims = new List<AttributionClaim>();
        foreach (var item in input.List("claims", "affiliate_claims", "competing_claims", "claimants", "المطالبات", "مطالبات").Take(100))
        {
            if (item.ValueKind == JsonValueKind.String && TaskInput.TextOf(item) is { } only
                && !TouchReader.IsNobody(only)) claims.Add(new AttributionClaim(only.Length <= 200 ? only : only[..200], true, false, null));
            if (item.ValueKind != JsonValueKind.Object) continue;
            var claim = new TaskInput(item);
            if (CaseText.First(claim, ["claimant_id", "claimant", .. TouchReader.AffiliateNames, "id"]) is not { } who) continue;
            claims.Add(new AttributionClaim(who, IsOpen(item), claim.Find("evidence", "proof", "documents", "الدليل", "إثبات") is not null,
                CaseText.FirstTime(claim, "first_contact_date", "first_contact", "contacted_at", "تاريخ أول تواصل")));
        }
        return claims;
    }

    private static bool IsOpen(JsonElement item)
    {
        if (item.ValueKind is JsonValueKind.False or JsonValueKind.Null) return false;
        if (item.ValueKind == JsonValueKind.String) return !TouchReader.IsNobody(item.GetString()!);
        if (item.ValueKind != JsonValueKind.Object) return item.ValueKind == JsonValueKind.True;
        var one = new TaskInput(item);
        if (CaseText.FirstFlag(one, "valid", "is_valid", "صحيحة", "has_competing_claims") == false) return false;
        return ArabicText.Normalise(CaseText.First(one, "status", "state",
            "الحالة")) is not ("closed" or "resolved" or "rejected" or "withdrawn" or "invalid" or "expired" or "مغلق" or "مرفوض" or "مرفوضه" or "محلول" or "منتهيه");
    }

    private static string? Returning(TaskInput input)
    {
        if (CaseText.First(input, "previous_affiliate_id", "original_affiliate_id", "المسوق السابق") is not { } before) return null;
        var ended = CaseText.FirstTime(input, "previous_subscription_ended", "cancelled_at", "last_active_at", "تاريخ الإلغاء");
        var closed = CaseText.FirstTime(input, "close_date", "closed_at", "تاريخ الإغلاق");
        return ended is { } from && closed is { } until && from <= until && until <= from.AddMonths(6) ? before : null;
    }

    private static bool SelfReferral(TaskInput input, Dictionary<string, AffiliateOf> affiliates)
    {
        if (CaseText.FirstFlag(input, "self_referral", "is_self_referral", "إحالة ذاتية") == true) return true;
        string[] owners = ["deal.contact", "contact", "client", "customer", "lead", "العميل", "جهة الاتصال", "deal", "الصفقة"];
        foreach (var owner in owners)
        {
            if (input.Section(owner) is not { } who) continue;
            var (phone, email) = (CaseText.Phone(CaseText.First(who, "phone", "mobile", "الجوال", "الهاتف")), CaseText.Email(CaseText.First(who,
                "email", "البريد")));
            if (affiliates.Values.Any(a => phone is not null && a.Phone == phone || email is not null && a.Email == email)) return true;
        }
        return false;
    }

    private static bool InCrm(TaskInput input, List<Touch> touches)
    {
        if (CaseText.FirstFlag(input, "already_in_crm", "existing_lead", "lead_already_in_crm", "in_crm_before", "موجود مسبقا",
            "مسجل مسبقا") == true) return true;
        var since = CaseText.FirstTime(input, "crm_created_at", "in_crm_since", "existing_since", "crm_first_seen");
        return since is { } known && touches.Find(t => t.IsAffiliate && t.At is not null) is { } first && known < first.At;
    }

    // Whoever says that they were first earlier than any record shows, or claims without one touch while others have some.
    private static bool Contradicts(List<AttributionClaim> claims, List<Touch> touches)
    {
        var first = touches.Find(t => t.IsAffiliate && t.At is not null);
        return first is not null && claims.Exists(c => c.Open && (c.ClaimedFirst is { } at && at < first.At!.Value.AddDays(-1) && !Same(c.Claimant,
            first.EntityId)
            || !touches.Exists(t => t.IsAffiliate && Same(t.EntityId, c.Claimant)) && !c.Documented));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
