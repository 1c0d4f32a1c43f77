using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Dialogue;

internal sealed partial class Talk
{
    private static readonly string[] SoftObjections = ["not_interested", "not_now", "let_me_think", "call_later"];

    private void Respond(Dictionary<string, string> learnt)
    {
        Greet();
        if (Quota() || Recommends(learnt) || SameTopic() || Ours()) return;
        Also();
        switch (_u.Intent)
        {
            case Intent.Greeting: Next(); break;
            case Intent.Price: Price(learnt); break;
            case Intent.Inquiry: Inquiry(learnt); break;
            case Intent.Objection: Object(_u.Objection!); break;
            case Intent.Interest: Interested(learnt); break;
            case Intent.Booking: Book(learnt); break;
            case Intent.AiQuestion:
                _reply.Say("ai.disclosure", ("company", Company));
                Next();
                break;
            case Intent.LanguageSwitch:
                // Asked by name, an agent cannot change its language; the next turn goes to the one that speaks the other.
                _reply.Say(_theirs == _language ? "language.switched" : "language.other");
                Next();
                break;
            case Intent.OffTopic:
                // Who looks for work, sells something or has the wrong number is asked nothing about their business.
                _reply.Say(IsWrongNumber() ? "wrong_number" : "offtopic", ("company", Company));
                break;
            case Intent.Thanks: _reply.Say("thanks"); break;
            case Intent.Goodbye: _reply.Say("bye"); break;
            case Intent.Answer: Answered(learnt); break;
            case Intent.Affirm: Agreed(learnt); break;
            case Intent.Deny: Refused(); break;
            default: Unclear(learnt); break;
        }
    }

    /// <summary>"How many users are in it?": what a plan includes, of the plan that is named or was spoken of.</summary>
    private bool Quota()
    {
        if (!AsksQuota() || _task.Tenant.PriceList.Count == 0) return false;
        var named = Catalogue.Named(_task.Tenant, _u);
        var plan = named.Count > 0 ? named[^1] : _task.Tenant.PriceList.FirstOrDefault(p => p.Code == _state.Word("plan"));
        if (plan is null)
        {
            // Of no plan in particular: all of them beside each other.
            _intent = "inquiry";
            _reply.Say("price.compare").List(_task.Tenant.PriceList.Take(5).Select(p => Line("price.compare_line", p)));
            _confidence = Math.Max(_confidence, 0.9);
            Next();
            return true;
        }
        if (Catalogue.FeaturesOf(plan, _language).Count == 0) return false;
        _intent = "inquiry";
        _state.Set("plan", plan.Code);
        _reply.Say("plan.includes", ("plan", Catalogue.NameOf(plan, _language)), ("features", FeatureText(plan)));
        _confidence = Math.Max(_confidence, 0.9);
        Next();
        return true;
    }

    /// <summary>What else was asked in messages that came together: each question has its fact, before what the whole of them is answered with.</summary>
    private void Also()
    {
        if (_lines.Count < 2) return;
        var main = _u.Intent is Intent.Inquiry or Intent.Objection ? Catalogue.Answer(_task.Tenant, _u) : null;
        var told = 0;
        foreach (var line in _lines)
        {
            if (told == 2 || !(line.Intent is Intent.Inquiry || line.Objection is "integrations" or "data_privacy") || line.Tokens.Count < 2) continue;
            if (Catalogue.Answer(_task.Tenant, line) is not { } fact || fact == main || !_said.Add(fact.Code)) continue;
            _reply.Quote(Catalogue.TextOf(fact, _language));
            told++;
        }
    }

    /// <summary>"Which plan suits us?": the smallest one that takes their team, where its size is known.</summary>
    private bool Recommends(Dictionary<string, string> learnt)
    {
        if (_u.Intent is not (Intent.Price or Intent.Inquiry or Intent.Affirm or Intent.Interest or Intent.Unclear or Intent.Answer) || !AsksWhich()
            || _state.Employees is not { } people || Catalogue.Named(_task.Tenant, _u).Count > 0) return false;
        var fits = _task.Tenant.PriceList.OrderBy(p => p.Price.Amount).FirstOrDefault(p => Catalogue.UsersOf(p) is { } users && users >= people);
        if (fits is null) return false;
        _intent = "inquiry";
        _state.Set("plan", fits.Code);
        SayPrice("price.suits", fits);
        Features(fits);
        _reply.Say(fits.VatIncluded ? "price.vat_in" : "price.vat_out");
        _state.Set("quoted", 1);
        _confidence = Math.Max(_confidence, 0.9);
        if (learnt.ContainsKey(LeadFacts.Date)) Book(learnt);
        else Next();
        return true;
    }

