using System.Text.Json.Nodes;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// Authority: who decides 20 to 25, who influences 10 to 19, users and researchers 1 to 9, unknown 0; unclear where a title or a remark leaves it open.
/// </summary>
internal static class AuthorityReader
{
    /// <summary>Judges it.</summary>
    public static BantDimension Read(TaskInput input, JsonObject facts, CustomerTalk talk)
    {
        var title = facts["title"]?.GetValue<string>();
        if (title is not null && SalesPhrases.Default.Has(title, "unknown")) title = null;
        var record = CustomerDossier.First(input, "authority", "bant.authority", "decision_maker", "decision_makers", "who_decides", "الصلاحية", "صاحب_القرار");
        var found = ByTitle(title, 0.95) ?? ByRecord(record) ?? ByFlag(input) ?? Said(talk);
        if (ByFlag(input) is { } flag && found is not null && flag.Score != found.Score)
        {
            // The record says that another one decides.
            if (flag.Level == "not_decider") found = found.Score > 14 ? new("influencer", 14, 0.75, found.Quote) : found;
            else if (found.Score < flag.Score) found = flag with { Confidence = 0.85 };
        }
        // Whose decision is known does not lose it where only the money awaits somebody's consent: that is told by the budget.
        var other = talk.Lines.LastOrDefault(l => (SalesPhrases.Default.Has(l.Text, "authority.else") || l.Read.Objection == "ask_partner")
            && !(found?.Score >= 20 && OnlyMoney(l.Text))).Text;
        if (other is not null)
        {
            // Who must ask somebody else does not decide alone: the lower class.
            return found is null ? new("unclear", 6, 0.6, CustomerDossier.Short(other))
                : found.Score >= 20 ? new("shared", 18, 0.75, CustomerDossier.Short(other))
                : found.Score >= 10 ? found : found with { Confidence = 0.85 };
        }
        if (found is not null) return found;
        return title is null ? BantDimension.Unknown : new("unclear", 0, 0.3, title);
    }

    private static bool OnlyMoney(string text) => LeadTalk.Says(text, "money_word") && LeadTalk.Says(text, "budget_pending")
        && !LeadTalk.Says(text, "decision_word");

    private static BantDimension? ByFlag(TaskInput input) => input.Flag("is_decision_maker", "decision_maker", "contact.is_decision_maker", "decision_authority", "صاحب_القرار", "صاحب القرار") switch
    {
        true => new("decider", 23, 0.9, "is_decision_maker"),
        false => new("not_decider", 8, 0.8, "is_decision_maker"),
        null => null,
    };

    private static BantDimension? ByRecord(string? text) =>
        text is null || SalesPhrases.Default.Has(text, "unknown") ? null
        : SalesPhrases.Default.Has(text, "authority.else") ? new("not_decider", 8, 0.8, CustomerDossier.Short(text))
        : ByTitle(text, 0.9) ?? (SalesPhrases.Default.Has(text, "authority.mine") ? new("decider", 23, 0.9, CustomerDossier.Short(text)) : null);

    private static BantDimension? Said(CustomerTalk talk)
    {
        BantDimension? best = null;
        foreach (var (text, read) in talk.Lines)
        {
            var found = SalesPhrases.Default.Has(text, "authority.mine") ? new("decider", 23, 0.85, CustomerDossier.Short(text))
                : read.Entities.TryGetValue(LeadFacts.Role, out var role) ? (ByTitle(role.Replace('_', ' '), 0.85) is { } known ? known with { Quote = CustomerDossier.Short(text) } : null)
                : read.Tokens.Any(t => t.Word is "انا" or "i'm" or "im" or "am") ? ByTitle(text, 0.8)
                : null;
            if (found is not null) best = found;
        }
        return best;
    }

    /// <summary>By a title; null where it is none that is known.</summary>
    private static BantDimension? ByTitle(string? title, double confidence) => SalesPhrases.Default.Best(title, "title.") switch
    {
        "owner" => new BantDimension("owner", 25, confidence, title),
        "ceo" => new BantDimension("ceo", 24, confidence, title),
        "executive" => new BantDimension("executive", 19, confidence - 0.05, title),
        "sales_manager" => new BantDimension("sales_manager", 17, confidence, title),
        "manager" => new BantDimension("manager", 14, confidence - 0.05, title),
        "it_manager" => new BantDimension("it_manager", 12, confidence, title),
        "employee" => new BantDimension("employee", 5, confidence, title),
        _ => null,
    } is { } found ? found with { Quote = CustomerDossier.Short(title) } : null;
}
