using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A message in its parts.</summary>
/// <param name="Subject">Of an e-mail; null for other channels.</param>
/// <param name="Greeting">Greeting.</param>
/// <param name="Body">Body.</param>
/// <param name="Action">The one thing that is asked.</param>
/// <param name="Signature">Signature.</param>
/// <param name="OptOut">How to stop the messages; null where it need not stand.</param>
/// <param name="Used">Names of what was known of the receiver and the sender and stands in it.</param>
internal sealed record OutreachMessage(string? Subject, string Greeting, string Body, string Action, string Signature, string? OptOut, IReadOnlySet<string> Used)
{
    /// <summary>The whole message as it goes out.</summary>
    public string Full(string channel) => string.Join(channel == "sms" ? " " : "\n\n", new[] { Greeting, Body, Action, Signature, OptOut }.Where(p => !string.IsNullOrEmpty(p)));
}

/// <summary>Writes a message in one language. What is not known is left out; nothing is filled in.</summary>
internal sealed class OutreachComposer(TaskCall call, string language)
{
    private const int LeastMailWords = 150, MostMailWords = 300, MaxSubject = 60, SmsName = 25;
    private static readonly TaskTexts Texts = TaskTexts.Of("outreach_writer");
    private readonly JsonObject _facts = call.Facts;
    private int _longest = int.MaxValue;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private string Channel => _facts["channel"]!.GetValue<string>();

    private string Purpose => _facts["purpose"]!.GetValue<string>();

    private string Variant => _facts["variant"]!.GetValue<string>();

    private bool First => _facts["first"]!.GetValue<bool>();

    /// <summary>The company that writes, in the language.</summary>
    public static string Company(TenantView tenant, string language) => language == "ar" && tenant.Profile.NameAr is { Length: > 0 } name ? name : tenant.CompanyName;

    /// <summary>Writes it.</summary>
    /// <param name="shortening">0 for everything, 1 without what is only nice to have, 2 without long names and the closing, 3 for the least.</param>
    /// <param name="half">Whether another language stands beside it, so that each has half of an e-mail's length.</param>
    public OutreachMessage Write(int shortening, bool half)
    {
        _used.Clear();
        _longest = shortening < 2 ? int.MaxValue : SmsName;
        if (Channel == "sms") return Sms();
        var greeting = Greeting();
        var opening = new List<string> { Intro(shortening) };
        if (Purpose == "post_meeting" && Event() is { } met) opening.Add(met);
        else if (shortening < 2 && Event() is { } seen) opening.Add(seen);
        opening.Add(shortening < 3 ? Text($"{Purpose}.{Variant}") : Referred("sms." + Purpose));
        if (shortening < 2 && Fact("need") is { } need && Texts.Has("need." + need))
        {
            opening.Add(T("need." + need));
            _used.Add("need");
        }
        if (shortening == 0 && Sector() is { } headline) opening.Add(headline);
        opening.AddRange(Prices());
        var body = Channel == "email" ? Mail(opening, half) : string.Join(' ', opening);
        return new OutreachMessage(Channel == "email" ? Subject() : null, greeting, body, T($"cta.{Purpose}.{Variant}"), Signature(shortening),
            Channel == "email" || First ? T("optout." + Channel) : null, _used);
    }

    private OutreachMessage Sms()
    {
        var name = Fact("contact_name") is { } full ? FirstName(full) : null;
        if (name is { Length: > SmsName }) name = null;
        if (name is not null) _used.Add("contact_name");
        var greeting = name is null ? T("greeting.nobody").Split(['،', ','])[0] + (language == "ar" ? "،" : ",") : name + (language == "ar" ? "،" : ",");
        var company = CustomerDossier.Short(Company(call.Tenant, language), 40)!;
        var body = string.Join(' ', new[] { $"{company}: {Referred("sms." + Purpose)}" }.Concat(Prices()));
        return new OutreachMessage(null, greeting, body, T("sms.cta"), "", T("optout.sms"), _used);
    }

    private string Greeting()
    {
        if (Fact("contact_name") is not { } name) return T("greeting.nobody");
        _used.Add("contact_name");
        var tone = Fact("tone")!;
        var text = T("greeting." + tone, ("name", tone == "formal" ? name : FirstName(name)));
        return Channel == "email" ? text.Replace(" 👋", language == "ar" ? "،" : ",", StringComparison.Ordinal) : text;
    }

    private string Intro(int shortening)
    {
        var company = ("company", Company(call.Tenant, language));
        if (Fact("sender_name") is not { } sender) return T("intro.team", company);
        _used.Add("sender_name");
        if (shortening > 0 || !First || Fact("sender_title") is not { } title) return T("intro.sender", ("sender", sender), company);
        _used.Add("sender_title");
        return T("intro.title", ("sender", sender), ("title", title), company);
    }

    private string? Event()
    {
        if (Fact("event_name") is not { } name) return null;
        _used.Add("event_name");
        return T("event", ("event", name));
    }

    /// <summary>What moves the receiver's sector, where the company's own offer is what the sector library speaks of.</summary>
    private string? Sector()
    {
        if (call.Tenant.Template != "platform" || !First && Channel != "email" || call.Sectors.Find(Fact("sector"))?.Headline.In(language) is not { Length: > 0 } headline) return null;
        _used.Add("sector");
        return headline;
    }

