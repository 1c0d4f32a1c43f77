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
    private const int ExchangesWithoutProgress = 15;

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
        if (_u.Has("i.legal") && _u.Intent == Intent.Complaint) return HandOver("legal", "sales_manager", "legal");
        switch (_u.Intent)
        {
            case Intent.Privacy: return HandOver("data_request", "compliance", "privacy");
            case Intent.Complaint: return HandOver("complaint", "support", "complaint");
            case Intent.Human: return HandOver("requested", _u.Has("i.support") ? "support" : "sales", "requested");
            case Intent.Support: return HandOver("technical", "support", "technical_support");
            case Intent.Cancel: return HandOver("cancellation", _u.Has("i.cancel_subscription") ? "support" : "sales", "cancellation");
            case Intent.Injection when !_u.Has("i.negotiate"):
                _reply.Say("injection.refuse", ("company", Company));
                Next();
                return true;
            case Intent.Injection:
                _reply.Say("injection.refuse", ("company", Company));
                return HandOver("price_negotiation", "sales", "price_negotiation");
            case Intent.Negotiation when YearlyFact() is { } fact:
                _reply.Quote(fact);
                Next();
                return true;
            case Intent.Negotiation: return HandOver("price_negotiation", "sales", "price_negotiation");
        }
        if (_u.Sentiment < VeryNegative || _state.Negatives >= 2) return HandOver("negative_sentiment", "sales_manager", "negative_sentiment");
        var staff = _state.Employees;
        if (staff >= EnterpriseStaff && learnt.ContainsKey(LeadFacts.Employees) || staff >= LargeStaff && _u.Intent == Intent.Price)
        {
            return HandOver("enterprise", "sales_manager", "enterprise");
        }
        if (_state.Budget > LargeBudget && learnt.ContainsKey(LeadFacts.Budget)) return HandOver("large_deal", "sales", "large_deal");
        var buying = _u.Intent is Intent.Booking or Intent.Interest or Intent.Affirm or Intent.Thanks or Intent.Goodbye;
        if (!buying && learnt.Count == 0 && _state.Exchange - _state.Progress > ExchangesWithoutProgress) return HandOver("no_progress", "sales",
            "no_progress");
        return false;
    }

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