    private bool AsksWhich()
    {
        var plan = _u.Has("w.price") || _u.Has("c.sub") || _u.Tokens.Any(t => t.Word is "plan" or "package" or "باقه" or "الباقه" or "باقات" or "خطه");
        var fits = _u.Tokens.Any(t => t.Word is "يناسبنا" or "يناسبني" or "المناسبه" or "مناسبه" or "تناسبنا" or "تناسبني" or "انسب" or "الانسب" or "تنصحني" or "تنصحوني" or "تنصحنا"
            or "تنفعنا" or "تنفعني" or "suits" or "suit" or "fits" or "fit" or "recommend" or "right" or "best" or "cover" or "covers");
        var which = _u.Tokens.Any(t => t.Word is "which" or "اي" or "ايه" or "وش" or "ايش");
        for (var i = 0; i + 1 < _u.Tokens.Count; i++)
        {
            var (one, next) = (_u.Tokens[i].Word, _u.Tokens[i + 1].Word);
            if (one is "اي" or "which" && next is "باقه" or "خطه" or "plan" or "package" || one is "باقه" && next is "ايه" or "ايش") return true;
        }
        return plan && fits || fits && _u.Has("i.price") || fits && which && _u.IsQuestion && _u.Tokens.Count <= 6;
    }

    private bool AsksQuota()
    {
        bool count = false, unit = false;
        for (var i = 0; i < _u.Tokens.Count; i++)
        {
            var word = _u.Tokens[i].Word;
            count |= word is "كم" or "وكم" or "many" || word == "عدد" && i > 0;
            unit |= word is "مستخدم" or "مستخدمين" or "المستخدمين" or "يوزر" or "users" or "user" or "seats" or "messages" or "leads" or "automations" or "اتمته"
                || word.StartsWith("رسا", StringComparison.Ordinal) || word == "محتمل" || word == "محتملين";
        }
        return count && unit && !_u.Has("c.theirs") && !_u.Entities.ContainsKey(LeadFacts.Employees);
    }

    /// <summary>"How long is it?" behind a fact of ours: more of the same fact.</summary>
    private bool SameTopic()
    {
        if (_u.Intent is not (Intent.Price or Intent.Inquiry or Intent.Unclear) || _u.Tokens.Count > 5 || Catalogue.Named(_task.Tenant, _u).Count > 0) return false;
        var lasts = _u.Tokens.Any(t => t.Word is "بطاقه" or "بطاقتي" or "card" or "شروطه" or "شروطها" or "conditions" or "مدته" or "مدتها" or "المده" or "مده" or "يوم" or "ايام" or "long" or "days" or "weeks") && !_u.Entities.ContainsKey(LeadFacts.Date);
        if (!lasts || Catalogue.Answer(_task.Tenant, _u) is not null || _state.Word("topic") is not { } code
            || _task.Tenant.Knowledge.FirstOrDefault(k => k.Code == code) is not { } fact) return false;
        _intent = "inquiry";
        _reply.Quote(Catalogue.TextOf(fact, _language));
        _confidence = Math.Max(_confidence, 0.88);
        Next();
        return true;
    }

    /// <summary>Who says that they are a customer of ours, and nothing else yet, is asked what they need.</summary>
    private bool Ours()
    {
        if (!IsCustomer() || _u.Intent is not (Intent.Answer or Intent.Interest or Intent.Greeting or Intent.Unclear)) return false;
        _confidence = Math.Max(_confidence, 0.88);
        _intent = "interest";
        _reply.Say("customer.welcome");
        Next();
        return true;
    }

