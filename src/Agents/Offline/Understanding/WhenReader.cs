using System.Globalization;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Reads a day and a time of day. Local time of the tenant in, ISO date and 24-hour time out.</summary>
internal static class WhenReader
{
    private static readonly string[] Weekdays = ["day.sunday", "day.monday", "day.tuesday", "day.wednesday", "day.thursday", "day.friday",
        "day.saturday"];

    /// <summary>The day, or null.</summary>
    public static DateOnly? Day(string text, IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        if (Written(tokens, matches, today) is { } written) return written;
        if (OfMonth(tokens, today) is { } ofMonth) return ofMonth;
        if (Slashed(Text.ArabicText.AsciiDigits(text), today) is { } slashed) return slashed;
        var named = Weekday(tokens, matches) is not null;
        // "Tomorrow's is off, make it Thursday": what is put in its place stands last.
        if (named && (Has(matches, "day.tomorrow") || Has(matches, "day.after") || Has(matches, "day.today")) && (Has(matches, "c.move") || Has(matches, "c.cancel"))
            && LastDay(matches) is { } last) return last(today);
        if (Has(matches, "day.after")) return today.AddDays(2);
        if (Has(matches, "day.tomorrow") && !(named && Refused(tokens, matches, "day.tomorrow"))) return today.AddDays(1);
        if (Weekday(tokens, matches) is { } weekday)
        {
            var days = (weekday - (int)today.DayOfWeek + 7) % 7;
            return today.AddDays(days == 0 ? 7 : days);
        }
        return Has(matches, "day.today") ? today : null;
    }

    /// <summary>
    /// The weekday that is named; of several the last that is not refused ("not Sunday, Monday"; "move it from Sunday to Monday").
    /// </summary>
    private static int? Weekday(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches)
    {
        (int Day, int At, bool Refused)? best = null;
        foreach (var match in matches)
        {
            var day = Array.IndexOf(Weekdays, match.Tag);
            if (day < 0 || day == 4 && Has(matches, "city.khamis_mushait")) continue;
            var refused = Refused(tokens, match.At);
            if (best is { } b && (refused && !b.Refused || refused == b.Refused && match.At < b.At)) continue;
            best = (day, match.At, refused);
        }
        return best?.Day;
    }

    private static Func<DateOnly, DateOnly>? LastDay(IReadOnlyList<Match> matches)
    {
        Func<DateOnly, DateOnly>? last = null;
        var at = -1;
        foreach (var match in matches)
        {
            if (match.At < at) continue;
            var weekday = Array.IndexOf(Weekdays, match.Tag);
            Func<DateOnly, DateOnly>? day = match.Tag switch
            {
                "day.after" => t => t.AddDays(2),
                "day.tomorrow" => t => t.AddDays(1),
                "day.today" => t => t,
                _ when weekday >= 0 => t => t.AddDays((weekday - (int)t.DayOfWeek + 7) % 7 is var days && days == 0 ? 7 : days),
                _ => null,
            };
            if (day is not null) (last, at) = (day, match.At);
        }
        return last;
    }

    private static bool Refused(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, string tag)
    {
        foreach (var match in matches)
            if (match.Tag == tag && Refused(tokens, match.At)) return true;
        return false;
    }

    private static bool Refused(IReadOnlyList<Token> tokens, int at)
    {
        for (var i = Math.Max(0, at - 2); i < at; i++)
        {
            if (tokens[i].Segment == tokens[at].Segment && tokens[i].Word is "مو" or "مب" or "مش" or "بدل" or "بدال" or "غير" or "ليس" or "مهوب" or "not" or "instead"
                or "from" or "من" or "except" or "isn't" or "بلاش") return true;
        }
        return false;
    }

