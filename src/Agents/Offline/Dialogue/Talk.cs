using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Agents.Turns;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Knowledge;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>One turn of a talk: greet, discover, qualify, show value, meet objections, book; and stop where a person is needed.</summary>
internal sealed partial class Talk
{
    private readonly TextCatalogue _texts;
    private readonly AgentTask _task;
    private readonly DialogueState _state;
    private readonly Understood _u;
    private readonly List<Understood> _lines;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly ReplyBuilder _reply;
    private readonly string _language;
    private readonly string _theirs;
    private readonly DateTime _now;
    private readonly bool _b2b;
    private readonly string? _asked;
    private readonly bool _optOut;
    private string _action = "responded";
    private HandOverRequest? _handOver;
    private double _confidence;
    private readonly List<KnowledgePassage> _read = [];
    private string? _intent;
    private string? _question;
    private bool _meeting;

    public Talk(TextCatalogue texts, AgentTask task, string? language)
    {
        _texts = texts;
        _task = task;
        _now = Calendar(task.Tenant.TimeZone).Local(task.Now);
        _b2b = Catalogue.SellsToCompanies(task.Tenant);
        _state = new DialogueState(task.Turn.Memory, task.Lead?.Facts);
        var prices = task.Tenant.PriceList.Select(p => p.Price.Amount).ToHashSet();
        var latin = Latin(language);
        if (_state.IsEmpty) Recall(prices, latin);
        _asked = _state.Asked;
        var context = new Context(_asked, _state.Booking, _now, prices, latin)
        {
            Priced = task.Turn.History.LastOrDefault(l => !l.FromCustomer) is { } ours && OurQuestion.NamesPrice(ours.Text, prices),
        };
        var lines = task.Turn.Pending.Select(p => p.Text).Where(t => !string.IsNullOrWhiteSpace(t)).ToList();
        // Words beside a picture count; the placeholder alone only where there is nothing else.
        var worded = lines.Where(l => !Placeholder.IsOne(l)).ToList();
        var read = (worded.Count > 0 ? worded : lines).Select(l => Understander.Read(l, context)).ToList();
        _lines = read;
        _u = read.Count == 1 ? read[0] : Understander.Read(string.Join('\n', worded), context);
        _optOut = read.Exists(r => r.Intent == Intent.OptOut);
        foreach (var one in read) _state.Negatives = one.Sentiment < 40 ? _state.Negatives + 1 : 0;
        var givesName = _asked is LeadFacts.CompanyName or LeadFacts.Email;
        _theirs = LanguageOf(givesName, language);
        _language = language ?? _theirs;
        _state.Exchange++;
        _reply = new ReplyBuilder(texts, _language, _state.Exchange,
            [.. task.Turn.History.Where(l => !l.FromCustomer).TakeLast(3).Select(l => l.Text)]);
        _confidence = _u.Confidence;
    }

    public AgentAnswer Answer()
    {
        var learnt = Learn();
        _meeting = SpokeOfMeeting();
        var signals = Signals.Earned(_task, _u, learnt);
        if (learnt.Count > 0 || signals.Any(s => s is not (LeadSignals.Replied or LeadSignals.AskedQuestion))
            || _u.Intent is Intent.Affirm or Intent.Price) _state.Progress = _state.Exchange;
        if (_u.Intent is not Intent.Unclear) _state.Unknowns = 0;
        var again = _theirs != _language && SpokenBefore(_language) == _theirs;
        _state.Asked = null;
        if (!MustStop(learnt) && !Takes(learnt)) Respond(learnt);
        if (_reply.IsEmpty) Next();
        // Twice in a row in the other language: the talk goes on with the agent that speaks it.
        if (again && _action == "responded") _action = "language_switched";
        var text = _reply.Text();
        var messages = new List<OutboundContent> { _reply.Content() };
        _state.Set(TalkMemory.Language, _theirs);
        if (_u.Objection is not null) _state.Set("lo", _u.Objection);
        var output = new ConversationOutput(
            _language, text, IntentWord(), _u.Sentiment, Said(learnt), _action, _handOver,
            Signals.Change(_task, signals, learnt), Math.Round(Math.Clamp(_confidence, 0.05, 0.99), 2));
        return new AgentAnswer(TurnRouter.AgentOf(_language), "offline", null, null, output, messages, _state.Save(), learnt, signals, 0, 0)
        {
            Question = _task.Passages is null ? _question : null,
            Read = _read,
        };
    }