    private bool IsWrongNumber()
    {
        var number = _u.Tokens.Any(t => t.Word is "number" or "رقم" or "الرقم" or "بالرقم" or "برقم");
        return number && _u.Tokens.Any(t => t.Word is "wrong" or "mistake" || t.Word.StartsWith("غلط", StringComparison.Ordinal) || t.Word.StartsWith("بالغلط", StringComparison.Ordinal)
            || t.Word.StartsWith("خطا", StringComparison.Ordinal) || t.Word.StartsWith("بالخطا", StringComparison.Ordinal));
    }

    private void Greet()
    {
        var first = _state.Word("greeted") is null;
        if (!first && _u.Intent != Intent.Greeting) return;
        if (first)
        {
            var key = Mirror();
            // Without a greeting of the customer's own, a question is answered before anything else.
            if (_u.Intent is Intent.Greeting or Intent.Unclear || _u.Has("i.greeting")) _reply.Say(key, ("name", CustomerName()));
            if (_u.Intent is not (Intent.AiQuestion or Intent.Thanks or Intent.Goodbye)) _reply.Say("greet.intro", ("company", Company));
            _state.Set("greeted", 1);
        }
        else _reply.Say("greet.again");
    }

    private string Mirror()
    {
        foreach (var match in _u.Matches)
        {
            if (match.Tag != "i.greeting") continue;
            var word = _u.Tokens[match.At].Word;
            if (word.StartsWith("سلام", StringComparison.Ordinal) || word.Contains("السلام", StringComparison.Ordinal)
                || word.StartsWith("sal", StringComparison.Ordinal) || word.StartsWith("assal", StringComparison.Ordinal)
                || word.StartsWith("alsal", StringComparison.Ordinal)) return "greet.salam";
            if (word is "صباح" or "صباحكم" or "صباحو") return "greet.morning";
            if (word is "مساء" or "مساكم") return "greet.evening";
            if (word == "good" && match.At + 1 < _u.Tokens.Count)
            {
                return _u.Tokens[match.At + 1].Word == "morning" ? "greet.morning" : _u.Tokens[match.At + 1].Word == "evening" ? "greet.evening"
                    : "greet.plain";
            }
        }
        return "greet.plain";
    }

    private void Price(Dictionary<string, string> learnt)
    {
        var list = _task.Tenant.PriceList;
        if (list.Count == 0)
        {
            Unknown("price.none");
            return;
        }
        var named = Catalogue.Named(_task.Tenant, _u);
        if (named.Count == 1) _state.Set("plan", named[0].Code);
        var sameVat = list.All(p => p.VatIncluded == list[0].VatIncluded);
        if (_u.Has("i.cheapest"))
        {
            var item = list.MinBy(p => p.Price.Amount)!;
            SayPrice("price.cheapest", item);
            Features(item);
        }
        else if (_u.Has("i.compare") || named.Count is 2 or 3 && named.Count < list.Count)
        {
            _reply.Say("price.compare").List((named.Count > 1 ? named : list).Take(5).Select(p => Line("price.compare_line", p)));
        }
        else if (named.Count == 1)
        {
            SayPrice("price.one", named[0]);
            Features(named[0]);
        }
        else _reply.Say("price.intro").List(list.Take(8).Select(p => Line("price.line", p)));
        if (sameVat || named.Count == 1) _reply.Say((named.Count == 1 ? named[0] : list[0]).VatIncluded ? "price.vat_in" : "price.vat_out");
        if (_u.Has("t.yearly") && (named.Count > 0 ? named : list).All(p => p.Period != "year"))
        {
            if (YearlyFact() is { } fact) _reply.Quote(fact);
            else _reply.Say("price.yearly_unknown");
        }
        _state.Set("quoted", 1);
        _confidence = Math.Max(_confidence, 0.9);
        if (learnt.ContainsKey(LeadFacts.Date)) Book(learnt);
        else Next();
    }

    private string Line(string key, PriceListItem item) => TextCatalogue.Fill(
        _texts.Label(_language, key), ("plan", Catalogue.NameOf(item, _language)), ("price", Catalogue.PriceOf(item, _language)),
        ("period", Catalogue.PeriodOf(item, _language)), ("features", FeatureText(item)));