    /// <summary>A price that is to be named: as the list has it, or a variable where the list does not have it.</summary>
    private IEnumerable<string> Prices()
    {
        var amounts = (_facts["amounts"] as JsonArray)?.Select(a => a!.GetValue<decimal>()).ToList() ?? [];
        var unlisted = _facts.ContainsKey("shares");
        foreach (var amount in amounts)
        {
            var plan = call.Tenant.PriceList.FirstOrDefault(p => p.Price.Currency == "SAR" && p.Price.Amount == amount);
            if (plan is null) unlisted = true;
            else
            {
                yield return T("price.listed", ("plan", language == "en" ? plan.NameEn : plan.NameAr), ("price", amount.ToString("0.##", CultureInfo.InvariantCulture)),
                    ("period", Texts.Has("period." + plan.Period) ? T("period." + plan.Period) : ""), ("vat", T(plan.VatIncluded ? "vat.in" : "vat.out")));
            }
        }
        if (unlisted) yield return T("price.unlisted");
    }

    private string Mail(List<string> opening, bool half)
    {
        var paragraphs = new List<string> { string.Join(' ', opening) };
        var plans = string.Join(language == "ar" ? "، " : ", ", call.Tenant.PriceList.Take(3).Select(p => language == "en" ? p.NameEn : p.NameAr));
        if (plans.Length > 0) paragraphs.Add(T("mail.offer", ("company", Company(call.Tenant, language)), ("plans", plans)));
        for (var i = 1; i <= 6 && Count(paragraphs) < (half ? LeastMailWords / 2 : LeastMailWords); i++) paragraphs.Add(T($"mail.{i.ToString(CultureInfo.InvariantCulture)}"));
        // Long names could carry a body over its limit: what describes goes first.
        while (Count(paragraphs) > (half ? MostMailWords / 2 : MostMailWords) && paragraphs.Count > 2) paragraphs.RemoveAt(paragraphs.Count - 1);
        return string.Join("\n\n", paragraphs);
    }

    private string Subject()
    {
        var text = Referred($"subject.{Purpose}.{Variant}");
        return text.Length <= MaxSubject ? text : T($"subject.{Purpose}.{(Variant == "A" ? "B" : "A")}") is { Length: <= MaxSubject } other && !other.Contains('{', StringComparison.Ordinal)
            ? other : CustomerDossier.Short(text, MaxSubject - 1)!;
    }

    private string Signature(int shortening)
    {
        var lines = new List<string>();
        if (shortening < 2) lines.Add(T("closing." + Fact("tone")));
        var company = Company(call.Tenant, language);
        if (shortening < 3 && Fact("sender_name") is { } sender)
        {
            lines.Add(sender);
            _used.Add("sender_name");
            if (shortening == 0 && Fact("sender_title") is { } title)
            {
                lines.Add(title);
                _used.Add("sender_title");
            }
            lines.Add(company);
        }
        else lines.Add(T("team", ("company", company)));
        return string.Join('\n', lines);
    }

    private string Text(string key)
    {
        var text = Texts.In(language, key);
        var lead = CustomerDossier.Short(OutreachReader.Clean(Fact("company")), 50);
        if (lead is not null && (text.Contains("{at}", StringComparison.Ordinal) || text.Contains("{for}", StringComparison.Ordinal))) _used.Add("company_name");
        return Referred(key, ("at", lead is null ? T("at.you") : T("at.company", ("lead", lead))), ("for", lead is null ? T("for.you") : T("for.company", ("lead", lead))));
    }

    private string Referred(string key, params ReadOnlySpan<(string, string)> values)
    {
        var text = T(key, [.. values, ("company", Company(call.Tenant, language))]);
        if (!text.Contains("{referrer}", StringComparison.Ordinal)) return text;
        if (Fact("referrer_name") is not { } referrer) return text.Replace("{referrer}", T("referrer.nobody"), StringComparison.Ordinal);
        _used.Add("referrer_name");
        return text.Replace("{referrer}", referrer, StringComparison.Ordinal);
    }

    private static int Count(List<string> paragraphs) => paragraphs.Sum(p => p.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);

    // A name that is too long for the space that is left is not used; the stable words are all shorter.
    private string? Fact(string name) => _facts[name]?.GetValue<string>() is { } value && value.Length <= _longest ? value : null;

    private string T(string key, params ReadOnlySpan<(string, string)> values) => Texts.In(language, key, values);

    /// <summary>What somebody is called by: a title or a first half of a name never stands alone.</summary>
    internal static string FirstName(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var take = words[0].TrimEnd('.').ToLowerInvariant() is "عبد" or "أبو" or "ابو" or "أم" or "ام" or "د" or "م" or "أ" or "الدكتور" or "الدكتورة" or "المهندس" or "المهندسة" or "الأستاذ"
            or "الأستاذة" or "الشيخ" or "dr" or "eng" or "mr" or "mrs" or "ms" or "prof" or "abdul" or "abdel" or "abu" or "abo" or "umm" or "om" or "al" or "sheikh" ? 2 : 1;
        return string.Join(' ', words.Take(take));
    }
}