    /// <summary>"Shall I note Wednesday at 11?" "Yes": the one time that we named is taken.</summary>
    private bool Takes(Dictionary<string, string> learnt)
    {
        if (_u.Intent is not (Intent.Affirm or Intent.Booking) || learnt.ContainsKey(LeadFacts.Date) || learnt.ContainsKey(LeadFacts.Time) || _state.Word("p1") is not null
            || YesNo.Of(_u.Tokens) == false || _task.Turn.History.LastOrDefault(l => !l.FromCustomer) is not { } line) return false;
        var words = Tokeniser.Cut(line.Text);
        var matches = Lexicon.Default.Find(words);
        if (WhenReader.Day(line.Text, words, matches, _now) is not { } day || WhenReader.Time(words, matches, false) is not { } time
            || matches.Count(m => m.Tag.StartsWith("day.", StringComparison.Ordinal)) != 1) return false;
        _intent = "booking_request";
        _confidence = Math.Max(_confidence, 0.85);
        _state.Set("date", Iso(day));
        _state.Set("time", time.ToString("HH:mm", CultureInfo.InvariantCulture));
        Book(learnt);
        return true;
    }

    /// <summary>
    /// The intent as the output's schema names it. Where one agent is asked by name and the customer writes another language, that is what
    /// matters, unless what they say must be heard under its own name.
    /// </summary>
    private string IntentWord()
    {
        if (_optOut) return "opt_out";
        var word = _intent ?? (IsPlainQuestion() ? "inquiry" : Intent.Output(_u.Intent == Intent.Unclear ? _u.Likeliest : _u.Intent));
        return _theirs != _language && word is not "complaint" ? "language_switch" : word;
    }

    /// <summary>A question about a technical matter that says nothing of a doubt is one and no objection, though it is answered in the same way.</summary>
    private bool IsPlainQuestion()
    {
        if (_u.Objection is not ("integrations" or "data_privacy") || !(_u.IsQuestion || _u.Has("c.ask")) || _u.Has("o." + _u.Objection)) return false;
        foreach (var token in _u.Tokens)
        {
            if (token.Word is "خايف" or "خايفه" or "اخاف" or "قلق" or "قلقان" or "قلقانين" or "خوفي" or "مشكلتي" or "مشكلتنا" or "لازم" or "بدون" or "لكن" or "ما"
                or "worried" or "worry" or "afraid" or "concern" or "concerned" or "concerns" or "unless" or "but" or "not" or "can't" or "risk" or "leak" or "leaks") return false;
        }
        return true;
    }

    /// <summary>The facts that this message gave; remembered too, for the lead may learn them later than the next message comes.</summary>
    private Dictionary<string, string> Learn()
    {
        var learnt = new Dictionary<string, string>(_u.Entities, StringComparer.Ordinal);
        foreach (var (slot, value) in _u.Entities)
        {
            // A trade that is known stays, unless they correct it: one read into Arabic from Latin letters is a guess.
            if (slot == LeadFacts.Sector && _state.Known(slot) is { } known && known != "other" && known != value && _u.Written.Count > 0 && _u.Written[0].Word[0] < 128
                && _u.Tokens[0].Word[0] >= 128) learnt.Remove(slot);
            else if (slot is not (LeadFacts.Date or LeadFacts.Time)) _state.Learn(slot, value);
        }
        if (_state.Known(LeadFacts.Sector) is null && TellsTrade()) _state.Learn(LeadFacts.Sector, "other");
        if (IsCustomer()) _state.Set("ours", 1);
        return learnt;
    }