    private void SayPrice(string key, PriceListItem item) => _reply.Say(
        key, ("plan", Catalogue.NameOf(item, _language)), ("price", Catalogue.PriceOf(item, _language)),
            ("period", Catalogue.PeriodOf(item, _language)));

    private void Features(PriceListItem item)
    {
        if (Catalogue.FeaturesOf(item, _language).Count > 0) _reply.Say("price.features", ("features", FeatureText(item)));
    }

    private string FeatureText(PriceListItem item) =>
        string.Join(_language == "en" ? ", " : "، ", Catalogue.FeaturesOf(item, _language).Take(6));

    private void Inquiry(Dictionary<string, string> learnt)
    {
        var named = Catalogue.Named(_task.Tenant, _u);
        if (named.Count > 0 && (_u.Has("w.price") || _u.Has("topic.about") || _u.Has("topic.users")) && Catalogue.FeaturesOf(named[0], _language)
            .Count > 0)
        {
            Features(named[0]);
            _confidence = Math.Max(_confidence, 0.88);
        }
        else if (Catalogue.Answer(_task.Tenant, _u) is { } fact)
        {
            _reply.Quote(Catalogue.TextOf(fact, _language));
            _state.Set("topic", fact.Code);
            _state.Misses = 0;
            _confidence = Math.Max(_confidence, 0.88);
        }
        else if (IsGeneral())
        {
            if (_task.Tenant.PriceList.Count > 0)
            {
                _reply.Say("know.offer", ("plans", string.Join(_language == "en" ? ", " : "، ", _task.Tenant.PriceList.Take(6)
                    .Select(p => Catalogue.NameOf(p, _language)))));
            }
            else _reply.Say("know.question");
        }
        else if (Read() is { } passage)
        {
            _reply.Quote(passage);
            _state.Misses = 0;
            _confidence = Math.Max(_confidence, 0.86);
        }
        else if (_u.Tokens.Count <= 3 && !_u.IsQuestion && _u.Matches.Any(m => m.Tag == "i.inquiry")) _reply.Say("know.question").Ask("ask.which");
        else
        {
            _question = _u.Text;
            Unknown("know.unknown");
            return;
        }
        if (!_reply.HasQuestion) Next();
    }

    /// <summary>What the knowledge base says to the question, where it was asked and is sure.</summary>
    private string? Read()
    {
        foreach (var passage in _task.Passages ?? [])
        {
            if (passage.Score < KnowledgeScore.Answers) break;
            if (Excerpt.Of(passage, _u.Tokens, _language) is not { } text) continue;
            _read.Add(passage);
            return text;
        }
        return null;
    }

    private bool IsGeneral() => _u.Has("topic.about")
        || _u.Tokens.Any(t => t.Word is "معلومات" or "تفاصيل" or "اكثر" or "more" or "details" or "information" or "explain" or "اشرح" or "تشرح");

    /// <summary>Not known: said so, and a person is offered; the second time one takes over.</summary>
    private void Unknown(string text)
    {
        _state.Misses++;
        if (_state.Misses >= 2)
        {
            HandOver("out_of_knowledge", "sales", "out_of_knowledge");
            return;
        }
        // To say so is safe once; the second time a person takes over.
        _confidence = 0.85;
        _reply.Say(text).Ask("ask.person").Button("person", _texts.Label(_language, "button.person"));
        _state.Asked = "person";
    }

    private void Object(string objection)
    {
        var attempt = _state.Number("obj." + objection) + 1;
        var family = "fam." + Family(objection);
        var raised = _state.Number(family) + 1;
        _state.Set(family, raised);
        // The same doubt a third time, in whatever words, is not met by a third argument.
        if (attempt > 2 || raised > 2 && !SoftObjections.Contains(objection))
        {
            if (objection == "not_interested") _reply.Say("deny.end");
            else HandOver("objection_unresolved", "sales", "objection_unresolved");
            return;
        }
        _state.Set("obj." + objection, attempt);
        _reply.Say($"objection.{objection}.{attempt}");
        if (Catalogue.Proof(_task.Tenant, objection, attempt, _language) is { } proof) _reply.Quote(proof);
        else if (objection is "integrations" or "data_privacy" && attempt == 1 && Catalogue.Answer(_task.Tenant, _u) is { } fact) _reply.Quote(
            Catalogue.TextOf(fact, _language));
        if (attempt == 1)
        {
            _reply.Ask("ask.o." + objection);
            _state.Asked = "o." + objection;
        }
        else if (!SoftObjections.Contains(objection)) Offer();
    }

