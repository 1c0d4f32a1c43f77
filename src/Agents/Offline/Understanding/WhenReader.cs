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
        if (Slashed(Text.ArabicText.AsciiDigits(text), today) is { } slashed) return slashed;
        if (Has(matches, "day.after")) return today.AddDays(2);
        if (Has(matches, "day.tomorrow")) return today.AddDays(1);
        for (var i = 0; i < Weekdays.Length; i++)
        {
            if (!Has(matches, Weekdays[i])) continue;
            if (i == 4 && Has(matches, "city.khamis_mushait")) continue;
            var days = (i - (int)today.DayOfWeek + 7) % 7;
            return today.AddDays(days == 0 ? 7 : days);
        }
        return Has(matches, "day.today") ? today : null;
    }

    /// <summary>The time of day, or null. An hour without a part of the day is read as one of office hours.</summary>
    public static TimeOnly? Time(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, bool expected)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Word;
            if (Clock(word) is { } clock) return Place(clock.Hour, clock.Minute, clock.Half ?? Part(matches, i));
            if (Hour(word) is not { } hour) continue;
            var named = i > 0 && Covers(matches, "hour.word", i - 1);
            var half = i + 1 < tokens.Count ? Half(matches, i + 1) : null;
            named |= i + 1 < tokens.Count && (tokens[i + 1].Word is "ونص" or "ونصف");
            // "2 الظهر", "4 pm"; a bare number only where a time was asked for.
            if (!named && half is null && !(expected && tokens.Count <= 2 && char.IsAsciiDigit(word[0]))) continue;
            if (!named && half is not null && !char.IsAsciiDigit(word[0]) && tokens[i].Forms.Length > 1) continue;
            var minute = 0;
            if (i + 1 < tokens.Count)
            {
                var next = tokens[i + 1].Word;
                if (next is "ونص" or "ونصف" or "نص") minute = 30;
                else if (next is "وربع") minute = 15;
                else if (next is "وثلث") minute = 20;
            }
            return Place(hour, minute, Part(matches, i));
        }
        return null;
    }

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
            "تسع" or "تسعه" or "nine" => 9,
            "عشر" or "عشره" or "ten" => 10,
            "احدعش" or "eleven" => 11,
            "اثنعش" or "طنعش" or "twelve" => 12,
            "ثمان" or "eight" => 8,
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
            if (DayNumber(tokens, match.At - 1) is { } before && Make(before, month, today) is { } a) return a;
            if (DayNumber(tokens, match.At + 1) is { } after && Make(after, month, today) is { } b) return b;
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
            if (match.Tag == tag && match.At <= at && at < match.At + match.Length) return true;
        }
        return false;
    }
}
