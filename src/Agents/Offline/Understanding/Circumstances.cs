using System.Globalization;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>
/// What a message says of the customer that calls for a person whatever else it says: under age, abroad, about to go to law. Each is put together of
/// classes of words and adds a tag. Pure.
/// </summary>
internal static class Circumstances
{
    /// <summary>The tags: <c>s.minor</c>, <c>s.abroad</c>, <c>s.legal</c>.</summary>
    public const string Minor = "s.minor", Abroad = "s.abroad", Legal = "s.legal";

    private const int Adult = 18;

    /// <summary>Adds the tags that hold.</summary>
    /// <param name="tokens">The message's words.</param>
    /// <param name="matches">Phrases found in them.</param>
    /// <param name="tags">The phrases' tags; those that hold are added.</param>
    /// <param name="asked">What we asked for last, or null.</param>
    public static void Mark(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, HashSet<string> tags, string? asked)
    {
        if (IsMinor(tokens) || asked == OurQuestion.Age && tokens.Count <= 8 && tokens.Any(t => Age(t.Word) is >= 8 and < Adult)) tags.Add(Minor);
        if (tags.Contains("c.abroad") && IsAbroad(tokens, matches, tags)) tags.Add(Abroad);
        if (tags.Contains("c.law") && IsLegal(tokens, matches)) tags.Add(Legal);
    }

