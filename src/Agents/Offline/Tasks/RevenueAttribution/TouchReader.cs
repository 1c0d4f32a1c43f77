using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads the touches of a journey, whatever they are called.</summary>
internal static class TouchReader
{
    private const int Most = 200;

    private static readonly string[][] ListNames =
    [
        ["touchpoints", "touch_points", "touches", "customer_journey", "journey", "journey_events", "نقاط التواصل", "نقاط الاتصال", "نقاط اللمس",
            "رحلة العميل"],
        ["affiliate_interactions", "affiliate_touches", "affiliate_activity", "تفاعلات المسوق", "تفاعلات المسوقين", "تواصل المسوق"],
        ["channels", "channel_interactions", "القنوات"],
        ["interactions", "التفاعلات"],
    ];

    /// <summary>Names under which an affiliate's id stands.</summary>
    public static readonly string[] AffiliateNames =
        ["affiliate_id", "affiliate.id", "affiliate.affiliate_id", "affiliate", "partner_id", "affiliate_code", "referrer_id", "معرف المسوق",
            "رقم المسوق", "المسوق.المعرف", "المسوق", "الشريك"];

    private static readonly (string Kind, string[] Words)[] Kinds =
    [
        ("link", CaseText.Phrases("referral link", "affiliate link", "link click", "link", "click", "utm", "رابط", "رابط احاله", "نقر")),
        ("named", CaseText.Phrases("named by customer", "mentioned", "customer named", "ذكره العميل", "ذكر اسم")),
        ("registration", CaseText.Phrases("registration", "registered", "lead registration", "signup", "submitted", "lead created", "referral",
            "referred", "introduction", "intro", "تسجيل", "احاله", "ترشيح", "تعريف")),
        ("closing", CaseText.Phrases("closing", "close", "contract", "negotiation", "proposal", "اغلاق", "عقد", "تفاوض", "عرض سعر")),
        ("direct", CaseText.Phrases("meeting", "call", "visit", "demo", "phone", "conversation", "whatsapp", "chat", "message", "اجتماع", "مكالمه",
            "اتصال", "زياره", "محادثه", "رساله", "واتساب")),
        ("nurture", CaseText.Phrases("nurture", "follow up", "email", "newsletter", "reminder", "webinar", "متابعه", "نشره", "تذكير", "بريد")),
    ];

    /// <summary>The touches in order of time; those without a time last, in the input's order.</summary>
    public static (List<Touch> Touches, bool Given) Read(TaskInput input)
    {
        var touches = new List<Touch>();
        var given = false;
        foreach (var names in ListNames)
        {
            if (names[0] == "interactions" && touches.Count > 0) break;
            given |= input.Find(names) is not null;
            foreach (var item in input.Sections(names).Take(Most)) touches.Add(One(item, touches.Count));
        }
        if (!touches.Exists(t => t.IsAffiliate) && Stated(input, touches.Count) is { } stated)
        {
            touches.Add(stated);
            given = true;
        }
        var distinct = touches.DistinctBy(t => (t.At ?? DateTimeOffset.MinValue.AddTicks(t.Index), t.EntityType, t.EntityId, t.Kind)).Take(Most);
        return ([.. distinct.OrderBy(t => t.At ?? DateTimeOffset.MaxValue).ThenBy(t => t.Index)], given);
    }

    // A lead or a deal may simply say whose it is, without a touch.
    private static Touch? Stated(TaskInput input, int index)
    {
        if (CaseText.First(input, ["referred_by", "referral.affiliate_id", .. AffiliateNames]) is not { } id || IsNobody(id)) return null;
        var at = CaseText.FirstTime(input, "registered_at", "lead_registered_at", "registration_date", "referred_at", "referral_date",
            "lead_created_at", "lead.created_at", "تاريخ التسجيل", "تاريخ الإحالة");
        return new Touch(index, at, "affiliate", id, "registration", "referral", false);
    }

    private static Touch One(TaskInput item, int index)
    {
        var at = CaseText.FirstTime(item, "timestamp", "date", "at", "datetime", "occurred_at", "created_at", "time", "interaction_date", "التاريخ",
            "تاريخ", "الوقت");
        var typed = CaseText.First(item, "touchpoint_type", "type", "interaction_type", "kind", "event", "action", "النوع", "نوع التفاعل", "الحدث");
        var channel = CaseText.First(item, "channel.name", "channel", "source", "medium", "القناة", "قناة", "المصدر", "مصدر");
        var entity = CaseText.First(item, "entity_type", "نوع الجهة")?.ToLowerInvariant();
        var affiliate = CaseText.First(item, AffiliateNames) ?? (entity == "affiliate" ? CaseText.First(item, "entity_id", "id") : null);
        var campaign = CaseText.First(item, "campaign_id", "campaign.id", "campaign", "utm_campaign", "الحملة") ?? (entity == "campaign"
            ? CaseText.First(item, "entity_id", "id") : null);
        if (entity == "channel") channel ??= CaseText.First(item, "entity_id", "id", "name");
        channel ??= typed is null || affiliate is not null ? CaseText.First(item, "name", "platform") : null;
        // "affiliate:A1" in the place of a source names whose it is.
        if (affiliate is null && channel is not null && channel.StartsWith("affiliate:", StringComparison.OrdinalIgnoreCase) && channel.Length > 10) affiliate = channel[10..].Trim();
        var documented = item.Find("evidence", "proof", "link", "attachment", "notes", "details", "الدليل", "إثبات", "ملاحظات") is not null;
        var kind = Kind(typed, channel);
        var source = channel ?? typed ?? campaign ?? "unknown";
        if (affiliate is not null && !IsNobody(affiliate)) return new Touch(index, at, "affiliate", affiliate, kind, source, documented);
        if (campaign is not null) return new Touch(index, at, "campaign", campaign, kind, source, documented);
        var ours = item.Find("rep", "rep_id", "sales_rep", "agent_id", "المندوب") is not null;
        return channel is not null && !ours ? new Touch(index, at, "channel", channel, kind, source, documented) : new Touch(index, at, "own",
            "company", kind, source, documented);
    }

    private static string Kind(string? typed, string? channel)
    {
        foreach (var text in (string?[])[typed, channel])
        {
            var plain = ArabicText.Normalise(text?.Replace('_', ' '));
            if (plain.Length == 0) continue;
            foreach (var (kind, words) in Kinds)
                if (CaseText.Says(plain, words)) return kind;
        }
        return "other";
    }

    /// <summary>Whether an id says that there is nobody.</summary>
    public static bool IsNobody(string id) => ArabicText.Normalise(id) is "none" or "null" or "organic" or "direct" or "n a" or "na" or "no" or "لا يوجد" or "بدون" or "";
}