    /// <summary>The time of day, or null. An hour without a part of the day is read as one of office hours.</summary>
    public static TimeOnly? Time(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, bool expected)
    {
        TimeOnly? found = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Word;
            if (Clock(word) is { } clock)
            {
                found = Later(tokens, i, found, Place(clock.Hour, clock.Minute, clock.Half ?? Part(matches, i)));
                continue;
            }
            if (word is "noon" or "midday" && !(i > 0 && Hour(tokens[i - 1].Word) is not null)) found = Later(tokens, i, found, new TimeOnly(12, 0));
            if (Hour(word) is not { } hour || i > 0 && tokens[i - 1].Word is "الا" or "half" && i > 1) continue;
            var named = i > 0 && Covers(matches, "hour.word", i - 1)
                || i > 1 && tokens[i - 1].Word is "تمام" or "حوالي" or "around" or "about" && Covers(matches, "hour.word", i - 2);
            var next = i + 1 < tokens.Count && tokens[i + 1].Segment == tokens[i].Segment ? tokens[i + 1].Word : "";
            var half = next.Length > 0 ? Half(matches, i + 1) : null;
            var minute = 0;
            var used = 1;
            if (next is "ونص" or "ونصف" or "نص" or "thirty" or "30") (minute, used) = (30, 2);
            else if (next is "وربع" or "fifteen" or "15") (minute, used) = (15, 2);
            else if (next is "وثلث" or "وتلت") (minute, used) = (20, 2);
            else if (next is "forty" or "45") (minute, used) = (45, 2);
            else if (next is "الا" && i + 2 < tokens.Count && tokens[i + 2].Word is "ربع" or "ثلث" or "خمس") (minute, used) = (tokens[i + 2].Word == "ربع" ? 45 : tokens[i + 2].Word == "ثلث" ? 40 : 55, 3);
            else if (next is "و" && i + 2 < tokens.Count && tokens[i + 2].Word is "نص" or "ربع" or "نصف") (minute, used) = (tokens[i + 2].Word == "ربع" ? 15 : 30, 3);
            var toward = minute >= 40 && next == "الا";
            if (i > 1 && tokens[i - 1].Word is "past" or "to")
            {
                var before = tokens[i - 2].Word;
                if (before is "half") (minute, named) = (30, true);
                else if (before is "quarter") (minute, named, toward) = (tokens[i - 1].Word == "past" ? 15 : 45, true, tokens[i - 1].Word == "to");
            }
            if (next is "o'clock" or "oclock" or "sharp" or "ish") named = true;
            if (half is null && used > 1 && i + used < tokens.Count) half = Half(matches, i + used);
            if (half is null && used == 1 && char.IsAsciiDigit(word[0]) && next is "in" or "at" or "بعد" or "في") half = Half(matches, i + 2) ?? Half(matches, i + 3);
            named |= next is "ونص" or "ونصف" or "وربع" or "وثلث" || toward;
            var counted = Covers(matches, "unit.people", i + 1) || Covers(matches, "unit.sar", i + 1) || Covers(matches, "unit.budget", i - 1) || i > 0 && Covers(matches, "mon.", i - 1) || Covers(matches, "mon.", i + 1)
                || next is "ايام" or "يوم" or "شهور" or "اشهر" or "سنوات" or "فروع" or "days" or "months" or "years" or "users" or "weeks" or "branches";
            // "2 الظهر", "4 pm"; a bare number where a time was asked for, or beside a day's name.
            if (counted && !named && half is null) continue;
            var bare = char.IsAsciiDigit(word[0]) ? expected && tokens.Count <= 8 : expected && tokens.Count <= 6;
            if (!named && half is null && !bare) continue;
            if (!named && half is not null && !char.IsAsciiDigit(word[0]) && tokens[i].Forms.Length > 1 && !bare) continue;
            if (bare && !named && half is null && Covers(matches, "pick.", i)) continue;
            if (toward) hour = hour == 1 ? 12 : hour - 1;
            found = Later(tokens, i, found, Place(hour, minute, half ?? Part(matches, i)));
        }
        return found;
    }

    /// <summary>Of several times the last that is not refused counts.</summary>
    private static TimeOnly? Later(IReadOnlyList<Token> tokens, int at, TimeOnly? before, TimeOnly? time) =>
        time is null || before is not null && Refused(tokens, at) ? before : time;

    private static TimeOnly? Place(int hour, int minute, string? part)
    {
        if (hour > 23 || minute > 59) return null;
        if (hour > 12) return new TimeOnly(hour, minute);
        hour = part switch
        {
            "part.morning" => hour == 12 ? 0 : hour,
            "part.noon" => hour is >= 1 and <= 4 ? hour + 12 : hour,
            "part.afternoon" or "part.night" => hour == 12 ? 12 : hour + 12,
            _ => hour is >= 1 and <= 6 ? hour + 12 : hour,
        };
        return hour > 23 ? null : new TimeOnly(hour, minute);
    }

    private static (int Hour, int Minute, string? Half)? Clock(string word)
    {
        string? half = null;
        if (word.EndsWith("am", StringComparison.Ordinal)) half = "part.morning";
        else if (word.EndsWith("pm", StringComparison.Ordinal)) half = "part.afternoon";
        if (half is not null) word = word[..^2];
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && half is not null) colon = word.IndexOf('.', StringComparison.Ordinal);
        if (colon < 0)
        {
            return half is not null && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var only) && only is >= 1 and <= 12
                ? (only, 0, half) : null;
        }
        return int.TryParse(word.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(word.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && hour < 24 && minute < 60
            ? (hour, minute, half) : null;
    }

    private static int? Hour(string word)
    {
        if (word.Length <= 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var hour)) return hour is >= 1 and <= 23
            ? hour : null;
        return word switch
        {
            "وحده" or "واحده" or "one" => 1,
            "ثنتين" or "two" => 2,
            "ثلاث" or "ثلاثه" or "three" => 3,
            "اربع" or "اربعه" or "four" => 4,
            "خمس" or "خمسه" or "five" => 5,
            "ست" or "سته" or "six" => 6,
            "سبع" or "سبعه" or "seven" => 7,
            "تسع" or "تسعه" or "nine" => 9,
            "عشر" or "عشره" or "ten" => 10,
            "احدعش" or "احداعش" or "الحدعش" or "حدعش" or "احدعشر" or "eleven" => 11,
            "اثنعش" or "طنعش" or "اطنعش" or "اتناشر" or "twelve" => 12,
            "ثمان" or "ثمانيه" or "ثمنيه" or "eight" => 8,
            _ => null,
        };
    }

    private static string? Part(IReadOnlyList<Match> matches, int at)
    {
        string? best = null;
        var nearest = 5;
        foreach (var match in matches)
        {
            if (!match.Tag.StartsWith("part.", StringComparison.Ordinal)) continue;
            var distance = Math.Abs(match.At - at);
            if (distance < nearest) (best, nearest) = (match.Tag, distance);
        }
        return best;
    }

    private static string? Half(IReadOnlyList<Match> matches, int at)
    {
        foreach (var match in matches)
        {
            if (match.At == at && match.Tag.StartsWith("part.", StringComparison.Ordinal)) return match.Tag;
        }
        return null;
    }

    private static DateOnly? Written(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, DateOnly today)
    {
        foreach (var match in matches)
        {
            if (!match.Tag.StartsWith("mon.", StringComparison.Ordinal)) continue;
            var month = int.Parse(match.Tag.AsSpan(4), CultureInfo.InvariantCulture);
            if (Ordinal(tokens, matches, match.At, month, today) is { } counted) return counted;
            if (DayNumber(tokens, match.At - 1) is { } before && Make(before, month, today) is { } a) return a;
            if (match.At + 1 < tokens.Count && tokens[match.At + 1].Segment == tokens[match.At].Segment && Half(matches, match.At + 2) is null
                && DayNumber(tokens, match.At + 1) is { } after && Make(after, month, today) is { } b) return b;
        }
        return null;
    }

    /// <summary>"The first Sunday of December".</summary>
    private static DateOnly? Ordinal(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, int at, int month, DateOnly today)
    {
        foreach (var match in matches)
        {
            var day = Array.IndexOf(Weekdays, match.Tag);
            if (day < 0 || match.At >= at || at - match.At > 4) continue;
            for (var i = Math.Max(0, match.At - 1); i <= Math.Min(match.At + 1, at - 1); i++)
            {
                var count = tokens[i].Word switch
                {
                    "first" or "1st" or "اول" or "الاول" => 1,
                    "second" or "2nd" or "ثاني" or "الثاني" => 2,
                    "third" or "3rd" or "ثالث" or "الثالث" => 3,
                    _ => 0,
                };
                if (count == 0) continue;
                var first = new DateOnly(month >= today.Month ? today.Year : today.Year + 1, month, 1);
                var date = first.AddDays((day - (int)first.DayOfWeek + 7) % 7 + 7 * (count - 1));
                return date >= today ? date : null;
            }
        }
        return null;
    }

    /// <summary>"The 25th": the next day of that number.</summary>
    private static DateOnly? OfMonth(IReadOnlyList<Token> tokens, DateOnly today)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Word;
            if (word.Length is < 3 or > 4 || !char.IsAsciiDigit(word[0]) || !(word.EndsWith("th", StringComparison.Ordinal) || word.EndsWith("st", StringComparison.Ordinal)
                || word.EndsWith("nd", StringComparison.Ordinal) || word.EndsWith("rd", StringComparison.Ordinal)) || DayNumber(tokens, i) is not { } day) continue;
            for (var months = 0; months < 2; months++)
            {
                var month = today.AddMonths(months);
                if (day > DateTime.DaysInMonth(month.Year, month.Month)) continue;
                var date = new DateOnly(month.Year, month.Month, day);
                if (date >= today) return date;
            }
        }
        return null;
    }

    private static int? DayNumber(IReadOnlyList<Token> tokens, int at)
    {
        if (at < 0 || at >= tokens.Count) return null;
        var word = tokens[at].Word;
        foreach (var ending in (ReadOnlySpan<string>)["st", "nd", "rd", "th"])
        {
            if (word.EndsWith(ending, StringComparison.Ordinal)) word = word[..^2];
        }
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 31 ? day : null;
    }

    private static DateOnly? Slashed(string text, DateOnly today)
    {
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] != '/' || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])) continue;
            var from = i - 1;
            while (from > 0 && char.IsAsciiDigit(text[from - 1])) from--;
            var to = i + 1;
            while (to + 1 < text.Length && char.IsAsciiDigit(text[to + 1])) to++;
            if (int.TryParse(text.AsSpan(from, i - from), NumberStyles.None, CultureInfo.InvariantCulture, out var day)
                && int.TryParse(text.AsSpan(i + 1, to - i), NumberStyles.None, CultureInfo.InvariantCulture, out var month)) return Make(day, month,
                    today);
        }
        return null;
    }

    private static DateOnly? Make(int day, int month, DateOnly today)
    {
        if (month is < 1 or > 12 || day < 1) return null;
        foreach (var year in (ReadOnlySpan<int>)[today.Year, today.Year + 1])
        {
            if (day > DateTime.DaysInMonth(year, month)) continue;
            var date = new DateOnly(year, month, day);
            if (date >= today) return date;
        }
        return null;
    }

    private static bool Has(IReadOnlyList<Match> matches, string tag)
    {
        foreach (var match in matches)
        {
            if (match.Tag == tag) return true;
        }
        return false;
    }

    private static bool Covers(IReadOnlyList<Match> matches, string tag, int at)
    {
        foreach (var match in matches)
        {
            if ((match.Tag == tag || tag[^1] == '.' && match.Tag.StartsWith(tag, StringComparison.Ordinal)) && match.At <= at && at < match.At + match.Length) return true;
        }
        return false;
    }
}
