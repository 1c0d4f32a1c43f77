using System.Collections.Frozen;
using System.Text.RegularExpressions;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>What a column can hold, and which one its heading speaks of, in Arabic or English.</summary>
internal static partial class ImportFields
{
    public const string Name = "name", FirstName = "first_name", LastName = "last_name", Phone = "phone", Email = LeadFacts.Email, Source = "source",
        Language = "language", Notes = "notes", Tags = "tags", AssignedTo = "assigned_to", Ignore = "ignore", FactPrefix = "fact:";

    private static readonly FrozenSet<string> Targets = FrozenSet.ToFrozenSet(
    [
        Name, FirstName, LastName, Phone, Email, Source, Language, Notes, Tags, AssignedTo, Ignore, LeadFacts.CompanyName, LeadFacts.Sector, LeadFacts.City, LeadFacts.Employees,
        LeadFacts.Budget, LeadFacts.Role, LeadFacts.Need,
    ], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Headings = Words().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The field of a word, whether written <c>companyName</c> or <c>company_name</c>; null where there is none.</summary>
    public static string? Target(string word)
    {
        var name = word.Trim();
        if (name.StartsWith(FactPrefix, StringComparison.Ordinal)) return FactName().IsMatch(name.AsSpan(FactPrefix.Length)) ? name : null;
        if (Targets.Contains(name)) return name;
        return name switch
        {
            "fullName" or "full_name" => Name,
            "firstName" => FirstName,
            "lastName" => LastName,
            "assignedTo" or "assigned_to" or "owner" => AssignedTo,
            "companyName" or "company" => LeadFacts.CompanyName,
            "budget" => LeadFacts.Budget,
            _ => null,
        };
    }

    /// <summary>Whether a word names a field.</summary>
    public static bool IsTarget(string word) => Target(word) is not null;

    /// <summary>The field that a heading speaks of, or null.</summary>
    public static string? Guess(string heading) => Headings.GetValueOrDefault(Plain(heading));

    /// <summary>
    /// The field of each column: what the caller said, by heading or place, else what the heading speaks of. A field that was given to one column is not
    /// guessed for another.
    /// </summary>
    /// <returns>Null where a heading that the caller named is not in the file; its name is in <paramref name="unknown"/>.</returns>
    public static string[]? Map(IReadOnlyList<string> columns, IReadOnlyDictionary<string, string> said, bool guess, out string? unknown)
    {
        var fields = new string[columns.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        unknown = null;
        foreach (var (column, word) in said)
        {
            var place = Place(columns, column);
            if (place < 0)
            {
                unknown = column;
                return null;
            }
            fields[place] = Target(word)!;
            taken.Add(fields[place]);
        }
        for (var i = 0; i < fields.Length; i++)
            if (fields[i] is null) fields[i] = guess && Guess(columns[i]) is { } field && taken.Add(field) ? field : Ignore;
        return fields;
    }

    private static int Place(IReadOnlyList<string> columns, string column)
    {
        var plain = column.Trim();
        for (var i = 0; i < columns.Count; i++)
            if (string.Equals(columns[i].Trim(), plain, StringComparison.OrdinalIgnoreCase)) return i;
        return plain.Length > 1 && plain[0] == '#' && int.TryParse(plain.AsSpan(1), System.Globalization.NumberStyles.None, null, out var n) && n <= columns.Count
            ? n - 1
            : -1;
    }

    private static string Plain(string heading)
    {
        var text = ArabicText.Normalise(heading.Trim().TrimStart('\uFEFF')).ToLowerInvariant();
        return new string([.. text.Where(c => char.IsLetterOrDigit(c))]);
    }

    private static Dictionary<string, string> Words()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(Name, "name", "full name", "fullname", "lead", "lead name", "customer", "customer name", "client", "client name", "contact", "contact name", "contact person",
            "الاسم", "اسم", "الاسم الكامل", "الاسم كامل", "اسم العميل", "العميل", "اسم الشخص", "جهة الاتصال", "الاسم الثلاثي");
        Add(FirstName, "first name", "given name", "الاسم الأول", "الاسم الاول");
        Add(LastName, "last name", "family name", "surname", "اسم العائلة", "العائلة", "اللقب", "الاسم الأخير");
        Add(Phone, "phone", "phone number", "mobile", "mobile number", "mobile phone", "cell", "cell phone", "telephone", "tel", "whatsapp", "whatsapp number", "msisdn",
            "الجوال", "جوال", "رقم الجوال", "الهاتف", "هاتف", "رقم الهاتف", "الموبايل", "موبايل", "رقم الموبايل", "التلفون", "تلفون", "واتساب", "رقم الواتساب", "الرقم",
            "رقم التواصل");
        Add(Email, "email", "e-mail", "email address", "mail", "البريد", "البريد الإلكتروني", "الايميل", "الإيميل", "ايميل", "بريد", "بريد الكتروني");
        Add(LeadFacts.CompanyName, "company", "company name", "organization", "organisation", "business", "business name", "account", "account name", "الشركة", "شركة",
            "اسم الشركة", "المنشأة", "اسم المنشأة", "المؤسسة", "اسم المؤسسة", "الجهة", "جهة العمل");
        Add(LeadFacts.Sector, "sector", "industry", "القطاع", "قطاع", "المجال", "النشاط", "مجال العمل", "الصناعة");
        Add(LeadFacts.City, "city", "town", "المدينة", "مدينة", "المدينه");
        Add(LeadFacts.Employees, "employees", "number of employees", "company size", "staff", "size", "عدد الموظفين", "الموظفين", "حجم الشركة", "الموظفون");
        Add(LeadFacts.Budget, "budget", "budget sar", "monthly budget", "الميزانية", "ميزانية", "الميزانية الشهرية");
        Add(LeadFacts.Role, "role", "job title", "title", "position", "المنصب", "الوظيفة", "المسمى الوظيفي", "الدور");
        Add(LeadFacts.Need, "need", "الحاجة", "الاحتياج");
        Add(Source, "source", "lead source", "channel", "المصدر", "مصدر", "مصدر العميل", "القناة");
        Add(Notes, "notes", "note", "comment", "comments", "remarks", "description", "ملاحظات", "ملاحظة", "الملاحظات", "تعليق", "تعليقات");
        Add(Tags, "tags", "tag", "labels", "label", "الوسوم", "وسوم", "وسم", "تصنيف", "التصنيف");
        Add(AssignedTo, "assigned to", "assignee", "owner", "lead owner", "sales rep", "salesperson", "المسؤول", "مسؤول", "المندوب", "مندوب المبيعات", "البائع",
            "موظف المبيعات", "مسند الى");
        Add(Language, "language", "lang", "اللغة", "لغة");
        return words;

        void Add(string field, params ReadOnlySpan<string> headings)
        {
            foreach (var heading in headings) words[Plain(heading)] = field;
        }
    }

    [GeneratedRegex("^[a-z0-9_]{1,60}$")]
    private static partial Regex FactName();
}
