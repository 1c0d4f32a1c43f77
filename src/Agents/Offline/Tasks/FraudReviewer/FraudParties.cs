namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Somebody in a case, with what identifies them.</summary>
internal sealed record FraudParty(
    string Kind, string Id, string Path, string? Phone, string? Email, string? Ip, string? Device, string? Company, string? Registration, string? Account,
    bool Suspended, decimal? Score, string? City, string? IpCity, string? RawPhone)
{
    /// <summary>Whether anything is known that could be compared.</summary>
    public bool IsKnown => Phone is not null || Email is not null || Ip is not null || Device is not null || Company is not null
        || Account is not null;
}

/// <summary>A deal or another transaction.</summary>
internal sealed record FraudDeal(string Id, string Path, string? Client, decimal? Value, DateTimeOffset? CreatedAt, DateTimeOffset? ClosedAt,
    DateTimeOffset? CancelledAt);

/// <summary>A commission of the case.</summary>
internal sealed record FraudCommission(string Id, decimal Amount, bool Paid, DateTimeOffset? PaidAt);

/// <summary>Reads who and what stands in a case.</summary>
internal static class FraudParties
{
    private const int Most = 200;
    private static readonly string[] Affiliates = ["affiliates", "other_affiliates", "linked_affiliates", "accounts", "related_accounts", "المسوقون",
        "المسوقين", "حسابات أخرى"];
    private static readonly string[] Leads = ["leads", "lead_list", "submitted_leads", "contacts", "العملاء", "العملاء المحتملون"];
    private static readonly string[] DealLists = ["deals", "transactions", "sales", "الصفقات"];

    /// <summary>Affiliates and leads, at most 200 of each list.</summary>
    public static List<FraudParty> Read(TaskInput input)
    {
        var parties = new List<FraudParty>();
        foreach (var (kind, singles, lists, flat) in ((string, string[], string[], string)[])
        [
            ("affiliate", ["affiliate", "partner", "المسوق"], Affiliates, "affiliate"),
            ("lead", ["lead", "customer", "client", "contact", "prospect", "العميل"], Leads, "lead"),
        ])
        {
            foreach (var name in singles)
                if (input.Section(name) is { } one)
                {
                    parties.Add(Party(one, kind, name, parties.Count));
                    break;
                }
            foreach (var name in lists)
            {
                var index = 0;
                foreach (var one in input.Sections(name).Take(Most)) parties.Add(Party(one, kind,
                    $"{name}[{index++.ToString(System.Globalization.CultureInfo.InvariantCulture)}]", parties.Count));
            }
            if (!parties.Exists(p => p.Kind == kind) && Flat(input, kind, flat) is { } written) parties.Add(written);
        }
        return [.. parties.DistinctBy(p => (p.Kind, p.Id, p.Phone, p.Email, p.Ip, p.Device))];
    }

    /// <summary>The deals.</summary>
    public static List<FraudDeal> Deals(TaskInput input)
    {
        var deals = new List<FraudDeal>();
        foreach (var name in (string[])["deal", "transaction", "الصفقة"])
            if (input.Section(name) is { } one) deals.Add(Deal(one, name));
        foreach (var name in DealLists)
        {
            var index = 0;
            foreach (var one in input.Sections(name).Take(Most)) deals.Add(Deal(one,
                $"{name}[{index++.ToString(System.Globalization.CultureInfo.InvariantCulture)}]"));
        }
        return [.. deals.DistinctBy(d => d.Path)];
    }