    /// <summary>Doubts that are one and the same to whoever has to meet them.</summary>
    private static string Family(string objection) => objection switch
    {
        "expensive" or "cheaper_exists" or "no_budget" => "price",
        "unknown_brand" or "trust_ai" or "sector_clients" => "trust",
        "have_team" or "too_small" or "tried_similar" or "have_system" => "need",
        "ask_partner" or "procurement" => "authority",
        _ => objection,
    };

    private void Interested(Dictionary<string, string> learnt)
    {
        if (_u.Tokens.Any(t => t.Word is "ادفع" or "ندفع" or "الدفع" or "الفاتوره" or "pay" or "payment" or "invoice" or "buy" or "purchase")
            && _u.Has("i.subscribe"))
        {
            HandOver("ready_to_buy", "sales", "ready_to_buy");
            return;
        }
        if (learnt.ContainsKey(LeadFacts.Date) && learnt.ContainsKey(LeadFacts.Time))
        {
            Book(learnt);
            return;
        }
        var named = Catalogue.Named(_task.Tenant, _u);
        if (named.Count == 1) _state.Set("plan", named[0].Code);
        if (named.Count == 1 && _u.Has("i.subscribe"))
        {
            _reply.Say("ack.plan", ("plan", Catalogue.NameOf(named[0], _language)));
            _state.Set("plan", named[0].Code);
        }
        else if (_asked is "offer" or "when")
        {
            Book(learnt);
            return;
        }
        else _reply.Say("ack.interest");
        if (_u.Has("topic.trial") && _task.Tenant.Knowledge.FirstOrDefault(k => k.Code.Contains("trial", StringComparison.OrdinalIgnoreCase)) is { } trial)
            _reply.Quote(Catalogue.TextOf(trial, _language));
        Value(learnt);
        Next();
    }

    private void Answered(Dictionary<string, string> learnt)
    {
        // An answer to what an objection was about leads on to the second reply, not back to the start.
        if (_asked is not null && _asked.StartsWith("o.", StringComparison.Ordinal)
            && learnt.Keys.All(k => k is LeadFacts.Need or LeadFacts.Timeline))
        {
            Object(_asked[2..]);
            return;
        }
        if (!Value(learnt))
        {
            if (learnt.TryGetValue(LeadFacts.Employees, out var staff) && int.TryParse(staff, out var n)) _reply.Say("ack.employees",
                ("count", EmployeesText(n)));
            else if (learnt.TryGetValue(LeadFacts.Sector, out var sector)) _reply.Say("ack.sector", ("sector", SectorName(sector)));
            else _reply.Say("ack.generic");
        }
        Next();
    }

    /// <summary>What it is worth to this customer, once for each need.</summary>
    private bool Value(Dictionary<string, string> learnt)
    {
        if (!_b2b || !learnt.TryGetValue(LeadFacts.Need, out var need) || _state.Word("val." + need) is not null) return false;
        _state.Set("val." + need, 1);
        _reply.Say(_texts.Has("value." + need) ? "value." + need : "value.other");
        return true;
    }

    private void Agreed(Dictionary<string, string> learnt)
    {
        if (_asked is "offer" or "when" || _state.Booking) Book(learnt);
        else if (_asked == "person") HandOver("requested", "sales", "requested");
        else if (_asked is not null && _asked.StartsWith("o.", StringComparison.Ordinal)) Object(_asked[2..]);
        else
        {
            _reply.Say("ack.affirm");
            Next();
        }
    }

