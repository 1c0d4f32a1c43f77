using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Need: a clear pain that the product takes away 20 to 25, a general need 10 to 19, curiosity 1 to 9, none 0.</summary>
internal static class NeedReader
{
    private static readonly string[] Fields =
    [
        "need", "needs", "pain", "pain_point", "pain_points", "pains", "challenge", "challenges", "problem", "problems", "bant.need",
        "requirements", "use_case", "goals", "الاحتياج", "الاحتياجات",
        "الحاجة", "التحديات", "التحدي", "المشكلة", "المشاكل", "نقاط_الألم",
    ];

    /// <summary>Judges it.</summary>
    public static BantDimension Read(TaskInput input, CustomerTalk talk)
    {
        var pains = new HashSet<string>(StringComparer.Ordinal);
        BantDimension? best = null;
        foreach (var text in Fields.SelectMany(f => input.Texts(f)).Distinct().Take(20))
        {
            if (SalesPhrases.Default.Has(text, "unknown")) continue;
            var found = Judge(text.Replace('_', ' '), null, true, pains);
            if (best is null || found!.Score > best.Score) best = found;
        }
        var refusal = (BantDimension?)null;
        foreach (var (text, read) in talk.Lines)
        {
            if (Judge(text, read, false, pains) is not { } found) continue;
            if (found.Level == "none") refusal = found;
            else
            {
                refusal = null;
                if (best is null || found.Score > best.Score) best = found;
            }
        }
        // A refusal that nothing followed ends what was said before it.
        if (refusal is not null && best is not { Level: "pain" }) return refusal;
        if (best is null) return BantDimension.Unknown;
        return best.Level == "pain" && pains.Count > 1 ? best with { Score = Math.Min(25, best.Score + 2) } : best;
    }

    private static BantDimension? Judge(string text, Understood? read, bool field, HashSet<string> pains)
    {
        var words = SalesPhrases.Default;
        read ??= Understander.Read(text, new Context(LeadFacts.Need, false, DateTime.UnixEpoch, new HashSet<decimal>()));
        var quote = CustomerDossier.Short(text);
        var sure = field ? 0.95 : 0.85;
        if (read.Entities.TryGetValue(LeadFacts.Need, out var code))
        {
            pains.Add(code);
            if (code is "reporting" or "team_visibility" && !LeadTalk.Says(text, "pain")) return new("general", 17, sure, quote);
            return new("pain", code switch { "lost_leads" => 24, "slow_follow_up" or "many_messages" or "no_shows" => 22, _ => 20 }, sure, quote);
        }
        if (words.Has(text, "need.none") || read.Objection == "not_interested") return new("none", 0, sure, quote);
        if (LeadTalk.Says(text, "pain"))
        {
            pains.Add("unanswered");
            return new("pain", 22, sure, quote);
        }
        if (words.Has(text, "need.pain") && (field || words.Has(text, "need.subject")))
        {
            pains.Add("other");
            return new("pain", 21, field ? 0.9 : 0.8, quote);
        }
        if (words.Has(text, "need.curious")) return new("curious", 5, sure, quote);
        if (field) return new("general", 14, 0.8, quote);
        if (words.Has(text, "need.looking")) return new("general", 15, 0.8, quote);
        if (LeadSignalsReader.WantsDemo(text, read) || words.Has(text, "proposal") || read.Has("i.subscribe")) return new("general", 14, 0.75, quote);
        if (read.Intent == Intent.Interest) return new("general", 12, 0.7, quote);
        return read.Intent is Intent.Price or Intent.Inquiry ? new("curious", 7, 0.65, quote) : null;
    }
}
