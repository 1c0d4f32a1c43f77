using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Agents.Turns;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>One turn of a talk: greet, discover, qualify, show value, meet objections, book; and stop where a person is needed.</summary>
internal sealed partial class Talk
{
    private readonly TextCatalogue _texts;
    private readonly AgentTask _task;
    private readonly DialogueState _state;
    private readonly Understood _u;
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
    private string? _intent;

    public Talk(TextCatalogue texts, AgentTask task, string? language)
    {
        _texts = texts;
        _task = task;
        _now = Calendar(task.Tenant.TimeZone).Local(task.Now);
        _b2b = Catalogue.SellsToCompanies(task.Tenant);
        _state = new DialogueState(task.Turn.Memory, task.Lead?.Facts);
        var prices = task.Tenant.PriceList.Select(p => p.Price.Amount).ToHashSet();
        if (_state.IsEmpty) Recall(prices);
        _asked = _state.Asked;
        var context = new Context(_asked, _state.Booking, _now, prices);
        var lines = task.Turn.Pending.Select(p => p.Text).Where(t => !string.IsNullOrWhiteSpace(t)).ToList();
        // Words beside a picture count; the placeholder alone only where there is nothing else.
        var worded = lines.Where(l => !Placeholder.IsOne(l)).ToList();
        var read = (worded.Count > 0 ? worded : lines).Select(l => Understander.Read(l, context)).ToList();
        _u = read.Count == 1 ? read[0] : Understander.Read(string.Join('\n', worded), context);
        _optOut = read.Exists(r => r.Intent == Intent.OptOut);
        foreach (var one in read) _state.Negatives = one.Sentiment < 40 ? _state.Negatives + 1 : 0;
        var givesName = _asked is LeadFacts.CompanyName or LeadFacts.Email;
        _theirs = LanguageOf(givesName);
        _language = language ?? _theirs;
        _state.Exchange++;
        _reply = new ReplyBuilder(texts, _language, _state.Exchange,
            [.. task.Turn.History.Where(l => !l.FromCustomer).TakeLast(3).Select(l => l.Text)]);
        _confidence = _u.Confidence;
    }

    public AgentAnswer Answer()
    {
        var learnt = Learn();
        var signals = Signals.Earned(_task, _u, learnt);
        if (learnt.Count > 0 || signals.Any(s => s is not (LeadSignals.Replied or LeadSignals.AskedQuestion))
            || _u.Intent is Intent.Affirm or Intent.Price) _state.Progress = _state.Exchange;
        if (_u.Intent is not Intent.Unclear) _state.Unknowns = 0;
        _state.Asked = null;
        if (!MustStop(learnt)) Respond(learnt);
        if (_reply.IsEmpty) Next();
        var text = _reply.Text();
        var messages = new List<OutboundContent> { _reply.Content() };
        _state.Set(TalkMemory.Language, _theirs);
        if (_u.Objection is not null) _state.Set("lo", _u.Objection);
        var output = new ConversationOutput(
            _language, text, IntentWord(), _u.Sentiment, learnt, _action, _handOver,
            Signals.Change(_task, signals, learnt), Math.Round(Math.Clamp(_confidence, 0.05, 0.99), 2));
        return new AgentAnswer(TurnRouter.AgentOf(_language), "offline", null, null, output, messages, _state.Save(), learnt, signals, 0, 0);
    }

    /// <summary>
    /// The intent as the output's schema names it. Where one agent is asked by name and the customer writes another language, that is what
    /// matters, unless what they say must be heard under its own name.
    /// </summary>
    private string IntentWord()
    {
        if (_optOut) return "opt_out";
        var word = _intent ?? Intent.Output(_u.Intent);
        return _theirs != _language && word is not "complaint" ? "language_switch" : word;
    }

