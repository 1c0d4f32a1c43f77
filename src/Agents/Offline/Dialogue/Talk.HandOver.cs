using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Conversations;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

internal sealed partial class Talk
{
    private const int VeryNegative = 20;
    private const int EnterpriseStaff = 200;
    private const int LargeStaff = 100;
    private const decimal LargeBudget = 50_000;
    private const int ReadyScore = 75;

    private int ExchangesWithoutProgress => _language == "en" ? 12 : 15;

    /// <summary>What ends the engine's own part, in order of weight. True where the reply is made.</summary>
    private bool MustStop(Dictionary<string, string> learnt)
    {
        if (_optOut)
        {
            _action = "opted_out";
            _confidence = 0.99;
            _state.Booking = false;
            _reply.Say("optout");
            return true;
        }
        if (_u.Has(Circumstances.Minor) || _u.Intent == Intent.Minor) return HandOver("minor", "compliance", "minor");
        if (_u.Intent == Intent.Legal || _u.Has(Circumstances.Legal) && _u.Intent is not (Intent.Answer or Intent.Booking)
            || _u.Has("i.legal") && _u.Intent is Intent.Complaint or Intent.Human or Intent.Support) return HandOver("legal", "sales_manager", "legal");
        if (_u.Intent == Intent.Privacy) return HandOver("data_request", "compliance", "privacy");
        if (_u.Intent == Intent.CrossBorder || _u.Has(Circumstances.Abroad) && _u.Intent is not (Intent.OffTopic or Intent.Complaint or Intent.Human)) return HandOver(
            "cross_border", "compliance", "cross_border");
        var staff = _state.Employees;
        // A price that a colleague is said to have promised, or an offer below ours, is for a person to settle.
        if (_u.Intent is Intent.Price or Intent.Interest or Intent.Affirm or Intent.Answer or Intent.Inquiry or Intent.Unclear or Intent.Objection && HasForeignPrice()
            && (_u.Has("c.colleague") && _u.Has("c.promised") || _u.Has("c.bid") && !_u.Entities.ContainsKey(LeadFacts.Time) && !_meeting))
        {
            _intent = "objection";
            return HandOver("price_negotiation", "sales_manager", "price_negotiation");
        }
        if (_meeting && _u.Has("c.move") && !_u.Has("c.sub") && _u.Intent is Intent.Cancel or Intent.Objection or Intent.Inquiry or Intent.Unclear)
        {
            _intent = "booking_request";
            _confidence = Math.Max(_confidence, 0.8);
            Book(learnt);
            return true;
        }
        switch (_u.Intent)
        {
            // Bad mood a second time, without a grievance of its own.
            case Intent.Complaint when _state.Negatives >= 2 && !_u.Has("i.complaint") && !_u.Has("c.refund") && !_u.Has("c.law"):
                return HandOver("negative_sentiment", "sales_manager", "negative_sentiment");
            case Intent.Complaint: return HandOver("complaint", "sales_manager", "complaint");
            case Intent.Human: return HandOver("requested", _u.Has("i.support") ? "support" : "sales", "requested");
            case Intent.Support: return HandOver("technical", "support", "technical_support");
            // An appointment that is to be another time is looked for anew.
            case Intent.Cancel when IsMeeting() && (learnt.ContainsKey(LeadFacts.Date) || learnt.ContainsKey(LeadFacts.Time)):
                _intent = "booking_request";
                Book(learnt);
                return true;
            case Intent.Cancel when IsMeeting():
                _intent = "booking_request";
                return HandOver("cancellation", "sales", "cancellation");
            case Intent.Cancel: return HandOver("cancellation", "support", "cancellation");
            case Intent.Injection when !_u.Has("i.negotiate"):
                _reply.Say("injection.refuse", ("company", Company));
                _confidence = Math.Max(_confidence, 0.86);
                Next();
                return true;
            case Intent.Injection:
                _reply.Say("injection.refuse", ("company", Company));
                return HandOver("price_negotiation", "sales_manager", "price_negotiation");
            case Intent.Negotiation when AsksQuota() && !_u.Has("i.negotiate"): return false;
            case Intent.Negotiation when staff >= EnterpriseStaff: return HandOver("enterprise", "sales_manager", "enterprise");
            case Intent.Negotiation when YearlyFact() is { } fact:
                _reply.Quote(fact);
                Next();
                return true;
            case Intent.Negotiation: return HandOver("price_negotiation", "sales_manager", "price_negotiation");
        }
        if (_u.Sentiment < VeryNegative || _state.Negatives >= 2) return HandOver("negative_sentiment", "sales_manager", "negative_sentiment");
        if (_u.Has("i.custom") || _u.Intent == Intent.Custom) return HandOver("custom_proposal", "sales", "large_deal");
        if (staff >= EnterpriseStaff && (learnt.ContainsKey(LeadFacts.Employees) || _state.Word("large") is null)
            || staff >= LargeStaff && _u.Intent == Intent.Price)
        {
            _state.Set("large", 1);
            return HandOver("enterprise", "sales_manager", "enterprise");
        }
        if (_state.Budget > LargeBudget && (learnt.ContainsKey(LeadFacts.Budget) || _state.Word("large") is null))
        {
            _state.Set("large", 1);
            return HandOver("large_deal", "sales", "large_deal");
        }
        if (_task.Lead?.Score >= ReadyScore && _u.Intent == Intent.Interest && _u.Has("i.subscribe")) return HandOver("high_score", "sales", "ready_to_buy");
        var buying = _u.Intent is Intent.Booking or Intent.Interest or Intent.Affirm or Intent.Thanks or Intent.Goodbye;
        if (!buying && learnt.Count == 0 && _state.Exchange - _state.Progress > ExchangesWithoutProgress) return HandOver("no_progress", "sales",
            "no_progress");
        return false;
    }