    private void Refused()
    {
        if (_asked == "offer" || _state.Booking)
        {
            _state.Booking = false;
            _state.Offers = Math.Max(_state.Offers, 2);
            _reply.Say("deny.soft");
            Next();
        }
        else if (_asked is not null && _asked.StartsWith("o.", StringComparison.Ordinal)) Object(_asked[2..]);
        else if (_asked == "person" || _asked is null) _reply.Say("deny.end");
        else
        {
            // A "no" to a question about a fact means that it will not be told.
            _state.Set("try." + _asked, 2);
            _reply.Say("deny.soft");
            Next();
        }
    }

    private void Unclear(Dictionary<string, string> learnt)
    {
        if (_u.Placeholder is { } kind)
        {
            _state.Unknowns++;
            if (_state.Unknowns >= 2)
            {
                HandOver("low_confidence", "sales", "low_confidence");
                return;
            }
            _confidence = 0.6;
            _reply.Say(kind.Contains("audio", StringComparison.Ordinal) || kind.Contains("voice", StringComparison.Ordinal) ? "unclear.audio"
                : "unclear.media").Ask("ask.write");
            return;
        }
        // Free words after an open question are its answer, whatever they are.
        if (_asked is not null && _u.Tokens.Count >= 1 && _u.Tokens.Any(t => t.Word.Length > 2 && t.Word.All(char.IsLetter))
            && (_u.Tokens.Count >= 2 || _asked is LeadFacts.Sector or LeadFacts.Need))
        {
            if (_asked.StartsWith("o.", StringComparison.Ordinal))
            {
                _confidence = 0.68;
                _intent = "objection";
                Object(_asked[2..]);
                return;
            }
            if (_asked is LeadFacts.Need or LeadFacts.Sector or LeadFacts.Role)
            {
                _confidence = 0.66;
                _intent = "interest";
                _state.Learn(_asked, "other");
                _reply.Say(_asked == LeadFacts.Need && _b2b ? "value.other" : "ack.generic");
                Next();
                return;
            }
        }
        _state.Unknowns++;
        if (_state.Unknowns >= 2)
        {
            HandOver("low_confidence", "sales", "low_confidence");
            return;
        }
        // To ask what was meant is safe, whatever was meant.
        _confidence = 0.72;
        _reply.Say("unclear").Ask("ask.which");
        foreach (var button in (ReadOnlySpan<string>)["prices", "demo", "person"]) _reply.Button(button, _texts.Label(_language, "button." + button));
    }

    /// <summary>The one question that leads on: what is not known yet, then an offer to meet, then what else.</summary>
    private void Next()
    {
        if (_reply.HasQuestion || _handOver is not null) return;
        // Who is a customer already is asked what they need, not what they do.
        if (_state.Word("ours") is not null)
        {
            _reply.Ask("ask.anything");
            return;
        }
        if (_b2b)
        {
            if (Discover(LeadFacts.Sector, "ask.sector") || Discover(LeadFacts.Need, "ask.need")
                || Discover(LeadFacts.Employees, "ask.employees")) return;
            if (Offer()) return;
            if (Discover(LeadFacts.Timeline, "ask.timeline") || Discover(LeadFacts.Role, "ask.role")) return;
        }
        else
        {
            if (Catalogue.Named(_task.Tenant, _u).Count > 0) _state.Learn(LeadFacts.Need, "other");
            if (Discover(LeadFacts.Need, "ask.need_consumer") || Offer() || Discover(LeadFacts.Timeline, "ask.timeline_consumer")) return;
        }
        _reply.Ask("ask.anything");
    }

    private bool Discover(string slot, string text)
    {
        if (_state.Known(slot) is not null || _state.Number("try." + slot) >= 2) return false;
        _state.Set("try." + slot, _state.Number("try." + slot) + 1);
        _state.Asked = slot;
        _reply.Ask(text);
        return true;
    }

    private bool Offer()
    {
        if (_state.Offers >= 2) return false;
        _state.Offers++;
        _state.Asked = "offer";
        _reply.Ask(_b2b ? "ask.offer_demo" : "ask.offer_visit");
        _reply.Button("demo", _texts.Label(_language, "button.demo")).Button("person", _texts.Label(_language, "button.person"));
        return true;
    }
}
