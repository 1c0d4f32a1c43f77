using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads who a customer is, whatever words and nesting the caller chose: the facts that several agents share.</summary>
internal static class CustomerDossier
{
    private static readonly string[] CompanyNames =
    [
        "company_name", "company.name", "lead.company.name", "account.name", "business_name", "organization", "organisation", "company",
        "business", "account_name",
        "اسم_الشركة", "اسم الشركة", "الشركة.الاسم", "الشركة", "المنشأة", "اسم_المنشأة", "اسم المنشأة", "الجهة",
    ];

    private static readonly string[] ContactNames =
    [
        "contact.name", "contact.full_name", "contact_name", "contactName", "lead.contact_name", "lead.full_name", "customer.name",
        "customer_name", "client_name", "recipient.name",
        "recipient_name", "lead.name", "full_name", "first_name", "prospect.name", "name", "العميل.الاسم", "اسم_العميل", "اسم العميل", "الاسم", "اسم",
    ];

    private static readonly string[] TitleNames =
    [
        "contact_title", "contact.title", "contact.job_title", "contact.position", "contact.role", "job_title", "lead.title", "lead.role",
        "position", "title", "role", "designation",
        "المنصب", "المسمى_الوظيفي", "المسمى الوظيفي", "الوظيفة", "الدور", "الصفة",
    ];

    private static readonly string[] SectorNames =
    [
        "sector", "industry", "company.sector", "company.industry", "sector_code", "vertical", "business_type", "القطاع", "قطاع", "المجال",
        "النشاط", "الصناعة",
    ];

    /// <summary>Names of the number of employees.</summary>
    public static readonly string[] EmployeeNames =
    [
        "employees", "employee_count", "employees_count", "number_of_employees", "num_employees", "company_size", "headcount", "staff_count",
        "staff", "team_size", "company.size",
        "عدد_الموظفين", "عدد الموظفين", "الموظفين", "الموظفون", "عدد_العاملين", "حجم_الشركة", "حجم الشركة",
    ];

    /// <summary>The name of whom we talk with, or null.</summary>
    public static string? ContactName(TaskInput input) => Short(First(input, ContactNames));

    /// <summary>The facts; what is not given is not there.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = new JsonObject();
        Set(facts, "lead_id", First(input, "lead_id", "lead.id", "lead.lead_id", "prospect_id", "contact_id", "customer_id", "رقم_العميل", "معرف_العميل"));
        var company = First(input, CompanyNames);
        Set(facts, "company", Short(company));
        var name = ContactName(input);
        if (name is not null && name != company) Set(facts, "contact_name", name);
        Set(facts, "title", Short(First(input, TitleNames)));
        Set(facts, "city", Short(First(input, "city", "location", "المدينة", "مدينة")));
        Set(facts, "sector", Sector(First(input, SectorNames)));
        Set(facts, "sector_given", Short(First(input, SectorNames)));
        if (Employees(input) is { } employees) facts["employees"] = employees;
        return facts;
    }

    /// <summary>Adds what the customer said of the company where no field tells of it: the last word counts.</summary>
    public static void Learn(JsonObject facts, CustomerTalk talk)
    {
        foreach (var (_, read) in talk.Lines.Reverse())
        {
            if (!facts.ContainsKey("employees") && read.Entities.TryGetValue(LeadFacts.Employees, out var count)
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var employees)) facts["employees"] = employees;
            if (!facts.ContainsKey("sector_given") && read.Entities.TryGetValue(LeadFacts.Sector, out var sector)) SetSector(facts, sector);
            if (!facts.ContainsKey("company") && read.Entities.TryGetValue(LeadFacts.CompanyName, out var company)) facts["company"] = company;
        }
        if (!facts.ContainsKey("sector_given") && Sector(facts["company"]?.GetValue<string>()) is { } named) SetSector(facts, named);
    }

    private static void SetSector(JsonObject facts, string code)
    {
        facts["sector"] = code;
        facts["sector_given"] = code;
    }

    /// <summary>The number of employees, or null; a number that no company has is none.</summary>
    public static int? Employees(TaskInput input)
    {
        foreach (var name in EmployeeNames)
        {
            if (input.Find(name) is not { } value) continue;
            var number = TaskInput.NumberOf(value) ?? (TaskInput.TextOf(value) is { } text ? Band(text) : null);
            if (number is >= 1 and <= 5_000_000) return (int)decimal.Round(number.Value);
        }
        return null;
    }

    /// <summary>The code of a sector that is known by name; null for one that nobody knows.</summary>
    public static string? Sector(string? text)
    {
        if (text is null) return null;
        var read = Understander.Read(text.Replace('_', ' '), new Context(LeadFacts.Sector, false, DateTime.UnixEpoch, new HashSet<decimal>()));
        return read.Entities.GetValueOrDefault(LeadFacts.Sector) ?? SalesPhrases.Default.Best(text.Replace('_', ' '), "sector.")
            ?? (Codes.Contains(text.Trim().ToLowerInvariant()) ? text.Trim().ToLowerInvariant() : null);
    }

    /// <summary>A text cut to a length that fits into another one, on one line.</summary>
    public static string? Short(string? text, int max = 120)
    {
        if (text is null) return null;
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= max ? line : line[..(char.IsHighSurrogate(line[max - 1]) ? max - 1 : max)].TrimEnd() + "…";
    }

    /// <summary>The first of several names that leads to a text: an object of that name is passed over.</summary>
    public static string? First(TaskInput input, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (input.Text(name) is { } text) return text;
        return null;
    }

    /// <summary>Sets a fact where there is a value.</summary>
    public static void Set(JsonObject facts, string name, string? value)
    {
        if (value is not null) facts[name] = value;
    }

    /// <summary>Counts the elements and entries of whatever a caller gave: a number, or a list.</summary>
    public static int? Count(TaskInput input, params ReadOnlySpan<string> names) => input.Find(names) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength(),
        { } value when TaskInput.NumberOf(value) is { } number && number is >= 0 and <= 100_000 => (int)decimal.Round(number),
        _ => null,
    };

    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "healthcare", "real_estate", "restaurants", "food_beverage", "beauty", "education", "automotive", "retail", "legal", "construction",
        "ecommerce", "government", "non_profit",
        "manufacturing", "technology", "professional_services", "finance", "logistics", "hospitality", "fitness", "general",
    };

    // The size bands of company lists; the lower end, so that a band alone makes nobody large who is not.
    private static decimal? Band(string text) => ArabicText.Normalise(text) switch
    {
        "micro" or "متناهيه الصغر" => 1,
        "small" or "صغيره" => 10,
        "medium" or "متوسطه" => 50,
        "large" or "enterprise" or "كبيره" => 250,
        _ => null,
    };

    /// <summary>A number as texts show it: Western digits, thousands with commas.</summary>
    public static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