    /// <summary>Whether they say what their business is, though it is none of the sectors that we tell apart: it is not asked for again.</summary>
    private bool TellsTrade()
    {
        if (_u.Intent is not (Intent.Answer or Intent.Interest or Intent.Greeting or Intent.Price or Intent.Inquiry)) return false;
        for (var i = 0; i < _u.Tokens.Count; i++)
        {
            var word = _u.Tokens[i].Word;
            var place = word is "شركه" or "موسسه" or "محل" or "متجر" or "مكتب" or "مركز" or "مصنع" or "ورشه" or "وكاله" or "معمل" or "استوديو" or "مغسله" or "بقاله" or "سوبرماركت"
                or "company" or "firm" or "agency" or "consultancy" or "shop" or "store" or "office" or "factory" or "studio" or "startup" or "supermarket" or "laundry" or "workshop"
                or "جمعيه" or "نادي" or "مدرسه" or "فندق" or "مزرعه" or "مقهي" or "منصه" or "charity" or "school" or "hotel" or "club" or "association" or "farm" or "bank";
            // "A company", and what kind of one.
            if (place && (i + 1 < _u.Tokens.Count || i > 1)) return !_u.IsQuestion || _u.Has("c.have");
            if (word is "ابيع" or "نبيع" or "sell" or "manufacture" or "distribute") return !_u.IsQuestion;
        }
        return false;
    }

    /// <summary>Whether they say that they are a customer of ours.</summary>
    private bool IsCustomer()
    {
        for (var i = 0; i < _u.Tokens.Count; i++)
        {
            var word = _u.Tokens[i].Word;
            var next = i + 1 < _u.Tokens.Count ? _u.Tokens[i + 1].Word : "";
            if (word is "مشترك" or "مشتركين" or "مشتركه" or "عميل" or "عميله" or "عملاء" or "عملا" or "زبون" && next is "عندكم" or "لديكم" or "معكم" or "لكم" or "عندك") return true;
            if (word is "already" or "currently" && _u.Tokens.Any(t => t.Word is "plan" or "subscribed" or "customer" or "customers" or "client" or "using") && _u.Tokens.Any(t => t.Word is "your" or "you"))
                return true;
            if (word is "existing" or "current" && next is "customer" or "client" or "subscriber") return true;
        }
        return false;
    }

    /// <summary>What the customer said, also where it cannot be, and what was made of it.</summary>
    private Dictionary<string, string> Said(Dictionary<string, string> learnt)
    {
        var said = new Dictionary<string, string>(_u.Entities, StringComparer.Ordinal);
        foreach (var (slot, value) in learnt) said[slot] = value;
        return said;
    }

    /// <summary>Whether our last words were about a time to meet.</summary>
    private bool SpokeOfMeeting()
    {
        if (_task.Turn.History.LastOrDefault(l => !l.FromCustomer) is not { } line) return false;
        if (_asked == "when" || _state.Booking) return true;
        var words = Tokeniser.Cut(line.Text);
        var matches = Lexicon.Default.Find(words);
        return WhenReader.Day(line.Text, words, matches, _now) is not null || WhenReader.Time(words, matches, false) is not null;
    }

    private string LanguageOf(bool givesName, string? agent)
    {
        // A conversation knows its language; a call by hand only what stands in its history.
        var talk = _state.Word(TalkMemory.Language) ?? (agent is null ? null : SpokenBefore(agent)) ?? _task.Turn.Language;
        talk = talk == "en" ? "en" : "ar";
        if (_u.Intent == Intent.LanguageSwitch) return Wanted(talk);
        var begun = _task.Turn.History.Count > 0 || _state.Exchange > 0;
        return TalkLanguage.Of(_u.Text, _u.Written, talk, begun, givesName);
    }

    /// <summary>
    /// The language that a wish for another one names: the one it names, or the other where it says that it does not understand that one; without a
    /// name the one that is not spoken now.
    /// </summary>
    private string Wanted(string talk)
    {
        bool english = _u.Has("i.lang_en"), arabic = _u.Has("i.lang_ar");
        if (english == arabic) return talk == "en" ? "ar" : "en";
        var at = -1;
        foreach (var match in _u.Matches)
            if (match.Tag is "i.lang_en" or "i.lang_ar") at = match.At;
        for (var i = Math.Max(0, at - 4); i < at; i++)
            if (_u.Tokens[i].Word is "ما" or "مو" or "لا" or "not" or "don't" or "dont" or "can't" or "cant" or "no") return english ? "ar" : "en";
        return english ? "en" : "ar";
    }

    /// <summary>What Latin letters are likely to be: the talk's language once it has begun; at its beginning the agent's, where one was asked by name.</summary>
    private string? Latin(string? language) =>
        _state.Word(TalkMemory.Language) ?? (_task.Turn.History.Any(l => l.FromCustomer) ? SpokenBefore(language) : null) ?? language;

