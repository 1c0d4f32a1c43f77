using System.Collections.Frozen;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A question to the knowledge base, as it was asked.</summary>
/// <param name="Text">The question; empty where there is none.</param>
/// <param name="Language"><c>ar</c>, <c>en</c> or <c>bilingual</c>.</param>
/// <param name="Domain">One of the eight.</param>
/// <param name="RealTime">Whether somebody waits on the line: then the summary is all.</param>
/// <param name="Terms">The words that matter, each with its forms.</param>
/// <param name="AsksPrice">Whether an amount is wanted.</param>
/// <param name="AsksTime">Whether a span or a date is wanted.</param>
internal sealed record KnowledgeQuestion(
    string Text, string Language, string Domain, bool RealTime, IReadOnlyList<IReadOnlyList<string>> Terms, bool AsksPrice, bool AsksTime)
{
    private const int Most = 500;
    private static readonly string[] Domains = ["product", "pricing", "policy", "sector", "faq", "procedure", "legal", "technical"];
    private static readonly string[] PriceWords = CaseText.Phrases("price", "cost", "how much", "pricing", "fee", "subscription price", "سعر",
        "السعر", "اسعار", "الاسعار", "بكم", "كم سعر", "تكلفه", "التكلفه", "كم تكلف", "رسوم");
    private static readonly string[] TimeWords = CaseText.Phrases("how long", "when", "how many days", "duration", "period", "deadline", "مده",
        "المده", "كم يوم", "كم مده", "متي", "المهله", "خلال كم");

    private static readonly (string Domain, string[] Words)[] DomainWords =
    [
        ("legal", CaseText.Phrases("legal", "law", "contract clause", "liability", "court", "pdpl", "قانون", "قانوني", "قانونيه",
            "نظام حمايه البيانات", "عقد", "بنود العقد", "مسوولية")),
        ("pricing", CaseText.Phrases("vat", "discount", "ضريبه", "الضريبه", "خصم", "خصومات")),
        ("policy", CaseText.Phrases("policy", "guarantee", "refund", "privacy", "cancellation", "commission", "consent", "سياسه", "الضمان", "ضمان",
            "استرداد", "الاسترداد", "الخصوصيه", "الالغاء", "عموله", "العمولات")),
        ("technical", CaseText.Phrases("api", "integration", "integrate", "webhook", "sso", "error", "تكامل", "ربط", "الربط", "برمجي", "خطا")),
        ("sector", CaseText.Phrases("clinic", "clinics", "real estate", "restaurant", "retail", "salon", "sector", "industry", "عيادات", "عقار",
            "مطاعم", "متاجر", "قطاع")),
        ("procedure", CaseText.Phrases("how do i", "how to", "how can i", "steps", "كيف", "خطوات", "طريقه")),
        ("product", CaseText.Phrases("feature", "features", "users", "plan", "product", "ميزه", "مميزات", "مستخدم", "الباقه", "المنتج")),
    ];

    private static readonly FrozenSet<string> Empty = new[]
    {
        "the", "a", "an", "is", "are", "do", "does", "did", "i", "we", "you", "your", "our", "my", "it", "of", "for", "to", "in", "on", "at", "and", "or", "what", "how", "much", "many", "when",
        "which", "who", "where", "can", "could", "there", "with", "by", "about", "me", "tell", "please", "long", "will", "be", "have", "has", "any", "that", "this", "from", "if", "s",
        "ما", "ماذا", "هل", "كم", "متي", "كيف", "اين", "من", "في", "علي", "عن", "الي", "لو", "هي", "هو", "هذا", "هذه", "التي", "الذي", "و", "او", "عندكم", "لديكم", "يوجد", "وش", "ايش", "شنو", "لي", "لنا", "مع", "ال", "اذا", "بكم", "سمحت",
        "فيه", "كان", "يكون", "تكون",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads a question from an input.</summary>
    public static KnowledgeQuestion Read(TaskInput input)
    {
        var text = Asked(input, "query", "query_text", "question", "q", "search", "text", "message", "prompt", "السؤال", "سؤال", "الاستفسار",
            "استفسار", "نص السؤال") ?? string.Empty;
        if (text.Length > Most) text = text[..Most];
        var plain = ArabicText.Normalise(text);
        var asksPrice = CaseText.Mentions(plain, PriceWords);
        var asked = CaseText.First(input, "domain", "category", "المجال", "النطاق")?.Trim().ToLowerInvariant();
        var domain = asked is not null && Domains.Contains(asked) ? asked : asksPrice ? "pricing"
            : DomainWords.FirstOrDefault(d => CaseText.Mentions(plain, d.Words)).Domain ?? "faq";
        var wanted = ArabicText.Normalise(CaseText.First(input, "language", "lang", "response_language", "اللغة"));
        var language = wanted switch
        {
            "ar" or "arabic" or "عربي" or "العربيه" => "ar",
            "en" or "english" or "انجليزي" or "الانجليزيه" => "en",
            "bilingual" or "both" or "ar en" or "en ar" or "ثنايي" or "ثناييه اللغه" or "كلاهما" => "bilingual",
            _ => ArabicText.IsArabic(text) == false ? "en" : "ar",
        };
        var urgency = ArabicText.Normalise(CaseText.First(input, "urgency", "priority", "الاستعجال", "الأولوية"));
        var realTime = urgency is "real time" or "realtime" or "live" or "immediate" or "فوري" or "فوريه" or "مباشر" || CaseText.FirstFlag(input,
            "real_time") == true;
        return new KnowledgeQuestion(text, language, domain, realTime, [.. TermsOf(text).Where(t => !asksPrice || !t.Any(PriceWords.Contains))],
            asksPrice, CaseText.Mentions(plain, TimeWords));
    }

    private static string? Asked(TaskInput input, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (input.Text(name) is { } text) return text;
        return null;
    }

    /// <summary>The words that matter in a text, each with its forms.</summary>
    public static List<IReadOnlyList<string>> TermsOf(string text) =>
        [.. Tokeniser.Cut(text).Where(t => !Empty.Contains(t.Word) && t.Word.Length > 1).Select(Forms).DistinctBy(f => f[0])];

    /// <summary>A word's forms: without prefixes, and without an English plural or past.</summary>
    public static IReadOnlyList<string> Forms(Token token)
    {
        var forms = new List<string>(token.Forms);
        var word = token.Word;
        if (char.IsAsciiLetter(word[0]))
        {
            if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal)) forms.Add(word[..^3] + "y");
            else if (word.Length > 3 && word[^1] == 's') forms.Add(word[..^1]);
            if (word.Length > 5 && word.EndsWith("ed", StringComparison.Ordinal)) forms.Add(word[..^2]);
            if (word.Length > 6 && word.EndsWith("ing", StringComparison.Ordinal)) forms.Add(word[..^3]);
        }
        else if (word.Length > 4 && word.EndsWith('ه')) forms.Add(word[..^1]);
        return forms;
    }
}