    /// <summary>The commissions, each once.</summary>
    public static List<FraudCommission> Commissions(TaskInput input)
    {
        var found = new List<FraudCommission>();
        foreach (var one in input.Sections("commissions", "affected_commissions", "العمولات").Concat(input.Sections("commission",
            "العمولة")).Take(Most))
        {
            var id = CaseText.First(one, "commission_id", "id", "رقم العمولة", "المعرف") ?? CaseText.First(input, "commission_id");
            if (id is null || found.Exists(c => c.Id == id)) continue;
            var amount = CaseText.FirstNumber(one, "amount_sar", "amount", "value", "commission_sar", "المبلغ", "القيمة") ?? 0;
            var paidAt = CaseText.FirstTime(one, "paid_at", "payment_date", "تاريخ الصرف");
            var status = CaseText.First(one, "status", "الحالة")?.ToLowerInvariant();
            found.Add(new FraudCommission(id, CaseText.Money(Math.Clamp(amount, 0, 1_000_000_000m)), status is "paid" or "مدفوعة" or "مصروفة"
                || paidAt is not null, paidAt));
        }
        if (found.Count == 0 && CaseText.FirstNumber(input, "commission_amount", "commission_sar", "commission_amount_sar",
            "مبلغ العمولة") is > 0 and < 1_000_000_000m and { } only)
            found.Add(new FraudCommission(CaseText.First(input, "commission_id", "رقم العمولة") ?? "commission", CaseText.Money(only), false, null));
        return found;
    }

    private static FraudParty Party(TaskInput one, string kind, string path, int index)
    {
        var phone = CaseText.First(one, "phone", "mobile", "phone_number", "contact_phone", "whatsapp", "الجوال", "رقم الجوال", "الهاتف");
        var status = CaseText.First(one, "status", "account_status", "الحالة")?.ToLowerInvariant();
        return new FraudParty(
            kind, CaseText.First(one, kind + "_id", "id", "code", "المعرف", "الرقم", "معرف المسوق", "رقم العميل")
                ?? kind + "-" + (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), path,
            CaseText.Phone(phone), CaseText.Email(CaseText.First(one, "email", "email_address", "البريد", "البريد الإلكتروني")),
            CaseText.Same(CaseText.First(one, "ip", "ip_address", "last_ip", "signup_ip", "submission_ip", "عنوان IP", "عنوان الإنترنت")),
            CaseText.Same(CaseText.First(one, "device_id", "device", "device_fingerprint", "fingerprint", "الجهاز", "معرف الجهاز")),
            CaseText.Same(CaseText.First(one, "company_name", "company", "business_name", "الشركة", "المنشأة")),
            CaseText.Same(CaseText.First(one, "cr_number", "commercial_registration", "cr", "السجل التجاري")),
            CaseText.Same(CaseText.First(one, "iban", "bank_account", "payout_account", "الآيبان", "الايبان", "الحساب البنكي")),
            status is "suspended" or "banned" or "terminated" or "موقوف" or "محظور", CaseText.FirstNumber(one, "lead_score", "score",
                "quality_score", "الدرجة"),
            CaseText.Same(CaseText.First(one, "city", "location", "المدينة")), CaseText.Same(CaseText.First(one, "ip_city", "ip_location",
                "geo_city", "مدينة الاتصال")), phone);
    }

    private static FraudParty? Flat(TaskInput input, string kind, string prefix)
    {
        string? Of(string field) => CaseText.First(input, prefix + "_" + field);
        var party = new FraudParty(kind, Of("id") ?? CaseText.First(input, kind == "affiliate" ? "معرف المسوق" : "رقم العميل") ?? kind + "-1",
            prefix, CaseText.Phone(Of("phone")), CaseText.Email(Of("email")),
            CaseText.Same(Of("ip") ?? Of("ip_address")), CaseText.Same(Of("device_id")
                ?? Of("device")), CaseText.Same(Of("company")), CaseText.Same(Of("cr_number")), CaseText.Same(Of("iban")), false, null, null, null,
                Of("phone"));
        return party.IsKnown || Of("id") is not null ? party : null;
    }

    private static FraudDeal Deal(TaskInput one, string path) => new(
        CaseText.First(one, "deal_id", "transaction_id", "id", "المعرف") ?? path, path,
        CaseText.Same(CaseText.First(one, "client_id", "customer_id", "lead_id", "client.id", "client", "customer", "client_phone", "العميل")),
        CaseText.FirstNumber(one, "deal_value", "value_sar", "value", "amount_sar", "amount", "القيمة", "المبلغ"),
        CaseText.FirstTime(one, "created_at", "opened_at", "lead_created_at", "تاريخ الإنشاء"), CaseText.FirstTime(one, "close_date", "closed_at",
            "won_at", "تاريخ الإغلاق"),
        CaseText.FirstTime(one, "cancelled_at", "canceled_at", "refunded_at", "تاريخ الإلغاء"));
}
