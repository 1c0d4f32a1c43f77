using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// Budget: set and approved 20 to 25, expected or stated without approval 10 to 19, only asking for prices or short of money 1 to 9, unknown 0.
/// </summary>
internal static class BudgetReader
{
    // Below this a number beside "approved" is hardly a sum of money.
    private const int LeastMoney = 1_000;

    private static readonly string[] Amounts =
    [
        "budget_sar", "budget_amount", "budget.amount", "budget.amount_sar", "budget.value", "monthly_budget", "annual_budget", "budget_monthly",
        "budget", "bant.budget", "الميزانية", "ميزانية",
        "الميزانية_الشهرية",
    ];

    private static readonly string[] Statuses =
        ["budget_status", "budget.status", "budget_approval", "budget_note", "budget_notes", "budget.notes", "حالة_الميزانية", "حالة الميزانية",
        "budget", "bant.budget", "الميزانية"];

    /// <summary>Judges it.</summary>
    public static BantDimension Read(TaskInput input, CustomerTalk talk)
    {
        var field = Field(input);
        var said = Said(talk);
        // What a form holds and what a customer says may differ: the lower class stands, and the confidence tells of it.
        if (field is null) return said ?? BantDimension.Unknown;
        if (said is null || said.Level == "price") return field;
        if (said.Level == "none" && field.Level == "approved") return said with { Confidence = 0.6 };
        return field.Score >= said.Score || field.Level is "pending" or "none" ? field : said;
    }

    private static BantDimension? Field(TaskInput input)
    {
        var approved = input.Flag("budget_approved", "budget.approved", "budget_confirmed", "has_approved_budget", "approved_budget", "الميزانية_معتمدة");
        decimal? amount = null;
        foreach (var name in Amounts)
            if (input.Number(name) is { } number) amount ??= number;
        var status = CustomerDossier.First(input, Statuses);
        var quote = amount is > 0 ? CustomerDossier.Short(CustomerDossier.First(input, Amounts) ?? CustomerDossier.Number(amount.Value)) : CustomerDossier.Short(status);
        if (status is not null && SalesPhrases.Default.Has(status, "unknown")) status = null;
        if (Status(status) is { } level)
        {
            if (level == "approved" && approved == false) level = "pending";
            return Of(level, amount is > 0, 0.95, CustomerDossier.Short(status));
        }
        if (approved == true) return Of("approved", amount is > 0, 0.95, quote);
        if (approved == false && (amount is > 0 || status is not null)) return Of("pending", amount is > 0, 0.9, quote);
        return amount switch
        {
            > 0 and <= 1_000_000_000 => Of("stated", true, 0.9, quote),
            0 => Of("none", false, 0.85, "0"),
            _ => null,
        };
    }

    private static BantDimension? Said(CustomerTalk talk)
    {
        BantDimension? best = null;
        foreach (var (text, read) in talk.Lines)
        {
            var amount = read.Entities.ContainsKey(LeadFacts.Budget);
            var about = amount || SalesPhrases.Default.Has(text, "budget.word") || LeadTalk.Says(text, "money_word");
            var status = Status(text);
            about |= status is "approved" or "pending" && NumberReader.Find(read.Tokens).Exists(n => n.Value >= LeastMoney);
            // Money that awaits consent is none yet, but it is no refusal either.
            var level = SalesPhrases.Default.Has(text, "budget.none") ? "none"
                : about && status is "approved" or "pending" ? status
                : read.Objection == "no_budget" ? "none"
                : SalesPhrases.Default.Has(text, "budget.spends") ? "spends"
                : amount ? "stated"
                : read.Has("i.subscribe") ? "ready"
                : read.Intent is Intent.Price or Intent.Negotiation || SalesPhrases.Default.Has(text, "budget.price") ? "price"
                : null;
            if (level is null) continue;
            var found = Of(level, amount, level == "price" ? 0.8 : 0.85, CustomerDossier.Short(text));
            // Asking for a price says less than anything else; of the rest the latest word counts.
            if (best is null || level != "price" || best.Level == "price") best = found;
        }
        return best;
    }

    private static string? Status(string? text) =>
        text is null ? null
        : SalesPhrases.Default.Has(text, "budget.none") ? "none"
        : SalesPhrases.Default.Has(text, "budget.pending") || LeadTalk.Says(text, "budget_pending") ? "pending"
        : SalesPhrases.Default.Has(text, "budget.approved") || LeadTalk.Says(text, "budget_approved") ? "approved"
        : SalesPhrases.Default.Has(text, "budget.spends") ? "spends"
        : SalesPhrases.Default.Has(text, "budget.price") ? "price"
        : null;

    private static BantDimension Of(string level, bool amount, double confidence, string? quote) => new(level, level switch
    {
        "approved" => amount ? 25 : 22,
        "ready" => 20,
        "stated" => 17,
        "spends" => 16,
        "pending" => amount ? 15 : 13,
        "price" => 6,
        _ => 3,
    }, confidence, quote);
}