    /// <summary>The language of the customer's earlier words.</summary>
    private string? SpokenBefore(string? agent)
    {
        foreach (var line in _task.Turn.History.Where(l => l.FromCustomer).Reverse())
        {
            if (Text.ArabicText.IsArabic(line.Text) is not { } arabic) continue;
            if (arabic) return "ar";
            return LatinScript.IsArabizi(Tokeniser.Cut(line.Text), agent) is true ? "ar" : "en";
        }
        return null;
    }

    /// <summary>Where the memory is not at hand, what matters of it is read again out of the talk itself.</summary>
    private void Recall(HashSet<decimal> prices, string? latin)
    {
        string? asked = null;
        bool troubled = false, priced = false;
        foreach (var line in _task.Turn.History)
        {
            if (!line.FromCustomer)
            {
                asked = OurQuestion.Read(line.Text);
                if (asked is null && troubled && line.Text.AsSpan().IndexOfAny('?', '؟') >= 0) asked = OurQuestion.Trouble;
                priced = OurQuestion.NamesPrice(line.Text, prices);
                if (asked is not null && asked is not "offer") _state.Set("try." + asked, _state.Number("try." + asked) + 1);
                continue;
            }
            var read = Understander.Read(line.Text, new Context(asked, asked == OurQuestion.When, _now, prices, latin) { Priced = priced });
            troubled = read.Intent == Intent.Support;
            _state.Exchange++;
            foreach (var (slot, value) in read.Entities)
            {
                if (slot is not (LeadFacts.Date or LeadFacts.Time)) _state.Learn(slot, value);
            }
            if (read.Entities.Count > 0 || read.Intent is Intent.Interest or Intent.Affirm or Intent.Booking or Intent.Price) _state.Progress = _state.Exchange;
            _state.Negatives = read.Sentiment < 40 ? _state.Negatives + 1 : 0;
            _state.Unknowns = read.Intent == Intent.Unclear ? _state.Unknowns + 1 : 0;
            if (read.Objection is { } objection)
            {
                _state.Set("obj." + objection, Math.Min(2, _state.Number("obj." + objection) + 1));
                var family = "fam." + Family(objection);
                _state.Set(family, _state.Number(family) + 1);
            }
        }
        if (asked == "when") _state.Booking = true;
        _state.Asked = asked;
        if (_task.Turn.History.Any(l => !l.FromCustomer)) _state.Set("greeted", 1);
    }

    private static BusinessCalendar Calendar(string zone)
    {
        if (zone == BusinessCalendar.DefaultZone || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) return BusinessCalendar.Riyadh;
        return new BusinessCalendar(zone);
    }

    private string Company => _task.Tenant.CompanyName;

    private static readonly HashSet<string> NoNames = new(StringComparer.Ordinal)
    {
        "د", "دكتور", "دكتوره", "الدكتور", "الدكتوره", "م", "مهندس", "مهندسه", "المهندس", "المهندسه", "ا", "استاذ", "استاذه", "الاستاذ", "الاستاذه",
        "الشيخ", "شيخ", "الحاج", "السيد", "السيده", "كابتن", "محامي", "المحامي", "المحاميه", "مدير", "مديره", "المدير", "اللواء", "العميد", "المستشار",
        "mr", "mrs", "ms", "miss", "dr", "eng", "engr", "prof", "professor", "sir", "madam", "doctor", "engineer", "sheikh", "capt", "captain", "manager", "adv",
    };

    private static readonly HashSet<string> NoPeople = new(StringComparer.Ordinal)
    {
        "شركه", "مؤسسه", "موسسه", "مكتب", "مطعم", "عياده", "متجر", "مجموعه", "صالون", "محل", "company", "est", "store", "shop", "office", "group", "sales",
        "admin", "info", "support", "team", "clinic", "restaurant", "salon",
    };

    /// <summary>The first name, after titles; nothing where the name is a company's or of the other script.</summary>
    private string CustomerName()
    {
        var words = (_task.Turn.CustomerName ?? _task.Lead?.Name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(w => NoPeople.Contains(Tokeniser.Key(w)))) return "";
        var first = words.FirstOrDefault(w => !NoNames.Contains(Tokeniser.Key(w.Trim('.', '/', ',')))) ?? "";
        if (first.Length is < 2 or > 20 || !first.All(char.IsLetter) || Text.ArabicText.IsArabic(first) != (_language == "ar")) return "";
        return _language == "en" ? " " + first : " يا " + first;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
