using System.Globalization;
using System.Net.Mail;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Text;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>
/// A row as a lead, or the first thing that is wrong with it. Its number is its place among the file's rows, from 1, without the header and empty ones;
/// its line is where people find it.
/// </summary>
internal sealed record ImportRow(
    long Number, long Line, IReadOnlyList<string> Values, string? Name, string? Phone, string? Email, string Source, string Language,
    IReadOnlyDictionary<string, string> Facts, string? Notes, IReadOnlyList<string> Tags, string? AssignedTo, string? WrongField, string? WrongReason)
{
    private const int MaxName = 255, MaxEmail = 254;

    private static readonly char[] BetweenTags = [',', ';', '|', '،', '؛', '\n'];

    private static readonly string[] Sources = ["whatsapp", "web", "referral", "import", "affiliate"];

    private static readonly string[] OfOneLine = [ImportFields.Name, ImportFields.FirstName, ImportFields.LastName];

    public bool IsWrong => WrongReason is not null;

    /// <summary>Reads a row: every rule for one row alone is here.</summary>
    /// <param name="number">Its place.</param>
    /// <param name="line">Its line.</param>
    /// <param name="values">Its cells.</param>
    /// <param name="fields">The field of each column.</param>
    /// <param name="source">The source where the row names none.</param>
    /// <param name="language">The language where the row names none.</param>
    /// <param name="tag">A tag for every row, or null.</param>
    /// <param name="people">User ids by what a cell may call them: id, e-mail or full name; null under a name that two people share.</param>
    public static ImportRow Read(
        long number, long line, IReadOnlyList<string> values, IReadOnlyList<string> fields, string source, string language, string? tag,
        IReadOnlyDictionary<string, string?> people)
    {
        string? name = null, first = null, last = null, phone = null, email = null, wrongField = null, wrongReason = null;
        string? notes = null, owner = null;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var tags = new List<string>();
        if (tag is not null) tags.Add(tag);
        if (values.Count > fields.Count && values.Skip(fields.Count).Any(v => !string.IsNullOrWhiteSpace(v))) Wrong("row", ImportReasons.TooManyColumns);
        for (var i = 0; i < Math.Min(values.Count, fields.Count); i++)
        {
            var value = Clean(values[i]);
            if (value.Length == 0) continue;
            // A name of several lines is a quotation mark that was opened and never closed, with the rows behind it.
            if (OfOneLine.Contains(fields[i]) && value.AsSpan().ContainsAny('\n', '\r')) Wrong(fields[i], ImportReasons.SeveralLines);
            switch (fields[i])
            {
                case ImportFields.Ignore:
                    break;
                case ImportFields.Name:
                    name = value;
                    break;
                case ImportFields.FirstName:
                    first = value;
                    break;
                case ImportFields.LastName:
                    last = value;
                    break;
                case ImportFields.Phone:
                    phone = PhoneNumber.Normalise(Unscientific(value));
                    if (phone is null) Wrong("phone", ImportReasons.InvalidPhone);
                    break;
                case ImportFields.Email:
                    email = value.ToLowerInvariant();
                    if (!IsEmail(email)) Wrong("email", ImportReasons.InvalidEmail);
                    else facts[LeadFacts.Email] = email;
                    break;
                case ImportFields.Source:
                    source = value.ToLowerInvariant();
                    if (!Sources.Contains(source)) Wrong("source", ImportReasons.UnknownSource);
                    break;
                case ImportFields.Language:
                    language = value.ToLowerInvariant() switch { "ar" or "arabic" or "عربي" or "العربية" => "ar", "en" or "english" or "انجليزي" or "الإنجليزية" => "en", _ => "" };
                    if (language.Length == 0) Wrong("language", ImportReasons.UnknownLanguage);
                    break;
                case ImportFields.Notes:
                    notes = value;
                    if (notes.Length > LeadRecord.MaxNotes) Wrong("notes", ImportReasons.TooLong);
                    break;
                case ImportFields.Tags:
                    tags.AddRange(value.Split(BetweenTags, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
                    if (tags.Any(t => t.Length > LeadRecord.MaxTag)) Wrong("tags", ImportReasons.TooLong);
                    break;
                case ImportFields.AssignedTo:
                    owner = people.GetValueOrDefault(value.ToLowerInvariant());
                    if (owner is null) Wrong("assigned_to", ImportReasons.UnknownUser);
                    break;
                case LeadFacts.Employees:
                    if (Amount(value) is { } employees and >= 1 and <= 10_000_000 && employees == decimal.Truncate(employees)) Fact(LeadFacts.Employees, Plain(employees));
                    else Wrong("employees", ImportReasons.InvalidNumber);
                    break;
                case LeadFacts.Budget:
                    if (Amount(value) is { } budget and >= 0 and <= 1_000_000_000) Fact(LeadFacts.Budget, Plain(budget));
                    else Wrong("budget", ImportReasons.InvalidNumber);
                    break;
                default:
                    Fact(fields[i].StartsWith(ImportFields.FactPrefix, StringComparison.Ordinal) ? fields[i][ImportFields.FactPrefix.Length..] : fields[i], value);
                    break;
            }
        }
        if (name is null && (first ?? last) is not null) name = string.Join(' ', new[] { first, last }.Where(p => p is not null));
        if (name?.Length > MaxName) Wrong("name", ImportReasons.TooLong);
        if (name is null && phone is null && email is null) Wrong("row", ImportReasons.NothingToReach);
        tags = [.. tags.Distinct(StringComparer.Ordinal)];
        if (tags.Count > LeadRecord.MaxTags) Wrong("tags", ImportReasons.TooMany);
        return new ImportRow(number, line, values, name, phone, email, source, language, facts, notes, tags, owner, wrongField, wrongReason);

        void Fact(string fact, string value)
        {
            if (value.Length > LeadDecisions.MaxFactValue) Wrong(fact, ImportReasons.TooLong);
            else facts[fact] = value;
        }

        void Wrong(string field, string reason)
        {
            // The first mistake of a row is told: it is mended by hand, one look at a time.
            if (wrongReason is null) (wrongField, wrongReason) = (field, reason);
        }
    }

    /// <summary>Without blanks, marks that cannot be seen, and the quote with which spreadsheets keep a cell from being a formula.</summary>
    private static string Clean(string cell)
    {
        var text = cell.Replace("\0", "", StringComparison.Ordinal).Trim().Trim('\u200E', '\u200F', '\u202A', '\u202C', '\uFEFF', '\u00A0').Trim();
        return text.Length > 1 && text[0] == '\'' && text[1] is '=' or '+' or '-' or '@' ? text[1..] : text;
    }

    /// <summary>Spreadsheets write long numbers as <c>9.66501E+11</c>: whole ones are told in full, those that lost digits are no numbers.</summary>
    private static string Unscientific(string value) =>
        value.Contains('E', StringComparison.OrdinalIgnoreCase)
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 1e7 and < 1e15
            ? value.Count(char.IsAsciiDigit) >= 11 ? number.ToString("0", CultureInfo.InvariantCulture) : value
            : value.EndsWith(".0", StringComparison.Ordinal) ? value[..^2] : value;

    private static decimal? Amount(string value)
    {
        var text = ArabicText.AsciiDigits(value).Replace('٫', '.').Replace("٬", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Plain(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static bool IsEmail(string text) =>
        text.Length <= MaxEmail && MailAddress.TryCreate(text, out var address) && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace);
}