    /// <summary>The facts that this message gave; remembered too, for the lead may learn them later than the next message comes.</summary>
    private Dictionary<string, string> Learn()
    {
        var learnt = new Dictionary<string, string>(_u.Entities, StringComparer.Ordinal);
        foreach (var (slot, value) in learnt)
        {
            if (slot is not (LeadFacts.Date or LeadFacts.Time)) _state.Learn(slot, value);
        }
        return learnt;
    }

    private string LanguageOf(bool givesName)
    {
        var talk = _state.Word(TalkMemory.Language) ?? _task.Turn.Language;
        talk = talk == "en" ? "en" : "ar";
        if (_u.Intent == Intent.LanguageSwitch) return _u.Has("i.lang_en") ? "en" : "ar";
        var begun = _task.Turn.History.Count > 0 || _state.Exchange > 0;
        return TalkLanguage.Of(_u.Text, _u.Written, talk, begun, givesName);
    }

    /// <summary>Where the memory is not at hand, what matters of it is read again out of the talk itself.</summary>
    private void Recall(HashSet<decimal> prices)
    {
        string? asked = null;
        foreach (var line in _task.Turn.History)
        {
            if (!line.FromCustomer)
            {
                asked = Guess(line.Text);
                if (asked is not null && asked is not "offer") _state.Set("try." + asked, _state.Number("try." + asked) + 1);
                continue;
            }
            var read = Understander.Read(line.Text, new Context(asked, asked == "when", _now, prices));
            _state.Exchange++;
            foreach (var (slot, value) in read.Entities)
            {
                if (slot is not (LeadFacts.Date or LeadFacts.Time)) _state.Learn(slot, value);
            }
            if (read.Entities.Count > 0 || read.Intent is Intent.Interest or Intent.Affirm or Intent.Booking or Intent.Price) _state.Progress = _state.Exchange;
            _state.Negatives = read.Sentiment < 40 ? _state.Negatives + 1 : 0;
            _state.Unknowns = read.Intent == Intent.Unclear ? _state.Unknowns + 1 : 0;
            if (read.Objection is { } objection) _state.Set("obj." + objection, Math.Min(2, _state.Number("obj." + objection) + 1));
        }
        if (asked == "when") _state.Booking = true;
        _state.Asked = asked;
        if (_task.Turn.History.Any(l => !l.FromCustomer)) _state.Set("greeted", 1);
    }

    private static string? Guess(string line)
    {
        if (line.AsSpan().IndexOfAny('?', '؟') < 0) return null;
        var words = Tokeniser.Cut(line);
        bool Any(params ReadOnlySpan<string> list)
        {
            foreach (var word in list)
            {
                if (words.Exists(t => t.Is(word))) return true;
            }
            return false;
        }
        if (Any("موعد", "عرض", "demo", "appointment", "موعدا", "عرضا")) return Any("يوم", "الساعه", "day", "time", "when", "متى") ? "when" : "offer";
        if (Any("موظفين", "موظف", "موظفيكم", "فريقكم", "employees", "people", "staff", "team", "عدد")) return LeadFacts.Employees;
        if (Any("ميزانيه", "ميزانيتكم", "ميزانيتك", "budget")) return LeadFacts.Budget;
        if (Any("مجال", "قطاع", "نشاط", "نشاطكم", "sector", "industry", "business")) return LeadFacts.Sector;
        if (Any("اسم", "name")) return LeadFacts.CompanyName;
        if (Any("دورك", "منصبك", "role", "position")) return LeadFacts.Role;
        if (Any("متى", "when")) return LeadFacts.Timeline;
        return null;
    }

    private static BusinessCalendar Calendar(string zone)
    {
        if (zone == BusinessCalendar.DefaultZone || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) return BusinessCalendar.Riyadh;
        return new BusinessCalendar(zone);
    }

    private string Company => _task.Tenant.CompanyName;

    private string CustomerName()
    {
        var first = (_task.Turn.CustomerName ?? _task.Lead?.Name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        if (first.Length is < 2 or > 20 || !first.All(char.IsLetter) || Text.ArabicText.IsArabic(first) != (_language == "ar")) return "";
        return _language == "en" ? " " + first : " يا " + first;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