    /// <summary>Whether the customer names an amount that could be a price of ours and is none.</summary>
    private bool HasForeignPrice()
    {
        var prices = _task.Tenant.PriceList;
        if (prices.Count == 0) return false;
        var most = prices.Max(p => p.Price.Amount);
        foreach (var number in NumberReader.Find(_u.Tokens))
            if (number.Value >= 50 && number.Value < most && !prices.Any(p => p.Price.Amount == number.Value)) return true;
        return false;
    }

    /// <summary>Whether what is to be called off is an appointment and not the service.</summary>
    private bool IsMeeting() => !_u.Has("i.cancel_subscription") && !_u.Has("c.sub")
        && (_u.Has("i.cancel_meeting") || _u.Has("c.meet") || _meeting || _u.Entities.ContainsKey(LeadFacts.Date) || _u.Entities.ContainsKey(LeadFacts.Time));

    /// <summary>A question about yearly terms is answered where the tenant says something about them.</summary>
    private string? YearlyFact()
    {
        if (!_u.Has("topic.yearly")) return null;
        var fact = _task.Tenant.Knowledge.FirstOrDefault(k =>
            k.Code.Contains("year", StringComparison.OrdinalIgnoreCase) || k.Code.Contains("annual", StringComparison.OrdinalIgnoreCase)
                || k.Code.Contains("billing", StringComparison.OrdinalIgnoreCase));
        return fact is null ? null : Catalogue.TextOf(fact, _language);
    }

    private bool HandOver(string reason, string target, string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        _reply.Say("handover." + text, values);
        _action = "escalated";
        _handOver = new HandOverRequest(reason, target, Summary(values));
        _confidence = reason == "low_confidence" ? Math.Min(_confidence, 0.45) : Math.Max(_confidence, 0.85);
        _state.Booking = false;
        _state.Unknowns = 0;
        _state.Negatives = 0;
        return true;
    }

    /// <summary>What the person who takes over should know, in the talk's language.</summary>
    private string Summary(ReadOnlySpan<(string Name, string Value)> values)
    {
        var lines = new List<string>();
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) lines.Add(TextCatalogue.Fill(_texts.Label(_language, "summary." + key), ("value", value)));
        }
        Add("who", _task.Turn.CustomerName ?? _task.Lead?.Name);
        Add("company", _state.Known(LeadFacts.CompanyName));
        Add("sector", Named("sector.", _state.Known(LeadFacts.Sector)));
        Add("employees", _state.Employees is { } n ? EmployeesText(n) : null);
        Add("budget", _state.Known(LeadFacts.Budget));
        Add("timeline", Named("timeline.", _state.Known(LeadFacts.Timeline)));
        Add("role", Named("role.", _state.Known(LeadFacts.Role)));
        Add("city", _state.Known(LeadFacts.City));
        Add("need", Named("need.", _state.Known(LeadFacts.Need)));
        Add("email", _state.Known(LeadFacts.Email));
        foreach (var (name, value) in values)
        {
            if (name == "slot") Add("when", value);
        }
        Add("objection", Named("objection_name.", _u.Objection ?? _state.Word("lo")));
        Add("score", _task.Lead?.Score.ToString(CultureInfo.InvariantCulture));
        Add("sentiment", _u.Sentiment.ToString(CultureInfo.InvariantCulture));
        Add("asked", _u.Text.Length > 300 ? _u.Text[..300] + "…" : _u.Text);
        var text = string.Join('\n', lines);
        return text.Length > 1000 ? text[..1000] : text;
    }

    private string SectorName(string sector) => Named("sector.", sector)!;

    /// <summary>A code as a person reads it; a word that is no code of ours stays as it was said.</summary>
    private string? Named(string prefix, string? code) =>
        code is not null && _texts.Has(prefix + code) ? _texts.Label(_language, prefix + code) : code;

    private string EmployeesText(int count) => TextCatalogue.Fill(
        _texts.Label(_language, "count.employees." + ArabicPlural.Category(count, _language)), ("n", count.ToString(CultureInfo.InvariantCulture)));
}
