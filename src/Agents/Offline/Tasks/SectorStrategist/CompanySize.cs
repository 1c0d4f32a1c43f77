using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>Reads how large a company is: users asked for, customers a month, employees; from fields, else from the question.</summary>
internal static class CompanySize
{
    private static readonly string[] UserFields =
    [
        "users", "user_count", "seats", "sales_users", "licences", "licenses", "sales_team_size", "sales_team", "sales_reps", "team_size",
        "عدد_المستخدمين", "فريق_المبيعات",
    ];

    private static readonly string[] LeadFields = ["leads_per_month", "monthly_leads", "lead_volume", "leads_monthly", "inquiries_per_month"];
    private static readonly Mentions Monthly = new(
        "a month", "per month", "monthly", "every month", "each month", "شهريا", "بالشهر", "الشهر", "كل شهر");

    private static readonly string[] Sellers =
    [
        "users", "seats", "licences", "licenses", "reps", "salespeople", "agents", "مستخدم", "مستخدمين", "مندوب", "مندوبين", "مناديب", "بايعين",
    ];

    private static readonly string[] Customers = ["leads", "inquiries", "enquiries", "عميل", "عملاء", "استفسار", "استفسارات"];

    /// <summary>Sets <c>users</c>, <c>leads</c> and <c>staff</c> where they are known.</summary>
    public static void Read(TaskInput input, string said, JsonObject facts)
    {
        var tokens = Tokeniser.Cut(said);
        var numbers = NumberReader.Find(tokens);
        if ((input.Whole(UserFields) ?? Counted(tokens, numbers, Sellers)) is > 0 and var users) facts["users"] = users;
        if ((input.Whole(LeadFields) ?? (Monthly.In(said) ? Counted(tokens, numbers, Customers) : null)) is > 0 and var leads) facts["leads"] = leads;
        if ((CustomerDossier.Employees(input) ?? Told(said)) is > 0 and var staff) facts["staff"] = staff;
    }

    private static int? Told(string said)
    {
        if (said.Length == 0) return null;
        var read = Understander.Read(said, new Context(null, false, DateTime.UnixEpoch, new HashSet<decimal>()));
        return int.TryParse(read.Entities.GetValueOrDefault(LeadFacts.Employees), NumberStyles.None, CultureInfo.InvariantCulture, out var staff)
            ? staff : null;
    }

    // The number right before what is counted, with at most one word between them: "25 sales users".
    private static int? Counted(List<Token> tokens, List<NumberMatch> numbers, string[] things)
    {
        foreach (var number in numbers)
        {
            for (var at = number.At + number.Length; at < Math.Min(tokens.Count, number.At + number.Length + 2); at++)
                if (number.Value is > 0 and < 1_000_000 && tokens[at].Forms.Any(things.Contains)) return (int)number.Value;
        }
        return null;
    }
}
