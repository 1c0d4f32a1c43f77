using System.Collections.Frozen;
using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Reads facts about the customer out of a message.</summary>
internal static class SlotReader
{
    private static readonly FrozenSet<string> NameEnds = new[]
    {
        "في", "و", "عندنا", "وعندنا", "نبي", "ونبي", "نبغى", "ابي", "ابغى", "من", "كم", "بجده", "بالرياض", "and", "we", "in", "from", "based",
            "with", "i",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All facts that this message gives.</summary>
    public static Dictionary<string, string> Read(string text, IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, HashSet<string> tags,
        Context context)
    {
        var slots = new Dictionary<string, string>(StringComparer.Ordinal);
        var short_ = tokens.Count <= 4;
        Longest(matches, "sector.", slots, LeadFacts.Sector);
        if (slots.GetValueOrDefault(LeadFacts.Sector) == "retail" && tags.Contains("sector.ecommerce")) slots[LeadFacts.Sector] = "ecommerce";
        Longest(matches, "city.", slots, LeadFacts.City);
        Longest(matches, "need.", slots, LeadFacts.Need);
        Role(tokens, matches, tags, context, slots, short_);
        Timeline(matches, tags, context, slots, tokens.Count);
        Numbers(tokens, matches, tags, context, slots, short_);
        foreach (var token in tokens)
        {
            if (IsEmail(token.Original)) slots[LeadFacts.Email] = token.Original.ToLowerInvariant();
        }
        if (Company(tokens, matches, context, slots) is { } company) slots[LeadFacts.CompanyName] = company;
        var day = WhenReader.Day(text, tokens, matches, context.Today);
        var time = WhenReader.Time(tokens, matches, context.Booking);
        // "We want to start today" is a plan, not an appointment.
        var plan = slots.ContainsKey(LeadFacts.Timeline) && !tags.Contains("i.booking") && time is null && !context.Booking;
        var lateCall = tags.Contains("o.call_later") || tags.Contains("o.not_now");
        if (day is { } d && !plan && !lateCall) slots[LeadFacts.Date] = d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (time is { } t) slots[LeadFacts.Time] = t.ToString("HH:mm", CultureInfo.InvariantCulture);
        return slots;
    }

    private static void Longest(IReadOnlyList<Match> matches, string prefix, Dictionary<string, string> slots, string slot)
    {
        var best = default(Match);
        foreach (var match in matches)
        {
            if (match.Tag.StartsWith(prefix, StringComparison.Ordinal) && match.Length > best.Length) best = match;
        }
        if (best.Length > 0) slots[slot] = best.Tag[prefix.Length..];
    }

    private static void Role(
        IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, HashSet<string> tags, Context context, Dictionary<string, string> slots,
            bool isShort)
    {
        var about = context.Asked == LeadFacts.Role && (isShort || tokens.Count <= 12);
        if (tags.Contains("i.human") || tags.Contains("o.ask_partner")) return;
        var best = default(Match);
        foreach (var match in matches)
        {
            if (!match.Tag.StartsWith("role.", StringComparison.Ordinal) || match.Length < best.Length) continue;
            var self = about || tokens[match.At].Word.StartsWith('i') && match.Length > 1 || match.Tag == "role.owner" && tokens[match.At]
                .Word is "صاحب" or "صاحبه";
            for (var i = Math.Max(0, match.At - 3); i < match.At && !self; i++) self = Covers(matches, "ctx.self", i);
            if (self && (match.Length > best.Length || best.Tag == "role.manager")) best = match;
        }
        if (best.Length > 0) slots[LeadFacts.Role] = best.Tag["role.".Length..];
    }

    private static void Timeline(IReadOnlyList<Match> matches, HashSet<string> tags, Context context, Dictionary<string, string> slots, int count)
    {
        if (tags.Contains("i.booking") || context.Booking) return;
        var open = context.Asked == LeadFacts.Timeline || tags.Contains("ctx.start");
        var best = default(Match);
        foreach (var match in matches)
        {
            if (!match.Tag.StartsWith("time.", StringComparison.Ordinal) || match.Length <= best.Length) continue;
            if (open || match.Length >= 2 && (count <= 6 || match.Tag is not "time.now")) best = match;
        }
        if (best.Length > 0) slots[LeadFacts.Timeline] = best.Tag["time.".Length..];
    }

    /// <summary>Whether the people stand in the number's own part of the message: what was said in another counts nobody.</summary>
    private static bool SameLine(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, int at, int end)
    {
        foreach (var match in matches)
            if (match.Tag == "unit.people" && match.At >= end && match.At - end <= 3 && tokens[match.At].Segment == tokens[at].Segment) return true;
        return false;
    }

    private static void Numbers(
        IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, HashSet<string> tags, Context context, Dictionary<string, string> slots,
            bool isShort)
    {
        var budgetWord = tags.Contains("unit.budget");
        var numbers = NumberReader.Find(tokens);
        // "3,500 customers and four of us": where people are counted, no other number answers how many they are.
        var counts = numbers.Exists(n => Near(matches, "unit.people", n.At + n.Length, 2));
        foreach (var number in numbers)
        {
            var end = number.At + number.Length;
            // "14, not 40": what is refused is no fact.
            if (number.At > 0 && tokens[number.At - 1].Segment == tokens[number.At].Segment
                && tokens[number.At - 1].Word is "مو" or "مب" or "مش" or "not" or "ليس" or "مهوب") continue;
            var people = Near(matches, "unit.people", end, 3) && SameLine(tokens, matches, number.At, end) || Before(matches, "unit.team", number.At, 4) || Before(matches, "unit.we", number.At, 2)
                || Before(matches, "unit.people", number.At, 2) && (end >= tokens.Count || !IsCounted(tokens[end].Word));
            // "299 for each employee" is our price.
            if (people && (context.Prices.Contains(number.Value) && context.Asked != LeadFacts.Employees
                || end < tokens.Count && tokens[end].Word is "لكل" or "per" or "each")) continue;
            var money = Near(matches, "unit.sar", end, 1) || Before(matches, "unit.sar", number.At, 1);
            var clock = number.At > 0 && Covers(matches, "hour.word", number.At - 1) || Near(matches, "part.", end, 1)
                || Near(matches, "mon.", end, 1);
            if (clock && !people && !money) continue;
            var asked = context.Asked == LeadFacts.Employees && !counts && tokens.Count <= 12 && (end >= tokens.Count || !IsCustomers(tokens[end])) && !money && !budgetWord && !number.Scaled;
            // "One of your guys" counts nobody.
            if (number.Value == 1 && !asked) continue;
            if (people && !money || asked)
            {
                if (number.Value is >= 1 and <= 500_000 && decimal.Truncate(number.Value) == number.Value) slots.TryAdd(LeadFacts.Employees,
                    Text(number.Value));
                continue;
            }
            var bare = context.Asked == LeadFacts.Budget && tokens.Count <= 12;
            if (!budgetWord && !bare && (!money && !(number.Scaled && (tags.Contains("unit.month") || tags.Contains("t.yearly"))) || context.Prices.Contains(number.Value)
                || tags.Contains("i.price") || tags.Contains("i.negotiate"))) continue;
            if (number.Value is < 1 or > 100_000_000 || number.Value < 20 && !number.Scaled && !bare) continue;
            slots.TryAdd(LeadFacts.Budget, Text(tags.Contains("t.yearly") ? decimal.Round(number.Value / 12, 2) : number.Value));
        }
        if (!slots.ContainsKey(LeadFacts.Employees) && tags.Contains("unit.solo")
            && (context.Asked == LeadFacts.Employees || isShort)) slots[LeadFacts.Employees] = "1";
    }

    private static bool IsCustomers(Token token) => token.Is("عميل") || token.Is("عملاء") || token.Is("زبون") || token.Is("زباين") || token.Is("منتج") || token.Is("منتجات")
        || token.Is("رساله") || token.Is("طلب") || token.Is("مريض") || token.Word is "customers" or "clients" or "leads" or "messages" or "orders" or "products" or "patients" or "chats";

    private static bool IsCounted(string word) => word is "فروع" or "فرع" or "سنوات" or "سنين" or "سنه" or "شهر" or "اشهر" or "شهور" or "ايام" or "يوم" or "ريال" or "عملاء"
        or "عميل" or "رساله" or "ساعات" or "branches" or "years" or "months" or "days" or "riyals" or "customers" or "clients" or "messages" or "hours" or "pm" or "am";

    private static string? Company(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, Context context, Dictionary<string, string> slots)
    {
        var start = -1;
        foreach (var match in matches)
        {
            if (match.Tag == "ctx.company" && match.At + match.Length > start) start = match.At + match.Length;
        }
        if (start < 0 && context.Asked == LeadFacts.CompanyName && tokens.Count is >= 1 and <= 5 && !slots.ContainsKey(LeadFacts.Email)) start = 0;
        if (start < 0 || start >= tokens.Count) return null;
        if (tokens[start].Word is "هو" or "هي" or "is") start++;
        var words = new List<string>(4);
        for (var i = start; i < tokens.Count && words.Count < 5 && tokens[i].Segment == tokens[start].Segment
            && !NameEnds.Contains(tokens[i].Word); i++) words.Add(tokens[i].Original);
        var name = string.Join(' ', words);
        return name.Length is >= 2 and <= 80 && name.Any(char.IsLetter) ? name : null;
    }

    private static bool IsEmail(string word)
    {
        var at = word.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != word.LastIndexOf('@') || word.Length > 120) return false;
        var host = word.AsSpan(at + 1);
        var dot = host.LastIndexOf('.');
        return dot > 0 && dot + 2 < host.Length && System.Net.Mail.MailAddress.TryCreate(word, out _);
    }

    private static bool Near(IReadOnlyList<Match> matches, string tag, int from, int within)
    {
        foreach (var match in matches)
        {
            if (match.At >= from && match.At < from + within && match.Tag.StartsWith(tag, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static bool Before(IReadOnlyList<Match> matches, string tag, int at, int within)
    {
        foreach (var match in matches)
        {
            if (match.Tag == tag && match.At + match.Length <= at && match.At + match.Length > at - within) return true;
        }
        return false;
    }

    private static bool Covers(IReadOnlyList<Match> matches, string tag, int at)
    {
        foreach (var match in matches)
        {
            if (match.Tag == tag && match.At <= at && at < match.At + match.Length) return true;
        }
        return false;
    }

    private static string Text(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