    private static bool IsMinor(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Word;
            if (word is "قاصر" or "قاصره" or "underage" && Self(tokens, i, 4)) return true;
            if (Age(word) is not { } age || age is < 8 or >= Adult) continue;
            for (var j = Math.Max(0, i - 3); j < i; j++)
            {
                if (tokens[j].Segment != tokens[i].Segment) continue;
                if (tokens[j].Word is "عمري" or "وعمري" or "سني" or "عمرى") return true;
                var bare = i == j + 1 || i == j + 2 && tokens[j + 1].Word is "just" or "only" or "still" or "turning" or "a" or "بس" or "توني";
                if (bare && tokens[j].Word is "i'm" or "im" or "am") return IsAge(tokens, i);
                if (tokens[j].Word is "تحت" or "under" or "below" && Self(tokens, i, 6)) return true;
            }
            if (i + 1 < tokens.Count && tokens[i + 1].Word is "years" or "year" or "yrs" or "yo" or "y.o" && Self(tokens, i, 6)
                && tokens.Skip(i + 1).Take(3).Any(t => t.Word is "old" or "yo" or "y.o")) return true;
            if (i + 1 < tokens.Count && tokens[i + 1].Word is "سنه" or "سنين" or "سنوات" or "عام" or "عاما" && HasBefore(tokens, i, "انا", "اني", "وانا")
                && !HasAny(tokens, "خبره", "شركه", "شركتي", "مشروع", "مشروعي", "من", "قبل", "محل", "اشتغل", "اعمل")) return true;
        }
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Word;
            if (word is "grade" && i + 1 < tokens.Count && Age(tokens[i + 1].Word) is >= 5 and <= 12 && Self(tokens, i, 4)) return true;
            var pupil = word is "ثانوي" or "بالثانوي" or "الثانوي" or "متوسط" or "بالمتوسط" or "الثانويه" or "بالثانويه" or "ثانويه" && HasAny(tokens, "طالب", "طالبه", "ادرس", "توني", "لسا", "صف")
                || word == "school" && i > 0 && tokens[i - 1].Word is "high" or "middle" or "in" && HasAny(tokens, "i'm", "im", "am", "still") && HasAny(tokens, "student", "still", "in", "pupil");
            if (pupil && Self(tokens, i, 8)) return true;
            if (word is "under" or "below" or "تحت" or "اقل" && i + 1 < tokens.Count && tokens[i + 1].Word is "18" or "age" or "السن" or "العمر"
                && Self(tokens, i, 5)) return true;
        }
        return false;
    }

    /// <summary>"I'm 16" is an age; "I'm 15 minutes late" is none.</summary>
    private static bool IsAge(IReadOnlyList<Token> tokens, int at)
    {
        if (at + 1 >= tokens.Count || tokens[at + 1].Segment != tokens[at].Segment) return true;
        return tokens[at + 1].Word is "years" or "year" or "yrs" or "yo" or "and" or "but" or "so" or "now" or "can" or "still" or "y.o" or "is" or "if" or "btw";
    }

    private static int? Age(string word)
    {
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var age)) return age;
        return word switch
        {
            "sixteen" or "ستطعش" or "سطعش" => 16,
            "seventeen" or "سبعطعش" => 17,
            "fifteen" or "خمسطعش" or "خمستعش" => 15,
            "fourteen" or "اربعطعش" => 14,
            "thirteen" or "ثلطعش" or "ثلاثطعش" => 13,
            _ => null,
        };
    }

    private static bool IsAbroad(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches, HashSet<string> tags)
    {
        if (HasAny(tokens, "سفر", "مسافر", "مسافره", "رحله", "سياحه", "اجازه", "طقس", "travel", "travelling", "traveling", "trip", "vacation", "holiday", "weather",
            "visa", "flight", "صنع", "منتج", "originally", "اصلا")) return false;
        foreach (var match in matches)
        {
            if (match.Tag != "c.abroad") continue;
            var word = tokens[match.At].Word;
            var outside = word is "خارج" or "برا" or "outside" or "abroad" or "overseas";
            if (outside) return true;
            // A Saudi city as well: they are here, whatever they come from.
            foreach (var tag in tags)
                if (tag.StartsWith("city.", StringComparison.Ordinal)) return false;
            if (word.Length > 4 && word[0] is 'ب' or 'ل' or 'ف' && !tokens[match.At].Forms[0].StartsWith("بيروت", StringComparison.Ordinal)
                && !tokens[match.At].Forms[0].StartsWith("لندن", StringComparison.Ordinal) && !tokens[match.At].Forms[0].StartsWith("لبنان", StringComparison.Ordinal)
                && !tokens[match.At].Forms[0].StartsWith("بغداد", StringComparison.Ordinal)) return true;
            for (var i = Math.Max(0, match.At - 3); i < match.At; i++)
            {
                if (tokens[i].Segment != tokens[match.At].Segment) continue;
                if (tokens[i].Word is "في" or "من" or "الى" or "in" or "from" or "at" or "to" or "based" or "serve" or "cover" or "across" or "مقرنا" or "مقرها"
                    or "فرع" or "فرعنا" or "عندنا" or "تخدمون" or "سوق" or "fi" or "fe" or "our" or "a" or "the" or "with" or "for") return true;
            }
            if (match.At + match.Length < tokens.Count && tokens[match.At + match.Length].Word is "based" or "branch" or "office" or "company" or "market"
                or "number" or "team" or "clients" or "customers") return true;
        }
        return false;
    }

    private static bool IsLegal(IReadOnlyList<Token> tokens, IReadOnlyList<Match> matches)
    {
        foreach (var match in matches)
        {
            if (match.Tag != "c.law") continue;
            var word = tokens[match.At].Word;
            if (word is "sue" or "بشتكي" or "بشتكيكم" or "محاميي" or "lawsuit") return true;
            for (var i = Math.Max(0, match.At - 5); i < Math.Min(tokens.Count, match.At + match.Length + 3); i++)
            {
                if (tokens[i].Segment != tokens[match.At].Segment) continue;
                if (tokens[i].Word is "راح" or "برفع" or "سارفع" or "نرفع" or "بقدم" or "سنقدم" or "ساتقدم" or "ساقدم" or "بتقدم" or "بروح" or "ابلغ" or "نتجه" or "اتوجه"
                    or "حتما" or "will" or "going" or "gonna" or "file" or "filing" or "taking" or "take" or "i'll" or "we'll" or "hear" or "threatening" or "my" or "our"
                    or "اوكلت" or "وكلت" or "عن" or "عبر" or "بوكل" or "report" or "reporting" or "ارفع" or "اشتكي" or "نشتكي" or "عليكم" or "عنكم" or "ضدكم" or "بلغت" or "بلغنا" or "رفعت" or "رفعنا" or "against") return true;
            }
        }
        return false;
    }

    private static bool Self(IReadOnlyList<Token> tokens, int at, int within)
    {
        for (var i = Math.Max(0, at - within); i < Math.Min(tokens.Count, at + within); i++)
            if (tokens[i].Word is "انا" or "اني" or "وانا" or "عمري" or "لاني" or "توني" or "ادرس" or "i" or "i'm" or "im" or "am" or "me" or "ana") return true;
        return false;
    }

    private static bool HasBefore(IReadOnlyList<Token> tokens, int at, params ReadOnlySpan<string> words)
    {
        for (var i = Math.Max(0, at - 2); i < at; i++)
            foreach (var word in words)
                if (tokens[i].Word == word) return true;
        return false;
    }

    private static bool HasAny(IReadOnlyList<Token> tokens, params ReadOnlySpan<string> words)
    {
        foreach (var token in tokens)
            foreach (var word in words)
                if (token.Is(word)) return true;
        return false;
    }
}
